"""A function of many arrays that is called with one: the same results, whatever the arrays are."""

from typing import Any

import numpy as np
import pytest

from foedus.equilibrium.backend import COMPILE, jnp
from foedus.equilibrium.packed import Layout, Packed

N = 10


def work(tree: dict[str, Any], scale: Any) -> dict[str, Any]:
    chosen = jnp.take_along_axis(tree["wide"], tree["place"][None], axis=0)[0]
    return {
        "sum": tree["wide"].sum(axis=0) * scale,
        "chosen": chosen,
        "is_large": tree["wide"] > 0.5,
        "none": tree["none"],
    }


def result(*leaves: Any) -> dict[str, Any]:
    return dict(zip(["chosen", "is_large", "none", "sum"], leaves, strict=True))


def trees(n_draws: int) -> tuple[dict[str, Any], Any]:
    rng = np.random.default_rng(0)
    place = rng.integers(0, 3, n_draws)
    return {"wide": rng.uniform(size=(3, n_draws)), "place": place, "none": np.zeros((0, 2, n_draws))}, np.arange(
        n_draws
    ) * 1.0


@pytest.mark.parametrize("size", [4, 16])
def test_its_results_are_those_of_the_function(size: int) -> None:
    given, scale = trees(N)
    draws = np.array([7, 0, 3, 3, 9])
    found = Packed(work, result, COMPILE).over((given, scale), draws, size)
    np.testing.assert_allclose(found["sum"], (given["wide"].sum(axis=0) * scale)[draws], rtol=1e-15)
    np.testing.assert_array_equal(found["chosen"], given["wide"][given["place"], np.arange(N)][draws])
    np.testing.assert_array_equal(found["is_large"], (given["wide"] > 0.5)[:, draws])
    assert found["is_large"].dtype == bool
    assert found["none"].shape == (0, 2, len(draws))


def test_of_no_draws_it_gives_arrays_of_none() -> None:
    packed = Packed(work, result, COMPILE)
    for n_draws in (N, 0):
        found = packed.over(trees(n_draws), np.arange(0), 4)
        assert found["sum"].shape == (0,)
        assert found["is_large"].shape == (3, 0)


def test_trees_of_other_shapes_have_results_of_their_own() -> None:
    packed = Packed(
        lambda tree: {name: 2.0 * leaf for name, leaf in tree.items()},
        lambda *leaves: dict(zip("ab", leaves, strict=False)),
        COMPILE,
    )
    one, two = {"a": np.ones((2, N))}, {"a": np.ones((1, N)), "b": np.ones((1, N))}
    for _ in range(2):
        assert packed.over((one,), np.arange(N), 4)["a"].shape == (2, N)
        assert packed.over((two,), np.arange(N), 4)["b"].shape == (1, N)


def test_a_layout_is_that_of_equal_trees() -> None:
    assert Layout.of(trees(3)) == Layout.of(trees(5))
    assert Layout.of(trees(3)) != Layout.of({"wide": np.ones((3, 3))})
