"""The settings as values, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

from ingest.model import Secret, Source


class KeepRaw(StrEnum):
    """Which raw pages are kept for re-extraction."""

    NONE = "none"
    LATEST = "latest"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, checked. `file` is the settings file that was read, or None."""

    database_url: str = field(repr=False)
    user_agent: str
    contact: str | None = None
    host_interval: timedelta = timedelta(seconds=2)
    concurrency: int = 32
    timeout: timedelta = timedelta(seconds=20)
    max_bytes: int = 10_485_760
    allow_addresses: str = ""
    workers: int = 1
    extract_timeout: timedelta = timedelta(seconds=20)
    keep_raw: KeepRaw = KeepRaw.LATEST
    recheck: tuple[timedelta, ...] = ()
    proxy: str | None = field(default=None, repr=False)
    robots_for_feeds: bool = False
    shared_hosts: tuple[str, ...] = ()
    min_interval: timedelta = timedelta(seconds=900)
    max_interval: timedelta = timedelta(seconds=86_400)
    feeds: tuple[Source, ...] = field(default=(), repr=False)
    secrets: tuple[Secret, ...] = field(default=(), repr=False)
    file: Path | None = None


def default_database_url(file: Path | None) -> str:
    """SQLite beside the settings file; without one, in the user's data directory."""
    if file:
        folder = file.resolve().parent
    else:
        import platformdirs

        folder = platformdirs.user_data_path("ingest", appauthor=False, ensure_exists=True)
    return f"sqlite:///{quote(str(folder / 'ingest.db'))}"


def default_user_agent(contact: object = None) -> str:
    """One honest, stable name, with an address to write to where one is set."""
    name = f"ingest/{metadata.version('ingest')}"
    return f"{name} (+{contact})" if contact else name
