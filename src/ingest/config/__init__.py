"""Options, environment and a TOML file -> Settings: read once, at the edge.

The values are checked here without pydantic: importing it takes 0.46 s of CPU, a third of what a
`run` with nothing due may cost, and its messages name neither the file nor the remedy.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from ingest.config.readers import FEED_READERS, READERS, UnusableError
from ingest.config.secret import read_secrets
from ingest.config.settings import KeepRaw, Settings, default_database_url, default_user_agent
from ingest.errors import UsageError
from ingest.model import Source

__all__ = ["DEFAULT_FILE", "PREFIX", "KeepRaw", "Settings", "load"]

DEFAULT_FILE = Path("config/ingest.toml")
PREFIX = "INGEST_"
SECRET = frozenset({"database_url", "proxy"})  # may hold a password: never repeated


def load(
    path: Path | None = None,
    overrides: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings: `overrides` (options) before the environment, the file and the defaults.

    An override that is None and an environment variable that is empty count as not given.
    Raises UsageError, which names the file or variable, the key and the remedy.
    """
    environ = os.environ if environ is None else environ
    file = _find_file(path, environ)
    table = _read_file(file) if file else {}
    feeds = _read_feeds(table.pop("feeds", []), file)
    secrets = read_secrets(table.pop("secrets", []), file, environ)
    given = _from_file(table, file) | _from_environment(environ) | _from_options(overrides or {})
    values = {name: _checked(name, text, where) for name, (text, where) in given.items()}
    defaults = {
        "database_url": default_database_url(file),
        "user_agent": default_user_agent(values.get("contact")),
        "workers": os.cpu_count() or 1,
    }
    settings = Settings(feeds=feeds, secrets=secrets, file=file, **(defaults | values))  # type: ignore[arg-type]  # each was read by its own reader
    _check_intervals(settings, given)
    return settings


# --- where values come from ----------------------------------------------------------------------

Given = dict[str, tuple[object, str]]


def _find_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    if path is not None:
        named = "--config"
    elif environ.get(PREFIX + "CONFIG"):
        path, named = Path(environ[PREFIX + "CONFIG"]), PREFIX + "CONFIG"
    else:
        return DEFAULT_FILE if DEFAULT_FILE.is_file() else None
    if not path.exists():
        raise UsageError(f"{path}: no such settings file; create it, or correct {named}")
    return path


def _read_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{file}: the settings file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"{file}: line {line}: not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: not valid TOML: {error}; correct that line") from error


def _from_file(table: Mapping[str, object], file: Path | None) -> Given:
    for name in table:
        if name not in READERS:
            raise UsageError(
                f"{file}: {name} is not a setting{_meant(name, (*READERS, 'feeds', 'secrets'))}"
            )
    return {name: (value, f"{file}: {name}") for name, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> Given:
    names = {name: PREFIX + name.upper() for name in READERS}
    return {name: (environ[key], key) for name, key in names.items() if environ.get(key)}


def _from_options(overrides: Mapping[str, object]) -> Given:
    return {
        name: (value, "--" + name.replace("_", "-"))
        for name, value in overrides.items()
        if value is not None
    }


def _meant(name: str, known: Iterable[str]) -> str:
    known = tuple(known)
    near = difflib.get_close_matches(name.lower().replace("-", "_"), known, n=1)
    return f": did you mean {near[0]}?" if near else f"; known are {', '.join(sorted(known))}"


def _checked(name: str, value: object, where: str) -> object:
    try:
        return READERS[name](value)
    except UnusableError as error:
        shown = "" if name in SECRET else f" = {value!r}"
        raise UsageError(f"{where}{shown} cannot be used: it must be {error}") from error


def _check_intervals(settings: Settings, given: Given) -> None:
    if settings.min_interval > settings.max_interval:
        name = "min_interval" if "min_interval" in given else "max_interval"
        raise UsageError(
            f"{given[name][1]}: min_interval ({settings.min_interval.total_seconds():g} s) is above"
            f" max_interval ({settings.max_interval.total_seconds():g} s);"
            " lower the one or raise the other",
        )


# --- feeds listed in the file ---------------------------------------------------------------------


def _read_feeds(tables: object, file: Path | None) -> tuple[Source, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f'{file}: feeds must be tables: [[feeds]] and below it url = "https://…"')
    sources: dict[str, Source] = {}
    for number, table in enumerate(tables, start=1):
        source = _read_feed(table, f"{file}: [[feeds]] number {number}")
        sources.setdefault(source.url, source)
    return tuple(sources.values())


def _read_feed(table: Mapping[str, object], where: str) -> Source:
    for name in table:
        if name not in FEED_READERS:
            raise UsageError(f"{where}: {name} is not a key of a feed{_meant(name, FEED_READERS)}")
    if "url" not in table:
        raise UsageError(f'{where}: it has no address; add url = "https://…"')
    values: dict[str, object] = {}
    for name, value in table.items():
        try:
            values[name] = FEED_READERS[name](value)
        except UnusableError as error:
            shown = "" if name == "url" and "@" in str(value) else f" = {value!r}"
            raise UsageError(
                f"{where}: {name}{shown} cannot be used: it must be {error}"
            ) from error
    return Source(**values)  # type: ignore[arg-type]  # each was read by its own reader
