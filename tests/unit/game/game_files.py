"""The owners' game files, and small games as text."""

import os
from pathlib import Path

import pytest

GAMES = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).parents[4] / "shared")) / "expected" / "games"


def shared_games(suffix: str) -> list[object]:
    """Every game file of that kind as a parameter, or one that skips."""
    found = sorted(GAMES.rglob(f"*{suffix}"))
    if not found:
        reason = f"no games at {GAMES}: set FOEDUS_SHARED to the folder that holds expected/"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(path, id=path.stem) for path in found]
