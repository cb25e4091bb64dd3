"""Marks on the next articles of an endless page whose headlines are no h1.

`zones.mark_next_articles` tells them by their h1. Here two other things must say so: a byline or
a date under the headline, and that the box is an <article>, made as ours is, or called next.
"""

from __future__ import annotations

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import Look, key, look
from ingest.pages.marks import MIN_ARTICLE, Marks, tokens

MIN_FIRST = 500
MAX_LEVEL = 2
NEAR = 4
MAX_KICKERS = 2
_SIGNED = frozenset({Look.BYLINE, Look.DATE, Look.RELATIVE})
_NEXT = frozenset({"next", "infinite", "endless", "nextstory", "nextarticle", "autoload"})


def mark_following(marks: Marks, title: str | None) -> None:
    """Cut other articles that begin after the page's own, with headline, byline and prose."""
    page = marks.page
    wanted = key(title or "")
    first = next((b for b in page.blocks if b.tag == "h1" and key(b.text) in wanted), None)
    if first is None or not wanted:
        return
    for box in page.boxes:
        if box.start <= first.index or not _may_be_article(box):
            continue
        if marks.reasons[box.start] is not None or not _is_signed(page, box, wanted):
            continue
        if (
            marks.shape(box).prose >= MIN_ARTICLE // 2
            and marks.between(first.index, box.start).prose >= MIN_FIRST
        ):
            marks.cut(box.start, box.end, "next article")


def _may_be_article(box: Box) -> bool:
    return box.end - box.start >= NEAR and (
        box.tag == "article" or not tokens(box).isdisjoint(_NEXT)
    )


def _is_signed(page: Page, box: Box, title: str) -> bool:
    """Whether a box begins with another headline, and a byline or a date under it."""
    blocks = page.blocks[box.start : box.start + NEAR]
    place = next((n for n, b in enumerate(blocks[:MAX_KICKERS]) if _heads(b)), None)
    if place is None or key(blocks[place].text) in title:
        return False
    return any(look(block.text) in _SIGNED for block in blocks[place + 1 :])


def _heads(block: Block) -> bool:
    return block.kind is Kind.HEADING and 1 <= block.level <= MAX_LEVEL
