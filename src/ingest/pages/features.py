"""Blocks -> numbers: what the judge sees of each block, one row a block, one column a feature."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.pages import signs
from ingest.pages.around import Around, Numbers, Places, groups
from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import Look, look, words
from ingest.pages.marks import Marks
from ingest.pages.witness import Witness

Matrix = NDArray[np.float32]

MAX_BLOCKS = 6000
"""Pages of more are not judged: nothing is wanted of them."""
SAMPLE = 400
FAR = 30
NEAR = 3
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


class Features:
    """The blocks of a page that rules left open (`wanted`), and the features of each.

    What does not depend on a witness is counted once.
    """

    def __init__(
        self,
        page: Page,
        marks: Marks,
        *,
        said: Witness | None,
        title: str | None,
        description: str | None,
        authors: Sequence[str],
    ) -> None:
        reasons = marks.reasons if len(page.blocks) <= MAX_BLOCKS else []
        self.wanted = [index for index, reason in enumerate(reasons) if reason is None]
        if not self.wanted:
            return
        self._page = page
        open_ = [page.blocks[index] for index in self.wanted]
        self._around = Around(page, (block.box for block in open_))
        copies = Counter([block.text for block in page.blocks])
        self._open = np.array(self.wanted, dtype=np.intp)
        self._box = np.array([block.box for block in page.blocks], dtype=np.intp)
        self._alike, self._kin = _makes(page, self._around, self._box)
        self._known = {
            **_place(page, marks, self._around, self._box),
            **_made(page.blocks, self._alike, self._kin),
        }
        self._known["said_share"] = _share(page.blocks, said)
        self._known_of_open = {
            **_line(open_, copies),
            **_said_of_page(open_, title, description, authors),
        }

    def matrix(self, heard: Sequence[bool], area: Box) -> Matrix:
        """A row for each wanted block, its columns as in NAMES.

        `heard` says of each block whether a witness took it, `area` where what it took stands.
        """
        matrix = np.empty((len(self.wanted), len(NAMES)), dtype=np.float32)
        if not self.wanted:
            return matrix
        taken = np.array(heard, dtype=np.float64)
        columns = {
            **self._known,
            **_heard(self._page.blocks, taken, self._alike, self._kin),
            **_taken(self._page, self._around, self._box, taken),
            **_region(self._around.depth[self._box], area),
        }
        for place, name in enumerate(NAMES):
            if name in self._known_of_open:
                matrix[:, place] = self._known_of_open[name]
            else:
                column = columns[name]
                matrix[:, place] = column if isinstance(column, float) else column[self._open]
        return matrix


def _line(blocks: Sequence[Block], copies: Counter[str]) -> dict[str, Numbers]:
    """What a block's own text and make say; `copies` are the page's texts, counted."""
    texts = [block.text for block in blocks]
    found = signs.count(texts)
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    rows = np.array(
        [
            (
                block.link_share,
                block.links,
                block.bold,
                _KINDS[block.kind],
                _TAGS.get(block.tag, 0),
                block.level,
                block.prose,
                _LOOKS[look(block.text)],
                _END.search(block.text, max(0, len(block.text) - 12)) is not None,
                copies[block.text],
            )
            for block in blocks
        ],
        dtype=np.float64,
    ).T
    return {
        "size": np.log1p(_sizes(blocks)),
        "words": np.log1p(found.words),
        "link_share": rows[0],
        "links": np.minimum(rows[1], 20),
        "bold_share": rows[2] / lengths,
        "kind": rows[3],
        "tag": rows[4],
        "level": rows[5],
        "prose": rows[6],
        "look": rows[7],
        "ends_sentence": rows[8],
        "copies": np.minimum(rows[9], 9),
        "sentence_marks": np.minimum(found.stops, 20),
        "commas": found.commas / lengths * 100,
        "digits": found.digits / lengths,
        "capitals": found.capitals / lengths,
        "word_length": lengths / np.maximum(found.words, 1),
        "quotes": found.quotes,
    }


def _said_of_page(
    blocks: Sequence[Block], title: str | None, description: str | None, authors: Sequence[str]
) -> dict[str, Numbers]:
    """What a block has in common with the page's title, description and authors."""
    in_title, in_description = _vocabulary(title), _vocabulary(description)
    names = [name.casefold() for name in authors]
    rows = []
    for block in blocks:
        sample = block.text[:SAMPLE]
        said = words(sample)
        shared = len(in_title.intersection(said))
        rows.append(
            (
                shared / max(1, len(in_title)),
                shared / max(1, len(said)),
                len(in_description.intersection(said)) / max(1, len(in_description)),
                len(block.text) < SAMPLE and _has_any(sample, names),
            )
        )
    columns = np.array(rows, dtype=np.float64).T
    return dict(
        zip(
            ("title_in_block", "block_in_title", "description_in_block", "names_author"),
            columns,
            strict=True,
        )
    )


