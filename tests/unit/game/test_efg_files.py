"""Gambit's .efg files: what is read is what the owners' programs read."""

import json
from pathlib import Path

import numpy as np
import pytest
from game_files import GAMES, shared_games

from foedus.game import parse_efg, read_efg

EXPECTED = GAMES.parent / "aqre.json"


@pytest.mark.parametrize("path", shared_games(".efg"))
def test_every_game_of_the_owners_is_read_and_its_tree_hangs_together(path: Path) -> None:
    game = read_efg(path)
    tree = game.tree
    assert tree.payoffs.shape == (len(game.players), tree.n_leaves)
    assert np.all(tree.parent[1:] < np.arange(1, tree.n_nodes))
    # A node's move belongs to the set of its parent, and every action of a node has one child.
    assert np.array_equal(tree.set_of_move[tree.move[1:]], tree.set_of_node[tree.parent[1:]])
    children = np.bincount(tree.parent[1:], minlength=tree.n_nodes)
    inner = tree.set_of_node >= 0
    assert np.array_equal(children[inner], tree.n_actions[tree.set_of_node[inner]])
    assert not children[~inner].any()
    chance_sets = tree.set_of_move[tree.n_moves :] - tree.n_sets
    assert np.allclose(np.bincount(chance_sets, tree.chance, minlength=0), 1.0, atol=1e-15)


@pytest.mark.skipif(not EXPECTED.exists(), reason=f"no figures at {EXPECTED}: set FOEDUS_SHARED")
def test_sets_actions_and_leaves_are_those_that_another_program_reads() -> None:
    games = json.loads(EXPECTED.read_text(encoding="utf-8"))["extensive"]
    assert len(games) == 12
    for stored in games.values():
        game = read_efg(GAMES.parent / stored["file"])
        found = {
            each.label: {"player": game.players[each.player], "actions": list(each.actions)}
            for each in game.information_sets
        }
        assert found == stored["infosets"]
        assert (game.title, list(game.players), game.n_leaves) == (stored["title"], stored["players"], stored["leaves"])


STAGES = """EFG 2 R "Two stages" { "One" "Two" } "payoffs of the first stage stand at inner nodes"
c "" 1 "draw" { "a" 1/3 "b" 2/3 } 1 "entry" { -1, -2 }
p "" 2 7 "seven" { "x" "y" } 0
t "" 2 "end" { 1/2 .25 }
t "" 3 "other" { 1e1, 2.5E-1 }
p "" 2 7 2
t "" 2
t "" 0
"""


def test_payoffs_at_inner_nodes_count_for_every_leaf_below() -> None:
    tree = parse_efg(STAGES).tree
    assert tree.payoffs.tolist() == [[-0.5, 9.0, 0.0, -0.5], [-1.75, -1.75, -1.5, -1.75]]
