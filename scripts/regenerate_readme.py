"""README.md with the real output of the commands it shows.

    python scripts/regenerate_readme.py [--check]

A block that begins with `<!-- output: foedus … -->` and ends with `<!-- end of output -->` is filled with what that
command prints, 80 columns wide and without colour. A picture `docs/pictures/CHART.svg` is the chart of that name of the
answer shown. `--check` writes nothing and exits with 1 where the page or a picture is stale.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
START = re.compile(r"<!-- output: (?P<command>[^\n]+?) -->\n")
END = "<!-- end of output -->"
PICTURE = re.compile(r"!\[[^\]]*\]\(docs/pictures/(?P<chart>[\w-]+)\.svg\)")


def commands_in(page: str) -> list[str]:
    """The commands whose output the page shows."""
    return [block["command"] for block in START.finditer(page)]


def filled(page: str, run: Callable[[str], str]) -> str:
    """The page with every block holding what `run` returns for its command.

    Raises:
        ValueError: a block has no end.
    """
    parts, place = [], 0
    for block in START.finditer(page):
        end = page.find(END, block.end())
        if end < 0 or START.search(page, block.end(), end):
            raise ValueError(f'the block of "{block["command"]}" has no end: expected {END}')
        output = run(block["command"]).strip("\n")
        parts.append(f"{page[place : block.end()]}```text\n$ {block['command']}\n{output}\n```\n")
        place = end
    return "".join([*parts, page[place:]])


def output_of(command: str, charts: Path | None = None) -> str:
    """What a foedus command prints; where it asks, the charts of the answer go to that folder.

    Raises:
        ValueError: it is no foedus command, or it failed.
    """
    program, *arguments = shlex.split(command)
    if program != "foedus":
        raise ValueError(f'"{command}" is not a command of foedus')
    if charts is not None and arguments[:1] == ["ask"]:
        arguments += ["--charts", str(charts)]
    call = [sys.executable, "-c", "import sys; from foedus.cli import main; sys.exit(main())", *arguments]
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(call, capture_output=True, encoding="utf-8", env=environment, check=False)
    if done.returncode:
        raise ValueError(f'"{command}" ended with status {done.returncode}: {done.stderr.strip()}')
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


def main() -> int:
    """Exit status: 0 done, 1 the page is stale (with `--check`) or a command failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where the page is stale")
    is_check = parser.parse_args().check
    page = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        try:
            after = {README: filled(page, lambda command: output_of(command, Path(folder))).encode()}
            for picture in PICTURE.finditer(page):
                drawn = Path(folder, f"{picture['chart']}.svg")
                after[README.parent / "docs" / "pictures" / drawn.name] = drawn.read_bytes()
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)
            return 1
    stale = [path for path, found in after.items() if not path.is_file() or path.read_bytes() != found]
    if is_check:
        for path in stale:
            print(f"{path.name} shows something else than the commands give. Run: make readme", file=sys.stderr)
        return int(bool(stale))
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(after[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
