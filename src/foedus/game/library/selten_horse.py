"""Selten's horse."""

from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, certain
from foedus.game.game import Game
from foedus.game.node import Node, decision


def make() -> Game:
    """Three players, one move each; the third does not see who let it move."""

    def third(left: list[int], right: list[int]) -> Node:
        return decision("Three", {"left": left, "right": right}, "three")

    two = decision("Two", {"across": [1, 1, 1], "down": third([4, 4, 0], [0, 0, 1])}, "two")
    one = decision("One", {"across": two, "down": third([3, 3, 2], [0, 0, 0])}, "one")
    return make_game("Selten's horse", ["One", "Two", "Three"], one, comment="Selten (1975)")


def solve() -> tuple[KnownSolution, ...]:
    """The perfect equilibria."""
    profile = {"One": {"one": certain("across")}, "Two": {"two": certain("across")}}
    return (
        KnownSolution(
            "sequential equilibrium",
            profile,
            "One and Two go across; Three goes left with at most 1/4, which is enough to keep Two from going down. "
            "Down "
            "by One, across by Two and left by Three is a Nash equilibrium too, but not one that survives trembles: "
            "Two "
            "would go down if it ever moved.",
            source="The perfect equilibria of the paper; by hand: Two stays across while 4 P(left) ≤ 1, One while "
            "3 P(left) ≤ 1.",
        ),
        KnownSolution(
            "Nash equilibrium",
            {**profile, "Three": {"three": {"left": Fraction(0), "right": Fraction(1)}}},
            "One of the perfect ones: Three always goes right.",
            is_unique=False,
        ),
    )


ENTRY = Entry(
    name="selten-horse",
    title="Selten's horse",
    citation="Selten, R. (1975). Reexamination of the perfectness concept for equilibrium points in extensive games. "
    "International Journal of Game Theory 4, 25–55.",
    doi="10.1007/BF01766400",
    why="Subgame perfection says nothing here, because there are no proper subgames; trembles do. A first test of "
    "what a "
    "limit of logit equilibria selects.",
    make=make,
    solve=solve,
)
