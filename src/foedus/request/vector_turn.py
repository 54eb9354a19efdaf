"""One turn of the request game's map on one vector of draws: `iterate.step`, in compiled loops, to the last digits."""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.compiled import compiled, inlined, spliced
from foedus.equilibrium.simd import everywhere, largest, least, load, store, where
from foedus.equilibrium.simd_functions import absolute, exp, log
from foedus.request.vector_facts import Facts, Scratch, Sizes
from foedus.request.vector_play import (
    answer_signals,
    believe_heard,
    bounded_exp,
    choose_responses,
    expect_over_sights,
    read_support,
    value_responses,
    weighed,
)

Array = Any


@inlined
def log_added(first: Array, second: Array, bound: float) -> Array:
    """log(exp(first) + exp(second)) for finite logarithms."""
    return largest(first, second) + log(1.0 + exp(0.0 - least(absolute(first - second), bound)))


@spliced
def turn(facts: Facts, sizes: Sizes, beliefs: Array, scale: Array, work: Scratch, image: Array) -> None:
    """One turn: beliefs → play → beliefs.

    Arguments:
        facts: of the draws on the lanes.
        sizes: of the game.
        beliefs: the iterate, (unknown, lane), laid out as by `iterate.pack`.
        scale: what multiplies λ, (1, lane).
        work: room.
        image: where the result is written, (unknown, lane).
    """
    read_support(facts, sizes, beliefs, work)
    answer_signals(facts, sizes, beliefs, scale, work)
    expect_over_sights(facts, sizes, work)
    value_responses(facts, sizes, beliefs, scale, work)
    believe_heard(facts, sizes, beliefs, work)
    choose_responses(facts, sizes, scale, work)
    carry_out(facts, sizes, scale, work)
    ask(facts, sizes, scale, work, image)
    see_what_leaked(facts, sizes, scale, work, image)
    see_the_rest(facts, sizes, scale, work, image)


@compiled
def carry_out(facts: Facts, sizes: Sizes, like: Array, work: Scratch) -> None:
    """log P(x carried out | θ, ν, q): hearing, choice, and what falls back."""
    needs, requests, responses, lower = sizes.needs, sizes.requests, sizes.responses, sizes.lower
    for kv in range(2 * needs):
        for q in range(requests):
            at = (kv * requests + q) * responses
            for x in range(responses):
                chosen = load(facts.rows, facts.log_clarity + q) + load(work.rows, work.guarantor + at + x)
                for rank in range(sizes.ranks):
                    misheard = everywhere(like, 0.0)
                    for triple in range(lower.shape[0]):
                        if lower[triple, 0] == rank and lower[triple, 1] == q:
                            h = lower[triple, 2]
                            is_lower = load(facts.rows, facts.is_lower + (rank * requests + q) * requests + h)
                            heard = load(work.rows, work.guarantor + (kv * requests + h) * responses + x)
                            misheard = misheard + is_lower * heard
                    misheard = misheard + load(facts.rows, facts.log_unclear + rank * requests + q)
                    chosen = log_added(chosen, misheard, sizes.bound)
                store(work.rows, work.carried + at + x, chosen)
            top = everywhere(like, sizes.never)
            for veto in range(sizes.vetoed.shape[0]):
                x = sizes.vetoed[veto]
                may_fail = load(facts.rows, facts.carried + x) < 1.0
                top = largest(top, where(may_fail, load(work.rows, work.carried + at + x), sizes.never))
            total = everywhere(like, 0.0)
            for veto in range(sizes.vetoed.shape[0]):
                x = sizes.vetoed[veto]
                term = bounded_exp(load(work.rows, work.carried + at + x) - top, sizes.bound)
                total = total + (1.0 - load(facts.rows, facts.carried + x)) * term
            falls_back = log(largest(total, sizes.tiny)) + top
            for x in range(responses):
                store(
                    work.rows,
                    work.carried + at + x,
                    load(work.rows, work.carried + at + x) + load(facts.rows, facts.log_carried_share + x),
                )
            fallback = load(work.rows, work.carried + at + sizes.fallback)
            store(work.rows, work.carried + at + sizes.fallback, log_added(fallback, falls_back, sizes.bound))


@compiled
def ask(facts: Facts, sizes: Sizes, scale: Array, work: Scratch, image: Array) -> None:
    """log σ_C(q | ν), and what the client learns from what it gets."""
    needs, requests, responses = sizes.needs, sizes.requests, sizes.responses
    precision = load(scale, 0) * load(facts.rows, facts.precision)
    first_share, second_share = load(facts.rows, facts.share), load(facts.rows, facts.share + 1)
    for v in range(needs):
        best = everywhere(scale, sizes.never)
        for q in range(requests):
            utility = 0.0 - load(facts.rows, facts.asking + q)
            for x in range(responses):
                at = q * responses + x
                harmed = load(facts.rows, facts.harm) * load(work.rows, work.given_escalation + at)
                worth = load(facts.rows, facts.need + v) * (load(facts.rows, facts.support_of + at) - harmed)
                worth = worth - load(facts.rows, facts.disappointment) * load(facts.rows, facts.shortfall + at)
                first = load(work.rows, work.carried + (v * requests + q) * responses + x)
                second = load(work.rows, work.carried + ((needs + v) * requests + q) * responses + x)
                store(image, sizes.at_carried + (v * requests + q) * responses + x, first - second)
                utility = utility + (first_share * exp(first) + second_share * exp(second)) * worth
            value = load(facts.rows, facts.log_request_weight + q) + precision * utility
            best = largest(best, value)
            store(work.rows, work.client + v * requests + q, value)
        total = everywhere(scale, 0.0)
        for q in range(requests):
            total = total + exp(load(work.rows, work.client + v * requests + q) - best)
        norm = best + log(total)
        for q in range(requests):
            value = load(work.rows, work.client + v * requests + q) - norm
            store(work.rows, work.client + v * requests + q, value)
            store(image, sizes.at_client + v * requests + q, value)


