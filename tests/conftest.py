"""What the tests of all rooms share."""

from __future__ import annotations

from tests.databases import (
    _postgresql_template,
    database_url,
    empty_database_url,
    empty_postgresql_url,
    postgresql_server,
    postgresql_url,
    sqlite_url,
)

__all__ = [
    "_postgresql_template",
    "database_url",
    "empty_database_url",
    "empty_postgresql_url",
    "postgresql_server",
    "postgresql_url",
    "sqlite_url",
]
