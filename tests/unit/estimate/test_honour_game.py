"""The game of a promise tested and honoured: parameters recovered from a simulated table."""

import numpy as np
import pandas as pd
import pytest

from foedus.estimate import fit
from foedus.estimate.formula import read_game

NINETY_NINE = 2.5758


def simulated(rows: int, seed: int, price: float) -> pd.DataFrame:
    """Plays of challengers who know how likely the guarantor is to come and pay `price` where it does."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            **{
                name: random.integers(0, 2, rows)
                for name in (
                    "near_target_challenger", "rivalry_target_challenger", "rivalry_ally_challenger",
                    "major_challenger", "major_target", "major_ally", "ally_owes_challenger_defense",
                )
            },
            **{name: random.integers(1, 7, rows) for name in ("contiguity_ally_target", "contiguity_ally_challenger")},
            **{name: random.uniform(0, 0.2, rows) for name in ("challenger_cinc", "target_cinc", "ally_cinc")},
            "ally_other_defense_commitments": random.integers(0, 20, rows),
            "ally_past_calls": random.integers(5, 40, rows),
            "ally_past_honoured": random.integers(0, 6, rows),
        }
    )  # fmt: skip
    comes = 1 / (1 + np.exp(-(-1.0 + 0.8 * np.log1p(table.ally_past_honoured) - 0.5 * table.major_ally)))
    prize = 0.5 + table.near_target_challenger - 0.7 * table.major_target
    tested = random.uniform(size=rows) < 1 / (1 + np.exp(-(prize - price * comes)))
    came = random.uniform(size=rows) < comes
    return table.assign(untested=(~tested) * 1, abandoned=(tested & ~came) * 1, honoured=(tested & came) * 1)


def test_a_guarantor_with_a_record_is_recovered_and_so_is_what_it_deters():
    found = fit("honour", simulated(6000, 3, price=2.0), link="logit")
    truth = {
        "cost:intercept": 2.0, "resolve:log1p(ally_past_honoured)": 0.8, "resolve:major_ally": -0.5,
        "resolve:log1p(ally_past_calls)": 0.0, "prize:near_target_challenger": 1.0, "prize:major_target": -0.7,
        "prize:rivalry_target_challenger": 0.0,
    }  # fmt: skip
    assert found.maximum.has_converged
    assert found.warnings == ()
    number = {name: place for place, name in enumerate(found.names)}
    for name, value in truth.items():
        error = found.standard_errors[number[name]]
        assert abs(found.parameters[number[name]] - value) < NINETY_NINE * error
        assert error < 0.5
    assert found.parameters[number["resolve:log1p(ally_past_honoured)"]] > 0.5


def test_with_no_price_the_guarantor_is_a_logit_on_called_promises():
    """Selection is in the game by the price alone: without one, untested promises say nothing about the guarantor."""
    table = simulated(3000, 4, price=0.0)
    whole = fit("honour", table, link="logit", utilities={"cost": "0"})
    called = fit(
        "honour", table[table.untested == 0].assign(untested=0), link="logit", utilities={"cost": "0", "prize": "8.0"}
    )
    place = [each for each, name in enumerate(whole.names) if name.startswith("resolve:")]
    assert whole.parameters[place] == pytest.approx(called.parameters, abs=1e-5)


def test_a_row_counts_as_often_as_its_tally_says():
    table = simulated(1500, 5, price=1.0)
    twice = fit(
        "honour", table.assign(untested=2 * table.untested, abandoned=2 * table.abandoned, honoured=2 * table.honoured)
    )
    repeated = fit("honour", pd.concat([table, table]))
    assert twice.parameters == pytest.approx(repeated.parameters, abs=1e-6)


def test_every_column_that_the_game_names_is_used():
    game = read_game("honour")
    text = " ".join(each.formula.text for each in game.utilities)
    assert [name for name in game.columns if name not in text] == []
