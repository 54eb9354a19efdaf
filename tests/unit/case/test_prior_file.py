"""Numbers that a case takes from a fit: from the file beside it, with its line where something is wrong."""

from pathlib import Path

import pytest

import foedus
from citing_case import CASE
from foedus.case import inputs, load_case
from foedus.errors import InputError

PRIOR = """\
foedus-prior: 1
foedus: "0.1.0"
game: "Called commitments"
data: "calls.csv"
data_sha256: "0123456789abcdef"
method: "maximum likelihood, hessian errors"
rows:
  "honours":
    mean: 0.45
    se: 0.06
    interval: [0.35, 0.55]
    definition: "`p:honour` / (`p:honour` + `p:refuse`)"
  "precision":
    mean: 5.2
    se: 1.1
    interval: [3.6, 7.2]
    definition: "exp(-log_sigma)"
  "log_sigma":
    mean: -1.6
    se: 0.2
    interval: [-1.97, -1.3]
    definition: "a parameter"
"""
CITING = """\
foedus: 1
id: citing
question: What was asked?
as_of: 2018-06-01
client: IRN
guarantor: RUS
precision: {from: fit, file: honour-fit.yaml, row: precision}
types:
  committed: {label: Keeps its word, norm: {from: fit, file: honour-fit.yaml, row: precision, value: 1 to 3}}
  opportunist:
    label: Follows its interest
    honours: {from: fit, file: honour-fit.yaml, row: honours}
requests: {words: {level: 0.05}, arms: {level: 0.6}}
responses: {words: {level: 0.05}, arms: {level: 0.6}}
"""
HONOURS = "types.opportunist.honours"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "honour-fit.yaml").write_text(PRIOR)
    (tmp_path / "citing.yaml").write_text(CITING)
    return tmp_path


def refused(folder, case=CITING, prior=PRIOR):
    (folder / "citing.yaml").write_text(case)
    (folder / "honour-fit.yaml").write_text(prior)
    with pytest.raises(InputError) as caught:
        load_case(folder / "citing.yaml")
    return str(caught.value)


def test_probabilities_and_positive_numbers_come_from_the_rows(folder):
    found = inputs(load_case(folder / "citing.yaml"))
    assert (found[HONOURS].quantity.low, found[HONOURS].quantity.high) == (0.35, 0.55)
    for path in ("precision", "types.committed.norm"):
        assert (found[path].quantity.low, found[path].quantity.high) == (3.6, 7.2)
        assert found[path].basis == "sourced"
    assert "exp(-log_sigma): 5.2, standard error 1.1" in found["precision"].why
    assert "calls.csv (SHA-256 0123456789ab…)" in found["precision"].why


def test_the_file_counts_from_the_folder_of_the_case_wherever_one_stands(folder, monkeypatch):
    monkeypatch.chdir("/")
    case = load_case(folder / "citing.yaml")
    assert case.references == {}
    assert any("from the fit in honour-fit.yaml: honours = " in warning for warning in case.warnings)


def test_what_was_taken_stays_under_settings_even_without_the_file(folder):
    case = load_case(folder / "citing.yaml")
    (folder / "honour-fit.yaml").unlink()
    changed = case.with_settings(["precision=9"])
    assert inputs(changed)["precision"].quantity.low == 9.0
    assert inputs(changed)[HONOURS].quantity.low == 0.35


def test_an_answer_says_what_it_took_and_is_verified_without_the_file(folder):
    from foedus.cli.answer_file import answered_case

    answer = foedus.ask(folder / "citing.yaml", draws=50, brief=True)
    record = answer.record()
    rows = {row["path"]: row for row in record["record"]}
    assert rows["precision"]["text"] == "3.6 to 7.2"
    assert rows["precision"]["taken_from"] == "the fit in honour-fit.yaml"
    (folder / "honour-fit.yaml").unlink()
    again = answered_case(record, "answer.json", str(folder / "citing.yaml"))
    assert again.resolved == answer.case.resolved


