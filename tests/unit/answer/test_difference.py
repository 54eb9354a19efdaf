"""What moved between two answers: contributions add up, nothing else is blamed, and the order is the documented one."""

import datetime
import json

import numpy as np
import pytest

from foedus.answer import ask, diff
from foedus.answer.difference import ORDER
from foedus.answer.difference_elements import elements, with_sources
from foedus.answer.difference_given import CLIENT_PRICE, PRICE, Given
from foedus.answer.replacement import BOTH_WAYS, solves
from foedus.case import inputs, shared_streams
from foedus.errors import ComputationError, InputError
from oracles.small_cases import read
from small_worlds import EVIDENCE, HISTORY, account, asked, file_with_claims

N_DRAWS = 64
EARLY = datetime.date(2001, 1, 10)


def claims_case(**changes):
    return read(file_with_claims(**changes))


def applied(before, after):
    case = with_sources(before, after)
    for element in elements(before, after):
        case = element.apply(case)
    return case


def numbers(case):
    """All that the model draws, and how."""
    return {path: given.quantity.distribution for path, given in inputs(case).items()}, shared_streams(case)


@pytest.fixture(scope="module")
def between_days():
    """The small case before most was known, and as it is, with a reply seen."""
    late = claims_case(seen={"response": "words", "date": "2001-02-15"})
    return late.at(EARLY), late


@pytest.fixture(scope="module")
def difference(between_days):
    return diff(*between_days, draws=N_DRAWS)


def test_contributions_add_up_to_the_whole_change(difference):
    assert len(difference.steps) >= 3
    for row in difference.figures:
        total = sum(step.contributions[row.figure] for step in difference.steps)
        assert total == pytest.approx(row.change, abs=1e-12)
        assert row.explained == pytest.approx(row.change, abs=1e-12)
    assert max(abs(row.change) for row in difference.figures) > 0.01


def test_the_ends_are_what_ask_answers(between_days, difference):
    answers = [ask(case, draws=N_DRAWS) for case in between_days]
    for row in difference.figures:
        if row.family == "requests":
            asked_for = [{one.id: one.posterior for one in answer.requests} for answer in answers]
            name = row.figure.removeprefix("requests.")
        elif row.family == "responses":
            asked_for = [{one.id: one.probability for one in answer.responses} for answer in answers]
            name = row.figure.removeprefix("responses.")
        elif row.figure == CLIENT_PRICE:
            asked_for = [{one.id: one.expected_after for one in answer.audience} for answer in answers]
            name = "client"
        else:
            continue
        assert (row.before, row.after) == (asked_for[0][name], asked_for[1][name])


def test_dated_inputs_are_replaced_by_their_day(difference):
    days = [step.date for step in difference.steps]
    assert days == sorted(days)
    assert [step.path for step in difference.steps] == [
        "evidence.envoy", "evidence.letter", "seen", "evidence.denial",
    ]  # fmt: skip
    assert {step.what for step in difference.steps} == {"enters"}
    assert difference.order == ORDER


def test_the_way_back_has_the_opposite_sign(between_days, difference):
    back = diff(*reversed(between_days), draws=N_DRAWS)
    assert {step.what for step in back.steps} == {"leaves"}
    for there, here in zip(difference.figures, back.figures, strict=True):
        assert here.change == -there.change


def test_first_and_last_are_the_two_ends_of_the_order(difference):
    steps = difference.steps
    assert steps[0].first == steps[0].contributions
    assert steps[-1].last == steps[-1].contributions
    assert all(step.first is not None and step.last is not None for step in steps)
    figure = max(difference.figures, key=lambda row: abs(row.change)).figure
    assert any(step.first[figure] != step.last[figure] for step in steps)


def test_a_case_and_itself_differ_in_nothing():
    case = claims_case()
    same = diff(case, claims_case(), draws=N_DRAWS)
    assert same.steps == ()
    assert same.verdicts == ()
    assert {row.change for row in same.figures} == {0.0}


