"""The tutorial runs as it stands, on the real files: fifteen lines from a folder to a plot."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "record-first-plot.md"


def code() -> str:
    lines = [line[4:] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]
    return "\n".join(lines) + "\n"


def test_the_tutorial_has_fifteen_lines() -> None:
    assert len(code().splitlines()) <= 15


def test_the_tutorial_draws_a_point_and_an_interval_for_each_decade(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(shared_data / "alliance_performance")
    names: dict[str, object] = {}
    exec(compile(code(), str(PAGE), "exec"), names)
    svg = (tmp_path / "honour-by-decade.svg").read_text(encoding="utf-8")
    table = names["table"]
    assert len(table) >= 10  # type: ignore[arg-type]
    assert set(re.findall(r">(1[89]\d0s)<", svg)) >= {"1910s", "1930s", "1960s"}
    assert 130 <= table["cases"].sum() <= 146  # type: ignore[index]
