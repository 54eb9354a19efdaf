"""The page of an answer: what its sentences say, that it fits, and that nothing in a case can break it."""

import dataclasses
import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from answers import SMALL, figure, invented, nobody_watches, with_labels
from foedus.answer.result import Answer, Figure
from foedus.case import load_case
from foedus.quantity import words
from foedus.report.phrase import MINUS, points
from foedus.report.terminal import briefing
from sensitivity_rows import with_sensitivity

WIDTHS = (60, 80, 120)
BLOCKS = (
    "WHAT WAS ASKED", "WHAT WILL BE GIVEN", "WHAT THE PROMISE IS WORTH", "THE SOURCE'S CLAIMS", "EVIDENCE",
    "WHAT WOULD CHANGE THIS", "WATCH", "RESTS ON",
)  # fmt: skip
FULL_BLOCKS = (
    "WHAT IT WOULD TAKE", "WHAT KIND OF GUARANTOR", "EARLIER CALLS", "WHAT MOVES THE FIGURES",
    "HAD THE MENU BEEN CUT OTHERWISE", "FORECASTS",
)  # fmt: skip
THREE = """
  help: {label: Help, level: 1}
  arms: {label: Arms, level: 0.5}
  mediation: {label: Mediation, level: 0.2}
responses""".removeprefix("\n")
RIGHT_TO_LEFT = "‮‏وزير الخارجية‬ \x1b[31mred\x1b[0m\u200b [bold]markup[/bold] :smile:"


