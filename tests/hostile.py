"""A case that tries to be more than text wherever a case may put text."""

import json

from answers import invented, with_labels
from foedus.answer.result import Answer
from foedus.case import parse_case
from sensitivity_rows import with_sensitivity

HACK = "window.hacked=1"
PAYLOAD = (
    f"</script><script>{HACK}</script><img src=x onerror={HACK}>`${{{HACK}}}`{{{{{HACK}}}}} datum.y+{HACK} '\"&amp;"
    " \u2028\u202e\u200f end"
)
ADDRESSES = (
    f"javascript:{HACK}", f"data:text/html,<script>{HACK}</script>", f'https://example.org/"onmouseover="{HACK}',
    "HTTPS://example.org/a?b=1&c=2", "ftp://example.org",
)  # fmt: skip


def hostile_answer() -> Answer:
    """An invented answer to the case, with the same in its rows."""
    return with_sensitivity(with_labels(invented(parse_case(hostile_case())), PAYLOAD))


def hostile_case() -> str:
    """The case as YAML."""
    text = json.dumps(PAYLOAD)
    sources = "\n".join(
        f"  s{n}: {{title: {text}, author: {text}, publisher: {text}, kind: press, stance: {text}, note: {text},"
        f" grade: B2, url: {json.dumps(address)}}}"
        for n, address in enumerate(ADDRESSES)
    )
    return f"""
foedus: 1
id: hostile
question: {text}
as_of: 2000-06-01
client: {{label: {text}, state: IRN}}
guarantor: {{label: {text}}}
challenger: {{label: {text}}}
requests:
  statement: {{label: {text}, level: 0, judgement: true, why: {text}}}
  help: {{label: {text}, level: 0.5 to 1, judgement: true, why: {text}}}
responses:
  words: {{label: {text}, level: 0}}
  help: {{label: {text}, level: 1, units: {{kit: {{value: 2 to 8, source: s0, why: {text}}}}}}}
types:
  one: {{label: {text}, share: 0.2 to 0.4}}
  two: {{label: {text}}}
need:
  acute: {{label: {text}}}
  bearable: {{label: {text}}}
stock:
  kit: {{label: {text}, unit: {text}, in_service: 20 to 40, committed: {{home: 0.5}}, worth: {{home: 0.1}}}}
groups: {{g: {{label: {text}}}}}
audience:
  client: {{value: 1}}
  other: {{label: {text}, groups: [g], why: {text}}}
ledger:
  - {{date: 1999-05, from: client, to: guarantor, what: {text}, size: small, source: s1, why: {text}}}
history:
  - {{id: h1, date: 1999-03, client: IRN, asked: help, given: words, public: 1, what: {text}}}
sources:
{sources}
evidence:
  - {{id: e1, date: 2000-05-30, says: {text}, source: s0, likelihood: {{statement: 0.2, help: 0.6}}, why: {text}}}
  - {{id: e2, date: 2000-05-31, says: {text}, source: s1, likelihood: {{statement: 0.6, help: 0.2}}, why: {text}}}
claims:
  - {{id: C1, source: s2, says: {text}, tests: requests.help, stated: claim}}
  - {{id: C2, source: s2, says: {text}}}
forecasts:
  - {{id: F1, ask: {text}, resolves: 2000-09-01, from: responses.help}}
"""
