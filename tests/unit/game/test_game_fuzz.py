"""Whatever a game file holds, it is a game or an InputError: never a traceback, and never a game that is not sound."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus.errors import InputError
from foedus.game import draw_game, efg_text, load_game, parse_efg, parse_nfg, parse_yaml, yaml_text
from foedus.game.check import mistakes

sys.path.insert(0, str(Path(__file__).parents[2] / "surface"))
from test_broken_games import EFG, NFG, YAML

YAML_SIGNS = "{ } [ ] : , ~ null true 1 -1 1/3 .nan ' \" & *"
EFG_SIGNS = '{ } , " \' \\ 0 1 2 -1 1/0 1e9 nan p c t "" "A" //'
NFG_SIGNS = '{ } , " 0 1 3 -1 1/2 x ""'
YAML_WORDS = "player set chance moves payoffs outcome probability then war reply u11"
PIECES = {
    "efg": EFG_SIGNS.split(" "),
    "nfg": NFG_SIGNS.split(" "),
    "yaml": [*f"{YAML_SIGNS} {YAML_WORDS}".split(" "), ": ", "- ", "\n", "  ", "~ x", "0 to 1"],
}
READERS = {"efg": (EFG, parse_efg), "nfg": (NFG, parse_nfg), "yaml": (YAML, parse_yaml)}
MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """The kind of a sound file, and its text with a few pieces cut out, doubled, or put in."""
    kind = draw(st.sampled_from(sorted(READERS)))
    text = READERS[kind][0]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        put = draw(st.sampled_from(["", text[start:end] * 2, *PIECES[kind]]) | st.text(max_size=3))
        text = text[:start] + put + text[end:]
    return kind, text


@MANY
@given(damaged())
def test_a_damaged_file_is_a_sound_game_or_refused(file: tuple[str, str]) -> None:
    kind, text = file
    try:
        game = READERS[kind][1](text)
    except InputError:
        return
    assert mistakes(game) == []
    draw_game(game)
    assert parse_yaml(yaml_text(game)).information_sets == game.information_sets
    if not (game.has_formulas or game.has_intervals):
        assert parse_efg(efg_text(game)) == game


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_name_is_a_game_or_refused(name: str) -> None:
    said = ""
    try:
        load_game(name)
    except InputError as error:
        said = str(error)
    assert all(line.isprintable() for line in said.split("\n"))
