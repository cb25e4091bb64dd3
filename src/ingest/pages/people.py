"""A byline -> the names of people in it. None rather than an invented one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import assert_never

from ingest.pages import bywords
from ingest.pages.months import MONTHS

MAX_BYLINE = 400
MAX_NAME = 60
MAX_WORDS = 6
MAX_PEOPLE = 30
MAX_EAST_ASIAN = 6
MAX_INITIALS = 3
MIN_WITH_PLACE = 2


class Shape(Enum):
    """What a string must look like to be taken for a name."""

    ANY = "where the page says that it is one"
    NAME = "capitalised words"
    FULL_NAME = "at least two capitalised words"


def names(byline: str, *, sites: Iterable[str] = (), shape: Shape = Shape.ANY) -> tuple[str, ...]:
    """The people that a byline names, in order, each once.

    `sites` are the site's own names (words without spaces), which are no people. `shape` says
    what a name must look like, where little or nothing else says that the string is one.
    """
    known = frozenset(sites)
    text = unicodedata.normalize("NFC", bywords.MARKUP.sub(" ", byline[:MAX_BYLINE]))
    if "@" in text or "(at)" in text:
        text = bywords.HANDLE.sub(" ", bywords.URL.sub(" ", bywords.EMAIL.sub(" ", text)))
    elif "." in text or "://" in text:
        text = bywords.URL.sub(" ", text)
    text = " ".join(bywords.BRACKETS.sub(" ", text).split())
    for _ in range(2):
        text = _after(bywords.LEAD, _after(bywords.VIEW, text)).strip(" ,;:|-–—•·/")
    found: dict[str, str] = {}
    for part in bywords.AND.split(text):
        name = _name(part, shape)
        if name is not None and bywords.SPACES.sub("", name.casefold()) not in known:
            found.setdefault(name.casefold(), name)
    people = tuple(found.values())[:MAX_PEOPLE]
    return people if shape is Shape.ANY else _without_place(people)


def _without_place(people: tuple[str, ...]) -> tuple[str, ...]:
    """Without the place behind the names: "By Ann Example, Frankfurt"."""
    if len(people) < MIN_WITH_PLACE or any(len(name.split()) < 2 for name in people[:-1]):
        return people
    last = people[-1]
    is_place = last.isalpha() and last.istitle() and last.casefold() not in bywords.AGENCIES
    return people[:-1] if is_place and not _is_east_asian(last) else people


def is_institution(name: str) -> bool:
    """An office, a company, a publication or an address on the web rather than a person."""
    return bywords.INSTITUTION.search(name) is not None or bywords.DOMAIN.match(name) is not None


def begins_byline(text: str) -> str | None:
    """What follows "By" or its like at the start of a line; None where there is no such start."""
    found = bywords.LEAD.match(text)
    if found is None and text.lower().rstrip(" :").endswith(bywords.BY):
        found = bywords.ENDS_WITH_BY.fullmatch(text)
    return text[found.end() :].strip(" :,–—-") if found else None


def names_another_role(text: str) -> bool:
    """A line about reviewers, photographers, sponsors: people, but not the authors."""
    return bywords.OTHER_ROLE.search(text) is not None


def is_collective(name: str) -> bool:
    """A desk or team rather than a person."""
    return bywords.COLLECTIVE.search(name) is not None


def _name(part: str, shape: Shape) -> str | None:
    name = _after(bywords.LEAD, part).strip(" ,;:|-–—•·/\"'“”*#…→»«()[]")
    if bywords.LOGIN.fullmatch(name) and name.rsplit(".", 1)[-1] not in bywords.TOP_LEVEL:
        name = re.sub("[.-]", " ", name).title()
    words = name.split()
    if not words or len(words) > MAX_WORDS or not 2 <= len(name) <= MAX_NAME:
        return None
    if _is_no_name(name):
        return None
    if shape is not Shape.ANY and (bywords.DOMAIN.match(name) or name.endswith(bywords.DESKS)):
        return None
    match shape:
        case Shape.ANY:
            return name
        case Shape.NAME:
            return name if _is_capitalised(words) else None
        case Shape.FULL_NAME:
            return (
                name if len(words) > 1 - _is_east_asian(name) and _is_capitalised(words) else None
            )
        case _:
            assert_never(shape)


def _after(opening: re.Pattern[str], text: str) -> str:
    """What is left of a text without its opening."""
    found = opening.match(text)
    return text[found.end() :] if found else text


def _is_no_name(name: str) -> bool:
    """Buttons, credentials, companies, times and job titles."""
    if (
        bywords.NOT_A_NAME.match(name)
        or bywords.CREDENTIAL.match(name)
        or bywords.COMPANY.search(name)
    ):
        return True
    if bywords.TITLE_WORDS.search(name) and not bywords.COLLECTIVE.search(name):
        return True
    if name.isascii() and len(name) <= MAX_INITIALS and name.casefold() not in bywords.AGENCIES:
        return not name.istitle()
    if bywords.DIGITS.search(name) and name.split(maxsplit=1)[0].strip(".").casefold() in MONTHS:
        return True
    return bywords.PAGE_WORDS.search(name) is not None or not any(c.isalpha() for c in name)


def _is_east_asian(text: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in text)


def _is_capitalised(words: list[str]) -> bool:
    """At most five words, all but particles capitalised, no digits; or a few ideographs."""
    text = "".join(words)
    if bywords.DIGITS.search(text) or bywords.PUNCTUATED.search(text):
        return False
    if _is_east_asian(text):
        return len(text) <= MAX_EAST_ASIAN
    plain = [word for word in words if word.lower() not in bywords.PARTICLES]
    return 1 <= len(plain) <= 5 and all(
        word[0].isupper() or not (word[0].isascii() or word[0].islower()) for word in plain
    )
