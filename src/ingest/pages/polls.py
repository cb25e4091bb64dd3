"""Marks on the polls that sites put between paragraphs: question, answers, counted votes.

A question makes a small box a poll when two more things say so: what the box is called, what
heads it, its radio buttons, its percentages, how many have voted.
"""

from __future__ import annotations

import re
from itertools import islice

from ingest.pages.blocks import Block, Box, Page
from ingest.pages.lines import fold
from ingest.pages.marks import Marks, tokens
from ingest.pages.words import POLL_HEADINGS, POLL_TOKENS

MAX_QUESTION = 200
MAX_POLL = 700
MAX_BLOCKS = 24
MAX_ANSWER = 80
MAX_CLIMB = 6
MAX_ELEMENTS = 300
MIN_ANSWERS = 2
ENOUGH = 2
_QUESTIONS = ("?", "？", "؟")
_ASKS = frozenset({*_QUESTIONS, ";"})
_GREEK = re.compile("[\u0370-\u03ff]")
_ROLES = frozenset({"radiogroup", "radio"})
_SHARE = re.compile(r"\d\s?%")
_COUNTED = re.compile(
    r"\d\s?(?:votes?|voters|voted|responses|stimmen|votos|voix|voti|stemmen|röster|stemmer|"
    r"głosów|hlasů|голосов|голоса|oy|صوت|票|표)\b|(?:total votes|insgesamt abgestimmt)",
    re.IGNORECASE,
)


def mark_polls(marks: Marks) -> None:
    """Cut polls. A box that holds much of the page's prose is none."""
    questions = [block for block in marks.page.blocks if block.text[-1] in _ASKS]
    for block in questions:
        if block.size <= MAX_QUESTION and marks.reasons[block.index] is None and _asks(block.text):
            poll = _poll(marks, block)
            if poll is not None:
                marks.cut(poll.start, poll.end, "poll")


def _asks(text: str) -> bool:
    """Whether a line is a question; a semicolon is one in Greek."""
    return text.endswith(_QUESTIONS) or (text[-1] == ";" and _GREEK.match(text[-2:]) is not None)


def _poll(marks: Marks, question: Block) -> Box | None:
    """The largest small box around a question that shows itself to be a poll."""
    boxes = marks.page.boxes
    total = marks.shape(boxes[0]).prose
    box, found = boxes[question.box], None
    for _ in range(MAX_CLIMB):
        if box.parent < 0 or box.end - box.start > MAX_BLOCKS:
            break
        if box.end - box.start > 1:
            shape = marks.shape(box)
            if shape.chars > MAX_POLL or shape.prose * 3 > total:
                break
            if _votes(marks.page, box) >= ENOUGH:
                found = box
        box = boxes[box.parent]
    return found


def _votes(page: Page, box: Box) -> int:
    """How much speaks for a poll."""
    if not tokens(box).isdisjoint(POLL_TOKENS) or _has_choices(page, box):
        return ENOUGH
    blocks = page.blocks[box.start : box.end]
    if len(blocks) <= MIN_ANSWERS:
        return 0
    asked = False
    answers = 0
    for block in blocks:
        answers += asked and block.size <= MAX_ANSWER
        asked = asked or block.text[-1] in _ASKS
    said = {words for block in blocks[:2] for words in _openings(block)}
    return sum(
        (
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
    held = islice(box.element.iterdescendants(), MAX_ELEMENTS)
    return any(one.tag == "input" and one.get("type") == "radio" for one in held)
