"""A game worked through node by node, by plain recursion over its names: shares nothing with the engine.

Strategies are probabilities, one list per information set in the order of the game's; everything is visited as often as
it is asked for.
"""

from __future__ import annotations

from math import exp, log
from statistics import NormalDist

from foedus.game import Game

Strategies = list[list[float]]
NORMAL = NormalDist()


class Walk:
    """One game, with its own payoffs and chance or others."""

    def __init__(
        self, game: Game, payoffs: list[list[float]] | None = None, chance: list[list[float]] | None = None
    ) -> None:
        """`payoffs` by leaf in depth-first order, then player; `chance` by set of chance, then action."""
        self.game = game
        self.sizes = [len(each.actions) for each in (*game.information_sets, *game.chance_sets)]
        self.chance = chance or [[float(p) for p in each.probabilities] for each in game.chance_sets]
        totals = payoffs or [[float(value) for value in leaf] for leaf in game.leaf_totals]
        self.children: list[list[int]] = [[] for _ in game.set_of_node]
        self.before: list[tuple[int, int]] = [(-1, -1)] * len(game.set_of_node)
        self._hang(0)
        leaves = [node for node, owner in enumerate(game.set_of_node) if owner < 0]
        self.payoff = dict(zip(leaves, totals, strict=True))

    def _hang(self, node: int) -> int:
        """Give a node its children; the number of the node after all that is below it."""
        following = node + 1
        owner = self.game.set_of_node[node]
        if owner >= 0:
            for action in range(self.sizes[owner]):
                self.children[node].append(following)
                self.before[following] = (node, action)
                following = self._hang(following)
        return following

    def odds(self, owner: int, strategies: Strategies) -> list[float]:
        """What is played at a set, of chance or a player."""
        n_sets = len(self.game.information_sets)
        return strategies[owner] if owner < n_sets else self.chance[owner - n_sets]

    def reach(self, node: int, strategies: Strategies) -> float:
        """Probability that play comes to a node."""
        before, action = self.before[node]
        if before < 0:
            return 1.0
        return self.reach(before, strategies) * self.odds(self.game.set_of_node[before], strategies)[action]

    def value(self, node: int, player: int, strategies: Strategies) -> float:
        """Expected payoff of a player from a node on."""
        owner = self.game.set_of_node[node]
        if owner < 0:
            return self.payoff[node][player]
        odds = self.odds(owner, strategies)
        return sum(
            p * self.value(child, player, strategies) for p, child in zip(odds, self.children[node], strict=True)
        )

    def squares(self, node: int, strategies: Strategies) -> float:
        """Sum over the leaves below of the squared probability to come there from the node."""
        owner = self.game.set_of_node[node]
        if owner < 0:
            return 1.0
        odds = self.odds(owner, strategies)
        return sum(p * p * self.squares(child, strategies) for p, child in zip(odds, self.children[node], strict=True))

    def nodes(self, number: int) -> list[int]:
        """Nodes of a set."""
        return [node for node, owner in enumerate(self.game.set_of_node) if owner == number]

    def beliefs(self, number: int, strategies: Strategies) -> list[float]:
        """Probability of each node of a set, given the set."""
        reached = [self.reach(node, strategies) for node in self.nodes(number)]
        return [each / sum(reached) for each in reached]

    def worths(self, number: int, strategies: Strategies) -> list[float]:
        """What each action of a set is worth to who chooses it."""
        player = self.game.information_sets[number].player
        beliefs = self.beliefs(number, strategies)
        return [
            sum(
                belief * self.value(self.children[node][action], player, strategies)
                for belief, node in zip(beliefs, self.nodes(number), strict=True)
            )
            for action in range(self.sizes[number])
        ]

    def logit(self, strategies: Strategies, precision: list[float]) -> Strategies:
        """The logit answer of every set; precision by player."""
        answers = []
        for number, each in enumerate(self.game.information_sets):
            worths = self.worths(number, strategies)
            weights = [exp(precision[each.player] * (worth - max(worths))) for worth in worths]
            answers.append([weight / sum(weights) for weight in weights])
        return answers

    def probit(self, strategies: Strategies, precision: list[float], is_private: bool) -> Strategies:
        """The probit answer of every set of two actions, under private information or agent error."""
        answers = []
        for number, each in enumerate(self.game.information_sets):
            first, second = self.worths(number, strategies)
            spread = 2.0
            if is_private:
                spread = sum(self.squares(child, strategies) for child in self.children[self.nodes(number)[0]])
            p = NORMAL.cdf(precision[each.player] * (second - first) / spread**0.5)
            answers.append([1.0 - p, p])
        return answers

    def regret(self, strategies: Strategies, precision: list[float]) -> float:
        """Largest KL(σ ‖ F)/λ of a set."""
        largest = 0.0
        for number, (played, answer) in enumerate(zip(strategies, self.logit(strategies, precision), strict=True)):
            divergence = sum(p * log(p / q) for p, q in zip(played, answer, strict=True) if p > 0)
            largest = max(largest, divergence / precision[self.game.information_sets[number].player])
        return largest

    def raw_regret(self, strategies: Strategies) -> float:
        """Most that a set leaves on the table."""
        return max(
            max(worths) - sum(p * worth for p, worth in zip(played, worths, strict=True))
            for played, worths in (
                (played, self.worths(number, strategies)) for number, played in enumerate(strategies)
            )
        )
