"""Crisis signalling."""

from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Profile, Setting, certain
from foedus.game.game import Game
from foedus.game.node import Node, chance, decision, leaf

RESOLVED = Setting("resolved", Fraction(1, 4), Fraction(1, 100), Fraction(49, 100), "prior probability of a resolved A")


def make(resolved: Fraction) -> Game:
    """A knows whether it would fight; B sees the challenge only. The order and the outcomes are those of the paper."""

    def play(kind: str, war: Fraction | int) -> Node:
        last = decision(
            "A",
            {
                "stand firm": leaf([war, -2], f"war with the {kind}"),
                "back down": leaf([Fraction(-1, 2), 0], "bluff called"),
            },
            f"{kind}, resisted",
        )
        answer = decision("B", {"concede": leaf([1, -1], "concession"), "resist": last}, "challenged")
        return decision("A", {"keep still": leaf([0, 0], "status quo"), "challenge": answer}, kind)

    root = chance(
        {
            "resolved": (resolved, play("resolved", Fraction(1, 2))),
            "irresolute": (1 - resolved, play("irresolute", -2)),
        },
        "resolve",
    )
    comment = "After Lewis and Schultz (2003), with two types of A in place of a continuum"
    return make_game("Crisis signalling", ["A", "B"], root, comment=comment)


def solve(resolved: Fraction) -> tuple[KnownSolution, ...]:
    """The semi-separating equilibrium."""
    bluff = resolved / (1 - resolved)
    profile: Profile = {
        "A": {
            "resolved": certain("challenge"),
            "irresolute": {"keep still": 1 - bluff, "challenge": bluff},
            "resolved, resisted": certain("stand firm"),
            "irresolute, resisted": certain("back down"),
        },
        "B": {"challenged": {"concede": Fraction(1, 3), "resist": Fraction(2, 3)}},
    }
    return (
        KnownSolution(
            "sequential equilibrium",
            profile,
            "The resolved challenge and stand firm. The irresolute bluff with p/(1 − p), p the prior of the "
            "resolved, so that "
            "B believes in resolve with 1/2 and is indifferent between conceding (−1) and resisting (−2 or 0); B "
            "resists with "
            "2/3, so that a bluff is worth as much as keeping still.",
            source="By hand: 1/3 · 1 − 2/3 · 1/2 = 0.",
        ),
    )


ENTRY = Entry(
    name="crisis-signalling",
    title="Crisis signalling",
    citation="Lewis, J. B. and Schultz, K. A. (2003). Revealing preferences: empirical estimation of a crisis "
    "bargaining "
    "game with incomplete information. Political Analysis 11, 345–367.",
    doi="10.1093/pan/mpg021",
    why="A challenge is a signal, because only some would carry it through: bluffing and calling hold each other in "
    "balance. "
    "The game behind most estimates of what sanctions and threats reveal.",
    make=make,
    solve=solve,
    settings=(RESOLVED,),
)
