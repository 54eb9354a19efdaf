"""What the model simulates it infers back, with the right confidence (Talts et al. 2018, arXiv:1804.06788).

A set of draws ψ_1 … ψ_N is fixed and taken for the prior. One of them is picked at random, a request, evidence about it
and what is seen of the reply are simulated from its equilibrium, and the answer's machinery infers which request it was
and which draw. Given the set this is exact Bayes, so ranks are exactly uniform, whatever N is: nothing has to be large.
The evidence is dated after the reply: what is said before it is exogenous to the game and cannot be simulated.
"""

import numpy as np
import pytest
from scipy.stats import chi2

from foedus.answer.figure_of import Quantities
from foedus.answer.world import observe, read_draws
from foedus.request import assemble
from oracles.small_cases import read
from small_worlds import account, quantities, solved_small

pytestmark = pytest.mark.slow

N_CRISES = 4000
FALSE_ALARM = 1e-4
"""chance that a right model fails one of these tests"""
N_BINS = 20
LATER = "2001-02-25"
ITEMS = {
    "convoy": {"nothing": 0.1, "guns": 0.5, "planes": 0.6, "troops": 0.7},
    "silence": {"nothing": 0.8, "guns": 0.6, "planes": 0.3, "troops": 0.35},
}


def observed(response, happened):
    """The case of one observer: a reply seen, each item observed to have happened or not."""
    evidence = []
    for (name, chances), so in zip(ITEMS.items(), happened, strict=True):
        likelihood = {request: chance if so else 1 - chance for request, chance in chances.items()}
        common = {"id": name, "date": LATER, "says": name, "source": "agency", "reliability": 1, "exact": True}
        evidence.append({**common, "likelihood": likelihood})
    seen = {"response": response, "date": "2001-02-10"}
    return read(account(seen=seen, evidence=evidence, forecasts=[]))


@pytest.fixture(scope="module")
def solved():
    """Equilibria of the case before any of that is known."""
    return solved_small()


@pytest.fixture(scope="module")
def inferred(solved):
    """By what may be observed: ω (draw,) and p_i(q) (request, draw)."""
    world, answers = solved.world, {}
    for response in world.case.responses:
        for happened in [(a, b) for a in (True, False) for b in (True, False)]:
            case = observed(response, happened)
            points = {
                f"evidence.{item.id}.likelihood.{request}": np.full(world.n_draws, stated.quantity.low)
                for item in case.evidence
                for request, stated in item.likelihood.items()
            }
            own = {f"evidence.{item.id}.reliability": np.ones(world.n_draws) for item in case.evidence}
            values = {**world.values, **points, **own}
            game, table, _ = assemble(case, values)
            np.testing.assert_array_equal(game.evidence, 1.0)  # nobody knew it when they played
            again = type(world)(case, values, world.game, table, world.stock, observe(case, values, game, table))
            here = Quantities(
                case, read_draws(again, solved.equilibria.iterate, solved.draws), quantities(solved).facts
            )
            joint = here.reading.prior * here.reading.likelihood * here.reading.seen
            assert here.weight.sum() == pytest.approx(joint.sum())
            answers[response, happened] = here
    return answers


def simulate(solved, rng):
    """One crisis, forward: the draw it comes from, the request, and what an observer would have."""
    world, reading = solved.world, solved.reading
    requests, responses = list(world.case.requests), list(world.case.responses)
    draw = int(rng.integers(world.n_draws))
    asked = int(rng.choice(len(requests), p=reading.prior[:, draw] / reading.prior[:, draw].sum()))
    given = reading.carried[asked, :, draw]
    carried = int(rng.choice(len(responses), p=given / given.sum()))
    since = (world.case.as_of - world.case.asked_on).days
    name = responses[carried]
    is_under_way = world.values[f"responses.{name}.delay"][draw] <= since
    if is_under_way and rng.uniform() < world.values[f"responses.{name}.visibility"][draw]:
        sight = name
    else:
        looks = world.case.looks(name)
        sight = str(rng.choice(list(looks), p=list(looks.values())))
    happened = tuple(bool(rng.uniform() < chances[requests[asked]]) for chances in ITEMS.values())
    return draw, asked, (sight, happened)


def position(chances, actual, rng):
    """Where the truth stands in what was thought likely: uniform on [0, 1] where chances are right."""
    below = chances[:actual].sum()
    return (below + rng.uniform() * chances[actual]) / chances.sum()


def misfit(positions):
    """Chi-square of counts in equal bins."""
    counts = np.histogram(positions, bins=N_BINS, range=(0, 1))[0]
    expected = len(positions) / N_BINS
    return ((counts - expected) ** 2 / expected).sum()


ALARM = chi2.isf(FALSE_ALARM, N_BINS - 1)


@pytest.fixture(scope="module")
def crises(solved):
    rng = np.random.default_rng(20)
    return [simulate(solved, rng) for _ in range(N_CRISES)]


def test_what_was_asked_is_as_likely_as_the_answer_says(inferred, crises):
    rng = np.random.default_rng(21)
    posterior = {}
    for seen, here in inferred.items():
        joint = (here.reading.prior * here.reading.likelihood * here.reading.seen).sum(axis=1)
        posterior[seen] = joint / joint.sum()
    positions = [position(posterior[seen], asked, rng) for _, asked, seen in crises]
    assert misfit(positions) < ALARM


@pytest.mark.parametrize("path", ["precision", "types.type_0.share", "requests.troops.weight"])
def test_weights_of_draws_are_their_chances_of_being_the_true_one(path, solved, inferred, crises):
    """Ranks of the true value of an input among all draws, weighed by ω."""
    rng = np.random.default_rng(22)
    order = np.argsort(solved.world.values[path])
    rank = np.argsort(order)
    positions = [position(inferred[seen].weight[order], rank[draw], rng) for draw, _, seen in crises]
    assert misfit(positions) < ALARM


def test_forgetting_strategy_would_be_noticed(inferred, crises):
    """The menu's weights in the place of strategy: the same ranks then fail."""
    rng = np.random.default_rng(23)
    wrong = {}
    for seen, here in inferred.items():
        joint = (here.reading.weight * here.reading.likelihood * here.reading.seen).sum(axis=1)
        wrong[seen] = joint / joint.sum()
    positions = [position(wrong[seen], asked, rng) for _, asked, seen in crises]
    assert misfit(positions) > ALARM


def ranks_by_weight(inferred, crises, weigh, rng):
    """Where the true draw stands, draws ordered by how likely they make what was observed."""
    positions = []
    for draw, _, seen in crises:
        weight = inferred[seen].weight
        order = np.argsort(weight)
        positions.append(position(weigh(weight)[order], int(np.flatnonzero(order == draw)[0]), rng))
    return positions


def test_draws_that_foresaw_what_happened_are_the_likelier_by_just_so_much(inferred, crises):
    rng = np.random.default_rng(24)
    assert misfit(ranks_by_weight(inferred, crises, lambda weight: weight, rng)) < ALARM


@pytest.mark.parametrize("wrong", [np.ones_like, np.square])
def test_weights_that_are_flat_or_too_sharp_would_be_noticed(wrong, inferred, crises):
    rng = np.random.default_rng(25)
    assert misfit(ranks_by_weight(inferred, crises, wrong, rng)) > ALARM
