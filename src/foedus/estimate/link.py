"""How choice follows payoffs in a fitted game: the shocks that estimates are measured in."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from foedus.equilibrium.link import Link
from foedus.equilibrium.tree_structure import Structure
from foedus.game import Game


class Shocks(StrEnum):
    """What payoffs are measured against; σ, by the scale terms, is 1 where a game has none.

    Probit: normal shocks of standard deviation σ, two of which are compared at every choice: an action is taken with
    probability Φ(gain / (√2 σ)). Agent error: one shock to every action at every node, unknown to those who moved
    before. Private information: one to every outcome, known to its owner from the start (Signorino 2003,
    doi:10.1093/pan/mpg014). Logit: agent QRE with λ = 1/σ, any number of actions (McKelvey & Palfrey 1998,
    doi:10.1023/A:1009905800005); `logit-sqrt2` divides by √2 as the probit does, so that a coefficient is √2 times
    an ordinary logit's.
    """

    PROBIT_AGENT = "probit-agent"
    PROBIT_PRIVATE = "probit-private"
    LOGIT = "logit"
    LOGIT_SQRT2 = "logit-sqrt2"

    @property
    def link(self) -> Link:
        """What the engine calls it."""
        return Link.LOGIT if self in (Shocks.LOGIT, Shocks.LOGIT_SQRT2) else Link(self.value)

    @property
    def precision(self) -> float:
        """λ at σ = 1, in the engine's terms, which divide by √2 under a probit themselves."""
        return float(1.0 / np.sqrt(2.0)) if self is Shocks.LOGIT_SQRT2 else 1.0


def usual_shocks(game: Game) -> Shocks:
    """Probit with agent error where every set has two actions, else logit: what a fit takes unless it is told."""
    has_two = (np.asarray(Structure(game.structure).n_actions[: len(game.information_sets)]) <= 2).all()
    return Shocks.PROBIT_AGENT if has_two else Shocks.LOGIT


__all__ = ["Shocks", "usual_shocks"]
