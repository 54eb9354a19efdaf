"""The machine-readable record: the promised keys, numbers that JSON can hold, and reasons beside what is missing."""

import dataclasses
import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from answers import SMALL, figure, invented
from foedus.answer.record import record, rounded, to_json
from foedus.answer.result import Answer, Figure
from foedus.case import load_case

HIDDEN = SMALL.replace(
    "help: {label: Help, level: 1}\naudience", "help: {label: Help, level: 1, visibility: 0}\naudience"
)
PROMISED = {
    "foedus", "case", "as_of", "seed", "draws", "requests", "responses", "audience", "claims", "deniability",
    "innocence", "surprise", "effective_draws", "stock", "indicators", "equilibrium", "seconds",
}  # fmt: skip


@pytest.fixture(scope="module")
def moscow() -> Answer:
    return invented()


def every_value(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Leaves of nested data with their paths."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from every_value(value, f"{path}.{key}")
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from every_value(value, f"{path}[{place}]")
    else:
        yield path, data


def changed(answer: Answer, member: int, **changes: Any) -> Answer:
    """The answer with fields of one watcher replaced."""
    rows = list(answer.audience)
    rows[member] = dataclasses.replace(rows[member], **changes)
    return dataclasses.replace(answer, audience=tuple(rows))


def test_the_record_has_what_the_contract_promises(moscow: Answer) -> None:
    data = record(moscow)
    assert data.keys() >= PROMISED
    assert data["requests"][0].keys() >= {"id", "label", "prior", "evidence_only", "posterior", "low", "high"}
    assert data["responses"][0].keys() >= {"id", "label", "probability", "low", "high", "feasible"}
    assert data["audience"][0].keys() >= {
        "id", "label", "groups", "before", "after", "after_if_leaked", "expected_after",
    }  # fmt: skip
    assert data["audience"][0]["id"] == "client"
    assert data["claims"][0].keys() >= {"id", "source", "verdict", "stated", "model", "hinges_on"}
    assert data["claims"][0]["stated"].keys() == {"word", "low", "high"}
    assert data["claims"][0]["model"].keys() >= {"value", "low", "high"}
    assert data["deniability"].keys() >= {"value", "low", "high"}
    assert data["innocence"].keys() >= {"value", "low", "high"}
    assert data["surprise"].keys() >= {"log_likelihood", "bayes_factor"}
    assert data["equilibrium"].keys() >= {"solved", "failed", "max_residual", "max_regret"}
    assert data["indicators"][0].keys() >= {"id", "label", "bits"}
    assert data["evidence"][0]["by_request"].keys() == {row.id for row in moscow.requests}
    assert data["conflict"][0].keys() == {"id", "bits", "towards"}
    assert data["menu"][0].keys() >= {"kind", "requests", "leads", "posterior"}
    assert "settings" not in data


def test_prices_are_plain_numbers_by_response_and_by_leaked_request(moscow: Answer) -> None:
    for row, entry in zip(moscow.audience, record(moscow)["audience"], strict=True):
        assert isinstance(entry["before"], float)
        assert isinstance(entry["expected_after"], float)
        assert entry["after"].keys() == moscow.case.responses.keys()
        assert entry["after_if_leaked"].keys() == moscow.case.requests.keys()
        assert entry["before"] == pytest.approx(row.before.value, rel=1e-9)
        assert entry["intervals"]["before"]["low"] == pytest.approx(row.before.low, rel=1e-9)
        assert "notes" not in entry


def test_json_reads_back_as_the_record_and_gives_the_same_bytes_again(moscow: Answer) -> None:
    text = to_json(moscow)
    assert json.loads(text) == record(moscow)
    assert text == to_json(invented())
    assert text.endswith("}\n")
    assert text.startswith('{\n  "foedus": ')


def test_letters_stay_as_they_are() -> None:
    answer = invented(SMALL.replace("label: Words", "label: Слова ‏ و"))
    assert "Слова ‏ و" in to_json(answer)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_is_null(number: float, moscow: Answer) -> None:
    surprise = dataclasses.replace(moscow.surprise, log_likelihood=number)
    answer = dataclasses.replace(moscow, surprise=surprise, effective_draws=number, innocence=Figure(*3 * (number,)))
    data = record(answer)
    assert data["surprise"]["log_likelihood"] is None
    assert data["effective_draws"] is None
    assert data["innocence"] == {"value": None, "low": None, "high": None, "error": 0.0}
    assert "NaN" not in to_json(answer)
    assert "Infinity" not in to_json(answer)


def test_numbers_have_ten_digits_and_certificates_two(moscow: Answer) -> None:
    answer = dataclasses.replace(moscow, effective_draws=1234.567890123456)
    data = record(answer)
    assert data["effective_draws"] == 1234.56789
    certificate = moscow.equilibrium
    assert data["equilibrium"]["max_residual"] == float(f"{certificate.max_residual:.1e}")
    assert data["equilibrium"]["max_regret"] == float(f"{certificate.max_regret:.1e}")
    assert data["equilibrium"]["max_raw_regret"] == float(f"{certificate.max_raw_regret:.1e}")


def test_rounding_keeps_size_and_sign_but_no_negative_zero() -> None:
    assert rounded(1 / 3) == 0.3333333333
    assert rounded(-2.5e-300) == -2.5e-300
    assert math.copysign(1.0, rounded(-0.0) or 0.0) == 1.0


def test_numbers_of_a_numerical_library_become_plain_ones(moscow: Answer) -> None:
    equilibrium = dataclasses.replace(moscow.equilibrium, solved=np.int64(3), is_tempered=np.bool_(False))
    answer = dataclasses.replace(moscow, equilibrium=equilibrium, effective_draws=np.float32(0.5))
    data = record(answer)
    assert data["equilibrium"]["tempered"] is False
    assert {type(value) for _, value in every_value(data)} <= {str, int, float, bool, type(None)}
    json.dumps(data, allow_nan=False)


def test_what_json_cannot_hold_is_refused_by_name(moscow: Answer) -> None:
    with pytest.raises(TypeError, match="effective_draws is a complex"):
        record(dataclasses.replace(moscow, effective_draws=1j))


def test_a_price_that_does_not_exist_is_null_with_its_reason() -> None:
    answer = invented(HIDDEN.replace("client: {value: 0}", "client: {value: 0}\n  observer: {label: One who watches}"))
    missing = {"words": 0.4, "help": None}
    leaked = dict.fromkeys(answer.case.requests, missing)
    client, observer = record(
        changed(changed(answer, 0, after=missing), 1, after=missing, after_if_leaked=leaked)
    )["audience"]  # fmt: skip
    assert observer["after"]["help"] is None
    assert observer["notes"]["after.help"] == "cannot be seen as itself: its visibility is 0"
    assert observer["notes"]["after_if_leaked.statement.help"] == observer["notes"]["after.help"]
    assert observer["notes"].keys() == {"after.help", "after_if_leaked.statement.help", "after_if_leaked.help.help"}
    # The client knows what was carried out, seen or not.
    assert client["notes"] == {"after.help": "no draw in which this is carried out"}


def test_an_infeasible_response_says_so() -> None:
    answer = changed(invented(SMALL), 0, after={"words": 0.4, "help": None})
    responses = tuple(dataclasses.replace(row, feasible=0.0) for row in answer.responses)
    entry = record(dataclasses.replace(answer, responses=responses))["audience"][0]
    assert entry["notes"] == {"after.help": "infeasible in every draw"}


def test_every_null_of_a_response_has_its_reason() -> None:
    answer = invented(SMALL)
    row = dataclasses.replace(answer.responses[1], loss=None)
    entry = record(dataclasses.replace(answer, responses=(row,)))["responses"][0]
    assert entry["notes"].keys() == {key for key, value in entry.items() if value is None}


def test_a_claim_without_a_figure_is_null_with_its_reason(moscow: Answer) -> None:
    row = dataclasses.replace(
        moscow.claims[0], tests=None, model=None, verdict="not testable", difference=None, hinges_on=None,
        hinge_swing=None, reason="it tests nothing",
    )  # fmt: skip
    entry = record(dataclasses.replace(moscow, claims=(row,)))["claims"][0]
    assert entry["model"] is None
    assert (entry["verdict"], entry["reason"]) == ("not testable", "it tests nothing")


def test_groups_have_entries_like_those_of_their_members(moscow: Answer) -> None:
    for row, entry in zip(moscow.groups, record(moscow)["groups"], strict=True):
        assert entry["before"] == pytest.approx(row.before.value)
        assert entry["expected_after"] == pytest.approx(row.expected_after.value)
        assert entry["intervals"]["before"]["high"] == pytest.approx(row.before.high)
        change = row.change["words"]
        assert change is not None
        assert entry["change"]["words"].keys() == {"value", "low", "high", "error"}
        assert entry["change"]["words"]["low"] == pytest.approx(change.low)
        assert isinstance(entry["after"]["words"], float)


def test_a_claim_has_the_settings_it_was_tested_under(moscow: Answer) -> None:
    row = dataclasses.replace(moscow.claims[0], under={"leak": "1"})
    entries = record(dataclasses.replace(moscow, claims=(row, moscow.claims[1])))["claims"]
    assert [entry["under"] for entry in entries] == [{"leak": "1"}, {}]


def test_what_does_not_exist_in_this_crisis_is_null_with_its_reason(moscow: Answer) -> None:
    types = tuple(dataclasses.replace(row, in_game_honours=None) for row in moscow.types)
    data = record(dataclasses.replace(moscow, types=types, deniable_refusal=None))
    assert data["deniable_refusal"] is None
    assert {entry["in_game_honours"] for entry in data["types"]} == {None}
    assert data["types"][0]["notes"] == {"in_game_honours": "nothing above words is asked"}


def test_settings_are_kept_as_they_were_given() -> None:
    case = load_case("two-by-two", settings=["leak=0.25"])
    data = record(invented(case))
    assert data["settings"] == {"leak": "0.25"}
    assert data["sha256"] == case.sha256


def test_how_forecasts_ended_is_no_part_of_an_answer(moscow: Answer) -> None:
    assert any(forecast.outcome is not None for forecast in moscow.case.forecasts)
    data = record(moscow)
    assert len(data["forecasts"]) == len(moscow.case.forecasts)
    for entry in data["forecasts"]:
        assert entry.keys() == {"id", "ask", "resolves", "probability", "low", "high", "error"}
    resolving = {forecast.source for forecast in moscow.case.forecasts} - {None}
    assert resolving
    assert [text for text in resolving if text in to_json(moscow)] == []


def test_only_the_seconds_differ_between_two_runs(moscow: Answer) -> None:
    later = dataclasses.replace(moscow, seconds={"solve": 99.0})
    first, second = record(moscow), record(later)
    assert {key for key in first if first[key] != second[key]} == {"seconds"}


def test_the_smallest_answer_has_a_record() -> None:
    answer = invented(SMALL, audience=(), types=(), effective_draws=0.0)
    data = record(answer)
    assert data["audience"] == data["claims"] == data["stock"] == []
    assert data["escalation"] is None


def test_any_of_several_has_the_mean_of_the_sum_and_the_interval_of_its_draws(moscow: Answer) -> None:
    ids = [row.id for row in moscow.requests[:3]]
    together = moscow.any_of("requests", ids)
    assert together is not None
    assert together.value == pytest.approx(sum(row.posterior.value for row in moscow.requests[:3]), abs=1e-12)
    sums = moscow.posterior_draws["posterior"][:3].sum(axis=0)
    inside = (sums >= together.low) & (sums <= together.high)
    assert moscow.posterior_draws["weight"][inside].sum() + 1e-12 >= 0.9
    assert together.low in sums
    every = moscow.any_of("responses", [row.id for row in moscow.responses])
    assert every is not None
    assert (every.low, every.high) == pytest.approx((1.0, 1.0))


def test_without_draws_several_have_no_interval_and_one_has_its_own(moscow: Answer) -> None:
    bare = dataclasses.replace(moscow, posterior_draws=None)
    one, two = (row.id for row in moscow.requests[:2])
    assert bare.any_of("requests", [one, two]) is None
    assert bare.any_of("requests", [one]) == moscow.requests[0].posterior


def test_figures_carry_their_monte_carlo_error(moscow: Answer) -> None:
    assert record(moscow)["requests"][0]["error"] == moscow.requests[0].posterior.error
    assert record(moscow)["deniable_refusal"]["error"] == figure(0.5).error


def test_flips_say_whether_they_are_inside_and_confirmed_and_are_null_where_not_looked_for(moscow: Answer) -> None:
    data = record(moscow)
    assert moscow.flips is not None
    for row, entry in zip(moscow.flips, data["flips"], strict=True):
        assert (entry["figure"], entry["input"], entry["before"], entry["after"]) == (
            row.figure, row.input, row.before, row.after,
        )  # fmt: skip
        assert (entry["inside"], entry["confirmed"]) == (row.is_inside, row.is_confirmed)
        assert entry["move"] == pytest.approx(row.move)
    assert record(dataclasses.replace(moscow, flips=None))["flips"] is None
    assert record(dataclasses.replace(moscow, flips=()))["flips"] == []
    assert data["sobol"] is None


def test_doubling_has_its_figures_and_is_null_where_there_is_none(moscow: Answer) -> None:
    entry = record(moscow)["doubling"]
    assert moscow.doubling is not None
    assert entry["verdicts"] == dict(moscow.doubling.verdicts)
    assert entry["posterior"].keys() == {"value", "low", "high", "error"}
    assert record(dataclasses.replace(moscow, doubling=None))["doubling"] is None
