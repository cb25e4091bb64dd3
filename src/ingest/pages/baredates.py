"""Tree -> the texts that are a date and little else, wherever the page sets them.

Used beside the lines around the headline: pages set their date in any element, under any class.
What stands in cards, comments, lists of other pages or footers is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from lxml.html import HtmlElement

from ingest.pages import dates
from ingest.pages.datewords import MAX_BARE, is_plain, says_changed, says_other, says_published

MAX_FOUND = 60
MAX_AFTER = 600
MAX_BEFORE = 200
MAX_BESIDE = 250
MAX_SET = 200
MAX_LABEL = 30
MIN_DATE = 6
MAX_CLIMB = 9

_CARD_WORDS = (
    "card cards comment comments commentlist related teaser teasers recommend recommended recent "
    "popular latest carousel release"
)
_BOX_WORDS = (
    "sidebar widget footer more archive archives calendar slider promo copyright event events "
    "opening hours schedule reply review reviews nav menu login answer answers match download "
    "downloads mostread material product"
)
_CARDS = frozenset(_CARD_WORDS.split())
_BOXES = _CARDS | frozenset(_BOX_WORDS.split())
_DATE_MARK = re.compile(
    r"date|time|publish|posted|datum|fecha|byline|meta|created|stamp|author|info"
)
_CHANGE_MARK = re.compile(r"modif|update|changed")
_OUTSIDE = frozenset({"aside", "nav", "footer", "option", "select"})
_UNREAD = frozenset(
    {"script", "style", "noscript", "template", "svg", "option", "textarea", "pre", "code", "title"}
)
_TOKENS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")

_Set = tuple[str, HtmlElement]


@dataclass(frozen=True, slots=True)
class Bare:
    """A date that stands alone; `is_marked` where a label or a class calls it a date of the page,
    `is_elsewhere` in a box that is about something else.
    """

    moment: datetime
    is_change: bool
    is_marked: bool
    is_elsewhere: bool


def near(headline: HtmlElement, *, month_first: bool) -> Iterator[Bare]:
    """The dates that stand alone in the first few hundred characters after or before a headline."""
    for texts, limit, is_after in (
        (_after(headline), MAX_AFTER, True),
        (_before(headline), MAX_BEFORE, False),
    ):
        away, label = 0, ""
        for text, owner in texts:
            found = _bare(text, label, owner, month_first=month_first)
            if found is not None:
                boxed = away > MAX_BESIDE and is_of_something_else(owner, labelled=True)
                yield replace(found, is_elsewhere=boxed)
            away += len(text)
            if away > limit:
                break
            label = text if is_after else ""


def _after(headline: HtmlElement) -> list[_Set]:
    """The texts within the headline and after it, in order, each with its element."""
    found: list[_Set] = []
    room = _forwards(headline, found, MAX_AFTER)
    node = headline
    parent = node.getparent()
    while parent is not None and node.tag != "body" and room >= 0:
        room -= _add(node.tail, parent, found)
        for sibling in node.itersiblings():
            room = _forwards(sibling, found, room)
            room -= _add(sibling.tail, parent, found)
            if room < 0:
                break
        node, parent = parent, parent.getparent()
    return found


def _forwards(element: HtmlElement, found: list[_Set], room: int) -> int:
    """Add the texts within an element; how many characters there is still room for."""
    tag = element.tag
    if tag in _UNREAD or not isinstance(tag, str):
        return room
    room -= _add(element.text, element, found)
    for child in element:
        if room < 0:
            break
        room = _forwards(child, found, room)
        room -= _add(child.tail, element, found)
    return room


def _before(headline: HtmlElement) -> list[_Set]:
    """The texts before the headline, the nearest first."""
    found: list[_Set] = []
    room = MAX_BEFORE
    node = headline
    parent = node.getparent()
    while parent is not None and node.tag != "body" and room >= 0:
        for sibling in node.itersiblings(preceding=True):
            room -= _add(sibling.tail, parent, found)
            room = _backwards(sibling, found, room)
            if room < 0:
                break
        room -= _add(parent.text, parent, found)
        node, parent = parent, parent.getparent()
    return found


def _backwards(element: HtmlElement, found: list[_Set], room: int) -> int:
    tag = element.tag
    if tag in _UNREAD or not isinstance(tag, str):
        return room
    for child in reversed(element):
        if room < 0:
            return room
        room -= _add(child.tail, element, found)
        room = _backwards(child, found, room)
    return room - _add(element.text, element, found)


def _add(text: str | None, owner: HtmlElement, found: list[_Set]) -> int:
    """Add a text on one line; its length."""
    tidy = " ".join(text.split()) if text else ""
    if tidy:
        found.append((tidy, owner))
    return len(tidy)


def everywhere(tree: HtmlElement, *, month_first: bool) -> list[Bare]:
    """The dates that stand alone anywhere on the page, bounded in number."""
    body = tree.find("body")
    found: list[Bare] = []
    for text, owner, is_tail in _dated(tree if body is None else body):
        if owner.tag in _UNREAD or len(text) >= MAX_SET or len(text.strip()) > MAX_BARE:
            continue
        label = _before_tail(owner, text) if is_tail else _label(owner)
        bare = _bare(" ".join(text.split()), label, owner, month_first=month_first)
        if bare is not None:
            found.append(bare)
            if len(found) >= MAX_FOUND:
                break
    return found


def only_day(found: Iterable[Bare], *, is_article: bool) -> datetime | None:
    """The one day that a page shows outside of boxes; what is no article must mark it as such."""
    alone = [bare for bare in found if not bare.is_elsewhere and not bare.is_change]
    if len({bare.moment.date() for bare in alone}) != 1:
        return None
    return next((bare.moment for bare in alone if is_article or bare.is_marked), None)


def is_of_something_else(element: HtmlElement, *, labelled: bool) -> bool:
    """In a card, a comment, a list of other pages; what says "published" may stand at the foot."""
    boxes = _CARDS if labelled else _BOXES
    node: HtmlElement | None = element
    for _ in range(MAX_CLIMB):
        if node is None or node.tag == "body":
            return False
        if node.tag in _OUTSIDE or not boxes.isdisjoint(_TOKENS.findall(names(node).lower())):
            return True
        node = node.getparent()
    return False


def names(element: HtmlElement) -> str:
    """The class, id and property of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _dated(body: HtmlElement) -> list[tuple[str, HtmlElement, bool]]:
    """What may be a date, in order: the text, its element, whether it follows a child."""
    found: list[tuple[tuple[int, int, int], str, HtmlElement, bool]] = []
    for index, element in enumerate(body.iter("*")):
        text, tail = element.text, element.tail
        if element.tag == "time" and (exact := element.get("datetime")):
            found.append(((index, 0, 0), exact, element, False))
        if text and ("20" in text or "19" in text):
            found.append(((index, 0, 1), text, element, False))
        if tail and ("20" in tail or "19" in tail) and element is not body:
            last = index + sum(1 for _ in element.iterdescendants("*"))
            # of two that follow the same element the inner one comes first
            found.append(((last, 1, -index), tail, element.getparent(), True))
    found.sort(key=itemgetter(0))
    return [(text, owner, is_tail) for _, text, owner, is_tail in found]


