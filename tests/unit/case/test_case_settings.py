"""Settings: the paths and texts of the file, checked as the file is."""

import datetime

import pytest
from case_texts import FULL, SMALL

from foedus.case import Case, inputs, parse_case
from foedus.errors import InputError


def ends(case: Case, path: str) -> tuple[float, float]:
    quantity = inputs(case)[path].quantity
    return quantity.lower_end, quantity.upper_end


def test_a_setting_reads_its_value_as_the_file_would() -> None:
    case = parse_case(FULL, settings=["leak=0.2 to 0.3", "urgency=2 weeks", "duty=written defence", "precision=3"])
    assert ends(case, "leak") == (0.2, 0.3)
    assert ends(case, "urgency") == (14, 14)
    assert ends(case, "duty") == (1, 1)
    assert ends(case, "precision") == (3, 3)


def test_a_setting_may_be_a_mapping_of_numbers() -> None:
    assert ends(parse_case(FULL, settings={"leak": 1, "memory": "0.5 to 0.6"}), "leak") == (1, 1)


def test_a_star_stands_for_every_id_but_not_for_the_client() -> None:
    case = parse_case(FULL, settings=["audience.*.value=0.1", "requests.*.weight=2", "stock.*.worth.*=0.5"])
    assert ends(case, "audience.belarus.value") == ends(case, "audience.india.value") == (0.1, 0.1)
    assert ends(case, "audience.client.value") == (0.9, 0.9)
    assert ends(case, "requests.statement.weight") == (2, 2)
    assert ends(case, "stock.air_defence.worth.front") == (0.5, 0.5)


@pytest.mark.parametrize(
    "path",
    [path for path in inputs(parse_case(FULL)) if not path.startswith(("types.committed.share", "need."))],
)
def test_every_input_can_be_set_by_its_own_path(path: str) -> None:
    case = parse_case(FULL, settings=[f"{path}=0.25"])
    number = inputs(case)[path]
    assert number.quantity.text in ("0.25", "0.25 to 0.25")
    assert (number.basis, number.is_default, number.scale_by_level) == ("judged", False, False)


def test_a_setting_leaves_every_other_input_alone() -> None:
    before, after = inputs(parse_case(FULL)), inputs(parse_case(FULL, settings=["leak=0.9"]))
    assert {path for path in before if before[path] != after[path]} == {"leak"}
    assert list(before) == list(after)


def test_the_client_of_the_audience_can_be_set_where_the_file_has_no_audience() -> None:
    case = parse_case(SMALL, settings=["audience.client.value=0"])
    assert ends(case, "audience.client.value") == (0, 0)
    assert case.members == {}


def test_entries_of_lists_are_set_by_their_ids() -> None:
    case = parse_case(FULL, settings=["evidence.letter.likelihood.air_defence=0.5", "history.SYR-2024-12.public=0.1"])
    assert inputs(case)["evidence.letter.likelihood.air_defence"].quantity.kind == "judged odds"
    assert ends(case, "history.SYR-2024-12.public") == (0.1, 0.1)


def test_what_is_no_number_can_be_set_too() -> None:
    case = parse_case(FULL, settings=["fallback=words", "as_of=2025-07-01", "responses.air_defence.looks_like=words"])
    assert case.as_of == datetime.date(2025, 7, 1)
    assert case.asked_on == datetime.date(2025, 6, 23)


def test_settings_add_up_and_the_later_one_wins() -> None:
    case = (
        parse_case(FULL, settings=["leak=0.1"]).with_settings(["leak=0.2", "precision=5"]).with_settings({"leak": 0.3})
    )
    assert ends(case, "leak") == (0.3, 0.3)
    assert ends(case, "precision") == (5, 5)
    assert case.sha256 == parse_case(FULL).sha256
    assert case.settings == (("leak", "0.1"), ("leak", "0.2"), ("precision", "5"), ("leak", "0.3"))


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("leek=0.2", '--set leek=0.2  there is no "leek": expected a path that the case has. Did you mean "leak"?'),
        (
            "audience.belarrus.value=1",
            '--set audience.belarrus.value=1  there is no "belarrus" in audience: expected a path that the case has.'
            ' Did you mean "audience.belarus.value"?',
        ),
        (
            "audience.*.spilover=1",
            '--set audience.*.spilover=1  there is no "spilover" in audience.*: expected a path that the case has.'
            ' Did you mean "audience.*.spillover"?',
        ),
        (
            "leak=2",
            "--set leak=2  leak is 2: expected a probability between 0 and 1.",
        ),
        ("leak", "--set leak  has no =: expected PATH=VALUE, as leak=0.2."),
        ("leak=", "--set leak=  has no value: expected PATH=VALUE, as leak=0.2."),
        (
            "challenger=1",
            "--set challenger=1  challenger is not a single value: expected a path inside it."
            " Inside: label, state, sharpness, gain, risk, deterred.",
        ),
        (
            "evidence.letter.likelihood.arms=1",
            "--set evidence.letter.likelihood.arms=1  evidence.letter.likelihood.arms is not in requests:"
            " expected one of its ids. Known: statement, air_defence, others.",
        ),
        (
            "leak.value=1",
            '--set leak.value=1  there is no "value" in leak: expected a path that the case has.',
        ),
        (
            "leak=[",
            "--set leak=[  cannot be read as YAML: expected the node content, but found '<stream end>'.",
        ),
        (
            "leak=*all",
            "--set leak=*all  *all is a YAML anchor or alias: expected plain values."
            ' Write the value out, or put text that begins with "*" in quotes.',
        ),
    ],
)
def test_a_setting_that_does_not_fit_says_so(setting: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_case(FULL, settings=[setting])
    assert str(caught.value) == message


def test_a_challenger_cannot_be_set_into_being() -> None:
    with pytest.raises(InputError, match="this case has no challenger"):
        parse_case(SMALL, settings=["challenger.gain=1"])


def test_mistakes_of_settings_and_of_the_file_are_said_together() -> None:
    with pytest.raises(InputError) as caught:
        parse_case(SMALL + "harm: -1\n", "case.yaml", settings=["leek=1", "memory=2"])
    assert sorted(finding.place for finding in caught.value.findings) == [
        "--set leek=1",
        "--set memory=2",
        "case.yaml:13",
    ]


def test_a_member_called_by_star_alone_is_nobody_where_there_is_no_audience() -> None:
    assert inputs(parse_case(SMALL, settings=["audience.*.spillover=0"])) == inputs(parse_case(SMALL))
