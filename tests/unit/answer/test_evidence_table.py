"""How likely the public evidence is under each request: tempering, origins, odds, dates (model.md section 6)."""

import datetime
import math

import numpy as np
import pytest

from foedus.answer.world import drawn
from foedus.case import inputs, shared_streams
from foedus.request import assemble, evidence_table
from oracles.small_cases import point_values, read
from small_worlds import EVIDENCE, account

REQUESTS = ["nothing", "guns", "planes", "troops"]
WEIGHT = np.array([1.0, 2.0, 0.5, 0.5])
CHANCES = dict(zip(REQUESTS, [0.3, 0.6, 0.5, 0.45], strict=True))


def item(name, **changes):
    """An item of evidence whose likelihoods are exact."""
    common = {"id": name, "date": "2001-02-01", "says": name, "source": "agency", "exact": True, "reliability": 0.7}
    return {**common, "likelihood": CHANCES, **changes}


def table_of(*items):
    """The evidence table of a case with these items, in one draw."""
    case = read(account(evidence=list(items)))
    values = {path: np.array([value]) for path, value in point_values(case).items()}
    return evidence_table(case, values, WEIGHT[:, None])


def likelihood(*items, **options):
    return table_of(*items).likelihood(**options)[:, 0]


def tempered(chances, reliability):
    """L̃ = ρ L + (1 − ρ) Σ weight L / Σ weight, written out."""
    mean = sum(w * p for w, p in zip(WEIGHT, chances, strict=True)) / WEIGHT.sum()
    return [reliability * p + (1 - reliability) * mean for p in chances]


def test_one_item_is_tempered_by_its_reliability():
    np.testing.assert_allclose(likelihood(item("one")), tempered(CHANCES.values(), 0.7), rtol=1e-14)


@pytest.mark.parametrize(("reliability", "spread"), [(0, 0.0), (1, 0.3)])
def test_a_source_that_is_never_right_says_nothing_and_one_always_right_is_taken_at_its_word(reliability, spread):
    assert np.ptp(likelihood(item("one", reliability=reliability))) == pytest.approx(spread, abs=1e-15)


def test_items_of_different_origin_multiply():
    other = {**CHANCES, "guns": 0.1}
    found = likelihood(item("one"), item("two", likelihood=other, reliability=0.4))
    expected = np.array(tempered(CHANCES.values(), 0.7)) * tempered(other.values(), 0.4)
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_a_second_report_of_the_same_letter_changes_nothing():
    once = likelihood(item("one", origin="letter"))
    np.testing.assert_allclose(likelihood(item("one", origin="letter"), item("two", origin="letter")), once, rtol=1e-14)
    apart = likelihood(item("one"), item("two"))
    np.testing.assert_allclose(apart, once**2, rtol=1e-14)  # while of two origins it counts twice


REPORT = {
    "id": "one",
    "date": "2001-02-01",
    "says": "x",
    "source": "column",
    "likelihood": {"nothing": 0.2, "others": "likely"},
}
"""judged likelihoods, and a reliability between 0.2 and 0.9: nothing in it is exact"""


def drawn_table(*entries):
    """The likelihood of these reports in many draws, by request, and the draws behind it."""
    case = read(account(evidence=[{**EVIDENCE[0], "exact": False}, *entries]))
    values = drawn(case, 50, 1)
    return evidence_table(case, values, np.tile(WEIGHT[:, None], 50)).likelihood(), values


@pytest.mark.parametrize("origin", ["letter", "one"])
def test_an_exact_copy_of_a_report_changes_nothing_in_any_draw(origin):
    """Reports of one origin are drawn from its streams, so that a copy is as likely and as reliable as the first."""
    report = {**REPORT, "origin": origin}
    once, before = drawn_table(report)
    twice, after = drawn_table(report, {**report, "id": "two"})
    np.testing.assert_array_equal(twice, once)
    assert {path: row.tolist() for path, row in before.items()}.items() <= {
        path: row.tolist() for path, row in after.items()
    }.items()
    assert np.ptp(after["evidence.two.reliability"]) > 0.3
    apart, _ = drawn_table(report, {**report, "id": "two", "origin": "another"})
    assert np.abs(apart - once).max() > 0.01


