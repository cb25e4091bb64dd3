"""Blocks -> marks: what is certainly not the article's text, with the reason.

Zones that HTML sets apart, cards of other articles, and what a line such as "Trending" heads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.cards import mark_cards
from ingest.pages.endless import mark_following
from ingest.pages.headed import mark_dated_links, mark_headed
from ingest.pages.lines import Look, is_teaser_heading, key, look
from ingest.pages.lone import mark_lone_cards
from ingest.pages.marks import MIN_ARTICLE, MIN_SENTENCE, Marks
from ingest.pages.polls import mark_polls
from ingest.pages.zones import mark_forms, mark_next_articles, mark_zones

MAX_TEASER = 160
MAX_EXCERPT = 300
MIN_EXCERPT = 60
MIN_WAYS = 2
NEAR = 60
MAX_HEADING = 50


def mark(
    page: Page,
    *,
    title: str | None = None,
    titles: Iterable[str] = (),
    keep: Callable[[str], bool] = lambda _: False,
) -> Marks:
    """Say of each block why it is certainly not the article's text, or nothing.

    `titles` are headlines of other pages of the site; `keep` says whether a witness (feed,
    JSON-LD) has a text for the article's.
    """
    marks = Marks(page)
    if not page.blocks:
        return marks
    mark_zones(marks)
    mark_forms(marks)
    mark_polls(marks)
    mark_next_articles(marks, title)
    mark_following(marks, title)
    mark_cards(marks, frozenset(key(title) for title in titles), keep)
    mark_lone_cards(marks)
    mark_dated_links(marks)
    _headed(marks, keep)
    mark_headed(marks)
    _give_back(marks)
    return marks


def _headed(marks: Marks, keep: Callable[[str], bool]) -> None:
    """A line such as "Trending" or "Mehr zum Thema", and the box that it heads."""
    page = marks.page
    for block in page.blocks:
        if marks.reasons[block.index] is not None or not _heads_teasers(block):
            continue
        box = page.boxes[block.box]
        # climb to the box that the line heads: it stands first in it and is not alone
        while box.parent > 0 and box.end - box.start <= 1:
            box = page.boxes[box.parent]
        end = _reach(marks, block, box, keep)
        if (
            end > block.index + 1
            or block.kind is Kind.HEADING
            or block.linked * 2 > len(block.text)
        ):
            marks.cut(block.index, end, "teaser")
        elif block.index + 1 < len(page.blocks) and marks.reasons[block.index + 1] is not None:
            marks.cut(block.index, block.index + 1, "teaser")


def _heads_teasers(block: Block) -> bool:
    """Whether a line heads other pages: "Trending", a heading "More from Island News"."""
    if is_teaser_heading(block.text):
        return True
    return (
        block.kind is Kind.HEADING
        and block.size <= MAX_HEADING
        and look(block.text) is Look.READ_ALSO
    )


def _reach(marks: Marks, head: Block, box: Box, keep: Callable[[str], bool]) -> int:
    """Where the box of teasers ends that a line heads."""
    heads_box = box.start == head.index
    for index in range(head.index + 1, box.end):
        block = marks.page.blocks[index]
        if marks.reasons[block.index] is not None:
            continue
        if keep(block.text) and block.size >= MIN_SENTENCE:
            return block.index
        leads = block.linked * 2 > len(block.text) or marks.page.boxes[block.box].target
        if heads_box:
            if not (leads or _fits(marks, block, box)):
                return block.index
        elif not (leads or _goes_on(block)):
            return block.index
    return box.end


def _goes_on(block: Block) -> bool:
    """Whether a box of teasers goes on with a line that leads nowhere."""
    return is_teaser_heading(block.text) or (
        block.kind is not Kind.HEADING and look(block.text) is not None
    )


def _fits(marks: Marks, block: Block, box: Box) -> bool:
    """Whether a block without a link may be part of a teaser: a label, a date, an excerpt."""
    if look(block.text) is not None or (block.size <= MAX_TEASER and not block.prose):
        return True
    total = marks.shape(marks.page.boxes[0]).prose
    return block.size <= MAX_EXCERPT and marks.shape(box).prose * 4 < total and _leads(marks, box)


def _leads(marks: Marks, box: Box) -> bool:
    """Whether a box is full of ways elsewhere."""
    shape = marks.shape(box)
    near = marks.page.boxes[box.index + 1 : box.index + 1 + NEAR]
    targets = sum(child.target for child in near if child.start < box.end)
    return shape.linked * 3 > shape.chars or targets >= MIN_WAYS


def _give_back(marks: Marks) -> None:
    """Where cutting teasers left no prose but took some, the page is made of them: keep them."""
    blocks = marks.page.blocks
    left = sum(b.size for b in blocks if marks.reasons[b.index] is None and b.prose)
    cut = [b for b in blocks if marks.reasons[b.index] == "teaser"]
    lost = sum(b.size for b in cut if b.linked * 2 < len(b.text) and b.size >= MIN_EXCERPT)
    if left < MIN_ARTICLE and lost > 3 * max(left, MIN_ARTICLE):
        for block in cut:
            marks.reasons[block.index] = None
