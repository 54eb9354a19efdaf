"""How fast trees are solved: against a plain Newton walk in NumPy, and as they grow.

    python benchmarks/trees.py [--draws 1024] [--plot FILE]

Both programs solve the same draws of the same games at λ = 3, payoffs moved by normal noise of 0.1; every draw of
foedus has its certificate (1e-9). Ratios are of processor time, so that neighbours on the machine count for neither,
the best of a few runs each; compiling is apart. `pygambit` is its stored time for one game, by one thread, where
FOEDUS_SHARED (else ../shared) has it: absolute times differ between machines, so that ratio is rough.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from newton_walk import NewtonWalk
from request_trees import SIZES, request_tree

from foedus.equilibrium.solve_game import solve
from foedus.game import Tree, read_efg

PRECISION = 3.0
RUNS = 2
PERF = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).parents[2] / "shared")) / "expected" / "games" / "perf"
LARGE = "large"


def timed(work: Callable[[], Any], runs: int = RUNS) -> tuple[float, float, Any]:
    """Least seconds of processor time and of the clock over some runs, and the last result."""
    cpu, wall, result = [], [], None
    for _ in range(runs):
        begin, clock = time.process_time(), time.perf_counter()
        result = work()
        cpu.append(time.process_time() - begin)
        wall.append(time.perf_counter() - clock)
    return min(cpu), min(wall), result


def draws_of(tree: Tree, count: int) -> np.ndarray[Any, Any]:
    """Payoffs (player, leaf, draw)."""
    noise = np.random.default_rng(1).normal(size=(*tree.payoffs.shape, count))
    return tree.payoffs[:, :, None] + 0.1 * noise


def games() -> dict[str, tuple[Tree, float | None]]:
    """The trees to be measured, each with what pygambit took for it, where that is known."""
    if not (PERF / "solutions.json").is_file():
        print(f"no stored games at {PERF}: two of the same shape instead")
        return {"2 × 2 × 4 × 4": (request_tree(2, 2, 4, 4), None), "3 × 3 × 6 × 6": (request_tree(3, 3, 6, 6), None)}
    stored = json.loads((PERF / "solutions.json").read_text(encoding="utf-8"))["games"]
    return {
        name: (read_efg(PERF / Path(entry["file"]).name).tree, entry["solutions"][0]["peer"]["seconds"]["min"])
        for name, entry in stored.items()
    }


def row(name: str, tree: Tree, peer: float | None, count: int) -> str:
    """One line of the table."""
    payoffs = draws_of(tree, count)
    begin = time.process_time()
    solve(tree, payoffs=payoffs, precision=PRECISION)
    first = time.process_time() - begin
    cpu, wall, solution = timed(lambda: solve(tree, payoffs=payoffs, precision=PRECISION))
    if not solution.is_solved.all():
        raise SystemExit(f"{name}: {int((~solution.is_solved).sum())} draws have no certificate")
    solve(tree, precision=PRECISION)
    _, alone, _ = timed(lambda: solve(tree, precision=PRECISION), 5)
    walk, few = NewtonWalk(tree), payoffs[..., : min(count, 1000 if tree.n_leaves < 100 else 200)]
    plain, _, odds = timed(lambda: walk.solve(few, PRECISION), 2)
    apart = np.abs(odds - solution.odds[:, : few.shape[-1]]).max()
    if apart > 1e-6:
        raise SystemExit(f"{name}: the Newton walk ends elsewhere, by {apart:.1g}")
    mine, its = cpu / count, plain / few.shape[-1]
    told = f"{peer / mine:8.0f} {peer / its:8.0f} {peer / alone:7.1f}" if peer else f"{'':8} {'':8} {'':7}"
    return (
        f"{name:16} {tree.n_sets:4d} {tree.n_leaves:6d} {1e6 * its:10.0f} {1e6 * mine:9.0f} {1e6 * wall / count:9.0f} "
        f"{its / mine:7.1f} {told} {1e3 * alone:8.1f} {first - cpu:8.1f} {solution.residual.max():8.0e}"
    )


def scaling(count: int) -> list[dict[str, float | str]]:
    """Microseconds of processor time a draw, by size of the tree and of the batch."""
    found: list[dict[str, float | str]] = []
    for size in SIZES[:-1]:
        tree = request_tree(*size)
        for batch in (1, 8, 64, count) if size == SIZES[1] else (64 if tree.n_leaves < 1000 else 16,):
            payoffs = draws_of(tree, batch)
            solve(tree, payoffs=payoffs, precision=PRECISION)
            runs = RUNS if tree.n_leaves < 1000 else 1
            cpu, _, _ = timed(partial(solve, tree, payoffs=payoffs, precision=PRECISION), runs)
            found.append({"leaves": tree.n_leaves, "batch": batch, "microseconds": 1e6 * cpu / batch})
            print(f"{tree.n_leaves:8d} leaves, batch of {batch:5d}: {1e6 * cpu / batch:10.0f} microseconds a draw")
    return found


def plot(rows: list[dict[str, float | str]], file: str) -> None:
    """The two curves as a picture."""
    import altair as alt
    import vl_convert

    def curve(name: str, title: str, some: list[dict[str, float | str]]) -> alt.LayerChart:
        x = alt.X(f"{name}:Q", title=title, scale=alt.Scale(type="log"), axis=alt.Axis(tickCount=4))
        y = alt.Y(
            "microseconds:Q", title="microseconds a draw", scale=alt.Scale(type="log"), axis=alt.Axis(tickCount=4)
        )
        base = alt.Chart(alt.InlineData(values=some)).encode(x=x, y=y)
        return (base.mark_line() + base.mark_point(filled=True)).properties(width=280, height=200)

    by_leaves = curve(
        "leaves", "leaves, batches of 64 (16 from 1 000)", [row for row in rows if row["batch"] in (16, 64)]
    )
    by_batch = curve("batch", "draws in a batch, 64 leaves", [row for row in rows if row["leaves"] == 64])
    spec = (by_leaves | by_batch).properties(title="Processor time of one equilibrium, λ = 3").to_dict()
    if file.lower().endswith(".svg"):
        Path(file).write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
    else:
        Path(file).write_bytes(vl_convert.vegalite_to_png(spec, scale=2.0))
    print(f"picture: {file}")


def large() -> None:
    """A tree of 20 480 leaves in this process, with the memory that it took."""
    tree = request_tree(*SIZES[-1])
    cpu, wall, solution = timed(lambda: solve(tree, precision=PRECISION), 1)
    again, _, _ = timed(lambda: solve(tree, precision=PRECISION), 2)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{tree.n_leaves} leaves, {tree.n_sets} sets: residual {solution.residual[0]:.0e}, {wall:.1f} s ({cpu:.1f} of "
        f"processor time, {again:.1f} once compiled), {memory:.2f} GB"
    )
    if not solution.is_solved[0] or memory > 2.0:
        raise SystemExit("expected a certificate, and less than 2 GB")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=1024)
    parser.add_argument("--plot", metavar="FILE", help="draw how time grows to a .png or .svg")
    parser.add_argument("--part", choices=[LARGE], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part == LARGE:
        large()
        return
    print(f"trees at precision {PRECISION:g}, batches of {arguments.draws}, microseconds of processor time a draw")
    print(
        f"{'game':16} {'sets':>4} {'leaves':>6} {'walk':>10} {'foedus':>9} {'its clock':>9} {'ratio':>7} "
        f"{'pygambit':>8} {'to walk':>8} {'to one':>7} {'one (ms)':>8} {'comp (s)':>8} {'residual':>8}"
    )
    for name, (tree, peer) in games().items():
        print(row(name, tree, peer, arguments.draws), flush=True)
    rows = scaling(arguments.draws)
    if arguments.plot:
        plot(rows, arguments.plot)
    # In a process of its own: what a process has taken at most it never takes back.
    subprocess.run([sys.executable, __file__, "--part", LARGE], check=True)


if __name__ == "__main__":
    # One thread for NumPy's linear algebra in both programs, which is read when the library is loaded.
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    main()
