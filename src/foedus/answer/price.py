"""What the promise is worth before and after each sight: model.md section 7, in every draw."""

from __future__ import annotations

from typing import Any

from foedus.answer.reading import Reading
from foedus.answer.weighing import Series, posterior_weight, ratio

Array = Any


def on_public_evidence(reading: Reading) -> Array:
    """P(q | E) before the reply, as outsiders have it, (request, draw)."""
    weight = reading.prior * reading.public
    return ratio(weight, weight.sum(axis=0))


def sight_probability(reading: Reading, response: int, leaked: int | None = None) -> Array:
    """P_i(z | E) of the response seen as itself, given the leak status named, (draw,).

    Where request q leaked: P(q | E) · P(v | q), the probability among all leaks. That, and not the one given that q
    is what leaked, is what makes the branches of `expected_after` add up. A draw in which the response cannot be seen
    as itself counts for nothing, though another may be taken for it.
    """
    on_evidence = on_public_evidence(reading) * reading.sight[:, response] * reading.visible[response]
    return on_evidence.sum(axis=0) if leaked is None else on_evidence[leaked]


def member_change(reading: Reading, member: Array, response: int, leaked: int | None = None) -> Series:
    """Change of the price to a member (or a weighted mean of members) when the response is seen as itself.

    Arguments:
        member: weights over members that sum to one in each draw, (member, draw).
        response: index of the response.
        leaked: index of the request that leaked, None where nothing did.
    """
    leak = 0 if leaked is None else 1 + leaked
    moved = ((reading.price[leak, response] - reading.before) * member).sum(axis=0)
    return Series.single(moved, posterior_weight(reading) * sight_probability(reading, response, leaked))


def after(before: Series, change: Series) -> Series:
    """Price after: before over ω, and the change over the draws that make the sight likely."""
    return Series(before.parts + change.parts, before.per_draw + change.per_draw)


def _over_sights(reading: Reading, by_sight: Array) -> Array:
    """Mean over the final sight z, leak branches weighed by ℓ, on public evidence; from (leak, sight, draw)."""
    on_evidence = on_public_evidence(reading)[:, None] * reading.sight  # (request, sight, draw)
    silent = (on_evidence.sum(axis=0) * by_sight[0]).sum(axis=0)
    leaked = (on_evidence * by_sight[1:]).sum(axis=(0, 1))
    return (1.0 - reading.leak) * silent + reading.leak * leaked


def expected_after(reading: Reading, member: Array) -> Series:
    """Price to a member, averaged over what may be seen in the end."""
    by_sight = (reading.price * member).sum(axis=2)
    return Series.single(_over_sights(reading, by_sight), posterior_weight(reading))


def expected_stays(reading: Reading, member: Array) -> Series:
    """P(a member stays), averaged over what may be seen in the end."""
    return Series.single(_over_sights(reading, (reading.stays * member).sum(axis=2)), posterior_weight(reading))


def expected_book(reading: Reading) -> Series:
    """Σ v_o E[stay_o(z)]: what the rest of the book is worth, over what may be seen in the end."""
    return Series.single(_over_sights(reading, reading.book), posterior_weight(reading))


def expected_escalation(reading: Reading) -> Series:
    """P(escalation), averaged over what may be seen in the end."""
    return Series.single(_over_sights(reading, reading.escalates), posterior_weight(reading))


def loss_of_book(reading: Reading, response: int) -> Series:
    """Σ v_o [E stay_o(z) − stay_o(a)] once the response is seen as itself and nothing leaked."""
    lost = _over_sights(reading, reading.book) - reading.book[0, response]
    return Series.single(lost, posterior_weight(reading) * sight_probability(reading, response))


def escalation_after(reading: Reading, response: int) -> Series:
    """P(escalation) once the response is seen as itself and nothing leaked."""
    weight = posterior_weight(reading) * sight_probability(reading, response)
    return Series.single(reading.escalates[0, response], weight)


def client_change(reading: Reading, response: int, request: int | None = None) -> Series:
    """Change of the price to the client once x is carried out, over the needs and requests under which it may be.

    The client knows what it asked and what it got, so neither sight nor leak enters. The change is averaged, as for
    the other members, and not the price itself: where draws differ in h_θ the price alone would move with the weights
    although one type can teach nothing.
    """
    likely = reading.client_meets[:, :, response] * reading.public  # (need, request, draw)
    moved = reading.client_price[:, :, response] - reading.client_before
    if request is not None:
        likely, moved = likely[:, request : request + 1], moved[:, request : request + 1]
    total = likely.sum(axis=(0, 1))
    xp = total.__array_namespace__()
    mean = (likely * moved).sum(axis=(0, 1)) / xp.where(total > 0, total, 1.0)
    weight = posterior_weight(reading) * ratio(total, (reading.prior * reading.public).sum(axis=0))
    return Series.single(mean, weight)


def _over_client_sets(reading: Reading, values: Array) -> Series:
    likely = reading.client_meets * reading.public[:, None]
    mean = ratio((likely * values).sum(axis=(0, 1, 2)), likely.sum(axis=(0, 1, 2)))
    return Series.single(mean, posterior_weight(reading))


def client_expected_after(reading: Reading) -> Series:
    """Price to the client, over what it may be given."""
    return _over_client_sets(reading, reading.client_price)


def client_expected_stays(reading: Reading) -> Series:
    """P(the client stays), over what it may be given."""
    return _over_client_sets(reading, reading.client_stays)
