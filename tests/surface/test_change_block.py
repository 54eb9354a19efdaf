"""WHAT WOULD CHANGE THIS: which flips the page shows, how they read, and what it says of wider judgements."""

import dataclasses
import io

import pytest
from rich.console import Console

from answers import figure, invented
from foedus.answer.result import Answer, Figure
from foedus.answer.sensitivity import Doubling, FlipRow, SobolRow
from foedus.report.change_block import change_block, sobol_block

LEAK, HARM = "chance that the request becomes known", "what escalation costs Iran"


def shown(answer: Answer, every: bool = False) -> str:
    """The block on one line, "" where there is none."""
    block = change_block(answer, every)
    console = Console(file=io.StringIO(), width=80, highlight=False, markup=False)
    with console.capture() as captured:
        console.print("" if block is None else block)
    return " ".join(captured.get().split())


def flip(figure: str, move: float, path: str = "leak", is_confirmed: bool = True, **others: str) -> FlipRow:
    at = 0.25 + move * 0.3
    return FlipRow(figure, path, 0.1, 0.25, 0.4, at, move, **{"before": "holds", "after": "contested", **others},
                   is_confirmed=is_confirmed, draws=320)  # fmt: skip


@pytest.fixture(scope="module")
def moscow() -> Answer:
    return invented()


def test_a_flip_says_where_it_is_what_the_input_is_now_and_what_becomes(moscow: Answer) -> None:
    request = flip("request", 1.2, before="arms", after="forces")
    text = shown(dataclasses.replace(moscow, flips=(request,)))
    assert f"request {LEAK}: above 0.61 (now 0.10–0.40) → a show of force, or forces rather than arms and" in text
    assert "For --set: leak (outside its own range)." in text
    text = shown(dataclasses.replace(moscow, flips=(flip("C1", -0.3),)))
    assert f"C1 {LEAK}: below 0.16 (now 0.10–0.40) → contested (holds now)" in text
    assert "outside" not in text


def test_without_a_move_it_is_enough_to_know_the_input(moscow: Answer) -> None:
    assert f"C1 {LEAK}: known to be 0.25 (now 0.10–0.40)" in shown(
        dataclasses.replace(moscow, flips=(flip("C1", 0.0),))
    )


def test_the_page_shows_the_nearest_of_each_figure_leaders_first_and_counts_the_rest(moscow: Answer) -> None:
    rows = (
        flip("C1", 0.1), flip("C1", 0.2, "harm"), flip("C2", 0.3),
        flip("response", 0.4, before="words", after="arms"), flip("request", 0.5, before="arms", after="forces"),
        flip("C3", 0.6), flip("C4", 0.7),
    )  # fmt: skip
    answer = dataclasses.replace(moscow, flips=rows)
    text = shown(answer)
    order = [f"request {LEAK}", f"reply {LEAK}", f"C1 {LEAK}", "4 more: --flips"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert not any(part in text for part in (HARM, f"C2 {LEAK}", f"C3 {LEAK}", f"C4 {LEAK}"))
    every = shown(answer, every=True)
    assert all(
        part in every
        for part in (
            f"C1 {HARM}",
            f"C3 {LEAK}",
            f"C4 {LEAK}",
            "leak · 0.70 of its range, outside of it, confirmed on 320 draws",
        )
    )
    assert "--flips" not in every


def test_what_is_not_confirmed_is_shown_to_who_asks_for_all_or_where_nothing_else_is(moscow: Answer) -> None:
    sure, open_ = flip("C2", 0.4), flip("C1", 0.1, is_confirmed=False)
    assert f"C1 {LEAK}" not in shown(dataclasses.replace(moscow, flips=(open_, sure)))
    assert f"C1 {LEAK}" in shown(dataclasses.replace(moscow, flips=(open_, sure)), every=True)
    assert f"C1 {LEAK}" in shown(dataclasses.replace(moscow, flips=(open_,)))


def test_none_found_is_said_and_not_looked_for_is_not(moscow: Answer) -> None:
    nothing = "No input alone, moved by up to twice its own range"
    assert nothing in shown(dataclasses.replace(moscow, flips=()))
    assert nothing not in shown(dataclasses.replace(moscow, flips=None))
    assert shown(dataclasses.replace(moscow, flips=None, doubling=None)) == ""


def doubled(**changes: object) -> Doubling:
    row = Doubling(12, 600, "arms", True, figure(0.5), "words", True, figure(0.3), {}, 3)
    return dataclasses.replace(row, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "the request stays the likeliest (50 %, 30–70), the reply too (30 %, 18–58), and 3 of 3 verdicts stand."),
        ({"keeps_request": False, "request": "forces"},
         "a show of force, or forces becomes the likeliest request, the reply stays the likeliest (30 %"),
        ({"keeps_response": False, "response": "mediate"}, "becomes the likeliest reply"),
        ({"verdicts": {"C1": "contested"}}, "and 2 of 3 verdicts stand (then C1 contested)."),
        ({"tested": 0}, "(30 %, 18–58)."),
    ],
)  # fmt: skip
def test_one_line_says_what_survives_wider_judgements(changes: dict[str, object], said: str, moscow: Answer) -> None:
    text = shown(dataclasses.replace(moscow, flips=None, doubling=doubled(**changes)))
    assert "With all 12 judged ranges" in text
    assert said in text


def test_shares_of_variance_stand_figure_by_figure_within_nothing_and_all(moscow: Answer) -> None:
    assert sobol_block(moscow) is None
    rows = (
        SobolRow("requests.arms", "leak", Figure(0.4, 0.3, 0.5), Figure(0.96, 0.8, 1.12)),
        SobolRow("requests.arms", "harm", Figure(-0.01, -0.05, 0.03), Figure(0.002, 0.0, 0.004)),
        SobolRow("requests.arms", "others", Figure(0.2, 0.1, 0.3), Figure(0.3, 0.2, 0.4)),
    )
    console = Console(file=io.StringIO(), width=80, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(sobol_block(dataclasses.replace(moscow, sobol=rows)))
    lines = [" ".join(line.split()) for line in captured.get().splitlines()]
    assert "The chance that arms and munitions, aircraft under contract was asked for" in lines
    assert f"{LEAK} 40 % 30–50 96 % 80–100" in lines
    assert "all other inputs together 20 % 10–30 30 % 20–40" in lines
    assert not any(line.startswith(HARM) for line in lines)