@compiled
def see_what_leaked(facts: Facts, sizes: Sizes, like: Array, work: Scratch, image: Array) -> None:
    """What a sight tells where the request is known: log P(z | θ), and the support where looks may deceive."""
    needs, requests, responses, looks = sizes.needs, sizes.requests, sizes.responses, sizes.looks.shape[0]
    first_share, second_share = load(facts.rows, facts.share), load(facts.rows, facts.share + 1)
    for k in range(2):
        for q in range(requests):
            for x in range(responses):
                joint = load(work.rows, work.carried + ((k * needs) * requests + q) * responses + x)
                joint = joint + (load(facts.rows, facts.log_need) + load(work.rows, work.client + q))
                for v in range(1, needs):
                    other = load(work.rows, work.carried + ((k * needs + v) * requests + q) * responses + x)
                    other = other + (
                        load(facts.rows, facts.log_need + v) + load(work.rows, work.client + v * requests + q)
                    )
                    joint = log_added(joint, other, sizes.bound)
                store(work.rows, work.joint + (k * requests + q) * responses + x, joint)
                store(
                    work.rows,
                    work.leaked + (k * requests + q) * responses + x,
                    joint + load(facts.rows, facts.log_visibility + x),
                )
    for q in range(requests):
        for j in range(looks):
            for k in range(2):
                at = (k * requests + q) * responses
                top = everywhere(like, sizes.never)
                for x in range(responses):
                    may_look = load(facts.rows, facts.sight + j * responses + x) > 0.0
                    top = largest(top, where(may_look, load(work.rows, work.joint + at + x), sizes.never))
                total, mean = everywhere(like, 0.0), everywhere(like, 0.0)
                for x in range(responses):
                    seen = bounded_exp(load(work.rows, work.joint + at + x) - top, sizes.bound)
                    term = load(facts.rows, facts.sight + j * responses + x) * seen
                    total, mean = total + term, mean + term * load(facts.rows, facts.support_of + q * responses + x)
                total = largest(total, sizes.tiny)
                store(work.rows, work.mean + (k * looks + j) * requests + q, mean / total)
                store(work.rows, work.leaked + at + sizes.looks[j], log(total) + top)
            first, second = (
                load(work.rows, work.mean + j * requests + q),
                load(work.rows, work.mean + (looks + j) * requests + q),
            )
            lead = load(work.rows, work.leaked + q * responses + sizes.looks[j])
            lead = lead - load(work.rows, work.leaked + (requests + q) * responses + sizes.looks[j])
            support = weighed(lead, first_share, second_share, first, second, sizes.bound)
            store(image, sizes.at_open + q * looks + j, support)
        for x in range(responses):
            lead = load(work.rows, work.leaked + q * responses + x) - load(
                work.rows, work.leaked + (requests + q) * responses + x
            )
            store(image, (1 + q) * responses + x, lead)


@compiled
def see_the_rest(facts: Facts, sizes: Sizes, like: Array, work: Scratch, image: Array) -> None:
    """What a sight tells where nothing leaked: the mean over requests, as the evidence weighs them."""
    requests, responses, looks = sizes.requests, sizes.responses, sizes.looks.shape[0]
    first_share, second_share = load(facts.rows, facts.share), load(facts.rows, facts.share + 1)
    for x in range(responses):
        look = -1
        for j in range(looks):
            if sizes.looks[j] == x:
                look = j
        for k in range(2):
            top = everywhere(like, sizes.never)
            for q in range(requests):
                counts = load(facts.rows, facts.evidence + q) > 0.0
                top = largest(
                    top, where(counts, load(work.rows, work.leaked + (k * requests + q) * responses + x), sizes.never)
                )
            total, mean = everywhere(like, 0.0), everywhere(like, 0.0)
            for q in range(requests):
                gap = load(work.rows, work.leaked + (k * requests + q) * responses + x) - top
                term = load(facts.rows, facts.evidence + q) * bounded_exp(gap, sizes.bound)
                support = load(facts.rows, facts.support_of + q * responses + x)
                if look >= 0:
                    support = load(work.rows, work.mean + (k * looks + look) * requests + q)
                total, mean = total + term, mean + term * support
            total = largest(total, sizes.tiny)
            store(work.rows, work.total + k, log(total) + top)
            store(work.rows, work.total + 2 + k, mean / total)
        lead = load(work.rows, work.total) - load(work.rows, work.total + 1)
        store(image, x, lead)
        first, second = load(work.rows, work.total + 2), load(work.rows, work.total + 3)
        support = weighed(lead, first_share, second_share, first, second, sizes.bound)
        store(image, sizes.at_silent + x, support)
