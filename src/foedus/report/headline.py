"""The answer in two sentences, and the sentences that keep a reader from trusting it too far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from foedus.case import inputs
from foedus.report.phrase import counted, number_range, percent, percent_range, shortened, two_digits
from foedus.report.sentence import either, figure_in_words, in_numbers, parties, within

if TYPE_CHECKING:
    from foedus.answer.joint import Family
    from foedus.answer.result import Answer, Figure, ResponseRow

MOST_NAMED, MOST_TOGETHER = 3, 2
HALF = 0.5
FIRM = 0.25
"""what two entries together must have at the low end of their interval to stand out"""
LITTLE_SURPRISE = (0.5, 2.0)
FEWEST_EFFECTIVE_DRAWS = 100


def deniable_refusal(answer: Answer) -> Figure | None:
    """How far a refusal could be denied, where one is still possible: nothing is seen yet, or the fallback is."""
    seen = answer.case.seen
    return answer.deniable_refusal if seen is None or seen.response == answer.case.fallback_id else None


def what_was_asked(answer: Answer) -> str:
    """The first sentence: what was most likely asked, and how likely a mere statement was."""
    if not answer.requests:
        return "The case lists nothing that may have been asked."
    names = parties(answer)
    label = {row.id: within(row.label, names) for row in answer.requests}
    figures = {row.id: row.posterior for row in answer.requests}
    leading, is_clear, listed = _listed(answer, "requests", label, figures)
    sentence = f"{'Most likely' if is_clear else 'No one request stands out; most likely'} {listed}"
    least = min(answer.requests, key=lambda row: row.level)
    if least.id not in leading:
        sentence += f"; {label[least.id]} is {_with_numbers(least.posterior)}"
    return f"{sentence}."


def what_will_be_given(answer: Answer) -> str:
    """The second sentence: the likely reply, and what stands in the way of more."""
    if not answer.responses:
        return "The case lists nothing that may be given."
    names = parties(answer)
    label = {row.id: within(row.label, names) for row in answer.responses}
    figures = {row.id: row.probability for row in answer.responses}
    leading, is_clear, listed = _listed(answer, "responses", label, figures)
    sentence = f"{'Expect' if is_clear else 'No one reply stands out; expect'} {listed}"
    reasons = list(_reasons(answer, [row for row in answer.responses if row.id in leading]))
    return f"{sentence}{': ' if reasons else ''}{', and '.join(reasons)}."


def cautions(answer: Answer) -> Iterator[str]:
    """Sentences that belong beside the answer: what it does not show, and where the model contradicts itself."""
    if answer.effective_draws < FEWEST_EFFECTIVE_DRAWS:
        reason = "" if answer.draws < FEWEST_EFFECTIVE_DRAWS else " agree with what is public"
        yield (
            f"Too few draws{reason} (worth {counted(answer.effective_draws)} of"
            f" {counted(answer.draws)}): single figures mean little, and claims are not tested."
        )
    factor = answer.surprise.bayes_factor
    is_anything_public = bool(answer.evidence) or answer.case.seen is not None
    if is_anything_public and LITTLE_SURPRISE[0] <= factor <= LITTLE_SURPRISE[1]:
        yield (
            f"Strategy adds little here, evidence and menu decide (Bayes factor {two_digits(factor)}:"
            " what is public is about as likely without it)."
        )
    for row in answer.types:
        if row.is_outside and row.in_game_honours is not None:
            yield (
                f'The type "{shortened(row.label)}" behaves otherwise here than assumed for the next call: it gives'
                f" {percent(row.in_game_honours)} of what is asked, where a call is assumed to be honoured with"
                f" {percent(row.honours.value)} ({percent_range(row.honours.low, row.honours.high)})."
            )
    case = answer.case
    has_leaked = case.seen is not None and case.seen.leaked not in (None, "none")
    if not has_leaked and inputs(case)["leak"].quantity.low >= 1.0:
        yield "Every request becomes known, says the case (leak = 1), and no leaked request was given."


def _leading(figures: Mapping[str, Figure]) -> tuple[list[str], bool]:
    """The fewest entries that reach one half together, the likeliest first; else the first two, and False."""
    ranked = sorted(figures, key=lambda name: -figures[name].value)
    for number in range(1, MOST_NAMED + 1):
        if sum(figures[name].value for name in ranked[:number]) >= HALF:
            return ranked[:number], number <= MOST_TOGETHER
    return ranked[: MOST_NAMED - 1], False


def _listed(
    answer: Answer, family: Family, label: Mapping[str, str], figures: Mapping[str, Figure]
) -> tuple[list[str], bool, str]:
    """The leading entries, whether they stand out, and their names with one figure together, else each with its own.

    A pair whose interval together runs down to little does not stand out: its two ranges say more than their sum.
    """
    leading, is_clear = _leading(figures)
    together = answer.any_of(family, leading) if is_clear else None
    if together is not None and (len(leading) == 1 or not together.low < FIRM):
        return leading, True, f"{either([label[name] for name in leading])} ({figure_in_words(together)})"
    # Each with numbers alone: "most likely" beside "very unlikely, 17 %" would puzzle.
    each = [f"{label[name]} ({in_numbers(figures[name])})" for name in leading]
    return (
        leading,
        is_clear and together is None,
        " or ".join([part for part in (", ".join(each[:-1]), each[-1]) if part]),
    )


def _with_numbers(figure: Figure) -> str:
    """ "very unlikely (9 %, 3–20)"."""
    word, _, numbers = figure_in_words(figure).partition(", ")
    return f"{word} ({numbers})" if numbers else word


def _reasons(answer: Answer, leading: Sequence[ResponseRow]) -> Iterator[str]:
    """Why not more, and what a refusal costs: only where the likely reply leaves room for more."""
    fallback = answer.case.fallback_id
    scarce = [row for row in answer.responses if row.no_free_units is not None and row not in leading]
    if scarce and max(row.level for row in leading) < max(row.level for row in scarce):
        least_free = max(scarce, key=lambda row: row.no_free_units or 0.0)
        chance = least_free.no_free_units or 0.0
        if chance >= HALF:
            yield f"no free units for {within(least_free.label, parties(answer))} (in {percent(chance)} of draws)"
    refusal = next((row for row in leading if row.id == fallback), None)
    deniable = deniable_refusal(answer)
    if refusal is not None and deniable is not None and deniable.value >= HALF:
        reason = f"a refusal nobody can prove ({in_numbers(deniable)})"
        if refusal.loss is not None:
            loss = refusal.loss
            reason += (
                f" costs {two_digits(loss.value)} of this alliance's worth with the others"
                f" ({number_range(loss.low, loss.high)})"
            )
        yield reason
