"""Feed entry -> what it says of the article: a witness, or the article itself.

Where the feed carries the whole text, longer than the page's and agreeing with it, the feed's is
the article: pages behind walls and pages that a script fills show less than their feed.
"""

from __future__ import annotations

from ingest.model import Entry
from ingest.pages import teasers
from ingest.pages.blocks import Block, Page
from ingest.pages.lines import Look, look
from ingest.pages.parse import parse
from ingest.pages.titles import sameness
from ingest.pages.walk import read_blocks
from ingest.pages.witness import Witness, said

MIN_ARTICLE = 600
LONGER = 1.3
MIN_LINE = 60
AGREEING = 0.6


class FromFeed:
    """What an entry carries, read once."""

    def __init__(self, entry: Entry | None) -> None:
        self._whole = entry is not None and entry.content is not None
        tree = parse(entry.content or entry.summary or "") if entry is not None else None
        self.page: Page | None = read_blocks(tree) if tree is not None else None
        lines = "\n".join(block.text for block in self.page.blocks) if self.page else ""
        self._lines = lines
        self.text = lines if self._whole else ""
        self.witness: Witness | None = said(lines)

    def has(self, text: str) -> bool:
        """Whether the entry, its summary included, has all of this text."""
        words = sameness(text) if len(text) <= len(self._lines) else ""
        return words != "" and words in sameness(self._lines)

    def article(self, kept: list[Block], title: str | None) -> list[Block] | None:
        """The feed's blocks where they are the fuller article, else None."""
        if self.page is None or self.witness is None or not self._whole:
            return None
        marks = teasers.mark(self.page, title=title)
        blocks = [
            block
            for block in self.page.blocks
            if marks.reasons[block.index] is None
            and look(block.text) not in {Look.FURNITURE, Look.READ_ALSO, Look.NOTICE}
        ]
        size = sum(block.size for block in blocks)
        if size < MIN_ARTICLE or size < LONGER * sum(block.size for block in kept):
            return None
        long = [block for block in kept if block.size >= MIN_LINE]
        shared = sum(block.size for block in long if self.witness.has(block.text))
        if long and shared < AGREEING * sum(block.size for block in long):
            return None
        return blocks
