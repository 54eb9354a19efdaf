"""How long the public record takes: calls from the full tables, and ten million events from Parquet.

    python benchmarks/record.py [--data FOLDER] [--events 10000000]

FOLDER holds the owners' files; without it only events are timed, which are made up. The peak of memory is that of the
process. Nothing fails here: a machine's mood is no defect.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from foedus.record import Record, call_table, monthly_counts

STATES = [
    "USA",
    "RUS",
    "CHN",
    "GBR",
    "FRA",
    "DEU",
    "IRN",
    "ISR",
    "IND",
    "PAK",
    "UKR",
    "TUR",
    "EGY",
    "SAU",
    "JPN",
    "KOR",
]
CODES = ["010", "020", "036", "040", "042", "043", "051", "057", "061", "072", "111", "120", "130", "173", "190"]
CHUNK = 1_000_000


def write_events(path: Path, number: int) -> None:
    """GDELT-like rows over ten years, in chunks."""
    generator = np.random.default_rng(1)
    days = np.datetime64("2014-01-01") + np.arange(3650)
    writer = None
    for begin in range(0, number, CHUNK):
        size = min(CHUNK, number - begin)
        table = pa.table(
            {
                "GlobalEventID": np.arange(begin, begin + size),
                "Day": pa.array(days[generator.integers(0, len(days), size)]),
                "Actor1Name": pa.array(np.array(STATES)[generator.integers(0, len(STATES), size)]),
                "Actor1CountryCode": pa.array(np.array(STATES)[generator.integers(0, len(STATES), size)]),
                "Actor1Type1Code": pa.array(np.array(["GOV", "CVL"])[generator.integers(0, 2, size)]),
                "Actor2Name": pa.array(np.array(STATES)[generator.integers(0, len(STATES), size)]),
                "Actor2CountryCode": pa.array(np.array(STATES)[generator.integers(0, len(STATES), size)]),
                "Actor2Type1Code": pa.array(np.array(["GOV", "CVL"])[generator.integers(0, 2, size)]),
                "IsRootEvent": generator.integers(0, 2, size),
                "EventCode": pa.array(np.array(CODES)[generator.integers(0, len(CODES), size)]),
                "NumArticles": generator.integers(1, 50, size),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def report(what: str, begun: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {what:62} {time.perf_counter() - begun:6.1f} s   peak so far {peak:4.1f} GB")


def main() -> None:
    """Print a line for each task."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", help="folder of the owners' files")
    parser.add_argument("--events", type=int, default=10_000_000, help="how many events to make up")
    asked = parser.parse_args()
    print("the public record")
    if asked.data:
        for level in ("war", "dispute"):
            begun = time.perf_counter()
            rows = call_table(Record(asked.data), level).count().to_pyarrow().as_py()
            report(f"{rows} calls in {level}s from the full tables", begun)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gdelt2.parquet"
        write_events(path, asked.events)
        print(f"  {asked.events} events, {path.stat().st_size / 1e6:.0f} MB of Parquet")
        record = Record(folder)
        begun = time.perf_counter()
        rows = monthly_counts(record, "gdelt2").count().to_pyarrow().as_py()
        report(f"checked and counted by pair, month and kind: {rows} groups", begun)


if __name__ == "__main__":
    main()
