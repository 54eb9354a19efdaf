"""Called commitments: what the owners' tables give, held against another derivation row by row."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from foedus.errors import InputError
from foedus.record import Record, call_table, frame_of, ties
from record_world import write_world

KEYS = ["conflict", "call_kind", "target", "ally"]


@pytest.fixture(scope="module")
def record(shared_data: Path) -> Record:
    return Record(shared_data)


def compared(record: Record, shared_data: Path, level: str, file: str) -> pd.DataFrame:
    """Both derivations side by side for calls before 1980, the other's columns with `_theirs`."""
    ours = frame_of(call_table(record, level))
    theirs = pd.read_parquet(shared_data / "derived" / f"called_commitments_{file}.parquet")
    if "call_kind" not in theirs:
        theirs["call_kind"] = "opening"
    theirs = theirs.rename(columns={"in_sample": "called"})
    both = ours[ours["year"] < 1980].merge(theirs, on=KEYS, how="outer", suffixes=("", "_theirs"), indicator=True)
    assert both["_merge"].eq("both").all(), "a row that only one derivation has"
    return both


@pytest.mark.parametrize(("level", "file", "rows"), [("war", "war", 237), ("dispute", "mid", 6630)])
def test_every_column_agrees_with_the_other_derivation(
    level: str, file: str, rows: int, record: Record, shared_data: Path
) -> None:
    """All 237 and 6630 rows, all columns, but for two differences that docs/record.md explains."""
    both = compared(record, shared_data, level, file)
    assert len(both) == rows
    shared = [name.removesuffix("_theirs") for name in both if name.endswith("_theirs") and name != "level_theirs"]
    assert len(shared) >= 69
    unequal = {name: int(differs(both, name).sum()) for name in shared}
    assert {name: count for name, count in unequal.items() if count} == (
        {"contiguity_ally_target": 12, "contiguity_ally_challenger": 16, "hindsight_ally_attacked_later": 1}
        if level == "war"
        else {"contiguity_ally_target": 229, "contiguity_ally_challenger": 146}
    )


def differs(both: pd.DataFrame, name: str) -> "pd.Series[bool]":
    """Where the two derivations differ; kilometres within the metres to which the other is rounded."""
    ours, theirs = both[name], both[f"{name}_theirs"]
    if name in ("call_date", "era", "atop_ids", "conflict_name"):
        as_text = (ours.astype("str").str[:10] if name == "call_date" else ours.astype("str")), theirs.astype("str")
        return (as_text[0] != as_text[1]) & ~(ours.isna() & theirs.isna())
    one, other = pd.to_numeric(ours).astype(float), pd.to_numeric(theirs).astype(float)
    equal = np.isclose(one, other, rtol=1e-9, atol=0.06 if "_km_" in name else 1e-12)
    return ~(equal | (one.isna() & other.isna()))


@pytest.mark.parametrize(("level", "file"), [("war", "war"), ("dispute", "mid")])
def test_contiguity_differs_only_where_the_other_keeps_a_zero(
    level: str, file: str, record: Record, shared_data: Path
) -> None:
    """A spell of type 0 says "not": we read 6, or the other spell that covers the day."""
    both = compared(record, shared_data, level, file)
    for name in ("contiguity_ally_target", "contiguity_ally_challenger"):
        assert set(both.loc[differs(both, name), f"{name}_theirs"]) == {0}


def test_the_one_war_row_that_differs_was_attacked_before_the_call(record: Record, shared_data: Path) -> None:
    """Russia was attacked on 1 August 1914, two days before the call of France: earlier, not later."""
    both = compared(record, shared_data, "war", "war")
    row = both[differs(both, "hindsight_ally_attacked_later")].iloc[0]
    assert (row["conflict"], row["target"], row["ally"]) == (106, 220, 365)


@pytest.mark.parametrize(("level", "file", "rows"), [("war", "war", 827), ("dispute", "mid", 19756)])
def test_every_tie_agrees_with_the_other_derivation(
    level: str, file: str, rows: int, record: Record, shared_data: Path
) -> None:
    ours = frame_of(ties(record, level))
    theirs = pd.read_parquet(shared_data / "derived" / f"allied_behaviour_{file}.parquet")
    theirs = theirs.rename(columns={"principal_role": "role"})
    both = ours[ours["year"] < 1980].merge(
        theirs, on=["conflict", "call_kind", "principal", "role", "ally"], how="outer", suffixes=("", "_theirs"),
        indicator=True,
    )  # fmt: skip
    assert len(both) == rows
    assert both["_merge"].eq("both").all()
    for name in ("defense", "offense", "neutral", "nonagg", "consul", "year"):
        assert (both[name] == both[f"{name}_theirs"]).all()
    assert (both["joined"] == both["joined_principal"].astype(bool)).all()
    assert (both["fought"] == both["fought_principal"].astype(bool)).all()
    unequal = both[both["is_original"] != both["ally_is_original_party"].astype(bool)]
    # Italy in 1941: in the war already, on the side that it was to leave in 1943.
    assert set(zip(unequal["conflict"], unequal["ally"], strict=True)) <= {(139, 325)}
    assert len(unequal) == (2 if level == "war" else 0)