def test_without_the_file_a_value_beside_counts_and_is_said(folder):
    (folder / "honour-fit.yaml").unlink()
    text = CITING.replace("row: precision}\ntypes", "row: precision, value: 4}\ntypes").replace(
        "row: honours}", "row: honours, value: 0.2}"
    )
    (folder / "citing.yaml").write_text(text)
    case = load_case(folder / "citing.yaml")
    assert inputs(case)["precision"].quantity.low == 4.0
    assert "precision keeps its own value: there is no file honour-fit.yaml" in case.warnings
    # The record has nothing to do with it, so nothing is said about one.
    assert not any("--record" in warning for warning in foedus.ask(case, draws=50, brief=True).case.warnings)


def test_without_the_file_and_a_value_every_reference_is_named_with_its_line(folder):
    (folder / "honour-fit.yaml").unlink()
    with pytest.raises(InputError) as caught:
        load_case(folder / "citing.yaml")
    assert [finding.place.rpartition(":")[2] for finding in caught.value.findings] == ["7", "12"]
    assert "precision is from honour-fit.yaml, which does not exist" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("row: honours", "row: honour", 'has no row "honour": expected one of its rows. Did you mean "honours"?'),
        ("row: honours", "row: precision", "has 3.6 to 7.2 in the row"),
        ("row: precision}\n", "row: log_sigma}\n", "has -1.97 to -1.3 in the row"),
        ("row: honours", "rwo: honours", 'has the unknown key "rwo"'),
        (", row: honours", "", "refers to a fit without row"),
        ("file: honour-fit.yaml, row: honours", "row: honours", "refers to a fit without file"),
        ("file: honour-fit.yaml, row: honours", "file: ., row: honours", "is not a regular file"),
        ("guarantor: RUS", "guarantor: RUS\nduty: {from: fit, file: honour-fit.yaml, row: honours}", "expected atop"),
    ],
)
def test_a_wrong_reference_is_refused_with_its_line(folder, old, new, message):
    assert old in CITING
    said = refused(folder, case=CITING.replace(old, new, 1))
    assert message in said
    assert "citing.yaml:" in said


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("foedus-prior: 1", "foedus-prior: 2", "honour-fit.yaml:1 foedus-prior is 2: expected 1"),
        ("    mean: 0.45\n", "", "rows.honours.mean is empty: expected a number"),
        ("se: 0.06", "se: -0.06", "expected a standard error of at least 0"),
        ("[0.35, 0.55]", "[0.55, 0.35]", "expected the lower end first"),
        ("[0.35, 0.55]", "0.35", "expected [low, high], the ends of a 90 % interval"),
        ("[0.35, 0.55]", "[.nan, 0.35]", "interval is nan: expected a number"),
        ('data: "calls.csv"\n', "", "data is empty: expected text"),
        (PRIOR, "- 1\n", "is no mapping: expected a prior file"),
        (PRIOR, "", "is empty: expected a prior file"),
        (PRIOR, "a: *b\n", "is a YAML anchor or alias"),
        (PRIOR[PRIOR.index("rows:") :], "rows: 3\n", "rows is 3: expected rows by name"),
    ],
)
def test_a_broken_prior_file_is_refused_with_both_lines(folder, old, new, message):
    assert old in PRIOR
    assert message in refused(folder, prior=PRIOR.replace(old, new, 1))


def test_a_case_that_is_no_file_cites_from_the_current_folder(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert foedus.parse_case(CITING).references == {}
    assert Path("honour-fit.yaml").exists()


def test_references_to_the_record_wait_as_before(folder):
    """A case may take numbers from both."""
    import json

    text = json.dumps({**CASE, "precision": {"from": "fit", "file": "honour-fit.yaml", "row": "precision"}})
    (folder / "both.yaml").write_text(text)
    case = load_case(folder / "both.yaml")
    assert list(case.references) == ["types.opportunist.honours", "duty", "evidence.visit.likelihood.arms"]
    from foedus.case.reference import Resolved

    both = case.with_resolved({"duty": Resolved("1", "a treaty")})
    assert set(both.resolved) == {"precision", "duty"}
