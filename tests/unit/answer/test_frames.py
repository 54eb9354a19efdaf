"""The answer as tables and as a tree of named arrays."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from answers import DRAWS, SMALL, invented
from foedus.answer.frames import tables, to_datatree
from foedus.answer.result import Answer
from foedus.errors import ComputationError
from sensitivity_rows import with_sensitivity

NAMES = {
    "requests", "responses", "audience", "prices", "claims", "evidence", "history", "stock", "forecasts",
    "elasticities", "indicators", "conflict", "menu", "bits", "flips", "doubling", "sobol", "if_seen",
}  # fmt: skip


@pytest.fixture(scope="module")
def moscow() -> Answer:
    return invented()


def test_every_row_of_the_answer_is_a_row_of_a_table(moscow: Answer) -> None:
    frames = tables(moscow)
    assert frames.keys() == NAMES
    for name in NAMES - {"prices", "stock", "bits", "if_seen", "doubling"}:
        assert len(frames[name]) == len(getattr(moscow, name) or ()), name
    assert len(frames["bits"]) == sum(len(row.by_request) for row in moscow.evidence)
    assert len(frames["if_seen"]) == len(moscow.indicators) * len(moscow.requests)
    assert len(frames["doubling"]) == 1
    assert len(frames["stock"]) == sum(len(row.by_response) for row in moscow.stock)


def test_what_would_change_the_answer_is_in_tables_whole(moscow: Answer) -> None:
    answer = with_sensitivity(moscow)
    frames = tables(answer)
    flip, row = answer.flips[0], frames["flips"].iloc[0]
    assert tuple(row[["figure", "input", "at", "move", "after", "draws"]]) == (
        flip.figure, flip.input, flip.at, flip.move, flip.after, flip.draws,
    )  # fmt: skip
    assert list(frames["flips"]["is_confirmed"]) == [each.is_confirmed for each in answer.flips]
    assert list(frames["flips"]["is_inside"]) == [each.is_inside for each in answer.flips]
    share = answer.sobol[0].total
    assert tuple(frames["sobol"].loc[0, ["total", "total_low", "total_high"]]) == (share.value, share.low, share.high)
    doubling, row = answer.doubling, frames["doubling"].iloc[0]
    assert (row["posterior"], row["keeps_request"]) == (doubling.posterior.value, doubling.keeps_request)
    assert row["verdicts"] == "C1 = contested"
    seen = frames["if_seen"].set_index(["indicator", "request"])
    first = answer.indicators[0]
    assert {request: seen.loc[(first.id, request), "if_seen"] for request in first.if_seen} == first.if_seen
    assert seen.loc[(first.id, next(iter(first.if_seen))), "if_not"] != first.if_not


def test_what_was_not_looked_for_has_an_empty_table(moscow: Answer) -> None:
    frames = tables(dataclasses.replace(moscow, flips=None, sobol=None, doubling=None, indicators=()))
    for name in ("flips", "sobol", "doubling", "indicators", "if_seen"):
        assert len(frames[name]) == 0
        assert len(frames[name].columns) > 2, name


def test_figures_take_three_columns(moscow: Answer) -> None:
    requests = tables(moscow)["requests"].set_index("id")
    for row in moscow.requests:
        shown = requests.loc[row.id, ["posterior", "posterior_low", "posterior_high"]]
        assert tuple(shown) == (row.posterior.value, row.posterior.low, row.posterior.high)


def test_claims_name_the_settings_they_were_tested_under(moscow: Answer) -> None:
    row = dataclasses.replace(moscow.claims[0], under={"leak": "1", "harm": "0.2"})
    answer = dataclasses.replace(moscow, claims=(row, moscow.claims[1]))
    assert list(tables(answer)["claims"]["under"]) == ["leak = 1, harm = 0.2", ""]


def test_prices_are_long_and_say_what_leaked(moscow: Answer) -> None:
    prices = tables(moscow)["prices"]
    members, requests, responses = (len(rows) for rows in (moscow.audience, moscow.requests, moscow.responses))
    assert len(prices) == members * responses * (1 + requests)
    open_ones = prices[prices["leaked_request"].isna()]
    assert len(open_ones) == members * responses
    row = moscow.audience[1]
    words = open_ones[(open_ones["member"] == row.id) & (open_ones["response"] == "words")].iloc[0]
    change = row.change["words"]
    assert change is not None
    assert (words["after"], words["low"], words["high"]) == (row.after["words"], change.low, change.high)
    leaked = prices[prices["leaked_request"].notna()]
    assert np.allclose(leaked["after"].astype(float) - leaked["change"].astype(float), 0.4)


def test_what_does_not_exist_is_not_a_number() -> None:
    answer = invented(SMALL)
    client = dataclasses.replace(answer.audience[0], after={"help": None}, change={"help": None}, after_if_leaked={})
    row = dataclasses.replace(answer.responses[0], loss=None)
    frames = tables(dataclasses.replace(answer, audience=(client,), responses=(row,)))
    assert frames["prices"][["after", "change", "low", "high"]].isna().all(axis=None)
    assert frames["responses"][["loss", "loss_low", "loss_high", "escalation"]].isna().all(axis=None)


def test_empty_tables_have_their_columns() -> None:
    frames = tables(invented(SMALL, audience=(), elasticities=()))
    for name in ("audience", "prices", "claims", "evidence", "history", "stock", "forecasts", "elasticities"):
        assert len(frames[name]) == 0
        assert len(frames[name].columns) > 2, name


def test_resolutions_are_in_no_table(moscow: Answer) -> None:
    assert not {"outcome", "resolved"} & set(tables(moscow)["forecasts"].columns)


def test_the_tree_has_named_axes_and_says_what_it_is(moscow: Answer) -> None:
    tree = to_datatree(moscow)
    assert set(tree.children) == {"posterior", "prior", "inputs"}
    posterior = tree["posterior"]
    assert posterior["request_probability"].dims == ("request", "draw")
    assert posterior["price_before"].dims == ("member", "draw")
    assert list(posterior["request"].values) == list(moscow.case.requests)
    assert tree["inputs"].sizes["draw"] == DRAWS
    assert tree.attrs["seed"] == moscow.seed
    assert tree.attrs["sha256"] == moscow.case.sha256
    assert tree.attrs["as_of"] == "2025-06-23"


def test_weighted_means_over_the_tree_are_the_printed_figures(moscow: Answer) -> None:
    posterior = to_datatree(moscow)["posterior"]
    mean = (posterior["weight"] * posterior["request_probability"]).sum("draw")
    for row in moscow.requests:
        assert float(mean.sel(request=row.id)) == pytest.approx(row.posterior.value, abs=1e-12)


@pytest.mark.parametrize("text", ["moscow-2025", SMALL], ids=["moscow-2025", "smallest"])
def test_netcdf_keeps_everything(text: str, tmp_path: Path) -> None:
    tree = to_datatree(invented(text))
    tree.to_netcdf(tmp_path / "answer.nc", engine="h5netcdf")
    with xr.open_datatree(tmp_path / "answer.nc", engine="h5netcdf") as read:
        assert set(read.children) == set(tree.children)
        assert read.attrs["sha256"] == tree.attrs["sha256"]
        for name, group in tree.children.items():
            xr.testing.assert_equal(read[name].to_dataset().load(), group.to_dataset())


def test_an_answer_nobody_watches_has_a_tree(tmp_path: Path) -> None:
    answer = invented(SMALL, audience=())
    draws = answer.posterior_draws | {"member_before": np.empty((0, DRAWS))}
    tree = to_datatree(dataclasses.replace(answer, posterior_draws=draws))
    tree.to_netcdf(tmp_path / "answer.nc", engine="h5netcdf")
    assert tree["posterior"].sizes["member"] == 0


def test_without_draws_there_is_no_tree() -> None:
    with pytest.raises(ComputationError, match="without its draws"):
        to_datatree(invented(SMALL, posterior_draws=None))


@pytest.mark.parametrize(("library", "function"), [("pandas", tables), ("xarray", to_datatree)])
def test_a_missing_library_is_named_with_what_installs_it(
    library: str, function: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert callable(function)
    with pytest.raises(ComputationError, match=rf"{library} is not installed.*pip install 'foedus\[frames\]'"):
        function(invented(SMALL))


def test_the_module_loads_without_either_library() -> None:
    script = "import sys, foedus.answer.frames\nprint(*{'pandas', 'xarray'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == []
