"""Promises tested and untested: counted by hand in a small world, held against calls in the real one."""

from pathlib import Path

import pandas as pd
import pytest

from foedus.errors import InputError
from foedus.record import Record, call_table, frame_of, promise_table
from record_world import write_world


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = write_world(tmp_path_factory.mktemp("world"))
    return frame_of(promise_table(Record(folder), every=1, until=1900))


def test_untested_promises_are_all_that_could_have_been_attacked_and_were_not(small: pd.DataFrame) -> None:
    """Russia and Britain owe France defence in three years, Austria in one; each ally leaves four challengers.

    In 1900 Germany attacks France: its three rows are not untested.
    """
    untested = small[small.untested == 1]
    assert untested.groupby("year").size().to_dict() == {1897: 8, 1899: 8, 1900: 9}
    assert set(untested.target) == {220}
    assert not ((untested.year == 1900) & (untested.challenger == 255)).any()
    assert (untested.challenger != untested.ally).all()
    assert (untested[["abandoned", "honoured"]] == 0).all(axis=None)


def test_the_one_call_in_force_is_tested(small: pd.DataFrame) -> None:
    """Britain was attacked too, and Austria's treaty was signed afterwards: Russia was called, and stayed away."""
    tested = small[small.untested == 0]
    assert tested[["conflict", "challenger", "target", "ally", "abandoned", "honoured"]].to_numpy().tolist() == [
        [7, 255, 220, 365, 1, 0]
    ]
    assert tested.near_target_challenger.tolist() == [1]


def test_who_is_near_rival_and_known_before_is_seen_in_untested_rows_too(small: pd.DataFrame) -> None:
    untested = small[small.untested == 1]
    assert (untested.near_target_challenger == (untested.challenger == 255)).all()
    germany = untested[(untested.challenger == 255) & (untested.year == 1899)].set_index("ally")
    assert germany.rivalry_ally_challenger.to_dict() == {200: 0, 365: 1}
    assert germany.loc[365, "contiguity_ally_challenger"] == 6
    assert (untested.ally_past_calls == 0).all()


def test_a_sample_of_no_promises_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 or more"):
        promise_table(Record(write_world(tmp_path)), every=0)


def test_the_real_table_holds_every_call_and_a_fair_sample_of_the_rest(shared_data: Path) -> None:
    record = Record(shared_data)
    found = frame_of(promise_table(record, every=500, until=1930))
    calls = frame_of(call_table(record, "dispute"))
    calls = calls[(calls.called == 1) & (calls.year <= 1930)]
    tested = found[found.untested == 0]
    keys = ["conflict", "call_kind", "target", "ally"]
    both = tested.merge(calls, on=keys, suffixes=("", "_call"))
    assert len(both) == len(tested) == len(calls)
    assert (both.honoured == both.joined).all()
    assert (both.ally_cinc == both.ally_cinc_call).all()
    assert not found.duplicated(keys).any()
    assert found.notna().all(axis=None)
    # A draw of one in 400 of the same promises stands for as many, within five standard errors of its count.
    other = frame_of(promise_table(record, every=400, until=1930))
    drawn = int((found.untested > 0).sum())
    assert abs(500 * drawn - other.untested.sum()) < 5 * 500 * (drawn + (other.untested > 0).sum() * 0.64) ** 0.5
    # What an ally had done before a year is the same whoever did not attack.
    past = found[found.untested > 0].head(300)
    for row in past.itertuples():
        before = calls[(calls.ally == row.ally) & (calls.year < row.year)]
        assert (row.ally_past_calls, row.ally_past_honoured) == (len(before), before.joined.sum())
