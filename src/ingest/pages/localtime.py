"""A moment in UTC and what else is said -> the same moment on the clock of the page's readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from ingest.pages import dates
from ingest.pages.evidence import Candidate

QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
HALF_DAY = 12
LEAST = 3.0
"""Candidates lighter than this do not tell the page's day."""


def as_shown(chosen: Candidate[datetime], said: list[Candidate[datetime]]) -> Candidate[datetime]:
    """The same instant as the page's readers see it, where another candidate tells the offset."""
    moment = chosen.value
    if chosen.source == "html" or moment.utcoffset() or not _has_time(moment):
        return chosen
    for read in (_declared_offset, _clock_offset, _day_offset):
        offset = next(filter(None, (read(moment, other) for other in said)), None)
        if offset is not None:
            return replace(chosen, value=moment.astimezone(timezone(offset)))
        if read is _clock_offset and _same_day_is_shown(moment, said):
            return chosen
    return chosen


def _declared_offset(_: datetime, other: Candidate[datetime]) -> timedelta | None:
    """What another candidate is written with."""
    return other.value.utcoffset()


def _clock_offset(moment: datetime, other: Candidate[datetime]) -> timedelta | None:
    """The same moment on a clock that shows no zone."""
    if other.source not in ("html", "meta") or not _has_time(other.value):
        return None
    quarters = round((other.value - moment) / QUARTER)
    ahead = quarters * QUARTER
    same = abs(other.value - moment - ahead) < MINUTE
    return ahead if same and abs(ahead) <= dates.AHEAD else None


def _day_offset(moment: datetime, other: Candidate[datetime]) -> timedelta | None:
    """The day before or after is shown, which only a clock that far from UTC can do."""
    if other.source not in ("html", "url") or other.weight < LEAST or _has_time(other.value):
        return None
    days = (other.value.date() - moment.date()).days
    hours = 24 - moment.hour if days > 0 else -moment.hour - 1
    return timedelta(hours=hours) if abs(days) == 1 and abs(hours) <= HALF_DAY else None


def _same_day_is_shown(moment: datetime, said: list[Candidate[datetime]]) -> bool:
    return any(c.source == "html" and c.value.date() == moment.date() for c in said)


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute)
