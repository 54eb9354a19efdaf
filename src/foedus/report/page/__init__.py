"""The page of an answer: one HTML file that needs nothing else, not even a network."""

from foedus.report.page.document import page

__all__ = ["page"]