def page(answer: Answer, width: int = 80, full: bool = False, colour: Any = None) -> str:
    console = Console(
        file=io.StringIO(), width=width, color_system=colour, force_terminal=colour is not None,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    with console.capture() as captured:
        console.print(briefing(answer, full=full))
    return captured.get()


def running(text: str) -> str:
    """The text on one line, so that sentences can be looked for wherever they were folded."""
    return " ".join(text.split())


def sentences(answer: Answer, width: int = 80) -> str:
    """What stands above the first block."""
    return running(page(answer, width).split("WHAT WAS ASKED")[0])


def with_posterior(answer: Answer, *values: float) -> Answer:
    """The answer with these probabilities of requests, in the order of the case, and no draws."""
    rows = [dataclasses.replace(row, posterior=figure(p)) for row, p in zip(answer.requests, values, strict=True)]
    return dataclasses.replace(answer, requests=tuple(rows), posterior_draws=None)


def with_reply(answer: Answer, *values: float) -> Answer:
    """The answer with these probabilities of responses, in the order of the case, and no draws."""
    rows = [dataclasses.replace(row, probability=figure(p)) for row, p in zip(answer.responses, values, strict=True)]
    return dataclasses.replace(answer, responses=tuple(rows), posterior_draws=None)


@pytest.fixture(scope="module")
def moscow() -> Answer:
    return invented()


@pytest.mark.parametrize("full", [False, True])
def test_blocks_stand_in_one_order_and_details_only_on_request(full: bool, moscow: Answer) -> None:
    lines = page(moscow, full=full).splitlines()
    titles = [line for line in lines if line.rstrip() in BLOCKS + FULL_BLOCKS]
    shown = [title for title in titles if title in BLOCKS]
    assert shown == list(BLOCKS)
    assert set(titles) - set(BLOCKS) == (set(FULL_BLOCKS) if full else set())


def test_the_page_opens_with_the_question_and_the_day(moscow: Answer) -> None:
    first = page(moscow).splitlines()[0]
    assert first.startswith(moscow.case.question)
    assert first.rstrip().endswith("as of 23 Jun 2025")


def test_requests_that_reach_one_half_are_named_with_one_figure_of_their_own() -> None:
    """The interval is that of the sum in each draw: here it has none, although each request has a wide one."""
    answer = invented(SMALL.replace("  help: {label: Help, level: 1}\nresponses", THREE))
    draws = answer.posterior_draws["posterior"].copy()
    draws[0], draws[1], draws[2], draws[3] = 0.1, 0.3, 0.45, 0.15
    draws[1:3, ::2] = draws[2:0:-1, ::2]  # help and arms change places in every other draw
    weight = answer.posterior_draws["weight"]
    means = draws @ weight
    rows = tuple(
        dataclasses.replace(row, posterior=Figure(float(mean), float(values.min()), float(values.max())))
        for row, mean, values in zip(answer.requests, means, draws, strict=True)
    )
    assert max(means) < 0.5
    answer = dataclasses.replace(answer, requests=rows, posterior_draws=answer.posterior_draws | {"posterior": draws})
    said = sentences(answer)
    assert re.search(r"Most likely (help|arms) or (help|arms) \(likely, 75 %, 75–75\); a statement is", said)


def test_without_draws_each_leading_request_has_its_own_range(moscow: Answer) -> None:
    answer = with_posterior(moscow, 0.09, 0.02, 0.02, 0.1, 0.27, 0.28, 0.02, 0.2)
    said = sentences(answer)
    assert (
        "Most likely air defence now (28 %, 17–57) or arms and munitions, aircraft under contract (27 %, 16–56)" in said
    )
    assert "nothing beyond a joint condemnation is very unlikely (9 %, 5–45)" in said


def test_one_leading_request_has_a_word_with_its_numbers() -> None:
    answer = with_posterior(invented(SMALL), 0.3, 0.7)
    assert "Most likely help (likely, 70 %, 42–82); a statement is unlikely (30 %, 18–58)." in sentences(answer)


def test_three_that_reach_one_half_together_do_not_stand_out(moscow: Answer) -> None:
    said = sentences(with_posterior(moscow, 0.09, 0.02, 0.02, 0.1, 0.2, 0.24, 0.16, 0.17))
    assert "No one request stands out; most likely air defence now (24 %, 14–54), arms and munitions" in said
    assert " or something not on this list (17 %, 10–50)" in said


@pytest.mark.parametrize(("low", "stands_out"), [(0.3, True), (0.05, False)])
def test_a_pair_stands_out_where_it_is_likely_over_its_whole_interval(low: float, stands_out: bool) -> None:
    answer = invented(SMALL.replace("  help: {label: Help, level: 1}\nresponses", THREE))
    draws = answer.posterior_draws["posterior"].copy()
    draws[0], draws[1], draws[2], draws[3] = 0.15, 0.45, 0.35, 0.05
    draws[:, ::6] = np.array([[0.9 - low], [low / 2], [low / 2], [0.1]])
    means = draws @ answer.posterior_draws["weight"]
    rows = tuple(
        dataclasses.replace(row, posterior=Figure(float(mean), float(values.min()), float(values.max())))
        for row, mean, values in zip(answer.requests, means, draws, strict=True)
    )
    answer = dataclasses.replace(answer, requests=rows, posterior_draws=answer.posterior_draws | {"posterior": draws})
    assert ("No one request stands out" not in sentences(answer)) is stands_out


def test_where_nothing_stands_out_the_page_says_so(moscow: Answer) -> None:
    answer = with_posterior(moscow, *[0.125] * 8)
    assert "No one request stands out" in sentences(answer)


def test_words_of_likelihood_never_stand_without_numbers(moscow: Answer) -> None:
    phrases = [word.phrase for word in words("icd203")]
    for answer in (moscow, with_posterior(invented(SMALL), 0.3, 0.7), with_reply(invented(SMALL), 0.97, 0.03)):
        said = sentences(answer).replace("Most likely", "").replace("most likely", "")
        for phrase in phrases:
            for match in re.finditer(rf"\b{re.escape(phrase)}\b", said):
                assert re.match(r",? ?\(?,? ?[<>]?\d+ %, ", said[match.end() :]), said[match.start() :]


REFUSAL = "a refusal nobody can prove"


@pytest.mark.parametrize(("chance", "is_said"), [(0.499, False), (0.5, True), (0.9, True)])
def test_a_refusal_nobody_can_prove_needs_one_half(chance: float, is_said: bool) -> None:
    answer = dataclasses.replace(with_reply(invented(SMALL), 0.8, 0.2), deniable_refusal=figure(chance))
    assert (REFUSAL in sentences(answer)) is is_said


NOBODY_CAN_PROVE = "A refusal that nobody can prove: "


@pytest.mark.parametrize(("seen", "applies"), [
    ("", True), ("seen: {response: words}\n", True), ("seen: {response: words, leaked: none}\n", True),
    ("seen: {response: help}\n", False),
])  # fmt: skip
def test_a_refusal_is_spoken_of_where_it_is_still_possible(seen: str, applies: bool) -> None:
    """Not once more than the fallback is seen."""
    answer = dataclasses.replace(with_reply(invented(SMALL + seen), 0.8, 0.2), deniable_refusal=figure(0.9))
    assert (REFUSAL in sentences(answer)) is applies
    assert (NOBODY_CAN_PROVE in running(page(answer))) is applies


def test_a_leaked_request_leaves_nothing_to_deny() -> None:
    answer = dataclasses.replace(with_reply(invented(SMALL), 0.8, 0.2), deniable_refusal=None)
    assert REFUSAL not in sentences(answer)
    assert NOBODY_CAN_PROVE not in running(page(answer, full=True))


def test_where_help_is_expected_nobody_speaks_of_refusal() -> None:
    answer = dataclasses.replace(with_reply(invented(SMALL), 0.1, 0.9), deniable_refusal=figure(0.9))
    assert REFUSAL not in sentences(answer)


@pytest.mark.parametrize(("chance", "is_said"), [(0.49, False), (0.8, True)])
def test_no_free_units_is_said_where_the_stock_says_so(chance: float, is_said: bool, moscow: Answer) -> None:
    rows = tuple(
        dataclasses.replace(row, no_free_units=None if row.no_free_units is None else chance)
        for row in with_reply(moscow, 0.6, *[0.04] * 9).responses
    )
    answer = dataclasses.replace(moscow, responses=rows, posterior_draws=None)
    assert ("no free units for" in sentences(answer)) is is_said


@pytest.mark.parametrize(("factor", "is_said"), [(0.4, False), (0.5, True), (1.0, True), (2.0, True), (2.1, False)])
def test_little_surprise_means_that_strategy_adds_little(factor: float, is_said: bool, moscow: Answer) -> None:
    surprise = dataclasses.replace(moscow.surprise, bayes_factor=factor)
    said = sentences(dataclasses.replace(moscow, surprise=surprise))
    assert ("Strategy adds little here, evidence and menu decide" in said) is is_said


@pytest.mark.parametrize("is_outside", [False, True])
def test_a_type_that_behaves_otherwise_than_assumed_is_named(is_outside: bool, moscow: Answer) -> None:
    types = tuple(dataclasses.replace(row, is_outside=is_outside) for row in moscow.types)
    said = sentences(dataclasses.replace(moscow, types=types))
    assert said.count("behaves otherwise here than assumed for the next call") == (len(types) if is_outside else 0)


@pytest.mark.parametrize(("effective", "is_said"), [(99.0, True), (101.0, False)])
def test_too_few_draws_are_said(effective: float, is_said: bool, moscow: Answer) -> None:
    assert ("Too few draws" in sentences(dataclasses.replace(moscow, effective_draws=effective))) is is_said


@pytest.mark.parametrize(("leak", "is_said"), [("1", True), ("0.9", False)])
def test_certain_leaks_without_a_leaked_request_are_said(leak: str, is_said: bool) -> None:
    answer = invented(load_case("moscow-2025", settings={"leak": leak}))
    said = sentences(answer)
    assert ("no leaked request was given" in said) is is_said
    assert f"Under leak = {leak}." in said


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_page(width: int, full: bool, moscow: Answer) -> None:
    lines = page(moscow, width, full).splitlines()
    assert max(cell_len(line.rstrip()) for line in lines) <= min(width, 100)
    # Folded letter by letter, a name would fill a column of two or three.
    assert len(lines) < (660 if full else 280)


@pytest.mark.parametrize("width", WIDTHS)
def test_numbers_are_whole_at_every_width(width: int, moscow: Answer) -> None:
    text = page(moscow, width)
    for row in moscow.requests:
        assert f"{100 * row.posterior.value:.0f} %" in text or f"{100 * row.posterior.value:.1f} %" in text
    assert re.search(r"\d\n\s*%", text) is None


def test_colour_only_adds_to_the_page(moscow: Answer) -> None:
    coloured = page(moscow, colour="truecolor")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == page(moscow)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "label",
    [RIGHT_TO_LEFT, "x" * 20_000, "длинное слово " * 1_000, "漢字" * 300, "a\nb\tc\r\x07", "–", "ه" * 90],
    ids=["directions", "one long word", "many words", "wide", "controls", "dash", "joined"],
)
def test_no_text_of_a_case_breaks_the_page(label: str, width: int, full: bool, moscow: Answer) -> None:
    answer = with_labels(moscow, label)
    if len(label) > 1_000 and full:
        pytest.skip("the full page prints whole texts")
    text = page(answer, width, full)
    shown = set(text) - {"\n"}
    assert [character for character in shown if not character.isprintable()] == []
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= min(width, 100)
    assert [title for title in BLOCKS if title not in text] == []
    assert len(text) < (200_000 if full else 40_000)
    if label == RIGHT_TO_LEFT:
        assert "[bold]markup[/bold]" in running(text)
        assert ":smile:" in text


