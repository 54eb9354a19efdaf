"""A weighted mixture of distributions, with its true quantile function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.quantity.distribution import Distribution, FloatArray

MOST_HALVINGS = 1100  # a float64 bracket cannot be halved more often before its ends are neighbours


@dataclass(frozen=True, slots=True)
class Mixture:
    """One of several distributions, each with its weight; the weights sum to one.

    The quantile is found by inverting the distribution function, not by picking a component and then drawing from it:
    one uniform number makes one value, larger uniforms make larger values, and Latin-hypercube strata stay strata.
    """

    weights: tuple[float, ...]
    components: tuple[Distribution, ...]

    @property
    def family(self) -> str:
        return "mixture"

    @property
    def low(self) -> float:
        return self._point(0.05)

    @property
    def high(self) -> float:
        return self._point(0.95)

    @property
    def lower_end(self) -> float:
        return min(component.lower_end for component in self.components)

    @property
    def upper_end(self) -> float:
        return max(component.upper_end for component in self.components)

    def quantile(self, u: FloatArray) -> FloatArray:
        """Smallest x whose cumulative probability reaches `u`, found by halving until the ends are neighbours.

        At share u every component has its own quantile; the mixture's lies between the least and the greatest of them.
        Points among the components are jumps, which halving finds exactly.
        """
        import numpy as np

        shares = np.asarray(u, dtype=np.float64)
        own = np.stack([np.asarray(component.quantile(shares)) for component in self.components])
        below, reached = own.min(axis=0), own.max(axis=0)
        reached = np.where(self.cumulative(below) >= shares, below, reached)
        for _ in range(MOST_HALVINGS):
            middle = below / 2 + reached / 2
            is_between = (below < middle) & (middle < reached)
            if not is_between.any():
                break
            is_enough = self.cumulative(middle) >= shares
            reached = np.where(is_between & is_enough, middle, reached)
            below = np.where(is_between & ~is_enough, middle, below)
        # Rounding in the distribution functions can swap neighbours by a last digit; order is part of the promise.
        flat = reached.reshape(-1)
        order = np.argsort(shares.reshape(-1), kind="stable")
        flat[order] = np.maximum.accumulate(flat[order])
        values: FloatArray = flat.reshape(shares.shape)
        return values

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np

        total = np.zeros(np.shape(x))
        for weight, component in zip(self.weights, self.components, strict=True):
            total = total + weight * component.cumulative(x)
        return total

    def _point(self, share: float) -> float:
        import numpy as np

        return float(self.quantile(np.array([share]))[0])
