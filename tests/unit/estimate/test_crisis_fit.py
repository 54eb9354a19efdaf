"""The crisis game with signals: the stored fits of the sanctions data, by all three methods, and recovery."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from crisis_tables import FORMULAS, TRUE, crisis_table, stored, table_of, worst_coefficient

from foedus.errors import InputError
from foedus.estimate import fit_named
from foedus.estimate.crisis_fit import CrisisFit, fit_crisis
from foedus.estimate.crisis_likelihood import crisis_rows
from foedus.estimate.first_stage import first_stage

TO_THE_DIGIT = 1e-5
"""coefficients, in units of max(1, standard error)"""


@cache
def fitted(method: str, columns: str = "") -> CrisisFit:
    table = table_of("sanctions")
    rows = crisis_rows(stored("sanctions/maximum-likelihood")["formula"], table)
    given = tuple(table[name].to_numpy() for name in columns.split()) or None
    return fit_crisis(rows, method, given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "columns"), [("npl", "pr_npl pf_npl"), ("forest", "pr_hat pf_hat")])
def test_the_pseudo_likelihood_is_that_of_sigint(name: str, columns: str) -> None:
    entry, fit = stored(f"sanctions/pl/first-stage-{name}"), fitted("pl", columns)
    assert fit.log_likelihood == pytest.approx(entry["logL"], abs=1e-6)
    assert worst_coefficient(entry, fit.names, fit.parameters) < TO_THE_DIGIT
    np.testing.assert_allclose(fit.challenges[:5], entry["fitted"]["p_C"], atol=1e-6)


@pytest.mark.parametrize(("name", "columns"), [("npl", "pr_npl pf_npl"), ("forest", "pr_hat pf_hat")])
def test_the_nested_pseudo_likelihood_ends_where_sigint_does(name: str, columns: str) -> None:
    entry, fit = stored(f"sanctions/npl/from-{name}"), fitted("npl", columns)
    assert fit.log_likelihood == pytest.approx(entry["logL"], abs=1e-5)
    assert worst_coefficient(entry, fit.names, fit.parameters) < TO_THE_DIGIT
    errors = [each[1] for each in entry["coefficients"].values()]
    np.testing.assert_allclose(np.sqrt(np.diag(fit.as_sigint)), errors, rtol=1e-3)
    for what, found in (("p_C", fit.challenges), ("p_R", fit.resists), ("p_F", fit.firm)):
        np.testing.assert_allclose(found[:5], entry["fitted"][what], atol=1e-6)
    assert fit.warnings == ()


def test_where_the_nested_pseudo_likelihood_begins_does_not_matter() -> None:
    np.testing.assert_allclose(fitted("npl").parameters, fitted("npl", "pr_npl pf_npl").parameters, atol=1e-6)


def test_the_full_likelihood_reaches_its_maximum_which_is_above_that_of_the_nested_one() -> None:
    entry, fit = stored("sanctions/maximum-likelihood"), fitted("ml")
    assert fit.log_likelihood == pytest.approx(entry["logL"], abs=1e-6)
    assert worst_coefficient(entry, fit.names, fit.parameters) < TO_THE_DIGIT
    # Stored from differences, stable to about four digits.
    errors = [each[1] for each in entry["coefficients"].values()]
    np.testing.assert_allclose(fit.standard_errors, errors, rtol=2e-3)
    for what, found in (("p_C", fit.challenges), ("p_R", fit.resists), ("p_F", fit.firm)):
        np.testing.assert_allclose(found[:5], entry["fitted"][what], atol=1e-6)
    assert fit.warnings == ()
    assert (fit.count == 1).all()
    assert fit.log_likelihood > fitted("npl").log_likelihood + 4.5


@pytest.mark.parametrize("method", ["ml", pytest.param("npl", marks=pytest.mark.slow)])
def test_parameters_that_games_were_drawn_with_are_found_again(method: str) -> None:
    """Nine parameters of 400 games played 60 times: all within four standard errors, and those of a sensible size."""
    fit = fit_crisis(crisis_rows(FORMULAS, crisis_table(400, 60, 11)), method)  # type: ignore[arg-type]
    assert fit.names == tuple(TRUE)
    away = (fit.parameters - np.array(list(TRUE.values()))) / fit.standard_errors
    assert np.abs(away).max() < 4.0
    assert fit.standard_errors.max() < 0.3


@pytest.mark.slow
def test_rows_with_several_equilibria_are_counted_in_a_warning() -> None:
    table = crisis_table(40, 200, 3)
    payoffs = {"S_A": 0, "V_A": 1, "C_B": 0, "W_A": -1.9, "W_B": "~ 1", "a": -1.2, "V_B": 1}
    table[["sq", "cd", "sf", "bd"]] = [1, 149, 15, 35]
    fit = fit_crisis(crisis_rows(payoffs, table), "ml")
    assert fit.names == ("W_B:intercept",)
    assert fit.parameters[0] == pytest.approx(-2.9, abs=0.1)
    assert any("40 of 40 rows have more than one equilibrium" in each for each in fit.warnings)


def test_a_search_does_not_stay_where_the_equilibrium_leaves_nothing_to_chance() -> None:
    """On these rows the pseudo-likelihood ends where B resists with probability 0 or 1 in the equilibrium."""
    table = table_of("sanctions").head(120)
    formulas = {"V_A": "~ 1", "C_B": "~ sender_econ_dep", "W_A": "~ 1", "W_B": "~ 1", "a": -1.2}
    rows = crisis_rows(formulas, table)
    found, nested = fit_crisis(rows, "ml"), fit_crisis(rows, "npl")
    assert found.maximum.has_converged
    assert found.log_likelihood > nested.log_likelihood
    share = rows.counts.sum(axis=1) / rows.counts.sum()
    assert found.log_likelihood > float(rows.counts.sum(axis=1) @ np.log(share)) - 1.0


def test_outcomes_that_never_happened_are_said_and_one_alone_is_refused() -> None:
    table = crisis_table(60, 20, 4).assign(bd=0)
    fit = fit_named("crisis-signalling", table, utilities={"V_A": "1", "W_A": "1", "W_B": 0.5, "a": -1.2})
    assert "Never happened: bd." in fit.warnings
    assert fit.names == ("V_A:intercept", "W_A:intercept")
    with pytest.raises(InputError, match="has no outcome but sq: expected two or more"):
        fit_named("crisis-signalling", table.assign(cd=0, sf=0), utilities={"V_A": "1", "W_A": "1"})
    with pytest.raises(InputError, match="W_A is None: expected a formula or a number"):
        fit_named("crisis-signalling", table, utilities={"V_A": "1", "W_A": None})  # type: ignore[dict-item]
    with pytest.raises(InputError, match="seed  is -1: expected a whole number from 0"):
        fit_named("crisis-signalling", table, utilities={"V_A": "1"}, seed=-1)


def test_a_logit_is_the_first_stage_where_none_is_given() -> None:
    rows = crisis_rows(FORMULAS, crisis_table(400, 200, 5))
    resists, firm = first_stage(rows)
    _, _, fought, backed = rows.counts
    assert np.sum(resists * (rows.counts[1:].sum(axis=0))) == pytest.approx((fought + backed).sum(), rel=1e-4)
    assert np.sum(firm * (fought + backed)) == pytest.approx(fought.sum(), rel=1e-4)
    assert resists.std() > 0.02


def test_what_cannot_be_used_is_said_all_at_once() -> None:
    table = crisis_table(20, 5, 1)
    wrong = {"S_A": "~ xx", "V_A": "~ eval(x)", "W_C": "~ 1", "a": True}
    with pytest.raises(InputError) as caught:
        crisis_rows(wrong, table)  # type: ignore[arg-type]
    text = str(caught.value)
    assert 'calls "eval"' in text
    assert "W_C is none of S_A, V_A, C_B, W_A, W_B, a, V_B" in text
    assert "a is neither a formula nor a number" in text
    with pytest.raises(InputError, match='no column "xx"'):
        crisis_rows({"S_A": "~ xx"}, table)


def test_tallies_are_whole_numbers_and_rows_with_gaps_are_left_out() -> None:
    table = crisis_table(20, 5, 1)
    table.loc[3, "x"] = np.nan
    assert crisis_rows(FORMULAS, table).n_rows == 19
    table["cd"] = table["cd"] + 0.5
    with pytest.raises(InputError, match="Tallies are whole numbers"):
        crisis_rows(FORMULAS, table)
    with pytest.raises(InputError, match="Tallies are whole numbers"):
        crisis_rows(FORMULAS, table.assign(cd=np.inf))


def test_a_column_that_never_varies_and_a_column_that_stands_twice_are_refused() -> None:
    table, utilities = crisis_table(20, 5, 1), {"W_A": "x", "C_B": "1"}
    for method in ("ml", "npl"):
        with pytest.raises(InputError, match='has 1 for "W_A:x" in every row'):
            fit_named("crisis-signalling", table.assign(x=1.0), utilities=utilities, method=method)
    with pytest.raises(InputError, match='has the column "x" twice'):
        fit_named("crisis-signalling", pd.concat([table, table[["x"]]], axis=1), utilities=utilities)
