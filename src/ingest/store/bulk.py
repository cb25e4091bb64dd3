"""Many rows -> one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ARRAY, Connection, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ingest.store.tables import Base, table_of

Values = Sequence[Mapping[str, object]]


def insert_rows(connection: Connection, row: type[Base], rows: Values) -> None:
    """Inserts; an error where a key is there."""
    _insert(connection, row, rows, key=None, change=())


def insert_numbered(connection: Connection, row: type[Base], rows: Values) -> list[int]:
    """Inserts, and returns the numbers that the rows were given, in their order.

    In one statement: for each of SQLite's the full-text index writes all that it holds, and fifty
    articles one by one made fifty segments to be merged.
    """
    (number,) = table_of(row).primary_key
    statement = insert(row)
    if connection.dialect.name == "sqlite":  # numbers grow, which SQLAlchemy does not rely upon
        return sorted(connection.scalars(statement.returning(number), rows))
    return list(connection.scalars(statement.returning(number, sort_by_parameter_order=True), rows))


def upsert(
    connection: Connection,
    row: type[Base],
    rows: Values,
    key: Iterable[str],
    change: Iterable[str] = (),
) -> None:
    """Inserts; where the key is there, changes the named columns or, without any, nothing."""
    _insert(connection, row, rows, key=list(key), change=list(change))


def _insert(
    connection: Connection,
    row: type[Base],
    rows: Values,
    *,
    key: list[str] | None,
    change: Sequence[str],
) -> None:
    """On PostgreSQL the rows travel as one array a column: under half the time of one by one."""
    if not rows:
        return
    table = table_of(row)
    is_sqlite = connection.dialect.name == "sqlite"
    statement = (sqlite if is_sqlite else postgresql).insert(table)
    names = list(rows[0])
    if not is_sqlite:
        arrays = [
            func.unnest(bindparam(name, type_=ARRAY(table.c[name].type))).label(name)
            for name in names
        ]
        statement = statement.from_select(names, select(*arrays))
    if key is not None and change:
        changed = {name: statement.excluded[name] for name in change}
        statement = statement.on_conflict_do_update(index_elements=key, set_=changed)
    elif key is not None:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    if is_sqlite:
        connection.execute(statement, list(rows))
    else:
        connection.execute(statement, {name: [one[name] for one in rows] for name in names})