def test_a_price_that_does_not_exist_is_a_dash_with_a_note() -> None:
    answer = invented(SMALL)
    client = dataclasses.replace(
        answer.audience[0], after={"words": None, "help": 0.4}, change={"words": None, "help": Figure(0.1, 0.0, 0.2)}
    )
    text = page(dataclasses.replace(answer, audience=(client,)))
    assert re.search(r"The client itself +40 % +– +\+10", text)
    assert "– no price: never seen as itself" in running(text)
    assert "no price" not in page(answer)


def test_extrapolated_prices_are_marked_and_explained() -> None:
    answer = invented(SMALL)
    assert "if help†" in running(page(answer))
    assert "† an extrapolation" in running(page(answer))
    rows = tuple(dataclasses.replace(row, is_extrapolated=False) for row in answer.responses)
    assert "†" not in page(dataclasses.replace(answer, responses=rows))


def test_a_claim_that_cannot_be_tested_says_why(moscow: Answer) -> None:
    row = dataclasses.replace(
        moscow.claims[0], tests=None, model=None, verdict="not testable", difference=None, hinges_on=None,
        hinge_swing=None, reason="it tests nothing",
    )  # fmt: skip
    text = running(page(dataclasses.replace(moscow, claims=(row,))))
    assert " not testable" in text
    assert "it tests nothing" in text
    assert "nan" not in text
    assert "NOT TESTABLE: " in page(dataclasses.replace(moscow, claims=(row,)), full=True)


