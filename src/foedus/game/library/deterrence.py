"""Deterrence."""

import math
from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Setting
from foedus.game.game import Game
from foedus.game.node import decision, leaf

GAIN = Setting("gain", Fraction(1), Fraction(-100), Fraction(100), "what giving in yields to the attacker")
WAR = Setting("war", Fraction(-1), Fraction(-100), Fraction(100), "what a war is worth to the attacker")
RESOLVE = Setting("resolve", Fraction(1, 2), Fraction(-100), Fraction(100), "how much better war is than giving in")
PRECISION = 1.0


def make(gain: Fraction, war: Fraction, resolve: Fraction) -> Game:
    """The attacker attacks or not, the defender resists or gives in; one payoff of each is normalised to 0."""
    reply = decision(
        "Defender", {"give in": leaf([gain, 0], "capitulation"), "resist": leaf([war, resolve], "war")}, "reply"
    )
    root = decision("Attacker", {"leave": leaf([0, 1], "status quo"), "attack": reply}, "attack")
    return make_game("Deterrence", ["Attacker", "Defender"], root, comment="After Signorino (1999)")


def solve(gain: Fraction, war: Fraction, resolve: Fraction) -> tuple[KnownSolution, ...]:
    """Backward induction with logit choices, at precision 1."""
    resist = _logistic(PRECISION * float(resolve))
    attack = _logistic(PRECISION * (resist * float(war) + (1.0 - resist) * float(gain)))
    profile = {
        "Attacker": {"attack": {"leave": 1.0 - attack, "attack": attack}},
        "Defender": {"reply": {"give in": 1.0 - resist, "resist": resist}},
    }
    statement = "P(resist) = Λ(λ resolve), P(attack) = Λ(λ (P(resist) war + P(give in) gain))."
    return (KnownSolution("logit equilibrium", profile, statement, PRECISION, source="Backward induction."),)


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


ENTRY = Entry(
    name="deterrence",
    title="Deterrence",
    citation="Signorino, C. S. (1999). Strategic interaction and the statistical analysis of international conflict. "
    "American Political Science Review 93, 279–297.",
    doi="10.2307/2585396",
    why="The smallest crisis: whoever estimates the parts by separate logits gets signs wrong, because one side "
    "acts on what "
    "it expects of the other. The form in which strategic estimation began.",
    make=make,
    solve=solve,
    settings=(GAIN, WAR, RESOLVE),
)
