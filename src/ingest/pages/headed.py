"""Marks on small boxes that a line of their own calls a notice, a biography, dated links."""

from __future__ import annotations

from ingest.pages.blocks import Block, Box, Kind
from ingest.pages.lines import Look, fold, look, mentions_age
from ingest.pages.marks import Marks
from ingest.pages.words import AUTHOR_HEADINGS

MAX_BOX = 700
MAX_BLOCKS = 8
MAX_LABEL = 40
MIN_LINK = 20
MIN_PAIRS = 2
_PICTURED = ("photo", "image", "picture", "foto", "bild")
"""Headings may speak of pictures, as captions do."""


def mark_headed(marks: Marks) -> None:
    """Cut the boxes that a heading such as "Support our journalism" or "About the author" heads."""
    for block in marks.page.blocks:
        if marks.reasons[block.index] is not None or block.size > MAX_LABEL:
            continue
        reason = _called(block)
        box = _headed_box(marks, block) if reason is not None else None
        if reason is not None and box is not None:
            marks.cut(box.start, box.end, reason)


def mark_dated_links(marks: Marks) -> None:
    """Cut labels with an age before links, one pair after the other: "Sport · 6 days ago"."""
    blocks = marks.page.blocks
    start = 0
    while start < len(blocks):
        end = start
        while end + 1 < len(blocks) and _is_dated_link(blocks[end], blocks[end + 1]):
            end += 2
        if end - start >= 2 * MIN_PAIRS:
            marks.cut(start, end, "teaser")
        start = max(end, start + 1)


def _called(block: Block) -> str | None:
    """What a heading calls its box."""
    if block.kind is not Kind.HEADING and block.bold * 10 < len(block.text) * 9:
        return None
    if fold(block.text) in AUTHOR_HEADINGS:
        return "author"
    if block.kind is not Kind.HEADING or block.text.casefold().startswith(_PICTURED):
        return None
    return "notice" if look(block.text) in {Look.FURNITURE, Look.NOTICE} else None


def _headed_box(marks: Marks, head: Block) -> Box | None:
    """The box of its own that a block heads: small, and no large part of the page's prose."""
    boxes = marks.page.boxes
    box = boxes[head.box]
    while box.parent > 0 and box.end - box.start <= 1:
        box = boxes[box.parent]
    if box.start != head.index or box.parent < 0 or box.tag in {"body", "html"}:
        return None
    shape, total = marks.shape(box), marks.shape(boxes[0])
    is_small = shape.chars <= MAX_BOX and shape.blocks <= MAX_BLOCKS
    return box if is_small and shape.prose * 4 < total.prose else None


def _is_dated_link(label: Block, link: Block) -> bool:
    return (
        label.size <= MAX_LABEL
        and not label.prose
        and mentions_age(label.text)
        and link.size >= MIN_LINK
        and link.linked * 10 >= len(link.text) * 9
    )
