"""The answer to a case: draws → equilibria → posterior → claims."""

from foedus.answer.ask import ask
from foedus.answer.result import Answer, Figure
from foedus.answer.verify import Verification, verify

__all__ = ["Answer", "Figure", "Verification", "ask", "verify"]
