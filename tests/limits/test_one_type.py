"""Where all are sure of the guarantor's type, no response moves any credibility (model.md section 11)."""

import numpy as np
import pytest

from foedus.case import inputs
from foedus.case.expression import Name
from oracles.small_cases import read
from small_worlds import account, changed, quantities, solved_with, values_of

TYPE = {"fate": 1.0, "norm": 0.5, "honours": 0.9}
EXACT = 1e-12  # a price is a sum of two products of numbers in [0, 1]


@pytest.fixture(scope="module")
def solved():
    values = values_of()
    # Every other draw the one type, the rest the other.
    sure = np.arange(len(values["precision"])) % 2
    one = {path.replace(".", "__"): sure for path in values if path.endswith((".share", ".prior"))}
    return solved_with(read(account()), changed(values, **one))


def test_no_signal_moves_a_price_in_any_draw(solved):
    reading = solved.reading
    np.testing.assert_allclose(reading.price, np.broadcast_to(reading.before, reading.price.shape), atol=EXACT)
    client = np.broadcast_to(reading.client_before, reading.client_price.shape)
    np.testing.assert_allclose(reading.client_price, client, atol=EXACT)


def test_no_figure_of_the_price_list_moves(solved):
    """Draws differ in what the one type honours and are weighed by what is seen: still nothing may move."""
    here = quantities(solved)
    case = solved.world.case
    for member in ("client", *case.members):
        before = float(here.series(Name(("audience", member, "before"))).mean())
        assert float(here.series(Name(("audience", member, "expected_after"))).mean()) == pytest.approx(
            before, abs=EXACT
        )
        for response in case.responses:
            change = float(here.series(Name(("audience", member, "change", response))).mean())
            assert change == pytest.approx(0.0, abs=EXACT)


def test_a_file_with_one_type_alone_has_an_answer():
    """Nothing is left to be learnt: the log likelihood ratios are an empty axis."""
    mapping = account()
    mapping["types"] = {"only": {"label": "only", **TYPE}}
    for name in ("member_1", "member_2"):
        del mapping["audience"][name]["prior"]
    case = read(mapping)
    values = {path: row for path, row in values_of().items() if not path.startswith(("types.", "audience.member"))}
    values |= {path: np.full(64, entry.quantity.low) for path, entry in inputs(case).items() if path not in values}
    solved = solved_with(case, values)
    np.testing.assert_allclose(solved.reading.price, TYPE["honours"], atol=EXACT)
    np.testing.assert_allclose(solved.reading.client_price, TYPE["honours"], atol=EXACT)
