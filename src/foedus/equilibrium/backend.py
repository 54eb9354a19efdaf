"""How JAX is set up for foedus: float64, one thread inside a compiled module, compiled code kept on disk.

Import `jax` and `jnp` from here. A compiled module that runs on several threads may sum in another order from call to
call (about 1e-9 relative), so that one seed would not give the same bytes twice; chunks of draws are the unit of
parallel work instead (`parallel.py`).
"""

import os
from pathlib import Path

# Read when the CPU client is made, so it has to stand before anything is computed. An analyst's own flags win.
_FLAGS = "--xla_cpu_multi_thread_eigen=false"
if "xla_cpu_multi_thread_eigen" not in os.environ.get("XLA_FLAGS", ""):
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {_FLAGS}".strip()

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

jax.config.update("jax_enable_x64", True)

# For what runs a few times only: a third of the time to compile, up to twice the time to run. What the solver runs
# thousands of times is compiled with everything the compiler has.
QUICK_COMPILE = {"xla_backend_optimization_level": 1}


def keep_compiled(folder: Path) -> None:
    """Keep compiled code in `folder` from now on, and take from there what an earlier process left.

    A first compile costs seconds, reading it back a tenth of that. For the edge only (the command line): a library
    does not write to a disk that nobody pointed it to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)


__all__ = ["QUICK_COMPILE", "jax", "jnp", "keep_compiled"]
