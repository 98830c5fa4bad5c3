"""Makes kinds.parquet, kinds.arrow and kinds.arrows: every kind of column, with gaps.

    pip install polars
    python tests/parity/io/make_tables.py
"""

import datetime
import decimal
import pathlib

import polars as pl

here = pathlib.Path(__file__).parent
frame = pl.DataFrame({
    "int64": [1, None, 2**60],
    "whole": pl.Series([1, 2, 2**60]),
    "float64": [1.5, None, 2.5],
    "float32": pl.Series([1, 2, 3], dtype=pl.Float32),
    "bool": [True, None, False],
    "flag": [True, False, True],
    "text": ["x", None, "名"],
    "category": pl.Series(["a", "b", "a"], dtype=pl.Categorical),
    "date": [datetime.date(2020, 1, 2), None, datetime.date(1969, 12, 31)],
    "time": pl.Series([datetime.datetime(2020, 1, 2, 3, 4, 5, 678000), None, None]),
    "zoned": pl.Series([datetime.datetime(2020, 1, 2, 3, 4, 5)] * 3).dt.replace_time_zone("Asia/Tokyo"),
    "clock": [datetime.time(1, 2, 3)] * 3,
    "duration": [datetime.timedelta(seconds=2)] * 3,
    "decimal": pl.Series([decimal.Decimal("1.25"), None, decimal.Decimal("-0.01")]),
    "lists": [[1, 2], [3, 4], [5, 6]],
    "ragged": [[1.5], [], None],
    "vectors": pl.Series([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], dtype=pl.Array(pl.Float32, 2)),
    "image": [{"bytes": b"\x00\xff", "path": "p"}, None, {"bytes": b"", "path": None}],
    "bytes": [b"\x00\x01", None, b""],
    "uint8": pl.Series([1, 2, 255], dtype=pl.UInt8),
    "words": [["a"], ["b", "c"], None],
    "nothing": [None, None, None],
})
frame.write_parquet(here / "kinds.parquet")
frame.write_ipc(here / "kinds.arrow", compression="lz4")
frame.write_ipc_stream(here / "kinds.arrows", compression="zstd")

# Two row groups, two batches: for going on within a file.
numbers = pl.DataFrame({"n": range(1000), "word": [f"w{i % 7}" for i in range(1000)]})
numbers.write_parquet(here / "numbers.parquet", row_group_size=400)
numbers.write_ipc(here / "numbers.arrow", record_batch_size=400)