def _vocabulary(text: str | None) -> set[str]:
    return set(words(text or ""))


def _has_any(text: str, names: Sequence[str]) -> bool:
    """Whether one of the case-folded names stands in a text."""
    folded = text.casefold() if names else ""
    return any(name in folded for name in names)


def _share(blocks: Sequence[Block], said: Witness | None) -> float:
    """How much of the page the page's data has for the article's text."""
    if said is None:
        return 0.0
    return sum(b.size for b in blocks if said.has(b.text)) / max(1, sum(b.size for b in blocks))


def _makes(page: Page, around: Around, box: Places) -> tuple[Places, Places]:
    """For each block the number of those made as it is, and of those whose parents are too."""
    blocks, boxes = page.blocks, page.boxes
    alike = groups((block.tag, block.names) for block in blocks)
    kin = groups(
        (block.tag, boxes[parent].tag, boxes[parent].names)
        for block, parent in zip(blocks, around.parent[box].tolist(), strict=True)
    )
    return alike, kin


def _made(blocks: Sequence[Block], alike: Places, kin: Places) -> dict[str, Numbers]:
    """What the blocks are like that are made as a block is."""
    links = np.array([block.link_share for block in blocks])
    return {
        "alike": np.log1p(np.bincount(alike))[alike],
        "alike_links": _mean(alike, links),
        "alike_size": _mean(alike, _sizes(blocks)),
        "kin": np.log1p(np.bincount(kin))[kin],
        "kin_prose": _mean(kin, _prose(blocks)),
    }


def _heard(
    blocks: Sequence[Block], heard: Numbers, alike: Places, kin: Places
) -> dict[str, Numbers]:
    """What a witness has of a block, its neighbours, and blocks made as it is."""
    count = len(blocks)
    places = np.arange(count)
    sums = _sums(heard)
    low, high = np.maximum(places - NEAR, 0), np.minimum(places + NEAR + 1, count)
    past, ahead = _distances(heard)
    return {
        "heard": heard,
        "heard_after_next": np.concatenate((heard[2:], [0.0, 0.0]))[:count],
        "heard_near": (sums[high] - sums[low]) / (high - low),
        "heard_distance": past,
        "heard_following": ahead,
        "alike_heard": _mean(alike, heard),
        "kin_heard": _mean(kin, heard),
    }


def _taken(page: Page, around: Around, box: Places, heard: Numbers) -> dict[str, Numbers | float]:
    """How much a witness has of the page, and of what stands around a block."""
    size = _sizes(page.blocks)
    total, taken = max(1.0, size.sum()), float((size * heard).sum())
    sums = _sums(size * heard)
    own = np.bincount(box, weights=size * heard, minlength=len(page.boxes))
    homes = sums[around.end] - sums[around.start] - own
    return {
        "heard_share": taken / total,
        "heard_total": float(np.log1p(max(1.0, taken))),
        "grand_heard": homes[around.parent[box]] / max(1.0, taken),
    }


def _region(depth: Numbers, area: Box) -> dict[str, Numbers | float]:
    """Where a block stands to the region that was heard."""
    places = np.arange(len(depth))
    return {
        "depth_in_region": depth - area.depth,
        "in_region": ((places >= area.start) & (places < area.end)).astype(np.float64),
        "region_share": (area.end - area.start) / len(depth),
    }


