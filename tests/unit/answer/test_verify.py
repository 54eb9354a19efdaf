"""A replay says whether an answer comes out again."""

import copy
import json

from foedus.answer import ask, verify
from oracles.small_cases import read
from small_worlds import asked, file_with_claims

N_DRAWS = 64


def test_an_answer_that_comes_out_again_holds():
    """After a journey through JSON, as it would be kept."""
    record = json.loads(asked(N_DRAWS).to_json())
    found = verify(record, read(file_with_claims()))
    assert found.holds, found.lines
    assert len(found.lines) == 1


def test_an_answer_without_elasticities_is_made_again_without():
    answer = ask(read(file_with_claims()), draws=N_DRAWS, flips=False, full=False)
    found = verify(json.loads(answer.to_json()), read(file_with_claims()))
    assert found.holds, found.lines


def test_an_edited_number_is_found_and_named():
    record = copy.deepcopy(asked(N_DRAWS).record())
    record["requests"][1]["posterior"] += 1e-9
    record["seconds"] = {"total": 1e6}
    found = verify(record, read(file_with_claims()))
    assert not found.holds
    assert "1 of its entries" in found.lines[0]
    assert "requests.guns.posterior" in found.lines[1]


def test_another_file_is_refused_before_anything_is_computed():
    other = read(file_with_claims(question="Something else?"))
    found = verify(asked(N_DRAWS).record(), other, on_progress=_must_not_be_called)
    assert not found.holds
    assert other.sha256 in "".join(found.lines)


def _must_not_be_called(*_):
    raise AssertionError("it computed")
