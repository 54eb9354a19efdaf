"""A case with its precision and its norm taken from the fitted game of honour, and what moves.

    python scripts/honour_priors.py [--data FOLDER] [--write]

FOLDER holds the owners' files (else data/ in FOEDUS_SHARED). Prints the figures that docs/honour-game.md has of
moscow-2025, or with `--write` puts them there, between their two marks. Takes some three minutes on two idle cores.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import foedus
from foedus.case import builtin_path
from foedus.case.defaults import DEFAULTS
from foedus.case.prior_file import PriorFile, read_prior_file
from foedus.record import Record, frame_of, promise_table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "honour-game.md"
BEGIN, END = "<!-- priors -->", "<!-- end of priors -->"
UNTIL, EVERY, DRAWS, SEED = 1979, 50, 4000, 1
CASE, FILE = "moscow-2025", "honour-prior.yaml"
OTHERS = "`resolve:log1p(ally_other_defense_commitments)`"
OWES = "`resolve:ally_owes_challenger_defense`"
LEAST = 0.02
"""coefficient of other commitments below which none is taken to be: a fifteenth of the estimate"""


def at_least(name: str, least: float) -> str:
    """The formula of a parameter, or of its floor where it is below."""
    return f"({name} + {least} + abs({name} - {least})) / 2"


def middle(key: str) -> float:
    """The median of a number of the case format where an analyst writes none."""
    return float(DEFAULTS[key].quantity.median)


def prior_rows() -> dict[str, str]:
    """Formulas of `precision`, in odds to an alliance value, and `norm`, in alliance values (docs/honour-game.md)."""
    value, sharpness = middle("audience.*.value"), middle("sharpness")
    apart = middle("types.committed.honours") - middle("types.opportunist.honours")
    per_stake = 4.0 * math.log(2.0) / (value * sharpness * apart)
    precision = f"sqrt({per_stake:.4g} * {at_least(OTHERS, LEAST)})"
    return {"precision": precision, "norm": f"(abs({OWES}) - {OWES}) / 2 / {precision}"}


def citing(text: str, keys: Sequence[str]) -> str:
    """The text of a case in which these keys cite the prior file."""
    for key in keys:
        cited = f"{{from: fit, file: {FILE}, row: {key}}}"
        if key == "precision":
            text += f"\nprecision: {cited}\n"
            continue
        for kind in ("committed", "opportunist"):
            text = text.replace(f"\n  {kind}:\n", f"\n  {kind}:\n    norm: {cited}\n", 1)
    return text


def answers(prior: str, folder: Path) -> dict[str, dict[str, Any]]:
    """The answers of the case as it is, and with each and both of the numbers from the fit."""
    (folder / FILE).write_text(prior, encoding="utf-8")
    text = builtin_path(CASE).read_text(encoding="utf-8")
    found = {}
    for name, keys in (
        ("as judged", ()), ("precision", ("precision",)), ("norm", ("norm",)), ("both", ("precision", "norm"))
    ):  # fmt: skip
        path = folder / f"{name.replace(' ', '-')}.yaml"
        path.write_text(citing(text, keys), encoding="utf-8")
        found[name] = json.loads(foedus.ask(path, draws=DRAWS, seed=SEED, flips=False).to_json())
    return found


def row_table(priors: dict[str, PriorFile]) -> Iterator[str]:
    """What the fits of each period say of both numbers."""
    yield "| fitted on | `precision` | `norm` |"
    yield "|---|---|---|"
    for name, prior in priors.items():
        told = [f"{prior.rows[key].low:.2f} to {prior.rows[key].high:.2f}" for key in ("precision", "norm")]
        yield f"| {name} | {' | '.join(told)} |"
    judged = DEFAULTS["precision"].text
    norms = [f"{DEFAULTS[f'types.{kind}.norm'].text} ({kind})" for kind in ("committed", "opportunist")]
    yield f"| as judged | {judged} | {', '.join(norms)} |"


def moved_table(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Posteriors, replies, claims and how much is learnt, by what was taken from the fit."""
    first = found["as judged"]
    yield f"| {CASE} | {' | '.join(found)} |"
    yield "|---" * (1 + len(found)) + "|"
    for block, key in (("requests", "posterior"), ("responses", "probability")):
        for place, row in enumerate(first[block]):
            told = [f"{100 * each[block][place][key]:.1f} %" for each in found.values()]
            yield f"| {'asked' if block == 'requests' else 'given'}: {row['label']} | {' | '.join(told)} |"
    for place, row in enumerate(first["claims"]):
        verdicts = [
            f"{each['claims'][place]['verdict']} ({each['claims'][place]['model']['value']:.2f})"
            for each in found.values()
        ]
        yield f"| {row['id']} | {' | '.join(verdicts)} |"
    factors = [f"{each['surprise']['bayes_factor']:.2f}" for each in found.values()]
    yield f"| Bayes factor against λ → 0 | {' | '.join(factors)} |"
    failed = [str(each["equilibrium"]["failed"]) for each in found.values()]
    yield f"| draws not solved, of {DRAWS:,} | {' | '.join(failed)} |"


def figures(data: Path) -> str:
    """All figures of the page."""
    table = frame_of(promise_table(Record(data), every=EVERY, until=UNTIL))
    periods = {"1816–1945": table.year < 1946, "1946–1979": table.year >= 1946, "1816–1979": table.year > 0}
    priors, text = {}, ""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for period, rows in periods.items():
            found = foedus.fit("honour", table[np.asarray(rows)], link="logit", cluster="conflict")
            text = found.to_prior(prior_rows())
            (folder / FILE).write_text(text, encoding="utf-8")
            priors[period] = read_prior_file(folder / FILE, FILE)
        lines = [*row_table(priors), "", *moved_table(answers(text, folder))]
    return "\n".join(lines)


def main(words: Sequence[str] | None = None) -> None:
    """Print the figures, or put them into the page."""
    shared = Path(os.environ.get("FOEDUS_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared / "data")
    parser.add_argument("--write", action="store_true", help="into docs/honour-game.md")
    chosen = parser.parse_args(words)
    if not chosen.data.is_dir():
        sys.exit(f"no data at {chosen.data}: name the folder with --data")
    told = figures(chosen.data)
    if not chosen.write:
        print(told)
        return
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{told}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
