"""A log-likelihood row by row: what is maximised, sampled, resampled and compared, whatever model it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax, jnp

Array = Any
Data = Any
"""a pytree of arrays whose last axis is the row"""
Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Index:
    """A likelihood that sees its parameters through a few sums per row only, each linear in some of them.

    A row's log-likelihood is then a function of as many numbers as there are sums; its second derivatives are a small
    matrix per row, and the Hessian follows by matrix products.

    Arguments:
        widths: how many parameters each sum has, in the order of the parameters.
        log_rows: sums (sum, row), data -> (row,).
        log_outcomes: the same -> (outcome, row), or None.
    """

    widths: tuple[int, ...]
    log_rows: Callable[[Array, Data], Array]
    log_outcomes: Callable[[Array, Data], Array] | None = None

    def sums(self, parameters: Array, data: Data) -> Array:
        """(sum, row), from the matrices (parameter of the sum, row) at `data["matrices"]`."""
        rows, first = [], 0
        for width, matrix in zip(self.widths, data["matrices"], strict=True):
            rows.append(parameters[first : first + width] @ matrix)
            first += width
        return jnp.stack(rows)


@dataclass(frozen=True, eq=False)
class Likelihood:
    """A log-likelihood, row by row.

    Arguments:
        names: of the parameters: "u11:intercept", "u14:regime1[dem]".
        log_rows: parameters (parameter,), data -> log-likelihood of each row, (row,); traceable and twice
            differentiable. One object for one model: what is compiled is kept by it.
        data: pytree of NumPy arrays whose last axis is the row.
        start: where a search begins, (parameter,).
        n_rows: how many rows.
        outcomes: what can happen, where that is a finite list.
        log_outcomes: parameters, data -> log probability of each outcome, (outcome, row); None without such a list.
        index: the same likelihood through linear sums, where it has that form; `indexed` makes one.
        complete: parameters, data -> the data with what has to be solved first, outside of what is compiled, at these
            parameters (the equilibrium of every row); None where nothing has. `log_rows` then reads completed data.
    """

    names: tuple[str, ...]
    log_rows: Callable[[Array, Data], Array]
    data: Data
    start: Numbers
    n_rows: int
    outcomes: tuple[str, ...] = ()
    log_outcomes: Callable[[Array, Data], Array] | None = None
    index: Index | None = None
    complete: Callable[[Numbers, Data], Data] | None = None

    @cached_property
    def arrays(self) -> Data:
        """The data where JAX computes."""
        return jax.tree_util.tree_map(jnp.asarray, self.data)

    def at(self, parameters: Numbers) -> Data:
        """The data where JAX computes, complete for these parameters."""
        if self.complete is None:
            return self.arrays
        return jax.tree_util.tree_map(jnp.asarray, self.complete(np.asarray(parameters), self.data))

    @cached_property
    def scale(self) -> Numbers:
        """What a step of 1 in each parameter does to a usual row, (parameter,); 1 where the model has no sums."""
        if self.index is None:
            return np.ones(len(self.names))
        sizes = np.concatenate([np.sqrt(np.mean(matrix**2, axis=-1)) for matrix in self.data["matrices"]])
        return np.where(sizes > 0, sizes, 1.0)

    @cached_property
    def centring(self) -> Numbers:
        """Parameters from those of columns around their means, (parameter, parameter).

        Where a sum has a constant, its parameter then stands for a usual row and not for one in which all columns are
        0, which may lie far away (a year): a year and the constant would else be hard to tell apart.
        """
        turned, first = np.eye(len(self.names)), 0
        for matrix in self.data["matrices"] if self.index is not None else ():
            constant = np.flatnonzero((matrix == 1.0).all(axis=-1))
            if len(constant):
                turned[first + constant[0], first : first + len(matrix)] = -matrix.mean(axis=-1)
                turned[first + constant[0], first + constant[0]] = 1.0
            first += len(matrix)
        return turned

    @cached_property
    def spread(self) -> Numbers:
        """`scale`, of the columns around their means where a sum has a constant, (parameter,)."""
        if self.index is None:
            return self.scale
        sizes = []
        for matrix in self.data["matrices"]:
            is_constant = (matrix == 1.0).all(axis=-1)
            size = matrix.std(axis=-1) if is_constant.any() else np.sqrt(np.mean(matrix**2, axis=-1))
            sizes.append(np.where(is_constant, 1.0, size))
        found = np.concatenate(sizes)
        return np.where(found > 1e-12 * self.scale, found, self.scale)

    def rows(self, numbers: Numbers) -> Likelihood:
        """The same model on some of the rows."""
        data = jax.tree_util.tree_map(lambda each: np.asarray(each)[..., numbers], self.data)
        return replace(self, data=data, n_rows=len(np.arange(self.n_rows)[numbers]))

    def by_row(self, parameters: Numbers) -> Numbers:
        """Log-likelihood of each row, (row,)."""
        return np.asarray(_compiled(self.log_rows)(jnp.asarray(parameters), self.at(parameters)))

    def probabilities(self, parameters: Numbers) -> Numbers:
        """Probability of each outcome in each row, (outcome, row).

        Raises:
            ValueError: the model has no finite list of outcomes.
        """
        if self.log_outcomes is None:
            raise ValueError("the model has no finite list of outcomes")
        found: Numbers = np.exp(np.asarray(_compiled(self.log_outcomes)(jnp.asarray(parameters), self.at(parameters))))
        return found

    def total(self, parameters: Numbers, weights: Numbers) -> float:
        """The sum over rows, each times its weight (row,)."""
        return float(_total(self.log_rows)(jnp.asarray(parameters), jnp.asarray(weights), self.at(parameters)))

    def derivatives(self, parameters: Numbers, weights: Numbers) -> tuple[float, Numbers, Numbers]:
        """The weighted sum, its gradient (parameter,) and its Hessian (parameter, parameter)."""
        made = _derivatives(self.log_rows, self.index)
        value, gradient, hessian = made(jnp.asarray(parameters), jnp.asarray(weights), self.at(parameters))
        return float(value), np.asarray(gradient), np.asarray(hessian)

    def scores(self, parameters: Numbers) -> Numbers:
        """Gradient of each row's log-likelihood, (parameter, row)."""
        return np.asarray(_scores(self.log_rows, self.index)(jnp.asarray(parameters), self.at(parameters)))


