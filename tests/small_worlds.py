"""Small crises with many draws, solved, and the same draws for the slow enumerations.

All of them have the same axes (2 types, 2 needs, 4 requests, 4 responses, 3 members) and 64 draws or a multiple of it:
the compiled functions are then made once for all tests.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from foedus.answer.facts import quantities_of
from foedus.answer.figure_of import Quantities
from foedus.answer.solved_again import SUBSAMPLE
from foedus.answer.world import Solved, World, build, drawn, solve_world, subset
from foedus.case import Case
from foedus.equilibrium.backend import jax
from foedus.request import Profile
from foedus.request.iterate import play
from foedus.request.terms import terms_of
from oracles.posterior import SlowAnswer, SolvedDraw
from oracles.request_enumeration import Profile as SlowProfile
from oracles.request_enumeration import SlowRequestGame
from oracles.small_cases import point_values, random_mapping, read

N_DRAWS = 64
KINDS = 4  # random cases whose numbers are mixed into one batch of draws

SOURCES = {
    "agency": {"title": "An agency's report", "kind": "agency", "grade": "B2"},
    "column": {"title": "A column", "kind": "opinion"},
}
EVIDENCE = [
    {
        "id": "envoy",
        "date": "2001-01-20",
        "says": "An envoy flew in",
        "source": "agency",
        "exact": True,
        "likelihood": {"nothing": 0.3, "guns": 0.6, "planes": 0.5, "troops": 0.45},
    },
    {
        "id": "letter",
        "date": "2001-02-02",
        "says": "There was a letter",
        "source": "agency",
        "odds": {"nothing": 1, "guns": 2, "others": 3},
    },
    {
        "id": "denial",
        "date": "2001-02-20",
        "says": "Nothing of the kind was asked",
        "source": "column",
        "reliability": 0.4,
        "exact": True,
        "likelihood": {"nothing": 0.8, "others": 0.35},
    },
]
HISTORY = [
    {"id": "refused", "date": "1998-03", "client": "member_1", "asked": "troops", "given": "words", "public": 0.9},
    {"id": "kept", "date": "2000-11-05", "client": "IRN", "asked": 0.5, "given": 0.4, "public": 0.7},
]
FORECASTS = [
    {"id": "soon", "ask": "By March?", "resolves": "2001-03-01", "from": "responses.covert + responses.fight"},
    {"id": "late", "ask": "By summer?", "resolves": "2001-06-01", "from": "responses.mediate"},
]
STOCK = {
    "jets": {
        "label": "Jets",
        "unit": "squadron",
        "in_service": 20,
        "committed": {"home": 0.6, "front": 0.3},
        "worth": {"home": 0.03, "front": 0.08},
        "production": 4,
        "lead_time": 30,
    }
}
TYPES = {
    "type_0": {"fate": (0.8, 1.6), "norm": (0.8, 2.0), "honours": (0.7, 0.97)},
    "type_1": {"fate": (0.1, 0.4), "norm": (0.0, 0.3), "honours": (0.05, 0.4)},
}


def account(seed: int = 0, *, is_common: bool = False, **changes: Any) -> dict[str, Any]:
    """The content of a file: a random small case with evidence, earlier calls, forecasts, groups and stock."""
    mapping = random_mapping(np.random.default_rng(seed), is_common=is_common)
    mapping["sources"], mapping["evidence"], mapping["history"] = SOURCES, EVIDENCE, HISTORY
    mapping["forecasts"], mapping["stock"] = FORECASTS, STOCK
    mapping["responses"]["fight"]["units"] = {"jets": 3}
    mapping["groups"] = {"near": {"label": "Neighbours"}}
    mapping["audience"]["member_0"]["groups"] = mapping["audience"]["member_2"]["groups"] = ["near"]
    mapping["audience"]["member_2"]["role"] = "prospect"
    return {**mapping, **changes}


def values_of(*, is_common: bool = False, n_draws: int = N_DRAWS) -> dict[str, np.ndarray]:
    """Numbers of every input for `n_draws` draws: those of several random cases, each moved about at random."""
    rng = np.random.default_rng(7)
    points = [point_values(read(account(seed, is_common=is_common))) for seed in range(KINDS)]
    values = {}
    for path in points[0]:
        row = np.resize([point[path] for point in points], n_draws)
        if not path.endswith((".level", ".chance")) and not (is_common and path.endswith(".spillover")):
            moved = row * rng.uniform(0.6, 1.4, n_draws)
            row = np.where(row <= 1.0, np.minimum(moved, 0.99), moved)
        values[path] = row
    # Types that are told apart: else prices hardly move, and a test of what does not move them could not fail.
    for kind, ranges in TYPES.items():
        for key, (low, high) in ranges.items():
            values[f"types.{kind}.{key}"] = rng.uniform(low, high, n_draws)
    # Sometimes more is needed than there is.
    values["responses.fight.units.jets"] = rng.uniform(0, 24, n_draws)
    return values


def changed(values: Mapping[str, np.ndarray], **changes: Any) -> dict[str, np.ndarray]:
    """The same draws with some inputs replaced; dots are written as double underscores."""
    n_draws = len(values["precision"])
    given = {path.replace("__", "."): value for path, value in changes.items()}
    missing = set(given) - set(values)
    assert not missing, missing
    return {**values, **{path: np.broadcast_to(np.asarray(v, dtype=float), n_draws) for path, v in given.items()}}


@lru_cache
def solved_small(*, is_common: bool = False) -> Solved:
    """The small case with random numbers in each draw, nothing seen yet."""
    return solve_world(build(read(account(is_common=is_common)), values_of(is_common=is_common)))


def solved_with(case: Case, values: Mapping[str, np.ndarray]) -> Solved:
    """A world of these numbers, solved; every draw is expected to be certified."""
    solved = solve_world(build(case, values))
    assert len(solved.draws) == solved.world.n_draws
    return solved


def quantities(solved: Solved) -> Quantities:
    """What figures are made of, for all certified draws."""
    return quantities_of(solved)


def profile_at(solved: Solved) -> Profile:
    """Everybody's strategies in each certified draw."""
    found: Profile = jax.jit(play)(
        terms_of(solved.world.game.take(solved.draws)), solved.iterate, np.ones(len(solved.draws))
    )
    return found


