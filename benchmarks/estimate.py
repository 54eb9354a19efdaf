"""Time fits of R games on its own data: one fit from its start to a gradient below 1e-6, and 100 resampled fits.

    python benchmarks/estimate.py [REPEATS]

Compiling is timed apart. The other program's seconds are stored ones, of its default call on one thread of another day:
ratios say an order of magnitude, and no more where the machine is busy. Needs FOEDUS_SHARED (else ../shared).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from foedus.estimate import bootstrap, fit, maximise
from foedus.estimate.sequence import first_parameters

SHARED = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).parents[2] / "shared"))
OUTCOMES = {
    "war1800": {"outcome": None, "labels": {"sq": "1", "capit": "3", "war": "4"}},
    "leblang2003": {"outcome": "outcome", "labels": {"no attack": "1", "devaluation": "3", "defense": "4"}},
    "data_122": {"outcome": "y", "labels": {"LL": "1", "LR": "2", "RL": "3", "RR": "4"}},
    "data_123": {"outcome": "y", "labels": {}},
}
LINKS = {"agent": "probit-agent", "private": "probit-private"}
REPLICATIONS = 100


def best(work: Callable[[], object], repeats: int) -> float:
    """The least of the seconds that some work took."""
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def main() -> None:
    """Print a line for each fit that has a bootstrap stored."""
    figures = SHARED / "expected" / "peers.json"
    if not figures.exists():
        sys.exit(f"no figures at {figures}: set FOEDUS_SHARED to the folder that holds expected/ and data/")
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    heads = ("rows", "first", "fit", "R fit", "ratio", "100 refits", "R", "ratio")
    widths = (6, 8, 9, 7, 6, 10, 7, 6)
    print(f"{'fit':28} " + " ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)))
    for peer in json.loads(figures.read_text())["estimates"]:
        if "bootstrap" not in peer or peer["data"] not in OUTCOMES:
            continue
        begin = time.perf_counter()
        found = fit(
            peer["model"],
            SHARED / "data" / "estimation" / f"{peer['data']}.parquet",
            utilities=peer["formula"],
            link=LINKS[peer["error"]],
            **OUTCOMES[peer["data"]],
        )
        first = time.perf_counter() - begin
        model, likelihood = found.sample.model, found.likelihood
        assert abs(found.log_likelihood - peer["logL"]) < 1e-6

        def once() -> None:
            # From nothing: where the search begins is part of the work.
            start = first_parameters(model, likelihood.data)  # noqa: B023
            assert maximise(likelihood, start=start).has_converged  # noqa: B023

        alone = best(once, repeats)
        refits = best(lambda: bootstrap(likelihood, found.maximum, REPLICATIONS), 1)  # noqa: B023
        theirs, resampled = peer["seconds"]["min"], peer["bootstrap"]["seconds"]
        mine = f"{found.n:6} {first:7.2f}s {1e3 * alone:7.1f}ms {1e3 * theirs:5.0f}ms {theirs / alone:6.1f}"
        print(f"{peer['id']:28} {mine} {refits:9.2f}s {resampled:6.1f}s {resampled / refits:6.1f}")


if __name__ == "__main__":
    main()
