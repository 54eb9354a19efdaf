"""From beliefs to play, for one vector of draws: what each set answers, as in `iterate.py`, in compiled loops.

Axes of an array (row, lane) are written out: what stands at (r, x) of R requests and X responses is row r·X + x. Sums
over few, known terms run over these alone (`Sizes`).
"""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.compiled import compiled, inlined
from foedus.equilibrium.simd import everywhere, largest, least, load, store, where
from foedus.equilibrium.simd_functions import absolute, exp, log
from foedus.request.vector_facts import Facts, Scratch, Sizes

Array = Any


@inlined
def logistic(log_odds: Array) -> Array:
    return 1.0 / (1.0 + exp(0.0 - log_odds))


@inlined
def bounded_exp(gap: Array, bound: float) -> Array:
    """The exponential of a difference of logarithms, kept within the bound either way."""
    return exp(least(largest(gap, 0.0 - bound), bound))


@inlined
def weighed(lead: Array, share_first: Array, share_second: Array, first: Array, second: Array, bound: float) -> Array:
    """The mean of two types' values after something that speaks for the first by `lead`."""
    behind = exp(0.0 - least(absolute(lead), bound))
    leads = lead > 0.0
    at_first, at_second = share_first * where(leads, 1.0, behind), share_second * where(leads, behind, 1.0)
    return (at_first * first + at_second * second) / (at_first + at_second)


@compiled
def read_support(facts: Facts, sizes: Sizes, beliefs: Array, work: Scratch) -> None:
    """E[s̃ | z] of every signal: what is believed, or known."""
    requests, responses, looks = sizes.requests, sizes.responses, sizes.looks.shape[0]
    for x in range(responses):
        store(work.rows, work.support + x, load(beliefs, sizes.at_silent + x))
    for r in range(requests):
        for x in range(responses):
            store(
                work.rows,
                work.support + (1 + r) * responses + x,
                load(facts.rows, facts.support_of + r * responses + x),
            )
        for j in range(looks):
            believed = load(beliefs, sizes.at_open + r * looks + j)
            store(work.rows, work.support + (1 + r) * responses + sizes.looks[j], believed)


@compiled
def answer_signals(facts: Facts, sizes: Sizes, beliefs: Array, scale: Array, work: Scratch) -> None:
    """The book R(z), and the chance of escalation, at every signal."""
    precision = load(scale, 0) * load(facts.rows, facts.precision)
    sharpness = load(facts.rows, facts.audience_sharpness) * precision
    honours, fallen = load(facts.rows, facts.honours), load(facts.rows, facts.honours + 1)
    slope = sharpness * (honours - fallen)
    bite = load(facts.rows, facts.challenger_sharpness) * precision
    tempted, deterred = load(facts.rows, facts.gain) - load(facts.rows, facts.risk), load(facts.rows, facts.deterred)
    members = sizes.members
    for z in range((1 + sizes.requests) * sizes.responses):
        lead, support = load(beliefs, z), load(work.rows, work.support + z)
        book = everywhere(beliefs, 0.0)
        for o in range(members):
            log_odds = load(facts.rows, facts.log_prior + o) - load(facts.rows, facts.log_prior + members + o)
            belief = logistic(load(facts.rows, facts.spillover + o) * lead + log_odds)
            margin = (
                sharpness * (fallen - load(facts.rows, facts.fear + o) * support - load(facts.rows, facts.reserve + o))
                + slope * belief
            )
            book = book + load(facts.rows, facts.value + o) * logistic(margin)
        store(work.rows, work.book + z, book)
        escalates = everywhere(beliefs, 0.0)
        if sizes.has_challenger:
            escalates = logistic(bite * (tempted - deterred * support))
        store(work.rows, work.escalates + z, escalates)


@compiled
def expect_over_sights(facts: Facts, sizes: Sizes, work: Scratch) -> None:
    """What carrying out x after request r brings: escalation, and the book less what x costs."""
    requests, responses = sizes.requests, sizes.responses
    leak = load(facts.rows, facts.leak)
    for r in range(requests):
        leaked = (1 + r) * responses
        for x in range(responses):
            visible = load(facts.rows, facts.visibility + x)
            calm, told = (
                visible * load(work.rows, work.escalates + x),
                visible * load(work.rows, work.escalates + leaked + x),
            )
            book, told_book = (
                visible * load(work.rows, work.book + x),
                visible * load(work.rows, work.book + leaked + x),
            )
            for j in range(sizes.looks.shape[0]):
                look, hidden = sizes.looks[j], load(facts.rows, facts.hidden + j * responses + x)
                calm = calm + hidden * load(work.rows, work.escalates + look)
                told = told + hidden * load(work.rows, work.escalates + leaked + look)
                book = book + hidden * load(work.rows, work.book + look)
                told_book = told_book + hidden * load(work.rows, work.book + leaked + look)
            escalation = (1.0 - leak) * calm + leak * told
            store(work.rows, work.given_escalation + r * responses + x, escalation)
            entangled = load(facts.rows, facts.entanglement) * load(facts.rows, facts.response_level + x) * escalation
            kept = (1.0 - leak) * book + leak * told_book
            store(work.rows, work.given_book + r * responses + x, kept - load(facts.rows, facts.cost + x) - entangled)


