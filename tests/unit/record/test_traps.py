"""Each trap of the data that cost others a paper, held open by a test."""

from pathlib import Path

import pytest

from foedus.record import OBLIGATIONS, Record, both_directions, call_table, data_set, known_or_null
from record_world import TABLES, write_world


@pytest.fixture
def world(tmp_path: Path) -> Record:
    return Record(write_world(tmp_path))


def rows_of(table: object) -> list[dict[str, object]]:
    return table.to_pyarrow().to_pylist()  # type: ignore[attr-defined,no-any-return]


def test_a_missing_pair_means_no_inside_the_coverage_and_unknown_outside(world: Record) -> None:
    """Trap 1: zeros after the data end."""
    import ibis
    import pyarrow as pa

    asked = ibis.memtable(
        pa.table({"ccode1": [365, 220, 365, 220], "ccode2": [220, 255, 220, 255], "year": [1900, 1900, 2019, 1814]})
    )
    owed = world.table("atop_directed_dyad_year").select("ccode1", "ccode2", "year", "defense")
    joined = asked.left_join(owed, ["ccode1", "ccode2", "year"])
    known = known_or_null(joined.defense, joined.year, data_set("atop_directed_dyad_year"))
    found = rows_of(joined.select("ccode1", "year", owed=known))
    assert {(row["ccode1"], row["year"]): row["owed"] for row in found} == {
        (365, 1900): 1, (220, 1900): 0, (365, 2019): None, (220, 1814): None,
    }  # fmt: skip


def test_absence_from_a_set_without_known_years_means_nothing() -> None:
    import ibis
    import pyarrow as pa

    table = ibis.memtable(pa.table({"value": [1], "year": [1900]}))
    with pytest.raises(ValueError, match="absence from it means nothing"):
        known_or_null(table.value, table.year, data_set("gdelt2"))


def test_treaty_conditions_are_unknown_past_their_record(tmp_path: Path) -> None:
    """ATOP 4.01 ends 2016: a call after that is neither called nor not called."""
    war = [
        {**row, "start_year1": 2017, "end_year1": 2017, "warnum": 3}
        for row in TABLES["interstate_war_participants"][:3]
    ]
    states = [{**row, "end_year": 2020} if row["end_year"] == 2016 else row for row in TABLES["states"]]
    ties = [{**row, "year": 2017} for row in TABLES["atop_directed_dyad_year"] if row["year"] == 1900]
    # What the owner will one day add: the years of the sets here would be those of that version.
    from dataclasses import replace

    import foedus.record.catalogue as catalogue

    longer = dict(catalogue.DATA_SETS)
    for name in ("interstate_war_participants", "atop_directed_dyad_year", "states", "rivalries_thompson_sakuwa_suhas"):
        longer[name] = replace(longer[name], years=(1494, 2030))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "DATA_SETS", longer)
        record = Record(
            write_world(tmp_path, interstate_war_participants=war, states=states, atop_directed_dyad_year=ties)
        )
        found = rows_of(call_table(record, "war"))
    assert found
    assert {row["in_force_day_before"] for row in found} == {None}
    assert {row["called"] for row in found} == {None}


def test_direction_is_kept(world: Record) -> None:
    """Trap 2: Russia owes France defence, France owes Russia neutrality; neither is turned round."""
    owed = rows_of(world.table("atop_directed_dyad_year"))
    by_pair = {(row["ccode1"], row["ccode2"]): row for row in owed if row["year"] == 1900}
    assert (by_pair[365, 220]["defense"], by_pair[365, 220]["neutral"]) == (1, 0)
    assert (by_pair[220, 365]["defense"], by_pair[220, 365]["neutral"]) == (0, 1)
    called = rows_of(call_table(world, "war"))
    assert {row["target"] for row in called} == {220}
    assert {row["mutual"] for row in called} == {0}


def test_direction_of_the_real_treaties(shared_data: Path) -> None:
    """The United States owe Japan defence from 1952, Japan owes them none; 984 dyad-years are asymmetric."""
    table = Record(shared_data).table("atop_directed_dyad_year")
    one = table.filter((table.ccode1 == 2) & (table.ccode2 == 740) & (table.year == 1952)).defense
    other = table.filter((table.ccode1 == 740) & (table.ccode2 == 2) & (table.year == 1952)).defense
    assert (one.to_pyarrow().to_pylist(), other.to_pyarrow().to_pylist()) == ([1], [0])
    back = table.select(ccode1="ccode2", ccode2="ccode1", year="year", back="defense").view()
    both = table.left_join(back, ["ccode1", "ccode2", "year"])
    assert both.filter(both.defense != both.back.fill_null(0)).count().to_pyarrow().as_py() == 984


