"""`foedus words` and `foedus cite`: what a phrase means to whom, and what an answer rests on."""

import re
from pathlib import Path

import pytest
from commands import Run, in_process
from rooms import PACKAGE

from foedus.case import load_case
from foedus.cli.cite_command import used_sources
from foedus.quantity import Word, lexicons, word_for, words
from foedus.report import REFERENCES


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "80")
    return in_process(capsys)


@pytest.mark.parametrize("word", [word for name in lexicons() for word in words(name)], ids=str)
def test_a_phrase_has_its_range_and_source_in_its_lexicon(word: Word, run: Run) -> None:
    ended = run("words", word.phrase)
    assert ended.status == 0
    said = " ".join(ended.out.split())
    assert f"{word.lexicon} {word.percent_range}" in said
    assert word.source in said


def test_speakers_differ_and_both_are_shown(run: Run) -> None:
    assert " ".join(run("words", "unlikely").out.split()) == (
        "unlikely icd203 20–45 % ICD 203 lay 5–35 %, median 20 % zonination/perceptions 2015 (n = 46)"
    )


def test_case_punctuation_and_quotes_do_not_matter(run: Run) -> None:
    quoted, spread = (
        run("words", "Unlikely, BUT not impossible."),
        run("words", "Unlikely,", "BUT", "not", "impossible."),
    )
    assert quoted == spread
    assert "10–35 %" in quoted.out


def test_a_phrase_of_one_lexicon_is_missed_in_the_other(run: Run) -> None:
    said = " ".join(run("words", "very unlikely").out.split())
    assert "icd203 5–20 %" in said
    assert 'lay not in this lexicon; near it: "unlikely"' in said


@pytest.mark.parametrize("text", ["0.2", "20%", "20 %", " 2e-1"])
def test_a_number_has_its_phrase_in_each_lexicon(text: str, run: Run) -> None:
    said = " ".join(run("words", text).out.split())
    for name in lexicons():
        assert f"{name} {word_for(0.2, name).phrase} ({word_for(0.2, name).percent_range}" in said


def test_without_a_phrase_every_phrase_is_listed(run: Run) -> None:
    out = run("words").out
    assert [word.phrase for name in lexicons() for word in words(name) if word.phrase not in out] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unlikly", 'words  "unlikly" is in no lexicon: expected a phrase or a number. Did you mean "unlikely"?\n'),
        ("zzz", 'words  "zzz" is in no lexicon: expected a phrase or a number. `foedus words` lists them all.\n'),
        ("20", 'words  20 is no probability: expected 0 to 1, or 0 to 100 %. Did you mean "20 %"?\n'),
        ("1.5 %%", 'words  "1.5 %%" is in no lexicon: expected a phrase or a number. `foedus words` lists them all.\n'),
        ("nan", "words  nan is no probability: expected 0 to 1, or 0 to 100 %.\n"),
        ("inf", "words  inf is no probability: expected 0 to 1, or 0 to 100 %.\n"),
    ],
)
def test_what_is_neither_ends_with_2_and_a_hint(text: str, message: str, run: Run) -> None:
    ended = run("words", text)
    assert (ended.status, ended.out, ended.err) == (2, "", message)


def test_a_long_text_is_not_thrown_back_whole(run: Run) -> None:
    ended = run("words", "x" * 100_000)
    assert ended.status == 2
    assert len(ended.err) < 200


def test_the_sources_that_an_answer_uses_are_cited_and_no_others(run: Run) -> None:
    """What only resolves forecasts came later and is read by no answer."""
    case = load_case("moscow-2025")
    used = used_sources(case)
    out = run("cite", "moscow-2025").out
    cited = [line for line in out.split("\n\nMETHODS\n")[0].splitlines() if line in case.sources]
    assert cited == used
    assert {item.source for item in case.evidence} <= set(used)
    assert {forecast.source for forecast in case.forecasts}.isdisjoint(used)


def test_an_address_is_never_broken(run: Run) -> None:
    """So that it can be copied."""
    case = load_case("moscow-2025")
    lines = {line.strip() for line in run("cite", "moscow-2025").out.splitlines()}
    urls = {case.sources[name].url for name in used_sources(case)} - {None}
    assert urls
    assert urls <= lines


def test_a_case_without_sources_cites_the_methods_alone(run: Run) -> None:
    out = run("cite", "two-by-two").out
    assert out.startswith("METHODS\n")
    for reference in REFERENCES:
        assert f"\n{reference.key}\n" in out
        assert reference.link in out


def test_references_have_one_key_each_and_well_formed_dois() -> None:
    assert len({reference.key for reference in REFERENCES}) == len(REFERENCES)
    dois = [reference.doi for reference in REFERENCES if reference.doi is not None]
    assert len(set(dois)) == len(dois)
    assert [doi for doi in dois if not re.fullmatch(r"10\.\d{4,9}/\S+", doi)] == []


def test_every_doi_in_a_docstring_is_in_the_list_of_references() -> None:
    """Of what `foedus cite` lists, or of the page for other games, the record and estimation."""
    found = {
        match.rstrip(".,;:")
        for path in PACKAGE.rglob("*.py")
        for match in re.findall(r"doi:(10\.\d{4,9}/[^\s)\"]+)", path.read_text(encoding="utf-8"))
    }
    assert found
    page = (PACKAGE.parents[1] / "docs" / "references.md").read_text(encoding="utf-8")
    on_the_page = {match.rstrip(".") for match in re.findall(r"doi:(10\.\d{4,9}/\S+)", page)}
    assert found - {reference.doi for reference in REFERENCES} - on_the_page == set()


def test_the_base_rates_page_and_the_list_agree() -> None:
    page = (Path(PACKAGE).parents[1] / "docs" / "base-rates.md").read_text(encoding="utf-8")
    kept = next(reference for reference in REFERENCES if reference.key == "berkemeier-fuhrmann-2018")
    assert kept.link in page
