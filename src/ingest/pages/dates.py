"""A string -> the moment it names. Only what is written: nothing is guessed or completed.

A moment keeps the offset that the page gives: the day on which something was published is the
page's own. A date without a time is midnight UTC, a time without a zone is taken as UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

from ingest.pages import calendars
from ingest.pages.folding import casefold
from ingest.pages.months import MONTHS

EARLIEST = 1990
MAX_TEXT = 300
AHEAD = timedelta(hours=14)  # the easternmost zone: a time without a zone may be that far ahead

_DIGIT = re.compile(r"\d")
MIN_DIGITS = 3
"""No notation of a day has less."""
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:\s*[T,]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?Z?)?(?!\d)")
_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<![\d./-])(\d{1,2})\s?([./|-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-])"
)
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_LATVIAN = re.compile(r"(\d{4})\.\s*gada\s+(\d{1,2})\.\s*([^\W\d]{3,12})", re.IGNORECASE)
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})[,\s]+(?:năm\s+)?(\d{4})", re.IGNORECASE)
_WORD = r"([^\s\d.,/|()\[\]:;–-]{2,20})\.?"
_DAY_MONTH_YEAR = re.compile(
    r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|er|º|ª|-?[аеий]{1,2})?[.,]?\s?(?:of |de |d['’]|-|/)?\s?"
    + _WORD
    + r"[\s,]*(?:de |del |-|/)?\s?['’]?(\d{4}|\d{2})(?![\d:])",
    re.IGNORECASE,
)
_MONTH_DAY_YEAR = re.compile(
    r"(?<!\w)" + _WORD + r"[\s-](\d{1,2})(?:st|nd|rd|th)?\s?[,.\s-]\s*['’]?(\d{4})(?![\d:])",
    re.IGNORECASE,
)
_YEAR_MONTH_DAY = re.compile(
    r"(?<![\d:])(\d{4})(?:\.| m\.|,|\.\s*gada)?\s+" + _WORD + r"\s+(\d{1,2})(?!\d)", re.IGNORECASE
)
_TIME = re.compile(
    r"^\D{0,14}?(?<!\d)(\d{1,2})(?:[:.h]|\s?[時时시]\s?)(\d{2})(?:[:.](\d{2}))?(?!\d)"
    r"(?:\s*([ap])\.?\s?m\.?(?!\w))?(?:\s*\(?(Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})(?!\w))?",
    re.IGNORECASE,
)
_MAIL_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "BST": 60,
    "CET": 60,
    "MEZ": 60,
    "CEST": 120,
    "MESZ": 120,
    "EET": 120,
    "EEST": 180,
    "MSK": 180,
    "JST": 540,
    "KST": 540,
    "AEST": 600,
    "AEDT": 660,
    "EST": -300,
    "EDT": -240,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
}


@lru_cache(maxsize=128)
def parse(text: str, *, month_first: bool = False) -> datetime | None:
    """The first moment that a string names; None where it names none.

    Remembered for a while: a page shows its date in several places.
    """
    return next(find(text, month_first=month_first), None)


def find(text: str, *, month_first: bool = False) -> Iterator[datetime]:
    """The moments that a string names, the most explicit notation first."""
    text = " ".join(text[:MAX_TEXT].split())
    if not text.isascii():
        text = calendars.in_ours(text)
    if len(_DIGIT.findall(text)) < MIN_DIGITS:
        return
    epoch = _epoch(text)
    if epoch is not None:
        yield epoch
        return
    if "-" in text:
        for found in _ISO.finditer(text):
            yield from _iso(found)
    mail = _mail(text) if any(map(text.lower().__contains__, _MAIL_MONTHS)) else None
    if mail is not None:
        yield mail
    yield from _written(text, month_first=month_first)


def is_plausible(moment: datetime, at: datetime | None) -> bool:
    """Not before the web, and not after the fetch."""
    return moment.year >= EARLIEST and (at is None or moment <= at)


def bounded(moment: datetime, at: datetime | None) -> datetime | None:
    """The moment as far as it can be true of a page fetched `at`; None where it cannot.

    A time that was written without a zone may lie ahead of UTC: its day is kept, not its hour.
    """
    if at is None or is_plausible(moment, at):
        return moment if moment.year >= EARLIEST else None
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if moment.tzinfo is UTC and moment <= at + AHEAD and is_plausible(midnight, at):
        return midnight
    return None


def _epoch(text: str) -> datetime | None:
    if not text.isascii() or not text.isdigit() or len(text) not in (10, 13):
        return None
    moment = datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
    return moment if moment.year >= EARLIEST else None


def _iso(found: re.Match[str]) -> Iterator[datetime]:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    moment = _moment(year, month, day, hour, minute, second, micro=micro, zone=_zone(zone))
    if moment is not None:
        yield moment


def _mail(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not 1 <= moment.year <= 9998 or moment.year < EARLIEST:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _written(text: str, *, month_first: bool) -> Iterator[datetime]:
    """Notations for people, with the time of day that follows them, if one does."""
    if not text.isascii():
        yield from _eastern(text)
    elif "gada" in text:
        yield from _latvian(text)
    for found in _YEAR_FIRST.finditer(text):
        yield from _with_time(text, found, found[1], found[3], found[4])
    for found in _MONTH_DAY_YEAR.finditer(text):
        yield from _named(text, found, found[3], found[1], found[2])
    for found in _DAY_MONTH_YEAR.finditer(text):
        yield from _named(text, found, found[3], found[2], found[1])
    for found in _YEAR_MONTH_DAY.finditer(text):
        yield from _named(text, found, found[1], found[2], found[3])
    for found in _DAY_FIRST.finditer(text):
        first, mark, second, year = found.groups()
        swapped = (month_first and mark != "." and int(first) <= 12) or int(second) > 12
        day, month = (second, first) if swapped else (first, second)
        yield from _with_time(text, found, year, month, day)
    for found in _COMPACT.finditer(text):
        moment = _moment(*found.groups())
        if moment is not None:
            yield moment


def _eastern(text: str) -> Iterator[datetime]:
    for found in _EAST.finditer(text):
        yield from _with_time(text, found, found[1], found[2], found[3])
    for found in _VIETNAMESE.finditer(text):
        yield from _with_time(text, found, found[3], found[2], found[1])
    yield from _latvian(text)


def _latvian(text: str) -> Iterator[datetime]:
    for found in _LATVIAN.finditer(text):
        yield from _named(text, found, found[1], found[3], found[2])


def _named(text: str, found: re.Match[str], year: str, name: str, day: str) -> Iterator[datetime]:
    name = name.lower().strip(".'’׳")
    month = MONTHS.get(name) or (None if name.isascii() else MONTHS.get(casefold(name)))
    if month is not None:
        yield from _with_time(text, found, year, str(month), day)


def _with_time(
    text: str, found: re.Match[str], year: str, month: str, day: str
) -> Iterator[datetime]:
    clock = _TIME.match(text[found.end() : found.end() + 40])
    moment = None
    if clock is not None:
        hour, minute, second, half, zone = clock.groups()
        if half:
            hour = str(int(hour) % 12 + (12 if half.lower() == "p" else 0))
        moment = _moment(year, month, day, hour, minute, second, zone=_zone(zone))
    moment = moment or _moment(year, month, day)
    if moment is not None:
        yield moment


def _moment(
    year: str,
    month: str,
    day: str,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    *,
    micro: int = 0,
    zone: timezone = UTC,
) -> datetime | None:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if 2400 < full_year < 2700:  # the Buddhist era
        full_year -= 543
    clock = (int(hour or 0), int(minute or 0), min(int(second or 0), 59), micro)
    try:
        moment = datetime(full_year, int(month), int(day), *clock, tzinfo=zone)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment.year < 9998 else None


def _zone(text: str | None) -> timezone:
    if not text:
        return UTC
    if text[0] in "+-":
        digits = text[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        minutes = minutes if text[0] == "+" else -minutes
    else:
        minutes = _ZONES.get(text.upper(), 0)
    return timezone(timedelta(minutes=minutes)) if 0 < abs(minutes) < 15 * 60 else UTC
