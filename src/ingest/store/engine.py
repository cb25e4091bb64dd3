"""A database's address -> an engine that begins transactions when it says so.

pysqlite begins transactions late, so that two writers lose updates without an error. Here a
writing transaction begins with BEGIN IMMEDIATE, a reading one with BEGIN.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, exc
from sqlalchemy.engine import URL, make_url

from ingest.errors import DatabaseError, UsageError

if TYPE_CHECKING:
    import psycopg

BUSY_SECONDS = 60
"""How long a writer waits for another: far longer than any transaction of ours lasts."""

CONNECT_SECONDS = 10

WAL_PAGES = 16_384
"""SQLite's log grows to 64 MiB before it is copied into the file. Digests fall on pages all over a
large database: at SQLite's own 1,000 pages nearly every transaction copied its pages at once, and
adding to 640,000 articles cost 1.4 times what the first articles cost, 1.1 times with these.
"""


def parse_url(text: str) -> URL:
    """The address with its driver; UsageError where it is neither SQLite's nor PostgreSQL's."""
    try:
        url = make_url(text)
    except (exc.ArgumentError, ValueError) as error:
        raise UsageError(
            "the database URL cannot be read; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    if "@" in (url.host or ""):  # it would be looked up and named: the end of a password
        raise UsageError("the database URL has an @ too many; in a password write it as %40")
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return url
        case "postgres" | "postgresql" | "postgresql+psycopg":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise UsageError(
                f"the database URL begins with {other}://; "
                "sqlite:// and postgresql:// are understood"
            )


def is_sqlite(url: URL) -> bool:
    """Whether the database is an SQLite file or memory."""
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path | None:
    """The database's file; None for PostgreSQL, and for what is in memory or a `file:` URI."""
    name = url.database
    if not is_sqlite(url) or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name).absolute()


def shown(url: URL) -> str:
    """The database's name for messages: a file, or an address without password."""
    if is_sqlite(url):
        return str(sqlite_file(url) or url.database or "in memory")
    shorter = URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database
    )
    return shorter.render_as_string()


def open_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """The one factory, for the store and for migrations.

    `execution_options(writes=True)` makes transactions that write.
    """
    if is_sqlite(url):
        return _sqlite(url, foreign_keys=foreign_keys)
    return _postgresql(url)


def _sqlite(url: URL, *, foreign_keys: bool) -> Engine:
    file = sqlite_file(url)
    if file:
        # never made here: an unmounted disk must not become an empty database beside the full one
        if not file.parent.is_dir():
            raise DatabaseError(
                f"the folder {file.parent} does not exist: "
                "make it, or name another database in INGEST_DATABASE_URL"
            )
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    else:
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "synchronous=NORMAL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            "temp_store=MEMORY",
            "cache_size=-32768",
            f"wal_autocheckpoint={WAL_PAGES}",
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        if file and writes:
            _refuse_moved(file, connection.info.get("file"))
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        if file:
            connection.info.setdefault("file", _identity(file))

    return engine


def _refuse_moved(file: Path, known: tuple[int, int] | None) -> None:
    """SQLite goes on writing to a file that was moved away or deleted, and what it writes is lost
    with it.
    """
    if known is not None and _identity(file) != known:
        raise DatabaseError(
            f"the database {file} is no longer there: it was moved away or deleted while in use; "
            "put it back and run again"
        )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _postgresql(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "options": "-c timezone=UTC -c client_encoding=UTF8",
                "application_name": "ingest",
            },
        )
    except ModuleNotFoundError as error:
        raise DatabaseError(
            "PostgreSQL needs the package psycopg; install it with: pip install 'ingest[postgres]'"
        ) from error

    @event.listens_for(engine, "connect")
    def prepare(connection: psycopg.Connection, _record: object) -> None:
        from psycopg.types.array import ListBinaryDumper

        # a list of fifty pages' bodies written as text takes five times as long
        connection.adapters.register_dumper(list, ListBinaryDumper)

    return engine


def use_wal(engine: Engine) -> None:
    """Puts an SQLite database in WAL mode: readers and the writer do not wait for each other."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        connection.rollback()
        (mode,) = driver.execute("PRAGMA journal_mode").fetchone()
        if mode == "delete":
            driver.execute("PRAGMA journal_mode=WAL").close()


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turns what the driver says about an unusable database into a DatabaseError."""
    try:
        yield
    except exc.DBAPIError as error:
        if not is_outage(error):
            raise
        raise DatabaseError(f"{explain(error, url)}") from error
    except exc.TimeoutError as error:
        raise DatabaseError(f"the database {shown(url)} gives no connection") from error


def sqlstate(error: exc.DBAPIError) -> str:
    """PostgreSQL's five letters; '' on SQLite and where the connection broke."""
    return getattr(error.orig, "sqlstate", None) or ""


def is_outage(error: exc.DBAPIError) -> bool:
    """Whether the database is at fault, not the values that were to be written."""
    state = sqlstate(error)
    if state:
        return state[:2] in {"08", "25", "28", "3D", "42", "53", "55", "57", "58", "XX"}
    return (
        error.connection_invalidated
        or isinstance(error, exc.OperationalError | exc.InternalError)
        or type(error) is exc.DatabaseError
    )


def is_contention(error: exc.DBAPIError) -> bool:
    """Whether another writer was in the way and trying again may do."""
    return sqlstate(error) in {"40001", "40P01", "55P03", "23505", "23503"}


_ADVICE = (
    ("readonly", "is read-only; let this user write the file and its folder"),
    ("read-only", "is read-only; let this user write it"),
    ("unable to open", "cannot be opened; let this user read and write the file and its folder"),
    ("not a database", "is not an SQLite database; move it away or name another"),
    ("malformed", "is damaged; restore a backup, or try `sqlite3 FILE .recover`"),
    ("full", "cannot grow: the disk is full; make room and run again"),
    ("disk I/O", "cannot be read or written: the disk reports an error"),
    ("locked", "is locked by another program; end it and run again"),
)


def explain(error: exc.DBAPIError, url: URL) -> str:
    """What is wrong with the database and what to do, without the password."""
    said = " ".join(str(error.orig).split())
    if url.password:
        said = said.replace(str(url.password), "***")
    if is_sqlite(url):
        for mark, advice in _ADVICE:
            if mark in said:
                return f"the database {shown(url)} {advice} ({said})"
        return f"the database {shown(url)} cannot be used: {said}"
    if sqlstate(error).startswith("42501"):
        return f"this user may not do that in the database {shown(url)}: {said}"
    return f"the database {shown(url)} cannot be used: {said}"
