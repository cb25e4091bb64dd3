"""What the tests of all rooms share."""

from __future__ import annotations

import signal

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

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell starts what it puts in the background deaf to Ctrl-C, and so would be the commands
    # that are sent one here
    signal.signal(signal.SIGINT, signal.default_int_handler)
