"""Blocks -> marks on what stands apart: menus, footers, notices, comments, other articles.

No zone may hold most of the page: tags that nobody closed put articles into headers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from lxml.html import HtmlElement

from ingest.pages.blocks import Block, Box, Page
from ingest.pages.lines import key
from ingest.pages.marks import MIN_ARTICLE, Marks
from ingest.pages.sought import Sought

MAX_CONSENT = 6000
MAX_UNSEEN = 300
MIN_TITLE = 15
MIN_FIRST = 500
MAX_FORM = 350

_COMMENTS = Sought(
    re.compile(
        r"\b(?:comments?|commentlist|comment-list|disqus_thread|respond|comments-area|kommentare"
        r"|reader-comments|guest-?book|condolences)\b"
    ),
    "comment|disqus|respond|kommentare|guest|condolences",
)
_UNSEEN = Sought(
    re.compile(r"visually-?hidden|sr-only|screen-reader|a11y-hidden|assistive-text"),
    "hidden|sr-only|screen-reader|assistive-text",
)
_CONSENT = Sought(
    re.compile(r"cookie|consent|gdpr|onetrust|didomi|cmp-|privacy-(?:banner|notice)"),
    "cookie|consent|gdpr|onetrust|didomi|cmp-|privacy-",
)
_NAV_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "dialog", "alertdialog", "search", "menu", "menubar")
)


def mark_zones(marks: Marks) -> None:
    """Cut navigation, footers of the page, dialogs, consent notices and comments."""
    boxes = marks.page.boxes
    total = marks.shape(boxes[0])
    for box in boxes[1:]:
        if box.start == box.end or (marks.reasons[box.start] and marks.reasons[box.end - 1]):
            continue
        reason = _zone(marks, box)
        if reason is None:
            continue
        shape = marks.shape(box)
        if shape.chars * 2 < total.chars and (shape.prose * 3 < total.prose or not total.prose):
            marks.cut(box.start, box.end, reason)


def mark_forms(marks: Marks) -> None:
    """Cut the short boxes around forms: newsletters, searches, polls."""
    boxes = marks.page.boxes
    total = marks.shape(boxes[0])
    for form in boxes:
        if form.tag != "form":
            continue
        box = form
        if any(_asks_for_mail(field) for field in form.element.iterdescendants("input")):
            while box.parent > 0 and marks.shape(boxes[box.parent]).chars <= MAX_FORM:
                box = boxes[box.parent]
        elif box.start == box.end:
            continue
        shape = marks.shape(box)
        if shape.blocks and shape.chars <= MAX_FORM and shape.chars * 4 < total.chars:
            marks.cut(box.start, box.end, "notice")


def _asks_for_mail(field: HtmlElement) -> bool:
    return field.get("type") == "email" or "mail" in (field.get("name") or "").lower()


def _zone(marks: Marks, box: Box) -> str | None:
    """What a box is by its tag, its role, or the names that only such boxes have."""
    if box.tag == "nav" or box.role in _NAV_ROLES:
        return "notice" if "dialog" in box.role else "navigation"
    if box.tag == "footer":
        return "footer"
    named = _named(box.names) if box.names else None
    if named == "notice" and marks.shape(box).chars < MAX_CONSENT:
        return "notice"
    if named == "hidden" and marks.shape(box).chars < MAX_UNSEEN:
        return "hidden"
    if named == "comments" and box.depth > 1 and marks.between(0, box.start).prose >= MIN_ARTICLE:
        return "comments"
    return None


@lru_cache(maxsize=4096)
def _named(names: str) -> str | None:
    """What only consent notices and comments are called."""
    if _UNSEEN.finds(names):
        return "hidden"
    if _CONSENT.finds(names):
        return "notice"
    return "comments" if _COMMENTS.finds(names) else None


def mark_next_articles(marks: Marks, title: str | None) -> None:
    """The next articles of an endless page: units with headline and prose of their own."""
    page = marks.page
    wanted = key(title or "")
    heads = [
        block for block in page.blocks if block.tag == "h1" and marks.reasons[block.index] is None
    ]
    if len(heads) < 2:
        return
    first = next((head for head in heads if _names(head, wanted)), None)
    if first is None:
        return
    places = [block.index for block in page.blocks if block.tag == "h1"]
    for head in heads:
        is_cut = marks.reasons[head.index] is not None
        if is_cut or head.index <= first.index or _names(head, wanted):
            continue
        ours, theirs = _apart(page, page.boxes[first.box], page.boxes[head.box])
        if ours is None or theirs is None or ours.end > theirs.start:
            continue
        if (
            (
                _is_article(page, head, places)
                or (ours.tag, ours.names) == (theirs.tag, theirs.names)
            )
            and marks.shape(ours).prose >= MIN_FIRST
            and marks.shape(theirs).prose >= MIN_ARTICLE // 2
        ):
            marks.cut(theirs.start, theirs.end, "next article")


def _names(head: Block, title: str) -> bool:
    line = key(head.text)
    return bool(line) and (line in title or (len(title) > MIN_TITLE and title in line))


def _is_article(page: Page, head: Block, places: list[int]) -> bool:
    """Whether a headline, one of those at these places, stands in an <article> of its own."""
    box = page.boxes[head.box]
    while box.parent >= 0:
        if box.tag == "article":
            return bisect_left(places, box.end) - bisect_left(places, box.start) == 1
        box = page.boxes[box.parent]
    return False


def _apart(page: Page, one: Box, other: Box) -> tuple[Box | None, Box | None]:
    """The largest boxes around two boxes that do not hold both."""
    above: dict[int, Box] = {}
    below: Box | None = None
    while True:
        above[one.index] = below if below is not None else one
        if one.parent < 0:
            break
        below, one = one, page.boxes[one.parent]
    last: Box | None = None
    while other.index not in above:
        last, other = other, page.boxes[other.parent]
    return (above[other.index] if above[other.index] is not other else None), last
