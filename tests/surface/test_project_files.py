"""Version, licence and credits say the same wherever they stand."""

import re
import subprocess
import tomllib
from pathlib import Path

from rooms import PACKAGE
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CREDITS = (ROOT / "docs" / "third-party.md").read_text(encoding="utf-8")
LOCK = (ROOT / "constraints.txt").read_text(encoding="utf-8")


def plain(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def required(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[<>=!~\[ ;]", requirement)[0]) for requirement in requirements}


def test_version_and_licence_of_the_citation_are_those_of_the_project() -> None:
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert str(citation["version"]) == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert citation["authors"] == PROJECT["authors"]


def test_the_changelog_has_the_version_and_the_five_kinds_of_change() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = changelog.split("\n## ")[1]
    assert newest.startswith(PROJECT["version"])
    assert re.findall(r"^### (.+)$", newest, flags=re.M) == [
        "Added",
        "Changed",
        "Fixed",
        "Removed",
        "Results that move",
    ]


def test_every_table_that_ships_is_credited() -> None:
    shipped = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.csv")}
    assert shipped
    assert {name for name in shipped if f"`{name}`" not in CREDITS} == set()


def test_credits_travel_with_the_package() -> None:
    assert {"LICENSE", "docs/third-party.md"} <= set(PROJECT["license-files"])


def test_every_library_that_is_installed_with_the_package_is_credited() -> None:
    extras = PROJECT["optional-dependencies"]
    named = required([*PROJECT["dependencies"], *extras["frames"]])
    cells = re.findall(r"^\| ([^|(]+)", CREDITS.split("## Libraries")[1], flags=re.M)
    credited = {plain(name.strip()) for cell in cells for name in cell.split(",")}
    assert named - credited == set()


def test_the_lock_holds_one_version_of_every_library_and_no_address() -> None:
    lines = [line for line in LOCK.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.!+]+", line)] == []
    locked = [plain(line.split("==")[0]) for line in lines]
    assert len(set(locked)) == len(locked)
    extras = PROJECT["optional-dependencies"]
    direct = required([*PROJECT["dependencies"], *extras["frames"], *extras["dev"]]) - {"foedus"}
    assert direct - set(locked) == set()
    assert "foedus" not in locked


def test_every_target_of_the_makefile_that_the_pages_name_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, flags=re.M))
    pages = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "ARCHITECTURE.md", "Makefile"))
    named = set(re.findall(r"(?:`|echo \"|Run: )make (\w+)", pages))
    assert {"setup", "ask", "test", "check", "bench", "lock", "readme"} <= targets
    assert named - targets == set()


def test_the_script_for_machines_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)
