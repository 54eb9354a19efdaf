"""Two normals with correlation 1/√2, against forty digits, another program and the definition."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from foedus.equilibrium.backend import jax
from foedus.equilibrium.binormal import log_binormal

# Plackett's integral by mpmath with forty digits, on eighty panels.
TABLE = (
    (0.0, 0.0, -0.980829253011726237),
    (1.5, -0.5, -1.17719918628228153),
    (-2.0, -3.0, -7.01004962675537789),
    (-0.7, 4.0, -1.41896776154933359),
    (-5.0, -5.0, -18.5028762744979056),
    (-9.0, -3.0, -43.628149747302223),
    (-12.0, -16.0, -133.39778580725293),
)
FAR = (
    (-30.0, -25.0, -471.088727414819712, 1e-8),
    (3.0, -30.0, -454.321243956343193, 1e-8),
    (-60.0, -55.0, -1966.55707985218889, 1e-4),
)
RHO = np.sqrt(0.5)


@pytest.mark.parametrize(("h", "k", "log_p"), TABLE)
def test_the_probability_is_right_to_twelve_digits(h: float, k: float, log_p: float) -> None:
    """The difference of logarithms is the relative error of the probability."""
    assert float(log_binormal(h, k)) == pytest.approx(log_p, abs=1e-12 * max(1.0, abs(log_p) / 10.0))
    assert float(log_binormal(k, h)) == pytest.approx(log_p, abs=1e-12 * max(1.0, abs(log_p) / 10.0))


@pytest.mark.parametrize(("h", "k", "log_p", "error"), FAR)
def test_a_probability_that_cannot_be_written_down_has_a_logarithm(
    h: float, k: float, log_p: float, error: float
) -> None:
    """JAX's own log Φ is good to 4e-9 beyond −20; nodes are as many as they are."""
    assert float(log_binormal(h, k)) == pytest.approx(log_p, abs=error)


def test_it_is_that_of_scipy_and_of_the_definition() -> None:
    rng = np.random.default_rng(1)
    h, k = rng.normal(scale=2.0, size=(2, 12))
    found = np.exp(np.asarray(log_binormal(h, k)))
    peer = stats.multivariate_normal(cov=[[1.0, RHO], [RHO, 1.0]]).cdf(np.stack([h, k], axis=1))
    np.testing.assert_allclose(found, peer, atol=1e-8)  # what SciPy promises

    def below(bound: float, other: float) -> float:
        density = lambda y: stats.norm.pdf(y) * special.ndtr(np.sqrt(2.0) * bound - y)  # noqa: E731
        value: float = integrate.quad(density, -12.0, other, epsabs=1e-15, epsrel=1e-13, limit=200)[0]
        return value

    np.testing.assert_allclose(found, [below(*each) for each in zip(h, k, strict=True)], rtol=0, atol=3e-14)


def test_derivatives_are_those_of_differences() -> None:
    at, step = (np.array([-1.3, 0.4, 2.0]), np.array([0.2, -2.2, -0.1])), 1e-5
    slope = jax.grad(lambda h, k: log_binormal(h, k).sum())
    difference = (np.asarray(log_binormal(at[0] + step, at[1])) - np.asarray(log_binormal(at[0] - step, at[1]))) / 2e-5
    np.testing.assert_allclose(slope(*at), difference, rtol=1e-8)
    bend = jax.grad(lambda h, k: slope(h, k).sum(), argnums=1)(*at)
    difference = (np.asarray(slope(at[0], at[1] + step)) - np.asarray(slope(at[0], at[1] - step))) / 2e-5
    np.testing.assert_allclose(bend, difference, rtol=1e-8, atol=1e-9)
