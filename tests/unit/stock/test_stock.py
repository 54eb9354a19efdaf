"""The cost of parting with units, against a linear programme and by its properties."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from foedus.stock import AssetClass, parting, parting_with_classes

THEATRES = ("front", "homeland", "abroad")


def one_draw(numbers):
    return np.array([numbers], dtype=float)


@st.composite
def instances(draw):
    """A class of asset in one draw, a deadline and the allowed sources; whole, fractional and empty theatres alike."""
    theatres = THEATRES[: draw(st.integers(1, 3))]
    numbers = st.one_of(st.integers(0, 20).map(float), st.floats(0.0, 20.0))
    asset = AssetClass(
        in_service=one_draw(draw(numbers)),
        committed={j: one_draw(draw(st.floats(0.0, 0.7) | st.just(0.25))) for j in theatres},
        production=one_draw(draw(st.floats(0.0, 12.0))),
        lead_time_days=one_draw(draw(st.floats(0.0, 400.0))),
        worth={j: one_draw(draw(st.floats(0.01, 2.0) | st.sampled_from([0.0, 0.5]))) for j in theatres},
    )
    deadline = draw(st.floats(0.0, 800.0))
    sources = draw(st.none() | st.lists(st.sampled_from((*theatres, "reserve", "production")), unique=True).map(tuple))
    return asset, deadline, sources


def linear_programme(asset, required, deadline, sources):
    """Least loss by HiGHS, None where infeasible: one variable a place and one for free units."""
    lengths, values = [], []
    shares = {j: float(np.asarray(share).item()) for j, share in asset.committed.items()}
    in_service, scale = float(np.asarray(asset.in_service).item()), max(1.0, sum(shares.values()))
    for theatre, share in shares.items():
        if sources is not None and theatre not in sources:
            continue
        units, worth = in_service * share / scale, float(np.asarray(asset.worth[theatre]).item())
        start = 0.0
        while start < units:
            end = min(start + 1.0, units)
            # The mean of 1.5 − u/n over the place [start, end]: the integral written out, not the code's closed form.
            integral = 1.5 * (end - start) - (end**2 - start**2) / (2 * units)
            lengths.append(end - start)
            values.append(worth * integral / (end - start))
            start = end
    years = max(0.0, deadline - float(np.asarray(asset.lead_time_days).item())) / 365.25
    free = in_service * (1 - sum(shares.values()) / scale if scale == 1.0 else 0.0)
    free += float(np.asarray(asset.production).item()) * years
    solution = linprog(
        c=[*values, 0.0],
        A_ub=[[-1.0] * (len(lengths) + 1)],
        b_ub=[-required],
        bounds=[(0.0, length) for length in lengths] + [(0.0, max(free, 0.0))],
        method="highs",
    )
    return solution.fun if solution.status == 0 else None


@settings(max_examples=150, deadline=None)
@given(instances(), st.floats(0.0, 1.2))
def test_greedy_cost_is_that_of_the_linear_programme_with_allowed_sources(instance, share_of_available):
    asset, deadline, sources = instance
    available = parting(asset, one_draw(0.0), one_draw(deadline), sources).available.item()
    # Away from the last unit itself, where both sides decide feasibility by their own rounding (HiGHS: 1e-7).
    required = share_of_available * available
    if abs(required - available) < 1e-6:
        required = 0.5 * available
    outcome = parting(asset, one_draw(required), one_draw(deadline), sources)
    least_loss = linear_programme(asset, required, deadline, sources)
    assert outcome.is_available.item() == (least_loss is not None)
    if least_loss is not None:
        # 1e-6: HiGHS meets its constraints to 1e-7, at places worth up to 3 alliance values.
        assert outcome.cost.item() == pytest.approx(least_loss, abs=1e-6)
        given_up = sum(units.item() for units in outcome.taken.values())
        assert given_up == pytest.approx(max(0.0, required - outcome.free.item()), abs=1e-8)


def test_batch_of_draws_equals_the_draws_one_by_one():
    rng = np.random.default_rng(5)
    n = 64
    committed = {j: rng.uniform(0, 0.6, n) for j in THEATRES}
    worth = {j: rng.uniform(0.01, 0.2, n) for j in THEATRES}
    in_service, production, lead = rng.uniform(2, 130, n), rng.uniform(0, 12, n), rng.uniform(0, 700, n)
    required, deadline = rng.uniform(0, 60, n), rng.uniform(0, 900, n)
    batch = parting(AssetClass(in_service, committed, production, lead, worth), required, deadline, ("front", "abroad"))
    for i in range(n):
        single = AssetClass(
            in_service[i], {j: s[i] for j, s in committed.items()}, production[i], lead[i],
            {j: w[i] for j, w in worth.items()},
        )  # fmt: skip
        alone = parting(single, required[i], deadline[i], ("front", "abroad"))
        assert batch.cost[i] == alone.cost
        assert batch.shadow_price[i] == alone.shadow_price
        assert batch.is_available[i] == alone.is_available


@settings(max_examples=100, deadline=None)
@given(instances())
def test_cost_neither_falls_nor_bends_down_as_more_is_required(instance):
    asset, deadline, sources = instance
    available = parting(asset, one_draw(0.0), one_draw(deadline), sources).available.item()
    required = np.linspace(0.0, available, 41)
    cost = parting(asset, required, deadline, sources).cost
    steps = np.diff(cost)
    # 1e-9: sums of at most 60 places of worth up to 3, in float64, and the rounding allowance of one unit.
    assert np.all(steps >= -1e-9)
    assert np.all(np.diff(steps) >= -1e-8)


@settings(max_examples=100, deadline=None)
@given(instances(), st.floats(0.0, 1.0))
def test_units_that_are_free_cost_nothing_and_take_nothing(instance, share_of_free):
    asset, deadline, sources = instance
    free = parting(asset, one_draw(0.0), one_draw(deadline), sources).free.item()
    outcome = parting(asset, one_draw(share_of_free * free), one_draw(deadline), sources)
    assert outcome.is_free.item()
    assert outcome.is_available.item()
    assert outcome.cost.item() == 0.0
    assert outcome.extra_production.item() == 0.0
    assert all(units.item() == 0.0 for units in outcome.taken.values())


@settings(max_examples=100, deadline=None)
@given(instances(), st.floats(0.001, 5.0))
def test_more_than_is_available_is_flagged_with_what_is_missing(instance, excess):
    asset, deadline, sources = instance
    available = parting(asset, one_draw(0.0), one_draw(deadline), sources).available.item()
    outcome = parting(asset, one_draw(available + excess), one_draw(deadline), sources)
    assert not outcome.is_available.item()
    assert not outcome.is_free.item()
    assert outcome.missing.item() == pytest.approx(excess)
    assert outcome.shadow_price.item() == np.inf


@settings(max_examples=150, deadline=None)
@given(instances(), st.floats(0.0, 0.999))
def test_shadow_price_is_the_right_derivative_of_cost(instance, share_of_available):
    asset, deadline, sources = instance
    available = parting(asset, one_draw(0.0), one_draw(deadline), sources).available.item()
    assume(available > 1e-3)
    required, step = share_of_available * available, 1e-6
    here = parting(asset, one_draw(required), one_draw(deadline), sources)
    there = parting(asset, one_draw(required + step), one_draw(deadline), sources)
    slope = (there.cost.item() - here.cost.item()) / step
    # Convexity bounds the difference quotient by the derivatives at its two ends.
    assert here.shadow_price.item() - 1e-6 <= slope <= there.shadow_price.item() + 1e-6


def test_shadow_price_at_a_whole_unit_is_that_of_the_next_one():
    asset = AssetClass(4.0, {"front": 1.0}, 0.0, 0.0, {"front": 0.8})
    # Places of 1.5 − (k − ½)/4 times 0.8, from the least valued: 0.5, 0.7, 0.9, 1.1.
    outcome = parting(asset, [0.0, 1.0, 1.5, 2.0, 4.0], 0.0)
    np.testing.assert_allclose(outcome.shadow_price, [0.5, 0.7, 0.7, 0.9, np.inf], atol=1e-12)
    np.testing.assert_allclose(outcome.cost, [0.0, 0.5, 0.85, 1.2, 3.2], atol=1e-12)


@settings(max_examples=50, deadline=None)
@given(st.floats(1.0, 40.0), st.floats(0.05, 2.0), st.floats(0.05, 2.0), st.floats(0.0, 30.0))
def test_shares_adding_to_more_than_one_are_scaled_to_one(in_service, first, second, required):
    total = max(1.0, first + second)
    worth = {"front": 0.1, "homeland": 0.3}
    as_given = AssetClass(in_service, {"front": first, "homeland": second}, 2.0, 10.0, worth)
    scaled = AssetClass(in_service, {"front": first / total, "homeland": second / total}, 2.0, 10.0, worth)
    one, other = parting(as_given, required, 100.0), parting(scaled, required, 100.0)
    assert one.cost == pytest.approx(other.cost, abs=1e-8)
    assert one.available == pytest.approx(in_service + 2.0 * 90.0 / 365.25)
    if first + second >= 1.0:
        assert as_given.reserve() == 0.0


def test_whole_theatre_is_worth_its_units_at_the_average():
    """Giving everything costs n · worth, whole or not: worth is the average unit's."""
    in_service = np.array([0.3, 1.0, 2.5, 7.0, 100_000.75])
    outcome = parting(AssetClass(in_service, {"front": 1.0}, 0.0, 0.0, {"front": 0.2}), in_service, 0.0)
    np.testing.assert_allclose(outcome.cost, 0.2 * in_service, rtol=1e-12)


