"""Features -> how likely each block is body: boosted trees as plain arrays.

Three judges see the same features. The first hears what any reader sees, the prose that no rule
has cut; where it is not sure of a page, the second hears what resiliparse took for the article,
and where that one is in doubt, the third hears trafilatura. Where they come from, and how well they
do: docs/explanation/judge.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.pages import body
from ingest.pages.blocks import Kind, Page
from ingest.pages.features import Features, Matrix
from ingest.pages.marks import Marks
from ingest.pages.metadata import Metadata
from ingest.pages.witness import Witness

ALONE = "judge-alone.npz"
WITH_RESILIPARSE = "judge-resiliparse.npz"
WITH_TRAFILATURA = "judge-trafilatura.npz"
JUDGES = (ALONE, WITH_RESILIPARSE, WITH_TRAFILATURA)
REASON = "not the body"
KEEP = 0.4
"""A block at least this likely is body."""
COMPANY = 0.25
"""So likely must an item be to stay with a list that is body, or code between paragraphs."""
SURE = 0.92
"""A page of which the first judge is less certain is worth resiliparse's opinion."""
IN_DOUBT = 0.75
"""A page of which the second judge is less certain is worth trafilatura's."""
MAX_DOUBTED = 400
"""Pages of more open blocks are not: trafilatura needs long for them and bettered none."""
MIN_COMPANY = 3
ROWS = 64
"""So many blocks are judged at once: what that takes stays in the processor's cache."""
_LISTED = frozenset({"li", "dd", "dt", "tr", "blockquote", "article", "section"})


@dataclass(frozen=True, slots=True)
class Trees:
    """Complete trees of one depth, level by level, one column a tree.

    `feature` and `bound` are of each inner node, `value` of each leaf.
    """

    feature: NDArray[np.intp]
    bound: Matrix
    value: Matrix
    names: tuple[str, ...]

    def chances(self, matrix: Matrix) -> Matrix:
        """How likely each row is body, between 0 and 1."""
        if not len(matrix):
            return np.zeros(0, dtype=np.float32)
        parts = (matrix[start : start + ROWS] for start in range(0, len(matrix), ROWS))
        sums = np.concatenate([self._sums(part) for part in parts])
        chances: Matrix = (1.0 / (1.0 + np.exp(-sums))).astype(np.float32)
        return chances

    def _sums(self, matrix: Matrix) -> NDArray[np.float64]:
        """What the trees give each row, added up."""
        count, trees = len(matrix), self.feature.shape[1]
        levels = (len(self.feature) + 1).bit_length() - 1
        column = np.arange(trees)
        row = (np.arange(count) * matrix.shape[1])[:, None]
        numbers = matrix.ravel()
        features_, bounds = self.feature.ravel(), self.bound.ravel()
        # a node's place in the raveled arrays is node * trees + tree
        place = np.tile(column, (count, 1))
        to_left = trees - column
        for _ in range(levels):
            sought = features_.take(place)
            sought += row
            above = numbers.take(sought) > bounds.take(place)
            place += place
            place += to_left
            place += np.multiply(above, trees, dtype=np.intp)
        place -= len(self.feature) * trees
        sums: NDArray[np.float64] = self.value.ravel().take(place).sum(axis=1, dtype=np.float64)
        return sums


@dataclass(frozen=True, slots=True)
class Opinion:
    """Of each block whether it is body, and how likely that is (None: a rule cut it)."""

    chosen: list[bool]
    chances: list[float | None]
    certainty: float | None = None
    """How sure the judge was, 0 to 1: the mean over the characters that it judged."""


def read_trees(raw: bytes) -> Trees:
    """Read what bench/judge/train.py wrote."""
    with np.load(BytesIO(raw), allow_pickle=False) as found:
        return Trees(
            feature=found["feature"].T.astype(np.intp, order="C"),
            bound=found["threshold"].T.copy(),
            value=found["value"].T.copy(),
            names=tuple(map(str, found["names"])),
        )