def _label(owner: HtmlElement) -> str:
    """The text before, where it may be the label of a date."""
    node = owner.getprevious()
    if node is None or not isinstance(node.tag, str):
        return ""
    return " ".join((node.text or "").split())


def _before_tail(owner: HtmlElement, text: str) -> str:
    """What the child says that a text follows, where it may be the text's label."""
    child = next((child for child in owner if child.tail == text), None)
    return "" if child is None else " ".join((child.text or "").split())


def _moment(text: str, owner: HtmlElement, *, month_first: bool) -> datetime | None:
    """The moment in a text; in a <time> the one of its attribute."""
    if owner.tag == "time":
        exact = dates.parse(owner.get("datetime") or "")
        if exact is not None:
            return exact
    return dates.parse(text, month_first=month_first) if _DIGIT.search(text) else None


def _bare(text: str, label: str, owner: HtmlElement, *, month_first: bool) -> Bare | None:
    if not MIN_DATE <= len(text) <= MAX_BARE or text.isdigit():
        return None
    moment = _moment(text, owner, month_first=month_first)
    if moment is None or not is_plain(text):
        return None
    label = label if len(label) <= MAX_LABEL and not _DIGIT.search(label) else ""
    if says_other(label):
        return None
    said = f"{label} {text}"
    labelled = says_published(said)
    marks = f"{names(owner)} {names(parent) if (parent := owner.getparent()) is not None else ''}"
    changed = says_changed(said) or _CHANGE_MARK.search(marks.lower()) is not None
    marked = labelled or owner.tag == "time" or _DATE_MARK.search(marks.lower()) is not None
    return Bare(moment, changed, marked, is_of_something_else(owner, labelled=labelled))
