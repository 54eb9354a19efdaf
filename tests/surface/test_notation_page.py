"""The notation page names every field of the game, the profile and the signals, each with its true shape."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foedus.case import case_schema, inputs, parse_case
from foedus.equilibrium.backend import jax, jnp
from foedus.game import load_game
from foedus.quantity import draw
from foedus.request.assemble import assemble
from foedus.request.game import RequestGame
from foedus.request.iterate import play, start
from foedus.request.response import Profile
from foedus.request.signals import Signals, read_signals
from foedus.request.terms import terms_of
from foedus.stock import AssetClass, StockCost

PAGE = (Path(__file__).parents[2] / "docs" / "notation.md").read_text(encoding="utf-8")
N_DRAWS = 9

# Axes that could be taken for one another differ in length, so that a shape with two of them exchanged does not fit.
CASE = """
foedus: 1
id: axes
question: Does each axis have a length of its own?
as_of: 2025-01-31
client: SYR
guarantor: RUS
challenger: {label: Somebody}
types:
  committed: {}
  torn: {share: 0.2, fate: 0.4, norm: 0.4, honours: 0.5}
  opportunist: {}
requests:
  statement: {level: 0.05}
  notes: {level: 0.2}
  advisers: {level: 0.2}
  arms: {level: 0.5}
  forces: {level: 0.9}
responses:
  words: {level: 0.05}
  offer: {level: 0.1}
  advisers: {level: 0.2, looks_like: {words: 0.5, offer: 0.3, arms: 0.2}, visibility: 0.3}
  arms: {level: 0.5, looks_like: planes}
  planes: {level: 0.6}
  bases: {level: 0.8}
  forces: {level: 0.9}
audience:
  a: {label: A}
  b: {label: B}
  c: {label: C}
  d: {label: D}
  e: {label: E}
  f: {label: F}
  g: {label: G}
  h: {label: H}
"""
LENGTHS = {
    "type": 3,
    "need": 2,
    "request": 5,
    "heard": 5,
    "rank": 2,
    "leak": 6,
    "response": 7,
    "sight": 7,
    "look": 4,
    "member": 8,
    "draw": N_DRAWS,
}


def rows(section: str) -> dict[str, tuple[str, ...]]:
    """The identifiers in the first table of a section, each with its shape as axes; structure has none."""
    text = re.split(r"^## ", PAGE, flags=re.M)
    table = next(part for part in text if part.startswith(section)).split("\n\n|", 1)[1].split("\n\n")[0]
    found = {}
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        names = [cell for cell in cells if re.fullmatch(r"`\w+`", cell)]
        if names:
            shape = next((cell for cell in cells if re.fullmatch(r"\([\w, ]+\)", cell)), "")
            found[names[0].strip("`")] = tuple(re.findall(r"\w+", shape))
    return found


@pytest.fixture(scope="module")
def game() -> RequestGame:
    case = parse_case(CASE)
    values = draw({path: number.quantity for path, number in inputs(case).items()}, N_DRAWS, seed=1)
    return assemble(case, values)[0]


@pytest.fixture(scope="module")
def played(game: RequestGame) -> tuple[Profile, Signals]:
    """A profile and its signals, of which only the shapes are worked out."""

    def read(game: RequestGame) -> tuple[Profile, Signals]:
        terms = terms_of(game)
        profile = play(terms, start(terms), jnp.ones(N_DRAWS))
        return profile, read_signals(terms, profile.log_client, profile.log_guarantor)

    shapes: tuple[Profile, Signals] = jax.eval_shape(read, game)
    return shapes


def compare(section: str, holder: Any) -> None:
    """Every field stands in the table of the section, no other name does, and the shapes agree."""
    table = rows(section)
    assert sorted(table) == sorted(item.name for item in dataclasses.fields(holder))
    expected = {name: tuple(LENGTHS[axis] for axis in axes) for name, axes in table.items() if axes}
    found = {name: tuple(getattr(holder, name).shape) for name in expected}
    assert found == expected
    static = {item.name for item in dataclasses.fields(holder) if item.metadata.get("static")}
    assert static == set(table) - set(expected)


def test_the_table_of_the_game_is_the_game(game: RequestGame) -> None:
    compare("The game", game)


def test_the_table_of_the_terms_is_what_they_add_to_the_game(game: RequestGame) -> None:
    terms = jax.eval_shape(terms_of, game)
    table = rows("What follows from the game alone")
    own = {item.name for item in dataclasses.fields(terms)} - {item.name for item in dataclasses.fields(game)}
    assert set(table) == own
    expected = {name: tuple(LENGTHS[axis] for axis in axes) for name, axes in table.items()}
    assert {name: tuple(getattr(terms, name).shape) for name in expected} == expected


def test_the_table_of_what_is_played_is_the_profile(played: tuple[Profile, Signals]) -> None:
    compare("What is played", played[0])


def test_the_table_of_what_can_be_inferred_is_the_signals(played: tuple[Profile, Signals]) -> None:
    compare("What can be inferred", played[1])


def test_the_table_of_the_stock_has_the_fields_of_the_stock() -> None:
    fields = {item.name for holder in (AssetClass, StockCost) for item in dataclasses.fields(holder)}
    assert set(rows("Stock")) == fields


def test_the_table_of_a_tree_is_the_tree() -> None:
    tree = load_game("beer-quiche").tree
    lengths = {"node": 15, "set": 5, "set + 1": 6, "chance move": 2, "leaf": 8, "player": 2}
    table = next(part for part in re.split(r"^## ", PAGE, flags=re.M) if part.startswith("A tree"))
    shapes = dict(re.findall(r"^\| `(\w+)` \| (?:\(([^)]*)\))? ?\|", table, flags=re.M))
    assert list(shapes) == [item.name for item in dataclasses.fields(tree)]
    for name, shape in shapes.items():
        assert np.shape(getattr(tree, name)) == tuple(lengths[axis] for axis in shape.split(", ") if axis)


def test_every_axis_in_a_shape_is_explained() -> None:
    explained = set(re.findall(r"^\| (\w+) \|", PAGE.split("## The game")[0], flags=re.M)) - {"axis"}
    sections = ("The game", "What is played", "What can be inferred")
    used = {axis for section in sections for shape in rows(section).values() for axis in shape}
    assert used == explained == set(LENGTHS)


def test_every_key_on_the_page_begins_with_a_key_of_the_case_format() -> None:
    known = set(case_schema()["properties"])
    table = PAGE.split("## The game")[1].split("\n## ")[0]
    keys = {name for line in table.splitlines() for name in re.findall(r"`([\w.]+)`", line.split("|")[-2:][0])}
    assert len(keys) > 30
    assert {key.split(".")[0] for key in keys} <= known
