"""What a feed says about time -> aware UTC datetimes that can be believed, or None.

A date without a zone is read as UTC. A date up to a day ahead of the fetch is a wrong zone or a
scheduled item: it is bounded by the fetch. Anything later, the epoch itself and years before 1900
say nothing and become None.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

TOLERANCE = timedelta(days=1)
MAX_LENGTH = 100
MAX_GUESSES = 96
MAX_IN_VAIN = 8
# dateparser needs seconds to try all of its two hundred.
LANGUAGES = (
    *(
        "en",
        "pt",
        "es",
        "fr",
        "de",
        "it",
        "nl",
        "ru",
        "uk",
        "pl",
        "cs",
        "sk",
        "tr",
        "sv",
        "nb",
        "da",
    ),
    *(
        "fi",
        "hu",
        "ro",
        "bg",
        "el",
        "hr",
        "sr",
        "sl",
        "ca",
        "id",
        "vi",
        "ar",
        "fa",
        "he",
        "ja",
        "zh",
    ),
    *("ko", "th", "hi"),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(
    r"^(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T\s]+(\d\d?):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\s*(?:[+-]?\d{4,}-\d\d?-\d\d?|\d+\s*$)")
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(?::[0-9]{2})? "
    r"(?:[+-][0-9]{4}|GMT|UTC?|Z)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"^\d{9,13}$")
_LONE_YEAR = re.compile(r"^(\d{4})(?:-(\d\d))?$")


def believed(moment: datetime | None, *, at: datetime) -> datetime | None:
    """The moment as far as it can be true at the time of the fetch."""
    if moment is None or moment.year < 1900 or moment == _EPOCH or moment > at + TOLERANCE:
        return None
    return min(moment, at)


def parse(text: str) -> datetime | None:
    """ISO 8601 and RFC 822 in their common spellings. Never raises."""
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    try:
        return _iso(text) or _mail(text) or _number(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def is_ruled(text: str) -> bool:
    """Whether the date's form is plain, so that the rule alone decides."""
    return _PLAIN.match(text) is not None


def usual(text: str) -> datetime | None:
    """RFC 822 as nearly everybody writes it, where no parser reads anything else into it."""
    return parse(text) if _USUAL.fullmatch(text) else None


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        lone = _LONE_YEAR.match(text)
        return datetime(int(lone[1]), int(lone[2] or 1), 1, tzinfo=UTC) if lone else None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    moment = datetime(year, month, day, tzinfo=_zone(found[7]))
    moment += timedelta(hours=hour, minutes=minute, seconds=second)
    return moment.astimezone(UTC) if hour <= 24 and minute < 60 and second <= 60 else None


def _zone(text: str | None) -> timezone:
    if not text or text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if text[0] == "-" else span)


def _mail(text: str) -> datetime | None:
    if not any(letter.isalpha() for letter in text) or "0000 " in text:
        return None  # the library takes year 0 for 2000
    moment = parsedate_to_datetime(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(text: str) -> datetime | None:
    """Seconds or milliseconds since the epoch."""
    if not _NUMBER.match(text):
        return None
    seconds = int(text) / (1000 if len(text) > 11 else 1)
    return datetime.fromtimestamp(seconds, UTC)


class Guesser:
    """Dates in the languages of the world, a bounded number of them a feed.

    dateparser needs milliseconds a date and half a second to import: it is asked last, and never
    for relative dates ("2 hours ago"), which would bring in a clock.
    """

    def __init__(self, language: str | None = None) -> None:
        self._language = (language or "").split("-", maxsplit=1)[0].lower()
        self._left = MAX_GUESSES

    def parse(self, text: str | None, fallback: datetime | None = None) -> datetime | None:
        """The fallback (a laxer parser's word) or the date by rule, else by guess. Never raises.

        Where the form is plain the rule alone decides: the lax take 30 February for 1 March.
        """
        if not text or len(text) > MAX_LENGTH:
            return None
        moment = fallback if fallback and not is_ruled(text) else parse(text)
        if moment is None and self._left > 0 and self._may_be_guessed(text):
            moment = _guess(text.strip(), self._language)
            self._left -= 1 if moment else MAX_GUESSES // MAX_IN_VAIN
        return moment

    def _may_be_guessed(self, text: str) -> bool:
        """A year must be there; 1/2/2024 is January or February unless the language is known."""
        is_ambiguous = not self._language and not any(letter.isalpha() for letter in text)
        return bool(_YEAR.search(text)) and not is_ruled(text) and not is_ambiguous


@lru_cache(maxsize=256)
def _guess(text: str, language: str) -> datetime | None:
    for languages in ((language,), LANGUAGES) if language else (LANGUAGES,):
        try:
            found = _guesser_of(languages).get_date_data(text)
        except Exception:  # noqa: BLE001, S112 - a foreign parser on a stranger's text: any fault is "no date"
            continue
        if found.date_obj is not None:
            moment: datetime = found.date_obj
            return moment.astimezone(UTC)
    return None


@lru_cache(maxsize=32)
def _guesser_of(languages: tuple[str, ...]) -> Any:
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
    }
    return DateDataParser(languages=list(languages), settings=settings)
