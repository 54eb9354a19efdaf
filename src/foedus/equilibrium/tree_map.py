"""The response map of a tree: what every set would choose, given what the sets of a cut choose; the draw is last.

At each set σ(a) follows from λ u(a), u(a) the expected payoff conditional on being there, with beliefs by Bayes' rule.
Reach is carried as log probabilities, so that a set which is reached with a probability too small to be written down
still has beliefs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.link import Link
from foedus.equilibrium.problem import Array, FixedPoint
from foedus.equilibrium.tree_schedule import NOWHERE, Choice, Schedule, Value

Numbers = np.ndarray[Any, Any]

_NEVER = -1e300
"""log weight of a node that only fills a shape up; a derivative survives it, −∞ it would not"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TreeNumbers:
    """What differs between draws of one tree."""

    payoffs: Array
    """(player, leaf, draw)"""
    log_chance: Array
    """log probability of every move of chance, (chance move, draw)"""
    precision: Array
    """λ of every information set, (set, draw)"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Prepared:
    """The same, laid out as the schedule reads it."""

    steps: tuple[tuple[Array, ...], ...]
    """for each step its numbers: of a choice leaves, weights of nodes and precision; of a value leaves and chance"""
    span: Array
    """how far log odds may go: the largest λ times the range of its player's payoffs, (draw,)"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Worked:
    """Everything that follows from the strategies of the cut, by step of the schedule; NumPy keeps what is where."""

    odds: tuple[Array, ...]
    """of each choice step what its sets answer, in the link's terms, (set, action − 1, draw)"""
    worth: tuple[Array, ...]
    """what each action is worth there, (set, action, draw)"""
    log_belief: tuple[Array, ...]
    """log probability of each node given that the set is reached, (set, node, draw)"""
    root: Array
    """value of the game to each player, (player, draw), where the schedule has it; else of length 0"""


