"""README.md with the real output of the commands it shows.

    python scripts/regenerate_readme.py [--check]

A block that begins with `<!-- output: foedus … -->` and ends with `<!-- end of output -->` is filled with what that
command prints, 80 columns wide and without colour. `--check` writes nothing and exits with 1 where the page is stale.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
START = re.compile(r"<!-- output: (?P<command>[^\n]+?) -->\n")
END = "<!-- end of output -->"


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


def output_of(command: str) -> str:
    """What a foedus command prints.

    Raises:
        ValueError: it is no foedus command, or it failed.
    """
    program, *arguments = shlex.split(command)
    if program != "foedus":
        raise ValueError(f'"{command}" is not a command of foedus')
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
    before = README.read_text(encoding="utf-8")
    try:
        after = filled(before, output_of)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if is_check:
        if after != before:
            print("README.md shows other output than the commands print. Run: make readme", file=sys.stderr)
        return int(after != before)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
