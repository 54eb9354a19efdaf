"""From beliefs to play, for one vector of draws: what each set answers, as in `iterate.py`, in compiled loops.

Axes of an array (row, lane) are written out: what stands at (r, x) of R requests and X responses is row r·X + x. Sums
over few, known terms run over these alone (`Sizes`).
"""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.simd import each, largest, least, load, store, variable, when, where
from foedus.equilibrium.simd_functions import absolute, exp, log
from foedus.equilibrium.simd_loop import routine
from foedus.request.vector_facts import Facts, Scratch, Sizes

Array = Any


def logistic(log_odds: Array) -> Array:
    return 1.0 / (1.0 + exp(0.0 - log_odds))


def bounded_exp(gap: Array, bound: float) -> Array:
    """The exponential of a difference of logarithms, kept within the bound either way."""
    return exp(least(largest(gap, 0.0 - bound), bound))


def weighed(lead: Array, share_first: Array, share_second: Array, first: Array, second: Array, bound: float) -> Array:
    """The mean of two types' values after something that speaks for the first by `lead`."""
    behind = exp(0.0 - least(absolute(lead), bound))
    leads = lead > 0.0
    at_first, at_second = share_first * where(leads, 1.0, behind), share_second * where(leads, behind, 1.0)
    return (at_first * first + at_second * second) / (at_first + at_second)


@routine
def read_support(facts: Facts, sizes: Sizes, beliefs: Array, work: Scratch) -> None:
    """E[s̃ | z] of every signal: what is believed, or known."""
    requests, responses, looks = sizes.requests, sizes.responses, sizes.looks.length
    for x in each(responses):
        store(work.support + x, load(beliefs + sizes.at_silent + x))
    for r in each(requests):
        for x in each(responses):
            store(
                work.support + (1 + r) * responses + x,
                load(facts.support_of + r * responses + x),
            )
        for j in each(looks):
            believed = load(beliefs + sizes.at_open + r * looks + j)
            store(work.support + (1 + r) * responses + sizes.looks[j], believed)


@routine
def answer_signals(facts: Facts, sizes: Sizes, beliefs: Array, scale: Array, work: Scratch) -> None:
    """The book R(z), and the chance of escalation, at every signal."""
    precision = load(scale) * load(facts.precision)
    sharpness = load(facts.audience_sharpness) * precision
    honours, fallen = load(facts.honours), load(facts.honours + 1)
    slope = sharpness * (honours - fallen)
    bite = load(facts.challenger_sharpness) * precision
    tempted, deterred = load(facts.gain) - load(facts.risk), load(facts.deterred)
    members = sizes.members
    for z in each((1 + sizes.requests) * sizes.responses):
        lead, support = load(beliefs + z), load(work.support + z)
        book = variable(0.0)
        for o in each(members):
            log_odds = load(facts.log_prior + o) - load(facts.log_prior + members + o)
            belief = logistic(load(facts.spillover + o) * lead + log_odds)
            margin = sharpness * (fallen - load(facts.fear + o) * support - load(facts.reserve + o)) + slope * belief
            book += load(facts.value + o) * logistic(margin)
        store(work.book + z, book)
        store(work.escalates + z, 0.0)
        with when(sizes.has_challenger):
            store(work.escalates + z, logistic(bite * (tempted - deterred * support)))


@routine
def expect_over_sights(facts: Facts, sizes: Sizes, work: Scratch) -> None:
    """What carrying out x after request r brings: escalation, and the book less what x costs."""
    requests, responses = sizes.requests, sizes.responses
    leak = load(facts.leak)
    for r in each(requests):
        leaked = (1 + r) * responses
        for x in each(responses):
            visible = load(facts.visibility + x)
            calm = variable(visible * load(work.escalates + x))
            told = variable(visible * load(work.escalates + leaked + x))
            book = variable(visible * load(work.book + x))
            told_book = variable(visible * load(work.book + leaked + x))
            for j in each(sizes.looks.length):
                look, hidden = sizes.looks[j], load(facts.hidden + j * responses + x)
                calm += hidden * load(work.escalates + look)
                told += hidden * load(work.escalates + leaked + look)
                book += hidden * load(work.book + look)
                told_book += hidden * load(work.book + leaked + look)
            escalation = (1.0 - leak) * calm + leak * told
            store(work.given_escalation + r * responses + x, escalation)
            entangled = load(facts.entanglement) * load(facts.response_level + x) * escalation
            kept = (1.0 - leak) * book + leak * told_book
            store(work.given_book + r * responses + x, kept - load(facts.cost + x) - entangled)


