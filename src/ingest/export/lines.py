"""Rows -> JSON lines, or CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from ingest.export.columns import COLUMNS

# What a spreadsheet begins a formula with, in either width, and what it skips to find one (OWASP,
# "CSV Injection"). Apostrophes before it count, so that what we put there can be taken away again.
FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")


def write_jsonl(rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
    """An object a line, in UTF-8."""
    out.writelines(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def write_csv(rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
    """A line of names, then one record a row as RFC 4180 has it, in UTF-8. NULL is empty."""
    text = io.TextIOWrapper(out, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    text.flush()
    text.detach()


def _cell(value: object) -> object:
    """Harmless: an apostrophe stands before what would be a formula."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value
