"""The implicit derivative of figures against differences of solved figures, on the same draws."""

import numpy as np
import pytest

from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.gradient import SCREEN, first_order, gradients
from foedus.answer.world import build, drawn, solve_world
from foedus.case import parse, resolve
from foedus.equilibrium.backend import jnp
from oracles.small_cases import read
from small_worlds import MOVING, file_with_claims, quantities

FIGURES = [
    "requests.troops",
    "responses.covert",
    "audience.expected_after",
    "ambiguity",
    "book",
    "audience.change.words",
]
# Truncation of a central difference at this step is about 1e-5 relative; the screen solves its systems to 1e-4.
STEP = 0.003
PATHS = [
    *(path for path in MOVING if not path.startswith("stock.")),
    "sharpness",
    "requests.troops.asking",
    "audience.member_0.spillover",
]


@pytest.fixture(scope="module")
def base():
    case = read(file_with_claims())
    return solve_world(build(case, drawn(case, 64, 5)))


def figures(case, here):
    return [here.evaluate(resolve(parse(text), case)).mean() for text in FIGURES]


@pytest.fixture(scope="module")
def slopes(base):
    case, everyone = base.world.case, facts(base.world)

    def of_reading(reading):
        return jnp.stack([jnp.asarray(value) for value in figures(case, Quantities(case, reading, everyone))])

    return gradients(base, of_reading, len(FIGURES))


@pytest.mark.parametrize("path", PATHS)
def test_first_order_changes_are_those_of_solving_again(path, base, slopes):
    case, values = base.world.case, base.world.values
    ends = [{path: values[path] * (1 - STEP)}, {path: values[path] * (1 + STEP)}]
    predicted = first_order(base, slopes, [tuple(ends)])[:, 0]
    solved = [solve_world(build(case, {**values, **end})) for end in ends]
    assert all(len(each.draws) == 64 for each in solved)
    low, high = (np.array(figures(case, quantities(each)), dtype=float) for each in solved)
    scale = np.abs(high - low).max()
    assert scale > 1e-7
    np.testing.assert_allclose(predicted, high - low, rtol=3e-3, atol=3e-3 * scale)
    assert SCREEN.tolerance <= 1e-3