def test_words_for_the_reader_are_no_step():
    other = file_with_claims(question="Something else?", notes="new", forecasts=[])
    other["requests"] = {**other["requests"], "guns": {**other["requests"]["guns"], "label": "Rifles", "why": "said"}}
    assert elements(claims_case(), read(other)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [("precision", "4 to 6"), ("audience.member_0.fear", "0.9"), ("evidence.letter.odds.guns", "7"), ("leak", "0.9")],
)
def test_one_changed_input_is_one_step_that_explains_everything(path, value):
    """The whole difference of two answers at the same draws, to the last bit."""
    changed = claims_case().with_settings({path: value})
    found = diff(claims_case(), changed, draws=N_DRAWS)
    assert [step.path for step in found.steps] == [path]
    assert found.steps[0].after == value
    before, after = asked(N_DRAWS), ask(changed, draws=N_DRAWS)
    for old, new in zip(before.requests, after.requests, strict=True):
        whole = new.posterior.value - old.posterior.value
        assert found.steps[0].contributions[f"requests.{old.id}"] == whole
    assert max(map(abs, found.steps[0].contributions.values())) > 1e-6


CHANGES = [
    {"evidence": EVIDENCE[1:]},
    {"evidence": [{**EVIDENCE[0], "date": "2001-01-22"}, *EVIDENCE[1:]]},
    {"evidence": [{**EVIDENCE[0], "grade": "D4"}, *EVIDENCE[1:]]},
    {"evidence": [{**EVIDENCE[0], "origin": "letter"}, *EVIDENCE[1:]]},
    {"history": HISTORY[1:]},
    {"history": [{**HISTORY[0], "public": 0.2}, HISTORY[1]]},
    {"ledger": []},
    {"ledger": [{"date": "1999-05", "from": "IRN", "to": "RUS", "what": "arms", "size": "small"}]},
    {"seen": {"response": "words", "date": "2001-02-10"}},
    {"as_of": "2001-02-05", "seen": {"response": "words"}},
    {"asked_on": "2001-01-15"},
    {"duty": "none", "obligation": 0.3},
    {"client": {"label": "Client", "state": "SYR"}, "ledger": []},
    {"challenger": None},
    {"precision": None},
    {"sources": {"agency": {"title": "An agency", "kind": "agency", "grade": "D4"},
                 "column": {"title": "A column", "kind": "opinion"}}},
]  # fmt: skip


BASE = account(1)
CHANGES += [
    {"responses": {**BASE["responses"], "covert": {**BASE["responses"]["covert"], "looks_like": "words"}}},
    {
        "responses": {
            **BASE["responses"],
            "fight": {**BASE["responses"]["fight"], "units": {"jets": 5}, "from": ["home"]},
        }
    },
    {"audience": {**BASE["audience"], "member_0": {**BASE["audience"]["member_0"], "state": "SYR"}}},
    {"stock": {"jets": {**BASE["stock"]["jets"], "committed": {"home": 0.9}, "worth": {"home": 0.03}}}},
    {"types": {**BASE["types"], "type_0": {**BASE["types"]["type_0"], "share": 0.61}}},
]
"""single changes of the small case, None for what is left out"""


def small(**changes):
    mapping = account(1, **changes)
    return read({key: value for key, value in mapping.items() if value is not None})


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: "-".join(changes))
@pytest.mark.parametrize("is_back", [False, True])
def test_all_elements_replaced_make_the_other_case(changes, is_back):
    """What the model reads is then the same: numbers, their streams, dates and what is seen."""
    ends = small(), small(**changes)
    before, after = reversed(ends) if is_back else ends
    assert elements(before, after)
    turned = applied(before, after)
    assert numbers(turned) == numbers(after)
    for part in ("as_of", "asked_on", "seen", "fallback_id", "evidence", "history"):
        held = [getattr(case, part) for case in (turned, after)]
        if part in ("evidence", "history"):
            held = [sorted((item.id, item.date) for item in entries) for entries in held]
        assert held[0] == held[1], part
    owed = [sorted((favour.date.text, case.signed_size(favour)) for favour in case.ledger) for case in (turned, after)]
    assert owed[0] == owed[1]


