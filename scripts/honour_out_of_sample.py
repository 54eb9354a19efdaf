"""Who predicts best whether a promise is honoured: base rate, logits, or a game in which challengers choose.

    python scripts/honour_out_of_sample.py [--data FOLDER] [--write]

FOLDER holds the owners' files (else data/ in FOEDUS_SHARED). Prints the figures of docs/honour-game.md, or with
`--write` puts them there, between its two marks. Takes some four minutes on two idle cores.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import foedus
from foedus.estimate.baseline import baselines, main_effects
from foedus.estimate.forecast import Interval, area_under_curve, log_losses, reliability, resampled, squared_losses
from foedus.estimate.formula import read_game
from foedus.estimate.penalised import penalised_logit
from foedus.record import Record, frame_of, promise_table, read

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "honour-game.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
SPLIT, UNTIL, EVERY = 1946, 1979, 50
DECADES = (1940, 1950, 1960, 1970)
EDGES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
GAME = "strategic"
WITHOUT_RECORD, ALONE = "strategic, no record", "guarantor alone"
BASE, LOGIT, PENALISED = "base rate", "logit", "penalised logit"
RECORD = " + log1p(ally_past_honoured)"
TREATY = {
    "prize": "defense + multilateral",
    "resolve": "defense + offense + neutral + multilateral + log1p(past_calls) + log1p(past_honoured)",
}
TREATY_COLUMNS = ("defense", "offense", "neutral", "multilateral", "past_calls", "past_honoured")
WARS_WITHOUT_A_YEAR = {"WorldWarI": 1914, "WorldWarII": 1939}


@dataclass(frozen=True)
class Forecasts:
    """Chances of honour of called promises by model, what happened, and the conflicts of the rows."""

    chances: dict[str, np.ndarray]
    happened: np.ndarray
    conflict: np.ndarray
    warnings: tuple[str, ...] = ()

    def among(self, rows: np.ndarray) -> Forecasts:
        """The same on some of the rows."""
        kept = {name: chance[rows] for name, chance in self.chances.items()}
        return Forecasts(kept, self.happened[rows], self.conflict[rows], self.warnings)


def near_or_major(table: pd.DataFrame) -> np.ndarray:
    """(row,) whether the ally is a major power, or contiguous with the target or the challenger."""
    near = (table.contiguity_ally_target < 6) | (table.contiguity_ally_challenger < 6)
    return (near | (table.major_ally == 1)).to_numpy()


def variants() -> dict[str, foedus.Game]:
    """The game as it is, without the record, and with a guarantor whom no challenger thinks of."""
    resolve = {each.name: each.formula.text for each in read_game("honour").utilities}["resolve"]
    without = read_game("honour", {"resolve": resolve.replace(RECORD, "")})
    return {GAME: read_game("honour"), WITHOUT_RECORD: without, ALONE: read_game("honour", {"cost": "0"})}


def treaty_game() -> foedus.Game:
    """The same tree for a table of treaties, which has no challenger and no powers."""
    return replace(read_game("honour", TREATY), columns=TREATY_COLUMNS)


def given_called(fitted: foedus.Fit, table: pd.DataFrame) -> np.ndarray:
    """(row,) the chance of honour given a call, of a fitted game."""
    told = fitted.predict(table)
    kept = told["p:honoured"] / (told["p:honoured"] + told["p:abandoned"])
    return np.asarray(kept, dtype=float)


def forecasts(table: pd.DataFrame, train: np.ndarray, test: np.ndarray, games: dict[str, foedus.Game]) -> Forecasts:
    """Every model fitted on the rows `train`, with its chances of honour for the called rows among `test`.

    Baselines are fitted on called rows alone and see every column of the game; games see untested promises too.
    """
    chances, warnings = {}, []
    called = (table.untested == 0).to_numpy()
    rows = table[called].reset_index(drop=True)
    fitted, asked = np.flatnonzero(train[called]), np.flatnonzero(test[called])
    counts = np.stack([1.0 - rows.honoured, rows.honoured])
    groups = np.unique(rows.conflict, return_inverse=True)[1]
    seen = main_effects(games[GAME])
    held_back = penalised_logit(seen, rows, counts, fitted, groups, 1)
    for each in (*baselines(seen, rows, counts, ("abandoned", "honoured"), fitted), held_back):
        if each is None:
            continue
        chances[each.name] = each.probabilities[1, asked]
        if each.maximum is not None:
            warnings += [f"{each.name}: {told}" for told in each.maximum.warnings]
    for name, game in games.items():
        found = foedus.fit(game, table[train], link="logit")
        chances[name] = given_called(found, rows.iloc[asked])
        warnings += [f"{name}: {told}" for told in found.warnings]
    happened = rows.honoured.to_numpy()[asked]
    return Forecasts(chances, happened, rows.conflict.to_numpy()[asked], tuple(warnings))


def by_conflict(losses: np.ndarray, conflict: np.ndarray) -> float:
    """The mean over conflicts of the mean loss in each: dozens of allies of one target count as one."""
    return float(pd.Series(losses).groupby(conflict).mean().mean())


def mean_difference(one: np.ndarray, other: np.ndarray, conflict: np.ndarray) -> Interval:
    """The mean of one loss less another, with conflicts resampled."""
    apart = one - other
    return resampled(lambda weights: float(np.average(apart, weights=weights)), conflict)


def rank_difference(found: Forecasts, other: str) -> Interval:
    """The area under the curve of the game less that of another model."""
    area = partial(area_under_curve, happened=found.happened)
    mine, theirs = found.chances[GAME], found.chances[other]
    return resampled(lambda weights: area(mine, weights=weights) - area(theirs, weights=weights), found.conflict)


def score_table(found: Forecasts) -> Iterator[str]:
    """Log score, the same by conflict, Brier and area under the curve of every model."""
    yield "| model | log score | log score by conflict | Brier | AUC |"
    yield "|---|---|---|---|---|"
    for name, chance in found.chances.items():
        losses = log_losses(chance, found.happened)
        brier, area = squared_losses(chance, found.happened).mean(), area_under_curve(chance, found.happened)
        yield f"| {name} | {losses.mean():.4f} | {by_conflict(losses, found.conflict):.4f} | {brier:.4f} | {area:.3f} |"


def difference_table(found: Forecasts) -> Iterator[str]:
    """The game's scores less those of every other model, with 90 % intervals from resampled conflicts."""
    yield "| strategic less … | log score | Brier | AUC | by log score |"
    yield "|---|---|---|---|---|"
    for name, chance in found.chances.items():
        if name == GAME:
            continue
        log, brier = (
            mean_difference(loss(found.chances[GAME], found.happened), loss(chance, found.happened), found.conflict)
            for loss in (log_losses, squared_losses)
        )
        area = rank_difference(found, name)
        yield f"| {name} | {shown(log)} | {shown(brier)} | {shown(area, 3)} | {verdict(log)} |"


