"""Loading: what a first case needs, what is filled in, and what loading must not cost."""

import datetime
import hashlib
import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest
from case_texts import SMALL

import foedus.case
from foedus.case import builtin_ids, builtin_path, inputs, load_case, new_case_text, parse_case
from foedus.errors import InputError


def test_a_case_of_twelve_lines_loads_with_defaults_for_all_else() -> None:
    case = parse_case(SMALL)
    assert (case.client.label, case.guarantor.label) == ("Iran", "Russia")
    assert case.asked_on == case.as_of == datetime.date(2025, 6, 23)
    assert case.fallback_id == "words"
    assert list(case.types) == ["committed", "opportunist"]
    assert list(case.need) == ["acute", "bearable"]
    assert case.challenger is None
    assert case.members == {}
    assert case.requests["air_defence"].label == "air defence"
    assert case.looks("air_defence") == {"words": 1.0}
    assert case.warnings == ()


def test_the_starter_text_loads_and_is_still_sound_with_its_notes_made_lines() -> None:
    case = parse_case(new_case_text("my-first-case"))
    assert case.id == "my-first-case"
    lines = new_case_text("x").split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("# challenger"))
    full = "\n".join(lines[:start] + [line.removeprefix("# ") for line in lines[start:]])
    case = parse_case(full)
    assert case.challenger is not None
    assert list(case.members) == ["belarus"]
    assert case.members["belarus"].label == "Belarus"
    assert len(case.evidence) == 1


def test_a_bad_id_makes_no_starter() -> None:
    with pytest.raises(ValueError, match="expected an id"):
        new_case_text("two words")


@pytest.mark.parametrize("name", builtin_ids())
def test_every_built_in_case_loads_without_a_warning(name: str) -> None:
    case = load_case(name)
    assert case.id == name
    assert case.warnings == ()
    assert inputs(case)
    assert case.sha256 == hashlib.sha256(builtin_path(name).read_bytes()).hexdigest()


def test_the_library_holds_the_three_cases_that_the_documentation_names() -> None:
    assert {"moscow-2025", "two-by-two", "two-by-two-watched"} <= set(builtin_ids())


def test_the_hash_is_of_the_bytes_and_changes_with_a_comment() -> None:
    assert parse_case(SMALL).sha256 == hashlib.sha256(SMALL.encode()).hexdigest()
    assert parse_case(SMALL).sha256 != parse_case(SMALL + "# a note\n").sha256


def test_empty_sections_and_entries_count_as_left_out() -> None:
    case = parse_case(SMALL + "evidence:\naudience:\n  BLR:\nneed: {acute: , bearable: }\n")
    assert case.evidence == ()
    assert list(case.members) == ["BLR"]
    assert inputs(case)["need.acute.value"].is_default


def test_a_byte_order_mark_is_no_part_of_the_case(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load_case(path).id == "small"


def test_states_that_no_longer_exist_have_their_codes() -> None:
    case = parse_case(SMALL.replace("client: IRN", "client: CSK").replace("guarantor: RUS", "guarantor: SUN"))
    assert (case.client.label, case.guarantor.label) == ("Czechoslovakia", "Soviet Union")


def test_actors_without_a_code_have_a_label() -> None:
    case = parse_case(SMALL.replace("client: IRN", "client: {label: The Libyan National Army}"))
    assert case.client.label == "The Libyan National Army"
    assert case.client.state is None


def test_a_case_cannot_be_changed() -> None:
    with pytest.raises(Exception, match="frozen"):
        parse_case(SMALL).id = "other"


def test_favours_to_the_guarantor_count_for_the_client_and_returned_ones_against() -> None:
    ledger = "ledger:\n  - {date: 2022-08, from: IRN, to: RUS, what: drones, size: large}\n"
    ledger += "  - {date: 2023, from: guarantor, to: client, what: jets, size: small}\n"
    case = parse_case(SMALL + ledger)
    assert [case.signed_size(favour) for favour in case.ledger] == [3.0, -1.0]
    assert [favour.date.day for favour in case.ledger] == [datetime.date(2022, 8, 1), datetime.date(2023, 1, 1)]


def test_an_earlier_call_is_named_by_its_client_and_month_and_finds_its_member() -> None:
    text = SMALL + "audience:\n  armenia: {state: ARM}\nhistory:\n"
    text += "  - {date: 2022-09-13, client: ARM, asked: 0.7, given: words, public: 0.9}\n"
    text += "  - {date: 2020, client: armenia, asked: air_defence, given: 0, public: 0.5}\n"
    text += "  - {date: 2024-12-08, client: SYR, asked: 0.7, given: words, public: 0.9}\n"
    text += "  - {date: 2024-12-07, client: IRN, asked: 0.7, given: words, public: 0.9}\n"
    case = parse_case(text)
    assert [episode.id for episode in case.history] == ["ARM-2022-09", "armenia-2020", "SYR-2024-12", "IRN-2024-12"]
    assert [case.history_member(episode) for episode in case.history] == ["armenia", "armenia", None, "client"]


def test_importing_the_room_loads_nothing_heavy() -> None:
    """A typo in a case file should not cost the import of a numerical library."""
    program = (
        "import sys, foedus.case as c; c.inputs(c.load_case('two-by-two')); "
        "print([m for m in ('jax', 'numpy', 'pandas', 'scipy', 'xarray') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_loading_the_largest_built_in_case_takes_less_than_a_second() -> None:
    load_case("two-by-two")
    begin = time.perf_counter()
    load_case("moscow-2025")
    assert time.perf_counter() - begin < 1.0


def test_errors_survive_the_way_back_from_a_worker_process() -> None:
    with pytest.raises(InputError) as caught:
        parse_case("foedus: 1\n")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.findings == caught.value.findings
    assert again.exit_status == 2


def test_public_names_are_sorted_and_exist() -> None:
    names = foedus.case.__all__
    assert sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name)) == names
    assert all(hasattr(foedus.case, name) for name in names)


def test_a_file_goes_before_a_built_in_case_of_its_name_and_a_folder_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two-by-two").mkdir()
    assert load_case("two-by-two").id == "two-by-two"
    (tmp_path / "moscow-2025").write_text(SMALL)
    assert load_case("moscow-2025").id == "small"
