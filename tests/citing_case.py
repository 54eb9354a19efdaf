"""A small case that takes numbers from the public record."""

import json

from foedus.case import parse_case

CASE = {
    "foedus": 1,
    "id": "cited",
    "question": "What was asked?",
    "as_of": "2018-06-01",
    "client": "IRN",
    "guarantor": "RUS",
    "duty": {"from": "atop", "year": 2018, "value": "consultation"},
    "types": {
        "committed": {"label": "Keeps its word"},
        "opportunist": {"honours": {"from": "honour-rate", "definition": "llm", "era": "post-1945"}},
    },
    "requests": {"words": {"level": 0.05}, "arms": {"level": 0.6}},
    "responses": {"words": {"level": 0.05}, "arms": {"level": 0.6}},
    "sources": {"press": {"title": "Reports", "kind": "press", "grade": "B2"}},
    "evidence": [
        {
            "id": "visit",
            "date": "2018-05-30",
            "says": "A delegation came",
            "source": "press",
            "likelihood": {"arms": {"from": "events", "after": "visit", "row": "promise", "value": 0.3}, "others": 0.2},
        }
    ],
}
HONOURS = "types.opportunist.honours"


def case_with(**changes):
    return parse_case(json.dumps({**CASE, **changes}))


def honours(**reference):
    return {"types": {"committed": {"label": "Keeps its word"}, "opportunist": {"honours": reference}}}
