"""The certificate is recomputed from payoffs, and a wrong profile does not get one."""

import numpy as np

from foedus.equilibrium import SOLVED, BinarySets, InformationSets, certify
from foedus.equilibrium.backend import jax, jnp


def logit_set(utility, precision, error=0.0):
    log_answer = jax.nn.log_softmax(precision * utility, axis=0)
    played = jnp.exp(log_answer).at[0].add(error).at[1].add(-error)
    return InformationSets(jnp.log(played), log_answer, utility, precision, jnp.ones(()))


def test_logit_play_is_certified_and_a_wrong_profile_is_not():
    utility = jnp.asarray([[0.2, 1.0], [0.7, 0.1], [0.4, 0.4]])[:, None]
    precision = jnp.asarray([3.0, 5.0])
    assert bool(certify([logit_set(utility, precision)]).is_solved.all())
    wrong = certify([logit_set(utility, precision, error=1e-6)])
    assert not bool(wrong.is_solved.any())
    np.testing.assert_allclose(wrong.residual, 1e-6, rtol=1e-6)


def test_regret_is_what_is_left_to_gain_in_the_perturbed_game():
    """KL(σ ‖ F)/λ is the loss of Σ σ u + H(σ)/λ against its maximum, log Σ exp(λu)/λ."""
    utility, precision = jnp.asarray([[0.3], [0.9], [0.1]])[:, None], jnp.asarray([4.0])
    played = jnp.asarray([0.5, 0.3, 0.2])[:, None, None]
    sets = InformationSets(
        jnp.log(played), jax.nn.log_softmax(precision * utility, axis=0), utility, precision, jnp.ones(())
    )
    value = jnp.sum(played * utility) - jnp.sum(played * jnp.log(played)) / precision
    best = jax.nn.logsumexp(precision * utility, axis=0) / precision
    np.testing.assert_allclose(certify([sets]).regret, (best - value).ravel(), rtol=1e-12)
    np.testing.assert_allclose(certify([sets]).raw_regret, 0.9 - (0.15 + 0.27 + 0.02), rtol=1e-12)


def test_the_worst_set_of_all_kinds_counts():
    good = logit_set(jnp.asarray([[0.2], [0.7]])[:, None], jnp.asarray([3.0]))
    bad = BinarySets(jnp.asarray([[1.0]]), jnp.asarray([[1.1]]), jnp.asarray([2.0]))
    found = certify([good, bad])
    expected = abs(1 / (1 + np.exp(-1.0)) - 1 / (1 + np.exp(-1.1)))
    np.testing.assert_allclose(found.residual, expected, rtol=1e-12)
    assert float(found.residual[0]) > SOLVED


def test_what_is_not_a_number_is_not_solved():
    sets = BinarySets(jnp.asarray([[jnp.nan]]), jnp.asarray([[0.0]]), jnp.asarray([1.0]))
    assert not bool(certify([sets]).is_solved[0])


def test_sets_of_two_are_certified_as_any_other() -> None:
    """Log odds from chance to certainty, beside the same sets written out action by action."""
    rng = np.random.default_rng(3)
    played = np.concatenate([rng.normal(scale=4.0, size=(6, 5)), np.full((1, 5), 30.0), np.full((1, 5), -900.0)])
    answer = played + rng.normal(scale=0.1, size=played.shape)
    precision = rng.uniform(1.0, 9.0, size=5)

    def logs(odds: np.ndarray) -> np.ndarray:
        return np.stack([-np.logaddexp(0.0, -odds), -np.logaddexp(0.0, odds)])

    utility = np.stack([answer / precision, np.zeros_like(answer)])
    written_out = InformationSets(*map(jnp.asarray, (logs(played), logs(answer), utility, precision, np.ones(()))))
    expected, found = certify([written_out]), certify([BinarySets(*map(jnp.asarray, (played, answer, precision)))])
    np.testing.assert_allclose(found.residual, expected.residual, rtol=1e-12)
    np.testing.assert_allclose(found.regret, expected.regret, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(found.raw_regret, expected.raw_regret, rtol=1e-12)
