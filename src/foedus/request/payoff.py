"""What each choice is worth, given what outsiders and the client will do: model.md section 2, `Payoffs`."""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.array_library import library
from foedus.reputation.belief import largest_exponent
from foedus.request.logs import added
from foedus.request.signals import guarantor_belief
from foedus.request.terms import Terms

Array = Any


def expected_over_sights(terms: Terms, by_sight: Array) -> Array:
    """Mean of a quantity of the signal over what x shows and whether q leaks.

    From (leak, sight, draw) to (request, response, draw).
    """
    taken_for = added([terms.hidden[column] * by_sight[:, target, None] for column, target in enumerate(terms.looks)])
    seen = terms.visibility * by_sight + taken_for
    return (1.0 - terms.leak) * seen[:1] + terms.leak * seen[1:]


def guarantor_utility(terms: Terms, log_client: Array, escalates: Array, book: Array, client_stays: Array) -> Array:
    """U_G of each response where r was heard, shape (type, need, heard, response, draw), not times λ.

    Arguments:
        terms: the game.
        log_client: log σ_C, (need, request, draw).
        escalates: esc(z), (leak, sight, draw).
        book: R(z) = Σ_o v_o stay_o(z), (leak, sight, draw).
        client_stays: member 0's probability of staying at (need, request, carried out, draw).
    """
    escalation = expected_over_sights(terms, escalates)  # (request, response, draw)
    fate = terms.need[:, None, None] * (terms.support_of - terms.harm * escalation)  # (need, request, response, draw)
    common = expected_over_sights(terms, book) - terms.cost - terms.entanglement * terms.response_level * escalation
    carried_out = terms.fate[:, None, None, None] * fate + (common + terms.client_value * client_stays)
    fallback = carried_out[:, :, :, terms.fallback][:, :, :, None]
    chosen = terms.carried * carried_out + (1.0 - terms.carried) * fallback  # (type, need, request, response, draw)
    chosen = chosen - (terms.norm[:, None, None] * terms.obligation * terms.shortfall)[:, None]
    belief = guarantor_belief(terms, log_client)  # (need, request, heard, draw)
    return added([belief[:, asked, :, None] * chosen[:, :, asked, None] for asked in range(terms.n_requests)])


def client_utility(terms: Terms, log_carried: Array, escalates: Array) -> Array:
    """U_C of each request under each need, shape (need, request, draw), not times λ.

    Arguments:
        terms: the game.
        log_carried: log P(x | θ, ν, q), (type, need, request, response, draw).
        escalates: esc(z), (leak, sight, draw).
    """
    escalation = expected_over_sights(terms, escalates)
    worth = terms.need[:, None, None] * (terms.support_of - terms.harm * escalation)
    worth = worth - terms.disappointment * terms.shortfall
    xp = library(log_carried)
    log_carried = xp.maximum(log_carried, -largest_exponent(log_carried))
    given = added([terms.share[kind] * xp.exp(log_carried[kind]) for kind in range(terms.n_types)])
    return (given * worth).sum(axis=2) - terms.asking
