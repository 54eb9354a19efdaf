"""A slider: an answer that begins near another one, and leaves out what solves again."""

import dataclasses
import io

import numpy as np
import pytest

import foedus
from foedus.answer import Answer

DRAWS = 120


@pytest.fixture(scope="module")
def before() -> Answer:
    return foedus.ask("moscow-2025", draws=DRAWS, brief=True)


def moved(*settings: str) -> foedus.Case:
    return foedus.load_case("moscow-2025", settings=settings)


def test_from_nearby_equilibria_the_answer_is_the_same(before: Answer) -> None:
    """Draw by draw the same equilibria, but for the few whose branch turns in between."""
    case = moved("leak=0.25")
    warm = foedus.ask(case, draws=DRAWS, brief=True, near=before)
    cold = foedus.ask(case, draws=DRAWS, brief=True)
    # What takes long is left out of a brief answer, and is counted.
    assert warm.equilibrium.solved + warm.equilibrium.failed == DRAWS
    assert warm.equilibrium.solved >= 0.96 * cold.equilibrium.solved
    assert warm.equilibrium.by_method["homotopy"] == warm.equilibrium.by_method["straight"] == 0
    same = np.max(np.abs(warm.equilibria[1] - cold.equilibria[1]), axis=0) < 1e-6
    assert same.sum() > 0.95 * warm.equilibrium.solved
    for one, other in zip(warm.requests, cold.requests, strict=True):
        assert one.posterior.value == pytest.approx(other.posterior.value, abs=0.01)
    assert warm.equilibrium.max_residual <= 1e-9


def test_an_unchanged_case_is_there_at_once(before: Answer) -> None:
    again = foedus.ask("moscow-2025", draws=DRAWS, brief=True, near=before)
    for one, other in zip(again.requests, before.requests, strict=True):
        assert one.posterior.value == pytest.approx(other.posterior.value, abs=1e-9)
    for mine, theirs in zip(again.responses, before.responses, strict=True):
        assert mine.probability.value == pytest.approx(theirs.probability.value, abs=1e-9)


@pytest.mark.parametrize("other", ["draws", "seed", "menu"])
def test_what_cannot_be_started_from_is_not(before: Answer, other: str) -> None:
    """Another number of draws, another seed, another menu: the answer is the one that it is alone, to the last bit."""
    case, draws, seed = foedus.load_case("moscow-2025"), DRAWS, 1
    if other == "draws":
        draws = 60
    elif other == "seed":
        seed = 2
    else:
        case = foedus.load_case("two-by-two-watched")
    warm = foedus.ask(case, draws=draws, seed=seed, brief=True, near=before)
    alone = foedus.ask(case, draws=draws, seed=seed, brief=True)
    assert [row.posterior for row in warm.requests] == [row.posterior for row in alone.requests]


def test_a_brief_answer_has_the_figures_of_the_whole_one() -> None:
    brief, whole = (foedus.ask("two-by-two-watched", draws=DRAWS, brief=flag) for flag in (True, False))
    assert (brief.requests, brief.responses, brief.audience) == (whole.requests, whole.responses, whole.audience)
    assert brief.is_brief
    assert not whole.is_brief
    assert (brief.flips, brief.doubling, brief.menu, brief.conflict, brief.elasticities) == (None, None, (), (), ())
    assert (brief.subsample, brief.equilibrium.probe_draws) == (0, 0)


def test_claims_of_a_brief_answer_have_verdicts_and_no_hinges(before: Answer) -> None:
    whole = foedus.ask("moscow-2025", draws=DRAWS, flips=False)
    for one, other in zip(before.claims, whole.claims, strict=True):
        if not one.under:
            assert dataclasses.replace(other, hinges_on=None, hinge_swing=None, hinge_rivals=()) == one
    assert all(np.isnan(row.bits) for row in before.evidence)
    assert before.record()["evidence"][0]["bits"] is None


def test_a_brief_answer_is_printed_too(before: Answer) -> None:
    from rich.console import Console

    from foedus.report.terminal import briefing

    console = Console(width=80, record=True, file=io.StringIO())
    console.print(briefing(before, full=True))
    assert "WHAT WAS ASKED" in console.export_text()
