"""One class of asset: how much of it there is, where it stands, what it is worth there and what is still coming."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Draws = NDArray[np.float64]

DAYS_PER_YEAR = 365.25
# What a response may name in `from` beside the theatres. Free units count in every response (model.md, section 4:
# available = free + what the allowed sources have committed), so these two open no further source; they let an analyst
# write `from: [production]` for help that may be taken from no theatre at all.
FREE_SOURCES = ("production", "reserve")


@dataclass(frozen=True)
class AssetClass:
    """Units of one class in every draw: in service, committed by theatre, produced, and worth by theatre.

    Arguments:
        in_service: units in service, shape (draw,).
        committed: share of them committed to each theatre, each (draw,). Where the shares of a draw add to more than
            one they are scaled to one; where they add to less, the rest is the reserve.
        production: units a year, (draw,).
        lead_time_days: days from an order to its first unit, (draw,).
        worth: value of the average unit in each theatre, in alliance values, each (draw,); the same theatres.

    Numbers without an axis are taken as the same in every draw.

    Raises:
        ValueError: the theatres of `committed` and `worth` differ, one has the name of a free source, a shape does not
            fit, or a number is negative or not finite.
    """

    in_service: ArrayLike
    committed: Mapping[str, ArrayLike]
    production: ArrayLike
    lead_time_days: ArrayLike
    worth: Mapping[str, ArrayLike]

    def __post_init__(self) -> None:
        if set(self.committed) != set(self.worth):
            differing = ", ".join(sorted(set(self.committed) ^ set(self.worth)))
            raise ValueError(f"each theatre needs both a committed share and a worth; one is missing for: {differing}")
        reserved = sorted(set(self.committed) & set(FREE_SOURCES))
        if reserved:
            raise ValueError(f"no theatre may be called {' or '.join(reserved)}: free units have that name")
        fields = {
            "in_service": self.in_service,
            "production": self.production,
            "lead_time_days": self.lead_time_days,
            **{f"committed.{theatre}": share for theatre, share in self.committed.items()},
            **{f"worth.{theatre}": worth for theatre, worth in self.worth.items()},
        }
        arrays = {name: _draws(value) for name, value in fields.items()}
        for name, array in arrays.items():
            if array.ndim > 1:
                raise ValueError(f"{name} has shape {array.shape}: expected (draw,)")
            if not np.all(np.isfinite(array) & (array >= 0.0)):
                raise ValueError(f"{name} must be finite and not negative in every draw")
        try:
            np.broadcast_shapes(*(array.shape for array in arrays.values()))
        except ValueError:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.ndim)
            raise ValueError(f"the numbers of one class need the same draws, but have: {shapes}") from None

    @property
    def theatres(self) -> tuple[str, ...]:
        """The theatres, in the order in which they were given."""
        return tuple(self.committed)

    def placed(self) -> dict[str, Draws]:
        """Units committed to each theatre, each (draw,), after shares adding to more than one are scaled to one."""
        scale = np.maximum(self._committed_share(), 1.0)
        return {
            theatre: np.asarray(_draws(self.in_service) * _draws(share) / scale, dtype=np.float64)
            for theatre, share in self.committed.items()
        }

    def reserve(self) -> Draws:
        """Units in service and committed nowhere, (draw,)."""
        idle = np.maximum(0.0, 1.0 - self._committed_share())
        return np.asarray(_draws(self.in_service) * idle, dtype=np.float64)

    def production_years(self, deadline_days: ArrayLike) -> Draws:
        """Years in which production ordered now delivers before the deadline, (draw,); 0 within the lead time."""
        after_lead_time = np.maximum(0.0, _draws(deadline_days) - _draws(self.lead_time_days))
        return np.asarray(after_lead_time / DAYS_PER_YEAR, dtype=np.float64)

    def produced(self, deadline_days: ArrayLike) -> Draws:
        """Units produced by the deadline, (draw,), fractions of a unit included."""
        return np.asarray(_draws(self.production) * self.production_years(deadline_days), dtype=np.float64)

    def free(self, deadline_days: ArrayLike) -> Draws:
        """Reserve and production due by the deadline, (draw,)."""
        return np.asarray(self.reserve() + self.produced(deadline_days), dtype=np.float64)

    def _committed_share(self) -> Draws:
        total = np.zeros(())
        for share in self.committed.values():
            total = np.asarray(total + _draws(share), dtype=np.float64)
        return total


def _draws(numbers: ArrayLike) -> Draws:
    return np.asarray(numbers, dtype=np.float64)
