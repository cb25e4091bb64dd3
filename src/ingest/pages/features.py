"""Blocks -> numbers: what the judge sees of each block, one row a block, one column a feature."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import Look, is_prose, key, look, mentions_age, weight
from ingest.pages.teasers import FURNITURE_TOKENS, TEASER_TOKENS, Marks, tokens
from ingest.pages.witness import Witness

Matrix = NDArray[np.float32]

CONTENT_TOKENS = frozenset(
    "article body content entry post story text main paragraph copy artikel articulo texto corpo nota news detail richtext".split()
)
_WORDS = re.compile(r"\w+")
_LOOKS = {None: 0, **{member: position for position, member in enumerate(Look, 1)}}
_KINDS = {member: position for position, member in enumerate(Kind)}
_TAGS = {"p": 1, "div": 2, "li": 3, "span": 4, "td": 5, "tr": 6, "a": 7, "h1": 8, "h2": 9, "h3": 10, "h4": 11, "h5": 12, "h6": 13,
         "blockquote": 14, "figcaption": 15, "section": 16, "article": 17, "aside": 18, "header": 19, "footer": 20, "pre": 21, "dd": 22, "dt": 23}  # fmt: skip
_ANCESTORS = ("article", "main", "aside", "footer", "header", "form", "figure", "ul", "ol", "table", "blockquote", "section")
_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]」』]*$")

NAMES: tuple[str, ...] = (
    "weight", "words", "link_share", "links", "bold_share", "ends_sentence", "sentence_marks", "commas", "digits", "capitals",
    "word_length", "ends_question", "ends_colon", "bars", "copyright", "quotes", "breaks", "kind", "tag", "level", "quoted",
    "has_time", "look", "age", "prose", "copies", "title_in_block", "block_in_title", "description_in_block", "own_position",
    "is_before", "after", "heard", "heard_before", "heard_next", "heard_before_2", "heard_next_2", "heard_near", "heard_distance",
    "heard_side", "heard_share", "body_said", "said", "said_near", "has_entry", "entry_said", "depth", "depth_to_region",
    "in_region", "region_share", *(f"in_{tag}" for tag in _ANCESTORS), "content_names", "teaser_names", "furniture_names",
    "near_teaser_names", "near_furniture_names", "article_body", "own_blocks", "parent_weight", "parent_link_share",
    "parent_blocks", "parent_prose", "grand_weight", "grand_link_share", "grand_prose", "alike", "alike_heard", "alike_links",
    "alike_weight", "kin", "kin_heard", "kin_prose", "siblings", "pictures", "targeted", "heading_position", "past_heading",
    "previous_weight", "previous_links", "previous_kind", "previous_prose", "previous_look", "next_weight", "next_links",
    "next_kind", "next_prose", "next_look", "previous_marked", "next_marked", "page_blocks", "page_prose", "prose_before",
    "prose_after", "next_prose_distance", "previous_prose_distance", "names_author",
)  # fmt: skip


class Surroundings:
    """What is asked of many blocks and counted once a page."""

    def __init__(self, page: Page, marks: Marks, heard: Sequence[bool], area: Box) -> None:
        blocks = page.blocks
        self.weights = [weight(block.text) for block in blocks]
        self.shares = [block.linked / max(1, len(block.text)) for block in blocks]
        self.prose = [is_prose(block.text, block.linked) for block in blocks]
        self.looks = [_LOOKS[look(block.text)] for block in blocks]
        self.keys = [key(block.text) for block in blocks]
        self.copies: dict[str, int] = defaultdict(int)
        for line in self.keys:
            self.copies[line] += 1
        self.alike = _sums(page, heard, self, lambda block: (block.tag, block.names))
        self.kin = _sums(page, heard, self, lambda block: _kin(page, block))
        self.around = [_around(page, box, area, marks) for box in page.boxes]


def _kin(page: Page, block: Block) -> tuple[str, str, str]:
    box = page.boxes[block.box]
    parent = page.boxes[max(0, box.parent)]
    return block.tag, parent.tag, parent.names


def _sums(page, heard, around, signature):  # type: ignore[no-untyped-def]
    groups = defaultdict(lambda: [0, 0.0, 0.0, 0.0, 0.0])
    found = []
    for block in page.blocks:
        group = groups[signature(block)]
        group[0] += 1
        group[1] += heard[block.index]
        group[2] += around.shares[block.index]
        group[3] += around.weights[block.index]
        group[4] += around.prose[block.index]
        found.append(group)
    return found


def _around(page: Page, box: Box, area: Box, marks: Marks) -> tuple[float, ...]:
    """What the ancestors of a box say: the same for all blocks in it."""
    tags: set[str] = set()
    content = teaser = furniture = near_teaser = near_furniture = 0
    body = 0
    step = 0
    above: Box | None = box
    while above is not None:
        tags.add(above.tag)
        if above.names and above.index:
            named = tokens(above)
            content += bool(named & CONTENT_TOKENS)
            if named & TEASER_TOKENS:
                teaser += 1
                near_teaser = near_teaser or (5 - min(step, 4))
            if named & FURNITURE_TOKENS:
                furniture += 1
                near_furniture = near_furniture or (5 - min(step, 4))
        body |= above.itemprop == "articleBody"
        above = page.boxes[above.parent] if above.parent >= 0 else None
        step += 1
    parent = page.boxes[max(0, box.parent)]
    grand = page.boxes[max(0, parent.parent)]
    outer, wider = marks.shape(parent), marks.shape(grand)
    total = max(1, marks.shape(page.boxes[0]).prose)
    siblings = sum(page.boxes[i].tag == box.tag and page.boxes[i].names == box.names for i in parent.children[:200])
    return (
        *(tag in tags for tag in _ANCESTORS), content, teaser, furniture, near_teaser, near_furniture, body, box.end - box.start,
        log1p(outer.chars), outer.linked / max(1, outer.chars), log1p(outer.blocks), outer.prose / total,
        log1p(wider.chars), wider.linked / max(1, wider.chars), wider.prose / total, siblings,
        box.pictures + parent.pictures, box.target,
    )  # fmt: skip


def features(  # noqa: PLR0915 - one line or two a feature
    page: Page,
    marks: Marks,
    *,
    heard: Witness,
    said: Witness | None,
    entry: Witness | None,
    area: Box,
    title: str | None,
    description: str | None,
    authors: Sequence[str],
) -> tuple[list[int], Matrix]:
    """The blocks that rules left open, and a row of features for each."""
    blocks = page.blocks
    count = len(blocks)
    has = [marks.reasons[block.index] is None and heard.has(block.text) for block in blocks]
    said_has = [said is not None and said.has(block.text) for block in blocks]
    around = Surroundings(page, marks, has, area)
    weights, shares, prose, looks = around.weights, around.shares, around.prose, around.looks
    title_words = set(_WORDS.findall((title or "").casefold()))
    description_words = set(_WORDS.findall((description or "").casefold()))
    names = [name.casefold() for name in authors]
    first = next((i for i, yes in enumerate(has) if yes), count)
    last = next((i for i in range(count - 1, -1, -1) if has[i]), -1)
    heard_share = sum(w for w, yes in zip(weights, has, strict=True) if yes) / max(1, sum(weights))
    said_share = sum(w for w, yes in zip(weights, said_has, strict=True) if yes) / max(1, sum(weights))
    headings = [block.index for block in blocks if block.tag == "h1"]
    heading = headings[0] if headings else -1
    prose_total = sum(w for w, yes in zip(weights, prose, strict=True) if yes)
    prose_sums = [0]
    heard_sums = [0]
    for index in range(count):
        prose_sums.append(prose_sums[-1] + (weights[index] if prose[index] else 0))
        heard_sums.append(heard_sums[-1] + has[index])
    before_prose = _distances([index for index in range(count) if prose[index]], count)
    before_heard = _distances([index for index in range(count) if has[index]], count)
    rows: list[tuple[float, ...]] = []
    wanted: list[int] = []
    for block in blocks:
        index = block.index
        if marks.reasons[index] is not None:
            continue
        wanted.append(index)
        text = block.text
        size = max(1, len(text))
        words = _WORDS.findall(text.casefold())
        unique = set(words)
        box = page.boxes[block.box]
        alike, kin = around.alike[index], around.kin[index]
        ancestors = around.around[block.box]
        low, high = max(0, index - 3), min(count, index + 4)
        previous, following = index - 1, index + 1
        p, n = previous >= 0, following < count
        rows.append(
            (
                log1p(weights[index]), log1p(len(words)), shares[index], min(block.links, 20), block.bold / size,
                _END.search(text) is not None, min(20, sum(map(text.count, ".!?。！？।"))),
                (text.count(",") + text.count("，") + text.count("、") + text.count("،")) / size * 100,
                sum(map(str.isdigit, text[:400])) / min(size, 400), sum(map(str.isupper, text[:400])) / min(size, 400),
                size / max(1, len(words)), text.endswith(("?", "？")), text.endswith((":", "：")), text.count("|"),
                "©" in text, sum(map(text.count, "\"“”„«»「」")), min(10, text.count("\n")), _KINDS[block.kind],
                _TAGS.get(block.tag, 0), block.level, block.quoted, block.has_time, looks[index], mentions_age(text) if size < 200 else 0,  # noqa: PLR2004
                prose[index], min(9, around.copies[around.keys[index]]),
                len(title_words & unique) / max(1, len(title_words)), len(title_words & unique) / max(1, len(unique)),
                len(description_words & unique) / max(1, len(description_words)), index / count,
                index < first, index > last, has[index], p and has[previous], n and has[following],
                index > 1 and has[index - 2], index + 2 < count and has[index + 2],
                (heard_sums[high] - heard_sums[low]) / (high - low), before_heard[0][index], before_heard[1][index], heard_share,
                said_has[index], said_share, sum(said_has[low:high]) / (high - low),
                entry is not None, entry is not None and entry.has(text), box.depth, box.depth - area.depth,
                area.start <= index < area.end, (area.end - area.start) / count,
                *ancestors[:19], *ancestors[19:26],
                log1p(alike[0]), alike[1] / alike[0], alike[2] / alike[0], alike[3] / alike[0],
                log1p(kin[0]), kin[1] / kin[0], kin[4] / kin[0], *ancestors[26:],
                min(60, index - heading) if heading >= 0 else -1, heading >= 0 and index > heading,
                weights[previous] if p else -1, shares[previous] if p else -1, _KINDS[blocks[previous].kind] if p else -1,
                p and prose[previous], looks[previous] if p else -1,
                weights[following] if n else -1, shares[following] if n else -1, _KINDS[blocks[following].kind] if n else -1,
                n and prose[following], looks[following] if n else -1,
                p and marks.reasons[previous] is not None, n and marks.reasons[following] is not None,
                log1p(count), log1p(prose_total), prose_sums[index] / max(1, prose_total),
                (prose_total - prose_sums[index + 1]) / max(1, prose_total), before_prose[1][index], before_prose[0][index],
                any(name in text.casefold() for name in names) if size < 400 else 0,  # noqa: PLR2004
            )
        )  # fmt: skip
    if not rows:
        return [], np.zeros((0, len(NAMES)), dtype=np.float32)
    return wanted, np.array(rows, dtype=np.float32)


def _distances(marked: list[int], count: int) -> tuple[list[int], list[int]]:
    """How far each place is from the last mark before it and the first after it, at most 30."""
    before, after = [30] * count, [30] * count
    previous = -100
    marks = set(marked)
    for index in range(count):
        if index in marks:
            previous = index
        before[index] = min(30, index - previous)
    following = count + 100
    for index in range(count - 1, -1, -1):
        if index in marks:
            following = index
        after[index] = min(30, following - index)
    return before, after
