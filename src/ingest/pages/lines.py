"""A line of text -> what it looks like: a date, a byline, the head of a teaser box, prose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from ingest.pages.folding import APART, casefold, plain
from ingest.pages.words import (
    AGE_WORDS,
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
MAX_START = 100
"""No phrase that a line begins with is longer, with the marks before it."""
MIN_DATE_WORD = 2
MAX_DATE_WORDS = 12
MAX_LOOK = 400
PROSE = 90

_WORD = re.compile(r"\w+")
_APART = {code: blank for code, blank in APART.items() if code != ord("_")}
_TYPOGRAPHY = "\u00a0‘’“”–—…"
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
_ASCII_AGE_WORDS = tuple(filter(str.isascii, AGE_WORDS))
_IN_OTHERS = {word: re.compile(rf"\b{word}\b") for word in ("fa", "vor")}
"""Words of ages that are found within many others."""
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]」』]*(?:\s|$)")
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
    folded = " ".join(text.split()).casefold()
    if not folded.isascii():
        folded = plain(folded)
    start, end = 0, len(folded)
    while start < end and not folded[start].isalnum():
        start += 1
    while start < end and not folded[end - 1].isalnum():
        end -= 1
    return folded[start:end]


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What two lines have in common when they say the same: letters and digits only."""
    return "".join(words(text))


def words(text: str) -> list[str]:
    """The words of a text, case-folded: runs of letters, digits and underscores."""
    folded = text.casefold()
    if not folded.isascii():
        for sign in _TYPOGRAPHY:
            if sign in folded:
                folded = folded.replace(sign, " ")
    # the pattern takes three times as long, and is needed where there are letters beyond ASCII
    return folded.translate(_APART).split() if folded.isascii() else _WORD.findall(folded)


def weight(text: str) -> int:
    """A text's length in letters of an alphabet: a sign of a dense script counts for three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_CJK.findall(text))


class Starts:
    """Phrases that a line may begin with, and what it is then; found by their first signs."""

    def __init__(self, looks: Iterable[tuple[Look, Iterable[str]]]) -> None:
        self._by_two: dict[str, list[tuple[str, Look]]] = {}
        for meaning, phrases in looks:
            for phrase in phrases:
                self._by_two.setdefault(phrase[:2], []).append((phrase, meaning))

    def of(self, folded: str) -> Look | None:
        """What the line is by the phrase that it begins with, ending at the end of a word."""
        known = self._by_two
        candidates = known.get(folded[:2], ())
        if (single := known.get(folded[:1])) is not None:
            candidates = sorted([*candidates, *single], key=_surest)
        for phrase, meaning in candidates:
            if folded.startswith(phrase):
                following = folded[len(phrase) : len(phrase) + 1]
                last = phrase[-1]
                if (
                    not following
                    or not following.isalnum()
                    or not last.isalpha()
                    or _CJK.match(last)
                ):
                    return meaning
        return None


def _surest(start: tuple[str, Look]) -> int:
    return _ORDER.index(start[1])


_ORDER = (Look.READ_ALSO, Look.NOTICE, Look.BYLINE)
_STARTS = Starts(zip(_ORDER, (TEASER_STARTS, FURNITURE_STARTS, BYLINE_STARTS), strict=True))
_UNSIGNED = Starts(zip(_ORDER, (TEASER_STARTS, FURNITURE_STARTS, ()), strict=True))
"""For lines too long for a byline."""


def is_date(text: str) -> bool:
    """Whether the line is a date or a time and nothing else."""
    if len(text) > MAX_DATE or not _DIGIT.search(text):
        return False
    telling = False
    case = str.casefold if text.isascii() else casefold
    for words, found in enumerate(_DATE_TOKEN.finditer(text), 1):
        word = case(found[0])
        telling = telling or (word in DATE_WORDS and len(word) > MIN_DATE_WORD)
        if words > MAX_DATE_WORDS or word.strip(".") not in DATE_WORDS:
            return _CJK_DATE.match(text) is not None and _NUMERIC_DATE.search(text) is not None
    return telling or _NUMERIC_DATE.search(text) is not None


def is_age(text: str) -> bool:
    """Whether the line is a relative date and little else: "3 hours ago", "World5 days ago"."""
    stripped = text.strip(" •·|-–—()")
    if _SHORT_AGE.match(stripped) or casefold(stripped) in SHORT_AGES:
        return True
    found = RELATIVE_DATE.search(stripped) if mentions_age(stripped) else None
    return found is not None and len(stripped) - (found.end() - found.start()) <= 25


def mentions_age(text: str) -> bool:
    """Whether a relative date stands in the line."""
    folded = text.casefold()
    for word in _ASCII_AGE_WORDS if folded.isascii() else AGE_WORDS:
        if word in folded and (word not in _IN_OTHERS or _IN_OTHERS[word].search(folded)):
            return RELATIVE_DATE.search(text) is not None
    return False


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


def announces(text: str) -> bool:
    """Whether prose announces what comes next: "…the following:"."""
    tail = casefold(text.rstrip()[-80:])
    return tail.endswith((":", "：")) or any(word in tail for word in CONTINUED_BY)


@lru_cache(maxsize=4096)
def look(text: str) -> Look | None:
    """What a line looks like, judged by its words alone."""
    size = len(text)
    if size > MAX_LOOK:
        return None
    if not any(map(str.isalnum, text)):
        return Look.FURNITURE
    if size <= MAX_HEADING:
        folded = fold(text)
        if folded in TEASER_HEADINGS:
            return Look.TEASER_HEADING
        if folded in FURNITURE_LINES:
            return Look.FURNITURE
    if is_date(text):
        return Look.DATE
    return Look.RELATIVE if size <= MAX_AGE and is_age(text) else _beginning(text)


def _beginning(text: str) -> Look | None:
    """What a line's first words say of it."""
    start = text[:MAX_START].casefold()
    if not start.isascii():
        start = plain(start)
    start = start.lstrip(" *•·→»>|[(（【［〔-–—")
    return (_STARTS if len(text) <= MAX_BYLINE else _UNSIGNED).of(start)
