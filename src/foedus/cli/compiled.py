"""Where the command line keeps compiled code between runs: the user's own cache folder."""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path


def use_compiled_code() -> None:
    """Keep compiled code in the user's cache folder; do without where nothing can be written there."""
    from platformdirs import user_cache_path

    from foedus.equilibrium.backend import keep_compiled

    with suppress(OSError):
        keep_compiled(Path(user_cache_path("foedus", appauthor=False)) / f"compiled-{version('foedus')}")
