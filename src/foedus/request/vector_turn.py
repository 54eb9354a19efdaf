"""One turn of the request game's map on one vector of draws: `iterate.step`, in compiled loops, to the last digits."""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.simd import counter, each, largest, least, load, store, variable, when, where
from foedus.equilibrium.simd_functions import absolute, exp, log
from foedus.equilibrium.simd_loop import routine
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


def log_added(first: Array, second: Array, bound: float) -> Array:
    """log(exp(first) + exp(second)) for finite logarithms."""
    return largest(first, second) + log(1.0 + exp(0.0 - least(absolute(first - second), bound)))


def turn(facts: Facts, sizes: Sizes, beliefs: Array, scale: Array, work: Scratch, image: Array) -> None:
    """One turn: beliefs → play → beliefs.

    Arguments:
        facts: of the draws on the lanes.
        sizes: of the game.
        beliefs: at which row the iterate begins, laid out as by `iterate.pack`.
        scale: the row of what multiplies λ.
        work: room.
        image: at which row the result begins.
    """
    read_support(facts, sizes, beliefs, work)
    answer_signals(facts, sizes, beliefs, scale, work)
    expect_over_sights(facts, sizes, work)
    value_responses(facts, sizes, beliefs, scale, work)
    believe_heard(facts, sizes, beliefs, work)
    choose_responses(facts, sizes, scale, work)
    carry_out(facts, sizes, work)
    ask(facts, sizes, scale, work, image)
    see_what_leaked(facts, sizes, work, image)
    see_the_rest(facts, sizes, work, image)


@routine
def carry_out(facts: Facts, sizes: Sizes, work: Scratch) -> None:
    """log P(x carried out | θ, ν, q): hearing, choice, and what falls back."""
    needs, requests, responses, lower = sizes.needs, sizes.requests, sizes.responses, sizes.lower
    for kv in each(2 * needs):
        for q in each(requests):
            at = (kv * requests + q) * responses
            for x in each(responses):
                chosen = variable(load(facts.log_clarity + q) + load(work.guarantor + at + x))
                for rank in each(sizes.ranks):
                    misheard = variable(0.0)
                    for triple in each(lower.length):
                        with when((lower[triple, 0] == rank) & (lower[triple, 1] == q)):
                            h = lower[triple, 2]
                            is_lower = load(facts.is_lower + (rank * requests + q) * requests + h)
                            heard = load(work.guarantor + (kv * requests + h) * responses + x)
                            misheard += is_lower * heard
                    misheard += load(facts.log_unclear + rank * requests + q)
                    chosen.become(log_added(chosen, misheard, sizes.bound))
                store(work.carried + at + x, chosen)
            top = variable(sizes.never)
            for veto in each(sizes.vetoed.length):
                x = sizes.vetoed[veto]
                may_fail = load(facts.carried + x) < 1.0
                top.become(largest(top, where(may_fail, load(work.carried + at + x), sizes.never)))
            total = variable(0.0)
            for veto in each(sizes.vetoed.length):
                x = sizes.vetoed[veto]
                term = bounded_exp(load(work.carried + at + x) - top, sizes.bound)
                total += (1.0 - load(facts.carried + x)) * term
            falls_back = log(largest(total, sizes.tiny)) + top
            for x in each(responses):
                store(
                    work.carried + at + x,
                    load(work.carried + at + x) + load(facts.log_carried_share + x),
                )
            fallback = load(work.carried + at + sizes.fallback)
            store(work.carried + at + sizes.fallback, log_added(fallback, falls_back, sizes.bound))


@routine
def ask(facts: Facts, sizes: Sizes, scale: Array, work: Scratch, image: Array) -> None:
    """log σ_C(q | ν), and what the client learns from what it gets."""
    needs, requests, responses = sizes.needs, sizes.requests, sizes.responses
    precision = load(scale) * load(facts.precision)
    first_share, second_share = load(facts.share), load(facts.share + 1)
    for v in each(needs):
        best = variable(sizes.never)
        for q in each(requests):
            utility = variable(0.0 - load(facts.asking + q))
            for x in each(responses):
                at = q * responses + x
                harmed = load(facts.harm) * load(work.given_escalation + at)
                worth = load(facts.need + v) * (load(facts.support_of + at) - harmed)
                worth = worth - load(facts.disappointment) * load(facts.shortfall + at)
                first = load(work.carried + (v * requests + q) * responses + x)
                second = load(work.carried + ((needs + v) * requests + q) * responses + x)
                store(image + sizes.at_carried + (v * requests + q) * responses + x, first - second)
                utility += (first_share * exp(first) + second_share * exp(second)) * worth
            value = load(facts.log_request_weight + q) + precision * utility
            best.become(largest(best, value))
            store(work.client + v * requests + q, value)
        total = variable(0.0)
        for q in each(requests):
            total += exp(load(work.client + v * requests + q) - best)
        norm = best + log(total)
        for q in each(requests):
            value = load(work.client + v * requests + q) - norm
            store(work.client + v * requests + q, value)
            store(image + sizes.at_client + v * requests + q, value)