def test_reports_of_one_origin_that_differ_have_common_shares():
    """The one that is likelier on paper is likelier in every draw, and fixing one leaves the other as it was."""
    report = {**REPORT, "origin": "letter"}
    likelier = {**report, "id": "two", "likelihood": {"nothing": 0.4, "others": "likely"}}
    _, values = drawn_table(report, likelier)
    low, high = (values[f"evidence.{name}.likelihood.nothing"] for name in ("one", "two"))
    assert np.all(low < high)
    assert np.array_equal(np.argsort(low), np.argsort(high))
    _, fixed = drawn_table({**report, "reliability": 0.5}, likelier)
    moved = {path for path in values if not np.array_equal(values[path], fixed[path])}
    assert moved == {"evidence.one.reliability"}


EARLIER, LATER = {**REPORT, "id": "two"}, {**REPORT, "id": "one", "date": "2001-02-02"}


@pytest.mark.parametrize("origin", ["letter", "two", "one"])
def test_reports_of_one_origin_have_the_streams_of_the_earliest(origin):
    case = read(account(evidence=[{**LATER, "origin": origin}, {**EARLIER, "origin": origin}]))
    paths = [path for path in inputs(case) if path.startswith("evidence.one.")]
    assert shared_streams(case) == {path: path.replace("one", "two") for path in paths}
    assert len(paths) == 5


def test_a_report_of_an_origin_of_its_own_has_the_streams_of_its_own_paths():
    assert shared_streams(read(account(evidence=[EARLIER, {**LATER, "origin": "letter"}]))) == {}


def test_naming_an_origin_or_adding_a_later_report_of_it_leaves_what_was_drawn():
    def of_two(values):
        return {path: row.tolist() for path, row in values.items() if path.startswith("evidence.two.")}

    _, unnamed = drawn_table(EARLIER)
    _, named = drawn_table({**EARLIER, "origin": "letter"})
    _, again = drawn_table({**LATER, "origin": "letter"}, {**EARLIER, "origin": "letter"})
    assert of_two(unnamed) == of_two(named) == of_two(again)
    assert len(of_two(unnamed)) == 5


@pytest.mark.parametrize("day", ["2001-02-02", "2001-02-01"])
def test_the_order_of_the_file_does_not_say_which_report_is_first(day):
    """Not even of two reports of one day."""
    reports = [{**EARLIER, "origin": "letter"}, {**LATER, "date": day, "origin": "letter"}]
    forward, backward = (drawn_table(*entries)[1] for entries in (reports, reports[::-1]))
    assert {path: row.tolist() for path, row in forward.items()} == {
        path: row.tolist() for path, row in backward.items()
    }


def test_cutting_a_later_report_at_as_of_leaves_what_was_drawn():
    case = read(account(evidence=[{**LATER, "origin": "letter"}, {**EARLIER, "origin": "letter"}]))
    cut = case.at(datetime.date(2001, 2, 1))
    assert [item.id for item in cut.evidence] == ["two"]
    whole = drawn(case, 50, 1)
    for path, row in drawn(cut, 50, 1).items():
        np.testing.assert_array_equal(row, whole[path])


def test_a_weak_retelling_of_the_same_letter_changes_nothing_either():
    """The group is as reliable as its best report."""
    once = likelihood(item("one", origin="letter"))
    retold = item("two", origin="letter", reliability=0.2)
    np.testing.assert_allclose(likelihood(item("one", origin="letter"), retold), once, rtol=1e-14)


