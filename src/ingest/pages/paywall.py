"""Page -> whether its text ends at a paywall, and which lines are nothing but such prompts.

The words of a paywall stand on many a page that shows all of its text: in menus, on teasers of
other articles, as an offer between two paragraphs or below the last. It is a wall where the text
ends at it, and nothing says that the text is whole.
"""

from __future__ import annotations

import re

from ingest.pages.blocks import Block, Page
from ingest.pages.lines import key
from ingest.pages.marks import Marks
from ingest.pages.structured import Structured
from ingest.pages.walls import PAYWALL

MAX_PROMPT = 220
LAST = 3
MAX_LEAD_IN = 24
"""So far from its sentence's begin a prompt's words stand: "Vous êtes déjà abonné"."""
MIN_GOING_ON = 150
MAX_TEXT = 2200
"""Longer texts are no matter of walls (`verdict.WALLED`)."""
MIN_WHOLE = 200
ABOUT = 1.1
_ELSEWHERE = frozenset({"navigation", "footer", "teaser", "next article", "comments"})
_SENTENCE_END = re.compile(r"[.!?…。！？]\s*")
_METER = re.compile(r"[1-9]\d* (?:more )?free articles? (?:left|remaining)")
_QUOTES = tuple("\"'“”„«»「‘")


def cut_prompts(page: Page, marks: Marks, chosen: list[bool]) -> None:
    """Cut the lines of the text that ask readers to subscribe. `chosen`, `marks` are changed."""
    kept = [block for block in page.blocks if chosen[block.index]]
    last = kept[-LAST].index if len(kept) >= LAST else -1
    short = [
        block
        for block in kept
        if block.size <= MAX_PROMPT and (not block.prose or block.linked or block.index >= last)
    ]
    for place in PAYWALL.among([block.text.lower() for block in short]):
        block = short[place]
        if block.index not in marks.kept and _is_prompt(block):
            chosen[block.index] = False
            marks.reasons[block.index] = "notice"


def wall(
    page: Page, marks: Marks, chosen: list[bool], *, text: str, said: Structured, in_feed: bool
) -> str:
    """The words of the paywall at which a text ends, '' without any.

    Long texts are not asked. `in_feed` says whether the feed has the text as it is.
    """
    if len(text) > MAX_TEXT or in_feed or _is_whole(text, said):
        return ""
    blocks = page.blocks
    kept = [block for block in blocks if chosen[block.index]]
    lines = [block.text.lower() for block in blocks]
    for place in PAYWALL.among(lines):
        if marks.reasons[place] in _ELSEWHERE or _is_passed(blocks[place], kept):
            continue
        found = PAYWALL.pattern.search(lines[place])
        if found is not None and not _METER.search(lines[place]):
            return found[0]
    return ""


def _is_prompt(block: Block) -> bool:
    """Whether a line speaks to its reader: the words stand where a sentence begins."""
    text = block.text
    found = PAYWALL.pattern.search(text)
    if found is None or text.startswith(_QUOTES):
        return False
    if not block.prose:
        return True
    begins = max((end.end() for end in _SENTENCE_END.finditer(text, 0, found.start())), default=0)
    return found.start() - begins <= MAX_LEAD_IN


def _is_passed(prompt: Block, kept: list[Block]) -> bool:
    """Whether the text goes on after a prompt, or the prompt is a link above it."""
    before = sum(block.size for block in kept if block.index < prompt.index and block.prose)
    after = sum(block.size for block in kept if block.index > prompt.index and block.prose)
    if not before:
        return after > 0 and prompt.linked * 2 > len(prompt.text)
    return after >= MIN_GOING_ON


def _is_whole(text: str, said: Structured) -> bool:
    """Whether the page's data has no more of the article than the text."""
    if said.article_body is None:
        return False
    body = key(said.article_body)
    return MIN_WHOLE <= len(body) <= ABOUT * len(key(text)) and body[-MIN_WHOLE // 4 :] in key(text)