@routine
def see_what_leaked(facts: Facts, sizes: Sizes, work: Scratch, image: Array) -> None:
    """What a sight tells where the request is known: log P(z | θ), and the support where looks may deceive."""
    needs, requests, responses, looks = sizes.needs, sizes.requests, sizes.responses, sizes.looks.length
    first_share, second_share = load(facts.share), load(facts.share + 1)
    for k in each(2):
        for q in each(requests):
            for x in each(responses):
                joint = load(work.carried + ((k * needs) * requests + q) * responses + x)
                joint = variable(joint + (load(facts.log_need) + load(work.client + q)))
                for v in each(1, needs):
                    other = load(work.carried + ((k * needs + v) * requests + q) * responses + x)
                    other = other + (load(facts.log_need + v) + load(work.client + v * requests + q))
                    joint.become(log_added(joint, other, sizes.bound))
                store(work.joint + (k * requests + q) * responses + x, joint)
                store(
                    work.leaked + (k * requests + q) * responses + x,
                    joint + load(facts.log_visibility + x),
                )
    for q in each(requests):
        for j in each(looks):
            for k in each(2):
                at = (k * requests + q) * responses
                top = variable(sizes.never)
                for x in each(responses):
                    may_look = load(facts.sight + j * responses + x) > 0.0
                    top.become(largest(top, where(may_look, load(work.joint + at + x), sizes.never)))
                total, mean = variable(0.0), variable(0.0)
                for x in each(responses):
                    seen = bounded_exp(load(work.joint + at + x) - top, sizes.bound)
                    term = load(facts.sight + j * responses + x) * seen
                    total += term
                    mean += term * load(facts.support_of + q * responses + x)
                some = largest(total, sizes.tiny)
                store(work.mean + (k * looks + j) * requests + q, mean / some)
                store(work.leaked + at + sizes.looks[j], log(some) + top)
            first, second = (
                load(work.mean + j * requests + q),
                load(work.mean + (looks + j) * requests + q),
            )
            lead = load(work.leaked + q * responses + sizes.looks[j])
            lead = lead - load(work.leaked + (requests + q) * responses + sizes.looks[j])
            support = weighed(lead, first_share, second_share, first, second, sizes.bound)
            store(image + sizes.at_open + q * looks + j, support)
        for x in each(responses):
            lead = load(work.leaked + q * responses + x) - load(work.leaked + (requests + q) * responses + x)
            store(image + (1 + q) * responses + x, lead)


@routine
def see_the_rest(facts: Facts, sizes: Sizes, work: Scratch, image: Array) -> None:
    """What a sight tells where nothing leaked: the mean over requests, as the evidence weighs them."""
    requests, responses, looks = sizes.requests, sizes.responses, sizes.looks.length
    first_share, second_share = load(facts.share), load(facts.share + 1)
    for x in each(responses):
        look = counter(-1)
        for j in each(looks):
            with when(sizes.looks[j] == x):
                look.become(j)
        for k in each(2):
            top = variable(sizes.never)
            for q in each(requests):
                counts = load(facts.evidence + q) > 0.0
                known = where(counts, load(work.leaked + (k * requests + q) * responses + x), sizes.never)
                top.become(largest(top, known))
            total, mean = variable(0.0), variable(0.0)
            for q in each(requests):
                gap = load(work.leaked + (k * requests + q) * responses + x) - top
                term = load(facts.evidence + q) * bounded_exp(gap, sizes.bound)
                support = variable(load(facts.support_of + q * responses + x))
                with when(look >= 0):
                    support.become(load(work.mean + (k * looks + look) * requests + q))
                total += term
                mean += term * support
            some = largest(total, sizes.tiny)
            store(work.total + k, log(some) + top)
            store(work.total + 2 + k, mean / some)
        lead = load(work.total) - load(work.total + 1)
        store(image + x, lead)
        first, second = load(work.total + 2), load(work.total + 3)
        support = weighed(lead, first_share, second_share, first, second, sizes.bound)
        store(image + sizes.at_silent + x, support)
