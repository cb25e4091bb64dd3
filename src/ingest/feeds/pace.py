"""What a publisher says about the pace of its feed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from ingest.feeds.wire import string

MAX_TTL = timedelta(days=30)

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 730, "yearly": 8760}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def ttl(head: Mapping[str, object]) -> timedelta | None:
    """The longer of RSS's ttl (minutes) and the syndication module's period / frequency."""
    spans = []
    minutes = _number(string(head, "ttl"))
    if minutes:
        spans.append(timedelta(minutes=min(minutes, 10**6)))
    hours = _PERIODS.get((string(head, "sy_updateperiod") or "").strip().lower())
    frequency = _number(string(head, "sy_updatefrequency"))
    if hours:
        spans.append(timedelta(hours=hours) / min(frequency or 1, 3600))
    return min(max(spans), MAX_TTL) if spans else None


def _number(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,9})", text or "")
    return int(found[1]) if found else None


def skip_hours(text: str) -> frozenset[int]:
    """RSS 2.0: hours in GMT; some publishers write 24 for midnight (RSS 0.91)."""
    values = (
        int(value) % 24
        for value in _children(text, "skipHours", "hour")
        if value.isdigit() and int(value) <= 24
    )
    return frozenset(values)


def skip_days(text: str) -> frozenset[int]:
    """Numbered as `datetime.weekday` does: Monday is 0."""
    named = (value.lower() for value in _children(text, "skipDays", "day"))
    return frozenset(_DAYS.index(value) for value in named if value in _DAYS)


def _children(text: str, parent: str, child: str) -> list[str]:
    """feedparser keeps only the last of several children."""
    found = re.search(f"<{parent}[\\s>]", text, re.IGNORECASE)
    if not found:
        return []
    block = text[found.start() : found.start() + 10_000]
    end = re.search(f"</{parent}", block, re.IGNORECASE)
    return re.findall(
        f"<{child}>\\s*(\\w{{1,10}})\\s*<", block[: end.start() if end else None], re.IGNORECASE
    )
