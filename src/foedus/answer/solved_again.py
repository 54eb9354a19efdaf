"""The parts of an answer for which inputs are moved and the equilibria solved again."""

from __future__ import annotations

import time
from concurrent.futures import Future
from typing import Any, Literal

from foedus.answer.audit import audit, plain_tests, uncertain
from foedus.answer.doubling import doubling
from foedus.answer.elasticity import elasticities, parts_of
from foedus.answer.figure_of import Quantities
from foedus.answer.flip import flips as find_flips
from foedus.answer.flip import readers, standings
from foedus.answer.menu import menu_rows
from foedus.answer.result import Elasticity
from foedus.answer.screen import Linear, screen
from foedus.answer.sobol import sobol as sobol_indices
from foedus.answer.world import Progress, Solved, subset
from foedus.case import Case
from foedus.case.expression import Name

SUBSAMPLE = 32
"""draws on which bits, hinges and elasticities are solved again"""
INNOCENCE = "innocence"
Wanted = bool | Literal["all"]
"""whether flips are looked for, and the best of them put to all draws"""


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.begun = self.last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """The time since the last one was this stage's."""
        now = time.perf_counter()
        self.laps[stage] = now - self.last
        self.last = now

    def seconds(self) -> dict[str, float]:
        """By stage, and in all."""
        return {**self.laps, "total": time.perf_counter() - self.begun}


def solved_again(
    quantities: Quantities,
    solved: Solved,
    leaders: tuple[str, str],
    doubled: Future[Quantities | None],
    seed: int,
    flips: Wanted,
    sobol: bool,
    full: bool,
    report: Progress,
    clock: Clock,
) -> dict[str, Any]:
    """Claims with their hinges, evidence in bits, elasticities, menus, flips, doubling and Sobol indices.

    Arguments:
        quantities: of all certified draws.
        solved: the world that these are draws of.
        leaders: the request and the response that lead.
        doubled: `solve_doubled` of the case, under way.
        seed: of the draws.
        flips: whether these are looked for, and whether on all draws.
        sobol: whether these are computed.
        full: whether elasticities and other menus are.
        report: called as it goes on.
        clock: which is told of each part.

    Returns:
        Fields of an `Answer`, by name.
    """
    case = quantities.case
    base = subset(solved, SUBSAMPLE)
    tests = plain_tests(case)[0]
    figures = headlines(case, *leaders)
    watched = standings(quantities, tests) if flips or sobol else []
    to_split = {label: name for label, name in figures.items() if label != INNOCENCE}
    # Both where either is wanted: flips do not depend on whether variance is split as well, nor the other way round.
    further = [*readers(quantities, watched), *map(parts_of, to_split.values())] if flips or sobol else []
    checked = audit(quantities, solved, base, seed, report)
    clock.lap("auditing")
    moving, swings = uncertain(case), {}
    moves: tuple[Elasticity, ...] = ()
    if further or full:
        report("screening inputs", 0, 1)
        linear = Linear.of(base)
        swings = dict(zip(moving, screen(linear, moving, further).T, strict=True))
        moves = elasticities(base, linear, figures, moving) if full else ()
    menu = menu_rows(quantities, base) if full else ()
    clock.lap("screening")
    found = find_flips(quantities, solved, watched, swings, seed, report, flips == "all") if flips else None
    clock.lap("flips")
    report("doubling judged intervals", 0, 1)
    verdicts = {row.id: row.verdict for row in checked.claims}
    wider = doubled.result()
    clock.lap("doubling")
    split_by = {path: swing[len(further) - len(to_split) :] for path, swing in swings.items()} if sobol else {}
    shares = sobol_indices(case, to_split, split_by, seed, report) if sobol else None
    clock.lap("sobol")
    return {
        "claims": checked.claims,
        "evidence": checked.evidence,
        "elasticities": moves,
        "conflict": checked.conflict,
        "menu": menu,
        "doubling": None if wider is None else doubling(wider, tests, *leaders, verdicts),
        "flips": None if found is None else found.rows,
        "flip_draws": None if found is None else found.draws,
        "sobol": shares,
    }


def headlines(case: Case, request: str, response: str) -> dict[str, Name]:
    """The figures whose elasticities are reported, by label, from the request and the response that lead."""
    found = {
        f"requests.{request}": Name(("requests", request, "posterior")),
        f"responses.{response}": Name(("responses", response, "probability")),
        INNOCENCE: Name((INNOCENCE,)),
    }
    if case.members:
        found["audience.expected_after"] = Name(("audience", "*", "expected_after"))
    return found
