"""The cut at `as_of`: the same answer as from a file in which nothing later was ever written."""

import datetime
import io
import json

import numpy as np
import pytest
from ruamel.yaml import YAML

from foedus.answer import ask
from foedus.answer.world import build, drawn
from foedus.case import builtin_path, load_case, parse_case
from foedus.equilibrium.backend import jax
from oracles.small_cases import point_values, read
from small_worlds import EVIDENCE, account, asked, file_with_claims, solved_with


def leaves(tree):
    return [np.asarray(leaf) for leaf in jax.tree_util.tree_leaves(tree)]


def day_of(entry):
    """The first day that a date of a file may mean."""
    text = str(entry["date"])
    return datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 if len(text) < 10 else 6 :])


def without_what_is_later(text, as_of):
    """The file with everything dated later deleted by hand."""
    yaml = YAML()
    whole = yaml.load(text)
    for key in ("evidence", "ledger", "history"):
        whole[key] = [entry for entry in whole[key] if day_of(entry) <= as_of]
    if datetime.date.fromisoformat(str(whole["seen"]["date"])) > as_of:
        del whole["seen"]
    whole["as_of"] = as_of
    stream = io.StringIO()
    yaml.dump(whole, stream)
    return stream.getvalue()


@pytest.mark.parametrize(("day", "n_items"), [("2025-06-17", 0), ("2025-06-20", 2)])
def test_moscow_some_days_earlier_is_the_file_with_the_later_items_deleted(day, n_items):
    """Number by number, in every draw, before anybody plays: the same games and the same observation."""
    as_of = datetime.date.fromisoformat(day)
    text = builtin_path("moscow-2025").read_text(encoding="utf-8")
    early, deleted = load_case("moscow-2025", as_of=as_of), parse_case(without_what_is_later(text, as_of))
    whole = load_case("moscow-2025")
    assert len(early.evidence) == n_items < len(whole.evidence)
    assert early.seen is None
    draws = [drawn(case, 24, 1) for case in (early, deleted)]
    assert draws[0].keys() == draws[1].keys()
    worlds = [build(case, values) for case, values in zip((early, deleted), draws, strict=True)]
    for cut, never in zip(
        leaves((worlds[0].game, worlds[0].observation)), leaves((worlds[1].game, worlds[1].observation)), strict=True
    ):
        np.testing.assert_array_equal(cut, never)
    now = build(whole, drawn(whole, 24, 1))
    assert np.abs(np.asarray(now.game.evidence) - np.asarray(worlds[0].game.evidence)).max() > 1e-3


def test_what_the_cut_case_answers_is_what_the_shorter_file_answers():
    """Equilibria and all that is read from them, draw by draw, to the last bit."""
    as_of = datetime.date(2001, 2, 10)
    seen = {"response": "words", "date": "2001-02-15"}
    cut = read(account(seen=seen)).at(as_of)
    earlier = [item for item in EVIDENCE if item["date"] <= "2001-02-10"]
    assert len(earlier) == 2
    deleted = read(account(evidence=earlier, as_of="2001-02-10"))
    readings = []
    for case in (cut, deleted):
        rng = np.random.default_rng(2)
        values = {path: np.full(64, value) for path, value in point_values(case).items()}
        values["precision"] = rng.uniform(1, 8, 64)
        readings.append(solved_with(case, values).reading)
    for one, other in zip(leaves(readings[0]), leaves(readings[1]), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.fixture(scope="module")
def resolved():
    """The same file once its forecasts are resolved and its outcome is known."""
    known = {"outcome": True, "resolved": "2001-02-01", "source": "agency", "note": "as it turned out"}
    forecasts = [{**forecast, **known} for forecast in account()["forecasts"]]
    return read(
        file_with_claims(forecasts=forecasts, outcome={"given": "fight", "note": "it fought"}, notes="written later")
    )


def test_outcomes_and_resolutions_change_no_number(resolved):
    """Nobody may learn from an answer what happened after it was asked."""
    before, after = asked(64).record(), ask(resolved, draws=64).record()
    assert before.pop("sha256") != after.pop("sha256")
    del before["seconds"], after["seconds"]
    assert json.dumps(after) == json.dumps(before)
