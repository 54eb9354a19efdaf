"""Sequential replacement: one case turned into another element by element, solved again after each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from foedus.answer.claim import NOT_TESTABLE, tested, verdict_on
from foedus.answer.difference_element import Element
from foedus.answer.difference_elements import with_sources
from foedus.answer.facts import quantities_of
from foedus.answer.figure_of import Quantities
from foedus.answer.result import Figure
from foedus.answer.world import Solved, World, build, drawn, read_draws, solve_world
from foedus.case import Case, Claim, ExpressionError
from foedus.case.expression import Name
from foedus.errors import ComputationError
from foedus.request.solve import solve_request_game

BOTH_WAYS = 4
"""steps, the largest, that are also looked at as the first and as the last of all"""


@dataclass(frozen=True)
class State:
    """A case somewhere on the way, solved: its headline figures and verdicts."""

    case: Case
    solved: Solved
    quantities: Quantities
    """for figures with their intervals"""
    means: Mapping[str, float]
    """headline figures by name, nan where nothing has weight"""
    verdicts: Mapping[str, str]

    @property
    def is_possible(self) -> bool:
        """Whether any draw can have produced what is public."""
        return not any(np.isnan(value) for value in self.means.values())


@dataclass(frozen=True)
class Turned:
    """One element replaced, and by how much each figure moved: as it came, as the first of all and as the last."""

    element: Element
    contributions: Mapping[str, float]
    verdicts: Mapping[str, str]
    first: Mapping[str, float] | None = None
    last: Mapping[str, float] | None = None


class Replacement:
    """The way from one case to another, on common draws.

    Arguments:
        before, after: the two cases.
        draws, seed: of every step; inputs that do not change are drawn alike throughout.
        names: the headline figures, by name.
        claims: those that both cases test alike.
        on_step: called after every solve.
    """

    def __init__(
        self, before: Case, after: Case, draws: int, seed: int, names: Mapping[str, Name], claims: Sequence[Claim],
        on_step: Callable[[], None],
    ) -> None:  # fmt: skip
        self.draws, self.seed, self.names, self.claims = draws, seed, names, claims
        self.on_step = on_step
        self.fewest = draws
        self.base = with_sources(before, after)
        # Both ends are solved from the start, as `ask` solves them; what lies between, from its neighbour.
        self.before, self.after = self.state(before), self.state(after)

    def state(self, case: Case, near: Solved | None = None) -> State:
        """A case solved, from the equilibria of a neighbour where its game has the same unknowns."""
        world = build(case, drawn(case, self.draws, self.seed))
        solved = (
            _solve_near(world, near) if near is not None and world.shape == near.world.shape else solve_world(world)
        )
        self.fewest = min(self.fewest, len(solved.draws))
        self.on_step()
        quantities = quantities_of(solved)
        if not float(quantities.weight.sum()) > 0.0:
            return State(case, solved, quantities, dict.fromkeys(self.names, np.nan), {})
        means = {name: float(quantities.series(parts).mean()) for name, parts in self.names.items()}
        return State(case, solved, quantities, means, dict(_verdicts(quantities, self.claims)))

    def figures(self, state: State) -> dict[str, Figure | None]:
        """The headline figures of an end, with their intervals."""
        return {name: state.quantities.series(parts).figure() for name, parts in self.names.items()}

    def steps(self, elements: Sequence[Element]) -> list[Turned]:
        """Every element replaced in turn: the contributions of all add up to the difference of the two ends.

        A step after which what is public could not have happened is made one with the next.
        """
        turned: list[Turned] = []
        state, case, waiting = self.before, self.base, list[Element]()
        for number, element in enumerate(elements):
            case, waiting = element.apply(case), [*waiting, element]
            is_last = number == len(elements) - 1
            following = self.after if is_last else self.state(case, state.solved)
            if not is_last and not following.is_possible:
                continue
            verdicts = {
                claim: word for claim, word in following.verdicts.items() if state.verdicts.get(claim, word) != word
            }
            turned.append(Turned(_fused(waiting), _less(following.means, state.means), verdicts))
            state, waiting = following, []
        return self._both_ways(turned)

    def _both_ways(self, turned: list[Turned]) -> list[Turned]:
        """The largest steps with what they would contribute as the first and as the last."""
        size = [max(map(abs, step.contributions.values()), default=0.0) for step in turned]
        largest = set(sorted(range(len(turned)), key=lambda place: -size[place])[:BOTH_WAYS])
        return [
            replace(step, first=self._first(turned, place), last=self._last(turned, place))
            if place in largest
            else step
            for place, step in enumerate(turned)
        ]

    def _first(self, turned: list[Turned], place: int) -> Mapping[str, float] | None:
        if place == 0:
            return turned[0].contributions
        state = self.state(turned[place].element.apply(self.base), self.before.solved)
        return _less(state.means, self.before.means) if state.is_possible else None

    def _last(self, turned: list[Turned], place: int) -> Mapping[str, float] | None:
        if place == len(turned) - 1:
            return turned[-1].contributions
        others = [step.element for number, step in enumerate(turned) if number != place]
        case = reduce(lambda case, element: element.apply(case), others, self.base)
        state = self.state(case, self.after.solved)
        return _less(self.after.means, state.means) if state.is_possible else None


def solves(elements: int) -> int:
    """How many worlds are solved for so many elements."""
    between = max(0, elements - 1)
    return 2 + between + 2 * min(elements, BOTH_WAYS) - (2 if 0 < elements <= BOTH_WAYS else 0)


def _less(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in after}


def _fused(elements: Sequence[Element]) -> Element:
    """Elements that only count together."""
    if len(elements) == 1:
        return elements[0]

    def apply(case: Case) -> Case:
        return reduce(lambda case, element: element.apply(case), elements, case)

    return replace(
        elements[-1],
        path=" + ".join(element.path for element in elements),
        label="; ".join(element.label for element in elements if element.label),
        apply=apply,
        before=None,
        after=None,
    )


def _verdicts(quantities: Quantities, claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    for claim in claims:
        try:
            test = tested(quantities.case, claim)
        except ExpressionError:  # what it names is not there on this side
            yield claim.id, NOT_TESTABLE
        else:
            assert test is not None
            yield claim.id, verdict_on(quantities, test)


def _solve_near(world: World, near: Solved) -> Solved:
    """The world solved from the equilibria of a neighbour, and by the whole chain where that does not arrive.

    Raises:
        ComputationError: no draw is certified.
    """
    equilibria = solve_request_game(world.game, near=np.asarray(near.equilibria.iterate))
    certified = np.flatnonzero(equilibria.is_solved)
    if not len(certified):
        raise ComputationError("no draw was certified between the two answers: expected both to be near enough")
    return Solved(world, equilibria, certified, read_draws(world, equilibria.iterate, certified))