def shown(found: Interval, digits: int = 4) -> str:
    """A difference with its interval."""
    return f"{found.value:+.{digits}f} ({found.low:+.{digits}f} to {found.high:+.{digits}f})"


def verdict(found: Interval) -> str:
    """What a difference in a loss says of the game."""
    if found.high < 0:
        return "**better**"
    if found.low > 0:
        return "**worse**"
    return "not told apart"


def reliability_table(found: Forecasts, names: Sequence[str]) -> Iterator[str]:
    """Forecasts beside what happened, by stratum of the forecast."""
    yield "| model | forecast in | rows (conflicts) | mean forecast | happened |"
    yield "|---|---|---|---|---|"
    for name in names:
        for each in reliability(found.chances[name], found.happened, EDGES, found.conflict):
            share = each.hits / each.rows
            yield (
                f"| {name} | {100 * each.low:g}–{100 * each.high:g} % | {each.rows:,} ({each.clusters}) "
                f"| {100 * each.forecast:.2f} % | {100 * share:.2f} % ({each.hits}) |"
            )


def winner(found: Forecasts, among: Sequence[str]) -> str:
    """Which model has the lowest log score, and whether the runner-up can be told from it."""
    losses = {name: log_losses(found.chances[name], found.happened) for name in among}
    first, second = sorted(losses, key=lambda name: float(losses[name].mean()))[:2]
    apart = mean_difference(losses[first], losses[second], found.conflict)
    sure = "told apart" if apart.high < 0 else "not told apart"
    return f"Lowest log score: **{first}**, then {second}; the two are {sure} ({shown(apart)})."


