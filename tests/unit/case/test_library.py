"""The built-in cases say what the library promises: their content, and what every number in them rests on."""

import datetime

import pytest

from foedus.case import Case, builtin_ids, inputs, load_case

FLAGSHIP = "moscow-2025"
SMALLEST = ("two-by-two", "two-by-two-watched")
COLUMN_CLAIMS = [f"C{number}" for number in range(1, 13)]


@pytest.fixture(scope="module")
def flagship() -> Case:
    return load_case(FLAGSHIP)


def test_the_library_holds_the_flagship_and_the_smallest_cases() -> None:
    assert {FLAGSHIP, *SMALLEST} <= set(builtin_ids())


@pytest.mark.parametrize("name", [FLAGSHIP, *SMALLEST])
def test_every_number_of_a_built_in_case_is_sourced_judged_or_a_default(name: str) -> None:
    read = inputs(load_case(name))
    assert [path for path, number in read.items() if number.basis == "unmarked"] == []


@pytest.mark.parametrize("name", [FLAGSHIP, *SMALLEST])
def test_built_in_cases_load_without_a_warning(name: str) -> None:
    assert load_case(name).warnings == ()


@pytest.mark.parametrize("name", builtin_ids())
def test_a_built_in_case_is_found_under_the_id_it_carries(name: str) -> None:
    assert load_case(name).id == name


def test_every_judgement_and_sourced_entry_of_the_flagship_says_why(flagship: Case) -> None:
    stated = {path: number for path, number in inputs(flagship).items() if number.basis == "judged"}
    silent = [path for path, number in stated.items() if not number.why and not path.endswith(".reliability")]
    assert silent == []


def test_the_flagship_has_the_menus_it_needs(flagship: Case) -> None:
    assert len(flagship.requests) >= 7
    assert len(flagship.responses) >= 8
    rests = [request for request in flagship.requests.values() if request.rest]
    assert len(rests) == 1
    assert rests[0].label == "Something not on this list"


def test_covert_aid_is_hard_to_see_and_passes_for_words_or_mediation(flagship: Case) -> None:
    covert = flagship.responses["covert_aid"]
    assert covert.looks_like is not None
    assert set(covert.looks_like) == {"words", "mediate"}
    assert inputs(flagship)["responses.covert_aid.visibility"].quantity.high <= 0.5


def test_scarce_units_come_from_production_from_the_front_and_from_the_homeland(flagship: Case) -> None:
    sources = {response.theatres for response in flagship.responses.values() if response.units}
    assert {("production",), ("front",), ("homeland", "reserve")} == sources


def test_twenty_members_watch_as_clients_and_prospects_in_the_columns_groups(flagship: Case) -> None:
    members = flagship.members
    assert len(members) >= 20
    assert set(flagship.groups) == {"csto", "sco", "brics", "global-south"}
    for group in flagship.groups:
        assert sum(group in member.groups for member in members.values()) >= 4
    roles = [member.role for member in members.values()]
    assert roles.count("client") >= 6
    assert roles.count("prospect") >= 6


def test_every_member_of_the_flagships_audience_has_numbers_of_its_own(flagship: Case) -> None:
    read = inputs(flagship)
    keys = ("prior", "spillover", "value", "reserve", "fear")
    missing = [(name, key) for name in flagship.members for key in keys if read[f"audience.{name}.{key}"].is_default]
    assert missing == []


def test_earlier_calls_hold_refusals_and_calls_that_were_honoured(flagship: Case) -> None:
    given = [(episode.client, episode.given) for episode in flagship.history]
    assert ("SYR", "words") in given
    assert sum(client == "armenia" for client, _ in given) >= 3
    assert sum(reply == "forces" for _, reply in given) >= 2


def test_favours_of_the_ledger_went_both_ways(flagship: Case) -> None:
    assert {favour.giver for favour in flagship.ledger} == {"IRN", "RUS"}
    assert all(favour.source for favour in flagship.ledger)


def test_evidence_covers_every_request_and_no_item_is_later_than_the_visit(flagship: Case) -> None:
    assert len(flagship.evidence) >= 10
    for item in flagship.evidence:
        assert item.likelihood is not None
        assert set(item.likelihood) == set(flagship.requests) or "others" in item.likelihood
        assert item.date <= flagship.as_of


def test_reprints_of_one_report_share_its_origin(flagship: Case) -> None:
    origins = [item.origin for item in flagship.evidence if item.origin]
    assert origins.count("letter-reuters") == 2