def indexed(
    names: tuple[str, ...], index: Index, data: Mapping[str, Any], n_rows: int, outcomes: tuple[str, ...] = ()
) -> Likelihood:
    """A likelihood that sees its parameters through linear sums, started at 0.

    Arguments:
        names: of the parameters, sum by sum.
        index: the sums and what follows from them; one object for one model.
        data: with the matrices of the sums, (parameter of the sum, row), at "matrices".
        n_rows: how many rows.
        outcomes: what can happen, where that is a finite list.
    """
    log_rows, log_outcomes = _through(index)
    return Likelihood(
        names, log_rows, dict(data), np.zeros(len(names)), n_rows, outcomes, log_outcomes if outcomes else None, index
    )


@lru_cache(maxsize=64)
def _through(index: Index) -> tuple[Callable[[Array, Data], Array], Callable[[Array, Data], Array] | None]:
    def log_rows(parameters: Array, data: Data) -> Array:
        return index.log_rows(index.sums(parameters, data), data)

    def log_outcomes(parameters: Array, data: Data) -> Array:
        assert index.log_outcomes is not None
        return index.log_outcomes(index.sums(parameters, data), data)

    return log_rows, None if index.log_outcomes is None else log_outcomes


@lru_cache(maxsize=64)
def _compiled(function: Callable[..., Array]) -> Callable[..., Array]:
    made: Callable[..., Array] = jax.jit(function, compiler_options=COMPILE)
    return made


@lru_cache(maxsize=64)
def _total(log_rows: Callable[[Array, Data], Array]) -> Callable[..., Array]:
    def total(parameters: Array, weights: Array, data: Data) -> Array:
        return jnp.sum(weights * log_rows(parameters, data))

    return _compiled(total)


@lru_cache(maxsize=64)
def _derivatives(log_rows: Callable[[Array, Data], Array], index: Index | None) -> Callable[..., Array]:
    if index is not None:
        return _compiled(_through_sums(index))

    def derivatives(parameters: Array, weights: Array, data: Data) -> Array:
        def total(at: Array) -> Array:
            return jnp.sum(weights * log_rows(at, data))

        value, gradient = jax.value_and_grad(total)(parameters)
        return value, gradient, jax.hessian(total)(parameters)

    return _compiled(derivatives)


def _through_sums(index: Index) -> Callable[..., Array]:
    numbers = range(len(index.widths))

    def derivatives(parameters: Array, weights: Array, data: Data) -> Array:
        def total(at: Array) -> Array:
            return jnp.sum(weights * index.log_rows(at, data))

        sums = index.sums(parameters, data)
        value = total(sums)
        slopes, along = jax.linearize(jax.grad(total), sums)
        # Rows do not touch one another, so one direction for all rows at once gives each row's own derivative. Mapped
        # rather than written out, which takes as often as long to compile as there are directions.
        bends = jax.vmap(along)(jnp.eye(len(sums))[:, :, None] * jnp.ones_like(sums))
        matrices = data["matrices"]
        gradient = jnp.concatenate([matrix @ slope for matrix, slope in zip(matrices, slopes, strict=True)])
        blocks: dict[tuple[int, int], Array] = {}
        for first in numbers:
            for second in range(first, len(numbers)):
                block = (matrices[first] * bends[first, second]) @ matrices[second].T
                blocks[second, first] = block.T
                blocks[first, second] = block
        rows = [jnp.concatenate([blocks[first, second] for second in numbers], axis=1) for first in numbers]
        return value, gradient, jnp.concatenate(rows, axis=0)

    return derivatives


@lru_cache(maxsize=64)
def _scores(log_rows: Callable[[Array, Data], Array], index: Index | None) -> Callable[..., Array]:
    def scores(parameters: Array, data: Data) -> Array:
        if index is None:
            return jax.jacfwd(log_rows)(parameters, data).T
        sums = index.sums(parameters, data)
        slopes = jax.grad(lambda at: jnp.sum(index.log_rows(at, data)))(sums)
        return jnp.concatenate([slopes[number] * matrix for number, matrix in enumerate(data["matrices"])])

    return _compiled(scores)


__all__ = ["Array", "Data", "Index", "Likelihood", "Numbers", "indexed"]
