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
from ingest.pages.lines import Look, is_prose, key, look, mentions_age, weight
from ingest.pages.teasers import FURNITURE_TOKENS, TEASER_TOKENS, Marks, tokens
from ingest.pages.witness import Witness

Matrix = NDArray[np.float32]

CONTENT_TOKENS = frozenset(
    [
        "article",
        "body",
        "content",
        "entry",
        "post",
        "story",
        "text",
        "main",
        "paragraph",
        "copy",
        "artikel",
        "articulo",
        "texto",
        "corpo",
        "nota",
        "news",
        "detail",
        "richtext",
    ]
)
CAPTION_NAMES = re.compile(
    r"caption|credit|legende|bildunter|bildtext|photo-?desc|image-?desc|copyright"
)
_LEAD_NAMES = re.compile(
    r"lead|intro|standfirst|\bdek\b|deck|subtitle|subhead|excerpt|summary|kicker|tagline|chapo|ingress|vorspann|entradilla|bajada"
)
_FACT_NAMES = re.compile(
    r"fact|fakta|infobox|info-box|aside|sidebar|callout|highlight|keypoint|key-point|takeaway|tldr|disclaimer"
)
_WORDS = re.compile(r"\w+")
_LOOKS: dict[Look | None, int] = {
    None: 0,
    **{member: position for position, member in enumerate(Look, 1)},
}
_KINDS = {member: position for position, member in enumerate(Kind)}
_TAGS = {
    "p": 1,
    "div": 2,
    "li": 3,
    "span": 4,
    "td": 5,
    "tr": 6,
    "a": 7,
    "h1": 8,
    "h2": 9,
    "h3": 10,
    "h4": 11,
    "h5": 12,
    "h6": 13,
    "blockquote": 14,
    "figcaption": 15,
    "section": 16,
    "article": 17,
    "aside": 18,
    "header": 19,
    "footer": 20,
    "pre": 21,
    "dd": 22,
    "dt": 23,
}
_ANCESTORS = (
    "article",
    "main",
    "aside",
    "footer",
    "header",
    "form",
    "figure",
    "ul",
    "ol",
    "table",
    "blockquote",
    "section",
)
_ANCESTOR_PLACES = {tag: place for place, tag in enumerate(_ANCESTORS)}
_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]」』]*$")

NAMES: tuple[str, ...] = tuple(
    """
    weight words link_share links bold_share ends_sentence sentence_marks commas digits capitals
    word_length ends_question ends_colon bars copyright quotes breaks kind tag level quoted
    has_time look age prose copies title_in_block block_in_title description_in_block own_position
    is_before after heard heard_before heard_next heard_before_2 heard_next_2 heard_near
    heard_distance heard_side heard_share body_said said said_near has_entry entry_said depth
    depth_to_region in_region region_share in_article in_main in_aside in_footer in_header in_form
    in_figure in_ul in_ol in_table in_blockquote in_section content_names teaser_names
    furniture_names near_teaser_names near_furniture_names article_body own_blocks parent_weight
    parent_link_share parent_blocks parent_prose grand_weight grand_link_share grand_prose alike
    alike_heard alike_links alike_weight kin kin_heard kin_prose siblings pictures targeted
    heading_position past_heading previous_weight previous_links previous_kind previous_prose
    previous_look next_weight next_links next_kind next_prose next_look previous_marked
    next_marked page_blocks page_prose prose_before prose_after next_prose_distance
    previous_prose_distance names_author caption_names lead_names fact_names
    parent_heard grand_heard heads_before seen_before heard_total
    """.split()
)


