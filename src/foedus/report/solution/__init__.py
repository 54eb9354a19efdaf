"""A solved game as JSON, as a page in the terminal, and its branch as a chart; draws from `Solution` alone."""

from foedus.report.solution.branch_chart import branch_chart, write_branch_chart
from foedus.report.solution.record import solution_record
from foedus.report.solution.sheet import solution_sheet

__all__ = ["branch_chart", "solution_record", "solution_sheet", "write_branch_chart"]
