"""Doubling: the case asked again with the wider ranges written out, and what counts as a judged interval."""

import pytest

from foedus.answer import ask
from foedus.answer.doubling import DRAWS, judged_intervals
from foedus.case import inputs, load_case, parse_case

WATCHED = {
    "precision": "6 to 24",
    "leak": "0.1 to 0.4",
    "disappointment": "0 to 0.2",
    "types.committed.share": "0.3 to 1",
    "responses.help.money": "1 to 2",
    "audience.observer.spillover": "0 to 1",
}
TWICE = {
    "precision": "3 to 48",
    # Log odds of 0.1 and 0.4, twice as far from their middle.
    "leak": f"{1 / (1 + 9 * 6**0.5)!r} to {1 / (1 + 1.5 / 6**0.5)!r}",
    "disappointment": "0 to 0.4",
    "types.committed.share": "0.05 to 1",
    "responses.help.money": f"{0.5**0.5!r} to {8**0.5!r}",
    "audience.observer.spillover": "0 to 1",
}


def test_it_is_the_answer_to_the_case_with_every_range_twice_as_wide() -> None:
    """Written out by hand; "0 to 1" is as wide as can be and is not counted."""
    draws = 128
    narrow = ask(load_case("two-by-two-watched", settings=WATCHED), draws=draws, flips=False)
    wide = ask(load_case("two-by-two-watched", settings=TWICE), draws=draws, flips=False)
    doubling = narrow.doubling
    assert doubling is not None
    assert doubling.judged == len(WATCHED) - 1
    assert doubling.draws == wide.equilibrium.solved
    request = max(narrow.requests, key=lambda row: row.posterior.value).id
    response = max(narrow.responses, key=lambda row: row.probability.value).id
    then = {row.id: row.posterior for row in wide.requests}
    given = {row.id: row.probability for row in wide.responses}
    for figure, expected in ((doubling.posterior, then[request]), (doubling.probability, given[response])):
        assert (figure.value, figure.low, figure.high) == pytest.approx(
            (expected.value, expected.low, expected.high), rel=1e-6
        )
    assert doubling.request == max(then, key=lambda name: then[name].value)
    assert doubling.keeps_request == (doubling.request == request)
    assert doubling.response == max(given, key=lambda name: given[name].value)
    assert doubling.keeps_response == (doubling.response == response)


CLAIMED = """
foedus: 1
id: claimed
question: What was asked?
as_of: 2000-01-01
client: {label: The client}
guarantor: {label: The guarantor}
judgement: true
leak: 0.1 to 0.4
memory: {value: 0.5 to 0.6, source: press}
requests: {statement: {level: 0}, help: {level: 1}}
responses: {words: {level: 0}, help: {level: 1}}
sources: {press: {title: Press, kind: press}}
claims:
- {id: narrow, source: press, says: It stays within, tests: ambiguity, stated: 0 to 1}
- {id: wide, source: press, says: Leaks are rare, tests: 1 - innocence / innocence * LEAK, stated: 0.2 to 0.4}
- {id: nothing, source: press, says: One feels it}
"""


def test_verdicts_that_become_others_are_named_and_the_others_counted() -> None:
    """A cost of asking that is not far from the edge of the stated range, until its range is wider."""
    text = CLAIMED.replace("1 - innocence / innocence * LEAK", "obligation").replace(
        "leak: 0.1 to 0.4", "leak: 0.1 to 0.4\nobligation: 0.2 to 0.3"
    ).replace("stated: 0.2 to 0.4", "stated: 0.31 to 0.6")  # fmt: skip
    answer = ask(parse_case(text), draws=256, flips=False)
    assert {row.id: row.verdict for row in answer.claims} == {
        "narrow": "holds", "wide": "does not hold", "nothing": "not testable",
    }  # fmt: skip
    assert answer.doubling is not None
    assert answer.doubling.verdicts == {"wide": "contested"}
    assert answer.doubling.tested == 2


def test_what_a_source_vouches_for_or_nobody_wrote_is_not_doubled() -> None:
    case = parse_case(CLAIMED.split("claims:", maxsplit=1)[0])
    given = inputs(case)
    assert given["memory"].basis == "sourced"
    assert given["precision"].basis == "default"
    assert not given["precision"].quantity.is_point
    assert judged_intervals(case).keys() == {"leak"}


def test_where_nothing_is_judged_or_everything_is_exact_there_is_nothing_to_double() -> None:
    assert judged_intervals(load_case("two-by-two")) == {}
    assert ask("two-by-two", draws=4, flips=False).doubling is None


def test_no_more_draws_are_solved_than_an_answer_has() -> None:
    few = ask(load_case("two-by-two", settings={"leak": "0.1 to 0.4"}), draws=16, flips=False)
    many = ask(load_case("two-by-two", settings={"leak": "0.1 to 0.4"}), draws=DRAWS + 100, flips=False)
    assert few.doubling is not None
    assert many.doubling is not None
    assert (few.doubling.draws, many.doubling.draws) == (16, DRAWS)
