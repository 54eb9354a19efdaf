"""A game written is the game read back, in every format."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from game_files import shared_games
from hypothesis import HealthCheck, given, settings
from random_games import games

from foedus.errors import InputError
from foedus.game import (
    Game,
    catalogue_names,
    decision,
    efg_text,
    load_game,
    make_game,
    nfg_text,
    parse_efg,
    parse_nfg,
    parse_yaml,
    read_game,
    write_game,
    yaml_text,
)

FEW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
LARGER = ("chain-store:entrants=5", "centipede:moves=300", "ultimatum:steps=200")


def without_node_labels(game: Game) -> Game:
    """What YAML keeps of a game."""
    return replace(game, node_labels=("",) * len(game.node_labels))


@FEW
@given(games())
def test_a_random_game_reads_back_equal(game: Game) -> None:
    assert parse_efg(efg_text(game)) == game
    assert parse_yaml(yaml_text(game)) == game


@FEW
@given(games(max_depth=2))
def test_the_strategic_form_pays_what_the_tree_pays(game: Game) -> None:
    """The first plan of everybody, followed in the tree and read from the table."""
    n_own = len(game.information_sets)
    reach = [1.0] * len(game.set_of_node)
    for node, parent in enumerate(game.parents):
        if parent >= 0:
            mover, action = game.set_of_node[parent], game.actions_taken[node]
            p = float(action == 0) if mover < n_own else float(game.chance_sets[mover - n_own].probabilities[action])
            reach[node] = reach[parent] * p
    leaves = np.array(reach)[game.tree.leaves]
    table = parse_nfg(nfg_text(game))
    assert game.tree.payoffs @ leaves == pytest.approx(table.tree.payoffs[:, 0], abs=1e-9)


@pytest.mark.parametrize("path", [*shared_games(".efg"), *shared_games(".nfg")])
def test_the_owners_games_read_back_equal(path: Path) -> None:
    game = read_game(path)
    assert parse_efg(efg_text(game)) == game
    assert parse_yaml(yaml_text(game)) == without_node_labels(game)


@pytest.mark.parametrize("path", shared_games(".nfg"))
def test_games_of_simultaneous_moves_read_back_equal_in_payoffs(path: Path) -> None:
    game = read_game(path)
    again = parse_nfg(nfg_text(game))
    assert again.information_sets == game.information_sets
    assert again.leaf_totals == game.leaf_totals


@pytest.mark.parametrize("name", [*catalogue_names(), *LARGER])
def test_the_catalogue_reads_back_equal(name: str) -> None:
    game = load_game(name)
    assert parse_efg(efg_text(game)) == game
    assert parse_yaml(yaml_text(game)) == game


@pytest.mark.parametrize("suffix", [".efg", ".yaml", ".yml", ".EFG"])
def test_files_are_written_and_read_by_their_extension(suffix: str, tmp_path: Path) -> None:
    game = load_game("beer-quiche")
    path = write_game(game, tmp_path / f"game{suffix}")
    assert read_game(path) == load_game(str(path)) == game


def test_an_efg_file_of_another_game_is_not_overwritten(tmp_path: Path) -> None:
    path = write_game(load_game("beer-quiche"), tmp_path / "game.efg")
    with pytest.raises(InputError, match="exists already"):
        write_game(load_game("centipede"), path)


def test_a_tree_of_ten_thousand_plies_is_built_written_and_read() -> None:
    node = decision("A", {"end": [0, 0]}, "last")
    for ply in range(10_000):
        node = decision("AB"[ply % 2], {"go on": node, "stop": [ply, -ply]}, f"ply {ply}")
    game = make_game("deep", ["A", "B"], node)
    assert game.n_leaves == 10_001
    assert parse_efg(efg_text(game)) == game
    assert game.tree.payoffs.shape == (2, 10_001)


def test_intervals_and_formulas_are_not_for_efg_files() -> None:
    root = decision("A", {"x": ["0.2 to 0.6"], "y": [1]})
    game = make_game("uncertain", ["A"], root)
    with pytest.raises(InputError, match=r"has payoffs that are intervals: a \.efg file holds numbers"):
        efg_text(game)
    assert parse_efg(efg_text(game.at_centre())).tree.payoffs[0, 0] == pytest.approx(0.4)
    formula = make_game("formula", ["A"], decision("A", {"x": ["2 * stake"], "y": [1]}), parameters={"stake": None})
    with pytest.raises(InputError, match=r"the formula 2 \* stake"):
        nfg_text(formula)
