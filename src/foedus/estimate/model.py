"""The likelihood of a game: what its equilibrium says of the outcome of each row, from sums linear in parameters.

Each utility is one sum, and each free parameter; the payoffs that formulas make of them go to the tree engine. Where no
strategy has to be guessed, that is one pass from the leaves to the root; else the equilibrium of every row is solved
first (`hidden_moves.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jnp
from foedus.equilibrium.link import misfit
from foedus.equilibrium.tree_derivative import followed
from foedus.equilibrium.tree_engine import TreeEngine, engine_of
from foedus.equilibrium.tree_map import TreeMap, TreeNumbers, pick
from foedus.errors import InputError
from foedus.estimate.induction import is_seen, log_leaves, log_played
from foedus.estimate.likelihood import Array, Data, Index
from foedus.estimate.link import Shocks
from foedus.game import Formula, Game, leaf_payoffs
from foedus.game.arithmetic import evaluate, names_in
from foedus.game.game import NO_OUTCOME
from foedus.game.payoff import central

MOST_UNKNOWN = 64
"""probabilities to be solved for in a row, beyond which the matrices of its derivatives are too large"""


@dataclass(frozen=True, eq=False)
class GameModel:
    """A game under one structure of shocks. Get it from `model_of`, which keeps it with what is compiled."""

    game: Game
    shocks: Shocks
    pooled: tuple[tuple[str, str], ...] = ()
    """(outcome, what is seen of it), for outcomes that a table does not tell apart"""

    @cached_property
    def engine(self) -> TreeEngine:
        """The tree, ready to be worked out."""
        return engine_of(self.game.structure, self.shocks.link)

    @property
    def is_solved_by_row(self) -> bool:
        """Whether strategies hang on one another, so that an equilibrium has to be solved for."""
        return self.engine.reduced.schedule.n_unknown > 0

    @cached_property
    def sums(self) -> tuple[str, ...]:
        """Names of what is linear in parameters: the utilities, then the free parameters."""
        free = [each.name for each in self.game.parameters if each.value is None]
        return (*(each.name for each in self.game.utilities), *free)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns that payoffs use directly, outside utilities."""
        named = {
            name
            for outcome in self.game.outcomes
            for payoff in outcome.payoffs
            if isinstance(payoff, Formula)
            for name in names_in(payoff.expression)
        }
        return tuple(name for name in self.game.columns if name in named)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """What can be seen to happen: the outcome at the end of a path, or the actions that lead to it."""
        return tuple(dict.fromkeys(self.leaf_outcomes))

    @cached_property
    def leaf_outcomes(self) -> tuple[str, ...]:
        """For each leaf what is seen there."""
        game = self.game
        last: list[int] = []
        way: list[list[str]] = []
        for node, parent in enumerate(game.parents):
            action = game.actions_taken[node]
            way.append([] if parent < 0 else [*way[parent], game.sets[game.set_of_node[parent]].actions[action]])
            outcome = game.outcome_of_node[node]
            last.append(outcome if outcome != NO_OUTCOME or parent < 0 else last[parent])
        seen = dict(self.pooled)
        told = (
            " / ".join(way[leaf]) if last[leaf] == NO_OUTCOME else game.outcomes[last[leaf]].label
            for leaf in game.structure.leaves.tolist()
        )
        return tuple(seen.get(each, each) for each in told)

    def index(self, widths: tuple[int, ...]) -> Index:
        """The likelihood as a function of the sums, of which each has so many parameters."""
        return Index(widths, self.log_rows, self.log_outcomes)

    def log_rows(self, sums: Array, data: Data) -> Array:
        """Log probability of what happened in each row; tallies count every play, (row,)."""
        counts = data["counts"]
        structure = self.engine.structure
        if len(self.outcomes) == len(self.leaf_outcomes) and is_seen(structure):
            return log_played(structure, self.shocks.link, self.tree_numbers(sums, data), counts)
        return jnp.sum(jnp.where(counts > 0, counts * self.log_outcomes(sums, data), 0.0), axis=0)

    def log_outcomes(self, sums: Array, data: Data) -> Array:
        """Log probability of each outcome, (outcome, row)."""
        numbers = self.tree_numbers(sums, data)
        if not self.is_solved_by_row:
            log_leaf = self.log_leaves(numbers)
        elif "expected" in data:  # what others are taken to do, whatever the parameters: a pseudo-likelihood
            log_leaf = self.log_leaves_of_engine(numbers, data["expected"])
        else:
            reduced = self.engine.reduced
            log_leaf = self.log_leaves_of_engine(numbers, followed(reduced, numbers, data["odds"]), reduced)
        rows = []
        for outcome in self.outcomes:
            leaves = [leaf for leaf, seen in enumerate(self.leaf_outcomes) if seen == outcome]
            rows.append(log_leaf[leaves[0]] if len(leaves) == 1 else _log_sum(log_leaf[np.array(leaves)]))
        return jnp.stack(rows)

    def numbers(self, sums: Array, data: Data, library: Any) -> tuple[Array, Array, list[Array]]:
        """Payoffs (player, leaf, row), log probabilities of chance (chance move, row), precision of each set.

        Arguments:
            sums: (sum, row).
            data: with the columns that payoffs use directly.
            library: `numpy`, or `jax.numpy` where the result is to be differentiated.
        """
        game, n_rows = self.game, sums.shape[-1]
        values: dict[str, Any] = dict(zip(self.columns, data["columns"], strict=True))
        values |= {name: sums[number] for number, name in enumerate(self.sums)}
        values |= {each.name: float(central(each.value)) for each in game.parameters if each.value is not None}
        payoffs = []
        for player in range(len(game.players)):
            for outcome in game.outcomes:
                payoff = outcome.payoffs[player]
                if isinstance(payoff, Formula):
                    value = evaluate(payoff.expression, values, library)
                else:
                    value = float(central(payoff))
                payoffs.append(library.broadcast_to(library.asarray(value, dtype=float), (n_rows,)))
        by_outcome = library.stack(payoffs).reshape(len(game.players), len(game.outcomes), n_rows)
        chance = np.log([float(p) for each in game.chance_sets for p in each.probabilities])
        log_chance = library.broadcast_to(library.asarray(chance, dtype=float)[:, None], (len(chance), n_rows))
        precision = []
        for player in game.structure.player_of_set[: len(game.information_sets)].tolist():
            log_sigma = values.get("log_sigma", 0.0) + values.get(f"log_sigma{player + 1}", 0.0)
            precision.append(self.shocks.precision * library.exp(-log_sigma))
        return leaf_payoffs(game, by_outcome, library), log_chance, precision

    def tree_numbers(self, sums: Array, data: Data) -> TreeNumbers:
        """The same as the tree engine takes them."""
        payoffs, log_chance, precision = self.numbers(sums, data, jnp)
        rows = [jnp.broadcast_to(each, payoffs.shape[-1:]) for each in precision]
        return TreeNumbers(payoffs, log_chance, jnp.stack(rows) if rows else jnp.zeros((0, payoffs.shape[-1])))

    def log_leaves(self, numbers: TreeNumbers) -> Array:
        """Log probability of reaching each leaf, (leaf, row)."""
        if is_seen(self.engine.structure):
            return log_leaves(self.engine.structure, self.shocks.link, numbers)
        return self.log_leaves_of_engine(numbers)

    def log_leaves_of_engine(
        self, numbers: TreeNumbers, odds: Array | None = None, mapped: TreeMap | None = None
    ) -> Array:
        """The same by the tree engine, which can do with sets of several nodes.

        Arguments:
            numbers: of the rows.
            odds: of the sets that the map takes as given, (unknown, row); none by default.
            mapped: that of the cut by default.
        """
        engine, tree = self.engine, self.game.structure
        mapped = engine.reduced if mapped is None else mapped
        n_rows = numbers.payoffs.shape[-1]
        odds = jnp.zeros((mapped.schedule.n_unknown, n_rows)) if odds is None else odds
        worked = mapped.work(mapped.prepare(numbers), odds, jnp.ones(n_rows))
        log_move = engine.log_probability(mapped.gather(worked.odds, np.array(engine.free_sets, dtype=int)))
        log_move = jnp.concatenate([log_move, numbers.log_chance])
        rows = []
        for leaf in tree.leaves.tolist():
            moves, node = [], leaf
            while tree.parent[node] >= 0:
                moves.append(int(tree.move[node]))
                node = int(tree.parent[node])
            rows.append(jnp.sum(pick(log_move, np.array(moves, dtype=int)), axis=0))
        return jnp.stack(rows)