def test_a_source_is_named_with_its_interest_and_its_words_with_their_range(moscow: Answer) -> None:
    for full in (False, True):
        text = running(page(moscow, full=full))
        assert "Mykola Kniazhytskyi, Espreso" in text
        assert "state at war with the guarantor" in text
        assert '"unlikely, but not impossible" (lay: 10–35 %)' in text
        assert ("a flat denial (0–55 %)" if full else "denial 0–55 %") in text


def test_a_claim_is_a_line_of_the_short_page_and_whole_in_full(moscow: Answer) -> None:
    short = page(moscow, 100).split("THE SOURCE'S CLAIMS")[1].split("EVIDENCE")[0]
    for row in moscow.claims:
        (line,) = [line for line in short.splitlines() if line.startswith(f"  {row.id} ")]
        assert line.rstrip().endswith(row.verdict)
        assert row.says[:24] in line
        assert running(row.says) in running(page(moscow, full=True))


def test_what_several_claims_hinge_on_is_said_once(moscow: Answer) -> None:
    rows = tuple(
        dataclasses.replace(row, verdict="contested", hinges_on="leak", hinge_swing=0.2) for row in moscow.claims
    )
    text = running(page(dataclasses.replace(moscow, claims=(rows[1], rows[2]))))
    assert text.count("hinges on the chance that the request becomes known") == 1
    assert "as C2" in text


