"""What survives when every judged interval is twice as wide: an answer that rests on false precision shows here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foedus.answer.claim import NOT_TESTABLE, Tested, verdict_on
from foedus.answer.facts import quantities_of
from foedus.answer.figure_of import Quantities
from foedus.answer.impossible import refuse_impossible
from foedus.answer.result import Figure
from foedus.answer.sensitivity import Doubling
from foedus.answer.world import build, solve_world
from foedus.case import Case, Input, inputs, shared_streams
from foedus.case.expression import Name
from foedus.errors import ComputationError
from foedus.quantity import draw

FACTOR = 2.0
DRAWS = 600
"""draws that are solved, or as many as the answer has where that is fewer: a leading figure is then known to a point"""


def judged_intervals(case: Case) -> dict[str, Input]:
    """The inputs that rest on judgement, move figures and can be made wider, by path."""
    return {
        path: given
        for path, given in inputs(case).items()
        if given.basis == "judged"
        and not given.is_of_indicator
        and given.quantity.widened(FACTOR) is not given.quantity
    }


def solve_doubled(case: Case, n_draws: int, seed: int) -> Quantities | None:
    """The case with every judged interval doubled about its centre; None where nothing can be doubled or solved.

    Draws are made afresh and weigh as the evidence has them: to stretch those of the answer would keep what each of
    them counts for there.

    Arguments:
        case: as it stands.
        n_draws: of the answer.
        seed: of the draws.
    """
    judged = judged_intervals(case)
    if not judged:
        return None
    wider = {
        path: given.quantity.widened(FACTOR) if path in judged else given.quantity
        for path, given in inputs(case).items()
    }
    try:
        solved = solve_world(build(case, draw(wider, min(n_draws, DRAWS), seed, shared_streams(case))))
        quantities = quantities_of(solved)
        refuse_impossible(quantities)
    except ComputationError:
        return None
    return quantities


def doubling(
    quantities: Quantities, tests: Sequence[Tested], request: str, response: str, verdicts: Mapping[str, str]
) -> Doubling:
    """What the answer says then, beside what it says now.

    Arguments:
        quantities: of `solve_doubled`.
        tests: the claims that are tested in the case as it stands.
        request: the one that leads the answer.
        response: the one that leads the answer.
        verdicts: of the answer, by claim.
    """
    case = quantities.case
    requests = {name: _figure(quantities, "requests", name, "posterior") for name in case.requests}
    responses = {name: _figure(quantities, "responses", name, "probability") for name in case.responses}
    then = {test.claim.id: verdict_on(quantities, test) for test in tests}
    compared = [claim for claim, word in then.items() if NOT_TESTABLE not in (word, verdicts.get(claim, NOT_TESTABLE))]
    leads = max(requests, key=lambda name: requests[name].value)
    given = max(responses, key=lambda name: responses[name].value)
    return Doubling(
        judged=len(judged_intervals(case)),
        draws=len(quantities.weight),
        request=leads,
        keeps_request=leads == request,
        posterior=requests[request],
        response=given,
        keeps_response=given == response,
        probability=responses[response],
        verdicts={claim: then[claim] for claim in compared if then[claim] != verdicts[claim]},
        tested=len(compared),
    )


def _figure(quantities: Quantities, *parts: str) -> Figure:
    found = quantities.series(Name(parts)).figure()
    assert found is not None  # some draw has weight
    return found
