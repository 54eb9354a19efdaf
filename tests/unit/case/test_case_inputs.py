"""Inputs: the paths, the defaults of the model's table, and what each number rests on."""

import pytest
from case_texts import FULL, SMALL

from foedus.case import describe, inputs, parse_case
from foedus.case.defaults import grade_reliability
from foedus.quantity import Field, parse_quantity


def test_the_inputs_are_exactly_the_numbers_the_model_reads() -> None:
    expected = [
        "precision",
        "sharpness",
        "leak",
        "harm",
        "entanglement",
        "disappointment",
        "memory",
        "patience",
        "urgency",
        "challenger.sharpness",
        "challenger.gain",
        "challenger.risk",
        "challenger.deterred",
        "types.committed.share",
        "types.committed.fate",
        "types.committed.norm",
        "types.committed.honours",
        "types.opportunist.fate",
        "types.opportunist.norm",
        "types.opportunist.honours",
        "need.acute.chance",
        "need.acute.value",
        "need.bearable.chance",
        "need.bearable.value",
        "requests.statement.level",
        "requests.statement.asking",
        "requests.statement.clarity",
        "requests.statement.weight",
        "requests.air_defence.level",
        "requests.air_defence.asking",
        "requests.air_defence.clarity",
        "requests.air_defence.weight",
        "requests.air_defence.urgency",
        "responses.words.level",
        "responses.words.delay",
        "responses.words.visibility",
        "responses.words.veto",
        "responses.words.money",
        "responses.words.weight",
        "responses.air_defence.level",
        "responses.air_defence.delay",
        "responses.air_defence.visibility",
        "responses.air_defence.veto",
        "responses.air_defence.money",
        "responses.air_defence.weight",
        "responses.air_defence.units.air_defence",
        "third_parties.turkey.moves",
        "stock.air_defence.in_service",
        "stock.air_defence.production",
        "stock.air_defence.lead_time",
        "stock.air_defence.committed.front",
        "stock.air_defence.committed.homeland",
        "stock.air_defence.worth.front",
        "stock.air_defence.worth.homeland",
        "duty",
        "history.SYR-2024-12.asked",
        "history.SYR-2024-12.public",
        "history.ARM-2022-09.given",
        "history.ARM-2022-09.public",
        "audience.client.value",
        "audience.client.reserve",
        "audience.belarus.prior",
        "audience.belarus.spillover",
        "audience.belarus.value",
        "audience.belarus.reserve",
        "audience.belarus.fear",
        "audience.india.spillover",
        "audience.india.value",
        "audience.india.reserve",
        "audience.india.fear",
        "evidence.letter.likelihood.statement",
        "evidence.letter.likelihood.air_defence",
        "evidence.letter.reliability",
        "evidence.talk.odds.statement",
        "evidence.talk.odds.air_defence",
        "evidence.talk.reliability",
    ]
    assert sorted(inputs(parse_case(FULL))) == sorted(expected)


MODEL_TABLE = {
    "precision": (6, 24),
    "sharpness": (0.5, 2),
    "leak": (0.1, 0.4),
    "harm": (0.3, 0.8),
    "entanglement": (0.2, 0.8),
    "disappointment": (0.05, 0.2),
    "memory": (0.8, 0.95),
    "urgency": (14, 60),
    "patience": (90, 365),
    "challenger.sharpness": (0.5, 2),
    "challenger.gain": (0.4, 1.2),
    "challenger.risk": (0.2, 0.6),
    "challenger.deterred": (0.3, 1.2),
    "types.committed.share": (0.15, 0.5),
    "types.committed.fate": (0.5, 1.5),
    "types.committed.norm": (0.5, 2),
    "types.committed.honours": (0.85, 0.98),
    "types.opportunist.fate": (0.1, 0.5),
    "types.opportunist.norm": (0.02, 0.3),
    "types.opportunist.honours": (0.05, 0.4),
    "need.acute.chance": (0.5, 0.5),
    "need.acute.value": (1, 2),
    "need.bearable.chance": (0.5, 0.5),
    "need.bearable.value": (0.4, 0.9),
    "requests.statement.asking": (0.05, 0.2),
    "requests.statement.clarity": (0.8, 1),
    "requests.statement.weight": (1, 1),
    "responses.words.visibility": (0.9, 1),
    "responses.words.delay": (0, 0),
    "responses.words.veto": (0, 0),
    "responses.words.money": (0, 0),
    "responses.words.weight": (1, 1),
    "stock.air_defence.lead_time": (0, 0),
    "duty": (0, 0),
    "audience.india.spillover": (0, 0.5),
    "audience.india.value": (0.1, 0.6),
    "audience.india.reserve": (0.2, 0.5),
    "audience.india.fear": (0, 0.2),
    "audience.client.reserve": (0.02, 0.2),
    "evidence.talk.reliability": (0.2, 0.9),
}