@compiled
def value_responses(facts: Facts, sizes: Sizes, beliefs: Array, scale: Array, work: Scratch) -> None:
    """U_G of choosing x where q was asked, by type and need."""
    needs, requests, responses = sizes.needs, sizes.requests, sizes.responses
    sharpness = load(facts.rows, facts.audience_sharpness) * (load(scale, 0) * load(facts.rows, facts.precision))
    honours, fallen = load(facts.rows, facts.honours), load(facts.rows, facts.honours + 1)
    for v in range(needs):
        for r in range(requests):
            for x in range(responses):
                lead = load(beliefs, sizes.at_carried + (v * requests + r) * responses + x)
                first_share, second_share = load(facts.rows, facts.share), load(facts.rows, facts.share + 1)
                price = weighed(lead, first_share, second_share, honours, fallen, sizes.bound)
                stays = logistic(sharpness * (price - load(facts.rows, facts.client_reserve)))
                at = r * responses + x
                harmed = load(facts.rows, facts.harm) * load(work.rows, work.given_escalation + at)
                fate = load(facts.rows, facts.need + v) * (load(facts.rows, facts.support_of + at) - harmed)
                common = load(work.rows, work.given_book + at) + load(facts.rows, facts.client_value) * stays
                for k in range(2):
                    place = ((k * needs + v) * requests + r) * responses + x
                    store(work.rows, work.chosen + place, load(facts.rows, facts.fate + k) * fate + common)
    for k in range(2):
        norm = load(facts.rows, facts.norm + k) * load(facts.rows, facts.obligation)
        for v in range(needs):
            for r in range(requests):
                at = ((k * needs + v) * requests + r) * responses
                fallback = load(work.rows, work.chosen + at + sizes.fallback)
                for x in range(responses):
                    carried = load(facts.rows, facts.carried + x)
                    value = carried * load(work.rows, work.chosen + at + x) + (1.0 - carried) * fallback
                    store(
                        work.rows,
                        work.chosen + at + x,
                        value - norm * load(facts.rows, facts.shortfall + r * responses + x),
                    )


@compiled
def believe_heard(facts: Facts, sizes: Sizes, beliefs: Array, work: Scratch) -> None:
    """P(q | heard r, ν), in (need, asked, heard); where r is never heard, the request itself."""
    needs, requests, pairs = sizes.needs, sizes.requests, sizes.heard
    for v in range(needs):
        for h in range(requests):
            top = everywhere(beliefs, sizes.never)
            for pair in range(pairs.shape[0]):
                if pairs[pair, 1] == h:
                    asked = load(beliefs, sizes.at_client + v * requests + pairs[pair, 0])
                    is_heard = load(facts.rows, facts.hearing + pairs[pair, 0] * requests + h) > 0.0
                    top = largest(top, where(is_heard, asked, sizes.never))
            total = everywhere(beliefs, 0.0)
            for pair in range(pairs.shape[0]):
                if pairs[pair, 1] == h:
                    q = pairs[pair, 0]
                    gap = load(beliefs, sizes.at_client + v * requests + q) - top
                    term = load(facts.rows, facts.hearing + q * requests + h) * bounded_exp(gap, sizes.bound)
                    store(work.rows, work.belief + (v * requests + q) * requests + h, term)
                    total = total + term
            some = largest(total, sizes.tiny)
            for pair in range(pairs.shape[0]):
                if pairs[pair, 1] == h:
                    q = pairs[pair, 0]
                    place = (v * requests + q) * requests + h
                    itself = 1.0 if q == h else 0.0
                    store(
                        work.rows,
                        work.belief + place,
                        where(total > 0.5 * some, load(work.rows, work.belief + place) / some, itself),
                    )


@compiled
def choose_responses(facts: Facts, sizes: Sizes, scale: Array, work: Scratch) -> None:
    """log σ_G(a | r, ν, θ), the logit of what each response is worth to whoever heard r."""
    needs, requests, responses, pairs = sizes.needs, sizes.requests, sizes.responses, sizes.heard
    precision = load(scale, 0) * load(facts.rows, facts.precision)
    for k in range(2):
        for v in range(needs):
            for h in range(requests):
                at = ((k * needs + v) * requests + h) * responses
                best = everywhere(scale, sizes.never)
                for x in range(responses):
                    utility = everywhere(scale, 0.0)
                    for pair in range(pairs.shape[0]):
                        if pairs[pair, 1] == h:
                            q = pairs[pair, 0]
                            belief = load(work.rows, work.belief + (v * requests + q) * requests + h)
                            worth = load(work.rows, work.chosen + ((k * needs + v) * requests + q) * responses + x)
                            utility = utility + belief * worth
                    value = load(facts.rows, facts.log_response_weight + x) + precision * utility
                    value = where(load(facts.rows, facts.is_open + x) > 0.0, value, sizes.never)
                    best = largest(best, value)
                    store(work.rows, work.guarantor + at + x, value)
                total = everywhere(scale, 0.0)
                for x in range(responses):
                    chosen = exp(load(work.rows, work.guarantor + at + x) - best)
                    total = total + where(load(facts.rows, facts.is_open + x) > 0.0, chosen, 0.0)
                norm = best + log(total)
                for x in range(responses):
                    is_open = load(facts.rows, facts.is_open + x) > 0.0
                    store(
                        work.rows,
                        work.guarantor + at + x,
                        where(is_open, load(work.rows, work.guarantor + at + x) - norm, sizes.never),
                    )
