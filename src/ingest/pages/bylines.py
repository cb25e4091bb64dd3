"""The lines around a headline -> the names in them, by how plainly they are called authors."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from ingest.pages import bywords, dates, people
from ingest.pages.given import is_given
from ingest.pages.people import Shape
from ingest.pages.surroundings import Line
from ingest.pages.texts import short_text

MAX_LINES_WITH_DATE = 3
MAX_LATER_WORDS = 4
MAX_LONE = 40
MAX_UNMARKED = 8
MAX_MARKED = 15
# parts of a line's marks, which are words with one space between them
_AUTHOR_MARKS = (
    *("author", "byline", "writer", " byl ", " autor", " auteur ", " auteurs ", " vcard "),
    *(" fn ", " verfasser "),
)
_NO_AUTHOR_MARKS = (
    *("comment", "related", "biograph", "teaser", "caption", "credit", "photo", "reviewer"),
    " authority ",
)
_AUTHOR_CLASS = re.compile(
    r"author(?:[-_]*(?:name|link|url))?\b|\bfn\b|byline[-_]*(?:name|author)|\busername\b|writer|\bautor\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s+[·•|–—]\s+")
_PERSON_PAGES = frozenset(
    (
        *("author", "authors", "autor", "autoren", "autores", "autorin", "auteur", "auteurs"),
        *("people", "staff", "profile", "profiles", "contributor", "contributors", "writer"),
        *("writers", "by", "redaktion", "redakteur", "redakteure", "team", "journalist"),
        *("journalists", "bio", "expert", "experts", "reporter", "reporters", "columnist"),
        *("columnists", "person", "forfatter", "skribent", "redattori", "autore", "editor"),
        "editors",
    )
)
_CONNECTORS = frozenset({"and", "und", "et", "y", "e", "og", "och", "en", "&", ",", "|", "/", "·"})
MAX_LINES_WITH_AUTHORS = 12
MAX_BESIDE_DATE = 90


def in_lines(
    lines: Sequence[Line], sites: frozenset[str]
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Names in the lines around the headline, by how plainly the page calls them authors."""
    for line in lines:
        distance = abs(line.position) / 100
        if abs(line.position) > MAX_LINES_WITH_AUTHORS:
            continue
        marked = _is_marked(line)
        explicit = _after_by(line, sites, is_marked=marked)
        if explicit:
            yield (6.5 if marked else 6.2) - distance, explicit
        elif linked := _linked(line, sites, Shape.NAME if marked else Shape.FULL_NAME):
            yield (6.0 if marked else 5.2) - distance, linked
        elif marked:
            yield 5.0 - distance, _named_parts(line, sites)
        elif abs(line.position) <= MAX_LINES_WITH_DATE:
            yield 4.0 - distance, _beside_date(line, sites)


def _is_marked(line: Line) -> bool:
    marks = f" {line.marks} "
    if not any(map(marks.__contains__, _AUTHOR_MARKS)):
        return False
    return not any(map(marks.__contains__, _NO_AUTHOR_MARKS))


def _after_by(line: Line, sites: frozenset[str], *, is_marked: bool) -> tuple[str, ...]:
    """The names after "By": in the same text, or in the texts of the elements that follow."""
    starts = [people.begins_byline(part) for part in line.parts[: MAX_LATER_WORDS + 1]]
    if all(start is None for start in starts):
        return ()
    found: dict[str, str] = {}
    expecting = False
    for index, part in enumerate(line.parts):
        rest = starts[index] if index < len(starts) else None
        expecting = expecting or (rest is not None and not found)
        if people.names_another_role(part):
            break
        if found and part.strip(" ,").casefold() in _CONNECTORS:
            expecting = True
            continue
        text = rest if rest is not None else part
        if not expecting or not text:
            continue
        names = people.names(text, sites=sites, shape=Shape.NAME)
        if not names and is_marked and not found and len(text.split()) == 1:
            names = people.names(text, sites=sites)
        if not names and text.strip(" :,·|"):
            break
        found.update((name.casefold(), name) for name in names if name.casefold() not in found)
        expecting = not names or part.rstrip().endswith((",", "&", " and", " und", " et", " y"))
    return tuple(found.values())


def _linked(line: Line, sites: frozenset[str], shape: Shape) -> tuple[str, ...]:
    """The names in links to pages about people."""
    links = [line.element] if line.element.tag == "a" else line.element.iter("a")
    personal = [link for link in links if _leads_to_person(link.get("href") or "")]
    if not personal or people.names_another_role(line.text):
        return ()
    found: dict[str, str] = {}
    for link in personal:
        for name in people.names(short_text(link), sites=sites, shape=shape):
            if not people.is_institution(name) or shape is Shape.NAME:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _leads_to_person(address: str) -> bool:
    """Whether something follows a step that is called after people in the address."""
    steps = address.lower().split("/")[1:]
    return any(step in _PERSON_PAGES and after for step, after in itertools.pairwise(steps))


def _named_parts(line: Line, sites: frozenset[str]) -> tuple[str, ...]:
    """The names in a line whose classes speak of authors; first what is marked most closely."""
    for element in itertools.islice(line.element.iter("*"), MAX_MARKED):
        if _is_author_element(element):
            names = lone(element, sites)
            if names:
                return names
    found: dict[str, str] = {}
    for part in line.parts:
        if people.names_another_role(part) or (found and part in bywords.FOLLOW):
            break
        for name in people.names(part, sites=sites, shape=Shape.FULL_NAME):
            found.setdefault(name.casefold(), name)
    if len(found) > MAX_UNMARKED:
        return ()
    if not found and len(line.parts) <= MAX_LATER_WORDS and len(line.text) <= MAX_LONE:
        return people.names(line.parts[0], sites=sites, shape=Shape.NAME)[:1]
    return tuple(found.values())


def _is_author_element(element: HtmlElement) -> bool:
    return _AUTHOR_CLASS.search(element.get("class") or "") is not None


def lone(element: HtmlElement, sites: frozenset[str]) -> tuple[str, ...]:
    """The name that is all the text of an element, be it an alias; () where there is more."""
    text = short_text(element, MAX_LONE + 1)
    if not text or len(text) > MAX_LONE or len(text.split()) > MAX_LATER_WORDS:
        return ()
    return people.names(text, sites=sites)


def _beside_date(line: Line, sites: frozenset[str]) -> tuple[str, ...]:
    """The one name in a short line that also says a date."""
    if len(line.text) > MAX_BESIDE_DATE or dates.parse(line.text) is None:
        return ()
    parts = [part for part in line.parts for part in _BREAK.split(part)]
    named = [
        name
        for part in parts
        for name in people.names(part, sites=sites, shape=Shape.FULL_NAME)
        if 2 <= len(name.split()) <= MAX_LATER_WORDS and is_given(name.split()[0])
    ]
    return tuple(named) if len(named) == 1 else ()
