"""What the promise is worth before and after each sight: model.md section 7, in every draw."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.answer.sights import Sights
from foedus.answer.weighing import Series, ratio

Array = Any
Member = int | Array
"""a member by its place among o ≥ 1, or weights over them that sum to one in each draw, (member, draw)"""


def of_member(by_member: Array, member: Member) -> Array:
    """One member's number, or the weighted mean over members, from (…, member, draw)."""
    return by_member[..., member, :] if isinstance(member, int) else (by_member * member).sum(axis=-2)


def member_before(sights: Sights, member: Member) -> Series:
    """Price to a member before the reply."""
    return Series.single(of_member(sights.reading.before, member), sights.posterior, "posterior")


def member_change(sights: Sights, member: Member, response: int, leaked: int | None = None) -> Series:
    """Change of the price to a member when the response is seen as itself; `leaked` is the request that leaked."""
    reading = sights.reading
    leak = 0 if leaked is None else 1 + leaked
    moved = of_member(sights.price_after(response, leak), member) - of_member(reading.before, member)
    return Series.single(moved, sights.weight(response, leaked))


def prices_after(sights: Sights, response: int, leaked: int | None = None) -> Array:
    """`member_before` and `member_change` together, as means, for every member at once, (member,).

    Not numbers where no draw has weight.
    """
    reading, weight = sights.reading, sights.weight(response, leaked)
    change = sights.price_after(response, 0 if leaked is None else 1 + leaked) - reading.before
    total = weight.sum()
    moved = np.where(weight > 0, change, 0.0) @ weight / (total if total > 0.0 else np.nan)
    before = np.where(sights.posterior > 0, reading.before, 0.0)
    return before @ sights.posterior / sights.posterior.sum() + moved


def expected_after(sights: Sights, member: Member) -> Series:
    """Price to a member, averaged over what may be seen in the end."""
    return Series.single(of_member(sights.reading.expected_price, member), sights.posterior, "posterior")


def expected_stays(sights: Sights, member: Member) -> Series:
    """P(a member stays), averaged over what may be seen in the end."""
    return Series.single(of_member(sights.reading.expected_stays, member), sights.posterior, "posterior")


def stays_after(sights: Sights, member: Member, response: int) -> Series:
    """P(a member stays) once the response is seen as itself and nothing leaked."""
    return Series.single(of_member(sights.reading.stays[response], member), sights.weight(response))


def expected_book(sights: Sights) -> Series:
    """Σ v_o E[stay_o(z)]: what the rest of the book is worth, over what may be seen in the end."""
    return _over_sights(sights, sights.reading.book)


def expected_escalation(sights: Sights) -> Series:
    """P(escalation), averaged over what may be seen in the end."""
    return _over_sights(sights, sights.reading.escalates)


def loss_of_book(sights: Sights, response: int) -> Series:
    """Σ v_o [E stay_o(z) − stay_o(a)] once the response is seen as itself and nothing leaked."""
    book = sights.reading.book
    return Series.single((sights.chance * book).sum(axis=(0, 1)) - book[0, response], sights.weight(response))


def escalation_after(sights: Sights, response: int) -> Series:
    """P(escalation) once the response is seen as itself and nothing leaked."""
    return Series.single(sights.reading.escalates[0, response], sights.weight(response))


def _over_sights(sights: Sights, by_sight: Array) -> Series:
    """Mean over the final signal, from (leak, sight, draw)."""
    return Series.single((sights.chance * by_sight).sum(axis=(0, 1)), sights.posterior, "posterior")


def client_before(sights: Sights) -> Series:
    """Price to the client before the reply."""
    return Series.single(sights.reading.client_before, sights.posterior, "posterior")


def client_change(sights: Sights, response: int, request: int | None = None) -> Series:
    """Change of the price to the client once x is carried out, over the needs and requests under which it may be.

    The client knows what it asked and what it got, so neither sight nor leak enters. The change is averaged, as for
    the other members, and not the price itself: where draws differ in h_θ the price alone would move with the weights
    although one type can teach nothing.
    """
    moved = sights.reading.client_price[:, :, response] - sights.reading.client_before
    return _where_given(sights, moved, response, request)


def client_stays_after(sights: Sights, response: int) -> Series:
    """P(the client stays) once the response is carried out."""
    return _where_given(sights, sights.reading.client_stays[:, :, response], response, None)


def client_expected_after(sights: Sights) -> Series:
    """Price to the client, over what it may be given."""
    return _over_client_sets(sights, sights.reading.client_price)


def client_expected_stays(sights: Sights) -> Series:
    """P(the client stays), over what it may be given."""
    return _over_client_sets(sights, sights.reading.client_stays)


def _where_given(sights: Sights, values: Array, response: int, request: int | None) -> Series:
    """Mean over needs and requests (or one request) where the response is carried out, from (need, request, draw)."""
    met = sights.client_meets[:, :, response]
    if request is not None:
        met, values = met[:, request : request + 1], values[:, request : request + 1]
    mean = ratio((met * values).sum(axis=(0, 1)), met.sum(axis=(0, 1)))
    return Series.single(mean, sights.client_weight(response, request))


def _over_client_sets(sights: Sights, values: Array) -> Series:
    return Series.single((sights.client_meets * values).sum(axis=(0, 1, 2)), sights.posterior, "posterior")
