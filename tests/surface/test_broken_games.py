"""What a broken or hostile game file says: every message in full, each within two seconds, none of them a traceback."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Run, in_process

from foedus.errors import InputError
from foedus.game import catalogue_names, load_game

EFG = """\
EFG 2 R "Sound" { "A" "B" }
"a remark"

c "root" 1 "nature" { "high" 1/3 "low" 2/3 } 0
p "" 1 1 "A:high" { "up" "down" } 0
t "" 1 "one" { 1, 2 }
p "" 2 1 "B" { "left" "right" } 0
t "" 2 "two" { 3, 4 }
t "" 3 "three" { 5, 6 }
p "" 1 2 "A:low" { "up" "down" } 0
t "" 1
p "" 2 1 0
t "" 2
t "" 3
"""
NFG = """\
NFG 1 R "Sound" { "Row" "Column" }
{ { "u" "d" } { "l" "r" } }
"a remark"

1 0 0 1
0 1 1 0
"""
YAML = """\
foedus-game: 1
title: Sound
players: [A, B]
columns: [balance, regime]
parameters: {cost: -1 to 0, stake: free}
utilities:
  u11: ~ 1 + balance
  u24: ~ C(regime)
outcomes:
  status quo: [u11, 0]
  war: {A: stake + cost, B: u24}
tree:
  player: A
  moves:
    keep: status quo
    challenge:
      player: B
      set: reply
      moves:
        yield: [~ balance, 1/3]
        fight: war