def _log_sum(rows: Array) -> Array:
    top = jnp.max(rows, axis=0)
    return top + jnp.log(jnp.sum(jnp.exp(rows - top), axis=0))


@lru_cache(maxsize=32)
def model_of(game: Game, shocks: Shocks, pooled: tuple[tuple[str, str], ...] = ()) -> GameModel:
    """The model of a game: the same object for the same game, so that it is compiled once.

    Arguments:
        game: with utilities.
        shocks: what payoffs are measured against.
        pooled: (outcome, what is seen of it), for outcomes that a table does not tell apart.

    Raises:
        InputError: the shocks do not fit the game, or it is too large to be solved row by row.
    """
    place = game.title or "game"
    model = GameModel(game, shocks, pooled)
    wrong = misfit(model.engine.structure, shocks.link)
    if wrong is not None:
        each = game.information_sets[wrong[0]]
        raise InputError.at(
            place,
            f"the set {each.label} of {game.players[each.player]} {wrong[1]}",
            hint="The link logit asks for neither.",
        )
    unknown = model.engine.reduced.schedule.n_unknown
    if unknown > MOST_UNKNOWN:
        raise InputError.at(
            place,
            f"has {unknown} probabilities that hang on one another: fits are of games with up to {MOST_UNKNOWN}",
            hint="Let later players see more of the moves before, or leave actions out.",
        )
    return model


__all__ = ["GameModel", "model_of"]