def test_calls_after_the_other_derivation_ends_are_there(record: Record) -> None:
    years = frame_of(call_table(record, "dispute"))["year"]
    assert (years.min(), years.max()) == (1816, 2010)
    assert (years >= 1980).sum() > 9000


@pytest.fixture
def small(tmp_path: Path) -> dict[tuple[int, int], dict[str, Any]]:
    rows = call_table(Record(write_world(tmp_path)), "war").to_pyarrow().to_pylist()
    return {(row["conflict"], row["ally"]): row for row in rows}


def test_a_call_counted_by_eye(small: dict[tuple[int, int], dict[str, Any]]) -> None:
    """War 1: of three allies of France one signed too late, Russia came after 21 days, Britain stayed out."""
    assert sorted(small) == [(1, 200), (1, 300), (1, 365), (2, 200), (2, 365)]
    outcome = {key: (row["called"], row["joined"], row["days_to_join"]) for key, row in small.items()}
    assert outcome == {
        (1, 200): (1, 0, None), (1, 300): (0, 0, None), (1, 365): (1, 1, 21), (2, 200): (1, 1, 4),
        (2, 365): (1, 0, None),
    }  # fmt: skip


def test_what_is_known_before_a_call_is_of_the_year_before(small: dict[tuple[int, int], dict[str, Any]]) -> None:
    russia = small[1, 365]
    assert russia["ally_cinc"] == 0.1
    assert russia["target_share"] == pytest.approx(0.1 / (0.1 + 0.15))
    assert russia["share_with_ally"] == pytest.approx(0.2 / (0.2 + 0.15))
    assert russia["shared_igos_ally_target"] == 4
    assert russia["capital_km_ally_target"] == pytest.approx(28 / 360 * 2 * np.pi * 6371)
    # A rivalry that began in the year of the call may have begun with it.
    assert russia["rivalry_target_challenger"] == 0
    assert small[1, 200]["ally_owes_challenger_neutral"] == 1
    # 1897, 1899: a gap ends the count.
    assert (russia["obliged_year_before"], russia["years_obliged"]) == (1, 1)


def test_the_past_of_an_ally_is_of_strictly_earlier_years(small: dict[tuple[int, int], dict[str, Any]]) -> None:
    assert (small[1, 365]["ally_past_calls"], small[2, 365]["ally_past_calls"]) == (0, 1)
    assert (small[2, 365]["ally_past_honoured"], small[2, 200]["ally_past_honoured"]) == (1, 0)


def test_a_condition_on_the_adversary_is_applied(small: dict[tuple[int, int], dict[str, Any]]) -> None:
    """The Russian treaty is against 300; the challenger is 255."""
    assert (small[1, 365]["adversary_excluded"], small[1, 365]["unconditional"]) == (1, 0)
    assert (small[1, 200]["adversary_excluded"], small[1, 200]["unconditional"]) == (0, 1)


def test_names_tell_what_is_known_only_afterwards(record: Record) -> None:
    labels = {"joined", "joined_ever", "days_to_join"}
    for level in ("war", "dispute"):
        columns = set(call_table(record, level).columns)
        later = {name for name in columns if name.startswith("hindsight_")}
        assert "hindsight_joined_other_side" in later
        assert labels <= columns


def test_every_missing_file_is_named_at_once(tmp_path: Path) -> None:
    record = Record(write_world(tmp_path, capitals=None, states=None, gml_participants=None, polity4_regime=None))
    with pytest.raises(InputError) as caught:
        call_table(record, "war")
    named = [finding.message.split(" of ")[1].split(" ")[0] for finding in caught.value.findings]
    assert named == ["states", "capitals", "gml_participants"]


def test_regimes_are_null_where_their_files_are_missing(tmp_path: Path) -> None:
    rows = call_table(Record(write_world(tmp_path, polity4_regime=None)), "war").to_pyarrow().to_pylist()
    assert {row["polity2_ally"] for row in rows} == {None}


def test_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'--level  is "wars": expected war or dispute. Did you mean "war"'):
        call_table(Record(write_world(tmp_path)), "wars")
