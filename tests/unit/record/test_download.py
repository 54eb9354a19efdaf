"""Fetching from an owner: terms first, whole or not at all, going on where it broke off. The owner is a server here."""

import hashlib
import http.server
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest

import foedus.record.catalogue as catalogue
from foedus.errors import ComputationError, InputError
from foedus.record import download, read
from record_world import TABLES

CONTENT = pd.DataFrame(TABLES["states"]).to_csv(index=False).encode()


class Owner(http.server.BaseHTTPRequestHandler):
    """Serves the states, or the rest of them; breaks off half way when told to."""

    breaks_off = False
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        Owner.asked.append(wanted)
        if self.path != "/states2016.csv":
            self.send_error(404)
            return
        begin = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        rest = CONTENT[begin:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: len(rest) // 2] if Owner.breaks_off else rest)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Owner)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Owner.breaks_off, Owner.asked = False, []
    address = f"http://127.0.0.1:{server.server_port}/states2016.csv"
    point_at(address, monkeypatch)
    yield address
    server.shutdown()
    server.server_close()


def point_at(address: str, monkeypatch: pytest.MonkeyPatch, sha256: str | None = None) -> None:
    states = replace(catalogue.DATA_SETS["states"], download=address, sha256=sha256)
    monkeypatch.setattr(catalogue, "DATA_SETS", {**catalogue.DATA_SETS, "states": states})


def test_nothing_is_fetched_before_the_terms_are_accepted(owner: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the terms of states are not accepted: Free; .*repeat .* --accept"):
        download("states", tmp_path)
    assert Owner.asked == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_fetched_and_can_be_read(owner: str, tmp_path: Path) -> None:
    path = download("states", tmp_path / "new", accept=True)
    assert path == tmp_path / "new" / "states.csv"
    assert path.read_bytes() == CONTENT
    assert [one.name for one in path.parent.iterdir()] == ["states.csv"]
    assert len(read("states", path.parent)) == len(TABLES["states"])
    assert download("states", path.parent, accept=True) == path
    assert Owner.asked == [""]


def test_a_download_that_broke_off_goes_on_from_there(
    owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The module, not the function of that name.
    monkeypatch.setattr(sys.modules["foedus.record.download"], "CHUNK", 50)
    Owner.breaks_off = True
    with pytest.raises(ComputationError, match="could not be fetched"):
        download("states", tmp_path, accept=True)
    assert [one.name for one in tmp_path.iterdir()] == [".states.csv.part"]
    Owner.breaks_off = False
    path = download("states", tmp_path, accept=True)
    assert path.read_bytes() == CONTENT
    assert Owner.asked == ["", f"bytes={len(CONTENT) // 2 // 50 * 50}-"]
    assert [one.name for one in tmp_path.iterdir()] == ["states.csv"]


def test_a_file_with_another_checksum_is_not_kept(owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(owner, monkeypatch, sha256="0" * 64)
    with pytest.raises(ComputationError, match="is not the file that was expected"):
        download("states", tmp_path, accept=True)
    assert list(tmp_path.iterdir()) == []
    point_at(owner, monkeypatch, sha256=hashlib.sha256(CONTENT).hexdigest())
    assert download("states", tmp_path, accept=True).read_bytes() == CONTENT


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/states2016.csv", "http://no-such-host.invalid/states2016.csv"])
def test_without_a_network_it_says_how_to_place_the_file_by_hand(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point_at(address, monkeypatch)
    with pytest.raises(ComputationError) as caught:
        download("states", tmp_path / "new" / "folder", accept=True)
    said = str(caught.value)
    host = address.split("/")[2].split(":")[0]
    assert said.startswith(f"{address} could not be fetched: there is no connection to {host}. Without a network")
    assert "\n" not in said
    assert "Without a network place the file by hand: Get it from https://correlatesofwar.org" in said
    assert "put it there as states.parquet" in said
    assert list(tmp_path.iterdir()) == []


def test_an_owner_who_does_not_answer_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["foedus.record.download"], "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        point_at(f"http://127.0.0.1:{silent.getsockname()[1]}/states2016.csv", monkeypatch)
        with pytest.raises(ComputationError, match=r"127\.0\.0\.1 does not answer within 0\.2 seconds"):
            download("states", tmp_path, accept=True)
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_is_gone_is_named(owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(owner.replace("states2016", "moved"), monkeypatch)
    with pytest.raises(ComputationError, match="404"):
        download("states", tmp_path, accept=True)


def test_a_set_without_an_address_says_where_it_is_to_be_had(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gml_disputes has no address that a program may fetch from\. Get it"):
        download("gml_disputes", tmp_path, accept=True)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be made"):
        download("states", tmp_path / "file" / "folder", accept=True)
