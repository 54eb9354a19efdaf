"""What a sample says of all draws: exact where it can be, and with an error that is what it says."""

import numpy as np
import pytest

from foedus.answer.regression import means_of_all, plain_means
from foedus.answer.weighing import Part

N_ALL = 3000


class Population:
    """Draws whose figure with nothing set depends on the input as drawn, and with it set on everything else."""

    def __init__(self, seed: int = 1, noise: float = 0.1) -> None:
        random = np.random.default_rng(seed)
        self.drawn = random.normal(2.0, 1.0, N_ALL)
        other = random.normal(0.0, 1.0, N_ALL)
        self.weight = random.uniform(0.5, 1.5, N_ALL)
        self.before = Part(other + 0.7 * self.drawn, self.weight)
        self.after = Part(other + noise * random.standard_t(6, N_ALL), self.weight)

    def seen_in(self, places, thinning):
        def part(whole: Part) -> Part:
            return Part(whole.value[places], whole.weight[places] * thinning)

        return means_of_all(
            [part(self.after)], [part(self.before)], [self.before], thinning, self.drawn[places], self.drawn
        )


def test_a_sample_of_all_draws_gives_their_mean_without_error() -> None:
    population = Population()
    found = population.seen_in(np.arange(N_ALL), np.ones(N_ALL))
    assert found.value == pytest.approx(plain_means([population.after]), abs=1e-12)
    assert np.all(found.influence == 0.0)


def test_where_nothing_is_set_a_sample_gives_the_mean_of_all_draws() -> None:
    """However unlike the others its draws are."""
    population = Population()
    population.after = population.before
    extreme = np.argsort(population.before.value)[-60:]
    found = population.seen_in(extreme, np.ones(60))
    assert found.value == pytest.approx(plain_means([population.before]), abs=1e-9)


@pytest.mark.parametrize("level", [1e-6, 1e-14, 1e-60])
def test_the_level_of_the_weights_does_not_matter(level: float) -> None:
    """Thirty items of evidence make every draw's weight small, and none of them unlike the others."""
    population, places = Population(), np.arange(0, N_ALL, 30)
    plain = population.seen_in(places, np.ones(len(places)))
    population.before = Part(population.before.value, level * population.weight)
    population.after = Part(population.after.value, level * population.weight)
    found = population.seen_in(places, np.ones(len(places)))
    np.testing.assert_allclose(found.value, plain.value, rtol=1e-9)
    np.testing.assert_allclose(found.influence, plain.influence, rtol=1e-6, atol=1e-12)


def test_what_is_known_of_all_draws_makes_a_sample_tell_more() -> None:
    """What is left is the noise, a quarter of the spread or so, and nine in ten keep within 1.645 stated errors."""
    population = Population(noise=0.2)
    truth = plain_means([population.after])[0]
    random = np.random.default_rng(5)
    off, stated = [], []
    for _ in range(300):
        places = random.choice(N_ALL, 120, replace=False, p=population.weight / population.weight.sum())
        # Taken in proportion to weight, and so counted for less where that is high.
        thinning = 1.0 / population.weight[places]
        found = population.seen_in(places, thinning / thinning.mean())
        off.append(found.value[0] - truth)
        stated.append(np.sqrt(np.sum(found.influence[0] ** 2)))
    plain_error = np.std(population.after.value) / np.sqrt(120)
    assert np.std(off) < 0.4 * plain_error
    share = np.mean(np.abs(off) < 1.645 * np.array(stated))
    assert 0.85 < share < 0.95


def test_too_few_draws_for_a_fit_give_their_plain_mean() -> None:
    population = Population()
    places = np.arange(6)
    found = population.seen_in(places, np.ones(6))
    expected = Part(population.after.value[places], population.weight[places]).mean()
    assert found.value[0] == pytest.approx(expected, abs=1e-12)


def test_what_has_no_weight_has_no_mean() -> None:
    population = Population()
    population.after = Part(np.full(N_ALL, np.nan), np.zeros(N_ALL))
    assert np.isnan(population.seen_in(np.arange(50), np.ones(50)).value).all()
    assert np.isnan(plain_means([population.after])).all()
