"""The marks that rules make on blocks, and the sums over boxes that rules ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ingest.pages.blocks import Block, Box, Page

MIN_ARTICLE = 200
"""So much prose, in letters, is an article's."""
MIN_SENTENCE = 40

_TOKEN = re.compile(r"[a-z]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEASER_TOKENS = _words(
    "related recommend recommended recommendation recommendations teaser teasers promo promos "
    "trending popular mostread sidebar outbrain taboola readmore readalso seealso latest "
    "carousel recirc recirculation upnext morestories crosslink crosslinks similar verwandte "
    "widget"
)
FURNITURE_TOKENS = _words(
    "nav navbar navigation menu breadcrumb breadcrumbs footer cookie cookies consent gdpr "
    "share sharing social newsletter subscribe subscription signup advert advertisement ads "
    "ad sponsor sponsored comments comment disqus respond byline author bio authorbox tags "
    "taglist toolbar modal popup overlay banner print skip login paywall copyright credits"
)


@dataclass(slots=True)
class Shape:
    """What a box holds, summed over its blocks."""

    chars: int
    linked: int
    blocks: int
    prose: int


class Marks:
    """The reason for which each block is not text, or None; and the sums that find them.

    `kept` are blocks that stand in the text whatever else speaks against them.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.reasons: list[str | None] = [None] * len(page.blocks)
        self.kept: set[int] = set()
        self.chars = list(accumulate((block.size for block in page.blocks), initial=0))
        self.linked = list(accumulate(map(linked_size, page.blocks), initial=0))
        self.prose = list(accumulate((b.size if b.prose else 0 for b in page.blocks), initial=0))

    def shape(self, box: Box) -> Shape:
        """What a box holds."""
        return self.between(box.start, box.end)

    def between(self, start: int, end: int) -> Shape:
        """What a range of blocks holds."""
        return Shape(
            self.chars[end] - self.chars[start],
            self.linked[end] - self.linked[start],
            end - start,
            self.prose[end] - self.prose[start],
        )

    def cut(self, start: int, end: int, reason: str) -> None:
        """Cut a range of blocks, where no rule has before."""
        for index in range(start, end):
            if self.reasons[index] is None:
                self.reasons[index] = reason

    def keep(self, start: int, end: int) -> None:
        """Keep a range of blocks."""
        self.kept.update(range(start, end))


def linked_size(block: Block) -> int:
    """How much of a block is link; all of it where nearly all is."""
    return block.size if block.linked * 10 >= len(block.text) * 9 else block.linked


def tokens(box: Box) -> frozenset[str]:
    """The words of a box's class and id."""
    return words_of(box.names) if box.names else frozenset()


@lru_cache(maxsize=4096)
def words_of(names: str) -> frozenset[str]:
    """The words of a class and id."""
    return frozenset(_TOKEN.findall(names))
