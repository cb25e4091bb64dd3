"""Tree and title -> the headline, and the short lines around it, where bylines and dates stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from ingest.pages.landmarks import Landmarks
from ingest.pages.texts import one_line, short_text, visible_texts
from ingest.pages.titles import sameness

MAX_LINE = 200
MAX_HEADINGS = 40
MAX_PARTS = 1000
MAX_AFTER = 30
MAX_BEFORE = 10
MAX_BODY = 700
MAX_VISITED = 400
MAX_CLIMB = 8
MAX_MARKED = 15
MAX_MARKS = 600
MAX_SIBLINGS = 6

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "nav", "form", "select"})
_BOXES = frozenset(
    (
        *("nav", "menu", "breadcrumb", "breadcrumbs", "related", "sidebar", "comment", "comments"),
        *("share", "social", "newsletter", "promo", "teaser", "footer", "trending", "popular"),
        *("widget", "banner", "toc", "search"),
    )
)
_BOX_STEMS = ("recommend", "cookie", "advert")
_WORDS = re.compile(r"[^\W_]+")
_NAMING = ("class", "id", "rel", "itemprop")
_TOKENS = re.compile(r"[a-zA-Z]+")
_LETTERS = {code: " " for code in range(128) if not chr(code).isalpha()}
_Said = tuple[HtmlElement, str, list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A short piece of text near the headline; `marks` are the words of its classes and the like.

    `parts` are its texts element by element; `position` counts lines from the headline, negative
    before it.
    """

    text: str
    parts: tuple[str, ...]
    marks: str
    position: int
    element: HtmlElement = field(repr=False, compare=False)


def headline(tree: HtmlElement, landmarks: Landmarks, title: str) -> HtmlElement | None:
    """The heading, or what is called a title, that says the title; else the first h1.

    Menus and cards may say it before: of two that say it an h1 is the headline.
    """
    wanted = sameness(title)
    first: HtmlElement | None = None
    lesser: HtmlElement | None = None
    for heading in _headings(tree, landmarks):
        is_first = heading.tag == "h1"
        if not is_first and lesser is not None:
            continue
        said = sameness(short_text(heading, MAX_LINE))
        if said and wanted and (said == wanted or _is_part(said, wanted)):
            if is_first:
                return heading
            lesser = heading
        if first is None and is_first and said:
            first = heading
    return lesser if lesser is not None else first


def _is_part(said: str, wanted: str) -> bool:
    """Whether a heading says most of a title, or a title and a little more."""
    return (len(said) > 20 and said in wanted) or (
        len(wanted) > 20 and wanted in said and len(said) < len(wanted) + 30
    )


def around(headline: HtmlElement | None) -> list[Line]:
    """The lines after the headline until the body has begun, then those just before it.

    [] where the page shows no headline.
    """
    if headline is None:
        return []
    within = itertools.islice(headline.iterchildren("*"), MAX_CLIMB)
    lines = [_line(*said, 1) for said in map(_said, within) if said[1]]
    body = 0
    for element, text, texts in _following(headline):
        if len(text) >= MAX_LINE:
            body += MAX_LINE
            if body >= MAX_BODY:
                break
            continue
        lines.append(_line(element, text, texts, len(lines) + 1))
        if len(lines) >= MAX_AFTER:
            break
    before = 0
    for element, text, texts in _preceding(headline):
        if len(text) < MAX_LINE:
            before += 1
            lines.append(_line(element, text, texts, -before))
        if before >= MAX_BEFORE:
            break
    return lines


def _headings(tree: HtmlElement, landmarks: Landmarks) -> Iterator[HtmlElement]:
    yield from landmarks.headings[:MAX_HEADINGS]
    yield from itertools.islice(_titled(tree), MAX_HEADINGS)


def _titled(tree: HtmlElement) -> Iterator[HtmlElement]:
    body = tree.find("body")
    for element in body.iterdescendants("*") if body is not None else ():
        name = element.get("class")
        if name and ("title" in name or "headline" in name):
            yield element


def _said(element: HtmlElement) -> _Said:
    """What an element says on one line, and in parts as far as that was read."""
    texts = visible_texts(element, MAX_LINE)
    return element, one_line(texts, MAX_LINE), texts


def _line(element: HtmlElement, text: str, texts: list[str], position: int) -> Line:
    if sum(map(len, texts)) > MAX_LINE:
        texts = visible_texts(element, MAX_PARTS)
    parts = (" ".join(part.split()) for part in texts)
    return Line(text, tuple(filter(None, parts)), _marks(element), position, element)


def _following(headline: HtmlElement) -> Iterator[_Said]:
    """Elements after the headline that hold one line, or a paragraph, in document order."""
    budget = [MAX_VISITED]
    element: HtmlElement | None = headline
    for _ in range(MAX_CLIMB):
        if element is None or element.tag == "body":
            return
        for sibling in element.itersiblings():
            yield from _lines(sibling, budget)
        element = element.getparent()


def _preceding(headline: HtmlElement) -> Iterator[_Said]:
    budget = [MAX_VISITED // 4]
    element: HtmlElement | None = headline
    for _ in range(MAX_CLIMB // 2):
        if element is None or element.tag == "body":
            return
        for sibling in element.itersiblings(preceding=True):
            yield from _lines(sibling, budget)
        element = element.getparent()


def _lines(element: HtmlElement, budget: list[int]) -> Iterator[_Said]:
    """The largest elements within that are short enough to be a line; paragraphs as they are."""
    stack = [element]
    while stack and budget[0] > 0:
        node = stack.pop()
        budget[0] -= 1
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or _is_box(node):
            continue
        said = _said(node)
        if node.tag == "p" or len(node) == 0 or len(said[1]) < MAX_LINE:
            if said[1]:
                yield said
        else:
            stack.extend(reversed(node))


def _is_box(node: HtmlElement) -> bool:
    name = f"{node.get('class') or ''} {node.get('id') or ''}"
    return len(name) > 1 and _names_box(name)


@lru_cache(maxsize=256)
def _names_box(name: str) -> bool:
    """Whether classes and id speak of something that is not the page's own text."""
    words = _WORDS.findall(name.lower())
    return not _BOXES.isdisjoint(words) or any(word.startswith(_BOX_STEMS) for word in words)


def _marks(element: HtmlElement) -> str:
    """The words in classes, ids, relations and properties of the element and what is in it."""
    parent = element.getparent()
    said = [
        value
        for node in itertools.islice(element.iter("*"), MAX_MARKED)
        for name in _NAMING
        if (value := node.get(name))
    ]
    if parent is not None and len(parent) <= MAX_SIBLINGS:
        said.append(parent.get("class") or "")
    names = " ".join(said)[:MAX_MARKS]
    if names.isascii():
        return " ".join(names.lower().translate(_LETTERS).split())
    return " ".join(_TOKENS.findall(names)).lower()
