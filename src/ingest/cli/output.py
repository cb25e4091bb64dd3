"""Results on stdout: JSON for machines; for people tables on a terminal, else tabbed lines."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from ingest.cli.words import one_line, plain

Row = Mapping[str, object]

# What JSON lets stand but a terminal obeys, or UTF-8 cannot carry.
UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")

# On a screen minutes are enough.
MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+Z$")


def as_json(value: object) -> str:
    """One line of JSON, readable in any script, without anything a terminal would obey."""
    text = json.dumps(value, ensure_ascii=_is_narrow(sys.stdout), default=str)
    return UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write(text: str) -> None:
    """A line, or lines, of results for a person."""
    _write(plain(text) + "\n")


def write_json(value: object) -> None:
    """One JSON document on a line."""
    _write(as_json(value) + "\n")


def write_json_array(rows: Iterable[Row]) -> None:
    """One array, an object a line, written as the rows come."""
    before = "["
    for row in rows:
        _write(f"{before}{as_json(dict(row))}")
        before = ",\n "
    _write("[]\n" if before == "[" else "]\n")


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows for a person: a table on a terminal, else a line of names and tabbed lines."""
    lines = ([_cell(value) for value in row] for row in rows)
    if sys.stdout.isatty():
        _draw_table(columns, lines)
        return
    write_line(columns)
    for line in lines:
        write_line(line)


def write_line(row: Sequence[object]) -> None:
    """One tabbed line of a table."""
    _write("\t".join(_cell(value) for value in row) + "\n")


def _draw_table(columns: Sequence[str], lines: Iterable[list[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for line in lines:
        table.add_row(*(Text(MOMENT.sub(r"\1 \2", cell)) for cell in line))
    Console().print(table)


def _cell(value: object) -> str:
    return "" if value is None else one_line(value)


def _write(text: str) -> None:
    stream = sys.stdout
    if _is_narrow(stream):
        text = text.encode(stream.encoding, "backslashreplace").decode(stream.encoding)
    stream.write(text)


def _is_narrow(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().replace("-", "") != "utf8"
