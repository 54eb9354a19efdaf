"""The question, answered: draws → equilibria → posterior → prices, claims and forecasts."""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import Any

import numpy as np

from foedus.answer.audit import audit, parts_of, plain_tests
from foedus.answer.bits import split, surprise
from foedus.answer.conflict import conflict_measure
from foedus.answer.doubling import doubling
from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.flip import flips as find_flips
from foedus.answer.flip import readers, standings
from foedus.answer.impossible import refuse_impossible
from foedus.answer.indicators import indicator_rows
from foedus.answer.menu import menu_rows
from foedus.answer.result import Answer, Balance, EquilibriumReport
from foedus.answer.rows import (
    certain,
    deniable_refusal,
    episode_rows,
    figure,
    forecast_rows,
    group_rows,
    mean,
    member_rows,
    request_rows,
    response_rows,
    type_rows,
)
from foedus.answer.sobol import figures_of, require_salib
from foedus.answer.sobol import sobol as sobol_indices
from foedus.answer.stock_rows import stock_rows
from foedus.answer.weighing import effective_draws, posterior_weight, ratio
from foedus.answer.world import Progress, Solved, build, drawn, solve_world, subset
from foedus.case import Case, describe, load_case
from foedus.case.expression import Name
from foedus.equilibrium.status import Status
from foedus.request.probe import probe_request_game

SUBSAMPLE = 32
"""draws on which bits, hinges and elasticities are solved again"""
PROBE_DRAWS, PROBE_STARTS = 64, 2
"""draws, and random starts in each, that look for other equilibria"""


def ask(
    case: Case | str | os.PathLike[str],
    *,
    draws: int = 4000,
    seed: int = 1,
    flips: bool = True,
    sobol: bool = False,
    on_progress: Progress | None = None,
) -> Answer:
    """What was asked, what will be given, what the promise is worth afterwards, and which claims hold.

    Arguments:
        case: a case, the id of a built-in one, or the path of a file.
        draws: how often the uncertain inputs are drawn.
        seed: of the draws; the same seed gives the same answer.
        flips: whether to look for the smallest moves of inputs that would change the answer.
        sobol: whether to split the variance of the headline figures by inputs (takes SALib, extra `sensitivity`).
        on_progress: called with (stage, done, total) while it works.

    Raises:
        InputError: the file is wrong.
        ComputationError: too few draws could be certified, the evidence leaves none with any weight, or SALib is
            wanted and not installed.
    """
    if sobol:
        require_salib()
    if not isinstance(case, Case):
        case = load_case(str(case))
    report = on_progress or (lambda stage, done, total: None)
    clock = _Clock()
    report("drawing", 0, draws)
    world = build(case, drawn(case, draws, seed))
    clock.lap("drawing")
    solved = solve_world(world, report)
    clock.lap("solving")
    report("reading", 0, 1)
    quantities = Quantities(case, solved.reading, facts(world).take(solved.draws))
    refuse_impossible(quantities)
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
    leading = int(np.argmax([row.posterior.value for row in rows["requests"]]))
    clock.lap("reading")
    base = subset(solved, SUBSAMPLE)
    headlines = _headlines(rows, case)
    tests = plain_tests(case)[0]
    # Screened whether or not they are wanted: what else the answer says must not depend on it.
    watched, to_split = standings(quantities, tests), figures_of(case, *_leaders(rows))
    further = [*readers(quantities, watched), *map(parts_of, to_split.values())]
    checked = audit(quantities, solved, base, seed, headlines, report, further)
    menu = menu_rows(quantities, base)
    clock.lap("auditing")
    flipped = find_flips(quantities, solved, watched, checked.swings, seed, report).rows if flips else None
    clock.lap("flips")
    report("doubling judged intervals", 0, 1)
    verdicts = {row.id: row.verdict for row in checked.claims}
    doubled = doubling(case, tests, *_leaders(rows), verdicts, draws, seed)
    clock.lap("doubling")
    split_by = {path: swing[len(further) - len(to_split) :] for path, swing in checked.swings.items()}
    shares = sobol_indices(case, to_split, split_by, seed, report) if sobol else None
    clock.lap("sobol")
    report("probing", 0, 1)
    equilibrium = _equilibrium(solved, seed)
    clock.lap("probing")
    balance = describe(case)
    return Answer(
        case=case,
        draws=draws,
        seed=seed,
        **rows,
        claims=checked.claims,
        evidence=checked.evidence,
        elasticities=checked.elasticities,
        ambiguity=figure(quantities, "ambiguity"),
        innocence=figure(quantities, "innocence"),
        deniable_refusal=deniable_refusal(quantities),
        obligation=mean(quantities, solved.reading.obligation),
        escalation=figure(quantities, "escalation", "before") if case.challenger else None,
        book=certain(figure(quantities, "book")),
        split=split(solved.reading, leading, rows["requests"][leading].id),
        surprise=surprise(solved),
        effective_draws=effective_draws(quantities.weight),
        equilibrium=equilibrium,
        balance=Balance(*(len(getattr(balance, kind)) for kind in ("sourced", "judged", "default", "unmarked"))),
        subsample=min(SUBSAMPLE, len(solved.draws)),
        doubling=doubled,
        flips=flipped,
        sobol=shares,
        seconds=clock.seconds(),
        indicators=indicator_rows(quantities, solved),
        conflict=checked.conflict,
        conflict_measure=conflict_measure(solved.reading, world.evidence, solved.draws),
        menu=menu,
        posterior_draws=_posterior_draws(quantities, solved),
    )


class _Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.begun = self.last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = now - self.last
        self.last = now

    def seconds(self) -> dict[str, float]:
        return {**self.laps, "total": time.perf_counter() - self.begun}


def _leaders(rows: dict[str, Any]) -> tuple[str, str]:
    """The request and the response that lead."""
    request = max(rows["requests"], key=lambda row: row.posterior.value).id
    return request, max(rows["responses"], key=lambda row: row.probability.value).id


def _headlines(rows: dict[str, Any], case: Case) -> dict[str, Name]:
    """The figures whose elasticities are reported."""
    request, response = _leaders(rows)
    found = {
        f"requests.{request}": Name(("requests", request, "posterior")),
        f"responses.{response}": Name(("responses", response, "probability")),
        "innocence": Name(("innocence",)),
    }
    if case.members:
        found["audience.expected_after"] = Name(("audience", "*", "expected_after"))
    return found


def _equilibrium(solved: Solved, seed: int) -> EquilibriumReport:
    """Statuses, the worst certificate, and whether the probe found other equilibria."""
    status = [Status(int(value)) for value in solved.equilibria.solution.status]
    counted = Counter(status)
    certified = solved.draws
    certificate = solved.equilibria.certificate
    spillover = np.asarray(solved.world.game.spillover)
    probe = probe_request_game(solved.world.game, solved.equilibria, PROBE_DRAWS, PROBE_STARTS, seed)
    return EquilibriumReport(
        solved=len(certified),
        failed=len(status) - len(certified),
        by_method={one.name.lower(): counted[one] for one in Status if one.is_solved},
        failures={one.sentence: counted[one] for one in Status if not one.is_solved and counted[one]},
        max_residual=float(np.max(certificate.residual[certified])),
        max_regret=float(np.max(certificate.regret[certified])),
        max_raw_regret=float(np.max(certificate.raw_regret[certified])),
        is_tempered=bool(np.any(spillover != 1.0)),
        probe_draws=probe.is_other.shape[1],
        probe_other=int(probe.is_other.any(axis=0).sum()),
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
