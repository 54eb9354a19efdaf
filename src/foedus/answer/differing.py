"""The question what changed: two answers or cases compared, and the change traced to the inputs that made it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from foedus.answer.difference import Difference, Movement, Step, VerdictChange
from foedus.answer.difference_elements import elements
from foedus.answer.difference_given import (
    CLIENT_PRICE,
    PRICE,
    Given,
    answered,
    last_change,
    numbers_alone,
    of_answers,
    recorded_verdicts,
    refuse_strangers,
)
from foedus.answer.impossible import refuse_impossible
from foedus.answer.replacement import Replacement, Turned, solves
from foedus.answer.result import Answer
from foedus.answer.world import Progress
from foedus.case import Case, Claim, load_case
from foedus.case.expression import Name

DRAWS = 500


def diff(
    before: Answer | Case | Given | str | os.PathLike[str],
    after: Answer | Case | Given | str | os.PathLike[str],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    on_progress: Progress | None = None,
) -> Difference:
    """What moved between two answers or two cases, and which input moved it.

    The inputs in which they differ are replaced one after the other, and the case is solved again after each: what each
    adds to a figure is its contribution, and the contributions add up to the whole change. They depend on the order,
    which is that of `difference.ORDER`; of the largest steps it is also said what they would add first and last.

    Arguments:
        before, after: answers, cases, ids of built-in cases or paths of case files.
        draws: how often the inputs are drawn in every step; inputs that do not change are drawn alike throughout.
        seed: of the draws.
        on_progress: called with (stage, done, total) while it works.

    Raises:
        InputError: a file is wrong, or the two have no request in common.
        ComputationError: too few draws could be certified, or one of the two is impossible in every draw.
    """
    old, new = _given(before), _given(after)
    if old.case is None or new.case is None:
        return numbers_alone(old, new)
    requests, responses = _common(old.case.requests, new.case.requests), _common(old.case.responses, new.case.responses)
    refuse_strangers(old, new, requests)
    names = _headlines(old.case, new.case, requests, responses)
    claims = [claim for claim in new.case.claims if _is_tested_alike(claim, old.case, new.case)]
    found = elements(old.case, new.case)
    done, total = 0, solves(len(found))

    def on_step() -> None:
        nonlocal done
        done = min(done + 1, total)
        if on_progress is not None:
            on_progress("replacing inputs", done, total)

    way = Replacement(old.case, new.case, draws, seed, names, claims, on_step)
    for state in (way.before, way.after):
        refuse_impossible(state.quantities)
    turned = way.steps(found)
    own = way.figures(way.before), way.figures(way.after)
    figures = []
    for name in names:
        ends = answered(old, new, name) or (own[0][name], own[1][name])
        if ends[0] is not None and ends[1] is not None:
            explained = way.after.means[name] - way.before.means[name]
            figures.append(Movement(name, _label(name, new.case), ends[0], ends[1], explained))
    kept = {row.figure for row in figures}
    steps = tuple(_step(row, kept) for row in turned)
    return Difference(
        before=old.side,
        after=new.side,
        figures=tuple(figures),
        verdicts=tuple(_verdicts(old, new, way, steps)),
        steps=steps,
        notes=tuple(_notes(old, new, claims)),
        draws=draws,
        certified=way.fewest,
        seed=seed,
        case=new.case,
    )


def _given(one: Answer | Case | Given | str | os.PathLike[str]) -> Given:
    if isinstance(one, Given):
        return one
    if isinstance(one, Answer):
        return Given(one.case.id, one.case, one.record())
    case = one if isinstance(one, Case) else load_case(str(one))
    return Given(case.id, case)


def _common(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in other if name in one]


def _headlines(old: Case, new: Case, requests: list[str], responses: list[str]) -> dict[str, Name]:
    found = {f"requests.{name}": Name(("requests", name, "posterior")) for name in requests}
    found |= {f"responses.{name}": Name(("responses", name, "probability")) for name in responses}
    found[CLIENT_PRICE] = Name(("audience", "client", "expected_after"))
    if old.members and new.members:
        found[PRICE] = Name(("audience", "*", "expected_after"))
    return found


def _label(name: str, case: Case) -> str:
    family, _, rest = name.partition(".")
    if family == "requests":
        return case.requests[rest].label
    if family == "responses":
        return case.responses[rest].label
    return case.client.label if name == CLIENT_PRICE else "all others who watch"


def _is_tested_alike(claim: Claim, old: Case, new: Case) -> bool:
    """Whether both test it by the same formula, as they stand."""
    other = next((one for one in old.claims if one.id == claim.id), None)
    if other is None or claim.tests is None or claim.under or other.under:
        return False
    same = (claim.tests, claim.margin) == (other.tests, other.margin)
    return same and old.stated[claim.id] == new.stated[claim.id]


def _step(turned: Turned, kept: set[str]) -> Step:
    element = turned.element

    def of_kept(moved: Mapping[str, float] | None) -> dict[str, float] | None:
        return None if moved is None else {name: value for name, value in moved.items() if name in kept}

    return Step(
        path=element.path,
        kind=element.kind,
        what=element.what,
        label=element.label,
        date=None if element.date is None else element.date.isoformat(),
        before=element.before,
        after=element.after,
        contributions=of_kept(turned.contributions) or {},
        first=of_kept(turned.first),
        last=of_kept(turned.last),
        verdicts=turned.verdicts,
    )


def _verdicts(old: Given, new: Given, way: Replacement, steps: tuple[Step, ...]) -> Iterator[VerdictChange]:
    """Claims whose verdict is another: of the answers where there are two, else on the draws of the comparison."""
    if old.record is not None and new.record is not None:
        yield from recorded_verdicts(old.record, new.record, steps)
        return
    says = {claim.id: claim.says for claim in way.claims}
    for claim, word in way.after.verdicts.items():
        if way.before.verdicts.get(claim, word) != word:
            yield VerdictChange(claim, says[claim], way.before.verdicts[claim], word, last_change(claim, word, steps))


def _notes(old: Given, new: Given, claims: list[Claim]) -> Iterator[str]:
    yield from of_answers(old, new)
    assert old.case is not None
    assert new.case is not None
    for section in ("requests", "responses"):
        before, after = getattr(old.case, section), getattr(new.case, section)
        for whole, part, one in ((before, after, old), (after, before, new)):
            alone = [name for name in whole if name not in part]
            if alone:
                yield f"{section} of {one.name} alone, of which nothing is compared: {', '.join(alone)}"
    compared = {claim.id for claim in claims}
    left = [claim.id for claim in new.case.claims if claim.id not in compared and claim.tests is not None]
    if left and (old.record is None or new.record is None):
        yield f"claims that are not compared (under settings of their own, or another formula): {', '.join(left)}"
