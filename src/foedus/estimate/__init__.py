"""Estimates: any game file on any table by maximum likelihood, with its standard errors and baselines beside it."""

from foedus.estimate.likelihood import Index, Likelihood, indexed
from foedus.estimate.maximum import Maximum, maximise

__all__ = ["Index", "Likelihood", "Maximum", "indexed", "maximise"]
