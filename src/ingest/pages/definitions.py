"""Chosen blocks -> the short definition lists among them, which the judge takes for furniture.

Terms and descriptions of a few words look like the facts that sites put beside their articles.
Where they stand as one of the paragraphs does, next to some of them, they are of the text.
"""

from __future__ import annotations

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import look
from ingest.pages.marks import FURNITURE_TOKENS, TEASER_TOKENS, Marks, tokens


def give_back(page: Page, marks: Marks, chosen: list[bool]) -> None:
    """Choose, and keep, definition lists that stand among the chosen paragraphs."""
    for box in page.boxes:
        if box.tag == "dl" and box.start < box.end and _is_of_text(page, marks, chosen, box):
            chosen[box.start : box.end] = [True] * (box.end - box.start)
            marks.keep(box.start, box.end)


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
    """Whether a line is a link, a date, a byline, a notice. A year may be a fact."""
    if block.linked * 2 > len(block.text):
        return True
    return look(block.text) is not None and not block.text.isdigit()


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