def test_undirected_lists_are_made_directed_on_purpose(world: Record) -> None:
    """Trap 3: joined as they stand, the pair in the other order would be lost."""
    pairs = world.table("min_distance_dyad_year")
    assert pairs.count().to_pyarrow().as_py() == 2
    assert {(row["ccode1"], row["ccode2"]) for row in rows_of(both_directions(pairs))} == {
        (200, 220), (220, 200), (255, 365), (365, 255),
    }  # fmt: skip
    russia = next(row for row in rows_of(call_table(world, "war")) if row["ally"] == 365 and row["conflict"] == 1)
    # In the lists as 255–365: the ally is the second of the pair.
    assert (russia["min_km_ally_challenger"], russia["rivalry_ally_challenger"]) == (0.0, 1)


@pytest.mark.parametrize("name", ["min_distance_dyad_year", "igo_shared_dyad_year"])
def test_the_real_undirected_lists_have_each_pair_once(name: str, shared_data: Path) -> None:
    table = Record(shared_data).table(name)
    assert table.filter(table.ccode1 >= table.ccode2).count().to_pyarrow().as_py() == 0
    assert both_directions(table).count().to_pyarrow().as_py() == 2 * table.count().to_pyarrow().as_py()


def test_the_withdrawn_alliance_file_is_not_read() -> None:
    """Trap 4: its maintainer asked that software stop serving it."""
    from foedus.record import DATA_SETS

    assert not [name for name in DATA_SETS if "alliance" in name and "cow" in name]


def test_special_codes_become_null(world: Record) -> None:
    """Trap 5: −9, −8, −66 and their kin are no numbers; an exit in year 0 is no exit."""
    assert {row["milex"] for row in rows_of(world.table("national_capabilities"))} == {None}
    assert {row["start_year2"] for row in rows_of(world.table("interstate_war_participants"))} == {None}
    assert {row["fatality"] for row in rows_of(world.table("gml_disputes"))} == {None}
    regimes = rows_of(world.table("polity4_regime"))
    assert [(row["polity"], row["polity2"]) for row in regimes] == [(None, -10), (8, 8)]
    assert {row["yrexit"] for row in rows_of(world.table("members_v4_01"))} == {None}


def test_no_special_code_is_left_in_the_real_tables(shared_data: Path) -> None:
    record = Record(shared_data)
    for name, column in (
        ("gml_participants", "start_day"), ("gml_disputes", "fatality"), ("polity4_regime", "polity"),
        ("cow_disputes", "outcome"), ("interstate_war_participants", "start_year2"),
    ):  # fmt: skip
        value = record.table(name)[column]
        floor = -10 if name == "polity4_regime" else 0
        assert value.min().to_pyarrow().as_py() >= floor
        assert value.isnull().sum().to_pyarrow().as_py() > 0
    assert record.table("gml_participants").start_day.isnull().sum().to_pyarrow().as_py() >= 595


def test_an_ally_that_was_there_on_day_one_is_no_joiner_and_no_call(world: Record) -> None:
    """Trap 6: Britain is coded an originator of dispute 7."""
    britain = next(row for row in rows_of(call_table(world, "dispute")) if row["ally"] == 200)
    assert (britain["ally_attacked_too"], britain["called"]) == (1, 0)


def test_who_began_a_war_decides_not_the_number_of_the_side(world: Record) -> None:
    """Trap 7: in war 1 side 2 began, in war 2 side 1."""
    found = {(row["conflict"], row["target"], row["challenger"]) for row in rows_of(call_table(world, "war"))}
    assert found == {(1, 220, 255), (2, 220, 2)}


def test_a_treaty_signed_after_the_attack_is_not_called(world: Record) -> None:
    """Trap 8: Austria signed in September 1900; the year's table has it, the day's does not."""
    austria = next(row for row in rows_of(call_table(world, "war")) if row["ally"] == 300)
    assert (austria["in_force_day_before"], austria["called"], austria["atop_ids"]) == (0, 0, None)


def test_codes_of_states_are_held_against_the_year(world: Record) -> None:
    """Trap 9: Germany is 255 to 1945 and from 1990, 260 between."""
    from foedus.errors import InputError
    from foedus.record.system import check_state

    spells = world.member_spells()
    check_state(spells, 255, 1900, "--guarantor")
    check_state(spells, 260, 1960, "--guarantor")
    with pytest.raises(
        InputError, match=r"--guarantor  255 is no state in 1960. It is Germany, .* 1816–1945 and 1990–2016"
    ):
        check_state(spells, 255, 1960, "--guarantor")


def test_allies_that_were_no_state_on_the_day_fall_out(tmp_path: Path) -> None:
    """Trap 10: ATOP counts microstates and occupied states."""
    ties = [*TABLES["atop_directed_dyad_year"], {**TABLES["atop_directed_dyad_year"][0], "ccode1": 260, "year": 1900}]
    record = Record(write_world(tmp_path, atop_directed_dyad_year=ties))
    assert 260 not in {row["ally"] for row in rows_of(call_table(record, "war"))}


def test_the_five_obligations_are_the_five_of_the_treaties() -> None:
    assert OBLIGATIONS == ("defense", "offense", "neutral", "nonagg", "consul")
