"""Random small cases, every number a point: what is awkward in a case is more likely here than in life."""

import json
from typing import Any

import numpy as np

from foedus.case import Case, inputs, parse_case

from .request_enumeration import SlowRequestGame


def random_mapping(rng: np.random.Generator, *, n_types: int = 2, is_common: bool = False) -> dict[str, Any]:
    """A case as its file would hold it, with tied levels, vetoes, covert help, third parties, favours and own priors.

    Where `is_common`, every member shares nature's prior and takes the crisis for its own (spillover 1).
    """

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    tied = between(0.3, 0.8)
    request_levels = {"nothing": between(0.0, 0.1), "guns": tied, "planes": tied, "troops": between(0.8, 1.0)}
    requests: dict[str, Any] = {
        name: {"level": level, "asking": between(0, 0.3), "clarity": between(0.3, 1), "weight": between(0.2, 3)}
        for name, level in request_levels.items()
    }
    requests["guns"]["urgency"] = between(10, 60)
    response_levels = {"words": between(0.0, 0.1), "mediate": between(0.1, 0.4), "covert": tied, "fight": 0.95}
    responses: dict[str, Any] = {
        name: {
            "level": level,
            "delay": between(0, 80),
            "visibility": between(0.1, 1),
            "veto": between(0, 0.6),
            "money": between(0, 0.2),
            "weight": between(0.2, 3),
        }
        for name, level in response_levels.items()
    }
    del responses["words"]["veto"]  # the fallback: nothing can stop it
    responses["covert"]["looks_like"] = {"words": 0.7, "mediate": 0.3}
    responses["covert"]["needs_third_party"] = "neighbour"
    responses["mediate"]["looks_like"] = "fight"
    shares = rng.dirichlet(np.ones(n_types))
    types = {
        f"type_{k}": {
            "label": f"type {k}",
            "fate": between(0.1, 1.5),
            "norm": between(0, 2),
            "honours": between(0.05, 0.95),
            **({"share": float(shares[k])} if k < n_types - 1 else {}),
        }
        for k in range(n_types)
    }
    audience: dict[str, Any] = {"client": {"value": between(0.5, 1.5), "reserve": between(0, 0.4)}}
    for k in range(3):
        member: dict[str, Any] = {"value": between(0.1, 1), "reserve": between(0.1, 0.5), "fear": between(0, 0.3)}
        member["spillover"] = 1.0 if is_common else between(0, 1)
        if not is_common and k > 0:
            own = rng.dirichlet(np.ones(n_types))
            table = {f"type_{j}": float(own[j]) for j in range(n_types - 1)}
            table[f"type_{n_types - 1}"] = 1.0 - sum(table.values())
            member["prior"] = table["type_0"] if n_types == 2 else table
        audience[f"member_{k}"] = member
    return {
        "foedus": 1,
        "id": "random-small",
        "question": "What was asked?",
        "as_of": "2001-03-01",
        "asked_on": "2001-02-01",
        "client": {"label": "Client", "state": "IRN"},
        "guarantor": {"label": "Guarantor", "state": "RUS"},
        "challenger": {
            "label": "Challenger",
            "sharpness": between(0.5, 2),
            "gain": between(0.3, 1.2),
            "risk": between(0, 0.6),
            "deterred": between(0.2, 1.5),
        },
        "requests": requests,
        "responses": responses,
        "precision": between(1, 12),
        "sharpness": between(0.5, 2),
        "leak": between(0.05, 0.9),
        "harm": between(0.2, 1),
        "entanglement": between(0.1, 1),
        "disappointment": between(0, 0.4),
        "memory": between(0.7, 1),
        "urgency": between(10, 60),
        "patience": between(60, 300),
        "types": types,
        "need": {
            "acute": {"label": "acute", "chance": 0.35, "value": between(1, 2)},
            "bearable": {"label": "bearable", "chance": 0.65, "value": between(0.2, 0.9)},
        },
        "third_parties": {"neighbour": {"label": "Neighbour", "moves": between(0.2, 0.9)}},
        "duty": "consultation",
        "ledger": [
            {"date": "1999-05", "from": "IRN", "to": "RUS", "what": "arms", "size": "large"},
            {"date": "2000-06-15", "from": "RUS", "to": "IRN", "what": "credit", "size": "small"},
        ],
        "audience": audience,
    }


def read(mapping: dict[str, Any]) -> Case:
    """The case that a file with this content holds (JSON is YAML)."""
    return parse_case(json.dumps(mapping))


def point_values(case: Case) -> dict[str, float]:
    """Every input by path, of a case in which all of them are points; intervals stand at their lower end."""
    return {path: float(entry.quantity.low) for path, entry in inputs(case).items()}


def random_game(rng: np.random.Generator, *, n_types: int = 2, is_common: bool = False) -> SlowRequestGame:
    """The slow game of a random case, with random evidence and stock costs and sometimes an infeasible response."""
    case = read(random_mapping(rng, n_types=n_types, is_common=is_common))
    likelihood = {q: float(rng.uniform(0.05, 1)) for q in case.requests}
    stock_cost = {a: float(rng.uniform(0, 0.5)) for a in case.responses}
    is_feasible = {a: bool(a != "fight" or rng.uniform() < 0.5) for a in case.responses}
    return SlowRequestGame(case, point_values(case), likelihood, stock_cost, is_feasible)
