"""Beer and quiche."""

from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Setting, certain
from foedus.game.game import Game
from foedus.game.node import Node, chance, decision

TOUGH = Setting("tough", Fraction(9, 10), Fraction(51, 100), Fraction(99, 100), "prior probability of the tough type")


def make(tough: Fraction) -> Game:
    """The sender knows whether it is tough and has its breakfast; the receiver sees the breakfast."""

    def breakfast(favourite: str, duel_pays: int) -> Node:
        def seen(meal: str) -> Node:
            liked = int(meal == favourite)
            return decision(
                "Receiver", {"duel": [liked, duel_pays], "defer": [2 + liked, 1 - duel_pays]}, f"saw {meal}"
            )

        kind = "tough" if favourite == "beer" else "wimp"
        return decision("Sender", {"beer": seen("beer"), "quiche": seen("quiche")}, kind)

    root = chance({"tough": (tough, breakfast("beer", 0)), "wimp": (1 - tough, breakfast("quiche", 1))}, "type")
    return make_game("Beer and quiche", ["Sender", "Receiver"], root, comment="Cho and Kreps (1987)")


def solve(tough: Fraction) -> tuple[KnownSolution, ...]:
    """The two poolings."""
    beer = {
        "Sender": {"tough": certain("beer"), "wimp": certain("beer")},
        "Receiver": {"saw beer": certain("defer"), "saw quiche": certain("duel")},
    }
    quiche = {
        "Sender": {"tough": certain("quiche"), "wimp": certain("quiche")},
        "Receiver": {"saw quiche": certain("defer"), "saw beer": certain("duel")},
    }
    return (
        KnownSolution(
            "sequential equilibrium",
            beer,
            "Both types drink beer and nobody duels; after quiche the receiver duels with at least 1/2. This one "
            "meets the "
            "intuitive criterion.",
            is_unique=False,
            source="Section II of the paper.",
        ),
        KnownSolution(
            "sequential equilibrium",
            quiche,
            "Both types eat quiche and nobody duels, because beer would be taken for a sign of weakness. It fails "
            "the "
            "intuitive criterion: only the tough could gain by beer.",
            is_unique=False,
            source="Section II of the paper.",
        ),
    )


ENTRY = Entry(
    name="beer-quiche",
    title="Beer and quiche",
    citation="Cho, I.-K. and Kreps, D. M. (1987). Signaling games and stable equilibria. Quarterly Journal of "
    "Economics "
    "102, 179–221.",
    doi="10.2307/1885060",
    why="What is believed after something that never happens decides the game: two sequential equilibria, one of "
    "them "
    "hard to believe.",
    make=make,
    solve=solve,
    settings=(TOUGH,),
)
