"""The question, answered: draws → equilibria → posterior → prices, claims and forecasts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer.audit import unaudited
from foedus.answer.bits import split, surprise
from foedus.answer.conflict import conflict_measure
from foedus.answer.doubling import solve_doubled
from foedus.answer.facts import quantities_of
from foedus.answer.figure_of import Quantities
from foedus.answer.impossible import refuse_impossible
from foedus.answer.indicators import indicator_rows
from foedus.answer.member_rows import group_rows, member_rows
from foedus.answer.resolve import resolve
from foedus.answer.result import Answer, Balance, EquilibriumReport
from foedus.answer.rows import (
    certain,
    deniable_refusal,
    episode_rows,
    figure,
    forecast_rows,
    mean,
    request_rows,
    response_rows,
    type_rows,
)
from foedus.answer.sobol import require_salib
from foedus.answer.solved_again import SUBSAMPLE, Clock, Wanted, solved_again
from foedus.answer.stock_rows import stock_rows
from foedus.answer.weighing import effective_draws, posterior_weight, ratio
from foedus.answer.world import Draws, Progress, Solved, World, build, drawn, solve_world
from foedus.case import Case, describe, load_case
from foedus.equilibrium.chunk import threads
from foedus.equilibrium.probe import Probe
from foedus.equilibrium.status import Status
from foedus.request.probe import probe_request_game
from foedus.request.solve import AFRESH

PROBE_DRAWS, PROBE_STARTS = 64, 2
"""draws, and random starts in each, that look for other equilibria"""


def ask(
    case: Case | str | os.PathLike[str],
    *,
    draws: int = 4000,
    seed: int = 1,
    flips: Wanted = True,
    sobol: bool = False,
    full: bool = True,
    brief: bool = False,
    near: Answer | None = None,
    record: str | os.PathLike[str] | None = None,
    on_progress: Progress | None = None,
) -> Answer:
    """What was asked, what will be given, what the promise is worth afterwards, and which claims hold.

    Arguments:
        case: a case, the id of a built-in one, or the path of a file.
        draws: how often the uncertain inputs are drawn.
        seed: of the draws; the same seed gives the same answer.
        flips: whether to look for the smallest moves of inputs that would change the answer; `"all"` puts the best of
            them to all draws instead of a sample, which takes a minute or more.
        sobol: whether to split the variance of the headline figures by inputs (takes SALib, extra `sensitivity`).
        full: whether to work out elasticities and other menus, which `--full`, JSON and the page show.
        brief: whether to leave out all that solves again (bits, hinges, elasticities, other menus, flips, doubling and
            the probe), for a slider that is being moved. Claims `under` settings are then not testable.
        near: an answer to a neighbouring case, from whose equilibria the solver begins where the draws are as many, of
            the same seed, and the game is of the same shape: a third of the time. Where the branch has turned in
            between, a draw may end on another equilibrium than it would alone. Where the answer is brief as well, one
            to three draws in a hundred, which would take as long as all the others, are left out and counted as failed.
        record: folder of the public record (`foedus record list`), from which numbers of the case that refer to it are
            taken; without one they keep the values that stand beside them.
        on_progress: called with (stage, done, total) while it works.

    Raises:
        InputError: the file is wrong, or refers to a record that is not at hand.
        ComputationError: too few draws could be certified, the evidence leaves none with any weight, or SALib is
            wanted and not installed.
    """
    if sobol:
        require_salib()
    if not isinstance(case, Case):
        case = load_case(str(case))
    case = resolve(case, None if record is None else os.fspath(record))
    report = on_progress or (lambda stage, done, total: None)
    clock = Clock()
    report("drawing", 0, draws)
    world = build(case, drawn(case, draws, seed))
    clock.lap("drawing")
    start = _iterate_near(near, world, seed)
    solved = solve_world(world, report, start, AFRESH if brief and start is not None else None)
    clock.lap("solving")
    report("reading", 0, 1)
    quantities = quantities_of(solved)
    refuse_impossible(quantities)
    with nullcontext() if brief else _beside(solved, seed) as beside:
        rows: dict[str, Any] = {
            "requests": request_rows(quantities),
            "responses": response_rows(quantities, solved),
            "audience": member_rows(quantities, solved),
            "groups": group_rows(quantities),
            "stock": stock_rows(quantities, solved),
            "types": type_rows(quantities),
            "history": episode_rows(quantities, solved),
            "forecasts": forecast_rows(quantities, solved),
        }
        leaders = _leaders(rows)
        clock.lap("reading")
        is_other = np.zeros((PROBE_STARTS, 0), dtype=bool)
        if beside is None:
            checked = unaudited(quantities, solved)
            again: dict[str, Any] = {"claims": checked.claims, "evidence": checked.evidence, "elasticities": ()}
        else:
            again = solved_again(quantities, solved, leaders, beside.doubled, seed, flips, sobol, full, report, clock)
            is_other = beside.probed.result().is_other
        equilibrium = _equilibrium(solved, is_other)
        clock.lap("probing")
    balance = describe(case)
    return Answer(
        case=case,
        draws=draws,
        seed=seed,
        **rows,
        **again,
        ambiguity=figure(quantities, "ambiguity"),
        innocence=figure(quantities, "innocence"),
        deniable_refusal=deniable_refusal(quantities),
        obligation=mean(quantities, solved.reading.obligation),
        escalation=figure(quantities, "escalation", "before") if case.challenger else None,
        book=certain(figure(quantities, "book")),
        split=split(solved.reading, list(case.requests).index(leaders[0]), leaders[0]),
        surprise=surprise(solved),
        effective_draws=effective_draws(quantities.weight),
        equilibrium=equilibrium,
        balance=Balance(*(len(getattr(balance, kind)) for kind in ("sourced", "judged", "default", "unmarked"))),
        subsample=0 if brief else min(SUBSAMPLE, len(solved.draws)),
        seconds=clock.seconds(),
        indicators=indicator_rows(quantities, solved),
        conflict_measure=conflict_measure(solved.reading, world.evidence, solved.draws),
        is_brief=brief,
        equilibria=(world.shape, np.asarray(solved.equilibria.iterate)),
        posterior_draws=_posterior_draws(quantities, solved),
    )


@dataclass(frozen=True)
class _Beside:
    """What is solved on a thread of its own while the answer goes on: loops that leave Python to the rest."""

    probed: Future[Probe]
    doubled: Future[Quantities | None]


@contextmanager
def _beside(solved: Solved, seed: int) -> Iterator[_Beside]:
    """The probe of a solved world, and then the world with every judged interval doubled, under way."""
    world = solved.world
    with threads(1) as thread:
        probed = thread.submit(probe_request_game, world.game, solved.equilibria, PROBE_DRAWS, PROBE_STARTS, seed)
        yield _Beside(probed, thread.submit(solve_doubled, world.case, world.n_draws, seed))


def _iterate_near(near: Answer | None, world: World, seed: int) -> Draws | None:
    """Where the solver may begin; None where the other answer is of other draws or of a game of another shape."""
    if near is None or near.equilibria is None or near.seed != seed:
        return None
    shape, iterate = near.equilibria
    return iterate if shape == world.shape else None


def _leaders(rows: dict[str, Any]) -> tuple[str, str]:
    """The request and the response that lead."""
    request = max(rows["requests"], key=lambda row: row.posterior.value).id
    return request, max(rows["responses"], key=lambda row: row.probability.value).id


def _equilibrium(solved: Solved, is_other: Draws) -> EquilibriumReport:
    """Statuses, the worst certificate, and whether the probe found other equilibria, (start, draw)."""
    status = [Status(int(value)) for value in solved.equilibria.solution.status]
    counted = Counter(status)
    certified = solved.draws
    certificate = solved.equilibria.certificate
    spillover = np.asarray(solved.world.game.spillover)
    return EquilibriumReport(
        solved=len(certified),
        failed=len(status) - len(certified),
        by_method={one.name.lower(): counted[one] for one in Status if one.is_solved},
        failures={one.sentence: counted[one] for one in Status if not one.is_solved and counted[one]},
        max_residual=float(np.max(certificate.residual[certified])),
        max_regret=float(np.max(certificate.regret[certified])),
        max_raw_regret=float(np.max(certificate.raw_regret[certified])),
        is_tempered=bool(np.any(spillover != 1.0)),
        probe_draws=is_other.shape[1],
        probe_other=int(is_other.any(axis=0).sum()),
    )


def _posterior_draws(quantities: Quantities, solved: Solved) -> dict[str, Any]:
    """The arrays behind the posterior, (…, draw)."""
    reading = quantities.reading
    weight = posterior_weight(reading)
    responses = range(len(quantities.case.responses))
    return {
        "weight": weight / weight.sum(),
        "posterior": ratio(reading.prior * reading.likelihood * reading.seen, weight),
        "prior": reading.prior,
        "likelihood": reading.likelihood,
        "response": np.stack([quantities.carried_out(place) for place in responses]),
        "member_before": np.concatenate([reading.client_before[None], reading.before]),
        "inputs": {path: row[solved.draws] for path, row in solved.world.values.items()},
    }
