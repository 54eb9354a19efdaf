"""One price of a promise, whatever kind of array it is worked out in."""

import numpy as np
import pytest

from foedus.equilibrium.backend import jax
from foedus.reputation import promise_price


@pytest.mark.parametrize("types", [1, 2, 3])
def test_the_price_in_numpy_is_that_in_jax(types: int) -> None:
    """A type that cannot be among them, and signals that all but settle it."""
    rng = np.random.default_rng(types)
    prior = rng.dirichlet(np.ones(types), size=(4, 6)).transpose(2, 0, 1)  # (type, member, draw)
    if types > 1:
        prior[0, 0], prior[1, 0] = 0.0, prior[0, 0] + prior[1, 0]
    spillover = rng.uniform(size=(4, 6))
    honours = rng.uniform(size=(types, 6))
    seen = rng.normal(scale=200.0, size=(types, 1, 6))
    found = promise_price(prior, spillover, seen, honours)
    assert isinstance(found, np.ndarray)
    np.testing.assert_allclose(found, jax.jit(promise_price)(prior, spillover, seen, honours), rtol=1e-13)
    tempered = prior * np.exp(spillover * (seen - seen.max(axis=0)))
    by_hand = (tempered * honours[:, None]).sum(axis=0) / tempered.sum(axis=0)
    is_plain = tempered.sum(axis=0) > 1e-200
    np.testing.assert_allclose(found[is_plain], by_hand[is_plain], rtol=1e-12)