@pytest.mark.parametrize(("width", "most"), [(100, 120), (80, 140)])
def test_a_page_is_about_two_screens(width: int, most: int, moscow: Answer) -> None:
    """A reader on a deadline: twelve claims, eight requests, ten replies and seven groups, and nothing of it twice."""
    answer = dataclasses.replace(with_sensitivity(moscow), sobol=None)
    assert len(page(answer, width).splitlines()) <= most
    assert len(page(moscow, width, full=True).splitlines()) > 2 * most


@pytest.mark.parametrize("full", [False, True])
def test_the_settings_of_a_claim_stand_beside_its_figure(full: bool, moscow: Answer) -> None:
    row = dataclasses.replace(
        moscow.claims[0], under={"leak": "1", "precision": "2 to 4"}, verdict="contested", hinges_on="harm"
    )
    text = running(page(dataclasses.replace(moscow, claims=(row,)), 100, full=full))
    assert "under leak = 1, precision = 2 to 4 · hinges on what escalation costs Iran (" in text
    assert ("(harm, " in text) is full
    assert "under leak" not in running(page(moscow))


def test_what_a_claim_that_is_not_contested_hinges_on_is_a_detail(moscow: Answer) -> None:
    answer = dataclasses.replace(
        moscow, claims=(dataclasses.replace(moscow.claims[0], verdict="holds", hinges_on="leak"),)
    )
    assert "hinges on" not in page(answer)
    assert "hinges on the chance that the request becomes known (leak, judged)" in running(page(answer, full=True))


def test_a_rival_of_what_a_claim_hinges_on_stands_behind_an_or(moscow: Answer) -> None:
    row = dataclasses.replace(
        moscow.claims[0], verdict="contested", hinges_on="leak", hinge_rivals=("harm",), hinge_swing=0.2
    )
    answer = dataclasses.replace(moscow, claims=(row,))
    both = "hinges on the chance that the request becomes known (judged) or what escalation costs Iran ("
    assert both in running(page(answer))
    assert "from the first's 5 to its 95 % point the figure moves by +20 points" in running(page(answer, full=True))


def test_a_claim_that_moves_with_no_input_hinges_on_none(moscow: Answer) -> None:
    row = dataclasses.replace(moscow.claims[0], verdict="contested", hinges_on="leak", hinge_swing=0.0)
    assert "hinges on" not in page(dataclasses.replace(moscow, claims=(row,)), full=True)


def test_a_claim_about_costs_is_no_per_cent(moscow: Answer) -> None:
    row = dataclasses.replace(
        moscow.claims[0], tests="responses.own_front.cost", difference=None, word="0.1 to 0.4", stated_low=0.1,
        stated_high=0.4, model=Figure(3.1, 2.0, 4.0),
    )  # fmt: skip
    text = running(page(dataclasses.replace(moscow, claims=(row,))))
    assert "0.10–0.40 3.1, 2.0–4.0" in text
    assert "stated 0.1 to 0.4" in text


