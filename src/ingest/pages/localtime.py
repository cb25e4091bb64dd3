"""A moment in UTC and what else is said -> the same moment on the clock of the page's readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from ingest.pages import dates
from ingest.pages.evidence import Candidate

QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
HALF_DAY = 12
WEST = -timedelta(hours=HALF_DAY)
LEAST = 3.0
"""Candidates lighter than this do not tell the page's day."""


def as_shown(chosen: Candidate[datetime], said: list[Candidate[datetime]]) -> Candidate[datetime]:
    """The same instant as the page's readers see it, where another candidate tells the offset."""
    moment = chosen.value
    if chosen.source == "html" or moment.utcoffset() or not _has_time(moment):
        return chosen
    shown = [other for other in said if other.source == "html"]
    is_shown = any(other.value.date() == moment.date() for other in shown)
    told = [] if is_shown else [other for other in said if other.source != "html"]
    for read, others in (
        (_declared_offset, said),
        (_clock_offset, shown),
        (_clock_offset, told),
        (_day_offset, [] if is_shown else said),
    ):
        offset = next(filter(None, (read(moment, other) for other in others)), None)
        if offset is not None:
            return replace(chosen, value=moment.astimezone(timezone(offset)))
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
    # half a day less is the same hour on a clock of twelve hours
    return ahead if same and WEST < ahead <= dates.AHEAD else None


def _day_offset(moment: datetime, other: Candidate[datetime]) -> timedelta | None:
    """The day before or after is shown, which only a clock that far from UTC can do."""
    if other.source not in ("html", "url") or other.weight < LEAST or _has_time(other.value):
        return None
    days = (other.value.date() - moment.date()).days
    hours = 24 - moment.hour if days > 0 else -moment.hour - 1
    return timedelta(hours=hours) if abs(days) == 1 and abs(hours) <= HALF_DAY else None


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute)
