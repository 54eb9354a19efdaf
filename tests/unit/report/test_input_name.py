"""Inputs in words: every number that the model reads has some, and they are those a reader would use."""

import pytest

from answers import SMALL
from foedus.case import Case, inputs, load_case, parse_case
from foedus.case.builtin import builtin_ids
from foedus.report.input_name import figure_name, input_name, input_range, input_value, named
from foedus.report.sentence import within


@pytest.fixture(scope="module")
def moscow() -> Case:
    return load_case("moscow-2025")


@pytest.mark.parametrize("name", builtin_ids())
def test_every_input_of_a_case_has_words_of_its_own(name: str) -> None:
    case = load_case(name)
    said = {path: input_name(case, path) for path in inputs(case)}
    assert [
        path for path, words in said.items() if words == path or "." in words.replace("…", "").replace("U.S.", "")
    ] == []
    assert all(len(words) < 200 for words in said.values())


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("leak", "chance that the request becomes known"),
        ("responses.forces.delay", "delay of forces, or aircraft with their crews"),
        ("responses.own_front.units.air_defence", "units of air defence taken for air defence from its own front"),
        ("requests.arms.asking", "what it costs to ask for arms and munitions, aircraft under contract"),
        ("types.opportunist.honours", "chance that the kind “Keeps it when it pays” honours a call to come"),
        ("stock.air_defence.committed.front", "share of air defence committed to “front”"),
        ("history.armenia_2022.given", "how much Armenia (participation frozen) was given (13 Sep 2022)"),
        ("history.syria_2015.public", "how public the call of Syria was (30 Sep 2015)"),
        ("audience.client.reserve", "how good the alternative of Iran is"),
        ("audience.china.prior", "how far China trusted the promise before"),
        ("evidence.letter-reprinted.likelihood.mediation",
         "chance of the report “Khamenei asked the Russian president to do …” had mediation been asked for"),
        ("others", "all other inputs together"),
        ("no.such.input", "no.such.input"),
        ("responses.nothing.delay", "responses.nothing.delay"),
        ("stock.air_defence", "stock.air_defence"),
    ],
)  # fmt: skip
def test_an_input_is_said_in_words(path: str, words: str, moscow: Case) -> None:
    assert input_name(moscow, path) == words


def test_a_name_has_its_article_in_a_sentence(moscow: Case) -> None:
    assert named(moscow, "responses.forces.delay").startswith("the delay of forces")
    assert named(moscow, "harm") == "what escalation costs Iran"
    assert named(moscow, "no.such.input") == "no.such.input"


def test_values_have_their_unit() -> None:
    assert input_value("responses.forces.delay", 23.0) == "23 days"
    assert input_range("stock.air_defence.production", 5.0, 12.0) == "5.0–12 a year"
    assert input_value("leak", 0.25) == "0.25"


def test_a_figure_is_said_in_words(moscow: Case) -> None:
    assert figure_name(moscow, "requests.mediation") == "the chance that mediation was asked for"
    assert figure_name(moscow, "responses.words") == "the chance of condemnation and general support"
    assert figure_name(moscow, "audience.expected_after").startswith("what the promise is worth")
    assert figure_name(moscow, "requests.nothing") == "requests.nothing"


def test_an_article_begins_small_within_a_sentence() -> None:
    assert within("The client", ["The client"]) == "the client"
    assert within("The United States acts", []) == "the United States acts"
    assert within("Theory", ["Theory"]) == "Theory"


def test_relative_odds_have_words() -> None:
    case = parse_case(
        SMALL.split("audience:")[0]
        + """types:
  loyal: {label: Loyal, share: 0.5}
  cool: {label: Cool}
audience:
  client: {value: 1}
  one: {label: Northland, prior: 0.5}
sources: {press: {title: Press, kind: press}}
evidence:
  - {id: e, date: 1999-12-01, says: A general came, source: press, odds: {help: 2, others: 1}}
"""
    )
    assert [path for path in inputs(case) if input_name(case, path) == path] == []
    assert input_name(case, "evidence.e.odds.help") == (
        "relative odds of the report “A general came” had help been asked for"
    )
    assert "Northland trusted" in input_name(case, "audience.one.prior")