def counted(found: Forecasts) -> str:
    """Rows, events and conflicts, and in how many conflicts an event happened."""
    events = len(np.unique(found.conflict[found.happened == 1]))
    return (
        f"{len(found.happened):,} called promises in {len(np.unique(found.conflict))} conflicts, "
        f"{int(found.happened.sum())} honoured, in {events} conflicts"
    )


def estimates(table: pd.DataFrame) -> Iterator[str]:
    """The term of the record and the price of being met, by period."""
    yield "| fitted on | cost of being met | own record: log(1 + honoured) | log(1 + called) | log-likelihood |"
    yield "|---|---|---|---|---|"
    periods = {"1816–1945": table.year < SPLIT, "1946–1979": table.year >= SPLIT, "1816–1979": table.year > 0}
    for name, rows in periods.items():
        found = foedus.fit("honour", table[rows.to_numpy()], link="logit", cluster="conflict")
        number = {each: place for place, each in enumerate(found.names)}
        told = [
            f"{found.parameters[number[each]]:.2f} (se {found.standard_errors[number[each]]:.2f})"
            for each in ("cost:intercept", "resolve:log1p(ally_past_honoured)", "resolve:log1p(ally_past_calls)")
        ]
        yield f"| {name} | {' | '.join(told)} | {found.log_likelihood:,.1f} |"


def promises_in_wars(data: Path) -> pd.DataFrame:
    """Treaties of defence, offence or neutrality of states in a war, coded by hand: called or not, honoured or not.

    `past_calls`, `past_honoured`: of earlier wars, treaties that were called and share a member with this one.
    """
    table = read("berkemeier_fuhrmann_2018", data)
    bare = (table.defense != 1) & (table.offense != 1) & (table.neutral != 1)
    judged = (table.honor_llm == 1).fillna(False) | (table.violate_llm == 1).fillna(False)
    table = table[~bare.fillna(True) | judged].reset_index(drop=True)
    honoured = (table.honor_llm == 1).fillna(False).astype(int)
    broken = (table.violate_llm == 1).fillna(False).astype(int)
    named = table.warname.str.extract(r"(\d{4})")[0].astype(float)
    year = table.warname.map(WARS_WITHOUT_A_YEAR).fillna(named)
    members = read("members_v4_01", data).groupby("atopid").member.agg(set).to_dict()
    found = table[["warid", "defense", "offense", "neutral", "multilateral"]].fillna(0).astype(int)
    found = found.assign(
        conflict=table.warid, year=year, honoured=honoured, abandoned=broken, untested=1 - honoured - broken
    )
    sides = [members.get(each, set()) for each in table.atopid]
    called = [
        (began, who, kept)
        for began, who, kept, tested in zip(year, sides, honoured, honoured + broken, strict=True)
        if tested
    ]
    earlier = [
        [kept for before, others, kept in called if before < began and who & others]
        for began, who in zip(year, sides, strict=True)
    ]
    return found.assign(past_calls=[len(each) for each in earlier], past_honoured=[sum(each) for each in earlier])


def disputes(data: Path) -> Iterator[str]:
    """The part of the page on disputes."""
    table = frame_of(promise_table(Record(data), every=EVERY, until=UNTIL))
    tested, untested = table[table.untested == 0], table[table.untested > 0]
    yield (
        f"{len(tested):,} called promises, {int(tested.honoured.sum())} honoured, and {len(untested):,} untested ones "
        f"that stand for {int(untested.untested.sum()):,}, 1816–{UNTIL}."
    )
    yield ""
    yield "### What the fits say"
    yield ""
    yield from estimates(table)
    games = variants()
    before = (table.year < SPLIT).to_numpy()
    found = forecasts(table, before, ~before, games)
    kept = near_or_major(table[(table.untested == 0) & (table.year >= SPLIT)])
    mains = (BASE, LOGIT, PENALISED, GAME)
    for title, part in (("All allies", found), ("Near-or-major allies", found.among(kept))):
        yield from ("", f"### {title}: fitted before {SPLIT}, predicted {SPLIT}–{UNTIL}", "")
        yield from (f"{counted(part)}. {winner(part, mains)}", "")
        yield from score_table(part)
        yield ""
        yield from difference_table(part)
        yield ""
        yield from reliability_table(part, mains)
    yield from ("", "What the fits warned of:", "", *(f"- {each}" for each in found.warnings or ("nothing",)))
    yield from ("", "### Rolling by decade: fitted on all earlier years", "")
    yield from rolling(table, games, mains)


