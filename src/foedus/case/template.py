"""The first case of an analyst: a commented starter that loads as it is."""

from foedus.case.entry import read_slug

_STARTER = """\
# A case for foedus: lines after # are notes. `foedus case check FILE` says what is missing or wrong.
foedus: 1
id: {id}
question: What was asked, and what will be given?
as_of: 2025-01-31            # nothing later is read
client: SYR                  # who asks: alpha-3 code of a state, or {{label: …, state: …}}
guarantor: RUS               # who is asked
requests:                    # what may have been asked in private; level 0 is words, 1 fighting beside the client
  statement: {{label: Nothing beyond a statement, level: 0.05}}
  arms: {{label: Arms, level: 0.5}}
  forces: {{label: Forces, level: 0.9, weight: 0.5}}     # weight: how often such clients ask this
responses:                   # what can be given
  words: {{label: A statement, level: 0.05}}
  arms_later: {{label: Arms in some months, level: 0.5, delay: 3 to 6 months}}
  forces_now: {{label: Forces now, level: 0.9, delay: 5 to 20 days, veto: unlikely}}
leak: 0.1 to 0.4             # chance that outsiders learn what was asked
# Everything else has a default. Usual next steps: a challenger, an audience, sources, evidence.
# challenger: {{label: The neighbour}}
# audience:
#   belarus: {{state: BLR, prior: 0.4 to 0.7}}
# sources:
#   agency: {{title: Agency report of the visit, kind: agency, grade: B2}}
# evidence:
#   - id: generals-in-the-room
#     date: 2025-01-30
#     says: Generals sat in on the talks
#     source: agency
#     likelihood: {{statement: unlikely, arms: likely, forces: likely}}
# indicators:                  # what may be seen next, ranked by what it would tell
#   - id: delegation
#     says: A military delegation travels
#     by: 2025-02-14
#     likelihood: {{statement: very unlikely, others: unlikely}}
"""


def new_case_text(id: str) -> str:
    """The text of a first case, to be edited; it loads as it is.

    Raises:
        PydanticCustomError: (a ValueError) the id is none.
    """
    return _STARTER.format(id=read_slug(id))
