"""Linear systems without a matrix: generalised conjugate residuals, each draw for itself, batched on the last axis.

Eisenstat, Elman & Schultz 1983, doi:10.1137/0720023. The Jacobian of a response map is the identity less something
of low numerical rank, so that some fifteen directions do the work of a dense factorisation of several hundred rows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array


def solve_linear(
    apply: Callable[[Array], Array],
    right: Array,
    tolerance: float,
    directions: int = 24,
    restarts: int = 1,
    passes: int = 2,
) -> Array:
    """x with apply(x) ≈ right, shape (unknown, draw).

    Arguments:
        apply: the linear map, acting on each draw alone.
        tolerance: relative size of the remaining residual at which a draw stops.
        directions: kept between restarts; memory is twice this many vectors.
        passes: of orthogonalisation. Twice is enough (Kahan and Parlett); once leaves 1e-8 of the old directions,
            which is all the same to a tolerance of 1e-2.
        restarts: rounds of `directions` steps; what has not converged by then is returned as it is.
    """
    size = _norm(right) + float(np.finfo(right.dtype).tiny)

    def is_open(residual: Array) -> Array:
        return _norm(residual) > tolerance * size

    def unfinished(carry: tuple[Array, ...]) -> Array:
        return (carry[0] < directions * restarts) & jnp.any(is_open(carry[2]))

    def one_direction(carry: tuple[Array, ...]) -> tuple[Array, ...]:
        count, x, residual, steps, images = carry
        slot = count % directions

        def less_one(place: Array, pair: tuple[Array, Array]) -> tuple[Array, Array]:
            step, image = pair
            overlap = jnp.sum(images[place] * image, axis=0)
            return step - overlap * steps[place], image - overlap * images[place]

        step, image = residual, apply(residual)
        for _ in range(passes):  # against the directions since the last restart; older ones are forgotten
            step, image = jax.lax.fori_loop(0, slot, less_one, (step, image))
        length = _norm(image)
        length = jnp.where(length > 0, length, 1.0)
        step, image = step / length, image / length
        # A draw that has converged stands still, so that its result does not depend on who shares its batch.
        amount = jnp.where(is_open(residual), jnp.sum(residual * image, axis=0), 0.0)
        return (
            count + 1,
            x + amount * step,
            residual - amount * image,
            steps.at[slot].set(step),
            images.at[slot].set(image),
        )

    memory = jnp.zeros((directions, *right.shape), right.dtype)
    begun = (jnp.zeros((), int), jnp.zeros_like(right), right, memory, memory)
    return jax.lax.while_loop(unfinished, one_direction, begun)[1]


def _norm(vector: Array) -> Array:
    return jnp.sqrt(jnp.sum(vector * vector, axis=0))