def test_the_column_that_is_audited_is_no_evidence(flagship: Case) -> None:
    assert all(item.source != "column" for item in flagship.evidence)
    assert flagship.sources["column"].stance


def test_the_columns_twelve_claims_are_all_tested(flagship: Case) -> None:
    assert [claim.id for claim in flagship.claims] == COLUMN_CLAIMS
    assert all(claim.tests for claim in flagship.claims)


def test_the_columnists_one_word_of_probability_is_read_in_lay_usage(flagship: Case) -> None:
    assert flagship.sources["column"].lexicon == "lay"
    worded = {claim.id for claim in flagship.claims if claim.stated not in ("claim", "denial")}
    assert worded == {"C10"}
    stated = flagship.stated["C10"]
    assert 0.0 < stated.low < stated.high < 0.5


def test_forecasts_resolve_after_the_visit_with_dates_and_sources(flagship: Case) -> None:
    assert [forecast.id for forecast in flagship.forecasts][:5] == ["F1", "F2", "F3", "F4", "F5"]
    for forecast in flagship.forecasts:
        assert forecast.resolves > flagship.as_of
        assert forecast.outcome is not None
        assert forecast.source in flagship.sources


STRENGTHS = {"Routine": (1.0, 1.3), "Slight": (1.3, 2.0), "Telling": (2.0, 3.0), "Strong": (3.0, 5.0)}


def test_what_to_watch_lies_after_the_visit_and_comes_of_the_request_or_of_the_reply(flagship: Case) -> None:
    assert 5 <= len(flagship.indicators) <= 8
    assert all(item.by > flagship.as_of and item.judgement for item in flagship.indicators)
    assert {item.likelihood is None for item in flagship.indicators} == {True, False}


def test_an_indicator_is_as_strong_as_it_says_by_the_rubric(flagship: Case) -> None:
    """The ratio of the largest to the smallest likelihood, by their middles; nothing is near proof."""
    for item in flagship.indicators:
        table = (item.likelihood if item.likelihood is not None else item.given) or {}
        middles = [(stated.quantity.lower_end + stated.quantity.upper_end) / 2 for stated in table.values()]
        low, high = STRENGTHS[(item.why or "").split(":")[0]]
        assert low <= max(middles) / min(middles) <= high + 1e-9, item.id


def test_sources_later_than_the_visit_serve_resolutions_alone(flagship: Case) -> None:
    later = {"resolution_mediation", "resolution_deliveries"}
    used = {item.source for item in flagship.evidence} | {number.source for number in inputs(flagship).values()}
    assert later & used == set()


def test_a_cut_before_the_visit_leaves_only_what_was_public_then(flagship: Case) -> None:
    before = flagship.at(datetime.date(2025, 6, 19))
    assert before.seen is None
    assert [item.id for item in before.evidence] == ["not-asked-by-the-18th"]


@pytest.mark.parametrize("name", SMALLEST)
def test_smallest_cases_are_exact_wherever_the_closed_form_reads_a_number(name: str) -> None:
    case = load_case(name)
    inert = ("harm", "entanglement", "memory", "patience", "urgency", "audience.client.reserve")
    if not case.members:
        inert = (*inert, "sharpness")
    uncertain = {path for path, number in inputs(case).items() if not number.quantity.is_point}
    assert uncertain == set(inert)


def test_costs_of_the_watched_case_separate_the_types() -> None:
    read = {path: number.quantity.low for path, number in inputs(load_case("two-by-two-watched")).items()}
    need, value = read["need.pressing.value"], read["audience.observer.value"]

    def gain(name: str, is_asked: bool) -> float:
        owed = read[f"types.{name}.norm"] * read["duty"] if is_asked else 0.0
        return read[f"types.{name}.fate"] * need - read["responses.help.money"] + value + owed

    high, low = read["types.committed.honours"], read["types.opportunist.honours"]
    share, reserve = read["types.committed.share"], read["audience.observer.reserve"]
    assert gain("committed", True) > 0 > gain("committed", False)
    assert gain("opportunist", True) < 0
    assert gain("committed", True) - value < 0, "without the watcher nobody gives"
    assert share * high + (1 - share) * low < reserve < high
    asking = share * need - read["disappointment"] * (1 - share) - read["requests.help.asking"]
    assert asking > 0