def test_extra_production_makes_withdrawal_unnecessary():
    asset = AssetClass(10.0, {"front": 0.8}, 3.0, 100.0, {"front": 0.1})
    outcome = parting(asset, 6.0, 400.0)
    assert not outcome.is_free
    enough = AssetClass(10.0, {"front": 0.8}, 3.0 + outcome.extra_production, 100.0, {"front": 0.1})
    assert parting(enough, 6.0, 400.0).is_free
    too_little = AssetClass(10.0, {"front": 0.8}, 3.0 + 0.99 * outcome.extra_production, 100.0, {"front": 0.1})
    assert not parting(too_little, 6.0, 400.0).is_free
    assert parting(asset, 6.0, 100.0).extra_production == np.inf


def test_rounding_does_not_decide_who_has_free_units():
    assert 10.0 * (1.0 - 0.8) < 2.0, "float64 has changed: choose another example"
    assert parting(AssetClass(10.0, {"front": 0.8}, 0.0, 0.0, {"front": 0.1}), 2.0, 0.0).is_free


def test_production_alone_may_not_touch_a_theatre():
    asset = AssetClass(10.0, {"front": 1.0}, 4.0, 0.0, {"front": 0.1})
    from_production = parting(asset, 3.0, 365.25, ("production",))
    assert from_production.is_free
    assert not parting(asset, 5.0, 365.25, ("production",)).is_available
    assert parting(asset, 5.0, 365.25).is_available