def rolling(table: pd.DataFrame, games: dict[str, foedus.Game], mains: Sequence[str]) -> Iterator[str]:
    """Log scores by decade, the models fitted on all earlier years; all allies, then near-or-major ones."""
    games = {name: game for name, game in games.items() if name != ALONE}
    names = (*mains, WITHOUT_RECORD)
    parts: dict[str, list[Forecasts]] = {"all": [], "near-or-major": []}
    lines: dict[str, list[str]] = {kind: [] for kind in parts}
    for decade in DECADES:
        train, test = (table.year < decade).to_numpy(), table.year.between(decade, decade + 9).to_numpy()
        whole = forecasts(table, train, test, games)
        kept = near_or_major(table[(table.untested == 0).to_numpy() & test])
        learnt = int(table.honoured[train].sum())
        for kind, part in (("all", whole), ("near-or-major", whole.among(kept))):
            parts[kind].append(part)
            scores = {name: log_losses(part.chances[name], part.happened).mean() for name in names}
            best = min(mains, key=scores.__getitem__)
            told = " | ".join(f"**{scores[name]:.4f}**" if name == best else f"{scores[name]:.4f}" for name in names)
            rows = f"{int(part.happened.sum())}/{len(part.happened):,}"
            lines[kind].append(f"| {decade}s | {rows} | {learnt} | {told} |")
    for kind, found in parts.items():
        together = Forecasts(
            {name: np.concatenate([each.chances[name] for each in found]) for name in names},
            np.concatenate([each.happened for each in found]),
            np.concatenate([each.conflict for each in found]),
        )
        yield from (f"Log score, {kind} allies; the best of the first four in bold.", "")
        yield f"| decade | honoured/called | honoured before | {' | '.join(names)} |"
        yield "|---" * (3 + len(names)) + "|"
        yield from lines[kind]
        yield from ("", f"All decades together: {winner(together, mains)}", "")
        yield from score_table(together)
        yield ""
        yield from difference_table(together)
        yield ""


def wars(data: Path) -> Iterator[str]:
    """The part of the page on wars coded by hand."""
    table = promises_in_wars(data)
    game = treaty_game()
    games = {GAME: game}
    before = (table.year < 1945).to_numpy()
    found = forecasts(table, before, ~before, games)
    learnt = table[before & (table.untested == 0).to_numpy()]
    yield (
        f"Fitted on {len(learnt)} called treaties before 1945 ({int(learnt.honoured.sum())} honoured) and "
        f"{int(table.untested[before].sum())} uncalled; predicted: {counted(found)}. "
        f"{winner(found, tuple(found.chances))}"
    )
    yield ""
    yield from score_table(found)
    yield ""
    yield from difference_table(found)
    yield ""
    whole = foedus.fit(game, table, link="logit", cluster="conflict")
    number = {each: place for place, each in enumerate(whole.names)}
    told = [
        f"{label} {whole.parameters[number[each]]:.2f} (se {whole.standard_errors[number[each]]:.2f})"
        for label, each in (
            ("cost of being met", "cost:intercept"), ("log(1 + earlier honoured)", "resolve:log1p(past_honoured)"),
            ("log(1 + earlier called)", "resolve:log1p(past_calls)"),
        )
    ]  # fmt: skip
    yield f"On all {len(table)} treaties: {'; '.join(told)}."
    yield from (f"- {each}" for each in found.warnings)


def figures(data: Path) -> str:
    """All figures of the page."""
    lines = ["## Disputes", "", *disputes(data), "## Wars, coded by hand", "", *wars(data)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def main(words: Sequence[str] | None = None) -> Any:
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
