"""What the answer would be had the analyst cut the menu of requests otherwise: finer, or more coarsely.

Logit choice counts entries, so that the parts of one request share its weight (model.md section 2). Who lists a request
as two entries and gives each the whole weight has doubled it in every draw: two alike entries are one of twice the
weight. Who lists two requests as one entry, with one weight, has halved both. The rows say what such cuts would do;
levels, costs and likelihoods stay, as all that is asked here is what counting does (docs/what-to-watch.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from foedus.answer import openness
from foedus.answer.bits import posterior
from foedus.answer.figure_of import Quantities
from foedus.answer.sensitivity import MenuRow
from foedus.answer.tiled import solve_tiles, tile
from foedus.answer.world import Solved
from foedus.case import Case
from foedus.equilibrium.chunk import take

Array = Any


@dataclass(frozen=True)
class Cut:
    """Another menu: which requests are split or merged, by their places."""

    kind: str
    places: tuple[int, ...]
    factor: float
    """on the weight of each"""

    def __call__(self, chance: Array) -> Array:
        """Probabilities of the entries of the other menu from those of the requests, the request first."""
        if self.kind == "split":
            half = chance[list(self.places)] / 2.0
            return np.concatenate([np.delete(chance, self.places, axis=0), half, half])
        together = chance[list(self.places)].sum(axis=0, keepdims=True)
        return np.concatenate([np.delete(chance, self.places, axis=0), together])


def menu_rows(quantities: Quantities, base: Solved) -> tuple[MenuRow, ...]:
    """A row for each split of a request, then for each merger of two neighbours by level.

    The equilibria are solved again on the subsample `base`; what it says of the change is applied to the whole answer,
    as a factor on the chance of each entry. A cut that no draw of it could follow has no row.
    """
    case = quantities.case
    cuts = list(_cuts(case, quantities.reading.request_level.mean(axis=-1)))
    paths, values = [f"requests.{name}.weight" for name in case.requests], base.world.values
    changes: list[Mapping[str, Array]] = [
        {paths[place]: cut.factor * values[paths[place]] for place in cut.places} for cut in cuts
    ]
    tiles = solve_tiles(base, tile(base, changes))
    asked, given = posterior(quantities.reading), _given(quantities)
    ambiguity = openness.ambiguity(quantities.reading, quantities.seen).figure()
    rows = []
    for number, cut in enumerate(cuts):
        draws = tiles.common([number])
        if not len(draws):
            continue
        there = tiles.quantities(number, draws)
        here = Quantities(case, take(base.reading, draws), there.facts)
        then_asked = _moved(asked, posterior(here.reading), posterior(there.reading))
        then_given = _moved(given, _given(here), _given(there))
        then_open = None if ambiguity is None else _open_then(ambiguity.value, here, there, cut)
        rows.append(_row(case, cut, (asked, given), (then_asked, then_given), then_open))
    return tuple(rows)


def _cuts(case: Case, level: Array) -> Iterator[Cut]:
    for place in range(len(case.requests)):
        yield Cut("split", (place,), 2.0)
    # What is not on the list has no neighbour that it would be one request with.
    named = [place for place, request in enumerate(case.requests.values()) if not request.rest]
    ordered = sorted(named, key=lambda place: float(level[place]))
    if len(case.requests) > 2:  # two requests that become one leave no question
        for pair in pairwise(ordered):
            yield Cut("merge", pair, 0.5)


def _given(quantities: Quantities) -> Array:
    """P(x is carried out | E, seen), (response,)."""
    weight = quantities.weight / quantities.weight.sum()
    responses = range(len(quantities.case.responses))
    return np.array([(weight * quantities.carried_out(place)).sum() for place in responses])


def _moved(whole: Array, before: Array, after: Array) -> Array:
    """The probabilities of the whole answer, each changed by the factor that the subsample says, and normalised."""
    moved = whole * after / np.where(before > 0.0, before, 1.0)
    return moved / moved.sum()


def _open_then(now: float, here: Quantities, there: Quantities, cut: Cut) -> float:
    """The ambiguity of the whole answer, moved as far as the draws of the subsample say.

    No factor: where hardly anything is open on these, a little more is many times as much.
    """
    before = float(openness.ambiguity(here.reading, here.seen).mean())
    after = float(openness.ambiguity(there.reading, there.seen, cut).mean())
    return min(1.0, max(0.0, now + after - before))


def _row(case: Case, cut: Cut, now: tuple[Array, Array], then: tuple[Array, Array], ambiguity: float | None) -> MenuRow:
    names = list(case.requests)
    first, (asked, given) = int(np.argmax(now[0])), then
    entries = {name: asked[place] for place, name in enumerate(names)}
    own = names[first]
    if cut.kind == "merge":
        merged = "+".join(names[place] for place in cut.places)
        entries = {name: chance for name, chance in entries.items() if names.index(name) not in cut.places}
        entries[merged] = asked[list(cut.places)].sum()
        own = merged if first in cut.places else own
    leads = max(entries, key=lambda name: entries[name])
    response = int(np.argmax(given))
    return MenuRow(
        kind=cut.kind,
        requests=tuple(names[place] for place in cut.places),
        leads=leads,
        posterior=float(entries[own]),
        response=list(case.responses)[response],
        ambiguity=ambiguity,
        is_changed=leads != own or response != int(np.argmax(now[1])),
    )
