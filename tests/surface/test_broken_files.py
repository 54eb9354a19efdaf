"""What a broken case file says: every message in full, each within two seconds, none of them a traceback."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus.case import builtin_ids, load_case
from foedus.errors import InputError

SOUND = """\
foedus: 1
id: sound
question: What was asked?
as_of: 2025-06-23
client: IRN
guarantor: RUS
requests:
  statement: {level: 0.05}
  arms: {level: 0.5}
responses:
  words: {level: 0.05}
  jets: {level: 0.5, units: {jets: 2 to 8}, from: [front]}
stock:
  jets: {unit: jet, in_service: 90, committed: {front: 0.4}, worth: {front: 0.05}}
audience:
  belarus: {state: BLR, prior: 0.5}
sources:
  press: {title: Press, kind: press}
evidence:
  - {id: letter, date: 2025-06-22, says: A letter, source: press, likelihood: {statement: 0.2, arms: 0.6}}
claims:
  - {id: C1, source: press, says: Arms, tests: requests.arms}
"""


def swap(old: str, new: str) -> str:
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def add(*lines: str) -> str:
    return SOUND + "".join(f"{line}\n" for line in lines)


BROKEN: dict[str, str | bytes] = {
    "misspelt section": add("respones: {}"),
    "unlike any key": add("zzz: 1"),
    "misspelt key of an entry": swap("{level: 0.05}\n  arms", "{levle: 0.05}\n  arms"),
    "misspelt key of a list entry": swap("says: A letter", "said: A letter"),
    "number as text": swap("as_of: 2025-06-23", "as_of: 2025-06-23\nquestion: 7").replace(
        "question: What was asked?\n", ""
    ),
    "text where a number belongs": add("leak: often enough"),
    "true where a number belongs": add("leak: true"),
    "list where a number belongs": add("leak: [0.1, 0.4]"),
    "nothing where a number belongs": add("leak:"),
    "number where a section belongs": add("history: 3", "groups: 4"),
    "number where an entry belongs": swap("arms: {level: 0.5}", "arms: 0.5"),
    "text where a flag belongs": swap("arms: {level: 0.5}", "arms: {level: 0.5, rest: yes}"),
    "level out of range": swap("arms: {level: 0.5}", "arms: {level: 1.4}"),
    "negative weight": swap("arms: {level: 0.5}", "arms: {level: 0.5, weight: -1}"),
    "zero urgency": add("urgency: 0"),
    "reversed interval": add("leak: 0.4 to 0.1"),
    "not a number": add("harm: .nan"),
    "infinity": add("harm: .inf", "precision: 1e999"),
    "interval to infinity": add("harm: 1 to 1e999"),
    "word of no lexicon": add("leak: unlikly"),
    "word where none is read": add("harm: likely"),
    "unit where none belongs": add("leak: 3 weeks"),
    "shares above one": add("types: {a: {share: 0.6}, b: {share: 0.5}}"),
    "shares that no draw can bring to one": add("types: {a: {share: 0.6 to 0.7}, b: {share: 0.5 to 0.6}}"),
    "a first share above one": add("types: {a: {share: 0.7}, b: {share: 0.6, fate: 1, norm: 1, honours: 0.5}, c: {}}"),
    "a middle type without numbers": add("types: {a: {}, b: {}, c: {}}"),
    "chances that do not add up": add("need: {acute: {chance: 0.7}, bearable: {chance: 0.7}}"),
    "a need without a value": add("need: {dire: {}}"),
    "looks that do not add up": swap("from: [front]", "from: [front], looks_like: {words: 0.5, jets: 0.4}"),
    "prior table for two types": swap("prior: 0.5", "prior: {committed: 0.5, opportunist: 0.5}"),
    "prior table that cannot be normalised": swap("prior: 0.5", "prior: {a: 0.5, b: 0.5, c: 0.5}")
    + "types: {a: {}, b: {share: 0.2, fate: 1, norm: 1, honours: 0.5}, c: {}}\n",
    "unknown response to look like": swap("from: [front]", "from: [front], looks_like: word"),
    "unknown third party": swap("from: [front]", "from: [front], needs_third_party: turkey"),
    "unknown class of stock": swap("units: {jets: 2 to 8}", "units: {jet: 2 to 8}"),
    "unknown theatre": swap("from: [front]", "from: [frnt]"),
    "theatre without worth": swap("{front: 0.4}", "{front: 0.4, home: 0.3}"),
    "worth without theatre": swap("worth: {front: 0.05}", "worth: {front: 0.05, fornt: 0.05}"),
    "theatre by a reserved name": swap("committed: {front: 0.4}", "committed: {front: 0.4, reserve: 0.1}"),
    "from without units": swap("words: {level: 0.05}", "words: {level: 0.05, from: [front]}"),
    "fallback with units": add("fallback: jets"),
    "unknown fallback": add("fallback: wrds"),
    "tie for the fallback": swap("jets: {level: 0.5,", "jets: {level: 0.05,"),
    "unknown source": swap("source: press, likelihood", "source: pres, likelihood"),
    "unknown source of a mark": swap("in_service: 90", "in_service: {value: 90, source: pres}").replace(
        "belarus: {", "belarus: {source: agency, "
    ),
    "unknown key of a number": swap("in_service: 90", "in_service: {value: 90, sorce: press}"),
    "unknown request in evidence": swap("arms: 0.6}}", "armes: 0.6}}"),
    "evidence that does not cover": swap(", arms: 0.6}}", "}}"),
    "evidence with both tables": swap("arms: 0.6}}", "arms: 0.6}, odds: {others: 1}}"),
    "odds of an indicator": add(
        "indicators: [{id: visit, says: A visit, by: 2025-07-01, odds: {statement: 1, arms: 2}}]"
    ),
    "indicator with both tables": add(
        "indicators: [{id: visit, says: A visit, by: 2025-07-01, likelihood: {others: 0.1}, given: {others: 0.2}}]"
    ),
    "indicator before the request": add(
        "indicators: [{id: v, says: x, by: 2025-06-01, given: {wrods: 1, others: 0.2}}]"
    ),
    "evidence impossible under all": swap("{statement: 0.2, arms: 0.6}}", "{others: 0}}"),
    "unknown request seen": add("seen: {response: wors, leaked: arm}"),
    "reply before the request": add("seen: {response: words, date: 2025-06-20}"),
    "duplicate key": add("leak: 0.1", "leak: 0.2"),
    "duplicate id of an entry": swap("  arms: {level: 0.5}", "  arms: {level: 0.5}\n  arms: {level: 0.6}"),
    "duplicate id in a list": swap("claims:\n", "claims:\n  - {id: C1, source: press, says: Twice, tests: book}\n"),
    "duplicate earlier call": add(
        "history:",
        "  - {date: 2024-12-08, client: SYR, asked: 0.7, given: words, public: 1}",
        "  - {date: 2024-12-20, client: SYR, asked: 0.7, given: words, public: 1}",
    ),
    "impossible date": swap("as_of: 2025-06-23", "as_of: 2025-02-30"),
    "date in another order": swap("date: 2025-06-22", "date: 22.06.2025"),
    "impossible month": add("ledger:", "  - {date: 2022-13, from: IRN, to: RUS, what: drones, size: large}"),
    "unknown state code": swap("client: IRN", "client: IRA"),
    "state by its name": swap("state: BLR", "state: Belarus"),
    "ledger of somebody else": add("ledger:", "  - {date: 2022-08, from: PRK, to: RUS, what: shells, size: lage}"),
    "favour to oneself": add("ledger:", "  - {date: 2022-08, from: RUS, to: RUS, what: shells, size: large}"),
    "earlier call of nobody": add("history:", "  - {date: 2024, client: Syria, asked: armz, given: wrds, public: 1}"),
    "prior for the client": swap("belarus: {", "client: {fear: 0.1}\n  belarus: {"),
    "undeclared group": swap("state: BLR", "state: BLR, groups: [cstoo]") + "groups: {csto: {}}\n",
    "member by a reserved name": swap("belarus: {", "before: {"),
    "unknown role": swap("state: BLR", "state: BLR, role: cleint"),
    "unknown grade and lexicon": swap("kind: press", "kind: press, grade: G7, lexicon: laye"),
    "formula that names nothing": swap("tests: requests.arms", "tests: requests.arsm > 0.5"),
    "formula that cannot be read": swap("tests: requests.arms", "tests: requests.arms >> 0.5"),
    "forecast of something else": add(
        "forecasts:", "  - {id: F1, ask: Will they?, resolves: 2025-09-21, from: responses.jets > 0.5}"
    ),
    "forecast that counts a response twice": add(
        "forecasts:", "  - {id: F1, ask: Will they?, resolves: 2025-09-21, from: jets + words + responses.jets}"
    ),
    "forecast resolved before the request": add(
        "forecasts:", "  - {id: F1, ask: Will they?, resolves: 2024-09-21, from: jets}"
    ),
    "stated word of no lexicon": swap("tests: requests.arms", "tests: requests.arms, stated: unlikley"),
    "setting of a claim that leads nowhere": swap(
        "tests: requests.arms", "tests: requests.arms, under: {leek: 1, memory: 3}"
    ),
    "margin below zero": swap("tests: requests.arms", "tests: requests.arms, margin: -1"),
    "one request only": swap("  arms: {level: 0.5}\n", "")
    .replace(", arms: 0.6", "")
    .replace("tests: requests.arms", "tests: book"),
    "no responses": swap(
        "responses:\n  words: {level: 0.05}\n  jets: {level: 0.5, units: {jets: 2 to 8}, from: [front]}\n", ""
    ),
    "reserved request": swap("  arms: {level: 0.5}", "  arms: {level: 0.5}\n  others: {level: 0.6}"),
    "id that is none": swap("  arms: {level: 0.5}", "  arms: {level: 0.5}\n  two words: {level: 0.6}"),
    "reference to the record": add("duty: {from: atop}", "leak: {from: fit.csv}"),
    "Markov book": add("book: markov"),
    "newer format": swap("foedus: 1", "foedus: 2"),
    "no version": swap("foedus: 1\n", ""),
    "empty file": "",
    "only a comment": "# nothing yet\n",
    "list at the root": "- foedus: 1\n",
    "text at the root": "see the other file\n",
    "tab for indentation": swap("  words: {level: 0.05}", "\twords: {level: 0.05}"),
    "colon in text": swap("question: What was asked?", "question: Asked: what?"),
    "unclosed quote": swap("question: What was asked?", "question: 'What was asked?"),
    "unclosed brace": swap("belarus: {state: BLR, prior: 0.5}", "belarus: {state: BLR, prior: 0.5"),
    "not UTF-8": SOUND.replace("Press", "Ürün").encode("latin-1"),
    "UTF-16": SOUND.encode("utf-16"),
    "NUL byte": swap("A letter", "A\0letter"),
    "control character": swap("A letter", "A\x07letter"),
    "tag that would run a command": swap(
        "question: What was asked?", "question: !!python/object/apply:os.system [touch ran]"
    ),
    "alias bomb": "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n",
    "anchor": swap("id: sound", "id: &name sound"),
    "two documents": add("---", "foedus: 1"),
    "key that is a list": add("[a, b]: 1"),
    "nested flow five thousand deep": "x: " + "[" * 5000 + "]" * 5000 + "\n",
    "nested mappings five thousand deep": "{a: " * 5000 + "1" + "}" * 5000,
    "nested lists five thousand deep": "- " * 5000 + "x\n",
    "too many values": add("notes: [" + "1, " * 30_000 + "1]"),
    "a line of half a megabyte": "x" * 499_000,
    "several mistakes at once": swap("client: IRN", "client: IRA")
    .replace("arms: {level: 0.5}", "arms: {level: 5, unit: 3}")
    .replace("from: [front]", "from: [back]")
    .replace("state: BLR", "stat: BLR")
    + "leak: 3\nmemory: 0.9 to 0.8\n",
    "the same state twice": swap("guarantor: RUS", "guarantor: IRN"),
}

MESSAGES = Path(__file__).with_name("broken_files.txt")


def expected_messages() -> dict[str, str]:
    """The snapshot: for each broken file its name after "## ", then its messages."""
    blocks = MESSAGES.read_text(encoding="utf-8").split("## ")[1:]
    return {name: messages.strip("\n") for name, _, messages in (block.partition("\n") for block in blocks)}


def said(content: str | bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, float]:
    """What `case.yaml` of this content says, and the seconds it took."""
    monkeypatch.chdir(folder)
    Path("case.yaml").write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    begin = time.perf_counter()
    with pytest.raises(InputError) as caught:
        load_case("case.yaml")
    return str(caught.value), time.perf_counter() - begin


def test_the_sound_file_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(SOUND)
    assert load_case(path).warnings == ()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_says_what_is_wrong_within_two_seconds(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, seconds = said(BROKEN[name], tmp_path, monkeypatch)
    assert message == expected_messages()[name]
    assert seconds < 2.0
    assert os.listdir(tmp_path) == ["case.yaml"]


def test_the_snapshot_has_no_message_without_a_file() -> None:
    assert set(expected_messages()) == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_every_message_names_place_and_expectation_on_one_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, _ = said(BROKEN[name], tmp_path, monkeypatch)
    for line in message.split("\n"):
        assert line.startswith("case.yaml")
        assert line.isprintable()


def test_after_two_hundred_mistakes_the_rest_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message, _ = said(add(*(f"key{number}: 1" for number in range(450))), tmp_path, monkeypatch)
    lines = message.split("\n")
    assert len(lines) == 201
    assert lines[-1] == "case.yaml  there are 250 more mistakes."


def refused(path: str | Path) -> str:
    begin = time.perf_counter()
    with pytest.raises(InputError) as caught:
        load_case(path)
    assert time.perf_counter() - begin < 2.0
    assert caught.value.exit_status == 2
    return str(caught.value)


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path}  is a folder: expected a case file."


def test_a_missing_file_is_said_with_the_nearest_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "moscow.yaml").write_text(SOUND)
    (tmp_path / "notes.txt").write_text("")
    assert refused("mosocw.yaml") == 'mosocw.yaml  does not exist: expected a case file. Did you mean "moscow.yaml"?'
    assert refused("no/such.yaml") == "no/such.yaml  does not exist: expected a case file."


def test_a_misspelt_built_in_case_is_said_with_the_nearest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    message = 'moscow-2052  is neither a file nor a built-in case. Did you mean "moscow-2025"?'
    assert refused("moscow-2052") == message
    assert refused("paris").endswith(f"Built-in cases: {', '.join(builtin_ids())}.")
    assert refused("") == f'""  is neither a file nor a built-in case. Built-in cases: {", ".join(builtin_ids())}.'


def test_a_name_no_system_takes_is_said_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "is neither a file nor a built-in case" in refused("a\0b")
    assert refused("x" * 5000).endswith("cannot be read: File name too long.")


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    assert refused(path) == f"{path}  is longer than 500,000 bytes, the most a case may have."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == f"{tmp_path / 'pipe'}  is not a regular file: expected a case file."


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(SOUND)
    path.chmod(0)
    assert refused(path) == f"{path}  cannot be read: Permission denied."


DEEP: dict[str, Callable[[], str]] = {
    "5,000 flow lists": lambda: "[" * 5000,
    "5,000 block mappings": lambda: "".join(" " * min(depth, 90) + "a:\n" for depth in range(5000)),
    "a mixture of mixtures": lambda: SOUND + "leak: " + "{mixture: [[1, " * 13 + "0.1" + "]]}" * 13 + "\n",
}


@pytest.mark.parametrize("name", DEEP)
def test_nothing_in_a_file_overflows_the_stack(name: str, tmp_path: Path) -> None:
    """Even in a process whose stack is nearly used up, as in a deeply nested caller."""
    (tmp_path / "case.yaml").write_text(DEEP[name]())
    program = (
        "import sys; from foedus.case import load_case; from foedus.errors import InputError\n"
        "sys.setrecursionlimit(250)\n"
        "try: load_case(sys.argv[1])\n"
        "except InputError as error: print('refused')"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "case.yaml")]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (shown.stdout, shown.stderr) == ("refused\n", "")


# The most work that fits within the limits of a file, each kind in another part of the loader.
HEAVY: dict[str, Callable[[], str]] = {
    "unknown keys": lambda: SOUND + "".join(f"key{n}: 1\n" for n in range(9_000)),
    "members out of range": lambda: SOUND.replace(
        "sources:", "".join(f"  m{n}: {{prior: -1}}\n" for n in range(4_500)) + "sources:"
    ),
    "unknown sources": lambda: SOUND + "".join(f"  - {{id: c{n}, source: pres, says: x}}\n" for n in range(2_500)),
    "unknown names": lambda: (
        SOUND
        + "".join(
            f"  - {{id: c{n}, source: press, says: x, tests: audience.belarsu.before, under: {{leek: 1}}}}\n"
            for n in range(1_500)
        )
    ),
    "a key twice": lambda: SOUND + "leak: 0.1\n" * 9_000,
    "one long text": lambda: SOUND + "leak: " + "word\n  " * 70_000 + "\n",
    "line ends": lambda: "\n" * 499_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_the_heaviest_files_are_refused_within_two_seconds(name: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(HEAVY[name]())
    refused(path)
