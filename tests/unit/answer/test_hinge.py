"""What a claim hinges on, against brute force: every input at both of its ends, solved again."""

import numpy as np
import pytest

from foedus.answer import hinge as hinging
from foedus.answer.hinge import CANDIDATES, Moved, largest
from foedus.answer.question import ask
from foedus.answer.world import build, solve_world
from foedus.case import inputs, parse, resolve
from oracles.small_cases import read
from small_worlds import MOVING, asked, file_with_claims, quantities, subsample

N_DRAWS = 192
SMOOTH = ["arms", "statement", "neighbours", "owed", "jets"]


def figures_without(parts):
    """The sum of the parts' means with one draw left out after the other, and at the end with none; (draw + 1,)."""
    n = len(parts[0].weight)
    kept = [np.delete(np.arange(n), place) for place in range(n)] + [np.arange(n)]
    return np.array([sum(np.average(part.value[some], weights=part.weight[some]) for part in parts) for some in kept])


@pytest.fixture(scope="module")
def moves():
    """By claim and input: the figure at the input's 95 % point less that at its 5 % point, on the subsample.

    With one draw left out after the other, and at the end with none; (draw + 1,).
    """
    case = read(file_with_claims())
    base, counts = subsample(N_DRAWS)
    given = inputs(case)
    assert {path for path, entry in given.items() if not entry.quantity.is_point} == set(MOVING)
    tests = {claim.id: resolve(parse(claim.tests), case) for claim in case.claims if claim.id in SMOOTH}
    found = {claim: {} for claim in SMOOTH}
    for path in MOVING:
        ends = []
        for end in (given[path].quantity.low, given[path].quantity.high):
            solved = solve_world(build(case, {**base, path: np.full_like(counts, end)}, counts))
            assert len(solved.draws) == len(counts)
            here = quantities(solved)
            ends.append({claim: figures_without(here.evaluate(test).parts) for claim, test in tests.items()})
        for claim in SMOOTH:
            found[claim][path] = ends[1][claim] - ends[0][claim]
    return found


@pytest.mark.parametrize("claim", SMOOTH)
def test_a_claim_hinges_on_the_input_that_moves_its_figure_most(claim, moves):
    row = next(row for row in asked(N_DRAWS).claims if row.id == claim)
    most = max(moves[claim], key=lambda path: abs(moves[claim][path][-1]))
    assert row.hinges_on == most
    assert row.hinge_swing == pytest.approx(moves[claim][most][-1], abs=1e-8)


@pytest.mark.parametrize("claim", SMOOTH)
def test_a_rival_is_an_input_whose_distance_is_within_its_error(claim, moves):
    """The jackknife's, over the draws on which both were moved."""
    row = next(row for row in asked(N_DRAWS).claims if row.id == claim)
    sizes = {path: np.sign(moved[-1]) * moved for path, moved in moves[claim].items()}
    order = sorted(sizes, key=lambda path: -sizes[path][-1])[:CANDIDATES]
    expected = []
    for path in order[1:]:
        lead = sizes[order[0]] - sizes[path]
        n = len(lead) - 1
        if lead[-1] <= 1.645 * np.sqrt((n - 1) * np.var(lead[:-1])):
            expected.append(path)
    assert list(row.hinge_rivals) == expected


def moved_by(path, per_draw):
    """An input that moves a mean over equally weighted draws by so much in each of them."""
    n = len(per_draw)
    sign = np.sign(per_draw.mean())
    return Moved(path, per_draw.mean(), abs(per_draw.mean()), sign * (per_draw.sum() - per_draw) / (n - 1))


@pytest.mark.parametrize(("errors", "is_rival"), [(0.0, True), (1.6, True), (1.7, False), (9.0, False)])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_who_leads_by_less_than_the_error_of_a_mean_has_a_rival(errors, is_rival, sign):
    """Of equal weights the jackknife's error is the standard deviation over the root of the number of draws."""
    rng, n = np.random.default_rng(0), 32
    noise = rng.normal(size=n)
    noise = (noise - noise.mean()) / noise.std(ddof=1)  # of mean 0 and deviation 1: its error is 1/√n
    other = sign * (0.5 + rng.uniform(size=n))
    best = -other - sign * (noise + (errors + 1e-6) / np.sqrt(n))
    found = largest([moved_by("other", other), moved_by("best", best)])
    assert (found.input, found.rivals) == ("best", ("other",) if is_rival else ())


def test_where_nothing_moves_the_printed_figure_there_are_no_rivals():
    still = [Moved(path, 0.0, beneath, np.zeros(8)) for path, beneath in (("a", 0.1), ("b", 0.3))]
    found = largest(still)
    assert (found.input, found.swing, found.rivals) == ("b", 0.0, ())


@pytest.mark.parametrize(("claim", "path"), [("owed", "types.type_0.honours"), ("jets", "stock.jets.in_service")])
def test_a_figure_that_is_an_input_hinges_on_it(claim, path):
    assert next(row for row in asked(N_DRAWS).claims if row.id == claim).hinges_on == path


def test_a_claim_that_nothing_moves_hinges_on_nothing():
    assert next(row for row in asked(N_DRAWS).claims if row.id == "talk").hinges_on is None


def test_a_claim_under_its_own_settings_does_not_hinge_on_what_they_fix():
    """`open` is tested under a certain leak: there the leak no longer moves anything."""
    row = next(row for row in asked(N_DRAWS).claims if row.id == "open")
    assert row.hinges_on != "leak"


@pytest.mark.parametrize(
    ("printed", "beneath", "expected"),
    [
        ([1.0, -3.0, 1.1, 2.0, 1.2], [0.0] * 5, [1, 3, 4, 2]),  # the four largest, whatever their sign
        ([0.1, -3.0, 0.8, 2.0, 0.7], [0.0] * 5, [1, 3, 2]),  # and nothing below a quarter of the largest
        ([0.0, 0.0, 1e-15, 0.0, 0.0], [0.0, 1.0, 0.2, 2.0, 0.1], [3, 1]),  # what is printed does not move
        ([0.0] * 5, [0.0] * 5, [0, 1, 2, 3]),
    ],
)
def test_the_inputs_that_are_solved_lead_by_the_printed_figure(printed, beneath, expected, monkeypatch):
    monkeypatch.setattr(hinging, "headline_parts", lambda quantities, test: printed)
    monkeypatch.setattr(hinging, "smooth_parts", lambda quantities, test: beneath)
    monkeypatch.setattr(hinging, "regressed_swings", lambda solved, moving, figures: np.array(figures).reshape(-1, 5))
    ((places),) = hinging._leading_inputs(None, None, [None], {})
    assert list(places) == expected


def test_what_is_not_shown_is_not_worked_out():
    """The rest of the answer does not depend on it."""
    case = read(file_with_claims())
    short = ask(case, draws=N_DRAWS, full=False).record()
    whole = asked(N_DRAWS).record()
    assert (short["elasticities"], short["menu"]) == ([], [])
    assert whole["elasticities"]
    assert whole["menu"]
    same = whole | {"elasticities": [], "menu": [], "seconds": short["seconds"]}
    assert short == same