def test_classes_of_one_response_add_in_cost_and_all_must_be_available():
    tanks = AssetClass(10.0, {"front": 1.0}, 0.0, 0.0, {"front": 0.1})
    planes = AssetClass(4.0, {"homeland": 1.0}, 0.0, 0.0, {"homeland": [0.5, 0.7]})
    both = parting_with_classes({"tanks": tanks, "planes": planes}, {"tanks": 2.0, "planes": [1.0, 9.0]}, 30.0)
    np.testing.assert_array_equal(both.is_available, [True, False])
    assert both.cost[0] == parting(tanks, 2.0, 30.0).cost + parting(planes, 1.0, 30.0).cost[0]
    only_front = parting_with_classes(
        {"tanks": tanks, "planes": planes}, {"tanks": 2.0, "planes": 1.0}, 0.0, ("front",)
    )
    assert only_front.classes["tanks"].is_available
    assert not np.any(only_front.is_available)


def test_response_without_units_costs_nothing_in_every_draw():
    nothing = parting_with_classes({}, {}, np.array([10.0, 20.0]))
    np.testing.assert_array_equal(nothing.cost, [0.0, 0.0])
    assert np.all(nothing.is_available & nothing.is_free)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"worth": {"homeland": 0.1}}, "missing for: front, homeland"),
        ({"in_service": -1.0}, "in_service must be finite"),
        ({"production": [1.0, 2.0], "lead_time_days": [1.0, 2.0, 3.0]}, "need the same draws"),
        ({"committed": {"reserve": 0.5}, "worth": {"reserve": 0.5}}, "no theatre may be called reserve"),
    ],
)
def test_a_class_that_makes_no_sense_is_refused_with_its_reason(change, message):
    fields = {"in_service": 3.0, "committed": {"front": 0.5}, "production": 0.0, "lead_time_days": 0.0}
    with pytest.raises(ValueError, match=message):
        AssetClass(**{**fields, "worth": {"front": 0.1}, **change})


def test_unknown_sources_are_refused_with_the_known_ones():
    asset = AssetClass(3.0, {"front": 0.5}, 0.0, 0.0, {"front": 0.1})
    with pytest.raises(ValueError, match=r"no source is called frnt; this class has front, production, reserve"):
        parting(asset, 1.0, 0.0, ("frnt",))
    with pytest.raises(ValueError, match="no needed class has a theatre called frnt"):
        parting_with_classes({"tanks": asset}, {"tanks": 1.0}, 0.0, ("frnt",))
    with pytest.raises(ValueError, match="required must be finite and not negative"):
        parting(asset, -1.0, 0.0)