@dataclass(frozen=True, eq=False)
class TreeMap:
    """The map of one schedule under one link. Equal only to itself: make one per tree and keep it."""

    schedule: Schedule
    link: Link = Link.LOGIT

    @cached_property
    def problem(self) -> FixedPoint:
        """The fixed point in the odds of the cut's sets, one set after the other."""
        return FixedPoint(self.start, self.step, self.prepare, _span)

    @property
    def choices(self) -> list[Choice]:
        """The choice steps, in the order of `Worked`."""
        return [step for step in self.schedule.steps if isinstance(step, Choice)]

    def start(self, prepared: Prepared) -> Array:
        """Uniform play, (unknown, draw)."""
        return jnp.zeros((self.schedule.n_unknown, prepared.span.shape[-1]))

    def step(self, prepared: Prepared, odds: Array, scale: Array) -> Array:
        """What the cut's sets answer, (unknown, draw)."""
        worked = self.work(prepared, odds, scale)
        return self.gather(worked.odds, np.array(self.schedule.cut, dtype=int))

    def gather(self, by_step: tuple[Array, ...], sets: Numbers) -> Array:
        """Rows of some sets, set by set, from arrays (set, row, draw) by choice step."""
        place = {int(number): (at, row) for at, step in enumerate(self.choices) for row, number in enumerate(step.sets)}
        order: list[int] = []
        parts, first, offset = [], {}, 0
        for at in sorted({place[int(number)][0] for number in sets}):
            part = by_step[at]
            first[at] = offset
            parts.append(part.reshape(-1, part.shape[-1]))
            offset += part.shape[0] * part.shape[1]
        for number in sets:
            at, row = place[int(number)]
            width = by_step[at].shape[1]
            order.extend(range(first[at] + row * width, first[at] + (row + 1) * width))
        return pick(parts[0] if len(parts) == 1 else jnp.concatenate(parts), np.array(order, dtype=int))

    def prepare(self, numbers: TreeNumbers) -> Prepared:
        """The numbers laid out step by step, with what no strategy moves worked out."""
        tree = self.schedule.structure.tree
        flat = numbers.payoffs.reshape(-1, numbers.payoffs.shape[-1])
        nothing = jnp.zeros_like(flat[:1])
        whole = jnp.concatenate([flat, nothing])
        log_chance = jnp.concatenate([numbers.log_chance, nothing])
        steps: list[tuple[Array, ...]] = []
        for step in self.schedule.steps:
            if isinstance(step, Value):
                leaves = jnp.concatenate([jnp.ones_like(nothing), nothing]) if step.is_spread else whole
                at = np.where(step.leaf >= 0, 0 if step.is_spread else step.leaf, len(leaves) - 1)
                chance = jnp.exp(pick(log_chance, step.moves - tree.n_moves)) if step.is_chance else nothing[:0]
                steps.append((pick(leaves, at), chance))
                continue
            owner = tree.player_of_set[step.sets][:, None, None]
            worth = pick(whole, np.where(step.leaf >= 0, owner * tree.n_leaves + step.leaf, len(flat)))
            at = np.where(step.doubtful_chance >= 0, step.doubtful_chance - tree.n_moves, len(log_chance) - 1)
            weight = jnp.sum(pick(log_chance, at), axis=2)
            weight = jnp.where(step.is_padding[..., None], _NEVER, weight)
            steps.append((worth, _log_normalised(weight), numbers.precision[step.sets]))
        reach = jnp.max(numbers.payoffs, axis=1) - jnp.min(numbers.payoffs, axis=1)
        owners = np.asarray(tree.player_of_set[: tree.n_sets])
        span = jnp.max(numbers.precision * reach[owners], axis=0) if len(owners) else jnp.zeros_like(reach[0])
        return Prepared(tuple(steps), span)

    def work(self, prepared: Prepared, odds: Array, scale: Array) -> Worked:
        """Everything that follows from the odds of the cut's sets, with every precision times `scale`."""
        tree = self.schedule.structure.tree
        log_chosen, values = _Rows(int(tree.first_move[-1])), _Rows((tree.n_players + 1) * tree.n_nodes)
        self._give_cut(log_chosen, odds)
        found_odds, found_worth, found_belief = [], [], []
        given = set(self.schedule.cut)
        for step, numbers in zip(self.schedule.steps, prepared.steps, strict=True):
            if isinstance(step, Value):
                values.add(step.keys, self._value(step, numbers, log_chosen, values))
                continue
            worth, log_belief = self._worth(step, numbers, log_chosen, values)
            answer = self._answer(step, numbers, worth, values, scale)
            found_worth.append(worth)
            found_belief.append(log_belief)
            found_odds.append(answer)
            follows = np.array([number not in given for number in step.sets.tolist()])
            if follows.any() and worth.shape[1] > 1:
                log_p = self.link.log_chosen(answer if follows.all() else answer[np.flatnonzero(follows)])
                moves = tree.first_move[step.sets[follows]][:, None] + np.arange(worth.shape[1])
                log_chosen.add(moves.reshape(-1), log_p.reshape(-1, log_p.shape[-1]))
        return Worked(tuple(found_odds), tuple(found_worth), tuple(found_belief), self._root(values, prepared))

    def _root(self, values: _Rows, prepared: Prepared) -> Array:
        tree = self.schedule.structure.tree
        keys = np.arange(tree.n_players) * tree.n_nodes
        if not values.has(keys):
            return jnp.zeros((0, prepared.span.shape[-1]))
        return values.take(keys)

    def _give_cut(self, log_chosen: _Rows, odds: Array) -> None:
        structure = self.schedule.structure
        cut = np.array(self.schedule.cut, dtype=int)
        width = structure.n_actions[cut] - 1
        begin = np.concatenate([[0], np.cumsum(width)])[:-1]
        for size in np.unique(width):
            these = np.flatnonzero(width == size)
            log_p = self.link.log_chosen(pick(odds, begin[these][:, None] + np.arange(size)))
            moves = structure.tree.first_move[cut[these]][:, None] + np.arange(size + 1)
            log_chosen.add(moves.reshape(-1), log_p.reshape(-1, log_p.shape[-1]))

    def _value(self, step: Value, numbers: tuple[Array, ...], log_chosen: _Rows, values: _Rows) -> Array:
        leaves, chance = numbers
        if step.moves.shape[1] == 1:
            chosen: Array = jnp.ones((1, 1, 1))
        else:
            chosen = chance if step.is_chance else jnp.exp(log_chosen.take(step.moves))
        if step.is_spread:
            chosen = chosen * chosen
        return jnp.sum(chosen * _with_inner(leaves, step.child, values), axis=1)

    def _worth(self, step: Choice, numbers: tuple[Array, ...], log_chosen: _Rows, values: _Rows) -> tuple[Array, Array]:
        leaves, log_weight, _ = numbers
        tree = self.schedule.structure.tree
        owner = tree.player_of_set[step.sets][:, None, None]
        after = _with_inner(leaves, np.where(step.child >= 0, owner * tree.n_nodes + step.child, NOWHERE), values)
        if step.sets.size and step.child.shape[1] == 1:
            return after[:, 0], log_weight
        if step.doubtful.shape[2]:
            log_weight = _log_normalised(log_weight + jnp.sum(log_chosen.take(step.doubtful), axis=2))
        return jnp.sum(jnp.exp(log_weight)[:, :, None] * after, axis=1), log_weight

    def _answer(self, step: Choice, numbers: tuple[Array, ...], worth: Array, values: _Rows, scale: Array) -> Array:
        gain = (worth[:, 1:] - worth[:, :1]) * (numbers[2] * scale)[:, None]
        if not self.link.is_probit:
            return gain
        if self.link is Link.PROBIT_AGENT:
            return gain / np.sqrt(2.0)
        tree = self.schedule.structure.tree
        key = np.where(step.child >= 0, tree.n_players * tree.n_nodes + step.child, NOWHERE)[:, 0]
        at_leaf = jnp.asarray((step.leaf[:, 0] >= 0).astype(float))[..., None]
        spread = _with_inner(at_leaf, key, values)
        return gain / jnp.sqrt(jnp.sum(spread, axis=1, keepdims=True))


