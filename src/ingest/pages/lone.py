"""Marks on single cards between paragraphs: one other page, with label, picture, excerpt.

A group shows itself by repetition; a single card by how it leads elsewhere, or by what its two
lines say: a section and a day, then a headline. It is cut as one unit, or its excerpt would stay
behind.
"""

from __future__ import annotations

from ingest.pages.blocks import Block, Box, Kind
from ingest.pages.lines import is_age, is_date, look
from ingest.pages.marks import Marks

MAX_CARD = 320
MAX_BLOCKS = 6
MIN_LINK = 20
MIN_REST = 8
MAX_SECTION_WORDS = 3
MAX_DATELINE = 60
MIN_HEADLINE = 20
_STORY = 2
"""The lines of a story: its dateline and its headline."""
_AMONG_PROSE = frozenset({Kind.HEADING, Kind.CAPTION, Kind.ITEM})


def mark_lone_cards(marks: Marks) -> None:
    """Cut small boxes that lead elsewhere by a script, asides around a linked headline, stories."""
    total = marks.shape(marks.page.boxes[0]).prose
    for box in marks.page.boxes:
        size = box.end - box.start
        leads = box.target or box.tag == "aside" or box.role == "link"
        if box.tag == "a" or not (size == _STORY or (leads and 0 < size <= MAX_BLOCKS)):
            continue
        shape = marks.shape(box)
        if shape.chars > MAX_CARD or shape.prose * MIN_REST > total or marks.reasons[box.start]:
            continue
        blocks = marks.page.blocks[box.start : box.end]
        is_card = leads and (_is_scripted(marks, box, blocks) or _is_aside(box, blocks))
        if (is_card or _is_story(marks, box, blocks)) and not _is_announced(marks, box):
            marks.cut(box.start, box.end, "teaser")


def _is_story(marks: Marks, box: Box, blocks: list[Block]) -> bool:
    """Whether a box between paragraphs is a section with a day, and a headline that is no sentence.

    In a list of such boxes they are the text: a timeline, a table of matches.
    """
    if len(blocks) != _STORY or not 0 < box.start < box.end < len(marks.page.blocks):
        return False
    dateline, headline = blocks
    around = marks.page.blocks[box.start - 1], marks.page.blocks[box.end]
    return (
        any(block.prose for block in around)
        and all(block.prose or block.kind in _AMONG_PROSE for block in around)
        and not headline.prose
        and headline.size >= MIN_HEADLINE
        and look(headline.text) is None
        and headline.text[-1].isalnum()
        and _names_section_and_day(dateline.text)
    )


def _names_section_and_day(line: str) -> bool:
    """Whether a line is a few words and a day: "Crime 11/09/2025", "Lifestyle Yesterday"."""
    words = line.split() if len(line) <= MAX_DATELINE and not is_date(line) else []
    for count in range(1, min(MAX_SECTION_WORDS + 1, len(words))):
        section, day = " ".join(words[:count]), " ".join(words[count:])
        if any(map(str.isdigit, section)):
            return False
        if is_date(day) or is_age(day):
            return True
    return False


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
