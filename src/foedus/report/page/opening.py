"""The top of the page: the question, the answer in two sentences, and what keeps a reader from trusting it too far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.flip_words import flip_sentence, nearest
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
        _would_change(answer),
        _rests_on(answer),
    )  # fmt: skip


def _rests_on(answer: Answer) -> Markup:
    """How far the numbers of the case can be traced, and how many draws stand behind a figure."""
    balance = answer.balance
    total = balance.sourced + balance.judged + balance.default + balance.unmarked
    unmarked = f"; {counted(balance.unmarked)} rest on nothing named" if balance.unmarked else ""
    return paragraph(
        element("a", "What it rests on", href="#grounds"),
        f": one case file of {counted(total)} numbers; {counted(balance.sourced) if balance.sourced else 'none'} from a"
        " source,"
        f" {counted(balance.judged)} judged by the analyst, {counted(balance.default)} left at their"
        f" default{unmarked}. Every figure is a mean over {counted(answer.equilibrium.solved)} draws of these numbers,"
        " with its 90 % interval beside it.",
        class_="quiet",
    )


def _would_change(answer: Answer) -> Markup | None:
    """The nearest flip."""
    first = nearest(answer.flips or ())
    if first is None:
        return None
    sentence = flip_sentence(answer, first)
    sure = "" if first.is_confirmed else " (on few draws)"
    return paragraph(
        element("a", "What would change it", href="#flips"), f": {sentence[:1].lower()}{sentence[1:]}{sure}.",
        class_="quiet",
    )  # fmt: skip


def _failed(answer: Answer) -> str:
    failed, draws = counted(answer.equilibrium.failed), counted(answer.draws)
    return f"{failed} of {draws} draws failed their certificate and were left out."