"""
ONE_SET = 'EFG 2 R "x" { "A" "B" }\n'


def efg(old: str, new: str) -> str:
    assert EFG.count(old) == 1, old
    return EFG.replace(old, new)


def nfg(old: str, new: str) -> str:
    assert NFG.count(old) == 1, old
    return NFG.replace(old, new)


def yaml(old: str, new: str) -> str:
    assert YAML.count(old) == 1, old
    return YAML.replace(old, new)


BROKEN: dict[str, tuple[str, str | bytes]] = {
    "empty file": ("g.efg", ""),
    "another kind of file": ("g.efg", "<html>\n<p>Not found</p>\n"),
    "strategic game by the wrong name": ("g.efg", NFG),
    "newer version": ("g.efg", efg("EFG 2", "EFG 3")),
    "no title": ("g.efg", efg('R "Sound"', "R")),
    "no players": ("g.efg", efg('{ "A" "B" }', "{ }")),
    "players without quotes": ("g.efg", efg('{ "A" "B" }', "{ A B }")),
    "player twice": ("g.efg", efg('{ "A" "B" }', '{ "A" "A" }')),
    "truncated after a node": ("g.efg", EFG[: EFG.index('t "" 3 "three"')]),
    "truncated inside a node": ("g.efg", EFG[: EFG.index(' "right" } 0')]),
    "truncated inside a label": ("g.efg", EFG[: EFG.index('right" } 0')]),
    "nodes after the end": ("g.efg", EFG + 't "" 3\n'),
    "unknown kind of node": ("g.efg", efg('t "" 1\n', 'x "" 1\n')),
    "player out of range": ("g.efg", efg('p "" 2 1 "B"', 'p "" 3 1 "B"')),
    "player of a huge number": ("g.efg", efg('p "" 2 1 "B"', f'p "" {"9" * 30} 1 "B"')),
    "payoff missing": ("g.efg", efg("{ 3, 4 }", "{ 3 }")),
    "payoff too many": ("g.efg", efg("{ 3, 4 }", "{ 3, 4, 5 }")),
    "payoff that is none": ("g.efg", efg("{ 3, 4 }", "{ 3, nan }")),
    "payoff infinite": ("g.efg", efg("{ 3, 4 }", "{ inf, 4 }")),
    "payoff past a float": ("g.efg", efg("{ 3, 4 }", "{ 1e400, 4 }")),
    "payoff of an absurd exponent": ("g.efg", efg("{ 3, 4 }", "{ 1e999999999, 4 }")),
    "payoff divided by zero": ("g.efg", efg("{ 3, 4 }", "{ 3/0, 4 }")),
    "payoff of a thousand digits": ("g.efg", efg("{ 3, 4 }", f"{{ {'7' * 1000}, 4 }}")),
    "payoff in quotes": ("g.efg", efg("{ 3, 4 }", '{ "3", 4 }')),
    "payoff as a formula": ("g.efg", efg("{ 3, 4 }", "{ __import__('os').system('touch ran'), 4 }")),
    "chance of zero": ("g.efg", efg('"high" 1/3 "low" 2/3', '"high" 0 "low" 1')),
    "chance below zero": ("g.efg", efg('"high" 1/3 "low" 2/3', '"high" -1/3 "low" 4/3')),
    "chances that do not add up": ("g.efg", efg('"high" 1/3 "low" 2/3', '"high" 0.333 "low" 0.667001')),
    "chance without a number": ("g.efg", efg('"high" 1/3', '"high"')),
    "no actions": ("g.efg", efg('{ "left" "right" }', "{ }")),
    "action twice": ("g.efg", efg('{ "left" "right" }', '{ "left" "left" }')),
    "set described in two ways": ("g.efg", efg('p "" 2 1 0', 'p "" 2 1 "B" { "left" "straight" } 0')),
    "set without a description": ("g.efg", efg('p "" 2 1 0', 'p "" 2 7 0')),
    "two sets of one label": ("g.efg", efg('"A:low"', '"A:high"')),
    "outcome described in two ways": ("g.efg", efg('t "" 1\n', 't "" 1 "one" { 1, 3 }\n')),
    "outcome without a description": ("g.efg", efg('t "" 1\n', 't "" 9\n')),
    "payoffs of no outcome": ("g.efg", efg('t "" 1\n', 't "" 0 "none" { 1, 1 }\n')),
    "absent-mindedness": (
        "g.efg",
        ONE_SET
        + 'p "" 1 1 "a" { "x" "y" } 0\np "" 1 1 0\nt "" 1 "" { 1 1 }\nt "" 2 "" { 1 2 }\nt "" 3 "" { 1 3 }\n',
    ),
    "imperfect recall": (
        "g.efg",
        ONE_SET
        + 'p "" 1 1 "a" { "x" "y" } 0\np "" 1 2 "b" { "x" "y" } 0\nt "" 1 "" { 1 1 }\nt "" 1\n'
        + 'p "" 1 2 0\nt "" 1\nt "" 1\n',
    ),
    "not UTF-8": ("g.efg", EFG.replace("Sound", "Gehör").encode("latin-1")),
    "UTF-16": ("g.efg", EFG.encode("utf-16")),
    "NUL byte": ("g.efg", efg("a remark", "a\0remark")),
    "five thousand open braces": ("g.efg", ONE_SET + "{" * 5000),
    "a label of a megabyte": ("g.efg", efg("a remark", "x" * 1_000_000)),
    "quotes and backslashes without end": ("g.efg", 'EFG 2 R "' + '\\"' * 900_000),
    "a chain that never ends": ("g.efg", ONE_SET + 'p "" 1 1 "a" { "x" "y" } 0\n' * 50_000),
    "table too short": ("g.nfg", nfg("0 1 1 0", "0 1 1")),
    "table too long": ("g.nfg", nfg("0 1 1 0", "0 1 1 0 0")),
    "huge counts of strategies": ("g.nfg", 'NFG 1 R "x" { "A" "B" "C" } { 9999 9999 9999 }\n1 1 1\n'),
    "a count past all bounds": ("g.nfg", 'NFG 1 R "x" { "A" } { 999999999 }\n1\n'),
    "strategies of too few players": ("g.nfg", nfg('{ { "u" "d" } { "l" "r" } }', '{ { "u" "d" } }')),
    "no strategies": ("g.nfg", nfg('{ "u" "d" }', "{ }")),
    "outcome out of range": ("g.nfg", nfg("1 0 0 1\n0 1 1 0", '{ { "" 1 1 } { "" 2 2 } } 1 2 3 0')),
    "strategy twice": ("g.nfg", nfg('"u" "d"', '"u" "u"')),
    "empty YAML": ("g.yaml", ""),
    "a case": ("g.yaml", "foedus: 1\nid: x\nclient: IRN\n"),
    "list at the root": ("g.yaml", "- foedus-game: 1\n"),
    "newer format": ("g.yaml", yaml("foedus-game: 1", "foedus-game: 2")),
    "misspelt section": ("g.yaml", yaml("utilities:", "utilites:")),
    "no tree": ("g.yaml", YAML[: YAML.index("tree:")]),
    "number for a name": ("g.yaml", yaml("[A, B]", "[A, 2]")),
    "unknown player": ("g.yaml", yaml("player: B", "player: C")),
    "unknown outcome": ("g.yaml", yaml("keep: status quo", "keep: statusquo")),
    "outcome never reached": ("g.yaml", yaml("keep: status quo", "keep: [0, 0]")),
    "payoffs of one player": ("g.yaml", yaml("[u11, 0]", "[u11]")),
    "payoffs of a stranger": ("g.yaml", yaml("{A: stake + cost, B: u24}", "{A: 1, C: u24}")),
    "YAML payoff not a number": ("g.yaml", yaml("1/3", ".nan")),
    "YAML payoff infinite": ("g.yaml", yaml("1/3", ".inf")),
    "reversed interval": ("g.yaml", yaml("1/3", "2 to 1")),
    "unknown column": ("g.yaml", yaml("~ 1 + balance", "~ 1 + balence")),
    "unknown name in a formula": ("g.yaml", yaml("stake + cost", "stake + csot")),
    "unknown function": ("g.yaml", yaml("~ 1 + balance", "~ lgo(balance)")),
    "code in a utility": ("g.yaml", yaml("~ 1 + balance", "\"~ __import__('os').system('touch ran')\"")),
    "code in braces": ("g.yaml", yaml("~ 1 + balance", "'~ {print(balance)}'")),
    "code in a payoff": ("g.yaml", yaml("stake + cost", "\"__import__('os').system('touch ran')\"")),
    "attributes in a payoff": ("g.yaml", yaml("stake + cost", "stake.__class__.__bases__ + cost")),
    "subscripts in a payoff": ("g.yaml", yaml("stake + cost", "'stake[0]'")),
    "lambda in a utility": ("g.yaml", yaml("~ C(regime)", "'~ (lambda: 0)()'")),
    "interactions without end": (
        "g.yaml",
        yaml("~ C(regime)", "~ (" + " + ".join(f"I(balance^{i})" for i in range(40)) + ")^9"),
    ),
    "formula nested a thousand deep": ("g.yaml", yaml("stake + cost", "(" * 1000 + "cost" + ")" * 1000)),
    "formula of ten thousand signs": ("g.yaml", yaml("stake + cost", "-" * 3_000 + "cost")),
    "YAML tag that would run a command": ("g.yaml", yaml("title: Sound", "title: !!python/object/apply:os.system [x]")),
    "alias bomb": ("g.yaml", "a: &a [x, x]\nb: &b [*a, *a, *a]\n"),
    "YAML nested five thousand deep": ("g.yaml", "tree: " + "{moves: {a: " * 5000 + "[1]" + "}}" * 5000),
    "point that leads back to itself": (
        "g.yaml",
        yaml("keep: status quo", "keep: loop").replace("outcomes:\n", "outcomes:\n  never: [0, 0]\n")
        + "nodes:\n  loop: {player: A, moves: {on: round, off: status quo}}\n  round: {player: B, moves: {on: loop}}\n",
    ),
    "player left empty": ("g.yaml", yaml("      player: B", "      player:")),
    "both player and chance": ("g.yaml", yaml("      set: reply", "      chance: reply")),
    "chance without probabilities": (
        "g.yaml",
        yaml("      player: B\n      set: reply", "      chance: reply"),
    ),
    "YAML chances that do not add up": (
        "g.yaml",
        yaml("keep: status quo", "keep: {chance: x, moves: {a: {probability: 0.4, then: status quo}}}"),
    ),
    "YAML imperfect recall": (
        "g.yaml",
        "foedus-game: 1\nplayers: [A]\ntree:\n  player: A\n  moves:\n"
        "    l: {player: A, set: s, moves: {x: [0], y: [1]}}\n    r: {player: A, set: s, moves: {x: [0], y: [1]}}\n",
    ),
    "YAML set with two menus": (
        "g.yaml",
        "foedus-game: 1\nplayers: [A, B]\ntree:\n  player: A\n  moves:\n"
        "    l: {player: B, set: s, moves: {x: [0, 0]}}\n    r: {player: B, set: s, moves: {y: [1, 1]}}\n",
    ),
    "key twice": ("g.yaml", yaml("title: Sound", "title: Sound\ntitle: Again")),
    "several mistakes at once": (
        "g.yaml",
        yaml("player: B", "plaer: B")
        .replace("[u11, 0]", "[u12, 0, 1]")
        .replace("cost: -1 to 0", "cost: none")
        .replace("fight: war", "fight: wra"),
    ),
    "unknown format": ("g.json", "{}"),
}  # fmt: skip

MESSAGES = Path(__file__).with_name("broken_games.txt")


def expected_messages() -> dict[str, str]:
    """The snapshot: for each broken file its name after "## ", then what the command prints."""
    blocks = MESSAGES.read_text(encoding="utf-8").split("## ")[1:]
    return {name: messages.strip("\n") for name, _, messages in (block.partition("\n") for block in blocks)}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return in_process(capsys)


def printed(name: str, run: Run) -> str:
    """What `foedus game check` prints of a broken file."""
    file, content = BROKEN[name]
    Path(file).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    begin = time.process_time()
    ended = run("game", "check", file)
    assert time.process_time() - begin < 2.0
    assert (ended.status, ended.out) == (2, "")
    assert os.listdir() == [file], "something was run or written"
    return str(ended.err).strip("\n")


def test_the_sound_files_are_sound(run: Run) -> None:
    for name, text in (("g.efg", EFG), ("g.nfg", NFG), ("g.yaml", YAML)):
        Path(name).write_text(text)
        ended = run("game", "check", name)
        assert (ended.status, ended.err) == (0, "")
        assert ended.out.startswith(f"{name}  ok\n")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_game_says_where_and_what_was_expected_within_two_seconds(name: str, run: Run) -> None:
    message = printed(name, run)
    assert message == expected_messages()[name]
    for line in message.split("\n"):
        assert line.startswith(BROKEN[name][0])
        assert line.isprintable()
        assert "expected" in line or "Did you mean" in line or "Known" in line or "Columns" in line or "at most" in line


def test_the_snapshot_has_no_message_without_a_file() -> None:
    assert set(expected_messages()) == set(BROKEN)
    assert len(BROKEN) >= 40


def test_what_is_no_file_is_said(run: Run, tmp_path: Path) -> None:
    Path("entry.efg").write_text(EFG)
    (tmp_path / "folder.efg").mkdir()
    os.mkfifo(tmp_path / "pipe.efg")
    with (tmp_path / "large.efg").open("wb") as stream:
        stream.truncate(50_000_000)
    with (tmp_path / "large.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    for file, message in (
        ("entyr.efg", 'entyr.efg  does not exist: expected a game file. Did you mean "entry.efg"?'),
        ("no/such.yaml", "no/such.yaml  does not exist: expected a game file."),
        ("folder.efg", "folder.efg  is a folder: expected a game file."),
        ("pipe.efg", "pipe.efg  is not a regular file: expected a game file."),
        ("large.efg", "large.efg  is longer than 20,000,000 bytes, the most a game may have."),
        ("large.yaml", "large.yaml  is longer than 500,000 bytes, the most a game may have."),
        ("beer-quich", 'beer-quich  is neither a file nor a game of the catalogue. Did you mean "beer-quiche"?'),
        ("a\0b.efg", "a\\x00b.efg  does not exist: expected a game file."),
        ("x" * 5000 + ".efg", "x" * 300),
    ):
        begin = time.process_time()
        ended = run("game", "check", file)
        assert time.process_time() - begin < 2.0
        assert ended.status == 2
        assert ended.err.startswith(message)


def test_a_name_that_means_nothing_gets_the_list(run: Run) -> None:
    ended = run("game", "show", "paris")
    assert ended.status == 2
    assert all(name in ended.err for name in catalogue_names())


DEEP: dict[str, Callable[[], tuple[str, str]]] = {
    "a chain that is not finished": lambda: ("g.efg", str(BROKEN["a chain that never ends"][1])),
    "nested YAML": lambda: ("g.yaml", str(BROKEN["YAML nested five thousand deep"][1])),
    "nested formula": lambda: ("g.yaml", yaml("stake + cost", "(" * 20 + "csot" + ")" * 20)),
}


@pytest.mark.parametrize("name", DEEP)
def test_nothing_in_a_file_overflows_the_stack(name: str, tmp_path: Path) -> None:
    """Even in a process whose stack is nearly used up, as in a deeply nested caller."""
    file, text = DEEP[name]()
    (tmp_path / file).write_text(text)
    program = (
        "import sys; from foedus.game import load_game; from foedus.errors import InputError\n"
        "sys.setrecursionlimit(250)\n"
        "try: load_game(sys.argv[1])\n"
        "except InputError as error: print('refused')"
    )
    command = [sys.executable, "-c", program, str(tmp_path / file)]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (shown.stdout, shown.stderr) == ("refused\n", "")


# The most that fits within the limits of a file, each kind in another part of the readers.
HEAVY: dict[str, Callable[[], tuple[str, str]]] = {
    "many repeated sets": lambda: (
        "g.efg",
        ONE_SET
        + "".join(f'p "" 1 {n} "s" {{ "x" "y" }} 0\nt "" 1 "o" {{ 1 1 }}\n' for n in range(99_000))
        + 't "" 1\n',
    ),
    "many actions": lambda: ("g.efg", ONE_SET + 'p "" 1 1 "a" { ' + '"x" ' * 4_000_000 + "} 0"),
    "many players": lambda: ("g.efg", 'EFG 2 R "x" { ' + '"A" ' * 4_000_000 + "}"),
    "many remarks": lambda: ("g.efg", "// x\n" * 3_000_000),
    "many fractions": lambda: ("g.efg", ONE_SET + 't "" 1 "" { ' + " ".join(f"{n}/7" for n in range(300_000)) + " }"),
    "many unknown names": lambda: (
        "g.yaml",
        "foedus-game: 1\nplayers: [A]\ntree:\n  player: A\n  moves:\n"
        + "".join(f"    m{n}: [x{n} + y{n} + stkae]\n" for n in range(4_000))
        + "parameters: {"
        + ", ".join(f"stake{n}: 1" for n in range(1_500))
        + "}\n",
    ),
    "many unknown outcomes": lambda: (
        "g.yaml",
        "foedus-game: 1\nplayers: [A]\ntree:\n  player: A\n  moves:\n"
        + "".join(f"    m{n}: outcoem {n}\n" for n in range(4_000))
        + "outcomes: {"
        + ", ".join(f"outcome {n}: [1]" for n in range(2_000))
        + "}\n",
    ),
    "a template in a template": lambda: (
        "g.yaml",
        "foedus-game: 1\nplayers: [A]\ntree: t0\nnodes:\n"
        + "".join(f"  t{n}: {{player: A, moves: {{a: t{n + 1}, b: t{n + 1}, c: t{n + 1}}}}}\n" for n in range(60))
        + "  t60: [0]\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_the_heaviest_files_are_refused_within_two_seconds(name: str, tmp_path: Path) -> None:
    file, text = HEAVY[name]()
    (tmp_path / file).write_text(text)
    begin = time.process_time()
    with pytest.raises(InputError):
        load_game(tmp_path / file)
    assert time.process_time() - begin < 2.0