def _place(page: Page, marks: Marks, around: Around, box: Places) -> dict[str, Numbers | float]:
    """Where a block stands: in which boxes, after which headings, before and after what."""
    blocks = page.blocks
    count = len(blocks)
    size, prose = _sizes(blocks), _prose(blocks)
    link_share = np.array([block.link_share for block in blocks])
    places = np.arange(count)
    parent, grand = around.parent[box], around.grand[box]
    chars, linked, prose_chars = (
        (sums[around.end] - sums[around.start]).astype(np.float64)
        for sums in (np.array(marks.chars), np.array(marks.linked), np.array(marks.prose))
    )
    held = (around.end - around.start).astype(np.float64)
    whole = max(1.0, prose_chars[0])
    prose_sums = _sums(size * prose)
    prose_total = max(1.0, prose_sums[-1])
    prose_past, prose_ahead = _distances(prose)
    is_head = np.array([block.tag == "h1" for block in blocks])
    heading = int(np.argmax(is_head)) if is_head.any() else -1
    after_heading = places - heading
    return {
        "position": places / count,
        "depth": around.depth[box],
        "in_article": around.in_article[box],
        "in_main": around.in_main[box],
        "content_names": around.content[box],
        "furniture_names": around.furniture[box],
        "near_furniture_names": around.nearest[box],
        "caption_names": around.captioned[box],
        "parent_size": np.log1p(chars)[parent],
        "parent_link_share": (linked / np.maximum(chars, 1))[parent],
        "parent_blocks": np.log1p(held)[parent],
        "parent_prose": prose_chars[parent] / whole,
        "grand_size": np.log1p(chars)[grand],
        "grand_link_share": (linked / np.maximum(chars, 1))[grand],
        "grand_prose": prose_chars[grand] / whole,
        "siblings": around.siblings[box],
        "past_heading": (after_heading > 0) & (heading >= 0),
        "heading_distance": np.minimum(after_heading, 60) if heading >= 0 else -1.0,
        "heads_before": np.cumsum(is_head) - is_head,
        "previous_size": np.concatenate(([-1.0], size[:-1])),
        "previous_links": np.concatenate(([-1.0], link_share[:-1])),
        "next_size": np.concatenate((size[1:], [-1.0])),
        "next_links": np.concatenate((link_share[1:], [-1.0])),
        "page_blocks": float(np.log1p(count)),
        "page_prose": float(np.log1p(prose_sums[-1])),
        "prose_before": prose_sums[:-1] / prose_total,
        "prose_after": (prose_sums[-1] - prose_sums[1:]) / prose_total,
        "prose_distance": prose_past,
        "following_prose_distance": prose_ahead,
    }


def _sizes(blocks: Sequence[Block]) -> Numbers:
    return np.array([block.size for block in blocks], dtype=np.float64)


def _prose(blocks: Sequence[Block]) -> Numbers:
    return np.array([block.prose for block in blocks], dtype=np.float64)


def _sums(numbers: Numbers) -> Numbers:
    """The sum before each place, and that of all."""
    return np.concatenate(([0.0], np.cumsum(numbers)))


def _mean(group: Places, numbers: Numbers) -> Numbers:
    """The mean over each number's group."""
    return (np.bincount(group, weights=numbers) / np.bincount(group))[group]


def _distances(marked: Numbers) -> tuple[Numbers, Numbers]:
    """How far each place is from the last mark up to it and the first from it on, at most FAR."""
    places = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked > 0, places, -FAR))
    first = np.minimum.accumulate(np.where(marked > 0, places, len(marked) + FAR)[::-1])[::-1]
    return (
        np.minimum(places - last, FAR).astype(np.float64),
        np.minimum(first - places, FAR).astype(np.float64),
    )


def _names(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(parts).split())


NAMES = _names(
    (
        "size words link_share links bold_share ends_sentence sentence_marks commas digits",
        "capitals word_length quotes kind tag level look prose copies title_in_block",
        "block_in_title description_in_block names_author position heard heard_after_next",
        "heard_near heard_distance heard_following heard_share heard_total said_share depth",
        "depth_in_region in_region region_share in_article in_main content_names",
        "furniture_names near_furniture_names caption_names parent_size parent_link_share",
        "parent_blocks parent_prose grand_size grand_link_share grand_prose grand_heard",
        "siblings alike alike_heard alike_links alike_size kin kin_heard kin_prose",
        "past_heading heading_distance heads_before previous_size previous_links next_size",
        "next_links page_blocks page_prose prose_before prose_after",
        "following_prose_distance prose_distance",
    )
)
