"""The chain store with a doubt about its toughness."""

from collections.abc import Iterator
from fractions import Fraction

from foedus.game.build import make_game
from foedus.game.entry import Entry, KnownSolution, Setting, Strategy
from foedus.game.game import Game
from foedus.game.node import Node, chance, decision

ENTRANTS = Setting("entrants", 3, 1, 6, "how many markets, one after the other")
TOUGH = Setting("tough", Fraction(1, 5), Fraction(1, 1000), Fraction(999, 1000), "prior probability of the tough type")
GAIN = Setting("b", Fraction(1, 2), Fraction(1, 1000), Fraction(999, 1000), "what entry gains that is not fought")
MONOPOLY = Setting("a", Fraction(2), Fraction(1001, 1000), Fraction(1000), "what an unchallenged market is worth")


def make(entrants: int, tough: Fraction, b: Fraction, a: Fraction) -> Game:
    """One entrant a market, who sees what happened before; the weak incumbent chooses, the tough one always fights."""
    names = [f"Entrant {number}" for number in range(1, entrants + 1)]
    zero = Fraction(0)

    def market(history: str, incumbent: Fraction, gains: tuple[Fraction, ...], is_tough: bool) -> Node | list[Fraction]:
        if len(history) == entrants:
            return [incumbent, *gains]
        fought = market(history + "f", incumbent + (0 if is_tough else -1), (*gains, b - 1), is_tough)
        if not is_tough:
            acquiesced = market(history + "a", incumbent, (*gains, b), is_tough)
            fought = decision("Incumbent", {"acquiesce": acquiesced, "fight": fought}, label(history))
        out = market(history + "o", incumbent + a, (*gains, zero), is_tough)
        return decision(names[len(history)], {"out": out, "in": fought}, label(history))

    weak, strong = (market("", zero, (), is_tough) for is_tough in (False, True))
    root = chance({"weak": (1 - tough, weak), "tough": (tough, strong)}, "type")
    comment = "Kreps and Wilson (1982); a letter a market so far: o out, a acquiesced, f fought"
    return make_game(f"Chain store with {entrants} entrants", ["Incumbent", *names], root, comment=comment)


def label(history: str) -> str:
    """The set after a history: one letter a market."""
    return history or "start"


def solve(entrants: int, tough: Fraction, b: Fraction, a: Fraction) -> tuple[KnownSolution, ...]:
    """The equilibrium of the paper, set by set."""
    own: dict[str, Strategy] = {}
    others: dict[str, dict[str, Strategy]] = {f"Entrant {number}": {} for number in range(1, entrants + 1)}
    for history, belief in beliefs("", tough, entrants, b):
        left = entrants - len(history)  # markets from here on, as the paper counts them
        goal = b ** (left - 1)
        out = Fraction(1) if belief > b * goal else Fraction(0) if belief < b * goal else 1 / a
        others[f"Entrant {len(history) + 1}"][label(history)] = {"out": out, "in": 1 - out}
        fight = Fraction(0)
        if left > 1 and belief > 0:
            fight = min(Fraction(1), belief * (1 - goal) / ((1 - belief) * goal))
        own[label(history)] = {"acquiesce": 1 - fight, "fight": fight}
    return (
        KnownSolution(
            "sequential equilibrium",
            {"Incumbent": own, **others},
            "With k markets left and belief p in a tough incumbent, the entrant stays out if p > b^k, enters if p < "
            "b^k and "
            "stays out with 1/a at p = b^k; the weak incumbent fights for sure if p ≥ b^(k−1), else as often as "
            "brings the "
            "belief to b^(k−1), and never in the last market. After a surrender everybody enters.",
            is_unique=False,
            source="Theorem 1 and section 2 of the paper.",
        ),
    )


def beliefs(history: str, belief: Fraction, entrants: int, b: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Every history of markets with what is believed of the incumbent after it."""
    if len(history) == entrants:
        return
    yield history, belief
    goal = b ** (entrants - len(history) - 1)
    yield from beliefs(history + "o", belief, entrants, b)
    yield from beliefs(history + "a", Fraction(0), entrants, b)
    yield from beliefs(history + "f", max(belief, goal) if belief > 0 else belief, entrants, b)


ENTRY = Entry(
    name="chain-store",
    title="Chain store with a doubt about its toughness",
    citation="Kreps, D. M. and Wilson, R. (1982). Reputation and imperfect information. Journal of Economic Theory "
    "27, "
    "253–279.",
    doi="10.1016/0022-0531(82)90030-8",
    why="A small doubt is enough for a weak incumbent to fight for its name: the model of reputation on which talk "
    "of "
    "credibility rests. The number of sets grows as 3 to the entrants.",
    make=make,
    solve=solve,
    settings=(ENTRANTS, TOUGH, GAIN, MONOPOLY),
)
