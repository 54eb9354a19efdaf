"""Words to ranges and numbers to words; the lay table is recomputed from the answers it was measured from."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.quantity import PROBABILITY, QuantityError, lexicons, lookup, parse_quantity, word_for, words

SURVEY = Path(__file__).with_name("perceptions_survey.csv")
ICD203 = {  # model.md section 9
    ("almost no chance", "remote"): (0.01, 0.05),
    ("very unlikely", "highly improbable"): (0.05, 0.20),
    ("unlikely", "improbable"): (0.20, 0.45),
    ("roughly even chance", "roughly even odds", "roughly even"): (0.45, 0.55),
    ("likely", "probable"): (0.55, 0.80),
    ("very likely", "highly probable"): (0.80, 0.95),
    ("almost certain", "nearly certain"): (0.95, 0.99),
}


@pytest.mark.parametrize(("phrases", "ends"), ICD203.items())
def test_both_vocabularies_of_icd203_have_their_range(phrases: tuple[str, ...], ends: tuple[float, float]) -> None:
    for phrase in phrases:
        word = lookup(phrase)
        assert (word.low, word.high) == ends


def test_lay_table_is_what_the_survey_measured() -> None:
    rows = list(csv.reader(line for line in SURVEY.read_text().splitlines() if not line.startswith("#")))
    answers = np.array(rows[1:], dtype=float) / 100
    assert len(answers) == 46
    measured = {word.phrase: word for word in words("lay") if word.role == "term"}
    assert set(measured) == {phrase.casefold() for phrase in rows[0]}
    for column, phrase in enumerate(rows[0]):
        word = measured[phrase.casefold()]
        points = np.percentile(answers[:, column], [5, 50, 95])
        assert [word.low, word.median, word.high] == pytest.approx(points, abs=1e-9)


def test_lay_unlikely_is_20_percent_between_5_and_35() -> None:
    word = lookup("unlikely", "lay")
    assert (word.low, word.median, word.high) == (0.05, 0.20, 0.35)


@pytest.mark.parametrize("lexicon", lexicons())
@pytest.mark.parametrize(
    "written",
    [
        "unlikely, but not impossible",
        "Unlikely but not impossible.",
        "UNLIKELY – but not impossible!",
        "“unlikely — but  not\nimpossible”",
        "unlikely; yet not impossible",
        "unlikely (though not impossible)",
    ],
)
def test_unlikely_but_not_impossible_lies_between_almost_no_chance_and_the_top_of_unlikely(
    written: str, lexicon: str
) -> None:
    """Its range is derived from its two halves, not tuned: docs/words.md."""
    word = lookup(written, lexicon)
    assert word.phrase == "unlikely, but not impossible"
    assert word.role == "derived"
    assert (word.low, word.high) == (lookup("almost no chance", lexicon).high, lookup("unlikely", lexicon).high)
    assert word.low != lookup("unlikely", lexicon).low


@pytest.mark.parametrize("lexicon", lexicons())
def test_every_form_of_every_word_is_found_and_stays_in_order(lexicon: str) -> None:
    seen: set[str] = set()
    for word in words(lexicon):
        assert 0 < word.low < word.high < 1
        assert word.median is None or word.low <= word.median <= word.high
        assert word.source
        for form in (word.phrase, *word.forms):
            assert form not in seen
            seen.add(form)
            assert lookup(form.upper().replace(" ", "-"), lexicon) is word


@pytest.mark.parametrize("lexicon", lexicons())
def test_a_word_stands_for_the_90_percent_interval_of_its_range(lexicon: str) -> None:
    for word in words(lexicon):
        quantity = parse_quantity(word.phrase, PROBABILITY, lexicon)
        assert quantity.word is word
        assert quantity.quantile([0.05, 0.95]) == pytest.approx([word.low, word.high], abs=1e-9)


def test_one_word_means_what_its_speaker_means() -> None:
    assert parse_quantity("unlikely", PROBABILITY, "icd203").low == 0.20
    assert parse_quantity("unlikely", PROBABILITY, "lay").low == 0.05


def test_a_phrase_of_another_lexicon_is_said_to_be_there() -> None:
    with pytest.raises(QuantityError, match=r'"highly likely" is in the lay lexicon.*Did you mean "very likely"'):
        lookup("highly likely", "icd203")


def test_an_unknown_lexicon_is_named_with_the_nearest() -> None:
    with pytest.raises(QuantityError, match="expected a lexicon: icd203 or lay") as caught:
        parse_quantity("likely", PROBABILITY, "icd-203")
    assert caught.value.suggestion == "icd203"


@pytest.mark.parametrize(
    ("probability", "phrase"),
    [
        (0.03, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "roughly even chance"),
        (0.56, "likely"),
        (0.8, "likely"),
        (0.95, "very likely"),
        (0.96, "almost certain"),
    ],
)
def test_a_number_gets_the_icd203_word_whose_range_holds_it_shared_ends_towards_even(
    probability: float, phrase: str
) -> None:
    assert word_for(probability).phrase == phrase


def test_a_measured_median_gets_a_word_of_that_median() -> None:
    for word in words("lay"):
        if word.median is not None:
            assert word_for(word.median, "lay").median == word.median


@settings(deadline=None)
@given(st.floats(0.0, 1.0), st.sampled_from(lexicons()))
def test_every_probability_has_a_word_that_reads_back(probability: float, lexicon: str) -> None:
    word = word_for(probability, lexicon)
    assert lookup(word.phrase, lexicon) is word
    if 0.01 <= probability <= 0.99:
        assert word.low - 0.025 <= probability <= word.high + 0.025


@pytest.mark.parametrize("lexicon", lexicons())
def test_numbers_past_the_ends_of_a_lexicon_get_its_outermost_words(lexicon: str) -> None:
    assert word_for(0.0, lexicon) is word_for(0.01, lexicon)
    assert word_for(1.0, lexicon) is word_for(0.99, lexicon)


def test_greater_numbers_never_get_a_lower_icd203_word() -> None:
    lows = [word_for(probability).low for probability in np.linspace(0, 1, 1001)]
    assert lows == sorted(lows)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_only_a_probability_has_a_word(value: float) -> None:
    with pytest.raises(QuantityError, match="expected a probability"):
        word_for(value)


def test_the_page_on_words_prints_the_ranges_that_ship() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "words.md").read_text(encoding="utf-8")
    for word in words("lay"):
        if word.median is not None:
            assert f"| {word.phrase} | {100 * word.median:.4g} % | {word.percent_range} |" in page
    for word in words("icd203"):
        assert word.phrase in page.casefold()
        assert word.percent_range in page
    for lexicon in lexicons():
        assert f"**{lookup('unlikely but not impossible', lexicon).percent_range}**" in page
