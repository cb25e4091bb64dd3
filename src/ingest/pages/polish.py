"""Chosen blocks -> text's blocks: what stands beside the prose is cut, with its reason.

Before the prose stand headline, kicker, standfirst, byline and dates; after it biographies, tags,
notices. Between, a line is cut only for what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ingest.pages import company, notices, paywall, promotions
from ingest.pages.blocks import Block, Kind, Page
from ingest.pages.lines import Look, key, look
from ingest.pages.marks import FURNITURE_TOKENS, Marks, tokens
from ingest.pages.metadata import Metadata

MAX_CAPTION = 500
MAX_LINE = 1000
"""What is longer is no line that says what it is."""
MIN_STANDFIRST = 30
_CAPTION = re.compile(r"caption|(?<!ac)credit(?!or)|bildunter|bildtext|photo-?desc|image-?desc")
MAX_NOTICE = 200
MAX_LABEL = 40
MAX_UNDER = 8
MAX_LEGAL = 400


def polish(
    page: Page,
    marks: Marks,
    chosen: list[bool],
    *,
    about: Metadata,
    site_titles: Iterable[str] = (),
) -> None:
    """Cut lines that are not text. `chosen` and `marks` are changed."""
    blocks = page.blocks
    company.give_back(page, marks, chosen)
    paywall.cut_prompts(page, marks, chosen)
    kept = [block for block in blocks if chosen[block.index]]
    if not kept:
        return
    first_prose = next((block.index for block in kept if block.prose), kept[0].index)
    last_prose = next(
        (block.index for block in reversed(kept) if block.prose),
        kept[-1].index,
    )
    title_key = key(about.title or "")
    description_key = key(about.description or "")
    names = [folded for name in about.authors if (folded := key(name))]
    section_key = key(about.section or "")
    others = {folded for other in site_titles if len(folded := key(other)) > 15} - {title_key}
    for block in blocks:
        if marks.reasons[block.index] is not None or block.index in marks.kept:
            continue
        reason = _reason(
            page,
            block,
            title_key=title_key,
            description_key=description_key,
            names=names,
            section_key=section_key,
            others=others,
            lead=block.index < first_prose,
            tail=block.index > last_prose,
            first=block.index == first_prose,
            ends=block.index >= last_prose,
        )
        if reason is not None:
            chosen[block.index] = False
            marks.reasons[block.index] = reason
    _orphan_headings(page, marks, chosen)


def _reason(  # noqa: C901 - one branch a kind of line
    page: Page,
    block: Block,
    *,
    title_key: str,
    description_key: str,
    names: list[str],
    section_key: str,
    others: set[str],
    lead: bool,
    tail: bool,
    first: bool,
    ends: bool,
) -> str | None:
    text = block.text
    if block.tag == "h1" and (lead or first or not title_key):
        return "title"
    if len(text) > MAX_LINE:
        return "caption" if block.kind is Kind.CAPTION else None
    line = key(text)
    if not line:
        return "furniture" if block.kind is not Kind.ROW else None
    if title_key and (
        line == title_key
        or (len(line) > 20 and _near(line, title_key) and (lead or block.kind is Kind.HEADING))
    ):
        return "title"
    if (
        lead
        and description_key
        and len(line) > MIN_STANDFIRST
        and (line == description_key or description_key.startswith(line))
        and not _stands_among_prose(page, block)
    ):
        return "standfirst"
    if line in others:
        return "teaser"
    appearance = look(text)
    if appearance is Look.FURNITURE:
        return "furniture"
    if appearance is Look.TEASER_HEADING and (
        block.linked or tail or block.kind is not Kind.HEADING
    ):
        return "teaser"
    if block.kind is Kind.CAPTION or (len(text) <= MAX_CAPTION and _is_caption(page, block)):
        return "caption"
    size = len(text)
    if lead:
        if section_key and line == section_key:
            return "section"
        if appearance in {Look.DATE, Look.RELATIVE, Look.BYLINE} and block.kind is not Kind.HEADING:
            return "date" if appearance is not Look.BYLINE else "byline"
        if any(name == line or (name in line and size < len(name) + 60) for name in names):
            return "byline"
        if size <= MAX_LABEL and block.linked * 2 > size and block.kind is not Kind.HEADING:
            return "section"
    if tail and any(line == name for name in names):
        return "byline"
    if ends and size <= MAX_CAPTION and notices.is_biography(text):
        return "author"
    if block.linked and (promotions.is_promotion(block) or promotions.is_labelled(block)):
        return "teaser"
    if ends and promotions.is_contact(block):
        return "byline"
    if block.linked and size <= MAX_NOTICE and not block.prose and notices.asks_to_follow(text):
        return "notice"
    if size <= MAX_LEGAL and notices.is_notice(text):
        return "notice"
    if (lead or tail) and size <= MAX_LABEL and notices.says_reading_time(text):
        return "date"
    if tail and promotions.is_labels(block):
        return "tags"
    if appearance is Look.READ_ALSO and (block.linked * 3 > size or (size <= 200 and block.links)):
        return "teaser"
    if (
        appearance is Look.NOTICE
        and size <= MAX_NOTICE
        and (tail or block.linked or not block.prose)
    ):
        return "notice"
    if (
        (lead or tail)
        and size <= MAX_NOTICE
        and tokens(page.boxes[block.box]) & FURNITURE_TOKENS
        and not block.prose
    ):
        return "furniture"
    if (
        tail
        and appearance in {Look.DATE, Look.RELATIVE, Look.BYLINE}
        and block.kind is not Kind.ROW
    ):
        return "date" if appearance is not Look.BYLINE else "byline"
    return None


def _stands_among_prose(page: Page, block: Block) -> bool:
    """Whether the next paragraph is made alike, beside it: then this is the first paragraph."""
    box = page.boxes[block.box]
    for following in page.blocks[block.index + 1 : block.index + 4]:
        other = page.boxes[following.box]
        if following.prose:
            return (box.tag, box.names, box.parent) == (other.tag, other.names, other.parent)
    return False


def _is_caption(page: Page, block: Block) -> bool:
    """Whether what holds the block is called a caption, or is a figure."""
    box = page.boxes[block.box]
    for _ in range(2):
        if box.tag == "figure" or _names_caption(box.names):
            return block.kind is not Kind.ROW
        box = page.boxes[max(0, box.parent)]
    return False


@lru_cache(maxsize=1024)
def _names_caption(names: str) -> bool:
    return _CAPTION.search(names) is not None


def _near(line: str, title: str) -> bool:
    """Whether one holds the other and little more: titles with a site's name, cut titles."""
    short, long = sorted((line, title), key=len)
    return short in long and len(short) * 10 >= len(long) * 7


def _orphan_headings(page: Page, marks: Marks, chosen: list[bool]) -> None:
    """A heading with nothing of its own below it: at the end of the text, or alone in its box."""
    ended = False
    for block in reversed(page.blocks):
        if not chosen[block.index]:
            continue
        if block.kind is not Kind.HEADING:
            ended = True
        elif (not ended and block.size <= 100) or _is_left_alone(page, marks, block):
            chosen[block.index] = False
            marks.reasons[block.index] = "heading of nothing"


def _is_left_alone(page: Page, marks: Marks, head: Block) -> bool:
    """Whether rules have cut all that stands under a heading in its own small box."""
    box = page.boxes[head.box]
    if box.end - box.start <= 1:
        box = page.boxes[max(0, box.parent)]
    under = range(head.index + 1, box.end)
    return (
        box.start == head.index
        and 0 < len(under) <= MAX_UNDER
        and all(marks.reasons[index] is not None for index in under)
    )