class Surroundings:
    """What is asked of many blocks and counted once a page."""

    def __init__(self, page: Page, marks: Marks, heard: Sequence[bool]) -> None:
        blocks, reasons = page.blocks, marks.reasons
        count = len(blocks)
        self.page = page
        self.marks = marks
        self.weights = [weight(block.text) for block in blocks]
        self.shares = [block.linked / max(1, len(block.text)) for block in blocks]
        self.prose = [is_prose(block.text, block.linked) for block in blocks]
        near = [
            reasons[i] is None
            or (i > 0 and reasons[i - 1] is None)
            or (i + 1 < count and reasons[i + 1] is None)
            for i in range(count)
        ]
        self.looks = [_LOOKS[look(block.text)] if near[block.index] else 0 for block in blocks]
        self.keys = [key(block.text) for block in blocks]
        self.copies = Counter(self.keys)
        self.alike = self._sums(heard, lambda block: (block.tag, block.names))
        self.kin = self._sums(heard, self._kin)
        self._boxes: dict[int, tuple[float, ...]] = {}
        self._above: dict[int, tuple[int, ...]] = {-1: (0,) * (len(_ANCESTORS) + 4)}
        self._total = max(1, marks.shape(page.boxes[0]).prose)

    def _kin(self, block: Block) -> tuple[str, str, str]:
        box = self.page.boxes[block.box]
        parent = self.page.boxes[max(0, box.parent)]
        return block.tag, parent.tag, parent.names

    def _sums(
        self, heard: Sequence[bool], signature: Callable[[Block], Hashable]
    ) -> list[list[float]]:
        """For each block, of all blocks made as it is: how many, heard, linked, how long, how many prose."""
        groups: dict[Hashable, list[float]] = {}
        found = []
        for block in self.page.blocks:
            index = block.index
            group = groups.setdefault(signature(block), [0.0] * 5)
            group[0] += 1
            group[1] += heard[index]
            group[2] += self.shares[index]
            group[3] += self.weights[index]
            group[4] += self.prose[index]
            found.append(group)
        return found

    def around(self, index: int) -> tuple[float, ...]:
        """What a box and those above it say: the same for all blocks in it."""
        known = self._boxes.get(index)
        if known is None:
            known = self._boxes[index] = self._around(self.page.boxes[index])
        return known

    def _votes(self, index: int) -> tuple[int, ...]:
        """Tags above, and counts of content, teaser and furniture names and of article bodies."""
        known = self._above.get(index)
        if known is None:
            box = self.page.boxes[index]
            above = list(self._votes(box.parent))
            if box.tag in _ANCESTOR_PLACES:
                above[_ANCESTOR_PLACES[box.tag]] = 1
            if box.names and index:
                named = tokens(box)
                above[-4] += not named.isdisjoint(CONTENT_TOKENS)
                above[-3] += not named.isdisjoint(TEASER_TOKENS)
                above[-2] += not named.isdisjoint(FURNITURE_TOKENS)
            above[-1] |= box.itemprop == "articleBody"
            known = self._above[index] = tuple(above)
        return known

    def _nearest(self, box: Box, wanted: frozenset[str]) -> int:
        """5 where the box itself has such a name, 4 where its parent has, … 1 from the fifth on, 0."""
        step = 0
        above: Box | None = box
        while above is not None and above.index:
            if above.names and not tokens(above).isdisjoint(wanted):
                return 5 - min(step, 4)
            above = self.page.boxes[above.parent] if above.parent >= 0 else None
            step += 1
        return 0

    def _around(self, box: Box) -> tuple[float, ...]:
        boxes, marks = self.page.boxes, self.marks
        parent = boxes[max(0, box.parent)]
        grand = boxes[max(0, parent.parent)]
        outer, wider = marks.shape(parent), marks.shape(grand)
        votes = self._votes(box.index)
        siblings = sum(
            boxes[i].tag == box.tag and boxes[i].names == box.names for i in parent.children[:200]
        )
        return (
            *votes[:-1],
            self._nearest(box, TEASER_TOKENS) if votes[-3] else 0,
            self._nearest(box, FURNITURE_TOKENS) if votes[-2] else 0,
            votes[-1],
            box.end - box.start,
            log1p(outer.chars),
            outer.linked / max(1, outer.chars),
            log1p(outer.blocks),
            outer.prose / self._total,
            log1p(wider.chars),
            wider.linked / max(1, wider.chars),
            wider.prose / self._total,
            siblings,
            box.pictures + parent.pictures,
            box.target,
        )


