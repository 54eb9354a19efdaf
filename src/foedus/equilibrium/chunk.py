"""Draws in chunks of one size, on as many threads as there are cores, put together in the order of the chunks.

A compiled module runs on one thread (`backend.py`); chunks are what runs at the same time. No draw's result depends on
who shares its chunk, so the number of threads changes nothing. The size of a chunk changes how the compiler lays out
its loops, and with that the last digit (5e-16 was seen).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax

Tree = Any
"""a pytree whose leaves all end in the draw axis"""


def take(tree: Tree, draws: Any) -> Tree:
    """The same tree on some of its draws, given as indices or a slice of the last axis."""
    return jax.tree_util.tree_map(lambda leaf: leaf[..., _as_slice(draws)], tree)


def _as_slice(draws: Any) -> Any:
    """Neighbouring draws as a slice, which copies rows where an array of indices picks entry by entry."""
    if isinstance(draws, np.ndarray) and len(draws) and np.array_equal(draws, np.arange(len(draws)) + draws[0]):
        return slice(int(draws[0]), int(draws[0]) + len(draws))
    return draws


def chunks(draws: np.ndarray[Any, Any], size: int) -> Iterator[np.ndarray[Any, Any]]:
    """Index arrays of exactly `size`, the last one filled up by repeating its first draw."""
    for begin in range(0, len(draws), size):
        part = draws[begin : begin + size]
        yield np.concatenate([part, np.full(size - len(part), part[0], dtype=part.dtype)])


@contextmanager
def threads(most: int) -> Iterator[ThreadPoolExecutor]:
    """So many threads, waited for at the end. After an error what they have not begun is left.

    After a keyboard's interrupt nobody waits for them: to compile may take them seconds.
    """
    pool = ThreadPoolExecutor(max_workers=most)
    try:
        yield pool
    except BaseException as error:
        pool.shutdown(wait=not isinstance(error, KeyboardInterrupt), cancel_futures=True)
        raise
    pool.shutdown()


def cores() -> int:
    """How many threads may compute at the same time."""
    return os.cpu_count() or 1


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Do this on another thread while what stands inside is done, and wait for it.

    It is for compiling what will be called next. An error in it is raised at the end.
    """
    with threads(1) as thread:
        done = thread.submit(work)
        yield
        done.result()


def on_threads(work: Callable[[], None], most: int, stop: Callable[[], object]) -> None:
    """The same work on as many threads as there are cores, `most` at most, until each of them is through.

    Arguments:
        work: what each thread does; the threads share out among themselves what there is to do.
        most: more threads than this would have nothing to do.
        stop: called at the end, and at once after an error or a keyboard's interrupt: the others need not go on then.
    """
    count = max(1, min(cores(), most))
    with threads(count) as pool:
        workers = [pool.submit(work) for _ in range(count)]
        try:
            for worker in as_completed(workers):
                worker.result()
        finally:
            stop()


def over_chunks(
    work: Callable[..., Tree],
    trees: tuple[Tree, ...],
    draws: np.ndarray[Any, Any],
    size: int,
    on_done: Callable[[int], None] | None = None,
) -> Tree:
    """work(*trees on a chunk) for every chunk of `draws`, joined: the leaves end in len(draws) draws, as NumPy arrays.

    Arguments:
        work: takes the trees restricted to one chunk and returns a tree; called from several threads.
        trees: NumPy or JAX leaves that end in the draw axis.
        draws: which draws, indices into the last axis.
        size: of a chunk.
        on_done: called with the number of draws of each chunk as it is done, for a progress bar.
    """
    parts = list(chunks(draws, size))

    def cut(tree: Tree, number: int) -> Tree:
        if parts:
            return take(tree, parts[number])
        # Of no draws at all the shape is still asked for.
        return jax.tree_util.tree_map(lambda leaf: np.zeros((*leaf.shape[:-1], size), leaf.dtype), tree)

    def one(number: int) -> Tree:
        return jax.tree_util.tree_map(np.asarray, work(*(cut(tree, number) for tree in trees)))

    # The first chunk runs alone: it compiles, and two threads would compile the same thing twice.
    first = one(0)
    joined = jax.tree_util.tree_map(lambda leaf: np.empty((*leaf.shape[:-1], len(draws)), leaf.dtype), first)

    def put(number: int, result: Tree) -> None:
        place = slice(number * size, (number + 1) * size)
        count = len(draws[place])

        def copy(whole: np.ndarray[Any, Any], leaf: np.ndarray[Any, Any]) -> None:
            whole[..., place] = leaf[..., :count]

        jax.tree_util.tree_map(copy, joined, result)
        if on_done is not None:
            on_done(count)

    put(0, first)
    with threads(cores()) as pool:
        list(pool.map(lambda number: put(number, one(number)), range(1, len(parts))))
    return joined
