"""Maxima of log-likelihoods: met from outside, and what is said where there is none."""

import numpy as np
import pytest
from scipy import optimize

from foedus.equilibrium.backend import jax, jnp
from foedus.errors import ComputationError
from foedus.estimate import Index, Likelihood, indexed, maximise
from foedus.estimate.covariance import hessian_covariance
from foedus.estimate.maximum import climb


def _log_logit(sums, data):
    return jax.nn.log_sigmoid(data["sign"] * sums[0])


LOGIT = Index((3,), _log_logit)


def _logit(seed: int = 3, rows: int = 200) -> Likelihood:
    rng = np.random.default_rng(seed)
    matrix = np.stack([np.ones(rows), rng.normal(size=rows), rng.normal(size=rows)])
    chance = 1 / (1 + np.exp(-(0.3 + 1.2 * matrix[1] - 0.7 * matrix[2])))
    sign = np.where(rng.uniform(size=rows) < chance, 1.0, -1.0)
    return indexed(("a", "b", "c"), LOGIT, {"matrices": (matrix,), "sign": sign}, rows)


def test_newton_ends_where_a_quasi_newton_method_of_scipy_ends():
    model = _logit()
    matrix, sign = model.data["matrices"][0], model.data["sign"]
    found = maximise(model)
    other = optimize.minimize(lambda b: np.logaddexp(0, -sign * (b @ matrix)).sum(), np.zeros(3), tol=1e-12)
    assert found.has_converged
    assert not found.warnings
    np.testing.assert_allclose(found.parameters, other.x, atol=1e-5)
    assert found.log_likelihood == pytest.approx(-other.fun, abs=1e-9)


def test_derivatives_through_sums_are_those_of_the_whole():
    model = _logit()
    whole = Likelihood(model.names, model.log_rows, model.data, model.start, model.n_rows)
    at, weights = np.array([0.2, -0.4, 1.1]), np.linspace(0.0, 2.0, model.n_rows)
    for mine, others in zip(model.derivatives(at, weights), whole.derivatives(at, weights), strict=True):
        np.testing.assert_allclose(mine, others, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(model.scores(at), whole.scores(at), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(model.scores(at) @ weights, model.derivatives(at, weights)[1], rtol=1e-10)


def test_a_weight_of_two_is_a_row_twice():
    model = _logit()
    twice = model.rows(np.concatenate([np.arange(model.n_rows), np.arange(50)]))
    weights = np.where(np.arange(model.n_rows) < 50, 2.0, 1.0)
    np.testing.assert_allclose(maximise(model, weights).parameters, maximise(twice).parameters, atol=1e-7)


def test_perfect_separation_ends_in_a_warning_that_names_the_direction():
    model = _logit()
    data = {**model.data, "sign": np.sign(model.data["matrices"][0][1])}
    found = maximise(indexed(model.names, LOGIT, data, model.n_rows))
    assert found.flat
    assert "b" in dict(found.flat[0])
    assert "Not identified" in " ".join(found.warnings)


def test_two_columns_that_are_the_same_end_in_a_warning_that_names_both():
    model = _logit()
    matrix = model.data["matrices"][0][[0, 1, 1]]
    found = maximise(indexed(model.names, LOGIT, {**model.data, "matrices": (matrix,)}, model.n_rows))
    assert {name for name, _ in found.flat[0]} == {"b", "c"}
    weights = dict(found.flat[0])
    assert weights["b"] == pytest.approx(-weights["c"], abs=1e-3)


def _moved(model: Likelihood, add: float = 0.0, times: float = 1.0) -> Likelihood:
    """The same with the second column, moved and scaled."""
    matrix = model.data["matrices"][0] * np.array([[1.0], [times], [1.0]]) + np.array([[0.0], [add], [0.0]])
    return indexed(model.names, LOGIT, {**model.data, "matrices": (matrix,)}, model.n_rows)


@pytest.mark.parametrize("add", [1e3, 1e4, 1e5])
def test_a_column_far_from_zero_has_the_estimate_it_has_near_zero_and_no_warning(add):
    near, far = maximise(_logit()), maximise(_moved(_logit(), add=add))
    assert far.has_converged
    assert far.warnings == ()
    assert far.log_likelihood == pytest.approx(near.log_likelihood, abs=1e-9)
    np.testing.assert_allclose(far.parameters[1:], near.parameters[1:], rtol=1e-5)
    errors = [np.sqrt(np.diag(hessian_covariance(each))) for each in (near, far)]
    np.testing.assert_allclose(errors[1][1:], errors[0][1:], rtol=1e-4)


def test_what_is_held_stays_where_it_is_and_the_others_do_not_depend_on_where_a_column_lies():
    near, far = _logit(), _moved(_logit(), add=1000.0)
    begin = np.array([0.0, 0.9, 0.0])
    held = climb(near, np.ones(200), begin, held=1)
    assert held.parameters[1] == 0.9
    moved = climb(far, np.ones(200), begin + np.array([-900.0, 0.0, 0.0]), held=1)
    assert moved.parameters[1] == 0.9
    assert moved.log_likelihood == pytest.approx(held.log_likelihood, abs=1e-9)
    assert climb(far, np.ones(200), np.array([-1100.0, 1.1, 0.0]), held=0).parameters[0] == -1100.0


@pytest.mark.parametrize("times", [1e-30, 1e-8, 1e8, 1e30])
def test_the_unit_of_a_column_does_not_matter(times):
    plain, scaled = maximise(_logit()), maximise(_moved(_logit(), times=times))
    assert scaled.has_converged
    assert scaled.warnings == ()
    assert scaled.parameters[1] * times == pytest.approx(plain.parameters[1], rel=1e-6)


def test_a_parameter_on_which_nothing_depends_is_said_once_and_disturbs_no_other():
    found = maximise(_moved(_logit(), times=0.0))
    assert found.warnings == ("The likelihood does not depend on b there.",)
    assert found.flat == ((("b", 1.0),),)
    errors = np.sqrt(np.diag(hessian_covariance(found)))
    assert np.isnan(errors[1])
    assert np.isfinite(errors[[0, 2]]).all()


def test_a_likelihood_that_is_not_finite_at_the_start_is_refused():
    model = _logit()
    data = {**model.data, "sign": np.full(model.n_rows, np.nan)}
    with pytest.raises(ComputationError, match="not finite"):
        maximise(indexed(model.names, LOGIT, data, model.n_rows))


def _two_hills(at, data):
    # Higher at -2, which only other starts reach from 3.
    return data["weight"] * jnp.log(jnp.exp(-0.5 * (at[0] - 3) ** 2) + 2.0 * jnp.exp(-0.5 * (at[0] + 2) ** 2))


def test_a_higher_maximum_that_other_starts_reach_is_reported_and_taken():
    data = {"weight": np.ones(10)}
    model = Likelihood(("a",), _two_hills, data, np.array([1.0]), 10)
    assert maximise(model).parameters[0] == pytest.approx(3.0, abs=1e-3)
    found = maximise(model, starts=20, seed=2)
    assert found.parameters[0] == pytest.approx(-2.0, abs=1e-3)
    assert found.others
    assert "more than one maximum" in found.warnings[-1]
