"""Estimates: any game file on any table by maximum likelihood, with its standard errors and baselines beside it."""

from foedus.estimate.covariance import Bootstrap, Profile, bootstrap, hessian_covariance, profile, sandwich_covariance
from foedus.estimate.crisis_fit import CrisisFit, fit_crisis
from foedus.estimate.crisis_likelihood import CrisisRows, crisis_rows
from foedus.estimate.fit import Fit, Tested, fit
from foedus.estimate.formula import template_names
from foedus.estimate.likelihood import Index, Likelihood, indexed
from foedus.estimate.link import Shocks
from foedus.estimate.maximum import Maximum, maximise
from foedus.estimate.named_fit import NamedFit, fit_named
from foedus.estimate.named_model import is_named_model
from foedus.estimate.nonnested import Comparison, clarke, vuong
from foedus.estimate.posterior import posterior
from foedus.estimate.predict import over
from foedus.estimate.prior import prior_text
from foedus.estimate.score import Score
from foedus.estimate.table import read_table
from foedus.estimate.ultimatum import UltimatumFit, fit_ultimatum, ultimatum_likelihood

__all__ = [
    "Bootstrap",
    "Comparison",
    "CrisisFit",
    "CrisisRows",
    "Fit",
    "Index",
    "Likelihood",
    "Maximum",
    "NamedFit",
    "Profile",
    "Score",
    "Shocks",
    "Tested",
    "UltimatumFit",
    "bootstrap",
    "clarke",
    "crisis_rows",
    "fit",
    "fit_crisis",
    "fit_named",
    "fit_ultimatum",
    "hessian_covariance",
    "indexed",
    "is_named_model",
    "maximise",
    "over",
    "posterior",
    "prior_text",
    "profile",
    "read_table",
    "sandwich_covariance",
    "template_names",
    "ultimatum_likelihood",
    "vuong",
]
