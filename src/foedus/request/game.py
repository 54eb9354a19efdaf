"""The request game as arrays: one crisis, many draws, the draw on the last axis."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from foedus.equilibrium.array_library import library
from foedus.equilibrium.backend import jax, jnp

Array = Any  # numpy or jax array; shapes are given in words because the batch axis comes last


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class RequestGame:
    """Everything the players know, in each draw. Shapes name the axes of docs/notation.md; all end in draw.

    Utilities are in alliance values. Probabilities stand as such, not as logarithms, so that a change of one from 0
    has a finite derivative.
    """

    precision: Array
    """λ, (draw,)"""
    challenger_sharpness: Array
    """κ_K, (draw,)"""
    audience_sharpness: Array
    """κ_A, (draw,)"""
    share: Array
    """nature's prior over types, (type, draw)"""
    fate: Array
    """γ_θ, (type, draw)"""
    norm: Array
    """φ_θ, (type, draw)"""
    honours: Array
    """h_θ, (type, draw)"""
    need_chance: Array
    """P(ν), (need, draw)"""
    need: Array
    """ν, (need, draw)"""
    request_level: Array
    """d_q, (request, draw)"""
    request_weight: Array
    """reference play of the client, (request, draw)"""
    asking: Array
    """ask_q, (request, draw)"""
    clarity: Array
    """P(heard as asked), 1 for the lowest request, (request, draw)"""
    lower: Array
    """whole numbers: which requests stand on the next lower level, (request, rank, draw); rank up to the widest tie"""
    lower_weight: Array
    """in what proportion an unclear request is heard as each of them, sums to 1, (request, rank, draw)"""
    response_level: Array
    """s_x, (response, draw)"""
    response_weight: Array
    """reference play of the guarantor, (response, draw)"""
    is_open: Array
    """1 where the response is on the draw's menu, else 0, (response, draw)"""
    carried: Array
    """P(x = a | a), the rest falls back, (response, draw)"""
    visibility: Array
    """η_x, (response, draw)"""
    look: Array
    """P(what x is taken for | x is not seen), (response, look, draw): columns are the responses in `looks`"""
    support: Array
    """effective support s̃_{xq}, (response, request, draw)"""
    kept: Array
    """kept promise s̄_x, (response, draw)"""
    cost: Array
    """stock_x + money_x, (response, draw)"""
    leak: Array
    """ℓ, (draw,)"""
    gain: Array
    risk: Array
    deterred: Array
    """the challenger's, (draw,)"""
    harm: Array
    """χ, (draw,)"""
    entanglement: Array
    """τ, (draw,)"""
    disappointment: Array
    """δ, (draw,)"""
    obligation: Array
    """(draw,)"""
    evidence: Array
    """L_E(q), what outsiders read before they see the reply, (request, draw)"""
    prior: Array
    """π_o over types, (type, member, draw)"""
    spillover: Array
    """w_o, (member, draw)"""
    value: Array
    """v_o, (member, draw)"""
    reserve: Array
    fear: Array
    """(member, draw)"""
    client_value: Array
    """v_0, (draw,)"""
    client_reserve: Array
    """reserve_0, (draw,)"""
    looks: tuple[int, ...] = field(metadata={"static": True})
    """responses that some response may be taken for; f is always one of them"""
    fallback: int = field(metadata={"static": True})
    """index of f among the responses"""
    has_challenger: bool = field(metadata={"static": True})
    """without one, nobody escalates"""

    @property
    def library(self) -> Any:
        """NumPy, or `jax.numpy` where one of the arrays is JAX's."""
        return library(*(getattr(self, item.name) for item in fields(self)))

    @property
    def n_types(self) -> int:
        return int(self.share.shape[0])

    @property
    def n_needs(self) -> int:
        return int(self.need.shape[0])

    @property
    def n_requests(self) -> int:
        return int(self.request_level.shape[0])

    @property
    def n_responses(self) -> int:
        return int(self.response_level.shape[0])

    @property
    def n_members(self) -> int:
        return int(self.spillover.shape[0])

    @property
    def n_draws(self) -> int:
        return int(self.precision.shape[-1])

    def take(self, draws: Array) -> RequestGame:
        """The same game on some of its draws, given as indices or a slice."""
        return jax.tree_util.tree_map(lambda leaf: leaf[..., draws], self)  # type: ignore[no-any-return]

    def check(self) -> None:
        """Raise ValueError where an array does not end in the draw axis, or holds what is not a number."""
        for item in fields(self):
            leaf = getattr(self, item.name)
            if item.metadata.get("static"):
                continue
            if leaf.shape[-1] != self.n_draws:
                raise ValueError(f"{item.name} has shape {leaf.shape}: expected a last axis of {self.n_draws} draws")
            if not bool(jnp.all(jnp.isfinite(leaf))):
                raise ValueError(f"{item.name} holds a value that is not a finite number")