def test_an_id_is_no_field_whatever_its_name():
    """A request may be called as a key that no figure depends on."""
    cases = []
    for level in (0.2, 0.4):
        mapping = account(1, evidence=[])
        mapping["requests"] = {**mapping["requests"], "rest": {"level": level}, "state": {"level": 0.3}}
        cases.append(read(mapping))
    assert [element.path for element in elements(*cases)] == ["requests.rest.level"]


def test_entries_of_the_menus_are_replaced_at_once_and_first():
    """A request that only one has: with it the tables that would lack it."""
    mapping = account(1)
    requests = {**mapping["requests"], "loan": {"level": 0.2}}
    envoy = {**EVIDENCE[0], "likelihood": {**EVIDENCE[0]["likelihood"], "loan": 0.4}}
    other = small(requests=requests, evidence=[envoy, *EVIDENCE[1:]], leak=0.9)
    for before, after in ((small(), other), (other, small())):
        found = elements(before, after)
        assert [element.path for element in found] == ["structure", "leak"]
        assert "requests.loan" in found[0].label
        assert numbers(applied(before, after)) == numbers(after)
    difference = diff(small(), other, draws=N_DRAWS)
    assert {row.figure for row in difference.figures if row.family == "requests"} == {
        f"requests.{name}" for name in mapping["requests"]
    }
    assert any("loan" in note for note in difference.notes)


def test_a_watcher_more_is_one_step():
    mapping = account(1)
    other = small(audience={**mapping["audience"], "newcomer": {"value": 1, "spillover": 0.5}})
    assert [(row.path, row.what) for row in elements(small(), other)] == [("audience.newcomer", "enters")]
    found = diff(small(), other, draws=N_DRAWS)
    assert {row.figure for row in found.figures if row.family == "audience"} == {CLIENT_PRICE, PRICE}
    assert found.steps[0].contributions[PRICE] != 0.0


def test_a_verdict_that_changes_names_the_step():
    found = diff(claims_case(), claims_case().with_settings({"types.type_0.honours": "0.3"}), draws=256)
    by_id = {row.id: row for row in found.verdicts}
    assert by_id["owed"].before == "does not hold"
    assert by_id["owed"].after == "holds"
    assert by_id["owed"].step == "types.type_0.honours"


def test_a_state_that_could_not_be_is_passed_in_one_step_with_the_next():
    """What the new item leaves is what the old one, which goes only then, rules out."""
    sure = {"source": "agency", "exact": True, "reliability": 1}
    one = {"id": "one", "date": "2001-01-22", "says": "One", "likelihood": {"nothing": 1, "others": 0}, **sure}
    two = {"id": "two", "date": "2001-01-21", "says": "Two", "likelihood": {"nothing": 0, "others": 1}, **sure}
    before, after = small(evidence=[one]), small(evidence=[two])
    found = diff(before, after, draws=N_DRAWS)
    assert [step.path for step in found.steps] == ["evidence.two + evidence.one"]
    for row in found.figures:
        assert sum(step.contributions[row.figure] for step in found.steps) == pytest.approx(row.change, abs=1e-12)
    with pytest.raises(ComputationError, match="impossible in every draw"):
        diff(before, small(evidence=[one, two]), draws=N_DRAWS)


def test_two_answers_are_compared_by_their_own_figures():
    before = asked(N_DRAWS)
    after = ask(before.case.with_settings({"leak": "0.9"}), draws=128, seed=3)
    found = diff(before, after, draws=N_DRAWS)
    rows = {row.figure: row for row in found.figures}
    assert rows["requests.guns"].before.value == pytest.approx(before.requests[1].posterior.value, rel=1e-9)
    assert rows["requests.guns"].after.value == pytest.approx(after.requests[1].posterior.value, rel=1e-9)
    assert found.before.draws, found.after.draws == (64, 128)
    assert any("draws: 64 before, 128 after" in note for note in found.notes)
    assert any("seed: 1 before, 3 after" in note for note in found.notes)
    assert [step.path for step in found.steps] == ["leak"]


