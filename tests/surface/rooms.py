"""The rooms of the package and what their modules import, read from the source without running it."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
PACKAGE = SOURCE / "foedus"

# Ground floor first: a module imports from its own room and from earlier ones only. Some are still to be built.
ORDER = (
    "errors",
    "files",
    "quantity",
    "case",
    "record",
    "game",
    "equilibrium",
    "reputation",
    "stock",
    "request",
    "answer",
    "estimate",
    "forecast",
    "trial",
    "report",
    "web",
    "cli",
)


@dataclass(frozen=True, order=True)
class Import:
    """One imported name: where it stands, what it is, and when it is imported."""

    module: str
    line: int
    target: str
    """dotted name as written; `from a import b` counts as `a.b`, which may be a module or something in one"""
    is_late: bool
    """inside a function, or only for type checkers: not run when the module is loaded"""


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room_of(module: str) -> str:
    """The room a module belongs to; "" for the package itself, the door that leads to all of them."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def folders() -> set[str]:
    """Rooms that are folders with modules in them."""
    return {path.parent.relative_to(PACKAGE).parts[0] for path in PACKAGE.glob("*/**/*.py")}


def files() -> set[str]:
    """Modules that are no room of their own, by name."""
    return {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}


def imports_of(source: str, module: str) -> list[Import]:
    """Every import in the text of a module, late ones included; relative ones cannot be placed and are refused."""
    found: list[Import] = []

    def visit(node: ast.AST, is_late: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(module, node.lineno, alias.name, is_late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} has a relative import: write it out"
            found.extend(Import(module, node.lineno, f"{node.module}.{alias.name}", is_late) for alias in node.names)
        elif isinstance(node, ast.If) and _is_for_type_checkers(node.test):
            for child in node.body:
                visit(child, True)
            for child in node.orelse:
                visit(child, is_late)
        else:
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for child in ast.iter_child_nodes(node):
                visit(child, is_late or is_function)

    visit(ast.parse(source), False)
    return found


def _is_for_type_checkers(test: ast.expr) -> bool:
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


@cache
def all_imports() -> tuple[Import, ...]:
    """Every import of the package."""
    return tuple(
        item for name, path in modules().items() for item in imports_of(path.read_text(encoding="utf-8"), name)
    )


def with_parents(module: str) -> list[str]:
    """A dotted name and the packages around it, which Python loads first."""
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def loaded_with(module: str) -> set[str]:
    """Everything that loading a module of the package loads: names of its modules and of top-level libraries.

    A name that another module hands on counts as loading that module; `from foedus.room import x` counts as loading
    `foedus.room.x` where there is such a module.
    """
    loaded: set[str] = set()
    waiting = with_parents(module)
    while waiting:
        name = waiting.pop()
        if name in loaded:
            continue
        loaded.add(name)
        for item in all_imports():
            if item.module == name and not item.is_late:
                if item.target.startswith("foedus"):
                    waiting.extend(part for part in with_parents(item.target) if part in modules())
                else:
                    loaded.add(item.target.split(".")[0])
    return loaded
