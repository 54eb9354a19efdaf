"""How likely each draw makes each sight: the weights of prices, worked out once for all members."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from foedus.answer.reading import Reading
from foedus.answer.weighing import posterior_weight, ratio

Array = Any


@dataclass(frozen=True)
class Sights:
    """Chances of sights on the public evidence, and the draws' weights that follow from them."""

    reading: Reading
    _weights: dict[tuple[str, int, int | None], Array] = field(default_factory=dict, repr=False)
    _prices: dict[tuple[int, int], Array] = field(default_factory=dict, repr=False)

    @cached_property
    def posterior(self) -> Array:
        """ω, not normalised, (draw,)."""
        return posterior_weight(self.reading)

    @cached_property
    def on_evidence(self) -> Array:
        """P(q | E) before the reply, as outsiders have it, (request, draw)."""
        weight = self.reading.prior * self.reading.public
        return ratio(weight, weight.sum(axis=0))

    @cached_property
    def _met(self) -> Array:
        """P(q, v | E), (request, sight, draw)."""
        return self.on_evidence[:, None] * self.reading.sight

    @cached_property
    def chance(self) -> Array:
        """P(z | E) of the final signal, leak branches weighed by ℓ, (leak, sight, draw)."""
        leak = self.reading.leak
        return np.concatenate([(1.0 - leak) * self._met.sum(axis=0)[None], leak * self._met])

    def price_after(self, response: int, leak: int) -> Array:
        """`Reading.price_after`, worked out once for all members."""
        key = (response, leak)
        if key not in self._prices:
            self._prices[key] = self.reading.price_after(response, leak)
        return self._prices[key]

    def weight(self, response: int, leaked: int | None = None) -> Array:
        """ω P_i(z | E) of the response seen as itself, given the leak status named, (draw,).

        Where request q leaked: P(q | E) · P(v | q), the probability among all leaks. That, and not the one given that
        q is what leaked, is what makes the branches of `expected_after` add up. A draw in which the response cannot be
        seen as itself counts for nothing, though another may be taken for it.
        """
        key = ("sight", response, leaked)
        if key not in self._weights:
            met = self._met[:, response]
            likely = met.sum(axis=0) if leaked is None else met[leaked]
            self._weights[key] = self.posterior * likely * self.reading.visible[response]
        return self._weights[key]

    @cached_property
    def client_meets(self) -> Array:
        """P(ν, q, x | E), which the client knows, (need, request, response, draw)."""
        likely = self.reading.client_meets * self.reading.public[:, None]
        return ratio(likely, likely.sum(axis=(0, 1, 2)))

    def client_weight(self, response: int, request: int | None = None) -> Array:
        """ω P_i(x | E), or ω P_i(q, x | E) of one request, of what the client is given in the end, (draw,)."""
        key = ("client", response, request)
        if key not in self._weights:
            met = self.client_meets[:, :, response].sum(axis=0)
            self._weights[key] = self.posterior * (met.sum(axis=0) if request is None else met[request])
        return self._weights[key]
