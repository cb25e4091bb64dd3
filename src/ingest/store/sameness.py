"""Rows as both databases hold them -> whether they are the same, row by row and in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Table, Text, and_, select, true, tuple_

from ingest.store.columns import to_text

CHUNK = 500
"""Rows that are held at a time; a raw page is some 30 KB."""

Key = tuple[object, ...]
"""The values of a row's primary key."""

Comparable = tuple[object, ...]
"""All values of a row, the same whatever the driver."""

Found = Row[*tuple[Any, ...]]
"""A row of any table, as the driver gave it."""


class Digest(NamedTuple):
    """What two tables that are the same have in common."""

    rows: int
    sha256: str


def key_columns(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """The primary key, in an order that is the same everywhere: that of the bytes."""
    is_postgresql = connection.dialect.name == "postgresql"
    return [
        column.collate("C") if is_postgresql and isinstance(column.type, Text) else column
        for column in table.primary_key
    ]


def chunks(connection: Connection, table: Table) -> Iterator[Sequence[Found]]:
    """All rows in the order of the key, some at a time."""
    query = select(table).order_by(*key_columns(connection, table))
    yield from connection.execute(query.execution_options(yield_per=CHUNK)).partitions()


def between(
    connection: Connection, table: Table, after: Key | None, to: Key | None
) -> ColumnElement[bool]:
    """The condition for the rows whose keys come after one and not after another."""
    key = tuple_(*key_columns(connection, table))
    return and_(
        true(),
        *([key > tuple_(*after)] if after is not None else []),
        *([key <= tuple_(*to)] if to is not None else []),
    )


def key_of(table: Table, row: Found) -> Key:
    """The values of the primary key."""
    return tuple(plain(row._mapping[column]) for column in table.primary_key)  # noqa: SLF001  public


def plain(value: object) -> object:
    """A value as it is compared: whatever the driver, the same value is the same here."""
    match value:
        case datetime():
            return to_text(value)
        case memoryview() | bytearray():
            return bytes(value)
        case _:
            return value


def same(row: Found) -> Comparable:
    """A row as it is compared."""
    return tuple(map(plain, row))


def digest(connection: Connection, table: Table) -> Digest:
    """How many rows the table has, and SHA-256 over all of them in their order."""
    count, over = 0, sha256()
    for rows in chunks(connection, table):
        count += len(rows)
        for row in rows:
            over.update(repr(same(row)).encode(errors="surrogatepass") + b"\n")
    return Digest(count, over.hexdigest())
