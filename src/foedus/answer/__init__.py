"""The answer to a case: draws → equilibria → posterior → claims."""

from foedus.answer.question import ask
from foedus.answer.replay import Verification, verify
from foedus.answer.result import Answer, Figure

__all__ = ["Answer", "Figure", "Verification", "ask", "verify"]