def slow_profiles(profile: Profile) -> list[SlowProfile]:
    """The same strategies draw by draw, as probabilities."""
    chances = {name: np.asarray(array) for name, array in profile.probabilities().items()}
    names = [field.name for field in dataclasses.fields(SlowProfile)]
    n_draws = chances["client"].shape[-1]
    return [SlowProfile(**{name: chances[name][..., draw] for name in names}) for draw in range(n_draws)]


def slow_game(world: World, draw: int) -> SlowRequestGame:
    """One draw of a world for the slow enumeration; stock and L_E, checked elsewhere, are taken over."""
    case, game = world.case, world.game
    return SlowRequestGame(
        case,
        {path: float(row[draw]) for path, row in world.values.items()},
        dict(zip(case.requests, np.asarray(game.evidence)[:, draw], strict=True)),
        dict(zip(case.responses, world.stock.cost[:, draw], strict=True)),
        dict(zip(case.responses, world.stock.is_available[:, draw], strict=True)),
    )


def slow_answer(solved: Solved, draws: Iterable[int] | None = None) -> SlowAnswer:
    """The answer by enumeration on the certified draws (all, or some by their place among these)."""
    world, profiles = solved.world, slow_profiles(profile_at(solved))
    places = range(len(solved.draws)) if draws is None else draws
    likelihood = np.asarray(world.observation.likelihood)
    return SlowAnswer(
        world.case,
        [
            SolvedDraw(
                slow_game(world, int(solved.draws[place])),
                profiles[place],
                dict(zip(world.case.requests, likelihood[:, solved.draws[place]], strict=True)),
            )
            for place in places
        ],
    )


CLAIMS = [
    {"id": "arms", "says": "It asked for arms", "tests": "requests.guns + requests.planes + requests.troops"},
    {"id": "statement", "says": "It did not ask for a mere statement", "tests": "requests.nothing", "stated": "denial"},
    {"id": "words-cost", "says": "Words cost credibility", "tests": "audience.after.words < audience.before"},
    {"id": "mode", "says": "Most likely planes or guns", "tests": "mode(requests) in {guns, planes}"},
    {
        "id": "neighbours",
        "says": "Neighbours think less of it",
        "tests": "audience.near.change.words",
        "stated": "-1 to 0",
    },
    {"id": "owed", "says": "It keeps its word", "tests": "types.type_0.honours", "stated": "0.3 to 0.35"},
    {"id": "jets", "says": "There are jets", "tests": "stock.jets.available", "stated": "40 to 90"},
    {"id": "open", "says": "Nobody will know", "tests": "ambiguity", "stated": "0 to 0.001", "under": {"leak": 1}},
    {"id": "talk", "says": "One feels it"},
]
MOVING = {
    "precision": "3 to 9",
    "leak": "0.1 to 0.4",
    "types.type_0.share": "0.2 to 0.6",
    "types.type_0.honours": "0.7 to 0.97",
    "stock.jets.in_service": "10 to 30",
    "audience.member_1.prior": "0.2 to 0.7",
    "evidence.denial.reliability": "0.2 to 0.6",
}
"""all that is uncertain in the file with claims"""


def file_with_claims(**changes: Any) -> dict[str, Any]:
    """The content of a file with seven uncertain numbers and nine claims."""
    mapping = account(1, claims=[{"source": "column", **claim} for claim in CLAIMS])
    middles = {kind: {key: sum(ends) / 2 for key, ends in ranges.items()} for kind, ranges in TYPES.items()}
    mapping["types"] = {kind: {**mapping["types"][kind], **middles[kind]} for kind in middles}
    mapping["evidence"] = [dict(item) for item in mapping["evidence"]]
    places = {
        "precision": mapping,
        "leak": mapping,
        "types.type_0.share": mapping["types"]["type_0"],
        "types.type_0.honours": mapping["types"]["type_0"],
        "stock.jets.in_service": {**mapping["stock"]["jets"]},
        "audience.member_1.prior": mapping["audience"]["member_1"],
        "evidence.denial.reliability": mapping["evidence"][2],
    }
    mapping["stock"] = {"jets": places["stock.jets.in_service"]}
    for path, text in MOVING.items():
        places[path][path.rpartition(".")[2]] = text
    return {**mapping, **changes}


@lru_cache
def subsample(n_draws: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """What bits, hinges and elasticities of the file with claims rest on: inputs by draw, and what each counts for."""
    case = read(file_with_claims())
    solved = solve_world(build(case, drawn(case, n_draws, 1)))
    part = subset(solved, SUBSAMPLE)
    return dict(part.world.values), np.asarray(part.reading.thinning)


@lru_cache
def asked(n_draws: int) -> Any:
    """The answer to the file with claims."""
    from foedus.answer import ask

    return ask(read(file_with_claims()), draws=n_draws)
