"""What is written for both libraries gives the same in both, and runs in NumPy only where nothing is JAX's."""

import numpy as np
import pytest

from foedus.equilibrium.array_library import held, library, log_softmax, sigmoid
from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.softplus import log_one_plus

ONE = np.ones(3)


def test_numpy_unless_an_array_is_jaxs() -> None:
    assert library(ONE, 2.0) is np
    assert library(ONE, jnp.ones(3)) is jnp
    seen = []
    jax.jit(lambda one: seen.append(library(ONE, one)) or one)(ONE)
    jax.grad(lambda one: seen.append(library(one)) or 2.0 * one)(1.0)
    assert seen == [jnp, jnp]


def test_what_is_held_is_the_same_number_without_a_slope() -> None:
    assert held(ONE) is ONE
    assert float(jax.grad(lambda x: held(x) * x)(jnp.asarray(3.0))) == 3.0


@pytest.mark.parametrize("axis", [0, 1])
def test_a_softmax_is_jaxs_also_where_something_cannot_be_chosen(axis: int) -> None:
    exponents = np.random.default_rng(0).normal(0.0, 50.0, (4, 5))
    exponents[1, 2] = -np.inf
    expected = np.asarray(jax.nn.log_softmax(jnp.asarray(exponents), axis=axis))
    np.testing.assert_allclose(log_softmax(exponents, axis), expected, rtol=1e-14)


def test_where_nothing_can_be_chosen_there_is_no_number_and_no_warning() -> None:
    with np.errstate(all="raise"):
        assert np.all(np.isnan(log_softmax(np.full((2, 3), -np.inf), 0)))


def test_the_logarithm_of_one_and_little_is_the_series_of_the_compiled_one() -> None:
    gap = np.concatenate([np.linspace(0.0, 5.0, 40), [30.0, 300.0, 600.0]])
    np.testing.assert_allclose(log_one_plus(gap), np.asarray(log_one_plus(jnp.asarray(gap))), rtol=1e-14)


def test_a_logistic_is_jaxs_and_warns_of_nothing() -> None:
    log_odds = np.array([-800.0, -30.0, -1e-9, 0.0, 2.0, 800.0])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = sigmoid(log_odds)
    np.testing.assert_allclose(found, np.asarray(sigmoid(jnp.asarray(log_odds))), rtol=1e-14, atol=1e-300)
