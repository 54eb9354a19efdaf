"""Texts of cases that the tests of this room start from."""

SMALL = """\
foedus: 1
id: small
question: What was asked?
as_of: 2025-06-23
client: IRN
guarantor: RUS
requests:
  statement: {level: 0.05}
  air_defence: {level: 0.8}
responses:
  words: {level: 0.05}
  air_defence: {level: 0.8}
"""

FULL = (
    SMALL
    + """\
challenger: {label: the United States}
fallback: words
third_parties:
  turkey: {state: TUR, moves: 0.3 to 0.6}
stock:
  air_defence:
    unit: battalion
    in_service: 90 to 130
    committed: {front: 0.35 to 0.5, homeland: 0.45 to 0.6}
    production: 5 to 12 a year
    worth: {front: 0.02 to 0.08, homeland: 0.03 to 0.1}
audience:
  client: {value: 0.9}
  belarus: {state: BLR, prior: 0.5 to 0.8, groups: [csto]}
  india: {state: IND, role: prospect}
history:
  - {date: 2024-12, client: SYR, asked: 0.7, given: words, public: 0.9, source: agency}
  - {date: 2022-09, client: ARM, asked: air_defence, given: 0.05, public: 0.8, source: agency}
sources:
  agency: {title: Agency, kind: agency, grade: B2}
  column: {title: Column, kind: opinion}
  desk: {title: Our desk, kind: judgement}
evidence:
  - {id: letter, date: 2025-06-22, says: A letter, source: agency, likelihood: {statement: 0.2, others: likely}}
  - {id: talk, date: 2025-06-22, says: Talk, source: column, odds: {statement: 1, air_defence: 3}}
"""
).replace(
    "  air_defence: {level: 0.8}\n", "  air_defence: {level: 0.8, units: {air_defence: 2 to 8}, urgency: 10 to 20}\n", 1
)
FULL = FULL.replace(
    "responses:\n  words: {level: 0.05}\n  air_defence: {level: 0.8}\n",
    "responses:\n  words: {level: 0.05}\n"
    "  air_defence: {level: 0.8, units: {air_defence: 2 to 8}, from: [front, production], needs_third_party: turkey}\n",
)
