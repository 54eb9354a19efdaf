"""Formulas on the rows of a table: names and values as R has them, and no text of a file run by formulaic."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from game_files import GAMES

from foedus.errors import InputError
from foedus.game import Game, decision, design, leaf_payoffs, load_game, make_game, parse_yaml
from foedus.game.yaml_out import yaml_text

SHARED = GAMES.parents[1]
PEERS = SHARED / "expected" / "peers.json"
needs_peers = pytest.mark.skipif(not PEERS.exists(), reason=f"no figures at {PEERS}: set FOEDUS_SHARED")


def estimates() -> list[dict[str, Any]]:
    stored = json.loads(PEERS.read_text(encoding="utf-8"))["estimates"]
    return [each for each in (stored if isinstance(stored, list) else stored.values()) if "data" in each]


def game_of(utilities: dict[str, str], columns: list[str]) -> Game:
    """A game whose outcomes pay one utility each."""
    moves = {name: [name] for name in utilities}
    return make_game("test", ["A"], decision("A", moves), columns=columns, utilities=utilities)


@needs_peers
def test_coefficients_are_called_as_the_other_programs_call_them() -> None:
    """Thirty-three fits of two R packages: the same terms, categories and order."""
    count = 0
    for stored in estimates():
        if not isinstance(stored["formula"], dict):
            continue
        table = pd.read_parquet(SHARED / "data" / "estimation" / f"{stored['data']}.parquet")
        utilities = {name: text for name, text in stored["formula"].items() if text != "0"}
        game = game_of(utilities, [str(name) for name in table.columns])
        used = {name for each in game.utilities for name in each.formula.columns}
        rows = design(game, table.dropna(subset=sorted(used)))
        assert list(rows.names) == [name for name in stored["coefficients"] if not name.startswith("log(")]
        count += 1
    assert count == 33


EGAME12 = """
foedus-game: 1
players: [challenger, defender]
columns: [s_wt_re1, revis1, balanc, regime1, regime2]
utilities: {u11: ~ s_wt_re1 + revis1, u14: ~ regime1, u24: ~ balanc + regime2}
outcomes: {status quo: [u11, 0], capitulation: [0, 0], war: [u14, u24]}
tree:
  player: challenger
  moves:
    leave: status quo
    challenge: {player: defender, moves: {give in: capitulation, fight back: war}}
