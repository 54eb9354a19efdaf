"""What would change the answer: the nearest flips, wider judgements, and what the figures depend on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from foedus.report.flip_words import LEADERS, leading_label, moved_input
from foedus.report.input_name import OTHERS, figure_name, input_name
from foedus.report.layout import Column, block, entries, ledger, paragraph, with_more
from foedus.report.phrase import capital, counted, one_line, percent, percent_range, shortened, two_digits
from foedus.report.sentence import as_share, in_numbers, parties, within

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.text import Text

    from foedus.answer.result import Answer, Figure
    from foedus.answer.sensitivity import FlipRow
    from foedus.case import Case

MOST_FLIPS = 3
LEAST_TOTAL = 0.01
MOST_VERDICTS = 4


def change_block(answer: Answer, every: bool) -> Group | None:
    """WHAT WOULD CHANGE THIS: the nearest flips, or all that were found; and what survives wider judgements."""
    parts: list[RenderableType] = []
    if answer.flips:
        shown = answer.flips if every else _nearest(answer.flips)
        parts.append(entries((_what(row), _flip(answer, row), _about(row) if every else "") for row in shown))
        parts.append(paragraph(" ".join(_notes(answer, answer.flips, shown, every)), "dim"))
    elif answer.flips is not None:
        parts.append(
            paragraph("No input alone, moved by up to twice its own range, was found to change who leads or a verdict.")
        )
    parts.extend(paragraph(sentence) for sentence in _doubling(answer))
    return block("WHAT WOULD CHANGE THIS", *parts) if parts else None


def _nearest(flips: Sequence[FlipRow]) -> list[FlipRow]:
    """The nearest flip of each figure: that of the leading request and reply first, then of the verdicts.

    Of those that are confirmed, where there are such: the others are for who asks for every flip.
    """
    flips = [row for row in flips if row.is_confirmed] or flips
    first = {row.figure: row for row in reversed(flips)}
    leaders = [first[figure] for figure in LEADERS if figure in first]
    others = [row for row in flips if row is first[row.figure] and row not in leaders]
    return (leaders + others)[:MOST_FLIPS]


def _what(row: FlipRow) -> str:
    return LEADERS.get(row.figure, shortened(row.figure, 14))


def _flip(answer: Answer, row: FlipRow) -> str:
    """ "delay of forces: above 62 days (now 10–40 days) → help rather than words"."""
    before, after = (leading_label(answer, row.figure, name) for name in (row.before, row.after))
    then = f"{after} rather than {before}" if row.figure in LEADERS else f"{after} ({before} now)"
    return f"{moved_input(answer, row)} → {then}"


def _labels(answer: Answer) -> dict[str, dict[str, str]]:
    """Labels of requests and responses by id, as they read inside a sentence."""
    names = parties(answer)
    return {
        "request": {row.id: within(row.label, names) for row in answer.requests},
        "response": {row.id: within(row.label, names) for row in answer.responses},
    }


def _about(row: FlipRow) -> str:
    path = one_line(row.input)
    moved = f"{two_digits(row.move)} of its range" if row.move else "without a move"
    where = "" if row.is_inside else ", outside of it"
    return f"{path} · {moved}{where}{f', confirmed on {counted(row.draws)} draws' if row.is_confirmed else ''}"


def _notes(answer: Answer, flips: Sequence[FlipRow], shown: Sequence[FlipRow], every: bool) -> Iterator[str]:
    confirmed = " Confirmed: these draws agree on both sides; the others rest on a few draws, or are too close to call."
    yield f"One input set to one value, the others as drawn.{confirmed if every else _basis(answer, shown)}"
    if not every:
        yield f"For --set: {', '.join(dict.fromkeys(_path(row) for row in shown))}."
    if len(shown) < len(flips):
        yield f"{len(flips) - len(shown)} more: --flips"


def _path(row: FlipRow) -> str:
    return f"{one_line(row.input)}{'' if row.is_inside else ' (outside its own range)'}"


def _basis(answer: Answer, shown: Sequence[FlipRow]) -> str:
    """On how many draws the flips that are shown rest, where it is the same for all of them."""
    if not (shown and all(row.is_confirmed for row in shown)) or len({row.draws for row in shown}) > 1:
        return ""
    return f" Confirmed on {counted(shown[0].draws)} of {counted(answer.draws)} draws."


def _doubling(answer: Answer) -> Iterator[str]:
    """What becomes of the answer where every judged interval is twice as wide."""
    doubling = answer.doubling
    if doubling is None:
        return
    labels = _labels(answer)
    request = (
        f"the request stays the likeliest ({in_numbers(doubling.posterior)})"
        if doubling.keeps_request
        else f"{labels['request'].get(doubling.request, doubling.request)} becomes the likeliest request"
    )
    response = (
        f"the reply too ({in_numbers(doubling.probability)})"
        if doubling.keeps_response and doubling.keeps_request
        else f"the reply stays the likeliest ({in_numbers(doubling.probability)})"
        if doubling.keeps_response
        else f"{labels['response'].get(doubling.response, doubling.response)} becomes the likeliest reply"
    )
    text = f"With all {doubling.judged} judged ranges twice as wide {request}, {response}"
    if doubling.tested:
        kept = doubling.tested - len(doubling.verdicts)
        text += f", and {kept} of {doubling.tested} verdicts stand"
        others = [f"{shortened(claim, 14)} {word}" for claim, word in doubling.verdicts.items()]
        if others:
            more = f" and {len(others) - MOST_VERDICTS} more" if len(others) > MOST_VERDICTS else ""
            text += f" (then {', '.join(others[:MOST_VERDICTS])}{more})"
    yield f"{text}."


def sobol_block(answer: Answer) -> Group | None:
    """WHAT THE FIGURES DEPEND ON: shares of their variance over draws, of each input alone and with all others."""
    if not answer.sobol:
        return None
    parts: list[RenderableType] = []
    for figure in dict.fromkeys(row.figure for row in answer.sobol):
        rows = [row for row in answer.sobol if row.figure == figure and abs(row.total.value) >= LEAST_TOTAL]
        parts.append(paragraph(capital(figure_name(answer.case, figure)), "dim"))
        parts.append(
            ledger(
                [Column("alone"), Column("range"), Column("in all"), Column("range")],
                ((_named(answer.case, row.input), [*_share(row.first), *_share(row.total)]) for row in rows),
            )
        )
    note = "Shares of the variance from draw to draw, before the evidence weighs them."
    return block("WHAT THE FIGURES DEPEND ON", *parts, paragraph(note, "dim"))


def _named(case: Case, path: str) -> Text:
    """The input in words, its path below."""
    name = input_name(case, path)
    return with_more(name, *(() if path == OTHERS or name == one_line(path) else (one_line(path),)))


def _share(figure: Figure) -> list[str]:
    share = as_share(figure)
    return [percent(share.value), percent_range(share.low, share.high)]