@pytest.mark.parametrize("path", MODEL_TABLE)
def test_a_default_has_the_ends_that_the_model_gives_it(path: str) -> None:
    number = inputs(parse_case(FULL))[path]
    assert number.is_default
    assert number.basis == "default"
    assert (number.quantity.lower_end, number.quantity.upper_end) == pytest.approx(MODEL_TABLE[path])


def test_only_the_default_cost_of_asking_grows_with_the_level() -> None:
    every = inputs(parse_case(SMALL.replace("{level: 0.05}", "{level: 0.05, asking: 0.01}", 1)))
    scaled = [path for path, number in every.items() if number.scale_by_level]
    assert scaled == ["requests.air_defence.asking"]


def test_types_by_other_names_take_the_defaults_of_their_place() -> None:
    every = inputs(parse_case(SMALL + "types: {loyal: {}, fickle: {}}\n"))
    assert every["types.loyal.honours"].quantity.lower_end == 0.85
    assert every["types.fickle.honours"].quantity.upper_end == 0.4
    assert "types.fickle.share" not in every


def test_the_last_type_has_a_share_only_where_one_is_given() -> None:
    every = inputs(parse_case(SMALL + "types: {a: {share: 0.3}, b: {share: 0.7}}\n"))
    assert every["types.b.share"].quantity.low == 0.7


def test_an_obligation_takes_the_place_of_the_duty() -> None:
    every = inputs(parse_case(SMALL + "obligation: 0.3 to 0.5\n"))
    assert "duty" not in every
    assert every["obligation"].quantity.lower_end == 0.3


@pytest.mark.parametrize(
    ("duty", "value"), [("written defence", 1.0), ("consultation", 0.4), ("neutrality", 0.2), ("none", 0.0)]
)
def test_a_duty_by_name_has_the_value_of_the_model(duty: str, value: float) -> None:
    number = inputs(parse_case(f"{SMALL}duty: {duty}\n"))["duty"]
    assert (number.quantity.low, number.quantity.text, number.is_default) == (value, duty, False)


def test_a_plain_likelihood_has_odds_uncertain_by_half_unless_exact() -> None:
    number = inputs(parse_case(FULL))["evidence.letter.likelihood.statement"].quantity
    odds = [p / (1 - p) for p in (number.low, number.high)]
    assert odds == pytest.approx([0.25 / 1.5, 0.25 * 1.5])
    exact = inputs(parse_case(FULL.replace("id: letter,", "id: letter, exact: true,")))
    assert exact["evidence.letter.likelihood.statement"].quantity.is_point


def test_relative_odds_stay_as_they_are() -> None:
    number = inputs(parse_case(FULL))["evidence.talk.odds.air_defence"].quantity
    assert number.is_point
    assert number.low == 3


def test_others_stands_for_every_request_that_is_not_named() -> None:
    every = inputs(parse_case(FULL))
    assert every["evidence.letter.likelihood.air_defence"].quantity.text == "likely"


@pytest.mark.parametrize(("grade", "value"), [("A1", 0.95), ("B2", 0.7625), ("C3", 0.575), ("E5", 0.2), ("A5", 0.575)])
def test_reliability_falls_evenly_from_a1_to_e5(grade: str, value: float) -> None:
    assert grade_reliability(grade).low == pytest.approx(value)


