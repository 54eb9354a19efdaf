"""What a reader is shown: pages, charts and references; everything draws from an answer, nothing is solved here."""

from foedus.report.references import REFERENCES, Reference

__all__ = ["REFERENCES", "Reference"]
