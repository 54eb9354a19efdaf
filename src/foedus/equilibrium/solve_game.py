"""`foedus.solve`: the quantal response equilibria of a game, for as many draws of its numbers as are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from foedus.equilibrium.link import Link, misfit
from foedus.equilibrium.room import make_room
from foedus.equilibrium.status import Status
from foedus.equilibrium.tree_branch import BranchPath, player_precision, trace
from foedus.equilibrium.tree_engine import TreeEngine, engine_of
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_names import Names, names_of
from foedus.equilibrium.tree_probe import probe_tree
from foedus.equilibrium.tree_solution import Solution
from foedus.equilibrium.tree_solve import Found, solve_tree
from foedus.equilibrium.tree_structure import Structure
from foedus.errors import Finding, InputError, listed, nearest
from foedus.game import Game, Tree

Numbers = np.ndarray[Any, Any]

LARGEST_PRECISION = 1e9
"""λ beyond which no float64 tells a choice from a certainty, whatever the payoffs"""
DEEPEST = 1000
"""moves one after another: every level is compiled apart, which for so many takes minutes, and grows with the square"""
LIMIT_RUNGS = (1e6, 1e5, 1e4, 1e3, 1e2)
"""λ → ∞ is taken at the first of these, over the range of the payoffs, at which the certificate holds"""


def solve(
    game: Game | Tree,
    payoffs: Numbers | None = None,
    precision: float | Numbers | Mapping[str, float | Numbers] = 1.0,
    *,
    chance: Numbers | None = None,
    link: Link | str = Link.LOGIT,
    starts: int = 0,
    seed: int = 0,
    branch: bool = False,
    on_done: Callable[[int], None] | None = None,
) -> Solution:
    """The agent quantal response equilibrium of a game on the principal branch, first reached, for every draw at once.

    σ(a) ∝ exp(λ u(a)) at every information set, u(a) the expected payoff conditional on being there (McKelvey & Palfrey
    1998, doi:10.1023/A:1009905800005), payoffs as they stand in the game: λ is in units of 1 / payoff.

    Arguments:
        game: with names, or a bare tree of arrays.
        payoffs: (player, leaf) or, for draws of the same game, (player, leaf, draw); those of the game by default.
            Leaves in depth-first order.
        precision: λ, one number or (draw,) for everybody, or by player's name; `math.inf` for the limit of the branch.
        chance: probabilities of the moves of chance, (chance move,) or (chance move, draw); the game's by default.
        link: `logit`; `probit-agent` or `probit-private`, for sets of two actions: shocks to actions unknown to those
            who moved before, or shocks to outcomes that their owner knows (every move seen, everyone moves once on a
            path), of standard deviation 1/λ.
        starts: random profiles to look for other equilibria from.
        seed: of these.
        branch: whether to keep the branch from λ = 0, point by point.
        on_done: called with a number of draws whenever so many are solved.

    Returns:
        `Solution`. A draw that could not be solved has a status that says why and is no equilibrium; nothing is raised.

    Raises:
        InputError: numbers of the wrong shape or not finite, a λ that is negative or not a number, a link that does not
            fit the game, a game of more than 1000 moves one after another.
        TypeError: `game` is neither a game nor a tree.
    """
    if not isinstance(game, Game | Tree):
        raise TypeError(
            f"expected a Game or a Tree, found {type(game).__name__}: foedus.load_game reads one from a file"
        )
    tree = game if isinstance(game, Tree) else game.tree
    place = "game" if isinstance(game, Tree) else game.title or "game"
    names = names_of(game)
    kind = _link(place, tree, names, link)
    _check_size(place, Structure(tree), starts, seed)
    numbers, is_limit = _numbers(place, tree, names, payoffs, precision, chance)
    numbers, level = _levelled(numbers)
    make_room()
    engine = engine_of(tree, kind)
    if is_limit:
        numbers, found = _at_the_limit(engine, numbers, on_done)
    else:
        found = solve_tree(engine, numbers, on_done)
    profile = found.profile
    paths: tuple[BranchPath, ...] | None = None
    if branch:
        paths = tuple(trace(engine, numbers, draw) for draw in range(len(found.status)))
    solution = Solution(
        names=names,
        link=kind,
        precision=player_precision(engine, numbers),
        log_probability=np.asarray(profile.log_probability),
        worth=np.asarray(profile.worth) + level[_owners_of_moves(tree)],
        log_belief=np.asarray(profile.log_belief),
        payoffs=np.asarray(profile.payoffs) + level,
        residual=np.asarray(profile.certificate.residual),
        regret=np.asarray(profile.certificate.regret),
        raw_regret=np.asarray(profile.certificate.raw_regret),
        status=found.status,
        steps=found.steps,
        is_limit=is_limit,
        odds=found.odds,
        engine=engine,
        numbers=numbers,
        branch=paths,
    )
    if starts:
        others = probe_tree(engine, numbers, solution.probability, starts, seed)
        others = tuple(replace(each, payoffs=each.payoffs + level[:, [draw]]) for draw, each in enumerate(others))
        solution = replace(solution, others=others)
    return solution


def _levelled(numbers: TreeNumbers) -> tuple[TreeNumbers, Numbers]:
    """Payoffs less a player's level where that is far from 0, and the level, (player, draw).

    A constant moves no choice, but next to a large one the differences that do are rounded away: payoffs of 1e9 and
    some would have their strategies wrong in the eighth digit, with a certificate made of the same rounded sums. The
    level is half to twice every payoff it is taken off, so that the differences are exact (Sterbenz's lemma).
    """
    high, low = np.max(numbers.payoffs, axis=1), np.min(numbers.payoffs, axis=1)
    # Halved first: the sum of two payoffs, or their difference, may be too large for a number.
    middle, reach = high / 2 + low / 2, high / 2 - low / 2
    level = np.where(np.abs(middle) > 4.0 * reach, middle, 0.0)
    return replace(numbers, payoffs=numbers.payoffs - level[:, None]), level


def _owners_of_moves(tree: Tree) -> Numbers:
    """The player of every move of a player, (move,)."""
    return np.repeat(tree.player_of_set[: tree.n_sets], np.diff(tree.first_move)[: tree.n_sets])


def _check_size(place: str, structure: Structure, starts: int, seed: int) -> None:
    findings = []
    if structure.depth > DEEPEST:
        findings.append(
            Finding(
                place,
                "",
                f"has {structure.depth:,} moves one after another: expected {DEEPEST:,} at most",
                "Cut the game short: what lies so far from the root is seldom reached.",
            )
        )
    for name, value in (("starts", starts), ("seed", seed)):
        if not isinstance(value, int | np.integer) or value < 0:
            findings.append(Finding(place, name, f"is {value}: expected a whole number from 0"))
    if findings:
        raise InputError(findings)


def _at_the_limit(
    engine: TreeEngine, numbers: TreeNumbers, on_done: Callable[[int], None] | None
) -> tuple[TreeNumbers, Found]:
    """The largest rung of the ladder at which each draw has a certificate, and what was found there."""
    reach = np.max(np.ptp(numbers.payoffs, axis=1), axis=0)
    unit = np.ones_like(numbers.precision) / np.where(reach > 0, reach, 1.0)
    now = replace(numbers, precision=unit * LIMIT_RUNGS[0])
    found = solve_tree(engine, now, on_done)
    for rung in LIMIT_RUNGS[1:]:
        left = np.flatnonzero(found.status > Status.STRAIGHT)
        if not len(left):
            break
        precision = np.array(now.precision)
        precision[:, left] = rung * unit[:, left]
        now = replace(now, precision=precision)
        again = solve_tree(engine, now, None)
        found = again if len(left) == len(found.status) else _with(found, again, left)
    return now, found


def _with(found: Found, again: Found, draws: Numbers) -> Found:
    from foedus.equilibrium.backend import jax

    def put(old: Any, new: Any) -> Any:
        whole = np.array(old)
        whole[..., draws] = np.asarray(new)[..., draws]
        return whole

    return Found(
        put(found.odds, again.odds),
        jax.tree_util.tree_map(put, found.profile, again.profile),
        put(found.status, again.status),
        put(found.steps, again.steps),
    )


def _link(place: str, tree: Tree, names: Names, link: Link | str) -> Link:
    try:
        kind = Link(link)
    except ValueError:
        raise InputError.at(
            place,
            f'is "{link}": expected logit, probit-agent or probit-private',
            path="link",
            hint=nearest(link, list(Link)),
        ) from None
    wrong = misfit(Structure(tree), kind)
    if wrong is not None:
        number, message = wrong
        raise InputError.at(place, message, path=f'information set "{names.sets[number][1]}"')
    return kind


def _numbers(
    place: str,
    tree: Tree,
    names: Names,
    payoffs: Numbers | None,
    precision: float | Numbers | Mapping[str, float | Numbers],
    chance: Numbers | None,
) -> tuple[TreeNumbers, bool]:
    """The numbers of every draw, all of one length, and whether the limit λ → ∞ is asked for."""
    findings: list[Finding] = []

    def shaped(name: str, value: Any, shape: tuple[int, ...], form: str) -> Numbers:
        try:
            array = np.asarray(value)
            array = array.astype(np.float64, casting="unsafe" if array.dtype.kind in "OUS" else "same_kind", copy=False)
        except (TypeError, ValueError):
            findings.append(Finding(place, name, f"is no array of numbers: expected {form}"))
            return np.zeros((*shape, 1))
        if array.shape[: len(shape)] != shape or array.ndim not in (len(shape), len(shape) + 1):
            findings.append(Finding(place, name, f"has shape {array.shape}: expected {form}"))
            return np.zeros((*shape, 1))
        if array.ndim > len(shape) and not array.shape[-1]:
            findings.append(Finding(place, name, "has no draws: expected one or more"))
            return np.ones((*shape, 1))
        return array if array.ndim > len(shape) else array[..., None]

    pay = shaped(
        "payoffs",
        tree.payoffs if payoffs is None else payoffs,
        (tree.n_players, tree.n_leaves),
        f"(player, leaf) or (player, leaf, draw), here {(tree.n_players, tree.n_leaves)}",
    )
    odds = shaped(
        "chance",
        tree.chance if chance is None else chance,
        tree.chance.shape,
        f"(chance move,) or (chance move, draw), here {tree.chance.shape}",
    )
    rows = _precision(place, tree, names, precision, findings, shaped)
    if not np.all(np.isfinite(pay)):
        findings.append(Finding(place, "payoffs", "are not all finite numbers"))
    if not np.all((odds > 0) & np.isfinite(odds)):
        findings.append(Finding(place, "chance", "has probabilities that are not above 0"))
    else:
        findings.extend(_sums(place, tree, odds))
    sizes = {array.shape[-1] for array in (pay, odds, rows)} - {1}
    if len(sizes) > 1:
        found = f"{pay.shape[-1]}, {odds.shape[-1]} and {rows.shape[-1]}"
        findings.append(Finding(place, "payoffs, chance and precision", f"have {found} draws: expected one number"))
    if findings:
        raise InputError(findings)
    n_draws = sizes.pop() if sizes else 1
    is_limit = bool(np.any(np.isinf(rows)))

    def spread(array: Numbers) -> Numbers:
        return np.ascontiguousarray(np.broadcast_to(array, (*array.shape[:-1], n_draws)))

    return TreeNumbers(spread(pay), np.log(spread(odds)), spread(rows)), is_limit


def _sums(place: str, tree: Tree, chance: Numbers) -> list[Finding]:
    findings = []
    first = tree.first_move[tree.n_sets :] - tree.n_moves
    for number in range(len(first) - 1):
        total = chance[first[number] : first[number + 1]].sum(axis=0)
        worst = total[np.argmax(np.abs(total - 1.0))]
        if abs(worst - 1.0) > 1e-6:
            findings.append(
                Finding(
                    place, "chance", f"sums to {worst:.6g} at chance set {number + 1}: expected probabilities of sum 1"
                )
            )
    return findings


def _precision(
    place: str,
    tree: Tree,
    names: Names,
    precision: float | Numbers | Mapping[str, float | Numbers],
    findings: list[Finding],
    shaped: Callable[[str, Any, tuple[int, ...], str], Numbers],
) -> Numbers:
    """λ of every set, (set, draw) or (set, 1)."""
    owners = tree.player_of_set[: tree.n_sets]
    form = f"λ from 0 to {LARGEST_PRECISION:g}, or inf; one number or (draw,)"
    if isinstance(precision, Mapping):
        for name in precision:
            if name not in names.players:
                hint = nearest(str(name), names.players) or f"Players: {listed(names.players)}."
                findings.append(Finding(place, "precision", f'names "{name}", who is no player', hint))
        movers = [names.players[player] for player in sorted(set(owners.tolist()))]
        missing = [name for name in movers if name not in precision]
        if missing:
            findings.append(
                Finding(place, "precision", f"lacks {listed(missing)}: expected a λ for everyone who moves")
            )
        by_player = {
            name: shaped(f"precision of {name}", precision[name], (), form)
            for name in names.players
            if name in precision
        }
        widths = sorted({array.shape[-1] for array in by_player.values()} - {1})
        if len(widths) > 1:
            counts = " and ".join(str(width) for width in widths)
            findings.append(Finding(place, "precision", f"has {counts} draws: expected one number"))
            by_player = {}
        rows = np.zeros((tree.n_sets, widths[0] if len(widths) == 1 else 1))
        for number, player in enumerate(owners.tolist()):
            rows[number] = by_player.get(names.players[player], 0.0)
        # Of one who never moves nothing uses it, but what is no λ is a slip all the same.
        given = np.concatenate([np.zeros(0), *by_player.values()])
    else:
        one = shaped("precision", precision, (), form)
        rows, given = np.broadcast_to(one, (tree.n_sets, one.shape[-1])), one
    bad = given[~((given >= 0) & ((given <= LARGEST_PRECISION) | np.isinf(given)))]
    if bad.size:
        findings.append(
            Finding(
                place, "precision", f"is {bad.flat[0]:g}: expected a number from 0 to {LARGEST_PRECISION:g}, or inf"
            )
        )
    elif np.any(np.isinf(rows)) and not np.all(np.isinf(rows)):
        findings.append(
            Finding(place, "precision", "is inf for some and finite for others: expected inf for all or for none")
        )
    return rows
