"""Tree and title -> the headline, and the short lines around it, where bylines and dates stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import XPath
from lxml.html import HtmlElement

from ingest.pages.structured import short_text, visible_texts
from ingest.pages.titles import sameness

MAX_LINE = 200
MAX_HEADINGS = 40
MAX_AFTER = 30
MAX_BEFORE = 10
MAX_BODY = 700
MAX_VISITED = 400
MAX_CLIMB = 8
MAX_MARKED = 15
MAX_SIBLINGS = 6

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "nav", "form", "select"})
_BOXES = re.compile(
    r"\b(?:nav|menu|breadcrumbs?|related|sidebar|comments?|share|social|newsletter|promo|teaser|"
    r"footer|recommend\w*|trending|popular|widget|cookie\w*|banner|advert\w*|toc|search)\b",
    re.IGNORECASE,
)
_titled = XPath("//body//*[contains(@class, 'title') or contains(@class, 'headline')]")
_TOKENS = re.compile(r"[a-zA-Z]+")


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


def headline(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The heading, or what is called a title, that says the title; else the first h1."""
    wanted = sameness(title)
    first: HtmlElement | None = None
    for heading in _headings(tree):
        said = sameness(short_text(heading, MAX_LINE))
        if said and wanted and (said == wanted or (len(said) > 20 and said in wanted)):
            return heading
        if first is None and heading.tag == "h1" and said:
            first = heading
    return first


def around(headline: HtmlElement | None) -> list[Line]:
    """The lines after the headline until the body has begun, then those just before it.

    [] where the page shows no headline.
    """
    if headline is None:
        return []
    lines = [_line(child, short_text(child, MAX_LINE), 1) for child in headline.iterchildren("*")]
    lines = [line for line in lines[:MAX_CLIMB] if line.text]
    body = 0
    for element, text in _following(headline):
        if len(text) >= MAX_LINE:
            body += MAX_LINE
            if body >= MAX_BODY:
                break
            continue
        lines.append(_line(element, text, len(lines) + 1))
        if len(lines) >= MAX_AFTER:
            break
    before = 0
    for element, text in _preceding(headline):
        if len(text) < MAX_LINE:
            before += 1
            lines.append(_line(element, text, -before))
        if before >= MAX_BEFORE:
            break
    return lines


def _headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    yield from itertools.islice(tree.iter("h1", "h2", "h3", "h4"), MAX_HEADINGS)
    yield from _titled(tree)[:MAX_HEADINGS]


def _line(element: HtmlElement, text: str, position: int) -> Line:
    parts = (" ".join(part.split()) for part in visible_texts(element))
    return Line(text, tuple(filter(None, parts)), _marks(element), position, element)


def _following(headline: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Elements after the headline that hold one line, or a paragraph, in document order."""
    budget = [MAX_VISITED]
    element: HtmlElement | None = headline
    for _ in range(MAX_CLIMB):
        if element is None or element.tag == "body":
            return
        for sibling in element.itersiblings():
            yield from _lines(sibling, budget)
        element = element.getparent()


def _preceding(headline: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    budget = [MAX_VISITED // 4]
    element: HtmlElement | None = headline
    for _ in range(MAX_CLIMB // 2):
        if element is None or element.tag == "body":
            return
        for sibling in element.itersiblings(preceding=True):
            yield from _lines(sibling, budget)
        element = element.getparent()


def _lines(element: HtmlElement, budget: list[int]) -> Iterator[tuple[HtmlElement, str]]:
    """The largest elements within that are short enough to be a line; paragraphs as they are."""
    stack = [element]
    while stack and budget[0] > 0:
        node = stack.pop()
        budget[0] -= 1
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or _is_box(node):
            continue
        text = short_text(node, MAX_LINE)
        if node.tag == "p" or len(node) == 0 or len(text) < MAX_LINE:
            if text:
                yield node, text
        else:
            stack.extend(reversed(node))


def _is_box(node: HtmlElement) -> bool:
    name = f"{node.get('class') or ''} {node.get('id') or ''}".replace("-", " ").replace("_", " ")
    return len(name) > 1 and _BOXES.search(name) is not None


def _marks(element: HtmlElement) -> str:
    """The words in classes, ids, relations and properties of the element and what is in it."""
    parent = element.getparent()
    said = [
        node.get(attribute) or ""
        for node in itertools.islice(element.iter("*"), MAX_MARKED)
        for attribute in ("class", "id", "rel", "itemprop")
    ]
    if parent is not None and len(parent) <= MAX_SIBLINGS:
        said.append(parent.get("class") or "")
    return " ".join(_TOKENS.findall(" ".join(said)[:600])).lower()
