"""The request game in its smallest form."""

import math
from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Strategy
from foedus.game.game import Game
from foedus.game.node import Node, chance, decision

PRECISION = 4.0
NEEDS = {"acute": Fraction(3, 2), "bearable": Fraction(1, 2)}
TYPES = {"committed": (Fraction(1), Fraction(1, 2)), "opportunist": (Fraction(1, 5), Fraction(0))}
"""fate and norm: what the client's relief is worth to the guarantor, and what a broken word costs it"""
MONEY, DISAPPOINTMENT, ASKING = Fraction(3, 5), Fraction(1, 10), Fraction(1, 10)


def make() -> Game:
    """A client of more or less need asks for a statement or for help; a guarantor of either type replies."""

    def reply(need: str, kind: str, is_help: bool) -> Node:
        fate, norm = TYPES[kind]
        cost = ASKING * is_help
        asked = "help" if is_help else "a statement"
        answers = {
            "words": [-DISAPPOINTMENT * is_help - cost, -norm * is_help],
            "help": [NEEDS[need] - cost, fate * NEEDS[need] - MONEY],
        }
        return decision("Guarantor", answers, f"{kind}, {need}, asked for {asked}")

    draws = {}
    for need in NEEDS:
        for kind in TYPES:
            asking = {"ask for a statement": reply(need, kind, False), "ask for help": reply(need, kind, True)}
            draws[f"{need}, {kind}"] = (Fraction(1, 4), decision("Client", asking, need))
    comment = "Two requests, two replies, nobody watching; the client does not know the guarantor"
    return make_game("Request game", ["Client", "Guarantor"], chance(draws, "need and type"), comment=comment)


def solve() -> tuple[KnownSolution, ...]:
    """Backward induction with logit choices, at precision 4."""
    helped: dict[tuple[str, str, bool], float] = {}
    own: dict[str, Strategy] = {}
    for need, value in NEEDS.items():
        for kind, (fate, norm) in TYPES.items():
            for is_help, asked in ((False, "a statement"), (True, "help")):
                p = _logistic(PRECISION * float(fate * value - MONEY + norm * is_help))
                helped[need, kind, is_help] = p
                own[f"{kind}, {need}, asked for {asked}"] = {"words": 1.0 - p, "help": p}
    asks: dict[str, Strategy] = {}
    for need, value in NEEDS.items():
        plain, bound = (sum(helped[need, kind, is_help] for kind in TYPES) / 2.0 for is_help in (False, True))
        gain = float(value) * (bound - plain) - float(DISAPPOINTMENT) * (1.0 - bound) - float(ASKING)
        p = _logistic(PRECISION * gain)
        asks[need] = {"ask for a statement": 1.0 - p, "ask for help": p}
    statement = (
        "σ(help) = Λ(λ (γ ν − m + φ 1{help asked})); the client asks for help with Λ(λ (ν (h_help − h_statement) "
        "− δ (1 − h_help) − k)), h the chance of help over types. A mere statement is the sign of the greater need."
    )
    profile = {"Client": asks, "Guarantor": own}
    return (KnownSolution("logit equilibrium", profile, statement, PRECISION, source="docs/smallest-cases.md"),)


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


ENTRY = Entry(
    name="request",
    title="Request game, smallest form",
    citation="The model of foedus in its smallest form: the case two-by-two, solved by hand in docs/smallest-cases.md.",
    doi="",
    why="What foedus is about, as a tree that anybody can solve: what is asked, what is given, and what asking "
    "reveals.",
    make=make,
    solve=solve,
)
