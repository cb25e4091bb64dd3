"""The run lock: one `run` a database, and it dies with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, event, exc, text
from sqlalchemy.engine import URL

from ingest.errors import DatabaseError, RunLockedError
from ingest.store.engine import is_sqlite, shown, sqlite_file, told

RUN_LOCK = 7021905546018290002
"""PostgreSQL's advisory lock for a run: a number of ours, one lock a database."""

_held: set[Path] = set()


@contextmanager
def lock_run(url: URL, engine: Engine) -> Iterator[None]:
    """Holds the run lock. Raises RunLockedError where another run holds it."""
    file = sqlite_file(url)
    if file:
        with _file_lock(file):
            yield
    elif is_sqlite(url):
        yield
    else:
        with _advisory_lock(url, engine):
            yield


@contextmanager
def _file_lock(file: Path) -> Iterator[None]:
    """A POSIX record lock: unlike flock's, no forked worker keeps it when its parent dies.

    It does not hold within one process, so the process itself remembers what it holds.
    """
    path = file.resolve()
    if path in _held:
        raise _locked(str(file))
    try:
        descriptor = os.open(path.with_name(path.name + ".run.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise DatabaseError(
            f"the run lock beside the database {file} cannot be made: {error.strerror}; "
            "let this user write the folder"
        ) from error
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _locked(str(file)) from error
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
    finally:
        os.close(descriptor)


@contextmanager
def _advisory_lock(url: URL, engine: Engine) -> Iterator[None]:
    """A session's advisory lock, on a connection of its own that forked workers let go of."""
    with told(url):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        with told(url):
            mine = connection.execute(
                text("SELECT pg_try_advisory_lock(:key)"), {"key": RUN_LOCK}
            ).scalar()
        if not mine:
            raise _locked(shown(url))
        _forget_in_children(connection.connection.driver_connection)
        with _ended_with_lock(connection, url, engine):
            yield
    finally:
        with suppress(exc.SQLAlchemyError):
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": RUN_LOCK})
        connection.invalidate()
        connection.close()


@contextmanager
def _ended_with_lock(holder: Connection, url: URL, engine: Engine) -> Iterator[None]:
    """Raises DatabaseError where a connection is made anew after the lock's own has broken.

    The pool goes on behind a server that was restarted, but the lock is gone: another run may be
    at work by now.
    """

    def check(_connection: object, _record: object) -> None:
        try:
            holder.execute(text("SELECT 1"))
        except exc.SQLAlchemyError as error:
            raise DatabaseError(
                f"the database {shown(url)} ended this run's connection: the server was stopped "
                "or restarted; run again"
            ) from error

    event.listen(engine, "connect", check)
    try:
        yield
    finally:
        event.remove(engine, "connect", check)


def _forget_in_children(driver: object) -> None:
    fileno = getattr(driver, "fileno", None)
    if fileno is None:
        return
    descriptor = fileno()
    owner = os.getpid()

    def close() -> None:
        if os.getppid() == owner and not getattr(driver, "closed", True):
            with suppress(OSError):
                os.close(descriptor)

    os.register_at_fork(after_in_child=close)


def _locked(name: str) -> RunLockedError:
    return RunLockedError(
        f"another run is at work on the database {name}; this one has nothing to do"
    )
