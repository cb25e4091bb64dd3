"""A database -> another with the same rows, on either kind: resumable, and verified row by row.

    source, as it stands at one moment ─▶ what the target lacks ─▶ digests of both compared

Every chunk is a transaction of its own. A copy that was broken off is taken up again: rows that
have changed in the source since then are taken out first, and then all that is missing is put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, bindparam, delete, func, select
from sqlalchemy.engine import URL

from ingest.errors import DatabaseError, UsageError
from ingest.store import bulk, destination, migrate
from ingest.store.destination import TABLES
from ingest.store.engine import is_sqlite, open_engine, parse_url, shown, told
from ingest.store.locks import lock_run
from ingest.store.sameness import (
    CHUNK,
    Comparable,
    Found,
    Key,
    between,
    chunks,
    digest,
    key_of,
    same,
)
from ingest.store.tables import Base, ChangeRow, FetchRow

Note = Callable[[str, int], None]
"""Told the table and how many of its rows are copied."""

_ROWS: dict[str, type[Base]] = {
    str(mapper.local_table.name): mapper.class_  # type: ignore[attr-defined]  # tables have names
    for mapper in Base.registry.mappers
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A table that is the same on both sides."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was copied; `is_behind` where the source was written to meanwhile."""

    tables: tuple[Copied, ...]
    is_behind: bool


def copy(source_url: str, target_url: str, note: Note) -> Copy:
    """Fills an empty database, or goes on where an earlier call was ended.

    UsageError where the target is anything but empty or such a copy, DatabaseError where a side
    cannot be used or both are not the same in the end.
    """
    source, target = parse_url(source_url), parse_url(target_url)
    if (shown(source), source.query) == (shown(target), target.query):
        raise UsageError(f"{shown(source)} is the database itself; name another one")
    migrate.require(migrate.current(source_url), shown(source))
    with _open(target, foreign_keys=False) as engine, lock_run(target, engine):
        _prepare(source, target, engine)
        with _snapshot(source) as found:
            for table in TABLES:
                _copy_table(found, _Target(target, engine), table, note)
            copied = tuple(_verified(found, target, engine))
            with told(target), engine.execution_options(writes=True).begin() as connection:
                destination.finish(found, connection)
            before = _newest(found)
    with _snapshot(source) as found:
        return Copy(tables=copied, is_behind=_newest(found) != before)


@contextmanager
def _open(url: URL, *, foreign_keys: bool = True) -> Iterator[Engine]:
    with told(url):
        engine = open_engine(url, foreign_keys=foreign_keys)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _snapshot(url: URL) -> Iterator[Connection]:
    """The database as it stands at one moment, whoever writes."""
    with _open(url) as engine, told(url):
        level = {} if is_sqlite(url) else {"isolation_level": "REPEATABLE READ"}
        with engine.execution_options(**level).connect() as connection:
            yield connection


def _prepare(source: URL, target: URL, engine: Engine) -> None:
    mark = destination.mark_of(source)
    url = target.render_as_string(hide_password=False)
    found = migrate.current(url)
    if found is None:
        with told(target), engine.connect() as connection:
            destination.refuse_strangers(connection, shown(target))
    if found != mark:
        migrate.upgrade(url)
    with told(target), engine.execution_options(writes=True).begin() as connection:
        destination.begin(connection, mark, found, shown(target))


@dataclass(frozen=True, slots=True)
class _Target:
    url: URL
    engine: Engine

    def rows(self, table: Table, after: Key | None, to: Key | None) -> list[Found]:
        """The rows in a range; where it has no end, some of them."""
        with told(self.url), self.engine.connect() as connection:
            query = select(table).where(between(connection, table, after, to))
            return list(connection.execute(query if to is not None else query.limit(CHUNK)))

    def insert(self, table: Table, rows: list[Found]) -> None:
        with told(self.url), self.engine.execution_options(writes=True).begin() as connection:
            values = [dict(row._mapping) for row in rows]  # noqa: SLF001  # public
            bulk.insert_rows(connection, _ROWS[table.name], values)

    def delete(self, table: Table, keys: list[Key]) -> None:
        names = [column.name for column in table.primary_key]
        statement = delete(table).where(*(table.c[name] == bindparam(f"_{name}") for name in names))
        values = [{f"_{name}": part for name, part in zip(names, key, strict=True)} for key in keys]
        with told(self.url), self.engine.execution_options(writes=True).begin() as connection:
            connection.execute(statement, values)


def _copy_table(source: Connection, target: _Target, table: Table, note: Note) -> None:
    is_empty = not target.rows(table, None, None)
    if not is_empty:
        _take_out_what_differs(source, target, table)
    last: Key | None = None
    done = 0
    for rows in chunks(source, table):
        to = key_of(table, rows[-1])
        there = set() if is_empty else {key_of(table, row) for row in target.rows(table, last, to)}
        missing = [row for row in rows if key_of(table, row) not in there]
        if missing:
            target.insert(table, missing)
        last, done = to, done + len(rows)
        note(table.name, done)


def _take_out_what_differs(source: Connection, target: _Target, table: Table) -> None:
    last: Key | None = None
    for rows in chunks(source, table):
        to = key_of(table, rows[-1])
        wanted = {same(row) for row in rows}
        _take_out(target, table, target.rows(table, last, to), wanted)
        last = to
    while beyond := target.rows(table, last, None):
        _take_out(target, table, beyond, set())


def _take_out(target: _Target, table: Table, rows: list[Found], wanted: set[Comparable]) -> None:
    doomed = [key_of(table, row) for row in rows if same(row) not in wanted]
    if doomed:
        target.delete(table, doomed)


def _verified(source: Connection, target: URL, engine: Engine) -> Iterator[Copied]:
    differing = []
    with told(target), engine.connect() as connection:
        for table in TABLES:
            wanted = digest(source, table)
            if digest(connection, table) != wanted:
                differing.append(table.name)
            yield Copied(table=table.name, rows=wanted.rows, digest=wanted.sha256)
    if differing:
        raise DatabaseError(
            f"the copy in {shown(target)} differs in {', '.join(differing)}; run the command again"
        )


def _newest(connection: Connection) -> tuple[object, ...]:
    query = select(
        select(func.max(ChangeRow.seq)).scalar_subquery(),
        select(func.max(FetchRow.id)).scalar_subquery(),
    )
    return tuple(connection.execute(query).one())
