"""A tree made ready to be solved: its maps, of the cut and of all sets, and what is read off a profile."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.certificate import Certificate, InformationSets, certify
from foedus.equilibrium.link import Link
from foedus.equilibrium.problem import Array
from foedus.equilibrium.tree_map import TreeMap, TreeNumbers, pick
from foedus.equilibrium.tree_schedule import MOST_STAGES, schedule
from foedus.equilibrium.tree_structure import Structure
from foedus.game import Tree

Numbers = np.ndarray[Any, Any]

MOST_KEPT = 32
"""engines kept, each with its compiled code, for games of one structure that follow one another"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Profile:
    """What stands behind and follows from the odds of all sets."""

    log_probability: Array
    """of every move of a player, (move, draw)"""
    worth: Array
    """what every move is worth at its set, (move, draw)"""
    log_belief: Array
    """log probability of every node of a set given the set, set by set, (belief, draw)"""
    payoffs: Array
    """(player, draw)"""
    certificate: Certificate


@dataclass(frozen=True, eq=False)
class TreeEngine:
    """The maps of a tree under a link. Get it from `engine_of`, which keeps it."""

    structure: Structure
    link: Link

    @cached_property
    def free_sets(self) -> list[int]:
        """Sets with something to choose: their odds are the unknown of the whole map."""
        return [number for number in range(self.structure.tree.n_sets) if self.structure.is_choice[number]]

    @cached_property
    def whole(self) -> TreeMap:
        """Every set is given, and answers: what certificates and derivatives are taken of."""
        return TreeMap(schedule(self.structure, self.free_sets, self.is_private, with_root=True), self.link)

    @cached_property
    def reduced(self) -> TreeMap:
        """The cut is given; the other sets follow. What is solved first: far fewer unknowns."""
        cut = self.structure.cut()
        # Without an unknown there are no derivatives: one pass, however long, is the least work.
        most = MOST_STAGES if cut else None
        try:
            return TreeMap(schedule(self.structure, cut, self.is_private, most_stages=most), self.link)
        except ValueError:
            return self.whole

    @property
    def is_private(self) -> bool:
        """Whether shocks are private information."""
        return self.link is Link.PROBIT_PRIVATE

    @cached_property
    def belief_nodes(self) -> list[tuple[int, int]]:
        """(set, node) of every belief, set by set."""
        return [
            (number, int(node)) for number, nodes in enumerate(self.structure.nodes_of_set) for node in nodes.tolist()
        ]

    def expand(self, numbers: TreeNumbers, odds: Array) -> Array:
        """Odds of all free sets, from those of the cut, (unknown of the whole map, draw)."""
        reduced = self.reduced
        if reduced is self.whole or not self.free_sets:
            return odds
        worked = reduced.work(reduced.prepare(numbers), odds, jnp.ones(odds.shape[-1]))
        answers = reduced.gather(worked.odds, np.array(self.free_sets, dtype=int))
        # Of the cut the odds themselves, not what the map answers to them: the certificate is of what was found.
        return answers.at[self.cut_rows].set(odds) if len(self.cut_rows) else answers

    @cached_property
    def cut_rows(self) -> Numbers:
        """Where the odds of the cut's sets stand among those of all free sets, (unknown of the reduced map,)."""
        begin = np.concatenate([[0], np.cumsum(self.structure.n_actions[self.free_sets] - 1)])
        place = dict(zip(self.free_sets, begin, strict=False))
        rows = [
            np.arange(place[number], place[number] + self.structure.n_actions[number] - 1)
            for number in self.reduced.schedule.cut
        ]
        return np.concatenate(rows) if rows else np.zeros(0, dtype=int)

    def log_probability(self, odds: Array) -> Array:
        """Log probability of every move of a player, from the odds of all free sets, (move, draw)."""
        n_actions = self.structure.n_actions[: self.structure.tree.n_sets]
        begin = np.concatenate([[0], np.cumsum(n_actions - 1)])[:-1]
        parts, moves = [], []
        for size in np.unique(n_actions):
            these = np.flatnonzero(n_actions == size)
            if size > 1:
                log_p = self.link.log_chosen(pick(odds, begin[these][:, None] + np.arange(size - 1)))
            else:
                log_p = jnp.zeros((len(these), 1, odds.shape[-1]), odds.dtype)
            parts.append(log_p.reshape(-1, odds.shape[-1]))
            moves.append((self.structure.tree.first_move[these][:, None] + np.arange(size)).reshape(-1))
        return pick(jnp.concatenate(parts), np.argsort(np.concatenate(moves)))

    def profile(self, numbers: TreeNumbers, odds: Array) -> Profile:
        """Everything that is said about a profile, with its certificate recomputed from the payoffs over all sets."""
        whole, tree = self.whole, self.structure.tree
        worked = whole.work(whole.prepare(numbers), odds, jnp.ones(odds.shape[-1]))
        if not tree.n_sets:  # nobody moves but chance, if anybody
            payoffs = worked.root if tree.n_leaves > 1 else numbers.payoffs[:, 0]
            none = jnp.zeros(odds.shape[-1])
            return Profile(odds, odds, odds, payoffs, Certificate(none, none, none))
        answer = whole.gather(worked.odds, np.array(self.free_sets, dtype=int)) if self.free_sets else odds
        log_played, log_answer = self.log_probability(odds), self.log_probability(answer)
        worth = whole.gather(worked.worth, np.arange(tree.n_sets))
        kinds = []
        for size in np.unique(self.structure.n_actions[: tree.n_sets]):
            these = np.flatnonzero(self.structure.n_actions[: tree.n_sets] == size)
            moves = np.arange(size)[:, None] + tree.first_move[these]
            kinds.append(
                InformationSets(
                    log_played[moves], log_answer[moves], worth[moves], numbers.precision[these], jnp.ones((size, 1, 1))
                )
            )
        return Profile(log_played, worth, self._beliefs(worked.log_belief), worked.root, certify(kinds))

    def _beliefs(self, by_step: tuple[Array, ...]) -> Array:
        at = {}
        first = 0
        for step, beliefs in zip(self.whole.choices, by_step, strict=True):
            for row, number in enumerate(step.sets.tolist()):
                begin = first + row * beliefs.shape[1]
                at[number] = np.arange(begin, begin + len(self.structure.nodes_of_set[number]))
            first += beliefs.shape[0] * beliefs.shape[1]
        rows = jnp.concatenate([beliefs.reshape(-1, beliefs.shape[-1]) for beliefs in by_step])
        return pick(rows, np.concatenate([at[number] for number in range(self.structure.tree.n_sets)]))


@partial(jax.jit, static_argnums=0, compiler_options=COMPILE)
def profiled_from_cut(engine: TreeEngine, numbers: TreeNumbers, odds: Array) -> tuple[Array, Profile]:
    """Odds of all free sets from those of the cut, and their profile, compiled."""
    everywhere = engine.expand(numbers, odds)
    return everywhere, engine.profile(numbers, everywhere)


@partial(jax.jit, static_argnums=0, compiler_options=COMPILE)
def profiled(engine: TreeEngine, numbers: TreeNumbers, odds: Array) -> Profile:
    """`TreeEngine.profile`, compiled."""
    return engine.profile(numbers, odds)


_kept: OrderedDict[tuple[bytes, Link], TreeEngine] = OrderedDict()


def engine_of(tree: Tree, link: Link = Link.LOGIT) -> TreeEngine:
    """The engine of a tree: the same for all trees that differ in their numbers only. The link has to fit the tree."""
    structure = Structure(tree)
    key = (structure.key, link)
    if key not in _kept:
        _kept[key] = TreeEngine(structure, link)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key]
