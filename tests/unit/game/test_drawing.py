"""Drawings: well-formed, complete, and safe whatever a label holds."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from game_files import shared_games
from hypothesis import HealthCheck, given, settings
from random_games import games

from foedus.errors import InputError
from foedus.game import (
    Game,
    catalogue_entry,
    catalogue_names,
    chance,
    decision,
    draw_game,
    load_game,
    make_game,
    read_game,
)

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    """Everything that is written in a drawing."""
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", catalogue_names())
def test_every_label_and_payoff_of_a_game_is_written(name: str) -> None:
    game = load_game(name)
    written = words(draw_game(game))
    for each in game.information_sets:
        assert any(each.label[:30] in text for text in written)
        assert all(any(action[:30] in text for text in written) for action in each.actions)
    assert sum(text == ", ".join(map(str, game.outcomes[0].payoffs)) for text in written) >= 1


@pytest.mark.parametrize("path", shared_games(".efg"))
def test_the_owners_games_are_drawn_with_a_dash_between_points_of_a_set(path: Path) -> None:
    game = read_game(path)
    drawing = ElementTree.fromstring(draw_game(game))
    dashes = [each for each in drawing.iter(f"{SVG}path") if each.get("stroke-dasharray")]
    joined = sum(owner >= 0 for owner in game.set_of_node if owner < len(game.information_sets))
    assert len(dashes) == joined - len(game.information_sets)
    assert len(list(drawing.iter(f"{SVG}polyline"))) == len(game.set_of_node) - 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(games())
def test_no_label_breaks_a_drawing(game: Game) -> None:
    assert {each.tag.removeprefix(SVG) for each in ElementTree.fromstring(draw_game(game)).iter()} <= {
        "svg", "title", "rect", "text", "tspan", "g", "circle", "polyline", "path",
    }  # fmt: skip


def test_a_label_is_text_and_not_markup() -> None:
    attack = "</text><script>alert(1)</script>\"'&\x07\u2028"
    game = make_game(attack, [attack], decision(attack, {attack: [0], "b": [1]}, attack))
    svg = draw_game(game)
    assert "<script" not in svg
    assert "script" not in {each.tag.removeprefix(SVG) for each in ElementTree.fromstring(svg).iter()}


def test_strategies_stand_on_the_moves_and_thicken_them() -> None:
    profile = {"Sender": {"tough": {"beer": 0.75, "quiche": 0.25}}}
    drawing = draw_game(load_game("beer-quiche"), profile, {"Receiver": {"saw beer": [0.9, 0.1]}})
    assert {"beer 0.75", "quiche 0.25", "beer", "saw beer [0.9]", "saw beer [0.1]"} <= set(words(drawing))
    thickness = {
        float(each.get("stroke-width", "0")) for each in ElementTree.fromstring(drawing).iter(f"{SVG}polyline")
    }
    assert thickness == {1.2, 3.15, 1.45}


def test_lines_of_sets_that_stand_side_by_side_are_told_apart() -> None:
    """In Kuhn poker six sets at one depth reach across one another: no two lines share a lane where they overlap."""
    dealt = {}
    for deal in ("JQ", "JK", "QJ", "QK", "KJ", "KQ"):
        ends = decision("Second", {"fold": [1, -1], "call": [2, -2]}, f"{deal[1]}: bet")
        dealt[deal] = ("1/6", decision("First", {"check": [0, 0], "bet": ends}, deal[0]))
    drawing = ElementTree.fromstring(draw_game(make_game("Kuhn", ["First", "Second"], chance(dealt, "deal"))))
    lines = [each.get("d", "") for each in drawing.iter(f"{SVG}path")]
    spans = []
    for line in lines:
        (_, y0), (side, _), _, (_, y1) = [tuple(map(float, point.strip("ML").split(","))) for point in line.split(" ")]
        spans.append((side, y0, y1))
    assert len(spans) == 6
    for place, (side, y0, y1) in enumerate(spans):
        for other, u0, u1 in spans[:place]:
            assert side != other or y1 < u0 or u1 < y0


def test_what_is_hardly_possible_is_not_called_impossible() -> None:
    profile = {"Sender": {"tough": {"beer": 1 - 1e-9, "quiche": 1e-9}}}
    assert {"beer >0.999", "quiche 1.0e-09"} <= set(words(draw_game(load_game("beer-quiche"), profile)))


def test_known_solutions_can_be_drawn() -> None:
    for name in catalogue_names():
        entry = catalogue_entry(name)
        for solution in entry.solutions():
            draw_game(entry.game(), solution.profile)


@pytest.mark.parametrize(
    ("strategies", "message"),
    [
        ({"Sendre": {}}, 'there is no player "Sendre". Did you mean "Sender"?'),
        ({"Sender": {"tuogh": {}}}, '"Sender" has no information set "tuogh". Did you mean "tough"?'),
        ({"Sender": {"tough": {"bear": 1.0}}}, '"tough" has no action "bear". Did you mean "beer"?'),
    ],
)
def test_strategies_of_another_game_are_refused(
    strategies: dict[str, dict[str, dict[str, float]]], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        draw_game(load_game("beer-quiche"), strategies)
    assert message in str(caught.value)


def test_a_game_too_large_to_look_at_is_refused() -> None:
    wide = make_game("wide", ["A"], decision("A", {str(n): [n] for n in range(4_001)}))
    with pytest.raises(InputError, match="has 4,002 nodes: expected at most 4,000 for a drawing"):
        draw_game(wide)


def test_the_picture_of_the_page_is_the_drawing() -> None:
    picture = Path(__file__).parents[3] / "docs" / "pictures" / "beer-quiche.svg"
    assert picture.read_text(encoding="utf-8") == draw_game(load_game("beer-quiche"))
