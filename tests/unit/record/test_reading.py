"""Owners' files in every form become one vocabulary, and wrong ones are named with row and remedy."""

import gzip
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from foedus.errors import InputError
from foedus.record import Record, read
from record_world import TABLES, write_world

CINC = pd.DataFrame(TABLES["national_capabilities"])


def write_as(frame: pd.DataFrame, folder: Path, ending: str, stem: str = "national_capabilities") -> Path:
    path = folder / f"{stem}{ending}"
    if ending == ".parquet":
        frame.to_parquet(path)
    elif ending == ".dta":
        frame.to_stata(path, write_index=False)
    elif ending == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(f"{stem}/{stem}.csv", frame.to_csv(index=False))
            packed.writestr("readme.txt", "not a table")
    elif ending == ".csv.gz":
        path.write_bytes(gzip.compress(frame.to_csv(index=False).encode()))
    else:
        frame.to_csv(path, index=False, sep="," if ending == ".csv" else "\t")
    return path


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".tsv", ".tab", ".dta", ".zip", ".csv.gz"])
def test_every_form_of_a_file_gives_the_same_table(ending: str, tmp_path: Path) -> None:
    write_as(CINC, tmp_path, ending)
    table = read("national_capabilities", tmp_path)
    expected = CINC.drop(columns="milex")
    pd.testing.assert_frame_equal(table.drop(columns="milex"), expected, check_dtype=False, check_column_type=False)
    assert table["milex"].isna().all()


def test_names_of_the_owner_and_a_subfolder_are_understood(tmp_path: Path) -> None:
    (tmp_path / "cow").mkdir()
    owned = pd.DataFrame(TABLES["states"]).rename(
        columns={"state_abb": "stateabb", "state_name": "statenme", "start_year": "styear", "start_month": "stmonth",
                 "start_day": "stday", "end_year": "endyear", "end_month": "endmonth", "end_day": "endday"}
    )  # fmt: skip
    owned.columns = [name.upper() for name in owned.columns]
    owned.to_csv(tmp_path / "cow" / "states2016.csv", index=False)
    table = read("states", tmp_path)
    assert list(table["state_abb"]) == [row["state_abb"] for row in TABLES["states"]]
    assert table["start_year"].dtype == "int64"


@pytest.mark.parametrize("nothing", ["", "NA", ".", "NaN", "NULL"])
def test_what_owners_write_where_nothing_is_known_is_null(nothing: str, tmp_path: Path) -> None:
    (tmp_path / "polity4_regime.csv").write_text(f"ccode,year,polity,polity2\n2,1900,{nothing},10\n")
    assert read("polity4_regime", tmp_path)["polity"].isna().all()


def test_days_are_read_from_dates_and_from_numbers(tmp_path: Path) -> None:
    (tmp_path / "contiguity_spells.csv").write_text(
        "state1no,state2no,conttype,begin,end\n2,20,1,192001,20161231\n20,2,1,1920-01-01,2016-12-31\n"
    )
    table = read("contiguity_spells", tmp_path)
    assert list(table["start_date"].astype(str)) == ["1920-01-01", "1920-01-01"]
    assert list(table["end_date"].astype(str)) == ["2016-12-31", "2016-12-31"]


def test_missing_columns_are_all_named_with_what_the_file_has(tmp_path: Path) -> None:
    (tmp_path / "national_capabilities.csv").write_text("ccode,yr,cinc_v5\n2,1900,0.2\n")
    with pytest.raises(InputError) as caught:
        read("national_capabilities", tmp_path)
    messages = [str(finding) for finding in caught.value.findings]
    assert [message.split("has no column ")[1].split(" ")[0] for message in messages] == [
        "year", "milex", "milper", "tpop", "cinc",
    ]  # fmt: skip
    assert "another version of national_capabilities? This record is of version 7.0" in messages[0]
    assert "Its columns are ccode, yr, cinc_v5." in messages[0]


