"""The top of the page: the question, the answer in two sentences, and what keeps a reader from trusting it too far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.flip_words import LEADERS, flip_sentence, nearest
from foedus.report.headline import cautions, what_was_asked, what_will_be_given
from foedus.report.page.markup import Markup, Part, element, paragraph
from foedus.report.phrase import counted, one_line, written_day

if TYPE_CHECKING:
    from foedus.answer.result import Answer
    from foedus.answer.sensitivity import FlipRow


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
        _how_sure(answer),
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
        f" source, {counted(balance.judged)} judged by the analyst, {counted(balance.default)} left at their"
        f" default{unmarked}.",
        class_="quiet",
    )


def _how_sure(answer: Answer) -> Markup:
    """What a figure and its range are, and whether what leads still leads where the analyst is half as sure."""
    parts: list[Part] = [
        f"How sure: every figure is a mean over {counted(answer.equilibrium.solved)} draws of the case's numbers; the"
        " range beside it leaves out one draw in twenty on either side."
    ]
    doubling = answer.doubling
    if doubling is not None:
        kept = [
            what for what, keeps in (("request", doubling.keeps_request), ("reply", doubling.keeps_response)) if keeps
        ]
        then = f"the same {' and '.join(kept)} {'lead' if len(kept) > 1 else 'leads'}" if kept else "others lead"
        lost = {"request": "another request", "reply": "another reply"}
        others = [lost[what] for what in ("request", "reply") if what not in kept] if kept else []
        also = f", and {' and '.join(others)} does" if others else ""
        parts += [
            " With all ", element("a", "judged ranges twice as wide", href="#doubling"), f" {then}{also}.",
        ]  # fmt: skip
    return paragraph(*parts, class_="quiet")


def _would_change(answer: Answer) -> Markup | None:
    """The nearest flip of the request and of the reply that lead, else of a verdict."""
    rows = answer.flips or ()
    leaders = [found for figure in LEADERS if (found := nearest(row for row in rows if row.figure == figure))]
    shown = leaders or [found for found in (nearest(rows),) if found]
    if not shown:
        return None

    def said(row: FlipRow) -> str:
        sentence = flip_sentence(answer, row)
        return f"{sentence[:1].lower()}{sentence[1:]}{'' if row.is_confirmed else ' (on few draws)'}"

    return paragraph(
        element("a", "What would change it", href="#flips"), f": {'; '.join(map(said, shown))}.", class_="quiet"
    )


def _failed(answer: Answer) -> str:
    failed, draws = counted(answer.equilibrium.failed), counted(answer.draws)
    return f"{failed} of {draws} draws failed their certificate and were left out."
