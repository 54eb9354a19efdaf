"""A case drawn, solved and read: the certified draws on which an answer stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.answer.reading import Observation, Reading, read
from foedus.answer.weighing import posterior_weight
from foedus.case import Case, inputs, shared_streams
from foedus.equilibrium.backend import COMPILE
from foedus.equilibrium.chain import Stage
from foedus.equilibrium.chunk import take
from foedus.equilibrium.packed import Packed
from foedus.errors import ComputationError
from foedus.quantity import draw
from foedus.request.assemble import assemble
from foedus.request.evidence import EvidenceTable
from foedus.request.feasibility import Feasibility
from foedus.request.game import RequestGame
from foedus.request.iterate import n_unknowns
from foedus.request.solve import Equilibria, solve_request_game

Draws = NDArray[np.float64]
Values = Mapping[str, Draws]
Progress = Callable[[str, int, int], None]

FEWEST_CERTIFIED = 0.9
"""share of the draws that must be certified for an answer to be given"""


@dataclass(frozen=True)
class World:
    """The draws of a case before anybody plays."""

    case: Case
    values: Values
    game: RequestGame
    evidence: EvidenceTable
    stock: Feasibility
    observation: Observation

    @property
    def n_draws(self) -> int:
        return self.game.n_draws

    @property
    def shape(self) -> tuple[Any, ...]:
        """What the unknowns of its equilibria stand for: where it is equal one world may start from another."""
        case, game = self.case, self.game
        ids = (tuple(each) for each in (case.types, case.need, case.requests, case.responses))
        return *ids, tuple(game.looks), game.fallback, game.has_challenger, game.n_draws


@dataclass(frozen=True)
class Solved:
    """A world with what its certified draws say; `draws` are their places among all."""

    world: World
    equilibria: Equilibria
    draws: NDArray[np.int64]
    reading: Reading

    @property
    def iterate(self) -> Draws:
        """y of the certified draws, (unknown, draw)."""
        return np.asarray(self.equilibria.iterate[:, self.draws])


def drawn(case: Case, draws: int, seed: int) -> dict[str, Draws]:
    """Every input of the case in every draw, by path."""
    quantities = {path: given.quantity for path, given in inputs(case).items()}
    return draw(quantities, draws, seed, shared_streams(case))


def build(case: Case, values: Values, thinning: Draws | None = None) -> World:
    """The world of the given draws; `thinning` is what each counts for where they were not drawn alike."""
    game, evidence, stock = assemble(case, values)
    observation = observe(case, values, game, evidence)
    if thinning is not None:
        observation = replace(observation, thinning=thinning)
    return World(case, values, game, evidence, stock, observation)


def observe(case: Case, values: Values, game: RequestGame, evidence: EvidenceTable) -> Observation:
    """What the analyst has at as_of: the evidence, and what each response would show by then (model.md section 6)."""
    shows = np.ones((game.n_responses, game.n_draws))
    leaked = np.ones((game.n_requests, game.n_draws))
    if case.seen is not None:
        names = list(case.responses)
        place = names.index(case.seen.response)
        since = (case.as_of - case.asked_on).days
        delay = np.stack([values[f"responses.{name}.delay"] for name in names])
        visible = np.asarray(game.visibility) * (delay <= since)
        look = np.zeros_like(visible)
        if place in game.looks:
            look = np.asarray(game.look)[:, game.looks.index(place)]
        itself = np.arange(len(names))[:, None] == place
        shows = np.where(itself, visible, 0.0) + (1.0 - visible) * look
        if case.seen.leaked is not None and case.seen.leaked != "none":
            leaked[:] = 0.0
            leaked[list(case.requests).index(case.seen.leaked)] = 1.0
    return Observation(evidence.likelihood(), shows, leaked, np.ones(game.n_draws))


_READING, _READING_CHUNK = Packed(read, Reading, COMPILE), 64


def read_draws(world: World, iterate: Draws, draws: NDArray[np.int64]) -> Reading:
    """What the given draws say; `iterate` holds all draws of the world."""
    trees = (world.game, world.observation, iterate, np.ones(world.game.n_draws))
    result: Reading = _READING.over(trees, draws, _READING_CHUNK)
    return result


def solve_world(
    world: World,
    on_progress: Progress | None = None,
    near: Draws | None = None,
    chain: tuple[Stage, ...] | None = None,
) -> Solved:
    """The certified equilibria of a world, and what they say.

    Arguments:
        world: the draws.
        on_progress: called as draws are solved.
        near: equilibria of the same draws of a neighbouring case, (unknown, draw), to begin at.
        chain: what solves the draws that did not arrive from there, or all of them; default the solver's own.

    Raises:
        ComputationError: fewer than nine draws in ten are certified.
    """
    count, lock = 0, threading.Lock()

    def on_done(more: int) -> None:
        nonlocal count
        with lock:  # several threads solve, and a bar must not run backwards
            count += more
            if on_progress is not None:
                on_progress("solving", count, world.n_draws)

    anywhere = np.zeros((n_unknowns(world.game), world.n_draws))

    def ahead() -> None:
        read_draws(world, anywhere, np.arange(min(1, world.n_draws)))

    equilibria = solve_request_game(world.game, chain=chain, on_done=on_done, near=near, beside=ahead)
    solved = np.flatnonzero(equilibria.is_solved)
    if len(solved) < FEWEST_CERTIFIED * world.n_draws:
        raise ComputationError(too_few(world, equilibria))
    return Solved(world, equilibria, solved, read_draws(world, equilibria.iterate, solved))


def too_few(world: World, equilibria: Equilibria) -> str:
    """What went wrong, where it was worst, and what would help."""
    solved = equilibria.is_solved
    residual = np.where(solved, 0.0, np.nan_to_num(equilibria.certificate.residual, nan=np.inf, posinf=np.inf))
    worst = int(np.argmax(residual))
    return (
        f"{int((~solved).sum())} of {world.n_draws} draws failed their certificate (worst residual "
        f"{residual[worst]:.1e}, draw {worst}): expected nine in ten to be certified. The players choose too sharply "
        "for a large audience: lower `precision` (--set precision=…) or the `spillover` of the audience."
    )


def subset(solved: Solved, count: int) -> Solved:
    """A world of `count` of the certified draws, on which what an answer says of moved inputs is solved again.

    Taken systematically in proportion to ω, so that each counts for as much; `thinning` takes the preference out again.
    """
    return part(solved, places_by_weight(posterior_weight(solved.reading), count))


def places_by_weight(weight: Draws, count: int) -> NDArray[np.int64]:
    """Places of `count` draws, or of as many as there are, taken systematically in proportion to their weight."""
    reached = np.cumsum(weight)
    at = (np.arange(min(count, len(weight))) + 0.5) / min(count, len(weight)) * reached[-1]
    places: NDArray[np.int64] = np.minimum(np.searchsorted(reached, at), len(weight) - 1)
    return places


def part(solved: Solved, places: NDArray[np.int64], thinning: Draws | None = None) -> Solved:
    """Some of the certified draws as a world of their own.

    Arguments:
        solved: a solved world.
        places: of the draws among the certified.
        thinning: what each counts for; by default what takes out again that they were taken in proportion to ω.
    """
    if thinning is None:
        thinning = solved.reading.thinning[places] / posterior_weight(solved.reading)[places]
        thinning = thinning / thinning.mean()
    chosen = solved.draws[places]
    world = solved.world
    cut = build(world.case, {path: row[chosen] for path, row in world.values.items()}, thinning)
    solution = solved.equilibria.solution
    equilibria = replace(
        solved.equilibria,
        solution=replace(
            solution,
            iterate=solution.iterate[:, chosen],
            status=solution.status[chosen],
            steps=solution.steps[:, chosen],
        ),
        certificate=take(solved.equilibria.certificate, chosen),
    )
    reading = replace(take(solved.reading, places), thinning=thinning)
    return Solved(cut, equilibria, np.arange(len(chosen)), reading)
