"""Random small games with perfect recall, as hypothesis draws them."""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from foedus.game import Game, chance, decision, leaf, make_game
from foedus.game.node import Node

# Whatever a label may hold: quotes, backslashes, line ends, letters of any script, but no lone surrogates and no NUL.
LABELS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6)
NUMBERS = st.one_of(
    st.integers(-5, 5).map(Fraction), st.fractions(-1000, 1000), st.decimals(-10, 10, places=3).map(Fraction)
)
MOST_NODES = 40


@st.composite
def games(draw: Any, max_depth: int = 4) -> Game:
    """A game of one to three players with chance, information sets over several nodes, and payoffs inside the tree."""
    players = draw(st.lists(LABELS, min_size=1, max_size=3, unique=True))
    sets: dict[Any, list[tuple[str, list[str]]]] = {}
    taken: set[tuple[str, str]] = set()
    outcomes: set[str] = set()
    count = 0

    def payoffs() -> list[Fraction]:
        return draw(st.lists(NUMBERS, min_size=len(players), max_size=len(players)))

    def new_label(player: str) -> str:
        label = draw(LABELS.filter(lambda text: (player, text) not in taken))
        taken.add((player, label))
        return label

    def node(depth: int, memory: dict[str, tuple[Any, ...]]) -> Node:
        nonlocal count
        count += 1
        inside = payoffs() if draw(st.integers(0, 5)) == 0 else None
        kind = draw(st.sampled_from(["leaf", "chance", *players, *players])) if depth and count < MOST_NODES else "leaf"
        if depth == max_depth and kind == "leaf":
            kind = players[0]
        if kind == "leaf":
            name = draw(st.none() | LABELS)
            name = None if name in outcomes else name
            outcomes.add(name or "")
            return leaf(payoffs(), name)
        actions = draw(st.lists(LABELS, min_size=1, max_size=3, unique=True))
        if kind == "chance" and kind not in players:
            weights = draw(st.lists(st.integers(1, 7), min_size=len(actions), max_size=len(actions)))
            children = [node(depth - 1, memory) for _ in actions]
            odds = [Fraction(weight, sum(weights)) for weight in weights]
            pairs = {a: (p, child) for a, p, child in zip(actions, odds, children, strict=True)}
            return chance(pairs, new_label(""), payoffs=inside)
        # A node may join a set of its player that has the same memory.
        known = sets.setdefault((kind, memory[kind]), [])
        if known and draw(st.booleans()):
            label, actions = draw(st.sampled_from(known))
        else:
            label = new_label(kind)
            known.append((label, actions))
        children = []
        for action in actions:
            children.append(node(depth - 1, {**memory, kind: (*memory[kind], label, action)}))
        return decision(kind, dict(zip(actions, children, strict=True)), label, payoffs=inside)

    root = node(max_depth, dict.fromkeys(players, ()))
    return make_game(draw(LABELS), players, root, comment=draw(st.just("") | LABELS))