def test_a_value_that_is_none_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "polity4_regime.csv"
    path.write_text("ccode,year,polity,polity2\n2,1900,10,10\n2,1901,ten,10\n2,1902,2.5,10\n")
    with pytest.raises(InputError) as caught:
        read("polity4_regime", tmp_path)
    assert [str(finding) for finding in caught.value.findings] == [
        f'{path}:3  polity is "ten": expected a whole number.', f'{path}:4  polity is "2.5": expected a whole number.',
    ]  # fmt: skip


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_an_editor(line_end: str, tmp_path: Path) -> None:
    """Empty lines, and a value of two lines, are no rows and count as lines."""
    lines = ["ccode,year,polity,polity2,note", "", "2,1900,1,1,x", "", '2,1901,9,9,"of two', 'lines"', "2,1902,ten,9,x"]
    path = tmp_path / "polity4_regime.csv"
    path.write_bytes(line_end.join(lines).encode())
    with pytest.raises(InputError) as caught:
        read("polity4_regime", tmp_path)
    assert str(caught.value) == f'{path}:7  polity is "ten": expected a whole number.'


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_code_that_the_owner_does_not_have_is_named(ending: str, tmp_path: Path) -> None:
    """A treaty honoured three times over, and one of which the file does not say."""
    table = pd.DataFrame({"war": [1, 1, 2], "atopid": [1, 2, 3], "honor3": [1, 3, None], "honor2": [1, 1, 1]})
    table = table.assign(milinst=0, formal=1, bilat=1)
    path = tmp_path / f"leeds_anac_2005{ending}"
    table.to_csv(path, index=False) if ending == ".csv" else table.to_parquet(path)
    with pytest.raises(InputError, match=r"(:3|row 2)  honor3 is \"3.0\": expected 0 or 1\.$"):
        read("leeds_anac_2005", tmp_path)


def test_rows_that_share_a_key_are_refused_and_named(tmp_path: Path) -> None:
    path = write_as(pd.concat([CINC, CINC.iloc[[3]]]), tmp_path, ".csv")
    with pytest.raises(InputError) as caught:
        read("national_capabilities", tmp_path)
    assert str(caught.value) == (
        f"{path}:26  repeats {path}:5: ccode 255, year 1899. One row for each ccode, year: remove the others."
    )
    (other := tmp_path / "parquet").mkdir()
    write_as(pd.concat([CINC, CINC.iloc[[3]]]), other, ".parquet")
    with pytest.raises(InputError, match=r"parquet row 25  repeats .* row 4: ccode 255, year 1899"):
        read("national_capabilities", other)


def test_years_beyond_the_version_are_refused(tmp_path: Path) -> None:
    late = CINC.assign(year=CINC["year"].where(CINC["year"] != 1950, 2030))
    write_as(late, tmp_path, ".csv")
    with pytest.raises(InputError, match=r"year is 2030: national_capabilities covers 1816–2022. Another version"):
        read("national_capabilities", tmp_path)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".dta"])
def test_an_empty_table_is_refused(ending: str, tmp_path: Path) -> None:
    write_as(CINC.iloc[:0], tmp_path, ending)
    with pytest.raises(InputError, match=r"has no rows: expected .* in each. Is the file cut off"):
        read("national_capabilities", tmp_path)


