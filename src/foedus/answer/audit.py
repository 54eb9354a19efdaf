"""Claims with what they hinge on, and the evidence in bits: inputs are moved and the equilibria solved again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer.bits import bits_by_request, leading_request
from foedus.answer.claim import Found, Tested, find, settings_of, tested, verdict
from foedus.answer.conflict import conflict_rows
from foedus.answer.facts import quantities_of
from foedus.answer.figure_of import Quantities
from foedus.answer.hinge import Hinge, hinges
from foedus.answer.impossible import refuse_impossible
from foedus.answer.result import ClaimRow, EvidenceRow
from foedus.answer.sensitivity import ConflictRow
from foedus.answer.world import Progress, Solved, build, drawn, solve_world, subset
from foedus.case import Case, Claim, ExpressionError, Input, inputs
from foedus.errors import FoedusError, InputError

Array = Any


@dataclass(frozen=True)
class Audit:
    """What rests on the subsample, and the claims with their verdicts."""

    claims: tuple[ClaimRow, ...]
    evidence: tuple[EvidenceRow, ...]
    conflict: tuple[ConflictRow, ...] = ()


def audit(quantities: Quantities, solved: Solved, base: Solved, seed: int, on_progress: Progress) -> Audit:
    """The claims audit and the bits of each item.

    Arguments:
        quantities: of all certified draws.
        solved: the world that these are draws of.
        base: the subsample.
        seed: of the draws, to draw again for claims made `under` other settings.
        on_progress: called as it goes on.
    """
    case = quantities.case
    on_progress("weighing evidence", 0, 2)
    leading = leading_request(quantities.reading)
    by_item = bits_by_request(solved, base)
    on_progress("moving inputs", 1, 2)
    tests, checked = plain_tests(case)
    found = hinges(solved, quantities, base, tests, uncertain(case))
    checked |= {test.claim.id: (find(quantities, test), hinge) for test, hinge in zip(tests, found, strict=True)}
    for claim in case.claims:
        if claim.id not in checked:
            try:
                checked[claim.id] = _under(case, claim, seed, solved.world.n_draws, base.world.n_draws)
            except (FoedusError, ExpressionError) as error:
                checked[claim.id] = Found.nothing(f"under its settings {_what_is_wrong(error)}"), None
    rows = [_claim_row(case, claim, *checked[claim.id]) for claim in case.claims]
    on_progress("moving inputs", 2, 2)
    evidence = _evidence_rows(quantities, solved, by_item, leading)
    conflict = conflict_rows(by_item, leading, list(case.requests))
    return Audit(tuple(rows), evidence, conflict)


def unaudited(quantities: Quantities, solved: Solved) -> Audit:
    """The claims and the evidence without anything that solves again: no hinges and no bits."""
    case = quantities.case
    tests, checked = plain_tests(case)
    checked |= {test.claim.id: (find(quantities, test), None) for test in tests}
    unsolved = Found.nothing("another world has to be solved for it, which a brief answer does not"), None
    claims = tuple(_claim_row(case, claim, *checked.get(claim.id, unsolved)) for claim in case.claims)
    unknown = {item.id: np.full(len(case.requests), np.nan) for item in case.evidence}
    return Audit(claims, _evidence_rows(quantities, solved, unknown, leading_request(quantities.reading)))


def uncertain(case: Case) -> dict[str, Input]:
    """The inputs that are uncertain and can move a figure."""
    return {path: given for path, given in inputs(case).items() if given.is_wide and not given.is_of_indicator}


def plain_tests(case: Case) -> tuple[list[Tested], dict[str, tuple[Found, Hinge | None]]]:
    """The claims that can be tested in the case as it stands; and those that cannot be tested at all, with why."""
    tests: list[Tested] = []
    others: dict[str, tuple[Found, Hinge | None]] = {}
    for claim in case.claims:
        if claim.under and claim.tests is not None:
            continue
        try:
            test = tested(case, claim)
        except ExpressionError as error:  # what it names was cut at as_of
            others[claim.id] = Found.nothing(_what_is_wrong(error)), None
        else:
            if test is None:
                others[claim.id] = Found.nothing("the claim names nothing to test"), None
            else:
                tests.append(test)
    return tests, others


def _under(case: Case, claim: Claim, seed: int, n_draws: int, size: int) -> tuple[Found, Hinge | None]:
    """A claim tested under its own settings: a world of its own, on the same draws of all other inputs.

    What the settings fix moves nothing there.

    Raises:
        ComputationError: that world cannot be solved, or what is public is impossible in it.
        InputError: the case cannot be read under these settings.
        ExpressionError: the formula names what the case does not have under them.
    """
    changed = case.with_settings(settings_of(claim))
    test = tested(changed, claim)
    assert test is not None
    solved = solve_world(build(changed, drawn(changed, n_draws, seed)))
    quantities = quantities_of(solved)
    refuse_impossible(quantities)
    hinge = hinges(solved, quantities, subset(solved, size), [test], uncertain(changed))[0]
    return find(quantities, test), hinge


def _what_is_wrong(error: FoedusError | ExpressionError) -> str:
    """What an error says, as the rest of a sentence."""
    if isinstance(error, InputError):
        return "; ".join(f"{finding.path} {finding.message}".strip() for finding in error.findings)
    return f"its formula {error.message}" if isinstance(error, ExpressionError) else str(error)


def _evidence_rows(
    quantities: Quantities, solved: Solved, bits: Mapping[str, Array], leading: int
) -> tuple[EvidenceRow, ...]:
    """Each item with its bits by request, (request,), and those of the request that leads the answer."""
    case = quantities.case
    reliability = solved.world.evidence.reliability[:, solved.draws]
    return tuple(
        EvidenceRow(
            id=item.id,
            date=str(item.date),
            says=item.says,
            source=item.source,
            origin=item.origin or item.id,
            reliability=float(np.average(reliability[place], weights=quantities.weight)),
            bits=float(bits[item.id][leading]),
            by_request={name: float(moved) for name, moved in zip(case.requests, bits[item.id], strict=True)},
        )
        for place, item in enumerate(case.evidence)
    )


def _claim_row(case: Case, claim: Claim, found: Found, hinge: Hinge | None) -> ClaimRow:
    stated = case.stated[claim.id]
    word, reason = verdict(found, stated.low, stated.high)
    return ClaimRow(
        id=claim.id,
        source=claim.source,
        says=claim.says,
        tests=claim.tests,
        verdict=word,
        word=stated.word,
        stated_low=stated.low,
        stated_high=stated.high,
        model=found.figure,
        difference=found.difference,
        hinges_on=None if hinge is None else hinge.input,
        hinge_swing=None if hinge is None else hinge.swing,
        reason=reason,
        under=settings_of(claim),
        hinge_rivals=() if hinge is None else hinge.rivals,
    )