def test_reports_of_one_origin_that_differ_are_pooled_between_them():
    low, high = item("one", origin="x"), item("two", origin="x", likelihood={**CHANCES, "guns": 0.2})
    both = likelihood(low, high)
    ends = np.sort([likelihood(low), likelihood(high)], axis=0)
    assert ends[0, 1] < both[1] < ends[1, 1]


def test_relative_odds_have_a_level_of_one():
    """Only ratios matter: three times the odds is the same item, and their weighted mean is 1."""
    odds = {"nothing": 1, "guns": 2, "others": 3}
    one = table_of(item("one", likelihood=None, odds=odds, exact=False))
    three = table_of(item("one", likelihood=None, odds={key: 3 * value for key, value in odds.items()}, exact=False))
    raw = one.raw[0, :, 0]
    assert (WEIGHT * raw).sum() / WEIGHT.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(raw / raw[0], [1, 2, 3, 3])
    np.testing.assert_allclose(one.likelihood(), three.likelihood(), rtol=1e-14)
    assert one.is_relative == (True,)


def test_a_plain_probability_has_its_odds_known_within_a_factor_of_one_and_a_half():
    case = read(account(evidence=[item("judged", exact=False), item("measured")]))
    given = inputs(case)
    judged = given["evidence.judged.likelihood.guns"].quantity
    odds = CHANCES["guns"] / (1 - CHANCES["guns"])
    ends = [odds / 1.5 / (1 + odds / 1.5), odds * 1.5 / (1 + odds * 1.5)]
    assert [judged.low, judged.high] == pytest.approx(ends)
    assert float(judged.quantile(np.array([0.5]))[0]) == pytest.approx(CHANCES["guns"])
    assert given["evidence.measured.likelihood.guns"].quantity.is_point


def test_relative_odds_are_taken_as_they_are():
    case = read(account(evidence=[item("one", likelihood=None, odds={"others": 2}, exact=False)]))
    assert inputs(case)["evidence.one.odds.guns"].quantity.is_point


def test_an_item_can_be_left_out_and_later_ones_cut():
    items = [item("early", date="2001-01-05"), item("late", date="2001-02-20", reliability=0.3)]
    alone = likelihood(items[0])
    np.testing.assert_allclose(likelihood(*items, without="late"), alone, rtol=1e-14)
    np.testing.assert_allclose(likelihood(*items, until=datetime.date(2001, 2, 19)), alone, rtol=1e-14)
    np.testing.assert_allclose(likelihood(*items, until=datetime.date(2001, 2, 20)), likelihood(*items), rtol=1e-14)
    np.testing.assert_array_equal(likelihood(*items, until=datetime.date(2000, 1, 1)), 1.0)


@pytest.mark.parametrize(("seen", "public"), [
    ({"response": "words", "date": "2001-02-10"}, ["envoy", "letter"]),
    ({"response": "words"}, ["envoy", "letter", "denial"]),
    (None, ["envoy", "letter", "denial"]),
])  # fmt: skip
def test_outsiders_read_what_was_public_when_the_reply_was_seen(seen, public):
    """L_E is dated by the reply, absent by as_of; the analyst has everything up to as_of."""
    case = read(account(**({"seen": seen} if seen else {})))
    values = {path: np.array([value]) for path, value in point_values(case).items()}
    game, table, _ = assemble(case, values)
    weight = np.array([values[f"requests.{name}.weight"] for name in case.requests])
    fewer = read(account(evidence=[entry for entry in EVIDENCE if entry["id"] in public]))
    expected = evidence_table(fewer, values, weight).likelihood()
    np.testing.assert_allclose(np.asarray(game.evidence), expected, rtol=1e-14)
    assert table.ids == ("envoy", "letter", "denial")


def test_what_one_request_rules_out_stays_ruled_out_by_an_item_always_right():
    found = likelihood(item("one", likelihood={**CHANCES, "guns": 0}, reliability=1))
    assert found[1] == 0.0
    assert not math.isnan(found.sum())
