"""Sobol indices: what share of a figure's variance over draws each input accounts for, alone and with all others.

Saltelli's sample on Sobol points, first-order and total indices with bootstrap intervals (Saltelli et al. 2010,
doi:10.1016/j.cpc.2009.09.018), all by SALib (Iwanaga et al. 2022, doi:10.18174/sesmo.18155).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from foedus.answer.claim import NINETY
from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.result import Figure
from foedus.answer.screen import LEAST_CHANGE
from foedus.answer.sensitivity import SobolRow
from foedus.answer.world import Progress, build, read_draws
from foedus.case import Case, inputs, shared_streams
from foedus.case.expression import Name
from foedus.errors import ComputationError
from foedus.request.solve import solve_request_game

Draws = NDArray[np.float64]
Evaluate = Callable[[Draws], Mapping[str, Draws]]
"""figures by name, each (point,), from points of the unit cube, (point, variable); not a number where one fails"""

POINTS = 512
"""base points, a power of two: each is solved once for every input and group, and twice more"""
LEADING = 9
"""inputs with indices of their own"""
OTHERS = "others"
RESAMPLES = 200
CONFIDENCE = 0.9
INSIDE = 2.0**-40
"""how far points keep from the faces of the cube, where a quantile may be infinite"""


def require_salib() -> None:
    """Refuse before anything is computed where the indices could not be.

    Raises:
        ComputationError: SALib is not installed.
    """
    if find_spec("SALib") is None:
        raise ComputationError(
            "SALib is not installed, and Sobol indices need it: pip install 'foedus[sensitivity]', or leave out --sobol"
        )


def leading_inputs(swings: Mapping[str, Draws]) -> list[str]:
    """The inputs that move the figures most: the first of each figure, then the second of each, as many as are wanted.

    Arguments:
        swings: by path, the change of each figure from the lower to the upper end of the input's interval, (figure,).
    """
    if not swings:
        return []
    paths, sizes = list(swings), np.abs(np.stack(list(swings.values())))  # (input, figure)
    ranked = np.argsort(-sizes, axis=0, kind="stable")
    places = [(int(place), figure) for row in ranked for figure, place in enumerate(row)]
    found = dict.fromkeys(paths[place] for place, figure in places if sizes[place, figure] > LEAST_CHANGE)
    return list(found)[:LEADING]


def sobol(
    case: Case, figures: Mapping[str, Name], swings: Mapping[str, Draws], seed: int, report: Progress
) -> tuple[SobolRow, ...]:
    """First-order and total indices of figures **in each draw**, over the inputs as the case has them.

    A figure is what it is in one draw (`p_i(q)` of model.md section 6 for a request), and its variance that over draws
    before the evidence weighs them: the indices say what the figure depends on, not what the evidence leaves open.

    Arguments:
        case: the case.
        figures: by label.
        swings: by path, first-order changes of the figures, which choose the inputs; where nothing moves any of them
            there is nothing to split.
        seed: of the sample.
        report: called as it goes on.
    """
    quantities = {path: given.quantity for path, given in inputs(case).items()}
    streams = shared_streams(case)
    uncertain = [path for path, quantity in quantities.items() if not quantity.is_point]
    # Reports of one origin share their draws, and so are one variable.
    variables = list(dict.fromkeys(streams.get(path, path) for path in uncertain))
    chosen = [streams.get(path, path) for path in leading_inputs(swings)]
    # A stream is called after the earliest report, which need not have a number of that name, or one that is drawn.
    drawn_from = {streams.get(path, path): path for path in reversed(uncertain)}
    names = {variable: variable if variable in uncertain else drawn_from[variable] for variable in variables}
    groups = [names[variable] if variable in chosen else OTHERS for variable in variables]

    def evaluate(points: Draws) -> Mapping[str, Draws]:
        shares = dict(zip(variables, points.T, strict=True))
        values = {
            path: np.full(len(points), quantity.low)
            if quantity.is_point
            else quantity.quantile(shares[streams.get(path, path)])
            for path, quantity in quantities.items()
        }
        return _per_draw(case, values, figures, report)

    return indices(variables, groups, evaluate, POINTS, seed) if chosen else ()


def _per_draw(case: Case, values: dict[str, Draws], figures: Mapping[str, Name], report: Progress) -> dict[str, Draws]:
    """The figures in each draw, not a number where it has no certificate or cannot have produced what is public."""
    world = build(case, values)
    done = 0

    def on_done(more: int) -> None:
        nonlocal done
        done += more
        report("sampling for Sobol indices", min(done, world.n_draws), world.n_draws)

    equilibria = solve_request_game(world.game, on_done=on_done)
    draws = np.flatnonzero(equilibria.is_solved)
    quantities = Quantities(case, read_draws(world, equilibria.iterate, draws), facts(world).take(draws))
    found = {}
    for label, name in figures.items():
        found[label] = np.full(world.n_draws, np.nan)
        found[label][draws] = np.where(quantities.likely > 0.0, quantities.series(name).per_draw, np.nan)
    return found


def indices(
    variables: Sequence[str], groups: Sequence[str], evaluate: Evaluate, points: int, seed: int
) -> tuple[SobolRow, ...]:
    """The indices of each group of variables, uniform on [0, 1], for each figure; `others` last.

    The method needs every base point whole: where one of the points made from it fails, all of them are left out. A
    figure that does not vary has no rows.

    Arguments:
        variables: their names.
        groups: the group of each; a group may have one variable, and not all of them are in one.
        evaluate: the figures.
        points: base points, a power of two.
        seed: of the scrambled sample and of the bootstrap.

    Raises:
        ComputationError: fewer than half of the base points are whole.
    """
    require_salib()
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem = {
        "num_vars": len(variables),
        "names": list(variables),
        "groups": list(groups),
        "bounds": [[0.0, 1.0]] * len(variables),
    }
    names = list(dict.fromkeys(groups))
    sample = sampling.sample(problem, points, calc_second_order=False, seed=seed)
    figures = evaluate(np.clip(sample, INSIDE, 1.0 - INSIDE))
    rows = []
    for label, values in figures.items():
        by_point = values.reshape(points, len(names) + 2)
        is_whole = np.all(np.isfinite(by_point), axis=1)
        if is_whole.sum() < points / 2:
            raise ComputationError(
                f"only {int(is_whole.sum())} of {points} points of the Sobol sample could be solved for {label}:"
                " expected at least half"
            )
        whole = by_point[is_whole].reshape(-1)
        if not np.ptp(whole) > LEAST_CHANGE:
            continue
        found = analysis.analyze(
            problem, whole, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=seed
        )
        own = [
            SobolRow(
                label,
                name,
                _with_interval(found["S1"][place], found["S1_conf"][place]),
                _with_interval(found["ST"][place], found["ST_conf"][place]),
            )
            for place, name in enumerate(names)
        ]
        rows += sorted(own, key=lambda row: (row.input == OTHERS, -row.total.value))
    return tuple(rows)


def _with_interval(value: float, half: float) -> Figure:
    return Figure(float(value), float(value - half), float(value + half), float(half) / NINETY)
