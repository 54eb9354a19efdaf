"""Where the tests find the real data, and what they say when it is not there."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the owners' data files, read for tests and measurement only and never copied."""
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("FOEDUS_SHARED", default)) / "data"
    if not folder.is_dir():
        pytest.skip(f"no data at {folder}: set FOEDUS_SHARED to the folder that holds data/")
    return folder
