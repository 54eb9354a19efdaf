"""The slow enumerations against what the model says of itself: limits and identities, none of them a stored number."""

import dataclasses
import math
from types import SimpleNamespace

import numpy as np
import pytest

from .posterior import SlowAnswer, SolvedDraw, spread
from .request_enumeration import Profile, SlowRequestGame
from .small_cases import point_values, random_game, random_mapping, read

SEEDS = [1, 2, 3, 4]
EXACT = 1e-12  # sums of a few thousand products of chances, in float64


def changed(game: SlowRequestGame, **values: float) -> SlowRequestGame:
    """The same game with other values at some paths, dots written as double underscores."""
    moved = {**game.values, **{path.replace("__", "."): value for path, value in values.items()}}
    parts = dict(zip(game.requests, game.evidence, strict=True)), dict(zip(game.responses, game.stock, strict=True))
    on_menu = dict(zip(game.responses, game.on_menu, strict=True))
    return SlowRequestGame(game.case, moved, *parts, on_menu, scaled_asking=frozenset())


def settled(game: SlowRequestGame) -> Profile:
    """A profile near its own response: damped repetition, good enough where only consistency of play matters."""
    profile = game.reference()
    for _ in range(30):
        answer = game.respond(profile)
        halves = {
            field.name: np.nan_to_num(0.5 * getattr(profile, field.name) + 0.5 * getattr(answer, field.name), nan=0.5)
            for field in dataclasses.fields(Profile)
        }
        profile = Profile(**halves)
    return profile


