"""A compiled function of many small arrays, called with one: per array, a call costs more than what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.chunk import Tree, over_chunks
from foedus.equilibrium.kept_trace import Function, kept_trace

Numbers = np.ndarray[Any, Any]
Leaves = Iterable[tuple[Iterable[int], str]]
"""shape, but for the draw, and kind of number of each array of a tree"""


@dataclass(frozen=True)
class Layout:
    """A tree whose leaves end in the draw axis, as the rows of one array (row, draw) in double precision."""

    structure: Any
    leaves: tuple[tuple[tuple[int, ...], str], ...]

    @classmethod
    def of(cls, tree: Tree) -> Layout:
        """That of a tree of arrays."""
        leaves, structure = jax.tree_util.tree_flatten(tree)
        return cls(structure, tuple((leaf.shape[:-1], str(leaf.dtype)) for leaf in leaves))

    def tree(self, rows: Any) -> Tree:
        """The tree that stands in these rows."""
        return jax.tree_util.tree_unflatten(self.structure, _cut(rows, self.leaves))


def _cut(rows: Any, leaves: Leaves) -> list[Any]:
    found, first = [], 0
    for shape, kind in leaves:
        leaf = rows[first : first + prod(shape)].reshape(*shape, rows.shape[-1])
        found.append(leaf if leaf.dtype == kind else leaf.astype(kind))
        first += prod(shape)
    return found


def _rows(tree: Tree, xp: Any) -> Any:
    """The leaves one under another, (row, draw), as an array of NumPy or of JAX."""
    leaves = jax.tree_util.tree_leaves(tree)
    return xp.concatenate([leaf.reshape(prod(leaf.shape[:-1]), leaf.shape[-1]) for leaf in leaves], dtype=np.float64)


class Packed:
    """A function of trees of arrays (…, draw), compiled, and run on draws in chunks."""

    def __init__(self, work: Callable[..., Tree], result: Callable[..., Tree], options: dict[str, Any]) -> None:
        """Of what JAX can trace.

        Arguments:
            work: the function. Where compiled code is kept its name has to be its own.
            result: makes what it returns from the arrays of that, in the order in which JAX has them.
            options: the compiler's.
        """
        self._work = work
        self._result = result
        self._options = options
        self._known: dict[tuple[Layout, int], tuple[Function, Leaves]] = {}

    def over(self, trees: tuple[Tree, ...], draws: Numbers, size: int) -> Tree:
        """As `over_chunks`: the result on `draws`, as NumPy arrays that share their memory.

        Arguments:
            trees: NumPy arrays (…, draw) of whole numbers or numbers in double precision.
            draws: which draws, indices.
            size: of a chunk.
        """
        layout, rows = Layout.of(trees), _rows(trees, np)
        if (layout, size) not in self._known:
            self._known[layout, size] = self._prepared(layout, len(rows), size)
        compiled, leaves = self._known[layout, size]
        return self._result(*_cut(over_chunks(compiled, (rows,), draws, size), leaves))

    def _prepared(self, layout: Layout, n_rows: int, size: int) -> tuple[Function, Leaves]:
        """The function of rows, compiled when it is first called; from then on the leaves of its result are known."""
        leaves: list[Any] = []

        def on_rows(rows: Any) -> Any:
            found = self._work(*layout.tree(rows))
            leaves[:] = Layout.of(found).leaves
            return _rows(found, jnp)

        like = jax.ShapeDtypeStruct((n_rows, size), np.float64)
        name = f"{self._work.__module__}.{self._work.__qualname__} {layout}"
        return jax.jit(kept_trace(name, on_rows, like, leaves), compiler_options=self._options), leaves
