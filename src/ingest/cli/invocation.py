"""What stands before the command, and what every command gets from it: settings and the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli import clock, log

if TYPE_CHECKING:
    from ingest.config import Settings
    from ingest.store import Store


@dataclass(frozen=True)
class Invocation:
    """The options before the command."""

    config: Path | None
    database_url: str | None
    log_format: log.LogFormat
    verbosity: int

    @cached_property
    def settings(self) -> Settings:
        """All settings, read once. Raises UsageError."""
        from ingest import config

        return config.load(self.config, {"database_url": self.database_url})

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database, open. Feeds of the settings file are subscribed to on the way in."""
        from ingest.store import open_store

        store = open_store(self.settings.database_url, keep_raw=self.settings.keep_raw.value)
        try:
            if self.settings.feeds:
                store.add_feeds(self.settings.feeds, now=clock.now())
            yield store
        finally:
            store.close()

    def start_log(self) -> None:
        """From here on log lines are written."""
        log.configure(self.log_format, log.level_for(self.verbosity))


pass_invocation = click.make_pass_decorator(Invocation)
