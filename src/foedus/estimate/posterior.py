"""The posterior of a fit as an xarray tree in ArviZ's layout, and the same for people and for programs."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.equilibrium.backend import jax
from foedus.errors import ComputationError, InputError
from foedus.estimate.diagnostics import ess_bulk, ess_tail, mc_error, r_hat
from foedus.estimate.likelihood import Numbers
from foedus.estimate.nuts import LOG_SCALE_DEVIATION, PRIOR_DEVIATION, WARM_UP, prior_deviations, sample

if TYPE_CHECKING:
    import xarray

    from foedus.estimate.fit import Fit

PRIOR = (
    f"normal around 0, independent; deviation {PRIOR_DEVIATION:g} for what a parameter does to a usual row (its "
    f"column's root mean square), in standard deviations of a shock, and {LOG_SCALE_DEVIATION:g} for log_sigma"
)
MOST_NUMBERS = 20_000_000
"""log-likelihoods by chain, draw and row that are kept: 160 MB"""
WORST_R_HAT = 1.01
LEAST_ESS = 100.0
"""for each chain (Vehtari et al. 2021, doi:10.1214/20-BA1221)"""


def posterior(fit: Fit, *, chains: int = 4, draws: int = 1000, seed: int = 1) -> xarray.DataTree:
    """The posterior of a fit's parameters on its rows, under the same likelihood and a weakly informative prior.

    Arguments:
        fit: whose maximum, where there is one, is where the search for the posterior's mode begins.
        chains: at least 2, or nothing says whether they agree.
        draws: of each, at least 4.
        seed: of everything random.

    Returns:
        Groups `posterior` (`coefficient`: chain, draw, parameter), `sample_stats` (chain, draw), `log_likelihood`
        (`happened`: chain, draw, row), `observed_data` (`happened`: outcome, row), `prior` (`deviation`: parameter) and
        `diagnostics` (by parameter); attributes of the root say what it rests on, `warnings` among them.

    Raises:
        InputError: too few chains or draws, or a game with hidden or simultaneous moves.
        ComputationError: NumPyro or xarray is not installed, or the likelihood is not finite.
    """
    try:
        import xarray as xr
    except ImportError:
        message = "xarray is not installed, and --method nuts needs it: pip install 'foedus[estimate]'"
        raise ComputationError(message) from None
    if fit.likelihood.complete is not None:
        message = "has moves that are hidden or simultaneous, whose equilibria the sampler cannot solve for on its way"
        raise InputError.at(fit.sample.game.title or "game", message, hint="The method ml fits it.")
    if chains < 2:
        raise InputError.at("chains", f"is {chains}: expected at least 2, or nothing says whether they agree")
    if draws < 4:
        raise InputError.at("draws", f"is {draws}: expected at least 4")
    likelihood = fit.likelihood
    deviations = prior_deviations(likelihood)
    start = fit.parameters if fit.maximum.has_converged else likelihood.start
    found = sample(likelihood, deviations, start, chains=chains, draws=draws, seed=seed)
    names = list(likelihood.names)
    by_name = [found.parameters[:, :, number] for number in range(len(names))]
    measures = {
        "r_hat": [r_hat(each) for each in by_name],
        "ess_bulk": [ess_bulk(each) for each in by_name],
        "ess_tail": [ess_tail(each) for each in by_name],
        "mc_error": [mc_error(each) for each in by_name],
    }
    where = {"chain": np.arange(chains), "draw": np.arange(draws)}
    parameter = {"parameter": names}
    both = ("chain", "draw")
    groups: dict[str, Any] = {
        "posterior": xr.Dataset({"coefficient": ((*both, "parameter"), found.parameters)}, {**where, **parameter}),
        "sample_stats": xr.Dataset(
            {"lp": (both, found.log_posterior), **{name: (both, each) for name, each in found.statistics.items()}},
            where,
        ),
        "observed_data": xr.Dataset(
            {"happened": (("outcome", "row"), fit.sample.counts[:, fit.fitted])},
            {"outcome": list(fit.outcomes), "row": np.asarray(fit.fitted)},
        ),
        "prior": xr.Dataset({"deviation": ("parameter", deviations)}, parameter),
        "diagnostics": xr.Dataset({name: ("parameter", each) for name, each in measures.items()}, parameter),
    }
    warnings = _warnings(names, measures, found.statistics, chains)
    if chains * draws * likelihood.n_rows <= MOST_NUMBERS:
        groups["log_likelihood"] = xr.Dataset(
            {"happened": ((*both, "row"), _by_row(likelihood, found.parameters))},
            {**where, "row": np.asarray(fit.fitted)},
        )
    else:
        warnings.append(
            f"The log-likelihood by draw and row is left out: {chains * draws * likelihood.n_rows:,} numbers are more "
            f"than {MOST_NUMBERS:,}."
        )
    groups["/"] = xr.Dataset(attrs=_attributes(fit, seed, warnings))
    return xr.DataTree.from_dict(groups, name=fit.sample.game.title or "game")


def _by_row(likelihood: Any, parameters: Numbers) -> Numbers:
    chains, draws, k = parameters.shape
    flat = parameters.reshape(-1, k)
    # One draw after another: all at once would hold the whole game's arrays for each.
    one = jax.jit(likelihood.log_rows)
    found = np.stack([np.asarray(one(each, likelihood.arrays)) for each in flat])
    return found.reshape(chains, draws, -1)


def _attributes(fit: Fit, seed: int, warnings: list[str]) -> dict[str, Any]:
    import importlib.metadata as installed

    kept = fit.sample.kept
    return {
        "creation_library": "foedus",
        "creation_library_version": installed.version("foedus"),
        "inference_library": "numpyro",
        "inference_library_version": installed.version("numpyro"),
        "sampling": f"NUTS, {WARM_UP} draws of warm-up in each chain",
        "game": fit.sample.game.title or "game",
        "link": fit.sample.model.shocks.value,
        "data": fit.place,
        "rows": f"{fit.n} of {kept.n_read}",
        "prior": PRIOR,
        "seed": seed,
        "warnings": json.dumps(warnings, ensure_ascii=False),
    }


def _warnings(names: list[str], measures: dict[str, list[float]], said: Any, chains: int) -> list[str]:
    found = []
    diverged = int(np.sum(said["diverging"]))
    if diverged:
        found.append(
            f"{diverged} draws diverged: the posterior bends more sharply somewhere than the sampler can follow."
        )
    apart = [f"{name} {value:.3f}" for name, value in zip(names, measures["r_hat"], strict=True) if value > WORST_R_HAT]
    if apart:
        found.append(f"Chains disagree (R-hat above {WORST_R_HAT}): {', '.join(apart)}. More draws may help.")
    for measure, what in (("ess_bulk", "middle"), ("ess_tail", "tails")):
        few = [
            f"{name} {value:.0f}"
            for name, value in zip(names, measures[measure], strict=True)
            if value < LEAST_ESS * chains
        ]
        if few:
            found.append(f"Few effective draws of the {what} (below {LEAST_ESS * chains:.0f}): {', '.join(few)}.")
    longest = int(np.sum(np.asarray(said["n_steps"]) >= 1023))
    if longest:
        found.append(f"{longest} draws were cut at the longest path of 1,023 steps.")
    return found


def posterior_record(tree: xarray.DataTree) -> dict[str, Any]:
    """The posterior in dicts, lists, text and numbers: what it rests on, and each parameter."""
    about: dict[str, Any] = {
        str(name): value.item() if hasattr(value, "item") else value for name, value in tree.attrs.items()
    }
    about["warnings"] = json.loads(about["warnings"])
    coefficient = tree["posterior"]["coefficient"]
    draws = coefficient.to_numpy().reshape(-1, coefficient.sizes["parameter"])
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    rows = []
    for number, name in enumerate(coefficient["parameter"].to_numpy()):
        rows.append(
            {
                "name": str(name),
                "mean": _number(draws[:, number].mean()),
                "se": _number(draws[:, number].std(ddof=1)),
                "interval": [_number(low[number]), _number(high[number])],
                **{
                    measure: _number(tree["diagnostics"][measure].to_numpy()[number])
                    for measure in ("r_hat", "ess_bulk", "ess_tail", "mc_error")
                },
            }
        )
    return {
        **about,
        "method": "nuts",
        "chains": coefficient.sizes["chain"],
        "draws": coefficient.sizes["draw"],
        "divergences": int(tree["sample_stats"]["diverging"].sum()),
        "parameters": rows,
    }


def posterior_text(tree: xarray.DataTree) -> str:
    """The posterior for people: means, deviations, 90 % intervals, diagnostics, the prior, what is wrong."""
    said = posterior_record(tree)
    rows = said["parameters"]
    width = max([9, *(len(row["name"]) for row in rows)])
    lines = [
        f"{said['game']}, {said['link']}, on {said['rows']} rows of {said['data']}",
        f"Posterior by NUTS: {said['chains']} chains of {said['draws']:,} draws, seed {said['seed']}.",
        f"Prior: {said['prior']}.",
        "",
        f"{'':{width}}  {'mean':>9}  {'sd':>9}  {'5 %':>9}  {'95 %':>9}  {'R-hat':>6}  {'ESS':>6}  {'tail':>6}",
    ]
    for row in rows:
        low, high = row["interval"]
        lines.append(
            f"{row['name']:{width}}  {row['mean']:9.4f}  {row['se']:9.4f}  {low:9.4f}  {high:9.4f}  "
            f"{row['r_hat']:6.3f}  {row['ess_bulk']:6.0f}  {row['ess_tail']:6.0f}"
        )
    lines += ["", f"Divergences: {said['divergences']}."]
    if said["warnings"]:
        lines += ["", *(f"Warning: {each}" for each in said["warnings"])]
    return "\n".join(lines) + "\n"


def netcdf_bytes(tree: xarray.DataTree) -> bytes:
    """The tree as a NetCDF file.

    Raises:
        ComputationError: h5netcdf is not installed.
    """
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posterior.nc"
        try:
            tree.to_netcdf(path, engine="h5netcdf")
        except ImportError:
            message = "h5netcdf is not installed, and .nc needs it: pip install 'foedus[estimate]'"
            raise ComputationError(message) from None
        return path.read_bytes()


def _number(value: Any) -> float | None:
    return float(f"{float(value):.10g}") if math.isfinite(value) else None


__all__ = ["netcdf_bytes", "posterior", "posterior_record", "posterior_text"]