def test_the_page_says_what_it_rests_on(moscow: Answer) -> None:
    text = running(page(moscow).split("RESTS ON")[1])
    balance = moscow.balance
    assert f"■ {balance.sourced} sourced · ▨ {balance.judged} judged · □ {balance.default} default" in text
    assert f"{moscow.equilibrium.solved} of {moscow.draws} draws certified" in text
    assert f"seed {moscow.seed} · foedus 0.1.0 · case moscow-2025 {moscow.case.sha256[:12]}" in text
    assert "1 of 64 probed" in text
    assert "2 of 42 draws failed their certificate and were left out" in text


def test_how_forecasts_ended_is_not_printed(moscow: Answer) -> None:
    notes = [forecast.note for forecast in moscow.case.forecasts if forecast.note]
    text = running(page(moscow, full=True))
    assert notes
    assert [note for note in notes if running(note)[:30] in text] == []
    assert "resolution_" not in text


def nothing_is_known(answer: Answer) -> Answer:
    unknown = Figure(*3 * (float("nan"),))
    return dataclasses.replace(
        answer,
        requests=tuple(dataclasses.replace(row, posterior=unknown, prior=unknown.value) for row in answer.requests),
        responses=tuple(dataclasses.replace(row, probability=unknown, cost=unknown) for row in answer.responses),
        deniable_refusal=unknown, innocence=unknown, ambiguity=unknown, book=unknown, effective_draws=float("nan"),
        audience=tuple(dataclasses.replace(row, before=unknown, expected_after=unknown) for row in answer.audience),
        posterior_draws=None,
    )  # fmt: skip


def menus_are_empty(answer: Answer) -> Answer:
    return dataclasses.replace(answer, requests=(), responses=())


def it_is_certain(answer: Answer) -> Answer:
    return with_reply(with_posterior(answer, 1.0 + 1e-12, -1e-15), 1.0, 0.0)


def it_is_astronomical(answer: Answer) -> Answer:
    huge = Figure(1e300, -1e300, float("inf"))
    return dataclasses.replace(
        answer, book=huge, responses=tuple(dataclasses.replace(row, cost=huge, loss=huge) for row in answer.responses)
    )


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("width", [40, *WIDTHS])
@pytest.mark.parametrize(
    "change", [nobody_watches, nothing_is_known, menus_are_empty, it_is_certain, it_is_astronomical]
)
def test_extreme_answers_have_a_page(change: Callable[[Answer], Answer], width: int, full: bool) -> None:
    text = page(change(invented(SMALL)), width, full)
    assert "RESTS ON" in text
    assert "nan" not in text
    assert "inf" not in re.sub("infeasible|inferred", "", text)
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width


def test_a_case_without_a_challenger_has_no_escalation(moscow: Answer) -> None:
    assert "escalation" not in page(invented(SMALL), full=True).lower()
    assert "escalation" in page(moscow, full=True).lower()


def test_in_full_a_group_has_ranges_as_its_members_have(moscow: Answer) -> None:
    block = page(moscow, 100, full=True).split("WHAT THE PROMISE IS WORTH")[1].split("WHAT KIND OF")[0]
    rows = block.splitlines()
    for group in moscow.groups:
        place = next(n for n, line in enumerate(rows) if f"({len(group.members)})" in line and "−3.0" in line)
        assert "−6.0 to +1.0" in rows[place + 1]
    assert "−6.0 to +1.0" not in page(moscow, 100)


def test_the_clients_own_calls_show_what_they_did_in_its_eyes() -> None:
    own = "history:\n  - {date: 1999-05, client: SYR, asked: 0.5, given: 0.1, public: 1, what: It asked}\n"
    text = SMALL.replace("client: {label: The client}", "client: {label: The client, state: SYR}") + own
    alone = running(page(invented(text), full=True))
    assert "in the client's eyes: nobody else watches" in alone
    assert "its own call:" not in alone
    text = text.replace("  client: {value: 0}", "  client: {value: 0}\n  other: {value: 1}")
    watched = running(page(invented(text), full=True))
    assert "its own call: −5.0 in the eyes of The client" in watched
    assert "on average over who watches" in watched


