"""The ultimatum on a grid."""

import math
from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Setting, Strategy
from foedus.game.game import Game
from foedus.game.node import decision, leaf

PIE = Setting("pie", Fraction(10), Fraction(1, 100), Fraction(1000), "what is divided")
STEPS = Setting("steps", 10, 1, 1000, "into how many parts: offers are 0, one part, … the whole")
PRECISION = 1.0


def make(pie: Fraction, steps: int) -> Game:
    """The proposer offers a part; the receiver sees it and takes it or leaves both with nothing."""
    offers = {}
    for step in range(steps + 1):
        offer = pie * step / steps
        answers = {
            "accept": leaf([pie - offer, offer], f"{offer} accepted"),
            "reject": leaf([0, 0], f"{offer} rejected"),
        }
        offers[f"offer {offer}"] = decision("Receiver", answers, f"offered {offer}")
    comment = "After Güth, Schmittberger and Schwarze (1982)"
    title = f"Ultimatum over {pie} in {steps} steps"
    return make_game(title, ["Proposer", "Receiver"], decision("Proposer", offers, "offer"), comment=comment)


def solve(pie: Fraction, steps: int) -> tuple[KnownSolution, ...]:
    """Logit choices by backward induction, at precision 1, and what exact optimisers do."""
    offers = [pie * step / steps for step in range(steps + 1)]
    accept = [1.0 / (1.0 + math.exp(-PRECISION * float(offer))) for offer in offers]
    worth = [PRECISION * float(pie - offer) * p for offer, p in zip(offers, accept, strict=True)]
    weights = [math.exp(each - max(worth)) for each in worth]
    logit = {
        "Proposer": {"offer": {f"offer {o}": w / math.fsum(weights) for o, w in zip(offers, weights, strict=True)}},
        "Receiver": {f"offered {o}": {"accept": p, "reject": 1.0 - p} for o, p in zip(offers, accept, strict=True)},
    }
    taken: dict[str, Strategy] = {
        f"offered {offer}": {"accept": Fraction(1), "reject": Fraction(0)} for offer in offers[1:]
    }
    statement = "P(accept y) = Λ(λ y), P(offer y) ∝ exp(λ (pie − y) P(accept y))."
    perfect = (
        "The receiver takes every offer above 0 and may do either at 0; so the proposer offers 0 or one part. "
        "People offer "
        "nearly half and refuse what is small."
    )
    return (
        KnownSolution("logit equilibrium", logit, statement, PRECISION, source="Backward induction."),
        KnownSolution("subgame-perfect equilibrium", {"Receiver": taken}, perfect, source="Backward induction."),
    )


ENTRY = Entry(
    name="ultimatum",
    title="Ultimatum on a grid",
    citation="Güth, W., Schmittberger, R. and Schwarze, B. (1982). An experimental analysis of ultimatum "
    "bargaining. Journal "
    "of Economic Behavior and Organization 3, 367–388.",
    doi="10.1016/0167-2681(82)90011-7",
    why="The plainest bargaining there is, and the best-known failure of exact optimisation. With many steps a test "
    "of wide "
    "information sets: one set with as many actions as offers.",
    make=make,
    solve=solve,
    settings=(PIE, STEPS),
)
