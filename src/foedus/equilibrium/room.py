"""Compiled code is forgotten before there is more of it than the system lets a process have.

Linux allows a process so many memory mappings (65 530, unless somebody raised it). The code of one shape of the request
game takes about a thousand, and where there is no room for more the compiler ends the process, not the call.
"""

from __future__ import annotations

import gc
from pathlib import Path

from foedus.equilibrium.backend import jax

FULL = 0.5
"""share of the mappings from which on compiled code is forgotten"""


def make_room() -> None:
    """Forget all compiled functions where half of the allowed mappings are taken; they are compiled anew when called.

    Call it where something new may be compiled. On other systems it does nothing.
    """
    if mappings() > FULL * most_mappings():
        jax.clear_caches()
        gc.collect()


def mappings() -> int:
    """How many memory mappings this process has; 0 where nobody counts them."""
    try:
        return Path("/proc/self/maps").read_bytes().count(b"\n")
    except OSError:
        return 0


def most_mappings() -> float:
    """How many it may have."""
    try:
        return float(Path("/proc/sys/vm/max_map_count").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return float("inf")
