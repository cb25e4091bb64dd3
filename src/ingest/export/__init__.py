"""Rows of `v1_articles` -> bytes of a file: JSON lines, CSV or Parquet, as they come.

The only room with pyarrow. Memory is bounded by some megabytes of rows, however many come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import BinaryIO

from ingest.export.lines import write_csv, write_jsonl

Row = Mapping[str, object]

__all__ = ["Form", "write"]


class Form(StrEnum):
    """The form of a file; each is the suffix of its name."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


def write(rows: Iterable[Row], out: BinaryIO, form: Form) -> None:
    """Writes all rows. They are JSON-ready: times are text as the contract writes it."""
    _writer(form)(rows, out)


def _writer(form: Form) -> Callable[[Iterable[Row], BinaryIO], None]:
    match form:
        case Form.JSONL:
            return write_jsonl
        case Form.CSV:
            return write_csv
        case Form.PARQUET:
            from ingest.export.parquet import write_parquet  # half a second of imports

            return write_parquet