@pytest.mark.parametrize("ending", [".parquet", ".dta", ".zip", ".csv.gz"])
def test_a_file_that_is_cut_off_is_named(ending: str, tmp_path: Path) -> None:
    path = write_as(CINC, tmp_path, ending)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"national_capabilities.*cannot be read: .*Get it from the owner again"):
        read("national_capabilities", tmp_path)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"2,1901,1,1,1,0.2,9", "has 7 values: expected 6, one for each column"),
        (b"2,1901,1,1,1", "has 5 values: expected 6"),
        (b"2", "has 1 value: expected 6"),
        (b'2,1901,"1,1,1,0.2', "has a quotation mark that nothing closes"),
        (b'2,1901,"1"1,1,1,0.2', "has a quotation mark that nothing closes, or text behind the closing one"),
        (b"2,1901,1,1,1,0.\xe92", "is not UTF-8"),
    ],
)
def test_a_line_that_breaks_the_syntax_is_named(bad: bytes, said: str, tmp_path: Path) -> None:
    """As the last line of a short file, the database once took it for the names of the columns."""
    head, row = b"ccode,year,milex,milper,tpop,cinc\n", b"%d,%d,1,1,1,0.2\n"
    for name, before in (("short", 1), ("long", 3000)):
        (folder := tmp_path / name).mkdir()
        good = b"".join(row % (1 + n // 200, 1816 + n % 200) for n in range(before))
        path = folder / "national_capabilities.csv"
        path.write_bytes(head + good + bad + (b"\n" + row % (900, 1900) if name == "long" else b""))
        with pytest.raises(InputError) as caught:
            read("national_capabilities", folder)
        assert str(caught.value).startswith(f"{path}:{before + 2}  {said}")
        assert "\n" not in str(caught.value)
        with zipfile.ZipFile(folder / "national_capabilities.zip", "w") as packed:
            packed.writestr("table.csv", path.read_bytes())
        path.unlink()
        with pytest.raises(InputError, match=rf"capabilities\.zip line {before + 2}  {said}"):
            read("national_capabilities", folder)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("ending", [".csv", ".tsv", ".csv.gz", ".zip"])
def test_an_empty_file_of_lines_is_said_to_be_empty_once(content: bytes, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"national_capabilities{ending}"
    if ending == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("table.csv", content)
    else:
        path.write_bytes(gzip.compress(content) if ending == ".csv.gz" else content)
    with pytest.raises(InputError) as caught:
        read("national_capabilities", tmp_path)
    assert [finding.message for finding in caught.value.findings] == [
        "is empty: expected material capabilities of a state in a year in each line"
    ]
    assert caught.value.findings[0].place == str(path)


def test_a_file_without_its_line_of_names_is_said_so_once(tmp_path: Path) -> None:
    (tmp_path / "national_capabilities.csv").write_text("2,1900,1,1,1,0.2\n2,1901,1,1,1,0.2\n")
    with pytest.raises(InputError) as caught:
        read("national_capabilities", tmp_path)
    assert str(caught.value).endswith(
        "has none of the columns of national_capabilities: expected ccode, year, milex, milper, tpop, cinc. Another"
        " file, or one without a line of column names? It begins with 2, 1900, 1, 1_4, 1_5, 0.2."
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_marks_of_other_programs_are_no_mistakes(line_end: str, tmp_path: Path) -> None:
    """A mark of byte order, every kind of line ends, a name that stands twice, one that is empty."""
    lines = ['ccode,"year",POLITY,polity,,polity2', '2,1900,"9",8,x,10', "", "2,1901,7,6,y,10"]
    (tmp_path / "polity4_regime.csv").write_bytes("\ufeff".encode() + line_end.join(lines).encode())
    assert read("polity4_regime", tmp_path)["polity"].tolist() == [9, 7]


def test_an_ending_in_capitals_is_the_same_ending(tmp_path: Path) -> None:
    write_as(CINC, tmp_path, ".zip").rename(tmp_path / "national_capabilities.ZIP")
    assert len(read("national_capabilities", tmp_path)) == len(CINC)


def test_a_line_that_is_cut_off_is_named(tmp_path: Path) -> None:
    path = write_as(CINC, tmp_path, ".csv")
    path.write_text(path.read_text()[:-20])
    with pytest.raises(InputError, match=r"national_capabilities.csv"):
        read("national_capabilities", tmp_path)


@pytest.mark.parametrize("content", [b"", b"\0\1\2" * 50, b"<html><body>Not found</body></html>\n"])
def test_a_file_of_another_kind_is_an_input_error(content: bytes, tmp_path: Path) -> None:
    for ending in (".csv", ".parquet", ".dta", ".zip"):
        (folder := tmp_path / ending[1:]).mkdir()
        (folder / f"national_capabilities{ending}").write_bytes(content)
        with pytest.raises(InputError, match="national_capabilities"):
            read("national_capabilities", folder)


def test_a_zip_with_several_tables_is_refused_unless_one_has_the_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "national_capabilities.zip", "w") as packed:
        packed.writestr("a.csv", "x\n1\n")
        packed.writestr("b.csv", "x\n1\n")
    with pytest.raises(InputError, match=r"should hold one table, and holds: a\.csv, b\.csv"):
        read("national_capabilities", tmp_path)
    (named := tmp_path / "named").mkdir()
    with zipfile.ZipFile(named / "states.zip", "w") as packed:
        packed.writestr("a.csv", "x\n1\n")
        packed.writestr("deep/States2016.csv", pd.DataFrame(TABLES["states"]).to_csv(index=False))
    assert len(read("states", named)) == len(TABLES["states"])


def test_a_folder_without_the_file_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read("states", tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}  has no file of states (spells of membership in the state system). Get it from "
        "https://correlatesofwar.org/data-sets/state-system-membership/ and put it there as states.parquet (or .csv,"
        " .tsv, .tab, .dta, .zip), or under the owner's name states2016.csv."
    )
    with pytest.raises(InputError, match="is no folder"):
        read("states", tmp_path / "nowhere")


def test_two_files_of_one_set_are_refused(tmp_path: Path) -> None:
    write_as(CINC, tmp_path, ".csv")
    write_as(CINC, tmp_path, ".parquet")
    with pytest.raises(InputError, match=r"more than one file of national_capabilities: .*\.csv, .*\.parquet"):
        read("national_capabilities", tmp_path)


def test_a_code_that_did_not_exist_in_the_year_is_named_with_when_it_did(tmp_path: Path) -> None:
    rows = [{**row, "ccode": 260} if row["ccode"] == 255 else row for row in TABLES["gml_participants"]]
    folder = write_world(tmp_path, gml_participants=rows)
    with pytest.raises(InputError) as caught:
        Record(folder).table("gml_participants")
    assert str(caught.value) == (
        f"{folder / 'gml_participants.csv'}  ccode is 260, which no state had in 1900. It is German Federal Republic,"
        " a member of the state system 1955–1990."
    )


def test_a_code_that_no_state_ever_had_is_named(tmp_path: Path) -> None:
    rows = [{**row, "ccode": 999} for row in TABLES["major_powers"]]
    with pytest.raises(InputError, match=r"ccode is 999, which no state had in 1816. No state ever had this"):
        Record(write_world(tmp_path, major_powers=rows)).table("major_powers")


def test_every_real_file_is_read_whole(shared_data: Path) -> None:
    """Rows as the README of the data has them."""
    record = Record(shared_data)
    rows = {
        "atop_directed_dyad_year": 273_296, "national_capabilities": 17_121, "interstate_war_participants": 337,
        "interstate_war_directed_dyad_year": 1_932, "states": 243, "major_powers": 14, "contiguity_spells": 1_874,
        "min_distance_dyad_year": 952_244, "capitals": 242, "gml_disputes": 2_174, "gml_participants": 5_217,
        "gml_directed_dispute_year": 10_276, "cow_disputes": 2_436, "cow_directed_dispute_year": 11_390,
        "rivalries_thompson_dreyer": 197, "rivalries_thompson_sakuwa_suhas": 264, "igo_shared_dyad_year": 917_695,
        "ucdp_armed_conflict_year": 5_652, "polity4_regime": 17_061, "vdem_polyarchy": 26_263, "members_v4_01": 2_398,
        "berkemeier_fuhrmann_2018": 576, "leeds_anac_2005": 137, "icews14": 90_730, "icews_dyad_year": 298_376,
    }  # fmt: skip
    assert {name: record.table(name).count().to_pyarrow().as_py() for name in rows} == rows
