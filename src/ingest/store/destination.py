"""The database that a copy is made in: made ready, marked until it is whole, and finished.

While it is filled, a mark stands where its revision belongs: no other command takes it for a
database, and a copy that was broken off knows its own.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.schema import AddConstraint

from ingest.errors import DatabaseError, UsageError
from ingest.store.engine import shown
from ingest.store.migrate import UNFINISHED
from ingest.store.tables import HEAD, Base

TABLES: tuple[Table, ...] = tuple(Base.metadata.sorted_tables)


def mark_of(source: URL) -> str:
    """What marks an unfinished copy of this database."""
    return UNFINISHED + sha256(shown(source).encode()).hexdigest()[:16]


def refuse_strangers(connection: Connection, name: str) -> None:
    """Raises UsageError where there is no schema of ours, yet tables of somebody's."""
    others = inspect(connection).get_table_names()
    if others and "alembic_version" not in others:
        raise UsageError(
            f"the database {name} belongs to something else: it has the table {others[0]}; "
            "name an empty one"
        )


def begin(connection: Connection, mark: str, found: str | None, name: str) -> None:
    """Marks an empty database, or finds the mark. Raises UsageError for any other.

    Until `finish` nothing checks what its rows point at: they come table by table.
    """
    if found != mark:
        for table in TABLES:
            if connection.execute(select(table.primary_key.columns[0]).limit(1)).first():
                raise UsageError(
                    f"the database {name} is not empty: it has {table.name}; name an empty one"
                )
        _write_revision(connection, mark)
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            for key in inspect(connection).get_foreign_keys(table.name):
                connection.execute(
                    text(f'ALTER TABLE {table.name} DROP CONSTRAINT "{key["name"]}"')
                )


def finish(source: Connection, connection: Connection) -> None:
    """Makes a full database a whole one: foreign keys, next ids, statistics, its revision."""
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            there = {key["name"] for key in inspect(connection).get_foreign_keys(table.name)}
            for key in table.foreign_key_constraints:
                if key.name not in there:
                    connection.execute(AddConstraint(key, isolate_from_table=False))
    else:
        orphan = connection.execute(text("PRAGMA foreign_key_check")).first()
        if orphan is not None:
            raise DatabaseError(f"a row of {orphan[0]} points at nothing; run: ingest db check")
    for table in TABLES:
        if "id" in table.c or "seq" in table.primary_key.columns:
            _give_on_from(connection, table, _last_given(source, table))
    connection.execute(text("ANALYZE"))
    _write_revision(connection, HEAD)


def _write_revision(connection: Connection, revision: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def _last_given(connection: Connection, table: Table) -> int:
    """The last number that the database gave out: perhaps of a row that is gone."""
    (column,) = table.primary_key.columns
    highest: int = connection.scalar(select(func.max(column))) or 0
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT last_value FROM pg_sequences WHERE format('%I.%I', schemaname, "
            "sequencename) = pg_get_serial_sequence(:table, :column)"
        )
        given = connection.scalar(text(query), {"table": table.name, "column": column.name})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        query = "SELECT seq FROM sqlite_sequence WHERE name = :table"
        given = connection.scalar(text(query), {"table": table.name})
    else:
        given = None
    return max(highest, given or 0)


def _give_on_from(connection: Connection, table: Table, last: int) -> None:
    values = {"table": table.name, "last": last}
    if not last:
        return
    if connection.dialect.name == "postgresql":
        values["column"] = table.primary_key.columns[0].name
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"), values
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), values)
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), values)
