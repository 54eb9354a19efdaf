"""Games with hidden and simultaneous moves on tables: recovered, derivatives, other equilibria told."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.softplus import softplus
from foedus.equilibrium.tree_derivative import followed
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_solve import solve_tree
from foedus.errors import InputError
from foedus.estimate import Fit, Shocks, fit
from foedus.estimate.formula import read_game
from foedus.estimate.hidden_moves import start_of
from foedus.estimate.model import model_of
from foedus.game import parse_yaml

ENTRY = """
foedus-game: 1
title: Entry at the same time
players: [First, Second]
columns: [x, z]
utilities: {first: "~ 1 + x", second: "~ 1 + z"}
parameters: {rivalry: free}
outcomes:
  neither: [0, 0]
  second: [0, second]
  first: [first, 0]
  both: [first - rivalry, second - rivalry]
tree:
  player: First
  moves:
    out: {player: Second, set: entry, moves: {out: neither, in: second}}
    in: {player: Second, set: entry, moves: {out: first, in: both}}
"""
ENTRY_TRUTH = {"first:intercept": 0.8, "first:x": 0.7, "second:intercept": 0.5, "second:z": -0.6, "rivalry": 1.5}

SIGNALS = """
foedus-game: 1
title: Signals of a type that nobody sees
players: [Sender, Receiver]
columns: [x, z]
utilities: {cost: "~ 1 + x", prize: "~ 1 + z"}
outcomes:
  strong quiet yield: [1, 0]
  strong quiet fight: [0, -1]
  strong bold yield: [2, 0]
  strong bold fight: [1, -1]
  weak quiet yield: [1, 0]
  weak quiet fight: [0, prize]
  weak bold yield: [1 - cost, 0]
  weak bold fight: [-cost, prize]
tree:
  chance: type
  moves:
    strong:
      probability: 3/5
      then:
        player: Sender
        set: strong
        moves:
          quiet: {player: Receiver, set: quiet, moves: {yield: strong quiet yield, fight: strong quiet fight}}
          bold: {player: Receiver, set: bold, moves: {yield: strong bold yield, fight: strong bold fight}}
    weak:
      probability: 2/5
      then:
        player: Sender
        set: weak
        moves:
          quiet: {player: Receiver, set: quiet, moves: {yield: weak quiet yield, fight: weak quiet fight}}
          bold: {player: Receiver, set: bold, moves: {yield: weak bold yield, fight: weak bold fight}}
"""
SIGNALS_TRUTH = {"cost:intercept": 0.5, "cost:x": 1.0, "prize:intercept": 0.8, "prize:z": 1.2}
SEEN = {f"{m} {r}": [f"{t} {m} {r}" for t in ("strong", "weak")] for m in ("quiet", "bold") for r in ("yield", "fight")}


def entry_chances(truth: np.ndarray, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(outcome, row), from p = Λ(u − d q) and q = Λ(v − d p), iterated with half a step."""
    p = q = np.full(len(x), 0.5)
    for _ in range(400):
        p = 0.5 * p + 0.5 * expit(truth[0] + truth[1] * x - truth[4] * q)
        q = 0.5 * q + 0.5 * expit(truth[2] + truth[3] * z - truth[4] * p)
    return np.stack([(1 - p) * (1 - q), (1 - p) * q, p * (1 - q), p * q])


