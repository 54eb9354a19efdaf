"""The top of the page: the question, the answer in two sentences, and what keeps a reader from trusting it too far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.headline import cautions, what_was_asked, what_will_be_given
from foedus.report.page.markup import Markup, element, paragraph
from foedus.report.phrase import counted, one_line, written_day

if TYPE_CHECKING:
    from foedus.answer.result import Answer


def opening(answer: Answer) -> Markup:
    """Question, day, answer, cautions, settings."""
    case = answer.case
    settings = ", ".join(f"{path} = {value}" for path, value in case.settings)
    day = element("time", written_day(case.as_of), datetime=case.as_of.isoformat())
    return element(
        "header",
        element("p", "foedus · case ", element("bdi", one_line(case.id)), " · as of ", day, class_="kicker"),
        element("h1", one_line(case.question), dir="auto"),
        paragraph(what_was_asked(answer), " ", what_will_be_given(answer), class_="answer"),
        *(paragraph(sentence, class_="caution") for sentence in cautions(answer)),
        paragraph(_failed(answer), class_="caution") if answer.equilibrium.failed >= 0.01 * answer.draws else None,
        paragraph(f"Under {one_line(settings)}.", class_="caution") if settings else None,
        paragraph(
            "Every figure has its 90 % interval beside it. The figures follow from one case file, most of whose numbers"
            " are judgements; ", element("a", "what they rest on", href="#grounds"), " is listed below.",
            class_="quiet",
        ),
    )  # fmt: skip


def _failed(answer: Answer) -> str:
    failed, draws = counted(answer.equilibrium.failed), counted(answer.draws)
    return f"{failed} of {draws} draws failed their certificate and were left out."
