"""Reading a case costs no numerical library: seen from outside, in a process of its own."""

import subprocess
import sys
from collections.abc import Sequence

import pytest

HEAVY = ("altair", "duckdb", "ibis", "jax", "jaxlib", "pandas", "pooch", "pyarrow", "scipy", "vl_convert", "xarray")
NOT_FOR_HELP = (
    *HEAVY,
    "foedus.case",
    "importlib.metadata",
    "numpy",
    "platformdirs",
    "pycountry",
    "pydantic",
    "rich",
    "ruamel",
)
NOT_FOR_A_CHECK = (*HEAVY, "foedus.answer", "foedus.report.terminal", "numpy", "platformdirs", "rich")


def loaded_by(statements: str, names: Sequence[str] = HEAVY) -> list[str]:
    """Which of the modules named are loaded after the statements, in a fresh interpreter."""
    script = f"import sys\n{statements}\nprint(*[name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return done.stderr.split()


def run(*arguments: str) -> str:
    """Statements that run a command and go on."""
    return f"from foedus.cli import main; assert main({list(arguments)!r}) == 0"


@pytest.mark.parametrize(
    "statements",
    [
        "import foedus",
        "import foedus; foedus.load_case, foedus.parse_case, foedus.Case, foedus.InputError, foedus.__version__",
        "import foedus.cli",
        "import foedus.cli.application",
        "import foedus.case; foedus.case.load_case('moscow-2025')",
        "import foedus.case; foedus.case.inputs(foedus.case.load_case('moscow-2025'))",
        "import foedus.report.terminal, foedus.report.chart, foedus.report.page",
    ],
)
def test_nothing_heavy_is_loaded_before_something_is_computed(statements: str) -> None:
    """They take two seconds to import; a typo in a case file should not cost that."""
    assert loaded_by(statements) == []


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_loads_what_prints_it_and_nothing_else(arguments: tuple[str, ...]) -> None:
    """`foedus --help` is to take at most three times what pydantic takes to be imported: `benchmarks/startup.py`."""
    allowed = {"importlib.metadata"} if arguments == ("--version",) else set()
    assert set(loaded_by(run(*arguments), NOT_FOR_HELP)) <= allowed


@pytest.mark.parametrize("case", ["two-by-two", "moscow-2025"])
def test_checking_a_case_loads_nothing_that_computes_or_draws(case: str) -> None:
    assert loaded_by(run("case", "check", case), NOT_FOR_A_CHECK) == []


@pytest.mark.parametrize("command", ["ask", "diff", "verify", "cite", "words", "record"])
def test_the_help_of_every_command_is_light(command: str) -> None:
    assert loaded_by(run(command, "--help"), NOT_FOR_A_CHECK) == []


def test_a_case_without_states_loads_no_table_of_states() -> None:
    assert loaded_by(run("case", "check", "two-by-two"), ["pycountry", "pydantic"]) == ["pydantic"]


def test_what_is_loaded_is_noticed() -> None:
    assert "scipy" in loaded_by("import scipy")
