"""A line of text -> what it looks like: a date, a byline, the head of a teaser box, prose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from ingest.pages.words import (
    BYLINE_STARTS,
    CONTINUED_BY,
    DATE_WORDS,
    FURNITURE_LINES,
    FURNITURE_STARTS,
    RELATIVE_DATE,
    SHORT_AGES,
    TEASER_HEADINGS,
    TEASER_STARTS,
)

MAX_DATE = 90
MAX_HEADING = 70
MAX_AGE = 60
MAX_BYLINE = 160
MAX_LOOK = 400
PROSE = 90

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_WORD = re.compile(r"\w+")
_DATE_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_DIGIT = re.compile(r"\d")
_SHORT_AGE = re.compile(
    r"^\d{1,2}\s?(?:s|m|h|d|w|y|mo|min|mins|std|j|hr|hrs|g|u|ч|د|س)\.?$", re.IGNORECASE
)
_NUMERIC_DATE = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年\s?\d{1,2}月|\d{4}년|\d{1,2}月\d{1,2}日|\d{1,2}월\s?\d{1,2}일|\d{1,2}:\d{2}|\b(?:19|20)\d\d\b"
)
_CJK_DATE = re.compile(
    r"^[\d\s年月日時时分秒:：./()（）년월일시분오전후午前后曜一二三四五六日月火水木金土-]+$"
)
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]」』]*(?:\s|$)")
_AGE_WORDS = ("ago", "vor ", "il y a un", "hace un", "há um", " fa", "een ", "منذ", "قبل")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


class Look(StrEnum):
    """What a line looks like, the surest first."""

    TEASER_HEADING = "teaser-heading"
    FURNITURE = "furniture"
    DATE = "date"
    RELATIVE = "relative-date"
    BYLINE = "byline"
    READ_ALSO = "read-also"
    NOTICE = "notice"


def fold(text: str) -> str:
    """Case-folded, one space between words, no marks at the edges."""
    return _EDGES.sub("", " ".join(text.split()).casefold())


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What two lines have in common when they say the same: letters and digits only."""
    return "".join(_WORD.findall(text.casefold()))


def is_dense_script(text: str) -> bool:
    """Whether words are written without spaces, so that a line says much in few characters."""
    return len(_CJK.findall(text)) * 3 > len(text)


def weight(text: str) -> int:
    """A text's length in letters of an alphabet: a sign of a dense script counts for three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_CJK.findall(text))


class Starts:
    """Phrases that a line may begin with, found by their first two characters."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_two: dict[str, list[str]] = {}
        for phrase in phrases:
            self._by_two.setdefault(phrase[:2], []).append(phrase)

    def of(self, folded: str) -> str | None:
        """The phrase that the line begins with, ending at the end of a word."""
        known = self._by_two
        candidates: list[str] = [*known.get(folded[:2], ()), *known.get(folded[:1], ())]
        for phrase in candidates:
            if folded.startswith(phrase):
                following = folded[len(phrase) : len(phrase) + 1]
                last = phrase[-1]
                if (
                    not following
                    or not following.isalnum()
                    or not last.isalpha()
                    or _CJK.match(last)
                ):
                    return phrase
        return None


_TEASERS = Starts(TEASER_STARTS)
_FURNITURE = Starts(FURNITURE_STARTS)
_BYLINES = Starts(BYLINE_STARTS)


def is_date(text: str) -> bool:
    """Whether the line is a date or a time and nothing else."""
    if len(text) > MAX_DATE or not _DIGIT.search(text):
        return False
    if not _NUMERIC_DATE.search(text) and not any(
        word in DATE_WORDS and len(word) > 2
        for word in map(str.casefold, _DATE_TOKEN.findall(text))
    ):
        return False
    if _CJK_DATE.match(text):
        return True
    tokens = [token.casefold().strip(".") for token in _DATE_TOKEN.findall(text)]
    return len(tokens) <= 12 and all(token in DATE_WORDS for token in tokens)


def is_age(text: str) -> bool:
    """Whether the line is a relative date and little else: "3 hours ago", "World5 days ago"."""
    stripped = text.strip(" •·|-–—()")
    if _SHORT_AGE.match(stripped) or stripped.casefold() in SHORT_AGES:
        return True
    found = RELATIVE_DATE.search(stripped) if mentions_age(stripped) else None
    return found is not None and len(stripped) - (found.end() - found.start()) <= 25


def mentions_age(text: str) -> bool:
    """Whether a relative date stands in the line."""
    if not _DIGIT.search(text) and not any(word in text.casefold() for word in _AGE_WORDS):
        return False
    return RELATIVE_DATE.search(text) is not None


def is_teaser_heading(text: str) -> bool:
    """Whether the line is what boxes of teasers are headed by."""
    if len(text) > MAX_HEADING:
        return False
    folded = fold(text)
    return folded in TEASER_HEADINGS


def is_prose(text: str, linked: int) -> bool:
    """Whether the line reads like a paragraph."""
    length = len(text)
    if length * 3 < PROSE or linked * 2 >= length:
        return False
    return (length >= PROSE or weight(text) >= PROSE) and _SENTENCE_END.search(text) is not None


def sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(text))


def announces(text: str) -> bool:
    """Whether prose announces what comes next: "…the following:"."""
    tail = text.rstrip()[-80:].casefold()
    return tail.endswith((":", "：")) or any(word in tail for word in CONTINUED_BY)


@lru_cache(maxsize=4096)
def look(text: str) -> Look | None:
    """What a line looks like, judged by its words alone."""
    size = len(text)
    if size > MAX_LOOK:
        return None
    folded = fold(text)
    if not folded:
        return Look.FURNITURE
    if size <= MAX_HEADING:
        if folded in TEASER_HEADINGS:
            return Look.TEASER_HEADING
        if folded in FURNITURE_LINES:
            return Look.FURNITURE
    if is_date(text):
        return Look.DATE
    return Look.RELATIVE if size <= MAX_AGE and is_age(text) else _beginning(text)


def _beginning(text: str) -> Look | None:
    """What a line's first words say of it."""
    start = text.casefold().lstrip(" *•·→»>|[(【-–—")
    if _TEASERS.of(start):
        return Look.READ_ALSO
    if _FURNITURE.of(start):
        return Look.NOTICE
    if len(text) <= MAX_BYLINE and _BYLINES.of(start):
        return Look.BYLINE
    return None
