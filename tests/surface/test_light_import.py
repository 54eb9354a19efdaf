"""Reading a case costs no numerical library: seen from outside, in a process of its own."""

import subprocess
import sys

import pytest

HEAVY = ("altair", "jax", "jaxlib", "pandas", "scipy", "vl_convert", "xarray")


def loaded_by(statements: str) -> list[str]:
    """Which of the heavy libraries are loaded after the statements, in a fresh interpreter."""
    script = f"import sys\n{statements}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


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


def test_what_is_loaded_is_noticed() -> None:
    assert "scipy" in loaded_by("import scipy")
