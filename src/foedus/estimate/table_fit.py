"""What a fit of any model to a table can be asked: probabilities, predictions, profiles, priors, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from foedus.case.document import quote, shorten
from foedus.estimate.baseline import Baseline
from foedus.estimate.covariance import Bootstrap, Profile, profile
from foedus.estimate.estimates import Estimates
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.out_of_sample import Tested
from foedus.estimate.score import Score
from foedus.estimate.table import Kept, read_table
from foedus.game.linear import LinearFormula

if TYPE_CHECKING:
    import pandas
    import xarray


class ModelOnTable(Protocol):
    """A model and the rows of a table that it uses."""

    @property
    def kept(self) -> Kept:
        """The rows."""

    @property
    def counts(self) -> Numbers | None:
        """How often each outcome happened, (outcome, row); None where no outcome was seen."""

    @property
    def title(self) -> str:
        """Of the model."""

    @property
    def kind(self) -> tuple[str, str]:
        """What it is called in files, and what it is: ("link", "probit-agent")."""

    @property
    def unit(self) -> str:
        """What its parameters are measured in."""

    @property
    def formula(self) -> LinearFormula:
        """Every term of the model: what a logit gets to see."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the formulas."""

    def on(self, table: pandas.DataFrame) -> Likelihood:
        """What predicts on the rows of a table, whatever happened there, with the categories of its own rows."""


class TableFit(Estimates):
    """A model fitted to a table.

    `fitted` are numbers of the kept rows on which it was fitted: all, unless some were held back by a test.
    """

    sample: ModelOnTable
    likelihood: Likelihood
    errors: str
    """the kind of the covariance"""
    baselines: tuple[Baseline, ...]
    scores: tuple[Score, ...]
    fitted: Numbers
    place: str
    tested: Tested | None
    resampled: Bootstrap | None
    n_clusters: int | None
    warnings: tuple[str, ...]

    @property
    def n(self) -> int:
        """Rows it was fitted on."""
        return self.likelihood.n_rows

    @property
    def bic(self) -> float:
        """The Bayesian information criterion, over rows."""
        return float(len(self.names) * np.log(self.n) - 2.0 * self.log_likelihood)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What can happen."""
        return self.likelihood.outcomes

    @property
    def predictive(self) -> Likelihood:
        """What predicts on the rows it was fitted on."""
        return self.likelihood

    @property
    def way(self) -> tuple[str, str]:
        """What tells fits of one model apart, and its name for this one: ("Link", "probit-agent")."""
        return "Link", self.sample.kind[1]

    @property
    def how(self) -> str:
        """How the estimates were found, in words."""
        return "maximum likelihood"

    @property
    def kind_of_likelihood(self) -> str:
        """What was maximised, in words."""
        return "Log-likelihood"

    @property
    def is_of_outcomes(self) -> bool:
        """Whether the likelihood is of the outcomes and nothing else, so that a logit's can be compared with it."""
        return True

    def probabilities(self) -> Numbers:
        """Of each outcome in each row it was fitted on, (outcome, row)."""
        return self.predictive.probabilities(self.parameters)

    def predict(self, table: pandas.DataFrame | str | Path) -> pandas.DataFrame:
        """The table with a probability for each outcome, in columns "p:OUTCOME"; empty where a column has a gap.

        Raises:
            InputError: it lacks a column, or has a category that the fit has not seen.
        """
        from foedus.estimate.predict import predict

        if isinstance(table, str | Path):
            return predict(self, read_table(table), shorten(str(table), 400))
        return predict(self, table)

    def profile(self, name: str, *, level: float = 0.9, points: int = 21) -> Profile:
        """The profile likelihood of a parameter.

        Raises:
            InputError: no parameter of that name.
        """
        from foedus.errors import InputError, listed, nearest

        if name not in self.names:
            hint = nearest(name, self.names) or f"Parameters: {listed(self.names)}."
            raise InputError.at("parameter", f"{quote(shorten(name, 100))} is not in the fit", hint=hint)
        return profile(self.likelihood, self.maximum, name, level=level, points=points)

    def more(self) -> dict[str, Any]:
        """Keys of the JSON that are this model's own."""
        return {}

    def to_json(self) -> str:
        """The fit for programs (docs/estimation.md lists the keys)."""
        from foedus.estimate.export import json_text, record

        return json_text(record(self))

    def to_csv(self) -> str:
        """One line for each parameter: name, estimate, standard error, z."""
        from foedus.estimate.export import csv_text

        return csv_text(self)

    def to_prior(self, rows: Mapping[str, str] | None = None, *, draws: xarray.DataTree | None = None) -> str:
        """A prior file, which a case can cite: parameters, and functions of them by name (`estimate.prior_text`).

        Raises:
            InputError: a row is no formula, or names what the fit does not have.
            ComputationError: there is no maximum, or nothing is determined.
        """
        from foedus.estimate.prior import prior_text

        return prior_text(self, rows, draws=draws)

    def to_latex(self) -> str:
        """The table of a paper: parameters with their standard errors below, and what the fit rests on."""
        from foedus.estimate.export import latex_text

        return latex_text(self)

    def __str__(self) -> str:
        from foedus.estimate.export import plain_text

        return plain_text(self)


__all__ = ["ModelOnTable", "TableFit"]
