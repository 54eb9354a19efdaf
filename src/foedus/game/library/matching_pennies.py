"""Asymmetric matching pennies."""

from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Setting
from foedus.game.game import Game
from foedus.game.node import decision

MATCH = Setting(
    "x", Fraction(9), Fraction(1, 100), Fraction(1000), "what Row gets for up and left; experiments: 9, 4, 1"
)


def make(x: Fraction) -> Game:
    """Row wants to match and gets `x` or 1; Column wants not to and gets 1."""
    up = decision("Column", {"left": [x, 0], "right": [0, 1]}, "column")
    down = decision("Column", {"left": [0, 1], "right": [1, 0]}, "column")
    root = decision("Row", {"up": up, "down": down}, "row")
    comment = "McKelvey and Palfrey (1995), after Ochs (1995)"
    return make_game(f"Asymmetric matching pennies, x = {x}", ["Row", "Column"], root, comment=comment)


def solve(x: Fraction) -> tuple[KnownSolution, ...]:
    """The mixed equilibrium."""
    left = 1 / (1 + x)
    profile = {
        "Row": {"row": {"up": Fraction(1, 2), "down": Fraction(1, 2)}},
        "Column": {"column": {"left": left, "right": 1 - left}},
    }
    statement = (
        "Row mixes evenly whatever its own prize is; Column plays left with 1/(1 + x). Logit equilibria of any "
        "finite "
        "precision have Row play up more often than half where x > 1: its own prize moves it after all."
    )
    return (KnownSolution("Nash equilibrium", profile, statement, source="Each makes the other indifferent."),)


ENTRY = Entry(
    name="matching-pennies",
    title="Asymmetric matching pennies",
    citation="McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form games. Games "
    "and "
    "Economic Behavior 10, 6–38.",
    doi="10.1006/game.1995.1023",
    why="Nash says that a player's own payoff does not move it; people and logit equilibria say that it does. With "
    "one "
    "information set each it is also the smallest game of simultaneous moves.",
    make=make,
    solve=solve,
    settings=(MATCH,),
)
