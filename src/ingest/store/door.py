"""A database that is open: its transactions, and how it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, exc
from sqlalchemy.engine import URL

from ingest.store.engine import is_contention, shown, told

ATTEMPTS = 8
"""Writers on PostgreSQL that get in each other's way try again as often as this."""

T = TypeVar("T")


class Door:
    """One database, from one thread. No transaction stays open."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self._url = url
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    @property
    def name(self) -> str:
        """The database's name for messages, without password."""
        return shown(self._url)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with told(self._url), self._engine.connect() as connection:
            yield connection

    def _write(self, change: Callable[[Connection], T]) -> T:
        """Runs `change` in a transaction, again where another writer was in the way."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with told(self._url), self._writer.begin() as connection:
                    return change(connection)
            except exc.DBAPIError as error:
                if attempt == ATTEMPTS or not is_contention(error):
                    raise
        raise AssertionError
