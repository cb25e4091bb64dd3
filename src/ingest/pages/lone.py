"""Marks on single cards between paragraphs: one other page, with label, picture, excerpt.

A group shows itself by repetition; a single card by how it leads elsewhere. It is cut as one
unit, or its excerpt would stay behind.
"""

from __future__ import annotations

from ingest.pages.blocks import Block, Box, Kind
from ingest.pages.marks import Marks

MAX_CARD = 320
MAX_BLOCKS = 6
MIN_LINK = 20
MIN_REST = 8


def mark_lone_cards(marks: Marks) -> None:
    """Cut small boxes that lead elsewhere by a script, and asides around a linked headline."""
    total = marks.shape(marks.page.boxes[0]).prose
    for box in marks.page.boxes:
        if not (box.target or box.tag == "aside" or box.role == "link") or box.tag == "a":
            continue
        if not 0 < box.end - box.start <= MAX_BLOCKS or marks.reasons[box.start] is not None:
            continue
        shape = marks.shape(box)
        if shape.chars > MAX_CARD or shape.prose * MIN_REST > total:
            continue
        blocks = marks.page.blocks[box.start : box.end]
        is_card = _is_scripted(marks, box, blocks) or _is_aside(box, blocks)
        if is_card and not _is_announced(marks, box):
            marks.cut(box.start, box.end, "teaser")


def _is_scripted(marks: Marks, box: Box, blocks: list[Block]) -> bool:
    """Whether a press on the box leads elsewhere, and a heading or bold line in it says where."""
    inside_link = box.parent >= 0 and marks.page.boxes[box.parent].target
    return (
        (box.target or box.role == "link")
        and not inside_link
        and not any(block.linked for block in blocks)
        and any(block.kind is Kind.HEADING or block.bold * 2 > len(block.text) for block in blocks)
    )


def _is_aside(box: Box, blocks: list[Block]) -> bool:
    """Whether an aside has a headline that is a link."""
    return box.tag == "aside" and any(
        block.linked >= MIN_LINK and block.linked * 10 >= len(block.text) * 6 for block in blocks
    )


def _is_announced(marks: Marks, box: Box) -> bool:
    """Whether prose announces the box."""
    return box.start > 0 and marks.page.blocks[box.start - 1].text.endswith((":", "："))
