"""Features -> how likely each block is body: boosted trees as plain arrays.

The trees are complete and of one depth, so that all blocks walk all trees in as many steps as
the trees are deep. Where they come from, and how well they do: docs/explanation/judge.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from ingest.pages import body, features
from ingest.pages.blocks import Page
from ingest.pages.features import Matrix
from ingest.pages.marks import Marks
from ingest.pages.metadata import Metadata
from ingest.pages.witness import Witness

MODEL = "judge.npz"
REASON = "not the body"
KEEP = 0.4
"""A block at least this likely is body."""
COMPANY = 0.25
"""So likely must an item be to stay with a list that is body."""
MIN_COMPANY = 3
MAX_JUDGED = 6000
"""Pages of more blocks are left to the plain rules of `body`."""
_LISTED = frozenset({"li", "dd", "dt", "tr", "blockquote", "article", "section"})


@dataclass(frozen=True, slots=True)
class Trees:
    """One row a tree: the feature and bound of each inner node, the value of each leaf."""

    feature: NDArray[np.intp]
    threshold: Matrix
    value: Matrix
    names: tuple[str, ...]

    def chances(self, matrix: Matrix) -> Matrix:
        """How likely each row is body, between 0 and 1."""
        count, trees = len(matrix), len(self.feature)
        if not count:
            return np.zeros(0, dtype=np.float32)
        inner = self.feature.shape[1]
        first = np.arange(trees) * inner
        features_, thresholds = self.feature.ravel(), self.threshold.ravel()
        rows = matrix.ravel()
        offset = (np.arange(count) * matrix.shape[1])[:, None]
        node = np.zeros((count, trees), dtype=np.intp)
        for _ in range((inner + 1).bit_length() - 1):
            place = node + first
            node = 2 * node + 1 + (rows[offset + features_[place]] > thresholds[place])
        leaf = node - inner + np.arange(trees) * (inner + 1)
        sums = self.value.ravel()[leaf].sum(axis=1, dtype=np.float64)
        chances: Matrix = (1.0 / (1.0 + np.exp(-sums))).astype(np.float32)
        return chances


def read_trees(raw: bytes) -> Trees:
    """Read what bench/judge/train.py wrote."""
    with np.load(BytesIO(raw), allow_pickle=False) as found:
        return Trees(
            feature=found["feature"].astype(np.intp),
            threshold=found["threshold"],
            value=found["value"],
            names=tuple(map(str, found["names"])),
        )  # fmt: skip


@lru_cache(maxsize=1)
def model() -> Trees:
    return read_trees(files(__package__).joinpath(MODEL).read_bytes())


def numbers(
    page: Page, marks: Marks, heard: Witness, *, said: Witness | None, about: Metadata
) -> tuple[list[int], Matrix]:
    """What the judge is shown of a page: the blocks that rules left open, a row for each."""
    has = [
        reason is None and heard.has(block.text)
        for block, reason in zip(page.blocks, marks.reasons, strict=True)
    ]
    return features.features(
        page,
        marks,
        heard=has,
        said=said,
        area=body.region(page, has),
        title=about.title,
        description=about.description,
        authors=about.authors,
    )


def choose(
    page: Page, marks: Marks, heard: Witness, *, said: Witness | None, about: Metadata
) -> tuple[list[bool], list[float | None]]:
    """Say of each block whether it is body, and how likely that is (None: a rule cut it)."""
    chances: list[float | None] = [None] * len(page.blocks)
    if len(page.blocks) > MAX_JUDGED:
        return [False] * len(page.blocks), chances
    wanted, matrix = numbers(page, marks, heard, said=said, about=about)
    for index, chance in zip(wanted, model().chances(matrix).tolist(), strict=True):
        chances[index] = chance
    for index in marks.kept:
        chances[index] = 1.0
    chosen = [chance is not None and chance >= KEEP for chance in chances]
    _keep_company(page, chosen, chances)
    return chosen, chances


def certainty(page: Page, chances: list[float | None]) -> float | None:
    """How sure the judge was, 0 to 1: the mean over the characters that it judged."""
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
    for box in page.boxes:
        if len(box.children) < MIN_COMPANY:
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
