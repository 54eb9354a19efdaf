"""How long commands that compute nothing take to start, in units of `python -c "import pydantic"`.

    python benchmarks/startup.py [--runs 9]

Each figure is the median of fresh processes, taken in turns so that a busy moment touches all of them alike. Byte code
is written by a first run of each, as an installation writes it. Nothing fails here: a machine's mood is no defect.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from foedus.case import builtin_path, new_case_text

UNIT = "import pydantic"
MOST = {"foedus --help": 3.0, "foedus case check, a first case": 5.0}
"""what is meant to be kept"""


def commands(folder: Path) -> dict[str, list[str]]:
    """What is timed, by the name that is printed."""
    first = folder / "first.yaml"
    first.write_text(new_case_text("first"), encoding="utf-8")

    def foedus(*arguments: str) -> list[str]:
        return [sys.executable, "-c", f"import sys; from foedus.cli import main; sys.exit(main({list(arguments)!r}))"]

    return {
        UNIT: [sys.executable, "-c", UNIT],
        "foedus --help": foedus("--help"),
        "foedus case check, a first case": foedus("case", "check", str(first)),
        "foedus case check, the flagship": foedus("case", "check", str(builtin_path("moscow-2025"))),
    }


def seconds(command: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - begun


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=9, help="fresh processes of each")
    runs = max(7, parser.parse_args().runs)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        timed = commands(Path(folder))
        for command in timed.values():
            seconds(command, environment)
        rounds = [{name: seconds(command, environment) for name, command in timed.items()} for _ in range(runs)]
    medians = {name: statistics.median(one[name] for one in rounds) for name in timed}
    print(f"start-up, medians of {runs} processes")
    for name, median in medians.items():
        budget = f", meant to be at most {MOST[name]:.0f}" if name in MOST else ""
        print(f"  {name:34} {1000 * median:5.0f} ms  {median / medians[UNIT]:4.1f} times {UNIT}{budget}")


if __name__ == "__main__":
    main()
