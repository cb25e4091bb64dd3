"""Marks on the polls that sites put between paragraphs: question, answers, counted votes.

A question makes a small box a poll when two more things say so: what the box is called, what
heads it, its radio buttons, its percentages, how many have voted.
"""

from __future__ import annotations

import re

from ingest.pages.blocks import Block, Box, Page
from ingest.pages.lines import fold
from ingest.pages.marks import Marks, tokens
from ingest.pages.words import POLL_HEADINGS, POLL_TOKENS

MAX_QUESTION = 200
MAX_POLL = 700
MAX_BLOCKS = 24
MAX_ANSWER = 80
MAX_CLIMB = 6
MIN_ANSWERS = 2
ENOUGH = 2
_ASKS = ("?", "？", "؟", ";")
_ROLES = frozenset({"radiogroup", "radio"})
_SHARE = re.compile(r"\d\s?%")
_COUNTED = re.compile(
    r"\d[\d.,\s]*\s?(?:votes?|voters|voted|responses|stimmen|votos|voix|voti|stemmen|röster|stemmer|"
    r"głosów|hlasů|голосов|голоса|oy|صوت|票|표)\b|(?:total votes|insgesamt abgestimmt)",
    re.IGNORECASE,
)


def mark_polls(marks: Marks) -> None:
    """Cut polls. A box that holds much of the page's prose is none."""
    for block in marks.page.blocks:
        if block.size > MAX_QUESTION or not block.text.rstrip("\"'”’»)").endswith(_ASKS):
            continue
        if marks.reasons[block.index] is None:
            poll = _poll(marks, block)
            if poll is not None:
                marks.cut(poll.start, poll.end, "poll")


def _poll(marks: Marks, question: Block) -> Box | None:
    """The largest small box around a question that shows itself to be a poll."""
    boxes = marks.page.boxes
    total = marks.shape(boxes[0])
    box, found = boxes[question.box], None
    for _ in range(MAX_CLIMB):
        shape = marks.shape(box)
        if (
            box.parent < 0
            or shape.chars > MAX_POLL
            or shape.blocks > MAX_BLOCKS
            or shape.prose * 3 > total.prose
        ):
            break
        if _votes(marks.page, box) >= ENOUGH:
            found = box
        box = boxes[box.parent]
    return found


def _votes(page: Page, box: Box) -> int:
    """How much speaks for a poll."""
    blocks = page.blocks[box.start : box.end]
    asked = False
    answers = 0
    for block in blocks:
        answers += asked and block.size <= MAX_ANSWER
        asked = asked or block.text.endswith(_ASKS)
    said = {words for block in blocks[:2] for words in _openings(block)}
    return sum(
        (
            2 * (not tokens(box).isdisjoint(POLL_TOKENS)),
            2 * _has_choices(page, box),
            not said.isdisjoint(POLL_HEADINGS),
            sum(_SHARE.search(block.text) is not None for block in blocks) >= MIN_ANSWERS,
            any(_COUNTED.search(block.text) for block in blocks),
            answers >= MIN_ANSWERS,
        )
    )


def _openings(block: Block) -> tuple[str, str]:
    """A line, and what stands in it before a colon: "Poll: should …?"."""
    return fold(block.text), fold(block.text[:MAX_ANSWER].partition(":")[0])


def _has_choices(page: Page, box: Box) -> bool:
    """Whether there are radio buttons in a box."""
    if any(page.boxes[index].role in _ROLES for index in box.children):
        return True
    fields = box.element.iterdescendants("input")
    return any(field.get("type") == "radio" for field in fields)
