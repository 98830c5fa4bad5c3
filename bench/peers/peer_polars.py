"""Polars in Python, for bench/readers.ts: makes the files, then reads them when told.

    python bench/peers/peer_polars.py FOLDER

Reads "csv" or "parquet" from standard input, a line each, and answers with the seconds it took until
each column was a NumPy array, or a list of texts.
"""

import pathlib
import sys
import time

import numpy as np
import polars as pl

NUMBERS = ["id", "a", "b", "k", "label", "flag"]


def make(folder: pathlib.Path) -> None:
    random = np.random.default_rng(0)

    def frame(rows: int) -> pl.DataFrame:
        cities = np.array(["Berlin", "Paris", "Rome", "Kyoto"])
        return pl.DataFrame({
            "id": np.arange(rows, dtype=np.int64),
            "a": random.normal(size=rows).round(6),
            "b": random.normal(size=rows).round(4),
            "k": random.integers(0, 1000, rows),
            "label": random.integers(0, 10, rows),
            "flag": random.random(rows) < 0.5,
            "city": cities[random.integers(0, 4, rows)],
        })

    if not (folder / "one.csv").exists():
        frame(1_000_000).write_csv(folder / "one.csv")
    if not (folder / "ten.parquet").exists():
        frame(10_000_000).select(NUMBERS).write_parquet(folder / "ten.parquet")


def read(folder: pathlib.Path, what: str) -> float:
    start = time.perf_counter()
    if what == "csv":
        frame = pl.read_csv(folder / "one.csv")
    else:
        frame = pl.read_parquet(folder / "ten.parquet")
    columns = [
        frame[name].to_numpy() if name in NUMBERS else frame[name].to_list()
        for name in frame.columns
    ]
    assert len(columns) == frame.width
    return time.perf_counter() - start


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    make(folder)
    print("ready", flush=True)
    for line in sys.stdin:
        print(read(folder, line.strip()), flush=True)


if __name__ == "__main__":
    main()
