"""Text -> the same with its days in our calendar: Japanese eras, Iran's solar years.

What the ordinary notations can read is left as it is; Thai months lose the dots within them.
"""

from __future__ import annotations

import re
from datetime import date

_ERA = re.compile(r"(令和|平成)\s?(元|\d{1,2})\s?年")
_BEFORE_ERA = {"令和": 2018, "平成": 1988}
_THAI_DOT = re.compile(r"(?<=[\u0e00-\u0e7f])\.(?=[\u0e00-\u0e7f]|\s|$)")
_PERSIAN_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_PERSIAN = re.compile(rf"(\d{{1,2}})\s+({'|'.join(_PERSIAN_MONTHS)})\s+(?:ماه\s+)?(\d{{4}})(?!\d)")
_PERSIAN_DIGITS = re.compile(r"(?<!\d)(\d{4})([/-])(\d{1,2})\2(\d{1,2})(?!\d)")
_IS_PERSIAN = re.compile("[\u06f0-\u06f9پچژگکی]")

NEW_YEAR = date(2024, 3, 20).toordinal(), 1403
LONG_MONTHS = 6
FIRST, LAST = 1360, 1460
"""The years for which every 33 hold the same eight leap years."""
_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def in_ours(text: str) -> str:
    """The text with days of other calendars written in ours."""
    if "年" in text:
        return _ERA.sub(_of_era, text)
    if _IS_PERSIAN.search(text):
        text = _PERSIAN.sub(_of_persian_month, text)
        return _PERSIAN_DIGITS.sub(_of_persian_digits, text)
    return _THAI_DOT.sub("", text) if "." in text else text


def of_persian(year: int, month: int, day: int) -> date | None:
    """A day of Iran's solar calendar in ours; None where there is no such day."""
    lengths = [31] * LONG_MONTHS + [30] * 5 + [29 + _is_leap(year)]
    if not (FIRST <= year <= LAST and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
        return None
    ordinal, known = NEW_YEAR
    between = range(min(year, known), max(year, known))
    days = 365 * len(between) + sum(map(_is_leap, between))
    begins = ordinal + days if year >= known else ordinal - days
    return date.fromordinal(begins + sum(lengths[: month - 1]) + day - 1)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAPS


def _of_era(found: re.Match[str]) -> str:
    year = 1 if found[2] == "元" else int(found[2])
    return f"{_BEFORE_ERA[found[1]] + year}年"


def _of_persian_month(found: re.Match[str]) -> str:
    return _written(found, found[3], _PERSIAN_MONTHS.index(found[2]) + 1, found[1])


def _of_persian_digits(found: re.Match[str]) -> str:
    return _written(found, found[1], int(found[3]), found[4])


def _written(found: re.Match[str], year: str, month: int, day: str) -> str:
    ours = of_persian(int(year), month, int(day))
    return ours.strftime("%Y/%m/%d") if ours is not None else found[0]
