"""The log: structured lines on stderr, as text for people or as JSON for machines."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from enum import StrEnum

from ingest.cli import clock
from ingest.cli.words import plain
from ingest.log import Lines, set_up


class LogFormat(StrEnum):
    """How a log line is written."""

    TEXT = "text"
    JSON = "json"


def level_for(verbosity: int) -> int:
    """Warnings; with -v every outcome; with -vv everything; with -q errors only."""
    if verbosity < 0:
        return logging.ERROR
    return (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbosity, 2)]


def configure(log_format: LogFormat, level: int) -> None:
    """Send every log line of the program to stderr. Libraries' own logs go nowhere."""
    logging.getLogger().addHandler(logging.NullHandler())
    set_up(level, lambda: _lines(log_format, level))


def _lines(log_format: LogFormat, level: int) -> Lines:
    import structlog

    as_json = log_format is LogFormat.JSON
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            _stamp,
            _clean,
            structlog.processors.JSONRenderer(sort_keys=False, default=str)
            if as_json
            else structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), timestamp_key="at", pad_event_to=16, sort_keys=False
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    lines: Lines = structlog.get_logger()
    return lines


def _stamp(
    _logger: object, _method: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    return {"at": clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"), **event}


def _clean(
    _logger: object, _method: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    """Values from outside lose their control characters; times and spans become plain."""
    return {name: _cleaned(value) for name, value in event.items()}


def _cleaned(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return plain(value)
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case timedelta():
            return round(value.total_seconds(), 3)
        case dict():
            return {plain(str(key)): _cleaned(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_cleaned(inner) for inner in value]
        case _:
            return plain(str(value))
