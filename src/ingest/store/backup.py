"""An SQLite database -> a copy of it in a file, while it is in use."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from ingest.errors import DatabaseError, UsageError
from ingest.store.engine import open_engine, parse_url, shown, sqlite_file, told


def backup(url: str, target: Path) -> None:
    """Copies the database as it stands at one moment, whatever its schema and whoever writes.

    The file is there whole or not at all. UsageError for PostgreSQL, and for a target that is a
    database in use.
    """
    source = parse_url(url)
    file = sqlite_file(source)
    if file is None:
        raise UsageError(
            "only a database in an SQLite file is backed up like this; for PostgreSQL run: "
            f"pg_dump --format=custom --file={target} {shown(source)}"
        )
    if not file.exists():
        raise DatabaseError(f"the database {file} does not exist; nothing was backed up")
    _refuse_in_use(file, target)
    with told(source):
        engine = open_engine(source)
        try:
            with engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                _copy(driver, target)
        finally:
            engine.dispose()


def _refuse_in_use(file: Path, target: Path) -> None:
    """A log that belongs to the file before would be played into the new one, and destroy it."""
    if str(target) == "-":
        raise UsageError("a backup is not written to stdout; name a file (./- for one called -)")
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file")
    if target.exists() and target.samefile(file):
        raise UsageError(f"{target} is the database itself; name another file")
    log = target.with_name(f"{target.name}-wal")
    if log.exists():
        raise UsageError(f"{target} is a database in use, for {log} is there; name another file")


def _copy(driver: sqlite3.Connection, target: Path) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with contextlib.closing(sqlite3.connect(part)) as copy:
            driver.backup(copy)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"the backup {target} cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
