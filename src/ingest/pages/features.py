"""Blocks -> numbers: what the judge sees of each block, one row a block, one column a feature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import accumulate
from math import log1p

import numpy as np
from numpy.typing import NDArray

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import Look, key, look
from ingest.pages.marks import FURNITURE_TOKENS, Marks, tokens
from ingest.pages.witness import Witness

Matrix = NDArray[np.float32]

CONTENT_TOKENS = frozenset(
    {
        *("article", "body", "content", "entry", "post", "story", "text", "main", "paragraph"),
        *("copy", "artikel", "articulo", "texto", "corpo", "nota", "news", "detail", "richtext"),
    }
)
NAMES: tuple[str, ...] = (
    *("size", "words", "link_share", "links", "bold_share", "ends_sentence", "sentence_marks"),
    *("commas", "digits", "capitals", "word_length", "quotes", "kind", "tag", "level", "look"),
    *("prose", "copies", "title_in_block", "block_in_title", "description_in_block"),
    *("names_author", "position", "heard", "heard_after_next", "heard_near", "heard_distance"),
    *("heard_following", "heard_share", "heard_total", "said_share", "depth", "depth_in_region"),
    *("in_region", "region_share", "in_article", "in_main", "content_names", "furniture_names"),
    *("near_furniture_names", "caption_names", "parent_size", "parent_link_share"),
    *("parent_blocks", "parent_prose", "grand_size", "grand_link_share", "grand_prose"),
    *("grand_heard", "siblings", "alike", "alike_heard", "alike_links", "alike_size", "kin"),
    *("kin_heard", "kin_prose", "past_heading", "heading_distance", "heads_before"),
    *("previous_size", "previous_links", "next_size", "next_links", "page_blocks", "page_prose"),
    *("prose_before", "prose_after", "following_prose_distance", "prose_distance"),
)

SAMPLE = 400
FAR = 30
_CAPTION_NAMES = re.compile(
    r"caption|credit|legende|bildunter|bildtext|photo-?desc|image-?desc|copyright"
)
_WORDS = re.compile(r"\w+")
_DIGITS = re.compile(r"\d")
_COMMAS = re.compile("[,，、،]")
_SENTENCE_MARKS = re.compile("[.!?。！？।]")
_QUOTES = re.compile('["“”„«»「」]')
_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]」』]*$")
_LOOKS: dict[Look | None, int] = {
    None: 0,
    **{member: place for place, member in enumerate(Look, 1)},
}
_KINDS = {member: place for place, member in enumerate(Kind)}
_TAGS = {
    tag: place
    for place, tag in enumerate(
        (
            *("p", "div", "li", "span", "td", "tr", "a", "h1", "h2", "h3", "h4", "h5", "h6"),
            *("blockquote", "figcaption", "section", "article", "aside", "header", "footer"),
            *("pre", "dd", "dt"),
        ),
        1,
    )
}
_Votes = tuple[bool, bool, int, int]


class _Around:
    """What is the same for many blocks, counted once."""

    def __init__(self, page: Page, marks: Marks, heard: Sequence[bool]) -> None:
        self.boxes = page.boxes
        self.marks = marks
        self.heard = heard
        self.total = max(1, marks.shape(page.boxes[0]).prose)
        self.alike = self._sums(page.blocks, lambda block: (block.tag, block.names))
        self.kin = self._sums(page.blocks, self._kin)
        self._rows: dict[int, tuple[float, ...]] = {}
        self._votes: dict[int, _Votes] = {-1: (False, False, 0, 0)}
        self._made: dict[int, Counter[tuple[str, str]]] = {}

    def _kin(self, block: Block) -> Hashable:
        parent = self.boxes[max(0, self.boxes[block.box].parent)]
        return block.tag, parent.tag, parent.names

    def _sums(
        self, blocks: Sequence[Block], signature: Callable[[Block], Hashable]
    ) -> list[list[float]]:
        """For each block, of all made as it is: how many, heard, linked, size, how many prose."""
        groups: dict[Hashable, list[float]] = {}
        found = []
        for block in blocks:
            group = groups.setdefault(signature(block), [0.0] * 5)
            group[0] += 1
            group[1] += self.heard[block.index]
            group[2] += block.link_share
            group[3] += block.size
            group[4] += block.prose
            found.append(group)
        return found

    def row(self, index: int) -> tuple[float, ...]:
        """What a box and those above it say: the same for all blocks in it."""
        known = self._rows.get(index)
        if known is None:
            known = self._rows[index] = self._row(self.boxes[index])
        return known

    def _row(self, box: Box) -> tuple[float, ...]:
        boxes, marks = self.boxes, self.marks
        parent = boxes[max(0, box.parent)]
        grand = boxes[max(0, parent.parent)]
        outer, wider = marks.shape(parent), marks.shape(grand)
        in_article, in_main, content, furniture = self._vote(box.index)
        names = f"{box.names} {parent.names} {grand.names}"
        return (
            in_article,
            in_main,
            content,
            furniture,
            self._nearest(box) if furniture else 0,
            _CAPTION_NAMES.search(names) is not None,
            log1p(outer.chars),
            outer.linked / max(1, outer.chars),
            log1p(outer.blocks),
            outer.prose / self.total,
            log1p(wider.chars),
            wider.linked / max(1, wider.chars),
            wider.prose / self.total,
        )

    def siblings(self, index: int) -> int:
        """How many of the first children of its parent are made as this box is."""
        box = self.boxes[index]
        parent = max(0, box.parent)
        made = self._made.get(parent)
        if made is None:
            children = (self.boxes[i] for i in self.boxes[parent].children[:200])
            made = self._made[parent] = Counter((child.tag, child.names) for child in children)
        return made[box.tag, box.names]

    def _vote(self, index: int) -> _Votes:
        """Whether in an article, in main; how many boxes above have content and furniture names."""
        known = self._votes.get(index)
        if known is None:
            box = self.boxes[index]
            in_article, in_main, content, furniture = self._vote(box.parent)
            if box.names and index:
                named = tokens(box)
                content += not named.isdisjoint(CONTENT_TOKENS)
                furniture += not named.isdisjoint(FURNITURE_TOKENS)
            known = (
                in_article or box.tag == "article",
                in_main or box.tag == "main",
                content,
                furniture,
            )
            self._votes[index] = known
        return known

    def _nearest(self, box: Box) -> int:
        """5 where the box itself is named as furniture, 4 its parent, … 1 from the fifth on."""
        step = 0
        above = box
        while above.index:
            if above.names and not tokens(above).isdisjoint(FURNITURE_TOKENS):
                return 5 - min(step, 4)
            above = self.boxes[above.parent]
            step += 1
        return 0


def features(
    page: Page,
    marks: Marks,
    *,
    heard: Sequence[bool],
    said: Witness | None,
    area: Box,
    title: str | None,
    description: str | None,
    authors: Sequence[str],
) -> tuple[list[int], Matrix]:
    """The blocks that rules left open, and a row of features for each.

    `heard` says of each block whether trafilatura took it, `area` where what it took stands.
    """
    blocks, boxes, reasons = page.blocks, page.boxes, marks.reasons
    count = len(blocks)
    around = _Around(page, marks, heard)
    title_words = set(_WORDS.findall((title or "").casefold()))
    description_words = set(_WORDS.findall((description or "").casefold()))
    names = [name.casefold() for name in authors]
    total = max(1, sum(block.size for block in blocks))
    heard_size = sum(block.size for block in blocks if heard[block.index])
    said_size = sum(block.size for block in blocks if said.has(block.text)) if said else 0
    heading = next((block.index for block in blocks if block.tag == "h1"), -1)
    prose_sums = list(accumulate((b.size if b.prose else 0 for b in blocks), initial=0))
    prose_total = prose_sums[-1]
    heard_sums = list(accumulate(heard, initial=0))
    prose_past, prose_ahead = _distances([block.prose for block in blocks])
    heard_past, heard_ahead = _distances(heard)
    homes = _homes(page, heard)
    heads = list(accumulate((block.tag == "h1" for block in blocks), initial=0))
    keys = [key(block.text) for block in blocks]
    copies = Counter(keys)
    low_title, low_description = max(1, len(title_words)), max(1, len(description_words))
    region_share = (area.end - area.start) / count if count else 0.0
    rows: list[tuple[float, ...]] = []
    wanted: list[int] = []
    for index, block in enumerate(blocks):
        if reasons[index] is not None:
            continue
        wanted.append(index)
        text = block.text
        folded = text.casefold()
        length = len(text)
        words = _WORDS.findall(folded)
        unique = set(words)
        in_title = len(title_words & unique)
        box = boxes[block.box]
        alike, kin = around.alike[index], around.kin[index]
        low, high = max(0, index - 3), min(count, index + 4)
        before = blocks[index - 1] if index else None
        after = blocks[index + 1] if index + 1 < count else None
        sample = text[:SAMPLE]
        rows.append(
            (
                log1p(block.size),
                log1p(len(words)),
                block.link_share,
                min(block.links, 20),
                block.bold / length,
                _END.search(text, max(0, length - 12)) is not None,
                min(20, len(_SENTENCE_MARKS.findall(text))),
                len(_COMMAS.findall(text)) / length * 100,
                len(_DIGITS.findall(sample)) / len(sample),
                sum(map(str.isupper, sample)) / len(sample),
                length / max(1, len(words)),
                len(_QUOTES.findall(text)),
                _KINDS[block.kind],
                _TAGS.get(block.tag, 0),
                block.level,
                _LOOKS[look(text)],
                block.prose,
                min(9, copies[keys[index]]),
                in_title / low_title,
                in_title / max(1, len(unique)),
                len(description_words & unique) / low_description,
                length < SAMPLE and any(name in folded for name in names),
                index / count,
                heard[index],
                index + 2 < count and heard[index + 2],
                (heard_sums[high] - heard_sums[low]) / (high - low),
                heard_past[index],
                heard_ahead[index],
                heard_size / total,
                log1p(max(1, heard_size)),
                said_size / total,
                box.depth,
                box.depth - area.depth,
                area.start <= index < area.end,
                region_share,
                *around.row(block.box),
                homes[max(0, box.parent)] / max(1, heard_size),
                around.siblings(block.box),
                log1p(alike[0]),
                alike[1] / alike[0],
                alike[2] / alike[0],
                alike[3] / alike[0],
                log1p(kin[0]),
                kin[1] / kin[0],
                kin[4] / kin[0],
                heading >= 0 and index > heading,
                min(60, index - heading) if heading >= 0 else -1,
                heads[index],
                before.size if before else -1,
                before.link_share if before else -1,
                after.size if after else -1,
                after.link_share if after else -1,
                log1p(count),
                log1p(prose_total),
                prose_sums[index] / max(1, prose_total),
                (prose_total - prose_sums[index + 1]) / max(1, prose_total),
                prose_ahead[index],
                prose_past[index],
            )
        )
    if not rows:
        return [], np.zeros((0, len(NAMES)), dtype=np.float32)
    return wanted, np.array(rows, dtype=np.float32)


def _homes(page: Page, heard: Sequence[bool]) -> list[int]:
    """How much was heard in each box, below its own children."""
    homes = [0] * len(page.boxes)
    for block in page.blocks:
        if heard[block.index]:
            homes[max(0, page.boxes[block.box].parent)] += block.size
    for box in reversed(page.boxes):
        if box.parent > 0 and homes[box.index]:
            homes[box.parent] += homes[box.index]
    return homes


def _distances(marked: Sequence[bool]) -> tuple[list[int], list[int]]:
    """How far each place is from the last mark up to it and the first from it on, at most FAR."""
    count = len(marked)
    past, ahead = [FAR] * count, [FAR] * count
    step = FAR
    for index in range(count):
        step = 0 if marked[index] else min(FAR, step + 1)
        past[index] = step
    step = FAR
    for index in range(count - 1, -1, -1):
        step = 0 if marked[index] else min(FAR, step + 1)
        ahead[index] = step
    return past, ahead
