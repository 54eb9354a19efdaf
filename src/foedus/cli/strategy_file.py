"""Strategies and beliefs read from a JSON file, as a solver prints them."""

from collections.abc import Mapping
from typing import Any


def read_strategies(
    path: str,
) -> tuple[Mapping[str, Mapping[str, Mapping[str, float]]], Mapping[str, Mapping[str, list[float]]] | None]:
    """Strategies by player, information set and action, and beliefs where the file has them.

    The file is the JSON of a solution (keys `strategies` and perhaps `beliefs`), or the strategies alone.

    Raises:
        InputError: the file cannot be read, or holds something else.
    """
    import json

    from foedus.errors import InputError
    from foedus.game.file import read_text

    text = read_text(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise InputError.at(f"{path}:{line}", "cannot be read as JSON: expected strategies by player") from None
    stated: Any = data.get("strategies", data) if isinstance(data, dict) else None
    if not _is_nested(stated, 3):
        message = "holds no strategies: expected {player: {information set: {action: probability}}}"
        raise InputError.at(path, message)
    return stated, _beliefs(data.get("beliefs"))


def _is_nested(data: Any, depth: int) -> bool:
    if depth == 0:
        return isinstance(data, int | float) and not isinstance(data, bool) and 0.0 <= data <= 1.0
    return isinstance(data, dict) and all(_is_nested(value, depth - 1) for value in data.values())


def _beliefs(data: Any) -> dict[str, dict[str, list[float]]] | None:
    """Beliefs by player and set, a number for each node, of which a solution gives the history too; None for none."""
    if not isinstance(data, dict) or not _is_nested(data, 3):
        return None
    return {player: {label: list(nodes.values()) for label, nodes in sets.items()} for player, sets in data.items()}