class _Rows:
    """Rows that are worked out in blocks and read by their number."""

    def __init__(self, count: int) -> None:
        self.blocks: list[Array] = []
        self.block_of, self.row_of = np.full(count, NOWHERE), np.zeros(count, dtype=int)

    def add(self, numbers: Numbers, block: Array) -> None:
        self.block_of[numbers], self.row_of[numbers] = len(self.blocks), np.arange(len(numbers))
        self.blocks.append(block)

    def has(self, numbers: Numbers) -> bool:
        return bool(np.all(self.block_of[numbers] >= 0))

    def take(self, numbers: Numbers) -> Array:
        """(…, draw); 0 for NOWHERE."""
        is_there = numbers >= 0
        block = np.where(is_there, self.block_of[numbers], 0)
        used = np.unique(block[is_there])
        parts = [self.blocks[number] for number in used]
        first = np.zeros(len(self.blocks) + 1, dtype=int)
        first[used] = np.concatenate([[0], np.cumsum([part.shape[0] for part in parts])])[:-1]
        at = first[block] + self.row_of[numbers]
        if not is_there.all():
            at = np.where(is_there, at, sum(part.shape[0] for part in parts))
            parts = [*parts, jnp.zeros_like(parts[0][:1])]
        return pick(parts[0] if len(parts) == 1 else jnp.concatenate(parts), at)


def _with_inner(leaves: Array, child: Numbers, values: _Rows) -> Array:
    """Values after each action: at leaves as prepared, elsewhere as worked out."""
    if not (child >= 0).any():
        return leaves
    inner = values.take(child)
    return inner if (child >= 0).all() else leaves + inner


def pick(rows: Array, numbers: Numbers) -> Array:
    """rows[numbers], as a slice where they follow one another."""
    flat = numbers.reshape(-1)
    shape = (*numbers.shape, rows.shape[-1])
    if not len(flat):
        return jnp.zeros(shape, rows.dtype)
    if np.array_equal(flat, np.arange(len(flat)) + flat[0]):
        return rows[int(flat[0]) : int(flat[0]) + len(flat)].reshape(shape)
    return rows.at[flat].get(mode="promise_in_bounds").reshape(shape)


def _log_normalised(log_weight: Array) -> Array:
    """Log probabilities of nodes, from log weights (set, node, draw)."""
    top = jnp.max(log_weight, axis=1, keepdims=True)
    return log_weight - top - jnp.log(jnp.sum(jnp.exp(log_weight - top), axis=1, keepdims=True))


def _span(prepared: Prepared) -> Array:
    return prepared.span


__all__ = ["Prepared", "TreeMap", "TreeNumbers", "Worked", "pick"]
