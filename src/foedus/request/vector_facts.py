"""A request game laid out for the compiled loop: the terms of some draws side by side, one per lane.

The rows of a term are its axes before the draw, flattened in order.
"""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from foedus.equilibrium.parts import starts
from foedus.equilibrium.simd_given import Truth, Wholes
from foedus.reputation.belief import largest_exponent
from foedus.request.iterate import first_unknowns
from foedus.request.logs import never, smallest
from foedus.request.terms import Terms

Numbers = np.ndarray[Any, Any]


class Facts(NamedTuple):
    """What the map reads of the terms: at which row each begins."""

    precision: int
    challenger_sharpness: int
    audience_sharpness: int
    share: int
    fate: int
    norm: int
    honours: int
    need: int
    asking: int
    is_open: int
    carried: int
    visibility: int
    response_level: int
    cost: int
    leak: int
    gain: int
    risk: int
    deterred: int
    harm: int
    entanglement: int
    disappointment: int
    obligation: int
    evidence: int
    spillover: int
    value: int
    reserve: int
    fear: int
    client_value: int
    client_reserve: int
    log_need: int
    log_request_weight: int
    log_response_weight: int
    log_clarity: int
    log_unclear: int
    is_lower: int
    hearing: int
    log_carried_share: int
    log_visibility: int
    sight: int
    hidden: int
    support_of: int
    shortfall: int
    log_prior: int


class Sizes(NamedTuple):
    """What is the same in all draws: how many of each there are, and which sums are not empty."""

    needs: int
    requests: int
    responses: int
    members: int
    ranks: int
    fallback: int
    has_challenger: Truth
    at_silent: int
    """the first unknown of E[s̃ | z] where nothing leaked; log P(z | θ) comes before it"""
    at_open: int
    """of E[s̃ | z] where looks may deceive"""
    at_carried: int
    """of what the client has learnt"""
    at_client: int
    """of its own mixture"""
    looks: Wholes
    """responses that another may be taken for, (look,)"""
    heard: Wholes
    """(asked, heard) where one may be heard as the other in some draw, (pair, 2)"""
    lower: Wholes
    """(rank, asked, heard) where `is_lower` is 1 in some draw, (triple, 3)"""
    vetoed: Wholes
    """responses that may not be carried out in some draw"""
    bound: float
    """of a difference of logarithms before it is exponentiated"""
    tiny: float
    """the smallest probability in use"""
    never: float
    """the logarithm of what cannot be chosen"""


class Scratch(NamedTuple):
    """Where one turn of the map keeps what it has worked out: at which row each part begins."""

    support: int
    book: int
    escalates: int
    given_book: int
    given_escalation: int
    chosen: int
    belief: int
    guarantor: int
    carried: int
    client: int
    joint: int
    leaked: int
    total: int
    mean: int


TYPES = 2
"""of a guarantor; with more the audience is no function of one number, and the loop is not this one"""


def facts_at(terms: Terms, first: int = 0) -> tuple[Facts, int]:
    """Where the facts of such terms stand from this row on, and the row after them."""
    places, after = starts({name: prod(np.shape(getattr(terms, name))[:-1]) for name in Facts._fields}, first)
    return Facts(**places), after


def rows_of(terms: Terms, draws: Numbers) -> Numbers:
    """The facts of these draws, one draw after another, (draw, row), in the precision of the terms."""
    leaves = (np.asarray(getattr(terms, name)) for name in Facts._fields)
    rows = np.concatenate([leaf[..., draws].reshape(prod(leaf.shape[:-1]), len(draws)) for leaf in leaves])
    return np.ascontiguousarray(rows.T)


def sizes_of(terms: Terms) -> Sizes:
    """The sizes of a game, and where its sums have terms in any of its draws."""
    like = np.asarray(terms.precision)
    _, at_silent, at_open, at_carried, at_client = first_unknowns(terms)
    return Sizes(
        terms.n_needs,
        terms.n_requests,
        terms.n_responses,
        terms.n_members,
        int(np.shape(terms.lower)[1]),
        terms.fallback,
        bool(terms.has_challenger),
        at_silent,
        at_open,
        at_carried,
        at_client,
        np.array(terms.looks, dtype=np.int64),
        _places((np.asarray(terms.hearing) > 0).any(axis=-1)),
        _places((np.asarray(terms.is_lower) > 0).any(axis=-1)),
        np.flatnonzero((np.asarray(terms.carried) < 1).any(axis=-1)).astype(np.int64),
        largest_exponent(like),
        smallest(like),
        never(like),
    )


def _places(mask: Any) -> Numbers:
    """Where it is true, (place, axis)."""
    return np.ascontiguousarray(np.argwhere(mask), np.int64)


def scratch_at(sizes: Sizes, first: int) -> tuple[Scratch, int]:
    """Room for one turn from this row on, and the row after it."""
    needs, requests, responses, looks = sizes.needs, sizes.requests, sizes.responses, len(sizes.looks)
    sights, plays = (1 + requests) * responses, TYPES * needs * requests * responses
    counts = {
        "support": sights, "book": sights, "escalates": sights, "given_book": requests * responses,
        "given_escalation": requests * responses, "chosen": plays, "belief": needs * requests * requests,
        "guarantor": plays, "carried": plays, "client": needs * requests, "joint": TYPES * requests * responses,
        "leaked": TYPES * requests * responses, "total": 2 * TYPES, "mean": TYPES * looks * requests,
    }  # fmt: skip
    places, after = starts(counts, first)
    return Scratch(**places), after