def features(
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
    around = Surroundings(page, marks, has)
    weights, shares, prose, looks = around.weights, around.shares, around.prose, around.looks
    title_words = set(_WORDS.findall((title or "").casefold()))
    description_words = set(_WORDS.findall((description or "").casefold()))
    names = [name.casefold() for name in authors]
    first = next((i for i, yes in enumerate(has) if yes), count)
    last = next((i for i in range(count - 1, -1, -1) if has[i]), -1)
    heard_share = sum(w for w, yes in zip(weights, has, strict=True) if yes) / max(1, sum(weights))
    said_share = sum(w for w, yes in zip(weights, said_has, strict=True) if yes) / max(
        1, sum(weights)
    )
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
    homes = [0.0] * len(page.boxes)
    for block in blocks:
        if has[block.index]:
            box = page.boxes[block.box]
            homes[max(0, box.parent)] += weights[block.index]
    for box in reversed(page.boxes):
        if box.parent > 0 and homes[box.index] and box.index:
            homes[box.parent] += homes[box.index]
    heard_total = max(1.0, sum(w for w, yes in zip(weights, has, strict=True) if yes))
    heads = list(accumulate((block.tag == "h1" for block in blocks), initial=0))
    seen: set[str] = set()
    rows: list[tuple[float, ...]] = []
    wanted: list[int] = []
    for block in blocks:
        index = block.index
        if marks.reasons[index] is not None:
            continue
        wanted.append(index)
        seen.add(around.keys[index - 1] if index else "")
        text = block.text
        size = max(1, len(text))
        words = _WORDS.findall(text.casefold())
        unique = set(words)
        box = page.boxes[block.box]
        alike, kin = around.alike[index], around.kin[index]
        ancestors = around.around(block.box)
        low, high = max(0, index - 3), min(count, index + 4)
        previous, following = index - 1, index + 1
        p, n = previous >= 0, following < count
        rows.append(
            (
                log1p(weights[index]),
                log1p(len(words)),
                shares[index],
                min(block.links, 20),
                block.bold / size,
                _END.search(text) is not None,
                min(20, sum(map(text.count, ".!?。！？।"))),
                (text.count(",") + text.count("，") + text.count("、") + text.count("،"))
                / size
                * 100,
                sum(map(str.isdigit, text[:400])) / min(size, 400),
                sum(map(str.isupper, text[:400])) / min(size, 400),
                size / max(1, len(words)),
                text.endswith(("?", "？")),
                text.endswith((":", "：")),
                text.count("|"),
                "©" in text,
                sum(map(text.count, '"“”„«»「」')),
                min(10, text.count("\n")),
                _KINDS[block.kind],
                _TAGS.get(block.tag, 0),
                block.level,
                block.quoted,
                block.has_time,
                looks[index],
                mentions_age(text) if size < 200 else 0,
                prose[index],
                min(9, around.copies[around.keys[index]]),
                len(title_words & unique) / max(1, len(title_words)),
                len(title_words & unique) / max(1, len(unique)),
                len(description_words & unique) / max(1, len(description_words)),
                index / count,
                index < first,
                index > last,
                has[index],
                p and has[previous],
                n and has[following],
                index > 1 and has[index - 2],
                index + 2 < count and has[index + 2],
                (heard_sums[high] - heard_sums[low]) / (high - low),
                before_heard[0][index],
                before_heard[1][index],
                heard_share,
                said_has[index],
                said_share,
                sum(said_has[low:high]) / (high - low),
                entry is not None,
                entry is not None and entry.has(text),
                box.depth,
                box.depth - area.depth,
                area.start <= index < area.end,
                (area.end - area.start) / count,
                *ancestors[:19],
                *ancestors[19:26],
                log1p(alike[0]),
                alike[1] / alike[0],
                alike[2] / alike[0],
                alike[3] / alike[0],
                log1p(kin[0]),
                kin[1] / kin[0],
                kin[4] / kin[0],
                *ancestors[26:],
                min(60, index - heading) if heading >= 0 else -1,
                heading >= 0 and index > heading,
                weights[previous] if p else -1,
                shares[previous] if p else -1,
                _KINDS[blocks[previous].kind] if p else -1,
                p and prose[previous],
                looks[previous] if p else -1,
                weights[following] if n else -1,
                shares[following] if n else -1,
                _KINDS[blocks[following].kind] if n else -1,
                n and prose[following],
                looks[following] if n else -1,
                p and marks.reasons[previous] is not None,
                n and marks.reasons[following] is not None,
                log1p(count),
                log1p(prose_total),
                prose_sums[index] / max(1, prose_total),
                (prose_total - prose_sums[index + 1]) / max(1, prose_total),
                before_prose[1][index],
                before_prose[0][index],
                any(name in text.casefold() for name in names) if size < 400 else 0,
                *_named(page, box),
                homes[block.box] / heard_total,
                homes[max(0, box.parent)] / heard_total,
                heads[index],
                around.keys[index] in seen,
                log1p(heard_total),
            )
        )
    if not rows:
        return [], np.zeros((0, len(NAMES)), dtype=np.float32)
    return wanted, np.array(rows, dtype=np.float32)


def _named(page: Page, box: Box) -> tuple[bool, bool, bool]:
    """Whether the nearest boxes are called captions, leads or boxes of facts."""
    names = box.names
    for _ in range(2):
        box = page.boxes[max(0, box.parent)]
        names += " " + box.names
    return (
        CAPTION_NAMES.search(names) is not None,
        _LEAD_NAMES.search(names) is not None,
        _FACT_NAMES.search(names) is not None,
    )


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
