"""Claims, elasticities and bits: the parts of an answer that move its inputs and solve again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer.bits import bits
from foedus.answer.claim import Tested, model_figure, tested, verdict
from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.gradient import Gradients, first_order, gradients
from foedus.answer.hinge import Hinge, hinges, smooth
from foedus.answer.reading import Reading
from foedus.answer.result import ClaimRow, Elasticity, EvidenceRow
from foedus.answer.world import Progress, Solved, build, drawn, solve_world, subset
from foedus.case import Case, Claim, Input, inputs
from foedus.case.expression import Name
from foedus.equilibrium.backend import jnp

Array = Any
STEP = 0.005
"""relative step of an elasticity, either way"""
MOST_ELASTICITIES = 5


@dataclass(frozen=True)
class Audit:
    """What rests on the subsample, and the claims with their verdicts."""

    claims: tuple[ClaimRow, ...]
    evidence: tuple[EvidenceRow, ...]
    elasticities: tuple[Elasticity, ...]


def audit(
    quantities: Quantities, base: Solved, seed: int, n_draws: int, headlines: dict[str, Name], on_progress: Progress
) -> Audit:
    """The claims audit, the bits of each item and the elasticities of the headline figures.

    Arguments:
        quantities: of all certified draws.
        base: the subsample.
        seed: with `n_draws`, to draw again for claims made `under` other settings.
        headlines: the figures whose elasticities are wanted, by name.
    """
    case = quantities.case
    on_progress("weighing evidence", 0, 3)
    leading = int(
        np.argmax((quantities.reading.prior * quantities.reading.likelihood * quantities.reading.seen).sum(-1))
    )
    by_item = bits(base, leading)
    on_progress("screening inputs", 1, 3)
    tests = [test for test in (tested(case, claim) for claim in case.claims) if test is not None]
    plain = [test for test in tests if not test.claim.under]
    moving = _moving(case)
    slopes = _slopes(base, plain, list(headlines.values()))
    elasticities = _elasticities(base, slopes, headlines, moving, len(plain)) if slopes is not None else ()
    on_progress("moving inputs", 2, 3)
    found = hinges(base, plain, slopes, moving) if slopes is not None else []
    checked = {test.claim.id: (quantities, test, hinge) for test, hinge in zip(plain, found, strict=True)}
    for test in tests:
        if test.claim.under:  # a world of its own, in which what the settings fix moves nothing
            elsewhere, part = _under(case, test, seed, n_draws, base.world.n_draws)
            own = _slopes(part, [test], [])
            hinge = hinges(part, [test], own, _moving(elsewhere.case))[0] if own is not None else None
            checked[test.claim.id] = (elsewhere, test, hinge)
    rows = [_claim_row(case, claim, *checked.get(claim.id, (quantities, None, None))) for claim in case.claims]
    on_progress("moving inputs", 3, 3)
    evidence = tuple(
        EvidenceRow(
            id=item.id,
            date=str(item.date),
            says=item.says,
            source=item.source,
            origin=item.origin or item.id,
            reliability=float(np.average(base.world.evidence.reliability[place])),
            bits=by_item[item.id],
        )
        for place, item in enumerate(case.evidence)
    )
    return Audit(tuple(rows), evidence, elasticities)


def _slopes(base: Solved, tests: list[Tested], headlines: list[Name]) -> Gradients | None:
    """Derivatives of the claims' figures, then of the headline figures."""
    everyone = facts(base.world)

    def figures(reading: Reading) -> Array:
        here = Quantities(base.world.case, reading, everyone)
        values = [smooth(here, test) for test in tests] + [here.series(name).mean() for name in headlines]
        return jnp.stack([jnp.asarray(value, dtype=float) for value in values])

    count = len(tests) + len(headlines)
    return gradients(base, figures, count) if count else None


def _elasticities(
    base: Solved, slopes: Gradients, headlines: dict[str, Name], moving: dict[str, Input], first: int
) -> tuple[Elasticity, ...]:
    """The inputs that move each headline figure most, per cent for per cent, to first order."""
    if not headlines or not moving:
        return ()
    ends = []
    for path in moving:
        drawn_here = base.world.values[path]
        # A probability near 1 cannot grow by half a per cent: the step then ends at 1 and is as wide as elsewhere.
        upper = np.minimum(drawn_here * (1.0 + STEP), np.where(drawn_here <= 1.0, 1.0, np.inf))
        ends.append(({path: upper - 2.0 * STEP * drawn_here}, {path: upper}))
    changes = first_order(base, slopes, ends)[first:]
    here = Quantities(base.world.case, base.reading, facts(base.world))
    rows = []
    for row, (label, name) in enumerate(headlines.items()):
        level = float(here.series(name).mean())
        if level <= 0.0:
            continue
        relative = changes[row] / (2.0 * STEP) / level
        for place in np.argsort(-np.abs(relative), kind="stable")[:MOST_ELASTICITIES]:
            rows.append(Elasticity(label, list(moving)[place], float(relative[place])))
    return tuple(rows)


def _moving(case: Case) -> dict[str, Input]:
    """The inputs that are uncertain."""
    return {path: given for path, given in inputs(case).items() if not given.quantity.is_point}


def _under(case: Case, test: Tested, seed: int, n_draws: int, size: int) -> tuple[Quantities, Solved]:
    """The case under a claim's own settings, on the same draws of all other inputs; and its subsample."""
    changed = case.with_settings({path: str(value) for path, value in test.claim.under.items()})
    solved = solve_world(build(changed, drawn(changed, n_draws, seed)))
    return Quantities(changed, solved.reading, facts(solved.world).take(solved.draws)), subset(solved, size)


def _claim_row(case: Case, claim: Claim, quantities: Quantities, test: Tested | None, hinge: Hinge | None) -> ClaimRow:
    stated = case.stated[claim.id]
    figure, difference = (None, None) if test is None else model_figure(quantities, test)
    found, reason = (
        ("not testable", "the claim names nothing to test")
        if test is None
        else verdict(figure, stated.low, stated.high, quantities.weight)
    )
    return ClaimRow(
        id=claim.id,
        source=claim.source,
        says=claim.says,
        tests=claim.tests,
        verdict=found,
        word=stated.word,
        stated_low=stated.low,
        stated_high=stated.high,
        model=figure,
        difference=difference,
        hinges_on=None if hinge is None else hinge.input,
        hinge_swing=None if hinge is None else hinge.swing,
        reason=reason,
    )
