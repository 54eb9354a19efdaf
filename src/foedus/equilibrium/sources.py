"""The state of the sources, by which what was compiled or traced from them is kept. It loads nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def sources_digest(release: str, patterns: Iterable[str]) -> str:
    """SHA-256 of the package's files that match, in hexadecimal, and of the release of what compiles them."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256(release.encode())
    for pattern in patterns:
        for source in sorted(package.glob(pattern)):
            digest.update(source.read_bytes())
    return digest.hexdigest()
