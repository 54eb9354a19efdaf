"""foedus: promises between states. What was asked, what will be given, and what the promise is worth afterwards.

The names below are enough for most work; the rest stands in its room (`foedus.quantity`, `foedus.stock`, …). They are
looked up when first used: the numerical libraries take seconds to load, and a typo in a case file should not cost that.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.answer import Answer, Difference, ask, diff
    from foedus.case import Case, load_case, parse_case
    from foedus.equilibrium.solve_game import solve
    from foedus.equilibrium.tree_solution import Solution
    from foedus.errors import ComputationError, FoedusError, InputError
    from foedus.estimate import Fit, fit
    from foedus.game import Game, load_game

    __version__: str

__all__ = [
    "Answer",
    "Case",
    "ComputationError",
    "Difference",
    "Fit",
    "FoedusError",
    "Game",
    "InputError",
    "Solution",
    "__version__",
    "ask",
    "diff",
    "fit",
    "load_case",
    "load_game",
    "parse_case",
    "solve",
]

_ROOM_OF = {
    "Answer": "answer",
    "Case": "case",
    "ComputationError": "errors",
    "Difference": "answer",
    "Fit": "estimate",
    "FoedusError": "errors",
    "Game": "game",
    "InputError": "errors",
    "Solution": "equilibrium.tree_solution",
    "ask": "answer",
    "diff": "answer",
    "fit": "estimate",
    "load_case": "case",
    "load_game": "game",
    "parse_case": "case",
    "solve": "equilibrium.solve_game",
}

if not TYPE_CHECKING:  # a type checker would take it to mean that every name exists

    def __getattr__(name: str) -> object:
        """The public name, from its room; kept, so that the next use finds it at once."""
        if name == "__version__":
            from importlib.metadata import version

            value = version("foedus")
        elif name in _ROOM_OF:
            value = getattr(import_module(f"foedus.{_ROOM_OF[name]}"), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
