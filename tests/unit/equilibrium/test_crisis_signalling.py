"""All equilibria of the crisis game with signals, against another program's and against a plain quadrature."""

import numpy as np
import pytest
from game_trees import expected
from scipy import integrate, stats

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.binormal import log_binormal
from foedus.equilibrium.crisis_signalling import CRISIS, CrisisPayoffs, crisis_equilibria
from foedus.equilibrium.implicit import at_equilibrium

CLOSE = 1e-9
ORDER = ("S_A", "V_A", "C_B", "W_A", "W_B", "a", "V_B")


def payoffs_of(parameters: list[dict[str, float]]) -> CrisisPayoffs:
    return CrisisPayoffs(*(np.array([float(each[name]) for each in parameters]) for name in ORDER))


def test_the_sets_of_equilibria_are_exactly_the_stored_ones() -> None:
    games = expected("peers.json")["signalling_equilibria"]["games"]
    assert len(games) == 12
    found = crisis_equilibria(payoffs_of([game["parameters"] for game in games]))
    assert found.count.tolist() == [len(game["equilibria"]) for game in games]
    assert np.nanmax(found.residual) <= 1e-12
    for draw, game in enumerate(games):
        for place, stored in enumerate(sorted(game["equilibria"], key=lambda each: each["p_R"])):
            assert found.resist[place, draw] == pytest.approx(stored["p_R"], abs=CLOSE)
            assert found.challenge[place, draw] == pytest.approx(stored["p_C"], abs=CLOSE)
            assert found.stand_firm[place, draw] == pytest.approx(stored["p_F"], abs=CLOSE)
            assert found.outcomes[:, place, draw] == pytest.approx(list(stored["outcomes"].values()), abs=CLOSE)


@pytest.mark.parametrize(("first", "second"), [(0.0, 0.0), (1.3, -0.4), (-2.0, 1.0), (-6.0, -7.5), (3.0, 4.0)])
def test_the_bivariate_normal_is_that_of_an_adaptive_quadrature(first: float, second: float) -> None:
    """∫ φ(x) Φ((second − ρx)/√(1 − ρ²)) dx up to `first`, ρ² = ½; relative, as small ones are divided by small ones."""

    def slice_(x: float) -> float:
        return float(stats.norm.pdf(x) * stats.norm.cdf(second * np.sqrt(2.0) - x))

    plain, _ = integrate.quad(
        slice_, -20.0, first, epsabs=0.0, epsrel=1e-12, limit=400, points=[min(first, -8.0), first]
    )
    assert float(jnp.exp(log_binormal(jnp.asarray(first), jnp.asarray(second)))) == pytest.approx(plain, rel=1e-9)


def test_equilibria_that_have_just_met_are_told_apart_or_gone() -> None:
    """Between W_B = −2.8 and −2.7 two of three equilibria meet: their number goes from 3 to 1, and never to 2."""
    levels = np.linspace(-2.8, -2.7, 101)
    base = {"S_A": 0.0, "V_A": 1.0, "C_B": 0.0, "W_A": -1.9, "a": -1.2, "V_B": 1.0}
    count = crisis_equilibria(payoffs_of([{**base, "W_B": float(level)} for level in levels])).count
    assert set(count.tolist()) == {1, 3}
    assert np.all(np.diff(count) <= 0)


def test_the_derivative_of_an_equilibrium_is_what_differences_say() -> None:
    base = payoffs_of([{"S_A": 0.3, "V_A": 1.5, "C_B": -0.2, "W_A": -0.8, "W_B": -1.1, "a": -1.4, "V_B": 0.5}])
    quantile = stats.norm.ppf(crisis_equilibria(base).resist[:1, 0])[:, None]
    slope = jax.grad(lambda payoffs: jnp.sum(at_equilibrium(CRISIS, payoffs, jnp.asarray(quantile))))(base)
    leaves, form = jax.tree_util.tree_flatten(base)
    for place, leaf in enumerate(leaves):
        ends = []
        for step in (1e-5, -1e-5):
            moved = jax.tree_util.tree_unflatten(form, [*leaves[:place], leaf + step, *leaves[place + 1 :]])
            ends.append(float(stats.norm.ppf(crisis_equilibria(moved).resist[0, 0])))
        assert float(jax.tree_util.tree_leaves(slope)[place][0]) == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-6)
