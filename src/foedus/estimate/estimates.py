"""What every fit has, whatever the model: parameters at a maximum, and a covariance from which errors follow."""

from __future__ import annotations

import numpy as np

from foedus.estimate.likelihood import Numbers
from foedus.estimate.maximum import Maximum


class Estimates:
    """Estimates at a maximum; `covariance` is (parameter, parameter)."""

    maximum: Maximum
    covariance: Numbers

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parameters."""
        return self.maximum.names

    @property
    def parameters(self) -> Numbers:
        """(parameter,)"""
        return self.maximum.parameters

    @property
    def log_likelihood(self) -> float:
        """At the estimates; of a pseudo-likelihood, its own."""
        return self.maximum.log_likelihood

    @property
    def standard_errors(self) -> Numbers:
        """(parameter,); NaN where the likelihood does not determine the parameter."""
        with np.errstate(invalid="ignore"):
            found: Numbers = np.sqrt(np.diag(self.covariance))
        return found

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return 2.0 * len(self.names) - 2.0 * self.log_likelihood
