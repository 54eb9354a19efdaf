"""A difference in words and tables: read aloud it says what moved, by how much and why."""

import dataclasses
import io
import itertools

import pytest
from rich.console import Console

from foedus.answer.difference import Difference, Movement, Side, Step, VerdictChange
from foedus.answer.result import Figure
from foedus.case import load_case
from foedus.report.difference_page import difference_page
from foedus.report.difference_sentence import difference_in_words

CASE = load_case("moscow-2025")
ROOM = "On the Russian side sits the deputy chief of the General Staff"


def side(day: str, **settings: str) -> Side:
    return Side("moscow-2025", "moscow-2025", day, "abc", settings)


def movement(figure: str, label: str, before: float, after: float) -> Movement:
    ends = [Figure(value, value / 2, (1 + value) / 2, 0.001) for value in (before, after)]
    return Movement(figure, label, ends[0], ends[1], after - before)


FIGURES = (
    movement("requests.arms", "Arms and munitions", 0.24, 0.29),
    movement("requests.statement", "Nothing beyond a joint condemnation", 0.2, 0.19),
    movement("responses.words", "Condemnation and general support", 0.30, 0.32),
    movement("audience.expected_after", "all others who watch", 0.42, 0.421),
)


def moved(arms: float, words: float) -> dict[str, float]:
    return {
        "requests.arms": arms,
        "requests.statement": -0.005,
        "responses.words": words,
        "audience.expected_after": 0.0005,
    }


def step(path: str, arms: float, words: float, kind: str = "evidence", **more: object) -> Step:
    given = {"what": "enters", "label": ROOM, "date": "2025-06-23", "before": None, "after": None, **more}
    return Step(path, kind, contributions=moved(arms, words), **given)  # type: ignore[arg-type]


STEPS = (
    step("evidence.denial", -0.02, 0.001, label="Putin tells agencies that nothing was asked", date="2025-06-18"),
    step("evidence.room", 0.04, 0.012, first=moved(0.05, 0.013), last=moved(0.03, 0.011)),
    step("seen", 0.03, 0.007, kind="reply", label="Condemnation and general support"),
)


def made(**changes: object) -> Difference:
    given = Difference(
        before=side("2025-06-17"), after=side("2025-06-23"), figures=FIGURES, verdicts=(), steps=STEPS, notes=(),
        draws=500, certified=497, seed=1, case=CASE,
    )  # fmt: skip
    return dataclasses.replace(given, **changes)  # type: ignore[arg-type]


