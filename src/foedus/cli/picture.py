"""The page and the charts that `foedus ask` writes beside its answer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.cli.console import complain
from foedus.cli.option import refuse_to_overwrite_the_case

if TYPE_CHECKING:
    from foedus.answer import Answer


@dataclass(frozen=True)
class Pictures:
    """Where a page and charts are to be written, if they are."""

    html: str | None
    charts: str | None

    @classmethod
    def checked(cls, html: str | None, charts: str | None, case: str, out: str | None) -> Pictures:
        """The places, looked at before minutes of work.

        Raises:
            InputError: nothing can be written there, it is the case itself, or one place is to hold two of them.
        """
        from foedus.errors import InputError
        from foedus.files import check_writable

        if html is not None:
            check_writable(html)
            refuse_to_overwrite_the_case(html, case)
            if out is not None and os.path.abspath(out) == os.path.abspath(html):
                raise InputError.at(html, "is the file of --out as well: expected two files")
        if charts is not None:
            from foedus.report.chart import check_folder

            check_folder(charts)
            for option, file in (("--out", out), ("--html", html)):
                if file is not None and os.path.abspath(file) == os.path.abspath(charts):
                    raise InputError.at(charts, f"is the file of {option} as well: expected a folder of its own")
        return cls(html, charts)

    def write(self, answer: Answer) -> None:
        """Write what was asked for, each file whole or not at all, and say where it is.

        On standard error, as the answer itself may be read by a program.
        """
        if self.html is not None:
            from foedus.files import write_atomically
            from foedus.report.page import page

            write_atomically(self.html, page(answer), may_replace=True)
            complain(f"page: {self.html}")
        if self.charts is not None:
            from foedus.report.chart import write_charts

            write_charts(answer, self.charts)
            complain(f"charts: {self.charts}")
