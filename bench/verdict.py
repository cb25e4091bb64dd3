"""Fit and measure the scorecard that tells listings from articles.

    python bench/verdict.py --models FOLDER [--sample 60] [--cache FILE]

Positives are WCXB's listing and collection pages, negatives its articles, Fundus, trafilatura's
evaluation pages and the generated teaser pages. Sites are split as bench/quality.py splits them:
the scorecard that is measured is fitted on the seen part, its limit is what refuses 1 % of the
articles there on sites it was not fitted on (five folds), and whole verdicts are given with it on
the unseen part, whose pages are extracted with the judges in `--models` (bench/judge/train.py
--part seen). The table that is printed last is fitted on all and goes into pages/verdict.py.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))
import quality
from ingest.pages import metadata, structured, verdict
from ingest.pages.decode import decode
from ingest.pages.parse import parse
from ingest.pages.signals import Signals, observe
from ingest.pages.walk import read_blocks

SETS = ("other", "fundus", "wcxb", "segments", "teasers")
LISTINGS = ("listing", "collection")
NUMBERS = [f.name for f in fields(Signals) if f.type in ("float", "float | None")][1:]
POSITIVE_WEIGHT = 3.0
STRENGTH = 0.05
REFUSED = 0.01
FOLDS = 5


@dataclass(frozen=True)
class Read:
    """A page's numbers; None where there was nothing to count."""

    name: str
    site: str
    unseen: bool
    signals: Signals | None


@dataclass(frozen=True)
class Card:
    base: float
    points: np.ndarray
    usual: np.ndarray

    def score(self, matrix: np.ndarray) -> np.ndarray:
        return self.base + np.where(np.isnan(matrix), self.usual, matrix) @ self.points


def pages(folder: Path, sample: int) -> Iterator[tuple[str, quality.Row]]:
    for name in SETS:
        rows = quality.pages(folder, name)
        if name == "other":
            rows = [row for row in rows if row["type"] in LISTINGS]
        for row in rows[:: max(1, len(rows) // sample) if sample else 1]:
            yield name, row


def counted(page: quality.Row) -> Signals | None:
    """The numbers alone, without the text."""
    tree = parse(decode(str(page["html"])).markup)
    if tree is None:
        return None
    url = quality.address(page)
    said = structured.read(tree, url=url)
    about = metadata.read(tree, structured=said, url=url)
    return observe(read_blocks(tree), text="", about=about, said=said, url=url)


def extracted(page: quality.Row) -> Signals | None:
    """The numbers that a whole extraction was judged by."""
    room = import_module("ingest.pages.extract")
    seen: list[Signals] = []
    judge = verdict.judge

    def overhear(signals: Signals) -> verdict.Verdict:
        seen.append(signals)
        return judge(signals)

    verdict.judge = overhear
    try:
        room.extract(page["html"], url=quality.address(page))
    finally:
        verdict.judge = judge
    return seen[0] if seen else None


def load(folder: Path, sample: int, cache: Path | None) -> list[Read]:
    if cache is not None and cache.exists():
        return pickle.loads(cache.read_bytes())
    rows = []
    for name, page in pages(folder, sample):
        unseen = quality.is_unseen(page)
        signals = extracted(page) if unseen else counted(page)
        rows.append(Read(name, quality.site(page), unseen, signals))
    if cache is not None:
        cache.write_bytes(pickle.dumps(rows))
    return rows


def fit(matrix: np.ndarray, label: np.ndarray) -> Card:
    usual = np.nanmean(matrix, axis=0)
    filled = np.where(np.isnan(matrix), usual, matrix)
    spread = filled.std(axis=0) + 1e-6
    weight = np.where(label, POSITIVE_WEIGHT, 1.0)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit((filled - usual) / spread, label, sample_weight=weight)
    points = model.coef_[0] / spread
    return Card(float(model.intercept_[0] - points @ usual), points, usual)


def limit(matrix: np.ndarray, label: np.ndarray, rows: list[Read]) -> tuple[float, float]:
    """The score that refuses few articles of sites not fitted on, and the share it catches."""
    fold = np.array([hashlib.blake2b(r.site.encode()).digest()[1] % FOLDS for r in rows])
    score = np.zeros(len(rows))
    for k in range(FOLDS):
        score[fold == k] = fit(matrix[fold != k], label[fold != k]).score(matrix[fold == k])
    found = float(np.quantile(score[~label], 1 - REFUSED))
    return found, float((score[label] > found).mean())


def numbers(rows: list[Read]) -> tuple[np.ndarray, np.ndarray]:
    matrix = [
        [np.nan if (v := getattr(r.signals, n)) is None else v for n in NUMBERS] for r in rows
    ]
    return np.array(matrix, float), np.array([r.name == "other" for r in rows])


def table(card: Card) -> tuple[tuple[str, float, float], ...]:
    return tuple(zip(NUMBERS, card.points.tolist(), card.usual.tolist(), strict=True))


def measure(rows: list[Read]) -> None:
    """Whole verdicts on each set, by the scorecard that stands in pages/verdict.py just now."""
    for name in SETS:
        found = collections.Counter(
            str((r.signals and verdict.judge(r.signals).problem) or "article")
            if r.signals
            else "empty"
            for r in rows
            if r.name == name
        )
        total = found.total()
        refused = total - found["article"]
        print(f"  {name:9} {refused} of {total} are no article ({refused / max(1, total):.1%})")
        print("           ", ", ".join(f"{what} {n}" for what, n in found.most_common()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=quality.DATA)
    parser.add_argument("--models", type=Path, required=True, help="judges of the seen part")
    parser.add_argument("--sample", type=int, default=0, help="only so many pages of each set")
    parser.add_argument("--cache", type=Path, help="keep the pages' numbers here between runs")
    options = parser.parse_args()
    quality.use_models(options.models)
    rows = load(options.data, options.sample, options.cache)
    unseen = [row for row in rows if row.unseen]
    print("the scorecard of the package on the unseen part (it was fitted on all)")
    measure(unseen)
    usable = [row for row in rows if row.signals is not None]
    seen = [row for row in usable if not row.unseen]
    matrix, label = numbers(seen)
    verdict.LIMIT, caught = limit(matrix, label, seen)
    card = fit(matrix, label)
    verdict.BASE, verdict.POINTS = card.base, table(card)
    print(f"fitted on the seen part: catches {caught:.3f} refusing {REFUSED:.0%} in {FOLDS} folds")
    print("the same on the unseen part")
    measure(unseen)
    matrix, label = numbers(usable)
    found, caught = limit(matrix, label, usable)
    card = fit(matrix, label)
    print(f"fitted on all: catches {caught:.3f} refusing {REFUSED:.0%} in {FOLDS} folds")
    print(f"LIMIT = {found:.2f}\nBASE = {card.base:.3f}")
    for name, points, usual in table(card):
        print(f'    ("{name}", {points:.3f}, {usual:.3f}),')


if __name__ == "__main__":
    main()
