"""How JAX is set up for foedus: float64, one thread inside a compiled module, compiled code kept on disk.

Import `jax` and `jnp` from here. A compiled module that runs on several threads may sum in another order from call to
call (about 1e-9 relative), so that one seed would not give the same bytes twice; chunks of draws are the unit of
parallel work instead (`chunk.py`).
"""

import os
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

# Read when the CPU client is made, so it has to stand before anything is computed. An analyst's own flags win.
_FLAGS = "--xla_cpu_multi_thread_eigen=false"
if "xla_cpu_multi_thread_eigen" not in os.environ.get("XLA_FLAGS", ""):
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {_FLAGS}".strip()

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

jax.config.update("jax_enable_x64", True)

# The compiler's first level of optimisation makes code as fast as its third. Its older way of turning fused operations
# into code takes half the time; what runs hundreds of thousands of times is a fifth faster with the newer one, but for
# linearised maps, which are slower with it (docs/solver.md).
_OPTIONS = {"xla_backend_optimization_level": 1, "xla_cpu_prefer_vector_width": 512}
_OLDER = {"xla_cpu_use_fusion_emitters": False}


_FOLDER = "jax_compilation_cache_dir"


def _known(options: dict[str, Any]) -> dict[str, Any]:
    """The options that this release of the compiler has; they come and go."""
    kept = {}
    for name, value in options.items():
        with suppress(Exception):  # of a kind that has changed between releases
            jax.jit(lambda: 0, compiler_options={name: value}).lower().compile()
            kept[name] = value
    return kept


COMPILE_HOT = _known(_OPTIONS)
COMPILE = COMPILE_HOT | _known(_OLDER)
"""for `jax.jit(…, compiler_options=…)`"""


def keep_compiled(folder: Path) -> None:
    """Keep compiled code in `folder` from now on, and take from there what an earlier process left.

    A first compile costs seconds, reading it back a tenth of that. For the edge only (the command line): a library
    does not write to a disk that nobody pointed it to. What cannot be read or written is compiled, and nobody is told.

    Raises:
        OSError: there can be no such folder; nothing is kept then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.glob("*-cache"):  # a full disk leaves empty ones, which JAX would take for written
        if not entry.stat().st_size:
            entry.unlink(missing_ok=True)
    warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache")
    jax.config.update(_FOLDER, str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)


def compiled_folder() -> Path | None:
    """Where compiled code is kept, None where it is not."""
    folder: str | None = getattr(jax.config, _FOLDER)
    return None if folder is None else Path(folder)


__all__ = ["COMPILE", "COMPILE_HOT", "compiled_folder", "jax", "jnp", "keep_compiled"]
