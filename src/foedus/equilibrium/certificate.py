"""What stands behind the word equilibrium: residual and regret, recomputed over all information sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array
from foedus.equilibrium.softplus import log_quotient

SOLVED = 1e-9
"""largest residual that counts as solved"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Certificate:
    """How far each draw's profile is from an equilibrium, worst information set, (draw,)."""

    residual: Array
    """‖σ − F(σ)‖∞, in probability"""
    regret: Array
    """max KL(σ ‖ F)/λ: what is left to gain in the entropy-perturbed game"""
    raw_regret: Array
    """max (best action − σ's value): what logit play leaves on the table, which matters as λ → ∞"""

    @property
    def is_solved(self) -> Array:
        """Whether the residual is within the bound; what is not a number is not."""
        return self.residual <= SOLVED


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class InformationSets:
    """One kind of information sets: what is played, what the map answers, and what each action is worth.

    The first axis is the action, the last the draw; what lies between are the sets.
    """

    log_played: Array
    log_answer: Array
    utility: Array
    precision: Array
    """of the choice, (draw,) or broadcast against the sets"""
    is_open: Array
    """1 where the action is on the menu, broadcast against utility"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class BinarySets:
    """One kind of information sets of two actions, the second of which is worth 0; the last axis is the draw."""

    played: Array
    """log odds of the first action"""
    answer: Array
    """the same as the map answers: precision times what the first action is worth"""
    precision: Array
    """(draw,) or broadcast against the sets"""


def certify(kinds: Sequence[InformationSets | BinarySets]) -> Certificate:
    """The certificate over all the information sets given."""
    found = [_worst_of_two(sets) if isinstance(sets, BinarySets) else _worst(sets) for sets in kinds]
    return Certificate(*(jnp.max(jnp.stack(values), axis=0) for values in zip(*found, strict=True)))


def _worst(sets: InformationSets) -> tuple[Array, Array, Array]:
    played, answer = jnp.exp(sets.log_played), jnp.exp(sets.log_answer)
    residual = jnp.abs(played - answer)
    # Both are −1e300 where an action is off the menu: the difference is 0, not a number that does not exist.
    divergence = jnp.sum(played * (sets.log_played - sets.log_answer), axis=0)
    regret = jnp.maximum(divergence, 0.0) / jnp.maximum(sets.precision, 1e-300)
    best = jnp.max(jnp.where(sets.is_open > 0, sets.utility, -jnp.inf), axis=0)
    raw_regret = best - jnp.sum(played * sets.utility, axis=0)

    return _worst_set(residual), _worst_set(regret), _worst_set(raw_regret)


def _worst_of_two(sets: BinarySets) -> tuple[Array, Array, Array]:
    """The same where log odds say everything; an audience has thousands of such sets."""
    played, played_odds = _of_log_odds(sets.played)
    answer, answer_odds = _of_log_odds(sets.answer)
    # KL of two actions: σ log(σ/F) of both, in which softplus(F) − softplus(σ) needs one logarithm and not two.
    softplus_gap = (
        jnp.maximum(sets.answer, 0.0) - jnp.maximum(sets.played, 0.0) + log_quotient(answer_odds, played_odds)
    )
    divergence = played * (sets.played - sets.answer) + softplus_gap
    noise = 1.0 / jnp.maximum(sets.precision, 1e-300)
    utility = sets.answer * noise
    regret = jnp.maximum(divergence, 0.0) * noise
    raw_regret = jnp.maximum(utility, 0.0) - played * utility
    return _worst_set(jnp.abs(played - answer)), _worst_set(regret), _worst_set(raw_regret)


def _of_log_odds(log_odds: Array) -> tuple[Array, Array]:
    """The probability of the first action, and the odds of the less likely one, kept where they can be written."""
    odds = jnp.exp(-jnp.minimum(jnp.abs(log_odds), 600.0))
    return jnp.where(log_odds < 0, odds, 1.0) / (1.0 + odds), odds


def _worst_set(values: Array) -> Array:
    return jnp.max(values.reshape(-1, values.shape[-1]), axis=0)
