"""A line of the text -> whether it promotes other pages, lists labels, or says whom to write to."""

from __future__ import annotations

import re

from ingest.pages.blocks import Block, Kind
from ingest.pages.lines import is_teaser_heading, mentions_age

MAX_LABEL = 40
MAX_TAG = 25
MAX_CONTACT = 70
MAX_CONTACT_WORDS = 6
MIN_PROMOTION = 20
MIN_PROMOTION_WORDS = 4
_LINES = frozenset({Kind.PARAGRAPH, Kind.HEADING})
_ARROWS = ("•", "●", "■", "▪", "◆", "➤", "⇒", ">>", "»", "→", "▶", "►", "👉", "☛", "➡")
_COLON = re.compile("[:：]")
_SOURCES = ("source", "quelle", "via ", "fuente", "fonte")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}")


def is_promotion(block: Block) -> bool:
    """A line that is a link alone, and shouts, stands in brackets or behind an arrow."""
    text = block.text.strip()
    if block.kind not in _LINES or block.linked * 10 < len(text) * 8:
        return False
    if len(text.split()) < MIN_PROMOTION_WORDS or block.linked < MIN_PROMOTION:
        return False
    if text[1:].casefold().startswith(_SOURCES):
        return False
    if text[0] + text[-1] in {"()", "[]"}:
        return True
    if block.kind is Kind.HEADING:
        return False
    return text.isupper() or text.startswith(_ARROWS) or text.partition(":")[0].isupper()


def is_labelled(block: Block) -> bool:
    """Links behind a label that heads teasers: "READ NEXT: …", or with an age among them."""
    text = block.text
    if block.kind is Kind.ROW or block.linked * 2 < len(text):
        return False
    label, mark, _ = text[:MAX_LABEL].partition(":")
    if mark and is_teaser_heading(label):
        return True
    return (
        block.linked >= MIN_PROMOTION and block.linked * 10 > len(text) * 9 and mentions_age(text)
    )


def is_contact(block: Block) -> bool:
    """A short last line with an address for mail: who wrote this."""
    if len(block.text) > MAX_CONTACT or block.prose or "@" not in block.text:
        return False
    words = block.text.split()
    is_named = all(not word[0].isdigit() for word in words)
    return len(words) <= MAX_CONTACT_WORDS and is_named and any(map(_ADDRESS.search, words))


def is_labels(block: Block) -> bool:
    """A line of short links: what the article is filed under."""
    return (
        block.kind is Kind.PARAGRAPH
        and block.links > 1
        and not _COLON.search(block.text)
        and block.linked * 10 >= len(block.text) * 7
        and block.linked <= block.links * MAX_TAG
    )
