"""Lines of the log, written by whoever was set up to write them.

What writes them is imported with the first line that is wanted: without `-v` hardly any run has
one, and structlog comes with all that it can colour a traceback with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Lines(Protocol):
    """Writes a constant event name and values as fields."""

    def info(self, event: str, **fields: object) -> object:
        """A line that is wanted with `-v`."""

    def error(self, event: str, **fields: object) -> object:
        """A line that is always wanted."""


@dataclass
class _Log:
    level: int = logging.WARNING
    begin: Callable[[], Lines] | None = None
    lines: Lines | None = None


_LOG = _Log()


def set_up(level: int, begin: Callable[[], Lines]) -> None:
    """From here on lines of this level and above are written; `begin` is called for the first."""
    _LOG.level, _LOG.begin, _LOG.lines = level, begin, None


def is_wanted(level: int) -> bool:
    """Whether a line of this level would be written."""
    return _LOG.begin is not None and level >= _LOG.level


def info(event: str, **fields: object) -> None:
    """A line for each outcome."""
    if is_wanted(logging.INFO):
        _lines().info(event, **fields)


def error(event: str, **fields: object) -> None:
    """A line for what should not be."""
    if is_wanted(logging.ERROR):
        _lines().error(event, **fields)


def _lines() -> Lines:
    if _LOG.lines is None:
        assert _LOG.begin is not None
        _LOG.lines = _LOG.begin()
    return _LOG.lines