def test_a_type_that_nothing_is_asked_of_has_a_dash() -> None:
    answer = invented(SMALL)
    types = tuple(dataclasses.replace(row, in_game_honours=None, is_outside=False) for row in answer.types)
    rows = running(page(dataclasses.replace(answer, types=types), full=True)).split("WHAT KIND OF GUARANTOR")[1]
    assert rows.count("60 % 36–76 –") == len(types)


def test_members_without_groups_are_listed_and_the_rest_counted() -> None:
    watchers = "\n".join(f"  o{number}: {{label: Watcher {number}}}" for number in range(12))
    answer = invented(f"{SMALL}{watchers}\n")
    assert "4 more: --full" in page(answer)
    text = page(answer, full=True)
    assert [number for number in range(12) if f"Watcher {number} " not in text] == []


def test_in_full_every_member_stands_once(moscow: Answer) -> None:
    block = page(moscow, 100, full=True).split("WHAT THE PROMISE IS WORTH")[1].split("WHAT KIND OF")[0]
    for row in moscow.audience[1:]:
        assert len(re.findall(rf"^ +{re.escape(row.label)}  ", block, re.MULTILINE)) == 1, row.label


def test_without_anything_public_surprise_says_nothing_about_strategy() -> None:
    """The Bayes factor is then 1 whatever strategy does."""
    answer = invented(SMALL)
    surprise = dataclasses.replace(answer.surprise, bayes_factor=1.0)
    assert "Strategy adds little" not in sentences(dataclasses.replace(answer, surprise=surprise))


@pytest.mark.parametrize(("draws", "reason"), [(64, "Too few draws (worth 64 of 64)"), (4000, "agree with what is")])
def test_few_draws_are_not_blamed_on_the_evidence(draws: int, reason: str, moscow: Answer) -> None:
    answer = dataclasses.replace(moscow, draws=draws, effective_draws=64.0)
    assert reason in sentences(answer)


def test_the_split_says_what_each_step_adds(moscow: Answer) -> None:
    text = running(page(moscow, full=True))
    assert "log2 odds −2.80 by the weights of the menu; strategy adds −2.50, the evidence −1.10" in text


def test_inputs_that_move_nothing_are_left_out(moscow: Answer) -> None:
    still = tuple(dataclasses.replace(row, value=1e-17) for row in moscow.elasticities)
    assert "WHAT MOVES" not in page(dataclasses.replace(moscow, elasticities=still), full=True)


def watch(answer: Answer, full: bool = False) -> str:
    return running(page(answer, full=full).split("\nWATCH")[1].split("\nFORECASTS" if full else "\nRESTS ON")[0])


def test_what_to_watch_is_what_tells_most_of_the_request_and_of_the_reply(moscow: Answer) -> None:
    """Two of each; the rest is counted."""
    told = watch(moscow)
    assert "if seen, " not in told
    declared = [row for row in moscow.indicators if row.kind == "declared"]
    signals = [row for row in moscow.indicators if row.kind == "signal"]
    assert told.split(" chance: ")[0].count("in sight: ") == 2
    assert all(row.label[:24] in told for row in (*declared[:2], *signals[:2]))
    assert not any(row.label[:24] in told for row in (*declared[2:], *signals[2:]))
    assert f"{len(moscow.indicators) - 4} that tell less and {len(moscow.forecasts)} dated forecasts: --full" in told
    assert all(row.label[:30] in watch(moscow, full=True) for row in moscow.indicators)


def test_bits_of_an_indicator_have_two_digits_and_nothing_below_a_thousandth(moscow: Answer) -> None:
    row = dataclasses.replace(moscow.indicators[0], bits=0.2134, response_bits=0.0002, probability=0.123)
    told = watch(dataclasses.replace(moscow, indicators=(row,)))
    assert "12 % 0.21 <0.001" in told


