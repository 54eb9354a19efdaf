"""Keyed Latin hypercube: every input has a stream of its own, every stratum one draw."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from foedus.quantity import DURATION_DAYS, POSITIVE, PROBABILITY, REAL, draw, parse_quantity, point, uniforms

INPUTS = {
    "leak": parse_quantity("0.1 to 0.4", PROBABILITY),
    "precision": parse_quantity("6 to 24", POSITIVE),
    "urgency": parse_quantity("14 to 60", DURATION_DAYS),
    "requests.arms.asking": parse_quantity({"mixture": [[1, 0.0], [1, "0.05 to 0.2"]]}, PROBABILITY),
    "gain": parse_quantity("-1 to 2", REAL),
    "duty": parse_quantity(0.4, PROBABILITY),
}
DRAWS = 512


def test_fixing_removing_adding_and_reordering_leave_other_draws_bit_identical() -> None:
    before = draw(INPUTS, DRAWS, seed=7)
    fixed = {**INPUTS, "leak": point(0.2)}
    removed = {path: quantity for path, quantity in INPUTS.items() if path != "precision"}
    added = {"new.first": INPUTS["leak"], **INPUTS, "new.last": INPUTS["gain"]}
    reordered = dict(reversed(INPUTS.items()))
    other_range = {**INPUTS, "leak": parse_quantity("0.5 to 0.9", PROBABILITY)}
    for changed in (fixed, removed, added, reordered, other_range):
        after = draw(changed, DRAWS, seed=7)
        assert list(after) == list(changed)
        for path in set(INPUTS) & set(changed) - {"leak"}:
            assert before[path].tobytes() == after[path].tobytes()
    assert draw(removed, DRAWS, seed=7)["leak"].tobytes() == before["leak"].tobytes()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30), st.integers(1, 3000), st.integers(-(2**70), 2**70))
def test_each_stratum_is_hit_once(path: str, n: int, seed: int) -> None:
    shares = uniforms(path, n, seed)
    assert shares.shape == (n,)
    assert shares.min() > 0
    assert shares.max() < 1
    assert sorted(np.floor(shares * n).astype(int)) == list(range(n))


@pytest.mark.parametrize("path", [path for path, quantity in INPUTS.items() if not quantity.is_point])
def test_quantiles_of_the_draws_are_those_of_the_quantity(path: str) -> None:
    drawn = draw(INPUTS, 4000, seed=1)[path]
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        # One draw in each stratum: the k-th smallest lies between the quantiles at (k − 1)/n and k/n.
        kth = round(share * 4000)
        smallest = np.sort(drawn)[kth - 1]
        lower, upper = INPUTS[path].quantile([(kth - 1) / 4000, kth / 4000])
        assert lower <= smallest <= upper


def test_seed_and_path_key_the_stream() -> None:
    streams = [uniforms(path, 64, seed).tobytes() for path in ("a", "b", "a.b") for seed in (0, 1, -1)]
    assert len(set(streams)) == len(streams)


def test_order_of_strata_differs_between_inputs() -> None:
    """Two inputs drawn in one order would be perfectly correlated; 5 standard errors of a rank correlation."""
    first, second = uniforms("a", 2000, 0), uniforms("b", 2000, 0)
    assert abs(stats.spearmanr(first, second).statistic) < 5 / np.sqrt(2000)


def test_order_of_strata_and_place_within_are_independent_of_each_other() -> None:
    shares = uniforms("a", 2000, 0) * 2000
    within = shares - np.floor(shares)
    assert stats.kstest(within, "uniform").pvalue > 1e-4
    assert abs(stats.spearmanr(np.floor(shares), within).statistic) < 5 / np.sqrt(2000)
    assert abs(stats.spearmanr(np.arange(2000), np.floor(shares)).statistic) < 5 / np.sqrt(2000)


def test_another_process_draws_the_same_bits() -> None:
    """Python's own `hash` of a text changes from process to process; the stream must not."""
    code = "from foedus.quantity import uniforms; print(uniforms('leak', 50, 3).tobytes().hex())"
    seen = {subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(2)}
    assert seen == {(uniforms("leak", 50, 3).tobytes().hex() + "\n").encode()}


def test_quantities_of_one_stream_have_a_common_share_in_each_draw() -> None:
    quantities = {"a": INPUTS["leak"], "b": INPUTS["leak"], "c": INPUTS["leak"]}
    alone = draw(quantities, 64, seed=2)
    shared = draw(quantities, 64, seed=2, streams={"a": "common", "b": "common"})
    assert shared["a"].tolist() == shared["b"].tolist() != alone["b"].tolist()
    assert shared["c"].tolist() == alone["c"].tolist()
    assert shared["a"].tolist() == INPUTS["leak"].quantile(uniforms("common", 64, 2)).tolist()


def test_points_are_repeated() -> None:
    assert draw({"duty": INPUTS["duty"]}, 3, seed=0)["duty"].tolist() == [0.4, 0.4, 0.4]


@pytest.mark.parametrize("n", [0, -1])
def test_at_least_one_draw_is_asked(n: int) -> None:
    with pytest.raises(ValueError, match="at least 1 draw"):
        draw({}, n, seed=0)
    with pytest.raises(ValueError, match="at least 1 draw"):
        uniforms("leak", n, seed=0)


def test_reading_quantities_imports_no_numerical_library() -> None:
    code = (
        "import sys; from foedus.quantity import *; parse_quantity('likely', PROBABILITY);"
        "q = parse_quantity('0 to 3 weeks', DURATION_DAYS); q.low, q.high, word_for(0.3);"
        "print(sorted({'numpy', 'scipy', 'jax', 'pandas'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ran.stdout == "[]\n"
