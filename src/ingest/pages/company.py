"""Chosen blocks -> the short lines among them that belong to them, which the judge has cut.

Terms and descriptions of a few words look like the facts that sites put beside their articles, and
so do the few words under a heading. Where they stand as one of the paragraphs does, or under a
heading that is text, they are of the text. So are the days of a timeline and the times of a ticker.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import is_date, look
from ingest.pages.marks import FURNITURE_TOKENS, TEASER_TOKENS, Marks, tokens

MAX_UNDER = 6
NEAR = 3
_FACT = re.compile(r"(?:\d{4}|\d{1,2}[:.h]\d\d)$")


def give_back(page: Page, marks: Marks, chosen: list[bool]) -> None:
    """Choose, and keep, what belongs to chosen blocks. `chosen` and `marks` are changed."""
    for box in page.boxes:
        if box.tag == "dl":
            if box.start < box.end and _is_of_text(page, marks, chosen, box):
                _keep(marks, chosen, box.start, box.end)
        elif (
            1 < box.end - box.start <= MAX_UNDER
            and chosen[box.start]
            and page.blocks[box.start].kind is Kind.HEADING
            and _is_headed(page, marks, chosen, box)
        ):
            _keep(marks, chosen, box.start + 1, box.end)
    _give_back_days(page, marks, chosen)


def _give_back_days(page: Page, marks: Marks, chosen: list[bool]) -> None:
    """A day that heads a chosen unit belongs to it, where the unit beside is headed so too."""
    headed = [
        box
        for box in page.boxes
        if box.end - box.start > 1
        and marks.reasons[box.start] is None
        and chosen[box.start + 1]
        and is_date(page.blocks[box.start].text)
    ]
    for one, other in pairwise(headed):
        if one.end == other.start and (one.parent, one.tag) == (other.parent, other.tag):
            for day in (one.start, other.start):
                _keep(marks, chosen, day, day + 1)


def _keep(marks: Marks, chosen: list[bool], start: int, end: int) -> None:
    chosen[start:end] = [True] * (end - start)
    marks.keep(start, end)


def _is_headed(page: Page, marks: Marks, chosen: list[bool], box: Box) -> bool:
    """Whether a chosen heading heads a small box of which nothing else was chosen or marked."""
    head, *under = page.blocks[box.start : box.end]
    if head.linked or any(
        chosen[block.index] or marks.reasons[block.index] is not None for block in under
    ):
        return False
    if not any(chosen[box.end : box.end + NEAR]):
        return False
    return not any(block.linked or look(block.text) is not None for block in under)


def _is_of_text(page: Page, marks: Marks, chosen: list[bool], box: Box) -> bool:
    blocks = page.blocks[box.start : box.end]
    if any(chosen[block.index] or marks.reasons[block.index] is not None for block in blocks):
        return False
    if not tokens(box).isdisjoint(FURNITURE_TOKENS | TEASER_TOKENS):
        return False
    if any(map(_is_about_the_page, blocks)):
        return False
    return _follows(page, marks, chosen, box)


def _is_about_the_page(block: Block) -> bool:
    """Whether a line is a link, a date, a byline, a notice. A year or an hour may be a fact."""
    if block.linked * 2 > len(block.text):
        return True
    return look(block.text) is not None and _FACT.match(block.text) is None


def _follows(page: Page, marks: Marks, chosen: list[bool], box: Box) -> bool:
    """Whether a chosen paragraph stands before the list, in the same box; headings may between."""
    for block in reversed(page.blocks[max(0, box.start - 2) : box.start]):
        if _home(page, block) != box.parent or marks.reasons[block.index] is not None:
            return False
        if chosen[block.index] and block.kind is not Kind.HEADING:
            return True
        if block.kind is not Kind.HEADING:
            return False
    return False


def _home(page: Page, block: Block) -> int:
    """The box that a block stands in: around its own, where it has one."""
    box = page.boxes[block.box]
    return block.box if box.tag in {"div", "section", "article", "main"} else box.parent
