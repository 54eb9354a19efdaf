"""How long the crisis game with signals takes on the sanctions data, against stored seconds of `sigInt`.

    FOEDUS_SHARED=../shared python benchmarks/signalling.py [--runs 5]

Each line is the whole fit from the table's rows on: first stage, search, Hessian; the least of some runs, compiling
apart. Stored seconds are of another machine's run: the ratio tells an order of magnitude.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from foedus.estimate.covariance import hessian_covariance
from foedus.estimate.crisis_likelihood import crisis_rows, full_likelihood, pseudo_likelihood
from foedus.estimate.crisis_nested import nested, nested_covariance
from foedus.estimate.first_stage import first_stage
from foedus.estimate.maximum import maximise

SHARED = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def least_seconds(work: Callable[[], float], runs: int) -> tuple[float, float, float]:
    """Seconds of the first run and of the fastest later one, and what it returns."""
    begun = time.perf_counter()
    work()
    first = time.perf_counter() - begun
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - begun)
    return first, min(seconds), result


def main() -> None:
    """Print the table."""
    import pandas as pd

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    table = pd.read_parquet(SHARED / "data" / "estimation" / "sanctions.parquet")
    entries = json.loads((SHARED / "expected" / "peers.json").read_text(encoding="utf-8"))["estimates"]
    stored = {each["id"]: each for each in entries}
    rows = crisis_rows(stored["sanctions/maximum-likelihood"]["formula"], table)
    given = (table["pr_hat"].to_numpy(), table["pf_hat"].to_numpy())
    known = (table["pr_npl"].to_numpy(), table["pf_npl"].to_numpy())

    def full() -> float:
        begin = maximise(pseudo_likelihood(rows, *first_stage(rows)))
        found = maximise(full_likelihood(rows), start=begin.parameters)
        assert np.isfinite(hessian_covariance(found)).all()
        return found.log_likelihood

    def repeated(expectations: tuple[np.ndarray, np.ndarray]) -> float:
        found = nested(rows, *expectations)
        nested_covariance(rows, found)
        return found.maximum.log_likelihood

    works: dict[str, tuple[Callable[[], float], str]] = {
        "full likelihood": (full, "sanctions/npl/from-npl"),
        "nested, from a forest": (lambda: repeated(given), "sanctions/npl/from-forest"),
        "nested, from its end": (lambda: repeated(known), "sanctions/npl/from-npl"),
    }
    print(f"{'':24}{'logL':>14}{'first s':>10}{'warm s':>10}{'sigInt s':>10}{'ratio':>8}  compared with")
    for name, (work, peer) in works.items():
        first, warm, value = least_seconds(work, runs)
        seconds = stored[peer]["seconds"]["min"]
        print(f"{name:24}{value:14.6f}{first:10.2f}{warm:10.3f}{seconds:10.2f}{seconds / warm:8.1f}  {peer}")


if __name__ == "__main__":
    main()
