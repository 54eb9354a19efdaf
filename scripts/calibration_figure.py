"""Simulation-based calibration of the posterior: whether the truth's rank among draws is uniform.

    python scripts/calibration_figure.py [--worlds N]

Parameters of egame12 are drawn from the prior, a table is drawn from them, the posterior is sampled, and the truth is
ranked among thinned draws (Talts et al. 2018, arXiv:1804.06788). Writes docs/pictures/calibration.svg and prints the
table of docs/estimation.md. Worlds in which nothing but one outcome happened count too: the posterior is then little
more than the prior, and ranks must be uniform all the same.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from foedus.estimate import Shocks
from foedus.estimate.formula import read_game
from foedus.estimate.model import model_of
from foedus.estimate.nuts import prior_deviations, sample
from foedus.estimate.sample import likelihood_of

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "calibration.svg"
ROWS, CHAINS, DRAWS, RANKS = 200, 2, 250, 99
UTILITIES = {"u11": "x", "u13": "0", "u24": "z"}


def ranks(worlds: int, seed: int = 1) -> tuple[tuple[str, ...], np.ndarray]:
    """Names of the parameters, and ranks of their truths among 99 draws: (parameter, world), 0 to 99."""
    rng = np.random.default_rng(seed)
    model = model_of(read_game("egame12", UTILITIES), Shocks.PROBIT_AGENT)
    table = pd.DataFrame({"x": rng.normal(size=ROWS), "z": rng.normal(size=ROWS)})
    likelihood = likelihood_of(model, table, np.ones((len(model.outcomes), ROWS)))
    deviations = prior_deviations(likelihood)
    found = []
    for world in range(worlds):
        truth = deviations * rng.normal(size=len(deviations))
        chances = likelihood.probabilities(truth)
        happened = (rng.uniform(size=ROWS) > np.cumsum(chances, axis=0)[:-1]).sum(axis=0)
        counts = (happened == np.arange(len(model.outcomes))[:, None]).astype(float)
        drawn = replace(likelihood, data={**likelihood.data, "counts": counts})
        chains = sample(drawn, deviations, drawn.start, chains=CHAINS, draws=DRAWS, seed=seed + world)
        flat = chains.parameters.reshape(-1, len(truth))
        kept = flat[np.linspace(0, len(flat) - 1, RANKS).astype(int)]
        found.append((kept < truth).sum(axis=0))
    return likelihood.names, np.array(found).T


def main() -> None:
    """Print a line for each parameter and draw the histograms."""
    import altair as alt
    from scipy.stats import chisquare

    options = argparse.ArgumentParser()
    options.add_argument("--worlds", type=int, default=200)
    names, found = ranks(options.parse_args().worlds)
    rows = []
    print("| parameter | mean rank of 99 | χ² (9) | p |\n|---|---|---|---|")
    for name, each in zip(names, found, strict=True):
        counts = np.bincount(each // 10, minlength=10)
        tested = chisquare(counts)
        print(f"| `{name}` | {each.mean():.1f} | {tested.statistic:.1f} | {tested.pvalue:.2f} |")
        rows += [{"parameter": name, "rank": 10 * at + 5, "worlds": int(n)} for at, n in enumerate(counts)]
    bars = alt.Chart(pd.DataFrame(rows)).mark_bar(color="#4c6a92").encode(
        x=alt.X("rank:O", title="rank of the truth among 99 draws", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("worlds:Q", title="worlds"),
    )  # fmt: skip
    bars.properties(width=160, height=110).facet(facet=alt.Facet("parameter:N", title=None), columns=3).save(PICTURE)


if __name__ == "__main__":
    main()
