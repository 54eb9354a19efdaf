"""Every data set says whose it is, what it covers and how to cite it."""

import re

import pytest

from foedus.errors import InputError
from foedus.record import DATA_SETS, DataSet, data_set
from foedus.record.data_set import whole


@pytest.mark.parametrize("data", DATA_SETS.values(), ids=lambda data: data.name)
def test_a_record_is_complete(data: DataSet) -> None:
    assert all((data.title, data.owner, data.licence, data.citation))
    assert data.address.startswith(("https://", "http://"))
    assert data.download is None or data.download.startswith(("https://", "http://"))
    assert data.doi == "" or re.fullmatch(r"10\.\d{4,9}/\S+", data.doi)
    assert re.fullmatch(r"[a-z0-9_]+", data.name)
    assert len(set(data.column_names)) == len(data.columns)
    assert set(data.key) <= set(data.column_names)
    assert data.year_column == "" or data.year_column in data.column_names
    assert data.years is None or data.years[0] <= data.years[1]
    assert all(column.meaning for column in data.columns)


@pytest.mark.parametrize("data", DATA_SETS.values(), ids=lambda data: data.name)
def test_no_two_columns_are_read_from_the_same_one_of_the_owner(data: DataSet) -> None:
    names = [name for c in data.columns for name in {n.lower() for n in (c.name, *c.owner_names)}]
    assert len(names) == len(set(names))


def test_what_is_undirected_in_the_files_is_marked_so() -> None:
    """The lists that hold each pair once, ccode1 below ccode2 or in no order."""
    assert {name for name, data in DATA_SETS.items() if data.is_undirected} == {
        "igo_shared_dyad_year", "min_distance_dyad_year", "rivalries_thompson_dreyer",
        "rivalries_thompson_sakuwa_suhas",
    }  # fmt: skip


def test_readers_that_saw_no_real_file_are_marked_so() -> None:
    assert {name for name, data in DATA_SETS.items() if not data.is_verified} == {"gdelt2", "icews", "polecat"}


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "national_capabilities"'):
        data_set("national_capability")
    with pytest.raises(InputError, match=r"Known are: .*atop_directed_dyad_year"):
        data_set("zzzzzz")


def test_text_cannot_have_codes_for_missing() -> None:
    from foedus.record.data_set import Column

    with pytest.raises(ValueError, match="no number"):
        Column("name", "a name", "text", missing=(-9,))
    assert whole("year", "year", missing=[-9]).missing == (-9,)
