"""The answer to a case: draws → equilibria → posterior → claims."""

from foedus.answer.difference import Difference
from foedus.answer.differing import diff
from foedus.answer.question import ask
from foedus.answer.replay import Verification, verify
from foedus.answer.result import Answer, Figure

__all__ = ["Answer", "Difference", "Figure", "Verification", "ask", "diff", "verify"]
