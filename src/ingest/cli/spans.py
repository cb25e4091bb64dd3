"""Spans of time as they are typed: 30m, 24h, 7d, 2w."""

from __future__ import annotations

import re
from datetime import timedelta

import click

from ingest.cli import clock

SPAN = re.compile(r"(\d{1,6})([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span_of(text: str) -> timedelta | None:
    """The span, or None where the text is none."""
    found = SPAN.fullmatch(text.strip())
    return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else None


class Span(click.ParamType[timedelta]):
    """A span of time."""

    name = "span"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """The span. Fails with how to write one."""
        try:
            span = span_of(str(value))
            if span is not None:
                clock.now() - span  # further back there are no dates
        except OverflowError:
            span = None
        if span is None:
            self.fail(f"{str(value)!r} is no span of time: give 90d, 12h or 4w", param, ctx)
        return span