@lru_cache(maxsize=len(JUDGES))
def model(name: str) -> Trees:
    return read_trees(files(__package__).joinpath(name).read_bytes())


class Judge:
    """The judges of one page."""

    def __init__(self, page: Page, marks: Marks, *, said: Witness | None, about: Metadata) -> None:
        self._page = page
        self._marks = marks
        self.features = Features(
            page,
            marks,
            said=said,
            title=about.title,
            description=about.description,
            authors=about.authors,
        )

    def numbers(self, heard: Witness | None) -> Matrix:
        """What the judge is shown: a row for each block that rules left open."""
        has = [
            reason is None and (block.prose if heard is None else heard.has(block.text))
            for block, reason in zip(self._page.blocks, self._marks.reasons, strict=True)
        ]
        return self.features.matrix(has, body.region(self._page, has))

    def opinion(self, name: str = ALONE, heard: Witness | None = None) -> Opinion:
        """Say of each block whether it is body. The first judge hears nobody."""
        page = self._page
        chances: list[float | None] = [None] * len(page.blocks)
        if not self.features.wanted:
            return Opinion([False] * len(page.blocks), chances)
        found = model(name).chances(self.numbers(heard))
        for index, chance in zip(self.features.wanted, found.tolist(), strict=True):
            chances[index] = chance
        for index in self._marks.kept:
            chances[index] = 1.0
        chosen = [chance is not None and chance >= KEEP for chance in chances]
        _keep_company(page, chosen, chances)
        _keep_code(page, chosen, chances)
        return Opinion(chosen, chances, _certainty(page, chances))


def is_sure(opinion: Opinion) -> bool:
    """Whether the first judge's opinion needs no other."""
    return _is_certain(opinion, SURE)


def is_in_doubt(opinion: Opinion) -> bool:
    """Whether the second judge's opinion needs trafilatura's, which is quick enough here."""
    judged = len(opinion.chances) - opinion.chances.count(None)
    is_quick = judged <= MAX_DOUBTED or not any(opinion.chosen)
    return is_quick and not _is_certain(opinion, IN_DOUBT)


def _is_certain(opinion: Opinion, bound: float) -> bool:
    return opinion.certainty is not None and opinion.certainty >= bound and any(opinion.chosen)


def _certainty(page: Page, chances: list[float | None]) -> float | None:
    sure = size = 0.0
    for block in page.blocks:
        chance = chances[block.index]
        if chance is not None:
            sure += abs(2 * chance - 1) * block.size
            size += block.size
    return sure / size if size else None


def _keep_company(page: Page, chosen: list[bool], chances: list[float | None]) -> None:
    """Items of one list stay together, and so do the parts of one item.

    A list of which most is body is body, down to items that alone would not have been: the dates
    of a timeline, the short answers of an interview.
    """
    taken = list(accumulate(chosen, initial=0))
    for box in page.boxes:
        if len(box.children) < MIN_COMPANY or taken[box.end] == taken[box.start]:
            continue
        children = [page.boxes[index] for index in box.children]
        alike = Counter((child.tag, child.names.split(" ", 1)[0]) for child in children)
        for (tag, _), count in alike.items():
            if count < MIN_COMPANY or tag not in _LISTED:
                continue
            blocks = [
                block
                for child in children
                if child.tag == tag
                for block in page.blocks[child.start : child.end]
            ]
            size = sum(block.size for block in blocks)
            kept = sum(block.size for block in blocks if chosen[block.index])
            if kept * 2 > size:
                for block in blocks:
                    if (chances[block.index] or 0.0) >= COMPANY:
                        chosen[block.index] = True


def _keep_code(page: Page, chosen: list[bool], chances: list[float | None]) -> None:
    """Code that may be body is, where it stands between two blocks that are."""
    others = [block.index for block in page.blocks if block.kind is not Kind.CODE]
    for before, after in pairwise(others):
        if chosen[before] and chosen[after]:
            for index in range(before + 1, after):
                chosen[index] = chosen[index] or (chances[index] or 0.0) >= COMPANY
