"""Fetching a file from its owner: nothing before the terms are accepted, and going on where a first try broke off."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from foedus.errors import ComputationError, InputError
from foedus.record.catalogue import data_set
from foedus.record.folder import where_to_put

if TYPE_CHECKING:
    from foedus.record.data_set import DataSet

__all__ = ["Resuming", "download", "terms"]

CHUNK = 1 << 16
PATIENCE = 30.0  # seconds without an answer
PARTIAL = 206
NOTHING_LEFT = 416


def terms(data: DataSet) -> str:
    """What somebody who fetches a data set accepts, in a few lines."""
    lines = [
        f"{data.name}: {data.title}", f"owner: {data.owner}", f"terms: {data.licence}", f"cite: {data.citation}.",
        f"address: {data.download or data.address}",
    ]  # fmt: skip
    return "\n".join(lines)


def download(name: str, folder: str | Path, accept: bool = False) -> Path:
    """The file of a data set, fetched from its owner's address into a folder; one that is there already is left alone.

    A download that breaks off leaves what it got in a hidden file and goes on from there the next time. The file gets
    its name when it is whole, and where its checksum is known, when that is right.

    Raises:
        InputError: there is no such set, its owner gives no address of a file, or the terms are not accepted.
        ComputationError: there is no network, the owner's site does not answer, or the file is not the one expected.
    """
    data = data_set(name)
    if data.download is None:
        raise InputError.at(
            "record download", f"{name} has no address that a program may fetch from", hint=where_to_put(data)
        )
    if not accept:
        raise InputError.at(
            "record download", f"the terms of {name} are not accepted: {data.licence} ({data.owner})",
            hint="Read them at the owner's page, then repeat the command with --accept.",
        )  # fmt: skip
    place = Path(folder)
    ending = ".zip" if data.download.endswith(".zip") else Path(data.download).suffix
    target = place / f"{data.name}{ending}"
    if target.exists():
        return target
    made = [one for one in (place, *place.parents) if not one.exists()]
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.at(str(folder), f"cannot be made: {error.strerror}") from error
    try:
        return _fetch(data, target)
    finally:
        for one in made:
            with contextlib.suppress(OSError):  # it holds a file now, whole or begun
                one.rmdir()


def _fetch(data: DataSet, target: Path) -> Path:
    try:
        import pooch
    except ImportError:
        raise ComputationError(
            "pooch is not installed, and downloading needs it: pip install 'foedus[record]'"
        ) from None
    pooch.get_logger().setLevel(logging.ERROR)
    known = None if data.sha256 is None else f"sha256:{data.sha256}"
    part = target.with_name(f".{target.name}.part")
    try:
        got = pooch.retrieve(data.download, known, fname=target.name, path=target.parent, downloader=Resuming(part))
    except ValueError as error:
        part.unlink(missing_ok=True)
        raise ComputationError(
            f"{data.download} is not the file that was expected: {error}. {where_to_put(data)}"
        ) from error
    except Exception as error:
        if not type(error).__module__.startswith(("requests", "urllib3", "pooch")) and not isinstance(error, OSError):
            raise
        if part.exists() and not part.stat().st_size:
            part.unlink()
        reason = _reason(error, data.download or data.address, part)
        raise ComputationError(
            f"{data.download} could not be fetched: {reason}. Without a network place the file by hand:"
            f" {where_to_put(data)}"
        ) from error
    part.unlink(missing_ok=True)
    return Path(got)


def _reason(error: Exception, address: str, part: Path) -> str:
    """Why nothing came, in words: those of the network name pools and retries."""
    import requests

    host = urlsplit(address).hostname
    if isinstance(error, requests.Timeout):
        return f"{host} does not answer within {PATIENCE:g} seconds"
    if isinstance(error, requests.ConnectionError):
        begun = part.stat().st_size if part.exists() else 0
        return f"the connection broke off after {begun} bytes; repeat it to go on" if begun else (
            f"there is no connection to {host}"
        )  # fmt: skip
    return str(error).split("(Caused by")[0].strip().rstrip(".")


class Resuming:
    """A downloader for pooch that asks for the rest of what an earlier try left in `part`."""

    def __init__(self, part: Path) -> None:
        self.part = part

    def __call__(self, url: str, output_file: Any, pooch: Any, check_only: bool = False) -> None:
        """Fetch `url` into `output_file`, by way of `part`."""
        import requests
        from tqdm import tqdm

        begun = self.part.stat().st_size if self.part.exists() else 0
        headers = {"Range": f"bytes={begun}-"} if begun else {}
        with requests.get(url, stream=True, timeout=PATIENCE, headers=headers) as answer:
            if not (begun and answer.status_code == NOTHING_LEFT):
                answer.raise_for_status()
                goes_on = begun > 0 and answer.status_code == PARTIAL
                total = int(answer.headers.get("content-length", 0)) + (begun if goes_on else 0)
                with (
                    self.part.open("ab" if goes_on else "wb") as stream,
                    tqdm(
                        total=total or None, initial=begun if goes_on else 0, unit="B", unit_scale=True, leave=False,
                        disable=not sys.stderr.isatty(),
                    ) as bar,
                ):  # fmt: skip
                    for chunk in answer.iter_content(CHUNK):
                        stream.write(chunk)
                        bar.update(len(chunk))
                if total and "content-encoding" not in answer.headers and self.part.stat().st_size < total:
                    raise OSError(f"broke off after {self.part.stat().st_size} of {total} bytes; repeat it to go on")
        os.replace(self.part, output_file)
