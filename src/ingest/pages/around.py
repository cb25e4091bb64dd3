"""Boxes -> numbers: what the elements around a block are called, hold and repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.pages.blocks import Page
from ingest.pages.marks import FURNITURE_TOKENS, words_of

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

CONTENT_TOKENS = frozenset(
    {
        *("article", "body", "content", "entry", "post", "story", "text", "main", "paragraph"),
        *("copy", "artikel", "articulo", "texto", "corpo", "nota", "news", "detail", "richtext"),
    }
)
_CAPTION_NAMES = re.compile(
    r"caption|credit|legende|bildunter|bildtext|photo-?desc|image-?desc|copyright"
)
NEAREST = 5
"""What `nearest` says of a box that is itself named as furniture; 1 from four boxes below on."""
MAX_SIBLINGS = 200

_Calling = tuple[bool, bool, int, int, int]


class Around:
    """Numbers of each box, as arrays by the box's index. The outermost box is its own parent.

    What is counted name by name is 0 but for `homes`, the boxes that are asked for.
    """

    def __init__(self, page: Page, homes: Iterable[int]) -> None:
        boxes = page.boxes
        count = len(boxes)
        self.start = np.fromiter((box.start for box in boxes), dtype=np.intp, count=count)
        self.end = np.fromiter((box.end for box in boxes), dtype=np.intp, count=count)
        self.depth = np.fromiter((box.depth for box in boxes), dtype=np.float64, count=count)
        parent = np.fromiter((box.parent for box in boxes), dtype=np.intp, count=count)
        self.parent = np.maximum(parent, 0)
        self.grand = self.parent[self.parent]
        names = _Names(page)
        rows = np.zeros((count, 7))
        for index in set(homes):
            rows[index] = (
                *names.calling(index),
                names.is_captioned(index),
                names.siblings(index),
            )
        self.in_article, self.in_main, self.content, self.furniture, self.nearest = rows.T[:5]
        self.captioned, self.siblings = rows.T[5:]


class _Names:
    """What boxes are called, each looked at once."""

    def __init__(self, page: Page) -> None:
        self._boxes = page.boxes
        self._known: dict[int, _Calling] = {0: (False, False, 0, 0, 0)}
        self._made: dict[int, Counter[tuple[str, str]]] = {}

    def calling(self, index: int) -> _Calling:
        """In an article, in main; how many boxes above have content and furniture names; nearest.

        Nearest is NEAREST where the box itself is named as furniture, one less for its parent …
        """
        known = self._known.get(index)
        if known is None:
            box = self._boxes[index]
            in_article, in_main, content, furniture, nearest = self.calling(box.parent)
            is_content, is_furniture, _ = _named(box.names) if box.names else _NAMELESS
            known = self._known[index] = (
                in_article or box.tag == "article",
                in_main or box.tag == "main",
                content + is_content,
                furniture + is_furniture,
                NEAREST if is_furniture else nearest - 1 if nearest > 1 else nearest,
            )
        return known

    def is_captioned(self, index: int) -> bool:
        """Whether the box or one of the two around it is called a caption."""
        for _ in range(3):
            box = self._boxes[index]
            if box.names and _named(box.names)[2]:
                return True
            index = max(0, box.parent)
        return False

    def siblings(self, index: int) -> int:
        """How many of the first children of its parent are made as this box is."""
        box = self._boxes[index]
        parent = max(0, box.parent)
        made = self._made.get(parent)
        if made is None:
            first = (self._boxes[i] for i in self._boxes[parent].children[:MAX_SIBLINGS])
            made = self._made[parent] = Counter([(child.tag, child.names) for child in first])
        return made[box.tag, box.names]


_NAMELESS = (False, False, False)


@lru_cache(maxsize=8192)
def _named(names: str) -> tuple[bool, bool, bool]:
    """Whether a box is named as content, as furniture, as a caption."""
    tokens = words_of(names)
    return (
        not tokens.isdisjoint(CONTENT_TOKENS),
        not tokens.isdisjoint(FURNITURE_TOKENS),
        _CAPTION_NAMES.search(names) is not None,
    )


def groups(signatures: Iterable[Hashable]) -> Places:
    """A number for each signature, the same for the same one."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(one, len(known)) for one in signatures], dtype=np.intp)
