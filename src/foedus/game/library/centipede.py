"""The centipede."""

from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Setting, Strategy, certain
from foedus.game.game import Game
from foedus.game.node import Node, decision, leaf

MOVES = Setting("moves", 4, 2, 1000, "how often somebody may take; the experiments had 4 and 6")


def make(moves: int) -> Game:
    """The larger pile is 0.40 and the smaller 0.10; both double at every pass, and whoever takes gets the larger."""
    node: Node = leaf(_split(moves, Fraction(2, 5), Fraction(1, 10)), "all passed")
    for move in reversed(range(moves)):
        taken = leaf(_split(move, Fraction(2, 5), Fraction(1, 10)), f"taken at {move + 1}")
        node = decision(("Red", "Blue")[move % 2], {"take": taken, "pass": node}, f"move {move + 1}")
    comment = "McKelvey and Palfrey (1992, 1998), payoffs in dollars"
    return make_game(f"Centipede of {moves} moves", ["Red", "Blue"], node, comment=comment)


def _split(passes: int, large: Fraction, small: Fraction) -> list[Fraction]:
    """Payoffs of Red and Blue once the piles have doubled `passes` times; the larger goes to who would move."""
    piles = [large * 2**passes, small * 2**passes]
    return piles if passes % 2 == 0 else piles[::-1]


def solve(moves: int) -> tuple[KnownSolution, ...]:
    """Backward induction."""
    own: dict[str, dict[str, Strategy]] = {"Red": {}, "Blue": {}}
    for move in range(moves):
        own[("Red", "Blue")[move % 2]][f"move {move + 1}"] = certain("take")
    statement = "Everybody takes wherever it moves: passing doubles the piles and hands the larger to the other."
    return (KnownSolution("subgame-perfect equilibrium", own, statement, source="Backward induction."),)


ENTRY = Entry(
    name="centipede",
    title="Centipede",
    citation="McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form games. "
    "Experimental Economics 1, 9–41; the experiment: (1992) Econometrica 60, 803–836, doi:10.2307/2951567.",
    doi="10.1023/A:1009905800005",
    why="Backward induction predicts what hardly any subject does; a logit equilibrium of moderate precision "
    "predicts what "
    "they do, without altruists. The paper that defined the equilibrium computed here fits it to these data.",
    make=make,
    solve=solve,
    settings=(MOVES,),
)