def test_numbers_alone_are_compared_where_a_case_is_lost():
    record = json.loads(asked(N_DRAWS).to_json())
    other = json.loads(json.dumps(record))
    other["requests"][1]["posterior"] += 0.125
    other["claims"][0]["verdict"] = "does not hold"
    found = diff(Given("old.json", None, record), Given("new.json", None, other), draws=N_DRAWS)
    assert found.steps is None
    assert found.draws is None
    changes = {row.figure: row.change for row in found.figures}
    assert changes.pop("requests.guns") == pytest.approx(0.125)
    assert set(changes.values()) == {0.0}
    assert "cannot be found again" in found.notes[0]
    assert [(row.id, row.step) for row in found.verdicts] == [("arms", None)]


def test_strangers_are_refused():
    mapping = account(1, evidence=[], history=[])
    stranger = read({**mapping, "requests": {f"{name}_2": row for name, row in mapping["requests"].items()}})
    with pytest.raises(InputError, match="no request in common"):
        diff(small(), stranger, draws=N_DRAWS)
    record = json.loads(asked(N_DRAWS).to_json())
    with pytest.raises(InputError, match="another answer to compare its numbers to"):
        diff(Given("old.json", None, record), small())


def test_a_record_whose_rows_are_none_is_refused():
    record = json.loads(asked(N_DRAWS).to_json())
    broken = {**record, "requests": [{"id": row["id"]} for row in record["requests"]]}
    with pytest.raises(InputError, match="row of requests without posterior"):
        diff(Given("old.json", None, record), Given("new.json", None, broken))


def test_the_record_is_plain_and_repeats_to_the_byte(between_days, difference):
    text = difference.to_json()
    record = json.loads(text)
    assert list(record)[:3] == ["foedus", "before", "after"]
    assert [row["path"] for row in record["steps"]] == [step.path for step in difference.steps]
    assert record["figures"][0]["change"] == pytest.approx(difference.figures[0].change, abs=1e-9)
    assert diff(*between_days, draws=N_DRAWS).to_json() == text


def test_progress_runs_to_its_end(between_days):
    seen = []
    diff(*between_days, draws=N_DRAWS, on_progress=lambda *what: seen.append(what))
    assert {stage for stage, _, _ in seen} == {"replacing inputs"}
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[-1][1] == seen[-1][2] == solves(4)


def test_the_number_of_solves_is_foreseen():
    assert [solves(n) for n in (0, 1, 2)] == [2, 2, 5]
    assert solves(20) == 2 + 19 + 2 * BOTH_WAYS
    assert np.all(np.diff([solves(n) for n in range(2, 12)]) >= 0)


def with_types(types, **changes):
    """The small case with other types, the last of them with what it has by default."""
    *others, last = types
    given = file_with_claims()["types"]["type_0"]
    kinds = {name: {**given, "share": 0.3, "honours": 0.9 / (1 + place)} for place, name in enumerate(others)}
    return read(account(types={**kinds, last: {"label": "The last"}}, **changes))


def watched_with(types):
    """The audience, of which one member has a prior of its own."""
    audience = {name: {**row} for name, row in account()["audience"].items()}
    for row in audience.values():
        row.pop("prior", None)
    audience["member_1"]["prior"] = 0.4 if len(types) == 2 else dict(zip(types, (0.5, 0.3, 0.2), strict=True))
    return audience


@pytest.mark.parametrize(
    ("old", "new"),
    [("ac", "abc"), ("abc", "ac"), ("ab", "abc"), ("abc", "bac"), ("ab", "ba"), ("abc", "acb")],
)
def test_types_that_come_leave_or_change_places_do_so_at_once_and_end_in_their_order(old, new):
    """What a type has by default, and which takes the rest, hangs on its place; one probability is the first's."""
    before, after = (
        with_types(types, audience=watched_with(types), **changes)
        for types, changes in ((old, {}), (new, {"leak": "0.3 to 0.4", "precision": 5}))
    )
    assert list(applied(before, after).types) == list(after.types)
    assert numbers(applied(before, after)) == numbers(after)
    steps = diff(before, after, draws=N_DRAWS)
    assert {step.kind for step in steps.steps} == {"structure", "input"}
    for row in steps.figures:
        assert sum(step.contributions[row.figure] for step in steps.steps) == pytest.approx(row.change, abs=1e-12)
