"""Rates of what guarantors gave when called, and the weights of responses that follow from them.

    python scripts/response_base_rates.py DATA [--until YEAR] [--fully N --partly N --words N]

DATA is a folder with `alliance_performance/`, `icb/` and `derived/` as Parquet tables. Nothing in it is copied: the
script prints counts, exact intervals and weights, and docs/base-rates.md explains the rule. Read are:

* called treaty commitments, Berkemeier & Fuhrmann 2018, doi:10.1177/2053168018779697;
* great-power activity in international crises, Brecher & Wilkenfeld 2000, "A Study of Crisis" (ICB, actor level);
* for comparison only, who joined an attacked state by kind of tie, 1945-1979 (ATOP ties on COW wars and GML disputes).
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from scipy.special import betaincinv

COVERAGE = 0.90
FIRST_YEAR = 1946

# ICB trigger: 8 is an indirect violent act (against an ally or client), 9 a direct one.
VIOLENT_TRIGGERS = (8, 9)
# ICB power status: 1 small, 2 middle, 3 great power; 4 is a superpower, which has no guarantor.
HIGHEST_CLIENT_POWER = 3
# ICB favourability: 1 means that the threatened state welcomed what the great power did.
WELCOMED = 1
# ICB content of activity: the highest form that the great power's activity took.
ACTIVITY_CLASS = {
    1: "words",  # none
    2: "words",  # low level
    3: "words",  # political: statements, mediation, action in an organisation
    4: "partly",  # economic
    5: "words",  # propaganda
    6: "partly",  # covert
    7: "partly",  # semi-military: arms, advisers
    8: "fully",  # direct military
}
GREAT_POWERS = {"us": "United States", "su": "Soviet Union or Russia"}


@dataclass(frozen=True)
class Rate:
    """A count of successes in a number of cases, with its exact (Clopper-Pearson) interval."""

    hits: int
    cases: int

    @property
    def point(self) -> float:
        """Share of hits; raises ZeroDivisionError where there is no case."""
        return self.hits / self.cases

    @property
    def low(self) -> float:
        """Lower end of the exact central interval."""
        if self.hits == 0:
            return 0.0
        return float(betaincinv(self.hits, self.cases - self.hits + 1, (1 - COVERAGE) / 2))

    @property
    def high(self) -> float:
        """Upper end of the exact central interval."""
        if self.hits == self.cases:
            return 1.0
        return float(betaincinv(self.hits + 1, self.cases - self.hits, (1 + COVERAGE) / 2))

    def __str__(self) -> str:
        """Counts, share and interval on one line."""
        if self.cases == 0:
            return "  0 /   0    no case"
        return f"{self.hits:3d} / {self.cases:3d}   {self.point:6.1%}   ({self.low:.1%} to {self.high:.1%})"


def honoured(treaties: pd.DataFrame, rules: str) -> Rate:
    """Honoured among called commitments of `treaties` under one set of coding rules ("llm" or "bf")."""
    hits = int(treaties[f"honor_{rules}"].fillna(0).sum())
    misses = int(treaties[f"violate_{rules}"].fillna(0).sum())
    return Rate(hits, hits + misses)


def honour_rates(data: Path) -> dict[str, dict[str, Rate]]:
    """Rate of honour by class of treaty, then by coding rules."""
    table = pd.read_parquet(data / "alliance_performance" / "berkemeier_fuhrmann_2018.parquet")
    after = table["pre_1945"] == 0
    defence = table["defense"] == 1
    bilateral = table["multilateral"] == 0
    neutrality = (table["neutral"] == 1) & ~defence
    classes = {
        "all treaties, 1816-2003": after | ~after,
        "all treaties, before 1945": ~after,
        "all treaties, from 1945": after,
        "defence pacts, from 1945": after & defence,
        "  of these bilateral": after & defence & bilateral,
        "  of these multilateral": after & defence & ~bilateral,
        "no defence clause, from 1945": after & ~defence,
        "  of these with a neutrality clause": after & neutrality,
    }
    return {
        name: {rules: honoured(table.loc[chosen], rules) for rules in ("llm", "bf")} for name, chosen in classes.items()
    }


def activity_counts(data: Path, until: int) -> pd.DataFrame:
    """Crises by class of activity (columns) and great power (rows): what a threatened state got and welcomed."""
    actors = pd.read_parquet(data / "icb" / "crisis_actors_v15.parquet")
    threatened = actors[
        actors["yrtrig"].between(FIRST_YEAR, until)
        & actors["triggr"].isin(VIOLENT_TRIGGERS)
        & (actors["powsta"] <= HIGHEST_CLIENT_POWER)
    ]
    rows = {}
    for power, name in GREAT_POWERS.items():
        welcomed = threatened[threatened[f"{power}favr"] == WELCOMED]
        classes = welcomed[f"{power}inv"].map(ACTIVITY_CLASS)
        rows[name] = classes.value_counts().reindex(["words", "partly", "fully"], fill_value=0)
    return pd.DataFrame(rows).T.astype(int)


def joined_rates(data: Path) -> dict[str, dict[str, Rate]]:
    """Share of allies that joined an attacked state, by strongest tie and level of conflict; a case is a pair."""
    rates: dict[str, dict[str, Rate]] = {"defence pact": {}, "consultation at most": {}}
    for level in ("war", "mid"):
        ties = pd.read_parquet(data / "derived" / f"allied_behaviour_{level}.parquet")
        free = ties[
            (ties["principal_role"] == "target")
            & (ties["ally_is_original_party"] == 0)
            & (ties["year"] >= FIRST_YEAR - 1)
        ]
        defence = free["defense"] == 1
        for name, chosen in (("defence pact", defence), ("consultation at most", ~defence & (free["consul"] == 1))):
            joined = free.loc[chosen, "joined_principal"]
            rates[name][level] = Rate(int(joined.sum()), len(joined))
    return rates


def partly_rates(counts: pd.DataFrame) -> dict[str, Rate]:
    """Help below direct military among crises in which none was direct, by great power and pooled."""
    pooled = pd.concat([counts, counts.sum().rename("both").to_frame().T])
    return {str(name): Rate(int(row["partly"]), int(row["partly"] + row["words"])) for name, row in pooled.iterrows()}


def class_weights(full: Rate, partly: dict[str, Rate], *, is_written: bool) -> dict[str, tuple[float, float]]:
    """Low and high end of the weight of each class of response (rule of docs/base-rates.md).

    `is_written` says whether the promise has a written defence clause. Without one the record of defence pacts is an
    upper reference: its point is taken as the upper end and a quarter of its lower end as the lower.
    """
    rest = 1 - full.point
    powers = [rate for name, rate in partly.items() if name != "both"]
    low, high = min(rate.low for rate in powers), max(rate.high for rate in powers)
    return {
        "fully": (full.low, full.high) if is_written else (full.low / 4, full.point),
        "partly": (rest * low, rest * high),
        "words": (rest * (1 - high), rest * (1 - low)),
    }


def main() -> None:
    """Print both records, the weights of the classes and the weight of one response in each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA", help="folder with alliance_performance/, icb/ and derived/")
    parser.add_argument("--until", type=int, default=9999, help="last year of crises read (the year before the case)")
    for name in ("fully", "partly", "words"):
        parser.add_argument(f"--{name}", type=int, default=1, help=f"responses of the menu in the class '{name}'")
    arguments = parser.parse_args()

    rates = honour_rates(arguments.data)
    print(f"CALLED COMMITMENTS: honoured / called, share (exact {COVERAGE:.0%} interval)")
    for rules, meaning in (("llm", "rules of Leeds, Long & Mitchell"), ("bf", "rules of Berkemeier & Fuhrmann")):
        print(f"  {meaning}")
        for name, by_rules in rates.items():
            print(f"    {name:38s} {by_rules[rules]}")

    counts = activity_counts(arguments.data, arguments.until)
    partly = partly_rates(counts)
    print(f"\nCRISES after a violent trigger, from {FIRST_YEAR}: what was given and welcomed")
    print("    " + counts.to_string().replace("\n", "\n    "))
    direct = counts.sum()
    print(f"    direct military, of all                {Rate(int(direct['fully']), int(direct.sum()))}")
    print("  help below direct military, among those without it")
    for power, rate in partly.items():
        print(f"    {power:38s} {rate}")

    print("\nJOINED AN ATTACKED STATE, 1945-1979, by the strongest promise to it")
    for name, by_level in joined_rates(arguments.data).items():
        for level, rate in by_level.items():
            print(f"    {f'{name}, {level}':38s} {rate}")

    reference = rates["defence pacts, from 1945"]["llm"]
    for is_written in (True, False):
        print(
            f"\nWEIGHTS, {'written defence clause' if is_written else 'no defence clause'}: class; one response of it"
        )
        for name, (low, high) in class_weights(reference, partly, is_written=is_written).items():
            share = getattr(arguments, name)
            print(f"    {name:8s} {low:.2f} to {high:.2f}     {low / share:.3f} to {high / share:.3f}")


if __name__ == "__main__":
    main()
