"""What an answer rests on: its numbers, its draws, its certificates, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus import __version__
from foedus.case import describe
from foedus.report.input_name import figure_name, input_name
from foedus.report.layout import Column, block, ledger, paragraph, with_more
from foedus.report.phrase import capital, counted, one_line, two_digits

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.text import Text

    from foedus.answer.result import Answer, Elasticity

KNOWN, INFERRED, ASSUMED = "■", "▨", "□"
MOST_ELASTICITIES = 12
LEAST_ELASTICITY = 0.005
MANY_FAILED = 0.01
"""share of draws that failed from which a short page says why; RESTS ON has their number"""
SHOWN_OF_HASH = 12


def ground_block(answer: Answer, full: bool) -> Group:
    """RESTS ON: known, judged and assumed numbers; certified draws; seed, version and data."""
    lines = [_numbers(answer), _draws(answer, full), _made_with(answer)]
    return block("RESTS ON", *(paragraph(line) for line in (*lines, *(_details(answer) if full else ()))))


def _numbers(answer: Answer) -> str:
    balance = answer.balance
    text = (
        f"{KNOWN} {balance.sourced} sourced · {INFERRED} {balance.judged} judged · {ASSUMED} {balance.default} default"
    )
    return f"{text} · {balance.unmarked} unmarked" if balance.unmarked else text


def _draws(answer: Answer, full: bool) -> str:
    equilibrium = answer.equilibrium
    shown = "bits, hinges and elasticities" if full else "bits and hinges"
    text = (
        f"{counted(equilibrium.solved)} of {counted(answer.draws)} draws certified, worth"
        f" {counted(answer.effective_draws)} equally weighted ones; solved again on"
        f" {counted(answer.subsample)} for {shown}"
    )
    if equilibrium.probe_draws:
        text += f"; another equilibrium found on {equilibrium.probe_other} of {counted(equilibrium.probe_draws)} probed"
    return text


def _made_with(answer: Answer) -> str:
    case = answer.case
    return f"seed {answer.seed} · foedus {__version__} · case {one_line(case.id)} {case.sha256[:SHOWN_OF_HASH]}"


def _details(answer: Answer) -> Iterator[str]:
    equilibrium, surprise = answer.equilibrium, answer.surprise
    beliefs = ", with respect to tempered beliefs" if equilibrium.is_tempered else ""
    yield f"Worst residual of a certified draw: {two_digits(equilibrium.max_residual)}."
    yield (
        f"What is left to gain: {two_digits(equilibrium.max_regret)} in the game perturbed by error,"
        f" {two_digits(equilibrium.max_raw_regret)} outright (alliance values, the worst over all decisions{beliefs})."
    )
    methods = [f"{one_line(name)} {counted(number)}" for name, number in equilibrium.by_method.items() if number]
    if methods:
        yield f"Solved by: {', '.join(methods)}."
    relative = (
        f"; {surprise.relative_items} items are given as relative odds, whose level is conventional"
        if surprise.relative_items
        else ""
    )
    yield (
        f"Surprise: log likelihood {two_digits(surprise.log_likelihood)}, Bayes factor"
        f" {two_digits(surprise.bayes_factor)} against play by weights alone{relative}."
    )
    leading = max(answer.requests, key=lambda row: row.posterior.value, default=None)
    if leading is not None:
        error = two_digits(100 * leading.posterior.error)
        yield f"Monte-Carlo error of the leading request: {error} points (one standard error)."


def elasticity_block(answer: Answer) -> Group | None:
    """WHAT MOVES THE FIGURES: per cent for one per cent of an input, figure by figure, the strongest of each first."""
    ranked = strongest_elasticities(answer)
    if not ranked:
        return None
    parts: list[RenderableType] = []
    for figure in dict.fromkeys(row.figure for row in ranked):
        rows = ((_moving(answer, row), [two_digits(row.value)]) for row in ranked if row.figure == figure)
        parts.append(paragraph(capital(figure_name(answer.case, figure)), "dim"))
        parts.append(ledger([Column("per cent")], rows))
    return block(
        "WHAT MOVES THE FIGURES",
        *parts,
        paragraph("Per cent by which the figure moves for one per cent of the input, as drawn.", "dim"),
    )


def strongest_elasticities(answer: Answer) -> list[Elasticity]:
    """Those worth printing, figure by figure in the order of an answer: all of them rest on equilibria solved again."""
    moving = [row for row in answer.elasticities if row.is_solved and abs(row.value) >= LEAST_ELASTICITY]
    kept = sorted(moving, key=lambda row: -abs(row.value))[:MOST_ELASTICITIES]
    return [row for row in moving if row in kept]


def _moving(answer: Answer, row: Elasticity) -> Text:
    """The input in words, its path below."""
    name, path = input_name(answer.case, row.input), one_line(row.input)
    return with_more(name, *(() if name == path else (path,)))


def failures(answer: Answer) -> str:
    """Why draws failed, and how many of each where there is more than one reason."""
    reasons = answer.equilibrium.failures
    if len(reasons) == 1:
        return one_line(next(iter(reasons)))
    return "; ".join(f"{counted(number)}: {one_line(name)}" for name, number in reasons.items())


def note_block(answer: Answer, full: bool) -> Group | None:
    """TO NOTE: what is odd about the case, and draws that failed."""
    notes = [one_line(warning) for warning in answer.case.warnings]
    unmarked = describe(answer.case).unmarked
    if unmarked:
        notes.append(
            f"{len(unmarked)} number{'' if len(unmarked) == 1 else 's'} with neither source nor judgement, as"
            f" {one_line(unmarked[0])}"
        )
    equilibrium = answer.equilibrium
    if equilibrium.failed and (full or equilibrium.failed >= MANY_FAILED * answer.draws):
        reasons = failures(answer)
        notes.append(
            f"{counted(equilibrium.failed)} of {counted(answer.draws)} draws failed their certificate and were left"
            f" out{f' ({reasons})' if reasons else ''}"
        )
    return block("TO NOTE", *(paragraph(note) for note in notes)) if notes else None