"""


@needs_peers
def test_payoffs_at_the_stored_estimates_give_the_stored_probabilities() -> None:
    """egame12 on war1800, agent errors, logit and probit: backward induction over the payoffs of the game file."""
    from scipy.special import expit, ndtr

    game = parse_yaml(EGAME12)
    for stored in estimates():
        if stored["id"] not in ("war1800/probit-agent", "war1800/logit-agent"):
            continue
        table = pd.read_parquet(SHARED / "data" / "estimation" / "war1800.parquet")
        rows = design(game, table.dropna(subset=list(game.columns)))
        coefficients = np.array([stored["coefficients"][name][0] for name in rows.names])
        u = leaf_payoffs(game, rows.outcome_payoffs(coefficients))
        choose = expit if stored["link"] == "logit" else ndtr
        p4 = choose((u[1, 2] - u[1, 1]) / np.sqrt(2))
        p2 = choose(((1 - p4) * u[0, 1] + p4 * u[0, 2] - u[0, 0]) / np.sqrt(2))
        shares = np.stack([1 - p2, p2 * (1 - p4), p2 * p4])
        expected = [[row[outcome] for outcome in "123"] for row in stored["fitted"]["first5"]]
        np.testing.assert_allclose(shares[:, :5].T, expected, atol=1e-9)


TABLE = pd.DataFrame(
    {
        "x": [1.0, 2.0, 4.0, 8.0],
        "flag": [True, False, True, True],
        "regime": ["mixed", "auto", "dem", "auto"],
        "code": [3, 1, 3, 2],
        "gap": [1.0, np.nan, 2.0, 3.0],
        "below": [1.0, -1.0, 2.0, 3.0],
    }
)


def matrix(text: str, table: pd.DataFrame = TABLE) -> tuple[list[str], Any]:
    rows = design(game_of({"u": text}, [str(name) for name in table.columns]), table)
    return [name.removeprefix("u:") for name in rows.names], rows.matrices["u"]


def test_columns_functions_and_categories() -> None:
    names, values = matrix("~ flag + log(x) + regime")
    assert names == ["intercept", "flag", "log(x)", "regime[dem]", "regime[mixed]"]
    np.testing.assert_allclose(values[:, 1], [1, 0, 1, 1])
    np.testing.assert_allclose(values[:, 2], np.log(TABLE["x"]))
    np.testing.assert_allclose(values[:, 3:], [[0, 1], [0, 0], [1, 0], [0, 0]])


def test_another_base_and_numbers_that_are_categories() -> None:
    assert matrix('~ C(regime, base="dem")')[0] == ["intercept", "C(regime)[auto]", "C(regime)[mixed]"]
    assert matrix("~ C(code) - 1")[0] == ["C(code)[1]", "C(code)[2]", "C(code)[3]"]


def test_interactions_multiply() -> None:
    names, values = matrix("~ x * flag")
    assert names == ["intercept", "x", "flag", "x:flag"]
    np.testing.assert_allclose(values[:, 3], TABLE["x"] * TABLE["flag"])


def test_the_order_of_a_category_is_kept() -> None:
    table = TABLE.assign(regime=pd.Categorical(TABLE["regime"], categories=["mixed", "dem", "auto"]))
    assert matrix("~ regime", table)[0] == ["intercept", "regime[dem]", "regime[auto]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("~ gap", r'table  has gaps in the column "gap", in 1 of 4 rows'),
        ("~ log(below)", r'table  makes "log\(below\)" not finite in 1 of 4 rows, such as where below is -1'),
        ("~ log(regime)", r'table  has text in the column "regime", of which a formula makes numbers'),
        ('~ C(regime, base="demo")', r'table  has no category "demo" in the column "regime"\. Did you mean "dem"\?'),
    ],
)
def test_what_a_table_cannot_give_is_said(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        matrix(text)


def test_a_column_that_is_not_there_is_said_with_the_nearest() -> None:
    with pytest.raises(
        InputError, match=r'table  has no column "regimes", which the game names\. Did you mean "regime"\?'
    ):
        design(game_of({"u": "~ regimes"}, ["regimes"]), TABLE)


def test_formulaic_runs_no_text_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """It evaluates factors as Python unless they are plain names: here every factor is one of ours."""

    def run(*_: Any, **__: Any) -> None:
        raise AssertionError("formulaic was asked to run something")

    monkeypatch.setattr("formulaic.materializers.base.stateful_eval", run)
    table = TABLE.rename(columns={"x": "__import__('os').system('touch ran')", "flag": "c0"})
    names, _ = matrix("~ `__import__('os').system('touch ran')` * c0 + log(code):regime + I(code^2)", table)
    assert names[1] == "__import__('os').system('touch ran')"


def test_fixed_free_and_uncertain_parameters() -> None:
    root = decision("A", {"l": ["2 * stake - cost"], "r": ["x * reward"]})
    parameters = {"stake": None, "cost": "1/2", "reward": "1 to 3"}
    game = make_game("test", ["A"], root, columns=["x"], parameters=parameters)
    rows = design(game, TABLE)
    assert rows.names == ("stake",)
    payoffs = rows.outcome_payoffs(np.array([3.0]))
    np.testing.assert_allclose(payoffs, [[[5.5] * 4, 2.0 * TABLE["x"]]], atol=1e-12)


def test_payoffs_can_be_differentiated() -> None:
    from foedus.equilibrium.backend import jax, jnp

    game = make_game(
        "test", ["A"], decision("A", {"l": ["exp(u) - k"], "r": [0]}, payoffs=["u"]), columns=["x"],
        parameters={"k": None}, utilities={"u": "~ x"},
    )  # fmt: skip
    rows = design(game, TABLE)

    def total(coefficients: Any) -> Any:
        return leaf_payoffs(game, rows.outcome_payoffs(coefficients, jnp), jnp).sum()

    at = np.array([0.1, 0.2, 0.3])
    slope = jax.grad(total)(at)
    steps = [(total(at + 1e-6 * e) - total(at - 1e-6 * e)) / 2e-6 for e in np.eye(3)]
    np.testing.assert_allclose(slope, steps, rtol=1e-6)


def test_games_of_the_literature_can_be_written_as_formulas() -> None:
    """egame123, sanctions and the ultimatum on a grid: written, read back, and worked out on a row."""
    egame123 = """
foedus-game: 1
players: ["1", "2", "3"]
columns: [x1, x2]
utilities: {u11: ~ x1, u15: ~ x2, u16: ~ 1, u25: ~ x1, u26: ~ 1, u36: ~ x2}
tree:
  player: "1"
  moves:
    L: [u11, 0, 0]
    R:
      player: "2"
      moves:
        L: [0, 0, 0]
        R: {player: "3", moves: {L: [u15, u25, 0], R: [u16, u26, u36]}}
"""
    sanctions = """
foedus-game: 1
players: [A, B]
columns: [x1, x2]
utilities: {S_A: ~ sqrt(x1) - 1, V_A: ~ x2, C_B: ~ sqrt(x2), W_A: ~ x1, W_B: ~ x2, a: ~ 1}
tree:
  player: A
  moves:
    status quo: [S_A, 0]
    challenge:
      player: B
      moves:
        concede: [V_A, C_B]
        resist: {player: A, moves: {stand firm: [W_A, W_B], back down: [a, 0]}}
"""
    offers = "\n".join(
        f"    offer {y}: {{player: receiver, moves: {{accept: [10 - {y}, {y}], reject: [R1, R2]}}}}" for y in range(11)
    )
    ultimatum = f"""
foedus-game: 1
players: [proposer, receiver]
columns: [x1, x2]
utilities: {{R1: ~ x1, R2: ~ x2}}
tree:
  player: proposer
  moves:
{offers}
"""
    table = pd.DataFrame({"x1": [1.0, 4.0], "x2": [9.0, 1.0]})
    for text, n_leaves in ((egame123, 4), (sanctions, 4), (ultimatum, 22)):
        game = parse_yaml(text)
        assert parse_yaml(yaml_text(game)) == game
        rows = design(game, table)
        payoffs = leaf_payoffs(game, rows.outcome_payoffs(np.ones(len(rows.names))))
        assert payoffs.shape == (len(game.players), n_leaves, 2)
        assert np.isfinite(payoffs).all()


def test_the_catalogue_needs_no_data() -> None:
    assert not load_game("request").has_formulas