@pytest.mark.parametrize("seed", SEEDS)
def test_every_information_set_gets_a_lottery(seed):
    rng = np.random.default_rng(seed)
    game = random_game(rng, n_types=2 + seed % 2)
    answer = game.respond(game.random_profile(rng))
    np.testing.assert_allclose(answer.client.sum(axis=-1), 1.0, atol=EXACT)
    np.testing.assert_allclose(answer.guarantor.sum(axis=-1), 1.0, atol=EXACT)
    assert np.all(answer.guarantor[..., ~game.on_menu] == 0.0)
    for chances in (answer.escalates, answer.stays, answer.client_stays):
        possible = chances[~np.isnan(chances)]
        assert possible.size
        assert np.all((possible >= 0.0) & (possible <= 1.0))
    np.testing.assert_allclose(game.hearing.sum(axis=1), 1.0, atol=EXACT)
    np.testing.assert_allclose(game.carrying_out.sum(axis=1), 1.0, atol=EXACT)
    np.testing.assert_allclose(game.sight.sum(axis=1), 1.0, atol=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_play_follows_the_menu_weights_as_precision_goes_to_zero(seed):
    rng = np.random.default_rng(seed)
    game = random_game(rng)
    answer, reference = (changed(game, precision=0.0)).respond(game.random_profile(rng)), game.reference()
    np.testing.assert_allclose(answer.client, reference.client, atol=EXACT)
    np.testing.assert_allclose(answer.guarantor, reference.guarantor, atol=EXACT)
    assert np.all(answer.escalates[~np.isnan(answer.escalates)] == 0.5)
    assert np.all(answer.stays[~np.isnan(answer.stays)] == 0.5)


@pytest.mark.parametrize("seed", SEEDS)
def test_beliefs_are_a_martingale_where_the_prior_is_common_and_spillover_one(seed):
    """Over all that may be seen, leaks included and evidence given, the mean belief is the prior, at any profile."""
    rng = np.random.default_rng(seed)
    game = random_game(rng, n_types=2 + seed % 2, is_common=True)
    profile = game.random_profile(rng)
    answer = SlowAnswer(game.case, [SolvedDraw(game, profile, dict(zip(game.requests, game.evidence, strict=True)))])
    for member in (*answer.members, "client"):
        after = answer.client_after(None) if member == "client" else answer.expected_after(member)
        assert after == pytest.approx(answer.before(member), abs=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_own_priors_or_partial_spillovers_are_no_martingale(seed):
    """Otherwise the test before this one would prove nothing about what it enumerates."""
    rng = np.random.default_rng(seed)
    game = random_game(rng)
    answer = SlowAnswer(game.case, [SolvedDraw(game, game.random_profile(rng), dict.fromkeys(game.requests, 1.0))])
    drift = [abs(answer.expected_after(member) - answer.before(member)) for member in answer.members]
    assert max(drift) > 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_a_member_without_spillover_learns_nothing(seed):
    rng = np.random.default_rng(seed)
    game = changed(random_game(rng), audience__member_1__spillover=0.0)
    price = game.outsiders(game.random_profile(rng)).price[:, :, 1]
    np.testing.assert_allclose(price[~np.isnan(price)], game.prior[1] @ game.honours, atol=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_requests_that_leak_leave_no_ambiguity_and_silence_keeps_its_price(seed):
    rng = np.random.default_rng(seed)
    game = changed(random_game(rng), leak=1.0)
    draw = SolvedDraw(game, game.random_profile(rng), dict.fromkeys(game.requests, 1.0))
    answer = SlowAnswer(game.case, [draw])
    assert answer.ambiguity().value == 0.0
    assert answer.after("member_0", "words") is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_watchers_cannot_tell_responses_that_are_never_seen_as_themselves(seed):
    """Every response covert: one sight remains where nothing leaks; the client still sees what came."""
    rng = np.random.default_rng(seed)
    mapping = random_mapping(rng)
    for response in mapping["responses"].values():
        response["visibility"] = 0.0
        response.pop("looks_like", None)
    case = read(mapping)
    ones, zeros = dict.fromkeys(case.requests, 1.0), dict.fromkeys(case.responses, 0.0)
    game = SlowRequestGame(case, point_values(case), ones, zeros, dict.fromkeys(case.responses, True))
    profile = game.random_profile(rng)
    outsiders = game.outsiders(profile)
    possible = ~np.isnan(outsiders.expected_support)
    assert np.all(possible[:, game.fallback])
    assert possible.sum() == possible.shape[0]
    assert np.ptp(outsiders.client_price[0, 0]) > 0.0
    answer = SlowAnswer(case, [SolvedDraw(game, profile, ones)])
    assert answer.after("member_0", "fight") is None
    assert answer.client_after("fight") is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_splitting_a_request_in_two_of_half_the_weight_changes_nothing_else(seed):
    rng = np.random.default_rng(seed)
    mapping = random_mapping(rng)
    split = {**mapping, "requests": dict(mapping["requests"])}
    half = {**mapping["requests"]["troops"], "weight": mapping["requests"]["troops"]["weight"] / 2}
    split["requests"]["troops"] = half
    split["requests"]["troops_twin"] = half
    figures = []
    for content in (mapping, split):
        case = read(content)
        evidence = {q: 0.2 + 0.6 * content["requests"][q]["level"] for q in case.requests}
        stock = dict.fromkeys(case.responses, 0.1)
        game = SlowRequestGame(case, point_values(case), evidence, stock, dict.fromkeys(case.responses, True))
        answer = SlowAnswer(case, [SolvedDraw(game, settled(game), evidence)])
        posterior = {q: part.value for q, part in answer.posterior().items()}
        posterior["troops"] += posterior.pop("troops_twin", 0.0)
        prices = [answer.after(member, a) for member in answer.members for a in case.responses]
        figures.append([*posterior.values(), *prices, answer.expected_after("member_0"), *answer.surprise()])
    np.testing.assert_allclose(figures[0], figures[1], atol=1e-10)  # thirty damped steps from one start carry rounding


def simulated(game: SlowRequestGame, profile: Profile, rng: np.random.Generator, n: int) -> SimpleNamespace:
    """The crisis played forward n times: types, requests asked, responses carried out, and what they look like."""

    def pick(chances: np.ndarray) -> np.ndarray:
        return (chances.cumsum(axis=1) < rng.uniform(size=(n, 1))).sum(axis=1).clip(max=chances.shape[1] - 1)

    kind, need = rng.choice(len(game.types), n, p=game.share), rng.choice(len(game.needs), n, p=game.need_chance)
    asked = pick(profile.client[need])
    chosen = pick(profile.guarantor[kind, need, pick(game.hearing[asked])])
    carried_out = pick(game.carrying_out[chosen])
    return SimpleNamespace(
        kind=kind,
        asked=asked,
        carried_out=carried_out,
        seen_as_itself=rng.uniform(size=n) < game.visibility[carried_out],
        look=pick(game.looks[carried_out]),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_posterior_of_one_draw_is_bayes_by_sampling(seed):
    """Keep the simulated runs that show what was seen so far, and count what was asked and will be given."""
    rng = np.random.default_rng(seed)
    game = random_game(rng)
    profile, n = game.random_profile(rng), 100_000
    case = SimpleNamespace(as_of=game.case.as_of, asked_on=game.case.asked_on)
    case.seen = SimpleNamespace(response="words", date=None, leaked=None)
    answer = SlowAnswer(case, [SolvedDraw(game, profile, dict.fromkeys(game.requests, 1.0))])
    runs = simulated(game, profile, rng, n)
    as_itself = runs.seen_as_itself & (game.delay[runs.carried_out] <= (case.as_of - case.asked_on).days)
    shown = np.where(as_itself, runs.carried_out, runs.look) == game.responses.index("words")
    n_kept = shown.sum()
    assert n_kept > 1000
    figures = [(np.mean(runs.asked[shown] == k), answer.posterior()[q].value) for k, q in enumerate(game.requests)]
    figures += [
        (np.mean(runs.carried_out[shown] == k), answer.carried_out()[x].value) for k, x in enumerate(game.responses)
    ]
    for counted, exact in figures:
        # Five standard errors: one false alarm in tens of thousands of runs of this test.
        assert abs(counted - exact) <= 5 * math.sqrt(exact * (1 - exact) / n_kept) + 1e-9
    assert answer.surprise()[0] == pytest.approx(math.log(n_kept / n), abs=5 / math.sqrt(n_kept))


@pytest.mark.parametrize("seed", SEEDS)
def test_beliefs_and_expected_support_are_bayes_by_sampling(seed):
    """Runs weighed by L_E of what was asked, kept where they show the sight: their types and support are the belief."""
    rng = np.random.default_rng(seed)
    game = random_game(rng, n_types=2 + seed % 2, is_common=True)
    profile, n = game.random_profile(rng), 100_000
    outsiders = game.outsiders(profile)
    runs = simulated(game, profile, rng, n)
    sight, weight = np.where(runs.seen_as_itself, runs.carried_out, runs.look), game.evidence[runs.asked]
    support = game.support[runs.carried_out, runs.asked]
    for leaked in range(1 + len(game.requests)):
        for v in range(len(game.responses)):
            kept = (sight == v) & ((leaked == 0) | (runs.asked == leaked - 1))
            if kept.sum() < 500:
                continue
            margin = 5 / math.sqrt(kept.sum())  # five standard errors, of weights and figures no larger than one
            for t in range(len(game.types)):
                counted = weight[kept] @ (runs.kind[kept] == t) / weight[kept].sum()
                assert abs(counted - outsiders.belief[leaked, v, 0, t]) < margin
            counted = weight[kept] @ support[kept] / weight[kept].sum()
            assert abs(counted - outsiders.expected_support[leaked, v]) < margin


def several_draws(seed: int, n_draws: int, **values: float) -> tuple[SlowRequestGame, list[SolvedDraw]]:
    """Draws of one case that differ in shares, honours, leak and play; the first game stands for the case."""
    rng = np.random.default_rng(seed)
    game, draws = random_game(rng), []
    for _ in range(n_draws):
        own = {"types__type_0__honours": rng.uniform(), "leak": rng.uniform(), "types__type_0__share": rng.uniform()}
        drawn = changed(game, **{**own, **values})
        draws.append(SolvedDraw(drawn, drawn.random_profile(rng), {q: rng.uniform(0.1, 1) for q in game.requests}))
    return game, draws


@pytest.mark.parametrize("seed", SEEDS)
def test_no_price_moves_where_only_one_type_exists(seed):
    """Draws disagree about how that type honours calls, and are weighed by what is seen: still nothing may move."""
    certain = {"types__type_0__share": 1.0, "audience__member_1__prior": 1.0, "audience__member_2__prior": 1.0}
    game, draws = several_draws(seed, 6, **certain)
    answer = SlowAnswer(game.case, draws)
    for member in answer.members:
        now = answer.before(member)
        assert answer.expected_after(member) == pytest.approx(now, abs=EXACT)
        for response in ("words", "mediate", "covert"):
            assert answer.after(member, response) == pytest.approx(now, abs=EXACT)
            assert answer.after_if_leaked(member, "guns", response) == pytest.approx(now, abs=EXACT)
    assert answer.client_after("words") == pytest.approx(answer.before("client"), abs=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_strategy_and_reply_the_posterior_is_that_of_evidence_and_menu(seed):
    game, draws = several_draws(seed, 5)
    answer = SlowAnswer(game.case, [SolvedDraw(d.game, d.game.reference(), d.likelihood) for d in draws])
    for request, chance in answer.evidence_only().items():
        assert answer.posterior()[request].value == pytest.approx(chance, abs=EXACT)
    assert answer.surprise()[1] == pytest.approx(1.0, abs=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_listing_every_draw_twice_changes_no_figure(seed):
    game, draws = several_draws(seed, 4)
    once, twice = SlowAnswer(game.case, draws), SlowAnswer(game.case, draws + draws)

    def figures(answer: SlowAnswer) -> list[float]:
        spreads = [*answer.posterior().values(), *answer.carried_out().values(), *answer.in_game_honours().values()]
        spreads += [answer.ambiguity(), answer.innocence(), answer.loss("words"), answer.change("member_1", "covert")]
        rest = [answer.expected_after("member_2"), answer.client_after("words", "guns"), *answer.surprise()]
        return [x for part in spreads for x in (part.value, part.low, part.high)] + rest

    np.testing.assert_allclose(figures(once), figures(twice), atol=EXACT)
    assert twice.effective_draws == pytest.approx(2 * once.effective_draws)


def test_utilities_of_the_smallest_crisis_by_hand():
    """One need, one type, clear hearing, nobody else: what is written here is what section 2 says of it."""
    rng = np.random.default_rng(0)
    mapping = random_mapping(rng, n_types=1)
    mapping.pop("challenger")
    mapping["audience"] = {"client": {"value": 0}}
    mapping["need"] = {"acute": {"label": "acute", "chance": 1, "value": 1.5}}
    mapping["requests"] = {"nothing": {"level": 0, "asking": 0}, "help": {"level": 0.8, "asking": 0.05, "clarity": 1}}
    mapping["responses"] = {
        "words": {"level": 0, "visibility": 1},
        "aid": {"level": 0.6, "visibility": 1, "delay": 10, "money": 0.1},
    }
    mapping["third_parties"], mapping["urgency"], mapping["patience"] = {}, 20, 100
    mapping["disappointment"], mapping["obligation"] = 0.2, 0.5
    mapping["types"] = {"only": {"label": "only", "fate": 0.7, "norm": 1.2, "honours": 0.5}}
    case = read(mapping)
    everything = dict.fromkeys(case.responses, True)
    costs = {"words": 0.0, "aid": 0.25}
    game = SlowRequestGame(case, point_values(case), dict.fromkeys(case.requests, 1.0), costs, everything)
    profile = game.reference()
    profile.guarantor[0, 0, 1] = [0.3, 0.7]
    worth = game.utilities(profile)
    support, kept = 0.6 * math.exp(-10 / 20), 0.6 * math.exp(-10 / 100)
    client = 0.3 * (-0.2 * 0.8) + 0.7 * (1.5 * support - 0.2 * (0.8 - kept)) - 0.05
    assert worth.client[0, 1] == pytest.approx(client, abs=EXACT)
    guarantor = 0.7 * 1.5 * support - 0.25 - 0.1 - 1.2 * 0.5 * (0.8 - kept)
    assert worth.guarantor[0, 0, 1, 1] == pytest.approx(guarantor, abs=EXACT)
    assert worth.guarantor[0, 0, 1, 0] == pytest.approx(-1.2 * 0.5 * 0.8, abs=EXACT)


def test_weighted_points_are_those_of_repeated_figures():
    """A weight of two counts as the figure twice."""
    rng = np.random.default_rng(8)
    figures, times = rng.normal(size=50), rng.integers(0, 4, size=50)
    weighted, repeated = spread(figures, times / times.sum()), np.repeat(figures, times)
    assert weighted.value == pytest.approx(repeated.mean())
    low, high = np.quantile(repeated, [0.05, 0.95], method="inverted_cdf")
    assert (weighted.low, weighted.high) == (low, high)