def signal_chances(truth: np.ndarray, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(message and reply, row), from Bayes' rule and what each side then does, iterated with half a step."""
    cost, prize = truth[0] + truth[1] * x, truth[2] + truth[3] * z
    strong = weak = np.full(len(x), 0.5)  # of being bold
    for _ in range(400):
        after_bold, after_quiet = (
            expit((0.4 * w * prize - 0.6 * s) / (0.6 * s + 0.4 * w))
            for s, w in ((strong, weak), (1 - strong, 1 - weak))
        )
        strong = 0.5 * strong + 0.5 * expit(1 + after_quiet - after_bold)
        weak = 0.5 * weak + 0.5 * expit(-cost + after_quiet - after_bold)
    bold = 0.6 * strong + 0.4 * weak
    quiet = 1 - bold
    return np.stack([quiet * (1 - after_quiet), quiet * after_quiet, bold * (1 - after_bold), bold * after_bold])


KINDS = {
    "entry": (ENTRY, ENTRY_TRUTH, entry_chances, ("neither", "second", "first", "both"), None),
    "signals": (SIGNALS, SIGNALS_TRUTH, signal_chances, tuple(SEEN), SEEN),
}


@pytest.fixture(scope="module", params=["entry", pytest.param("signals", marks=pytest.mark.slow)])
def played(request: pytest.FixtureRequest) -> tuple[str, pd.DataFrame, Fit]:
    text, truth, chances, outcomes, labels = KINDS[request.param]
    rng = np.random.default_rng(12)
    x, z = rng.normal(size=(2, 3000))
    p = chances(np.array(list(truth.values())), x, z)
    happened = (rng.random(3000) > np.cumsum(p, axis=0)[:-1]).sum(axis=0)
    table = pd.DataFrame({"x": x, "z": z, "y": np.array(outcomes)[happened]})
    return request.param, table, fit(parse_yaml(text), table, outcome="y", link="logit", labels=labels)


def test_parameters_are_recovered_and_the_likelihood_is_that_of_the_written_out_equilibrium(played):
    kind, table, found = played
    _, truth, chances, outcomes, _ = KINDS[kind]
    assert found.names == tuple(truth)
    assert found.maximum.has_converged
    assert np.abs(found.maximum.gradient).max() < 1e-6
    assert found.warnings == ()
    away = (found.parameters - np.array(list(truth.values()))) / found.standard_errors
    assert np.abs(away).max() < 3.0
    assert found.standard_errors.max() < 0.5
    p = chances(found.parameters, table["x"].to_numpy(), table["z"].to_numpy())
    row = np.array([outcomes.index(each) for each in table["y"]])
    assert found.log_likelihood == pytest.approx(np.log(p[row, np.arange(len(row))]).sum(), abs=1e-6)
    # In the order of the game's leaves, whatever the table calls them.
    order = [outcomes.index(each) for each in found.outcomes]
    np.testing.assert_allclose(found.probabilities(), p[order], atol=1e-9)


def test_gradient_and_hessian_are_those_of_differences(played):
    _, table, found = played
    likelihood, weights = found.likelihood, np.ones(len(table))
    at = found.parameters + 0.2
    _, gradient, hessian = likelihood.derivatives(at, weights)
    steps = 1e-5 * np.eye(len(at))
    slopes = [(likelihood.total(at + h, weights) - likelihood.total(at - h, weights)) / 2e-5 for h in steps]
    np.testing.assert_allclose(gradient, slopes, atol=1e-6)
    bends = [
        (likelihood.derivatives(at + h, weights)[1] - likelihood.derivatives(at - h, weights)[1]) / 2e-5 for h in steps
    ]
    np.testing.assert_allclose(hessian, bends, atol=1e-5)
    np.testing.assert_allclose(likelihood.scores(at).sum(axis=1), gradient, atol=1e-9)


def test_the_search_begins_near_its_end(played):
    _, _, found = played
    start = start_of(found.sample.model, found.likelihood)
    assert found.likelihood.total(start, np.ones(found.n)) > found.log_likelihood - 60
    assert found.maximum.steps < 12


def test_rows_of_another_table_are_predicted(played):
    _, table, found = played
    new = found.predict(table.head(5))
    columns = [f"p:{each}" for each in found.outcomes]
    np.testing.assert_allclose(new[columns].to_numpy().T, found.probabilities()[:, :5], atol=1e-9)


def test_other_equilibria_are_told():
    """Held at 4 each, and as often in as out: rivalry is 8, at which one of them staying out is an equilibrium too."""
    table = pd.DataFrame({"x": 0.0, "z": 0.0, "y": ["neither", "second", "first", "both"] * 25})
    held = {"first": "4.0", "second": "4.0"}
    found = fit(parse_yaml(ENTRY), table, outcome="y", link="logit", utilities=held)
    assert found.parameters == pytest.approx([8.0], abs=1e-6)
    assert any("50 of 50 rows" in each and "other equilibria" in each for each in found.warnings)


@pytest.mark.parametrize("shocks", [Shocks.LOGIT, Shocks.PROBIT_AGENT])
def test_where_every_move_is_seen_the_engine_says_what_induction_says_to_the_second_derivative(shocks):
    model = model_of(read_game("egame12"), shocks)
    assert not model.is_solved_by_row
    rng = np.random.default_rng(2)
    sums, along = rng.normal(size=(2, 3, 5))
    leaves = jnp.asarray(rng.normal(size=(3, 5)))
    payoffs, log_chance, precision = model.numbers(sums, {"columns": ()}, np)
    by_set = np.stack([np.broadcast_to(each, (5,)) for each in precision])
    whole = model.engine.whole
    assert whole.schedule.n_unknown == 2
    odds = solve_tree(model.engine, TreeNumbers(payoffs, np.array(log_chance), by_set)).odds

    def by_induction(at):
        return jnp.sum(leaves * model.log_leaves(model.tree_numbers(at, {"columns": ()})))

    def by_engine(at):
        numbers = model.tree_numbers(at, {"columns": ()})
        return jnp.sum(leaves * model.log_leaves_of_engine(numbers, followed(whole, numbers, jnp.asarray(odds)), whole))

    found = []
    for each in (by_induction, by_engine):
        slope, bend = jax.jit(lambda at, along, each=each: jax.jvp(jax.grad(each), (at,), (along,)))(sums, along)
        found.append((np.asarray(each(jnp.asarray(sums))), np.asarray(slope), np.asarray(bend)))
    for induction, engine in zip(*found, strict=True):
        np.testing.assert_allclose(engine, induction, atol=1e-8)


def test_the_slope_of_a_logarithm_of_odds_is_right_at_even_odds():
    assert float(jax.grad(softplus)(0.0)) == pytest.approx(0.5, abs=1e-15)
    assert float(jax.grad(jax.grad(softplus))(0.0)) == pytest.approx(0.25, abs=1e-15)


def test_an_outcome_has_one_name_in_the_table():
    table = pd.DataFrame({"x": [0.0, 1.0] * 5, "z": [1.0, 0.0] * 5, "y": ["some", "both"] * 5})
    twice = {"some": ["first", "second"], "both": ["both", "first"]}
    with pytest.raises(InputError, match="pools outcomes"):
        fit(parse_yaml(ENTRY), table, outcome="y", labels=twice, link="logit")


def test_the_sampler_says_that_it_cannot_solve_for_equilibria(played):
    from foedus.estimate import posterior

    with pytest.raises(InputError, match="hidden or simultaneous"):
        posterior(played[2])
