"""`foedus case export`: one draw of a case as a game file."""

import os
from pathlib import Path

import numpy as np
import pytest
from commands import Run, in_process

from foedus import load_case
from foedus.answer.world import build, drawn
from foedus.game import parse_efg, parse_yaml, read_efg
from foedus.request import request_tree


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return in_process(capsys)


def test_the_file_holds_the_tree_of_that_draw(run: Run) -> None:
    case = load_case("two-by-two-watched").on_tree_terms(["observer"])
    values = drawn(case, 50, 3)
    expected = request_tree(case, build(case, values).game, 7).game
    arguments = ("case", "export", "two-by-two-watched", "--members", "observer", "--draw", "7", "--draws", "50")
    for written, read in (("efg", parse_efg), ("yaml", parse_yaml)):
        ended = run(*arguments, "--seed", "3", "--format", written)
        assert ended.status == 0
        game = read(ended.out)
        assert game.players == expected.players
        assert game.information_sets == expected.information_sets
        np.testing.assert_array_equal(game.tree.payoffs, expected.tree.payoffs)
        np.testing.assert_array_equal(game.tree.parent, expected.tree.parent)
        np.testing.assert_array_equal(game.tree.chance, expected.tree.chance)


def test_what_was_set_aside_is_said_beside_the_file(run: Run) -> None:
    ended = run("case", "export", "moscow-2025", "--members", "belarus", "--out", "game.efg")
    assert ended.status == 0
    assert ended.out.startswith("Wrote ")
    assert "25 of 26 members do not watch" in ended.err
    assert "14 items of evidence are set aside" in ended.err
    assert read_efg("game.efg").players == ("client", "guarantor", "challenger", "client afterwards", "belarus")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--draw", "4000"), "is 4000: expected 0 to 3999"),
        (("--members", "belaruss"), 'Did you mean "belarus"?'),
        (("--format", "yaml"), "The tree has 10,080 leaves: write it as --format efg"),
        (("--format", "gbt"), "Invalid value for '--format'"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is_left(run: Run, options: tuple[str, ...], message: str) -> None:
    ended = run("case", "export", "moscow-2025", "--out", "game.txt", *options)
    assert ended.status == 2
    assert message in " ".join(ended.err.split())
    assert os.listdir() == []