def page(difference: Difference, width: int = 80, full: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(difference_page(difference, full=full))
    return captured.get()


def test_it_reads_aloud_as_prose() -> None:
    assert difference_in_words(made()) == (
        "Between 17 and 23 June 2025 the chance that Iran asked for arms and munitions rises from 24 % to 29 %."
        " Most of that, 4.0 of 5.0 points, is due to the report of 23 June that on the Russian side sits the"
        " deputy chief of the General Staff, and 3.0 to the reply as it is seen on 23 June (condemnation and"
        " general support). Against that stands the report of 18 June that Putin tells agencies that nothing was"
        " asked (2.0 points). The chance that Russia gives condemnation and general support rises from 30 % to 32 %."
        " Most of that, 1.2 of 2.0 points, is due to the report already named (room), and 0.7 to the reply as it is"
        " seen. What the promise is worth to the others in the end stays at 42 %."
    )


def test_one_setting_opens_the_sentence_and_is_not_said_twice() -> None:
    only = step("leak", 0.05, 0.02, kind="input", what="changes", label="", date=None,
                before="0.1 to 0.4 (default)", after="1")  # fmt: skip
    text = difference_in_words(made(after=side("2025-06-17", leak="1"), steps=(only,)))
    assert text.startswith(
        "With the chance that the request becomes known at 1 instead of the default 0.1 to 0.4 (leak) the chance that"
    )
    assert text.count("leak") == 1


def test_inputs_are_named_in_words_with_their_paths_beside_them() -> None:
    steps = tuple(
        step(path, size, size / 3, kind="input", what="changes", label="", date=None, before="1", after="2 to 3")
        for path, size in (("responses.forces.delay", 0.04), ("leak", 0.03))
    )
    sides = side("2025-06-23"), side("2025-06-23", leak="2 to 3", urgency="3")
    text = difference_in_words(made(before=sides[0], after=sides[1], steps=steps))
    assert "the delay of forces, or aircraft with their crews at 2 to 3 instead of 1 (responses.forces.delay)" in text
    table = " ".join(page(made(steps=steps)).split("WHAT MOVED IT")[1].split())
    assert "Delay of forces, or aircraft with their crews +4.0" in table
    assert "responses.forces.delay · 1 → 2 to 3" in table
    without = difference_in_words(made(before=sides[0], after=sides[1], steps=steps, case=None))
    assert "responses.forces.delay at 2 to 3 instead of 1" in without


def test_what_gains_is_named_where_another_loses() -> None:
    rows = (
        movement("requests.statement", "Nothing beyond a joint condemnation", 0.25, 0.15),
        movement("requests.arms", "Arms and munitions", 0.24, 0.27),
        movement("requests.mediation", "Mediation", 0.20, 0.25),
        movement("requests.other", "Something not on this list", 0.31, 0.33),
    )
    assert "falls from 25 % to 15 %. Likelier instead are mediation (from 20 % to 25 %) and arms and munitions" in (
        difference_in_words(made(figures=rows, steps=None))
    )
    assert "instead is mediation (from 20 % to 25 %)." in difference_in_words(
        made(figures=(rows[0], rows[2]), steps=None)
    )


@pytest.mark.parametrize(
    ("end", "others"),
    [
        ("last", "though once the later ones are known it adds little"),
        ("first", "though without the earlier ones it does little"),
    ],
)
def test_a_part_that_hangs_on_the_order_is_said_to(end: str, others: str) -> None:
    ends = {name: dict(STEPS[1].contributions) for name in ("first", "last")}
    ends[end]["requests.arms"] = 0.005
    steps = (STEPS[0], dataclasses.replace(STEPS[1], **ends), STEPS[2])
    text = difference_in_words(made(steps=steps))
    assert f"of the General Staff ({others}), and 3.0 to" in text
    assert text.count("(though") == 1


def test_one_step_between_two_files_is_named_once() -> None:
    only = step("structure", 0.05, 0.02, kind="structure", what="changes", label="requests.forces", date=None)
    text = difference_in_words(made(after=Side("new.yaml", "moscow-2025", "2025-06-23", "def"), steps=(only,)))
    assert text.count("That is due to what may be asked and given being another (requests.forces).") == 1
    assert text.count("due to") == 1


@pytest.mark.parametrize(
    ("before", "after", "opening"),
    [
        (side("2025-06-23"), side("2025-06-17"), "Going back from 23 June 2025 to 17 June 2025 the"),
        (side("2025-05-30"), side("2025-06-17"), "Between 30 May 2025 and 17 June 2025 the"),
        (side("2025-06-23"), side("2025-06-23", leak="1", harm="2"),
         "Under leak = 1, harm = 2 instead of the values of the file the"),
        (side("2025-06-23"), side("2025-06-24", leak="1"), "Between two answers to moscow-2025 the"),
        (side("2025-06-23"), Side("new.yaml", "moscow-2025", "2025-06-23", "def"), "From moscow-2025 to new.yaml the"),
    ],
)  # fmt: skip
def test_the_opening_says_what_sets_them_apart(before: Side, after: Side, opening: str) -> None:
    assert difference_in_words(made(before=before, after=after)).startswith(opening)


def test_nothing_is_made_of_nothing() -> None:
    still = tuple(dataclasses.replace(row, after=row.before, explained=0.0) for row in FIGURES)
    assert "nothing changes that a figure depends on" in difference_in_words(made(steps=(), figures=still))
    assert "no request and no reply becomes likelier" in difference_in_words(made(figures=still))


def test_tables_say_how_much_and_by_what() -> None:
    text = page(made(verdicts=(VerdictChange("C2", "Military help", "contested", "holds", "evidence.room"),)))
    assert "Arms and munitions                             24 %   29 %    +5.0" in text
    assert "23 Jun 2025 · room (+3.0 to +5.0)" in text
    assert f"contested before, holds after, with “{ROOM}” evidence.room" in " ".join(text.split())
    assert "together" in text
    assert "497" in text
    assert made().order in " ".join(text.split())


def test_how_far_the_steps_are_from_the_answers_is_said() -> None:
    ends = [dataclasses.replace(one, draws=4000) for one in (side("2025-06-17"), side("2025-06-23"))]
    rows = (dataclasses.replace(FIGURES[0], explained=0.041), *FIGURES[1:])
    text = " ".join(page(made(before=ends[0], after=ends[1], figures=rows)).split())
    assert "those of the answers (4 000 and 4 000 draws)" in text
    assert "up to 0.9 points from them (requests.arms)" in text
    assert "those of the answers" not in page(made())


def test_numbers_alone_are_said_to_be_alone() -> None:
    alone = made(
        steps=None, notes=("the case cannot be found again",), draws=None, certified=None, seed=None, case=None
    )
    text = page(alone)
    assert "nothing was computed" in text
    assert "the client asked for arms and munitions" in " ".join(text.split())
    assert "WHAT MOVED IT" not in text


def test_what_hardly_moves_is_counted_and_listed_in_full() -> None:
    more = (*FIGURES, movement("requests.forces", "A show of force", 0.1, 0.1001))
    quiet = Step(
        "evidence.quiet", "evidence", "enters", "Nothing new", "2025-06-20", None, None,
        {row.figure: 0.0001 for row in more},
    )  # fmt: skip
    steps = (*(dataclasses.replace(s, contributions={**s.contributions, more[-1].figure: 0.0}) for s in STEPS), quiet)
    short, long = (page(made(figures=more, steps=steps), full=full) for full in (False, True))
    assert "1 more moved by less than 0.05 points" in short
    assert "quiet" not in short
    assert "A show of force" in long
    assert "quiet" in long


@pytest.mark.parametrize(("width", "full"), list(itertools.product([60, 80, 120], [False, True])))
def test_no_line_is_wider_than_the_page(width: int, full: bool) -> None:
    label = (
        "An exceptionally long label of something that may be asked, with commas, and more [bold]of it[/bold]\x1b[31m"
    )
    rows = tuple(dataclasses.replace(row, label=label) for row in FIGURES)
    steps = tuple(dataclasses.replace(one, label=label) for one in STEPS)
    text = page(made(figures=rows, steps=steps, notes=(label,)), width, full)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
