"""Honour rates: published counts reproduced, extremes of one world, intervals that know of conflicts."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from foedus.errors import InputError
from foedus.record import (
    DEFINITIONS,
    Record,
    call_table,
    exact_interval,
    frame_of,
    honour_rates,
    honour_table,
    left_out,
    rate_of,
    read,
    resampled_interval,
)
from record_world import TABLES, write_world


@pytest.fixture(scope="module")
def record(shared_data: Path) -> Record:
    return Record(shared_data)


def counts(record: Record, **options: object) -> dict[tuple[str, ...], tuple[int, int]]:
    found = honour_rates(record, **options)  # type: ignore[arg-type]
    return {(one.level, *one.group.values()): (one.rate.hits, one.rate.cases) for one in found}


def test_the_expert_file_gives_the_published_counts(record: Record) -> None:
    """Berkemeier & Fuhrmann 2018: 73 of 146 honoured, 61/92 before 1945, 12/54 after, defence pacts 42/102."""
    assert counts(record, definitions=["llm"], by=()) == {("war",): (73, 146)}
    assert counts(record, definitions=["llm"], by=("era",)) == {
        ("war", "before 1945"): (61, 92), ("war", "from 1945"): (12, 54),
    }  # fmt: skip
    assert counts(record, definitions=["llm"], by=("obligation",))["war", "defence"] == (42, 102)
    assert counts(record, definitions=["bf"], by=()) == {("war",): (69, 139)}


def test_the_same_world_gives_half_a_percent_and_seventy_one(record: Record) -> None:
    called = counts(record, definitions=["called"], by=("era",))
    assert called["dispute", "from 1945"] == (79, 15587)
    in_force = counts(record, definitions=["in-force"], by=("era",), levels=["war"])
    assert in_force["war", "before 1945"] == (75, 105)
    shares = [hits / cases for hits, cases in (called["dispute", "from 1945"], in_force["war", "before 1945"])]
    assert [round(100 * share, 1) for share in shares] == [0.5, 71.4]


def test_four_pacts_make_most_rows_after_1945(record: Record) -> None:
    every = counts(record, definitions=["called"], by=("era",), levels=["dispute"])["dispute", "from 1945"]
    others = counts(record, definitions=["without-large-pacts"], by=("era",), levels=["dispute"])[
        "dispute", "from 1945"
    ]
    assert others[1] < 0.25 * every[1]


def test_a_rate_never_stands_without_its_definition(record: Record) -> None:
    table = honour_table(record, definitions=["llm", "called"], by=("era",))
    assert table["meaning"].str.len().min() > 60
    assert set(table["meaning"]) == {DEFINITIONS["llm"].sentence, DEFINITIONS["called"].sentence}


def test_parts_add_up_to_the_whole(record: Record) -> None:
    whole = counts(record, definitions=["called"], by=())
    for by in ("era", "decade", "guarantor"):
        parts = counts(record, definitions=["called"], by=(by,))
        for level in ("war", "dispute"):
            summed = tuple(sum(part[end] for key, part in parts.items() if key[0] == level) for end in (0, 1))
            assert summed == whole[level,]


def test_wars_of_the_expert_file_stand_in_the_decade_in_which_they_began(record: Record) -> None:
    decades = {key[1]: found for key, found in counts(record, definitions=["llm"], by=("decade",)).items()}
    assert tuple(map(sum, zip(*decades.values(), strict=True))) == (73, 146)
    assert "not known" not in decades
    assert decades["1910s"][1] == 20  # the First World War among them
    eras = counts(record, definitions=["llm"], by=("era",))
    before = [found for decade, found in decades.items() if decade < "1940s"]
    hits, cases = map(sum, zip(*before, strict=True))
    # The Second World War began in 1939, and the file counts four of its treaties as after 1945.
    assert (hits - 2, cases - 4) == eras["war", "before 1945"]


def test_conflicts_are_counted_not_rows(record: Record) -> None:
    """36 calls before 1945 come from 9 wars: the interval by conflict is far wider than the exact one."""
    rate = next(one.rate for one in honour_rates(record, definitions=["in-force"], by=("era",), levels=["war"]))
    assert rate.clusters == 12
    assert rate.cluster_high is not None
    assert rate.cluster_low is not None
    assert rate.high is not None
    assert rate.low is not None
    assert rate.cluster_high - rate.cluster_low > 3 * (rate.high - rate.low)


def test_small_world_rates_counted_by_eye(tmp_path: Path) -> None:
    folder = write_world(tmp_path)
    assert counts(Record(folder), definitions=["called"], by=("era",), levels=["war"]) == {
        ("war", "before 1945"): (1, 2), ("war", "from 1945"): (1, 2),
    }  # fmt: skip
    # The Russian treaty is against another adversary.
    assert counts(Record(folder), definitions=["within-terms"], by=(), levels=["war"]) == {("war",): (1, 2)}


def test_two_treaties_that_do_not_apply_are_not_one_that_does(tmp_path: Path) -> None:
    """A second Russian treaty holds in a named place only: now no limit is in both, and neither binds."""
    second = [
        {**row, "atopid": 4, "defcoadv": 0, "defcoloc": row["defense"], "statthr1": 0}
        for row in TABLES["members_v4_01"]
        if row["atopid"] == 1
    ]
    folder = write_world(tmp_path, members_v4_01=[*TABLES["members_v4_01"], *second])
    rows = frame_of(call_table(Record(folder), "war"))
    russian = rows[(rows["ally"] == 365) & (rows["atop_ids"] == "1,4")]
    assert list(russian["adversary_excluded"] + russian["location_limited"]) == [0, 0]
    assert list(russian["within_terms"]) == [0, 0]
    assert counts(Record(folder), definitions=["within-terms"], by=(), levels=["war"]) == {("war",): (1, 2)}
    # A third without conditions binds, whatever the others say.
    third = [{**row, "atopid": 5, "defcoloc": 0, "defcon": 0} for row in second]
    (tmp_path / "more").mkdir()
    folder = write_world(tmp_path / "more", members_v4_01=[*TABLES["members_v4_01"], *second, *third])
    assert counts(Record(folder), definitions=["within-terms"], by=(), levels=["war"]) == {("war",): (2, 4)}


def test_the_table_of_the_page_is_what_the_record_gives(record: Record) -> None:
    """Every figure of docs/honour-rate.md: counts, conflicts and the printed share."""
    page = (Path(__file__).parents[3] / "docs" / "honour-rate.md").read_text(encoding="utf-8")
    found = {(one.definition.name, one.level, one.group["era"]): one.rate for one in honour_rates(record, by=("era",))}
    told = 0
    for line in page.splitlines():
        row = re.match(r"\| `([a-z-]+)`[^|]*\| (war|dispute) \|([^|]*)\|([^|]*)\|$", line)
        for era, cell in zip(("before 1945", "from 1945"), row.groups()[2:] if row else (), strict=False):
            figures = re.match(r" \**([0-9.]+) %\** \((\d+)/(\d+), (\d+)", cell)
            if row is not None and figures is not None:
                rate = found[row[1], row[2], era]
                assert tuple(map(int, figures.groups()[1:])) == (rate.hits, rate.cases, rate.clusters), line
                decimals = len(figures[1].partition(".")[2])
                assert rate.share is not None
                assert figures[1] == f"{100 * rate.share:.{decimals}f}", line
                told += 1
    assert told == 21


def test_what_an_expert_did_not_code_is_no_case_and_of_no_era(tmp_path: Path, shared_data: Path) -> None:
    """Blank is not coded so: neither a broken promise nor one of after 1945."""
    coded = read("leeds_anac_2005", shared_data)
    coded.assign(honor3=coded["honor3"].where(coded.index >= 10)).to_csv(tmp_path / "leeds_anac_2005.csv")
    kept = coded["honor3"].iloc[10:]
    assert counts(Record(tmp_path), definitions=["leeds-anac"], by=()) == {("war",): (kept.sum(), len(kept))}
    wars = read("berkemeier_fuhrmann_2018", shared_data)
    is_first = wars["warid"] == wars["warid"].iloc[0]
    wars.assign(pre_1945=wars["pre_1945"].where(~is_first)).to_csv(tmp_path / "berkemeier_fuhrmann_2018.csv")
    eras = counts(Record(tmp_path), definitions=["llm-uncalled"], by=("era",))
    assert {era: cases for (_, era), (_, cases) in eras.items()} == {
        "before 1945": 204 - is_first.sum(), "from 1945": 372, "not known": is_first.sum(),
    }  # fmt: skip


def test_a_name_said_twice_counts_once(tmp_path: Path) -> None:
    folder = write_world(tmp_path)
    once = honour_rates(folder, definitions=["called"], by=("era",))
    assert honour_rates(folder, definitions=["called", "called"], by=("era", "era")) == once


def test_definitions_without_their_files_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    folder = write_world(tmp_path)
    assert {one.definition.source for one in honour_rates(folder, by=())} == {"calls", "ties"}
    with pytest.raises(InputError, match="has no file of berkemeier_fuhrmann_2018"):
        honour_rates(folder, definitions=["llm"])


@pytest.mark.parametrize("without", [name for name in TABLES if name != "polity4_regime"])
def test_a_missing_set_leaves_out_what_needs_it_and_nothing_else(without: str, tmp_path: Path) -> None:
    """Twelve sets make the calls of wars, and one more those of disputes; four make ties at either level."""
    folder = write_world(tmp_path, **{without: None})
    ties = {"states", "national_capabilities", "atop_directed_dyad_year"}
    levels = {"interstate_war_participants": ["dispute"], "gml_participants": ["war"]}.get(without, ["war", "dispute"])
    expected = [] if without in ties else [("any-tie", level) for level in levels]
    if without == "gml_disputes":
        others = ("called", "within-terms", "without-large-pacts", "not-fought-against", "in-force")
        expected = [*((name, "war") for name in others), *expected]
    if not expected:
        with pytest.raises(InputError, match=rf"no files that tell an honour rate.*called \(war\): .*{without}"):
            honour_rates(folder)
        return
    found = [(one.definition.name, one.level) for one in honour_rates(folder, by=())]
    assert found == expected
    left = [one for one in left_out(Record(folder)) if DEFINITIONS[one.definition].source in ("calls", "ties")]
    assert {(one.definition, one.level) for one in left}.isdisjoint(expected)
    assert len(left) == 12 - len(expected)
    assert {one.reason for one in left} == {f"the folder has no file of {without}"}


def test_two_files_of_a_set_are_not_taken_for_none(tmp_path: Path) -> None:
    folder = write_world(tmp_path)
    (folder / "capitals.tsv").write_text("")
    with pytest.raises(InputError, match="has more than one file of capitals"):
        honour_rates(folder)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"definitions": ["llm"], "levels": ["dispute"]},
            "--level  is dispute, and llm has none: it counts wars only. With it go called, within-terms,"
            " without-large-pacts, not-fought-against, in-force, any-tie.",
        ),
        (
            {"definitions": ["bf", "leeds-anac"], "by": ["era", "guarantor"]},
            "--by  is guarantor, and bf has none: it counts treaties, not guarantors. With it go called, within-terms,"
            " without-large-pacts, not-fought-against, in-force, any-tie.\n"
            "--by  is guarantor, and leeds-anac has none: it counts treaties, not guarantors. With it go called,"
            " within-terms, without-large-pacts, not-fought-against, in-force, any-tie.",
        ),
    ],
)
def test_what_a_definition_does_not_have_is_said_with_those_that_do(
    options: dict[str, list[str]], said: str, tmp_path: Path
) -> None:
    folder = write_world(tmp_path)
    with pytest.raises(InputError) as caught:
        honour_rates(folder, **options)  # type: ignore[arg-type]
    assert str(caught.value) == said
    # Beside one that has it, it is left out and said so.
    options = {**options, "definitions": [*options["definitions"], "called"]}
    assert {one.definition.name for one in honour_rates(folder, **options)} == {"called"}  # type: ignore[arg-type]
    left = left_out(Record(folder), **options)  # type: ignore[arg-type]
    assert {one.definition for one in left} == set(options["definitions"]) - {"called"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": ("eras",)}, '--by  is "eras". Did you mean "era"'),
        ({"definitions": ["caled"]}, '--definition  is "caled". Did you mean "called"'),
        ({"levels": ["wars"]}, '--level  is "wars": expected war or dispute. Did you mean "war"'),
    ],
)
def test_names_that_are_none_get_the_nearest(options: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        honour_rates(write_world(tmp_path), **options)  # type: ignore[arg-type]


def test_a_folder_without_any_source_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no files that tell an honour rate"):
        honour_rates(tmp_path)


@given(st.integers(0, 60), st.integers(1, 60))
def test_exact_intervals_are_the_clopper_pearson_ones(hits: int, more: int) -> None:
    expected = binomtest(hits, hits + more).proportion_ci(0.9, method="exact")
    assert exact_interval(hits, hits + more) == pytest.approx((expected.low, expected.high), abs=1e-10)


def test_resampling_agrees_with_drawing_conflicts_one_by_one() -> None:
    hits, cases = [0, 3, 1, 8, 0, 2], [4, 3, 9, 10, 1, 5]
    generator = np.random.default_rng(5)
    shares = []
    for _ in range(20_000):
        drawn = generator.integers(0, len(cases), len(cases))
        shares.append(sum(hits[i] for i in drawn) / sum(cases[i] for i in drawn))
    slow = np.quantile(shares, [0.05, 0.95])
    # 0.01: three standard errors of a quantile from 20 000 and 20 000 draws.
    assert resampled_interval(hits, cases, resamples=20_000) == pytest.approx(tuple(slow), abs=0.01)


def test_nothing_but_misses_is_not_certain() -> None:
    assert resampled_interval([0, 0, 0], [40, 1, 59]) == exact_interval(0, 3)
    assert resampled_interval([40, 1], [40, 1]) == exact_interval(2, 2)
    assert resampled_interval([2], [4]) == (0.0, 1.0)


def test_no_case_is_no_rate() -> None:
    assert rate_of([], []).share is None
    assert rate_of([0], [0]).low is None
    with pytest.raises(ValueError, match="no case"):
        resampled_interval([0], [0])
    with pytest.raises(ValueError, match="is no share"):
        exact_interval(2, 1)


def test_the_same_seed_gives_the_same_interval() -> None:
    assert resampled_interval([1, 0, 2], [3, 1, 4]) == resampled_interval([1, 0, 2], [3, 1, 4])
    many = (range(1, 40), range(41, 80))
    assert resampled_interval(*many, seed=2, resamples=50) != resampled_interval(*many, seed=3, resamples=50)
