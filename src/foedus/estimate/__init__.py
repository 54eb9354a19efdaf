"""Estimates: any game file on any table by maximum likelihood, with its standard errors and baselines beside it."""

from foedus.estimate.covariance import Bootstrap, Profile, bootstrap, hessian_covariance, profile, sandwich_covariance
from foedus.estimate.fit import Fit, Tested, fit
from foedus.estimate.formula import template_names
from foedus.estimate.likelihood import Index, Likelihood, indexed
from foedus.estimate.link import Shocks
from foedus.estimate.maximum import Maximum, maximise
from foedus.estimate.nonnested import Comparison, clarke, vuong
from foedus.estimate.predict import over
from foedus.estimate.score import Score
from foedus.estimate.table import read_table

__all__ = [
    "Bootstrap",
    "Comparison",
    "Fit",
    "Index",
    "Likelihood",
    "Maximum",
    "Profile",
    "Score",
    "Shocks",
    "Tested",
    "bootstrap",
    "clarke",
    "fit",
    "hessian_covariance",
    "indexed",
    "maximise",
    "over",
    "profile",
    "read_table",
    "sandwich_covariance",
    "template_names",
    "vuong",
]