@pytest.mark.parametrize("grade", ["F1", "A6", "F6"])
def test_what_cannot_be_judged_is_wide_and_not_low(grade: str) -> None:
    quantity = grade_reliability(grade)
    assert (quantity.lower_end, quantity.upper_end) == (0.2, 0.9)


def test_an_item_may_override_the_grade_of_its_source_and_a_number_the_grade() -> None:
    text = FULL.replace("id: letter,", "id: letter, grade: A1,")
    assert inputs(parse_case(text))["evidence.letter.reliability"].quantity.low == 0.95
    text = FULL.replace("id: letter,", "id: letter, grade: A1, reliability: 0.5,")
    assert inputs(parse_case(text))["evidence.letter.reliability"].quantity.low == 0.5


MARKED = FULL.replace("level: 0.05}", "level: {value: 0.05, source: agency, why: said so}}", 1)
MARKED = MARKED.replace("requests:\n", "requests:\n  judgement: true\n", 1)
MARKED = MARKED.replace("state: IND,", "state: IND, value: 0.6, source: desk,")
MARKED = MARKED.replace("committed: {front", "committed: {source: agency, front")


def test_a_number_rests_on_the_nearest_mark_around_it() -> None:
    every = inputs(parse_case(MARKED))
    own = every["requests.statement.level"]
    assert (own.basis, own.source, own.why) == ("sourced", "agency", "said so")
    assert every["requests.air_defence.level"].basis == "judged"
    assert every["stock.air_defence.committed.front"].source == "agency"
    assert every["stock.air_defence.worth.front"].basis == "unmarked"
    assert every["history.SYR-2024-12.asked"].source == "agency"
    assert every["responses.words.level"].basis == "unmarked"
    assert every["leak"].basis == "default"


def test_a_source_of_kind_judgement_counts_as_judgement() -> None:
    number = inputs(parse_case(MARKED))["audience.india.value"]
    assert (number.basis, number.source) == ("judged", "desk")


def test_a_likelihood_is_a_judgement_unless_its_table_names_a_source() -> None:
    """The item's source vouches for what was said, not for how likely it was."""
    assert inputs(parse_case(FULL))["evidence.letter.likelihood.statement"].basis == "judged"
    text = FULL.replace("likelihood: {", "likelihood: {source: agency, ")
    assert inputs(parse_case(text))["evidence.letter.likelihood.statement"].basis == "sourced"


def test_one_mark_on_the_whole_file_covers_what_has_none_of_its_own() -> None:
    balance = describe(parse_case(FULL + "judgement: true\n"))
    assert balance.unmarked == ()
    assert "responses.words.level" in balance.judged
    assert "history.SYR-2024-12.public" in balance.sourced


def test_the_balance_counts_every_input_once() -> None:
    case = parse_case(MARKED)
    balance = describe(case)
    assert balance.total == len(inputs(case)) == sum(balance.counts.values())


def test_words_are_read_by_the_lexicon_of_the_item() -> None:
    lay = inputs(parse_case(FULL.replace("id: letter,", "id: letter, lexicon: lay,")))
    word = lay["evidence.letter.likelihood.air_defence"].quantity
    expected = parse_quantity("likely", Field("a probability", "unit"), "lay")
    assert (word.low, word.high) == (expected.low, expected.high)


def test_reordering_the_file_leaves_every_input_as_it_was() -> None:
    head, tail = FULL.split("challenger:", 1)
    moved = "challenger:" + tail + head
    one, other = inputs(parse_case(FULL)), inputs(parse_case(moved))
    assert one == other


def test_how_a_forecast_turned_out_changes_nothing_that_is_read() -> None:
    forecast = "forecasts:\n  - {id: F1, ask: Will they?, resolves: 2025-09-21, from: responses.words"
    open_, closed = (
        f"{FULL}{forecast}}}\n",
        f"{FULL}{forecast}, outcome: true, resolved: 2025-09-21}}\noutcome: words\n",
    )
    assert inputs(parse_case(open_)) == inputs(parse_case(closed))
