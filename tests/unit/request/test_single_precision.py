"""The map in single precision: the same map, roughly, and nothing in it that is silently worked out in double."""

from typing import Any

import numpy as np
import pytest
from enumerated import crisis, stacked

from foedus.equilibrium.backend import jax
from foedus.equilibrium.chain import in_single
from foedus.request.iterate import start, step
from foedus.request.terms import Terms, terms_of

N = 6


@pytest.fixture(scope="module", params=[2, 3])
def terms(request: pytest.FixtureRequest) -> Terms:
    return terms_of(stacked([crisis(seed, n_types=request.param)[0] for seed in range(N)]))


def test_a_turn_is_the_double_one_to_a_thousandth(terms: Terms) -> None:
    iterate = np.asarray(start(terms))
    for _ in range(4):
        single = np.asarray(step(in_single(terms), in_single(iterate), np.ones(N, np.float32)))
        iterate = np.asarray(step(terms, iterate, np.ones(N)))
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, iterate, rtol=1e-3, atol=1e-3)


def test_no_array_in_it_is_double(terms: Terms) -> None:
    given = in_single(terms), in_single(np.asarray(start(terms))), np.ones(N, np.float32)
    assert not [aval for aval in _arrays(jax.make_jaxpr(step)(*given).jaxpr) if aval.dtype == np.float64]


def _arrays(jaxpr: Any) -> list[Any]:
    """What every operation of a traced function gives, but for single numbers."""
    found = []
    for equation in jaxpr.eqns:
        found.extend(out.aval for out in equation.outvars if out.aval.ndim)
        for inner in jax.tree_util.tree_leaves(list(equation.params.values()), is_leaf=lambda at: hasattr(at, "jaxpr")):
            if hasattr(inner, "jaxpr"):
                found.extend(_arrays(inner.jaxpr))
    return found
