"""Draws from a posterior by the No-U-Turn sampler (Hoffman & Gelman 2014, arXiv:1111.4246), which is NumPyro's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.errors import ComputationError
from foedus.estimate.likelihood import Likelihood, Numbers

PRIOR_DEVIATION = 2.5
"""of a parameter, in what it does to a usual row, in standard deviations of a shock"""
LOG_SCALE_DEVIATION = 1.0
"""of log σ: σ is within a factor of 7 of 1, nineteen times in twenty"""
WARM_UP = 500


@dataclass(frozen=True, eq=False)
class Chains:
    """`parameters` (chain, draw, parameter); `statistics` (chain, draw) by ArviZ's names; `log_posterior` likewise."""

    parameters: Numbers
    log_posterior: Numbers
    statistics: Mapping[str, Numbers]


def prior_deviations(likelihood: Likelihood) -> Numbers:
    """(parameter,) standard deviations of the prior, which is normal around 0 and independent between parameters."""
    is_log_scale = np.array([name.startswith("log_sigma") for name in likelihood.names])
    return np.where(is_log_scale, LOG_SCALE_DEVIATION, PRIOR_DEVIATION) / likelihood.scale


def mode(likelihood: Likelihood, deviations: Numbers, start: Numbers) -> tuple[Numbers, Numbers]:
    """Where the posterior is highest, (parameter,), and minus its second derivatives there.

    Newton's method, each step halved until it gains; the prior keeps what data do not determine from running off.

    Raises:
        ComputationError: the likelihood is not finite where the search begins.
    """
    weights = np.ones(likelihood.n_rows)
    precision = deviations**-2.0

    def at(parameters: Numbers) -> tuple[float, Numbers, Numbers]:
        value, slope, bend = likelihood.derivatives(parameters, weights)
        return (
            value - 0.5 * float(precision @ parameters**2), slope - precision * parameters, np.diag(precision) - bend
        )  # fmt: skip

    parameters = np.clip(start, -2.0 * deviations, 2.0 * deviations)
    value, slope, bend = at(parameters)
    if not np.isfinite(value):
        raise ComputationError("the log-likelihood is not finite where the search for the posterior's mode begins")
    for _ in range(100):
        step = np.linalg.solve(_positive(bend, deviations), slope)
        gain = float(slope @ step)
        if gain < 1e-10 * max(1.0, abs(value)):
            break
        length = 1.0
        while length > 1e-6:
            found = at(parameters + length * step)
            if np.isfinite(found[0]) and found[0] > value + 1e-4 * length * gain:
                break
            length *= 0.5
        else:
            break
        parameters, (value, slope, bend) = parameters + length * step, found
    return parameters, _positive(bend, deviations)


def _positive(bend: Numbers, deviations: Numbers) -> Numbers:
    """The matrix with whatever bends the wrong way, or less than the prior does, bent as the prior is."""
    values, vectors = np.linalg.eigh(bend * np.outer(deviations, deviations))
    found: Numbers = (vectors * np.maximum(values, 1.0)) @ vectors.T / np.outer(deviations, deviations)
    return found


def sample(
    likelihood: Likelihood,
    deviations: Numbers,
    start: Numbers,
    *,
    chains: int = 4,
    draws: int = 1000,
    warm_up: int = WARM_UP,
    seed: int = 1,
) -> Chains:
    """Draws of the parameters from the posterior under a normal prior.

    The sampler walks in coordinates in which the posterior is near a standard normal one: the mode is 0, and what bends
    there has been taken out. Chains start further apart than the posterior is wide.

    Arguments:
        likelihood: of what was seen.
        deviations: of the prior, (parameter,).
        start: where the search for the mode begins, (parameter,).
        chains: how many, side by side.
        draws: of each, after the warm-up.
        warm_up: draws of each that tune the sampler and are thrown away.
        seed: of everything random.

    Raises:
        ComputationError: NumPyro is not installed, or the likelihood is not finite where a search begins.
    """
    centre, bend = mode(likelihood, deviations, start)
    root = np.linalg.inv(np.linalg.cholesky(bend)).T
    rng = np.random.default_rng(seed)
    first = 1.5 * rng.normal(size=(chains, len(centre)))
    walk = _walk(likelihood.log_rows, draws, warm_up)
    keys = jax.random.split(jax.random.PRNGKey(seed), chains)
    place = (jnp.asarray(centre), jnp.asarray(root), jnp.asarray(deviations))
    positions, height, said = jax.tree_util.tree_map(
        np.asarray, walk(keys, jnp.asarray(first), likelihood.arrays, *place)
    )
    return Chains(centre + positions @ root.T, height, said)


@lru_cache(maxsize=16)
def _walk(log_rows: Any, draws: int, warm_up: int) -> Any:
    """All chains in one compiled function, which the next table of the same size uses again."""
    try:
        from numpyro.infer import NUTS
    except ImportError:
        message = "numpyro is not installed, and --method nuts needs it: pip install 'foedus[estimate]'"
        raise ComputationError(message) from None

    def chain(key: Any, first: Any, data: Any, centre: Any, root: Any, deviations: Any) -> Any:
        def potential(position: Any) -> Any:
            parameters = centre + root @ position
            return 0.5 * jnp.sum((parameters / deviations) ** 2) - jnp.sum(log_rows(parameters, data))

        kernel = NUTS(potential_fn=potential)
        state = kernel.init(key, warm_up, first, (), {})

        def tuned(_: Any, state: Any) -> Any:
            return kernel.sample(state, (), {})

        def kept(state: Any, _: Any) -> Any:
            state = kernel.sample(state, (), {})
            said = {
                "acceptance_rate": state.accept_prob,
                "diverging": state.diverging,
                "energy": state.energy,
                "n_steps": state.num_steps,
                "step_size": state.adapt_state.step_size,
            }
            return state, (state.z, -state.potential_energy, said)

        return jax.lax.scan(kept, jax.lax.fori_loop(0, warm_up, tuned, state), length=draws)[1]

    return jax.jit(jax.vmap(chain, in_axes=(0, 0, *[None] * 4)), compiler_options=COMPILE)


__all__ = ["LOG_SCALE_DEVIATION", "PRIOR_DEVIATION", "Chains", "mode", "prior_deviations", "sample"]
