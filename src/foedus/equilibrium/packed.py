"""A compiled function of many small arrays, called with one: per array, a call costs more than what is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.chunk import Tree, over_chunks

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Layout:
    """A tree whose leaves end in the draw axis, as the rows of one array (row, draw) in double precision."""

    structure: Any
    shapes: tuple[tuple[int, ...], ...]
    """of the leaves, but for the draw"""
    kinds: tuple[np.dtype[Any], ...]

    @classmethod
    def of(cls, tree: Tree) -> Layout:
        """That of a tree of arrays."""
        leaves, structure = jax.tree_util.tree_flatten(tree)
        return cls(structure, tuple(leaf.shape[:-1] for leaf in leaves), tuple(np.dtype(leaf.dtype) for leaf in leaves))

    def tree(self, rows: Any) -> Tree:
        """The tree that stands in these rows."""
        leaves, first = [], 0
        for shape, kind in zip(self.shapes, self.kinds, strict=True):
            leaf = rows[first : first + prod(shape)].reshape(*shape, rows.shape[-1])
            leaves.append(leaf if leaf.dtype == kind else leaf.astype(kind))
            first += prod(shape)
        return jax.tree_util.tree_unflatten(self.structure, leaves)


def _rows(tree: Tree, xp: Any) -> Any:
    """The leaves one under another, (row, draw), as an array of NumPy or of JAX."""
    leaves = jax.tree_util.tree_leaves(tree)
    return xp.concatenate([leaf.reshape(prod(leaf.shape[:-1]), leaf.shape[-1]) for leaf in leaves], dtype=np.float64)


class Packed:
    """A function of trees of arrays (…, draw), compiled, and run on draws in chunks."""

    def __init__(self, work: Callable[..., Tree], options: dict[str, Any]) -> None:
        """Of what JAX can trace; `options` are the compiler's."""
        self._work = work
        self._results: dict[Layout, Layout] = {}
        self._compiled = jax.jit(self._on_rows, static_argnums=0, compiler_options=options)

    def over(self, trees: tuple[Tree, ...], draws: Numbers, size: int) -> Tree:
        """As `over_chunks`: the result on `draws`, as NumPy arrays that share their memory.

        Arguments:
            trees: NumPy arrays (…, draw) of whole numbers or numbers in double precision.
            draws: which draws, indices.
            size: of a chunk.
        """
        layout = Layout.of(trees)
        found = over_chunks(partial(self._compiled, layout), (_rows(trees, np),), draws, size)
        return self._results[layout].tree(found)

    def _on_rows(self, layout: Layout, rows: Any) -> Any:
        result = self._work(*layout.tree(rows))
        self._results[layout] = Layout.of(result)  # known once the function has been traced
        return _rows(result, jnp)