@pytest.mark.parametrize(("rise", "is_said"), [(0.05, True), (0.01, False)])
def test_the_request_that_an_indicator_raises_is_named_where_it_rises(
    rise: float, is_said: bool, moscow: Answer
) -> None:
    now = {row.id: row.posterior.value for row in moscow.requests}
    then = {**now, "arms": now["arms"] + rise, "statement": now["statement"] - rise}
    row = dataclasses.replace(moscow.indicators[0], if_seen=then)
    told = watch(dataclasses.replace(moscow, indicators=(row,)), full=True)
    assert ("if seen, Arms and munitions, aircraft under contract" in told) is is_said


def test_what_cannot_be_seen_changes_no_belief(moscow: Answer) -> None:
    row = dataclasses.replace(moscow.indicators[0], if_seen=None, by=None, probability=0.0, bits=0.0)
    told = watch(dataclasses.replace(moscow, indicators=(row,)))
    assert "0 % 0 <0.001" in told
    assert "by " not in told.split(" request, reply: ")[0].removeprefix("by chance")
    assert "if seen" not in told


def evidence_text(answer: Answer, full: bool = False) -> str:
    return running(page(answer, full=full).split("\nEVIDENCE")[1].split("\nWHAT WOULD CHANGE")[0])


def test_the_page_names_the_items_that_pull_against_the_leading_request(moscow: Answer) -> None:
    text = evidence_text(moscow, full=True)
    assert text.count('−0.30 "') == 3
    assert "towards Nothing beyond a joint condemnation. The items" in text
    assert "The items disagree by 0.12 bits" in text
    assert "disagree" not in evidence_text(moscow)
    agreeing = dataclasses.replace(moscow, conflict_measure=-0.3)
    assert "The items agree by 0.30 bits" in evidence_text(agreeing, full=True)


def test_an_item_that_pulls_against_it_says_where_to(moscow: Answer) -> None:
    against = moscow.conflict[0].id
    rows = [dataclasses.replace(row, bits=-9.0 if row.id == against else 0.1) for row in moscow.evidence]
    text = evidence_text(dataclasses.replace(moscow, evidence=tuple(rows), conflict=moscow.conflict[:1]), full=True)
    assert text.count("· towards nothing beyond a joint condemnation") == 1
    assert text.index("−9.00") < text.index("· towards") < text.index("+0.10")


def test_where_nothing_pulls_against_it_the_page_says_so(moscow: Answer) -> None:
    none = dataclasses.replace(moscow, conflict=())
    assert "No item pulls against the leading request." in evidence_text(none)
    slight = dataclasses.replace(moscow, conflict=(dataclasses.replace(moscow.conflict[0], bits=-0.01),))
    assert "Nothing pulls against the leading request by 0.05 bits or more; 1 weaker item does." in evidence_text(
        slight, full=True
    )


def test_another_menu_is_shown_in_full_with_what_would_then_lead(moscow: Answer) -> None:
    text = running(page(moscow, full=True).split("\nHAD THE MENU BEEN CUT OTHERWISE")[1].split("\nWATCH")[0])
    assert text.count(": in two") == len(moscow.requests)
    assert "Nothing beyond a joint condemnation; Political backing, a 40 % – Security Council draft: as one" in text
    assert text.count("then what leads is") == sum(row.is_changed for row in moscow.menu)
    reply = max(moscow.responses, key=lambda row: row.probability.value).id
    assert ("of the replies" in text) is any(row.is_changed and row.response != reply for row in moscow.menu)


@pytest.mark.parametrize(
    ("change", "told"), [(-3e-17, "0"), (4e-11, "0"), (2e-6, "+<0.1"), (-2e-6, f"{MINUS}<0.1"), (0.114, "+11")]
)
def test_a_change_within_the_error_of_the_solver_is_none(change: float, told: str) -> None:
    assert points(change) == told
