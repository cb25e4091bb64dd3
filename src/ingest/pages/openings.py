"""Headline and title -> the day that a text itself begins with: a dateline, a dated title."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime

from lxml.html import HtmlElement

from ingest.pages import dates

MAX_PARAGRAPHS = 4
MAX_READ = 90

_OPENING = re.compile(
    r"^\W*(?:[^\d\n]{0,24}[(,]|.{0,20}\bvom|am)?\s*\(?"
    r"(\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d\d|\d{1,2}\.?\s?[^\W\d]{3,9}\s(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|"
    r"[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d)\)?\s*(?:[–—|:.)/]|-\s|[„“\"]|$)"
)


def dateline(headline: HtmlElement) -> datetime | None:
    """The day with which one of the first paragraphs after the headline opens."""
    for paragraph in itertools.islice(_paragraphs(headline), MAX_PARAGRAPHS):
        moment = opening_day(" ".join(paragraph.itertext())[:MAX_READ])
        if moment is not None:
            return moment
    return None


def _paragraphs(headline: HtmlElement) -> Iterator[HtmlElement]:
    """The paragraphs after the headline, in document order."""
    node: HtmlElement | None = headline
    while node is not None:
        for sibling in node.itersiblings():
            yield from sibling.iter("p")
        node = node.getparent()


def opening_day(text: str) -> datetime | None:
    """The day that stands before everything else in a text, set off by a mark."""
    found = _OPENING.match(" ".join(text.split()))
    return dates.parse(found[1]) if found else None