@routine
def value_responses(facts: Facts, sizes: Sizes, beliefs: Array, scale: Array, work: Scratch) -> None:
    """U_G of choosing x where q was asked, by type and need."""
    needs, requests, responses = sizes.needs, sizes.requests, sizes.responses
    sharpness = load(facts.audience_sharpness) * (load(scale) * load(facts.precision))
    honours, fallen = load(facts.honours), load(facts.honours + 1)
    for v in each(needs):
        for r in each(requests):
            for x in each(responses):
                lead = load(beliefs + sizes.at_carried + (v * requests + r) * responses + x)
                first_share, second_share = load(facts.share), load(facts.share + 1)
                price = weighed(lead, first_share, second_share, honours, fallen, sizes.bound)
                stays = logistic(sharpness * (price - load(facts.client_reserve)))
                at = r * responses + x
                harmed = load(facts.harm) * load(work.given_escalation + at)
                fate = load(facts.need + v) * (load(facts.support_of + at) - harmed)
                common = load(work.given_book + at) + load(facts.client_value) * stays
                for k in each(2):
                    place = ((k * needs + v) * requests + r) * responses + x
                    store(work.chosen + place, load(facts.fate + k) * fate + common)
    for k in each(2):
        norm = load(facts.norm + k) * load(facts.obligation)
        for v in each(needs):
            for r in each(requests):
                at = ((k * needs + v) * requests + r) * responses
                fallback = load(work.chosen + at + sizes.fallback)
                for x in each(responses):
                    carried = load(facts.carried + x)
                    value = carried * load(work.chosen + at + x) + (1.0 - carried) * fallback
                    store(
                        work.chosen + at + x,
                        value - norm * load(facts.shortfall + r * responses + x),
                    )


@routine
def believe_heard(facts: Facts, sizes: Sizes, beliefs: Array, work: Scratch) -> None:
    """P(q | heard r, ν), in (need, asked, heard); where r is never heard, the request itself."""
    needs, requests, pairs = sizes.needs, sizes.requests, sizes.heard
    for v in each(needs):
        for h in each(requests):
            top = variable(sizes.never)
            for pair in each(pairs.length):
                with when(pairs[pair, 1] == h):
                    asked = load(beliefs + sizes.at_client + v * requests + pairs[pair, 0])
                    is_heard = load(facts.hearing + pairs[pair, 0] * requests + h) > 0.0
                    top.become(largest(top, where(is_heard, asked, sizes.never)))
            total = variable(0.0)
            for pair in each(pairs.length):
                with when(pairs[pair, 1] == h):
                    q = pairs[pair, 0]
                    gap = load(beliefs + sizes.at_client + v * requests + q) - top
                    term = load(facts.hearing + q * requests + h) * bounded_exp(gap, sizes.bound)
                    store(work.belief + (v * requests + q) * requests + h, term)
                    total += term
            some = largest(total, sizes.tiny)
            for pair in each(pairs.length):
                with when(pairs[pair, 1] == h):
                    q = pairs[pair, 0]
                    place = (v * requests + q) * requests + h
                    itself = where(q == h, 1.0, 0.0)
                    store(
                        work.belief + place,
                        where(total > 0.5 * some, load(work.belief + place) / some, itself),
                    )


@routine
def choose_responses(facts: Facts, sizes: Sizes, scale: Array, work: Scratch) -> None:
    """log σ_G(a | r, ν, θ), the logit of what each response is worth to whoever heard r."""
    needs, requests, responses, pairs = sizes.needs, sizes.requests, sizes.responses, sizes.heard
    precision = load(scale) * load(facts.precision)
    for k in each(2):
        for v in each(needs):
            for h in each(requests):
                at = ((k * needs + v) * requests + h) * responses
                best = variable(sizes.never)
                for x in each(responses):
                    utility = variable(0.0)
                    for pair in each(pairs.length):
                        with when(pairs[pair, 1] == h):
                            q = pairs[pair, 0]
                            belief = load(work.belief + (v * requests + q) * requests + h)
                            worth = load(work.chosen + ((k * needs + v) * requests + q) * responses + x)
                            utility += belief * worth
                    value = load(facts.log_response_weight + x) + precision * utility
                    value = where(load(facts.is_open + x) > 0.0, value, sizes.never)
                    best.become(largest(best, value))
                    store(work.guarantor + at + x, value)
                total = variable(0.0)
                for x in each(responses):
                    chosen = exp(load(work.guarantor + at + x) - best)
                    total += where(load(facts.is_open + x) > 0.0, chosen, 0.0)
                norm = best + log(total)
                for x in each(responses):
                    is_open = load(facts.is_open + x) > 0.0
                    store(
                        work.guarantor + at + x,
                        where(is_open, load(work.guarantor + at + x) - norm, sizes.never),
                    )
