"""Fit and measure the scorecard that tells listings from articles.

    python bench/verdict.py [--data FOLDER] [--cache FILE]

Positives are WCXB's listing and collection pages, negatives its articles, Fundus, trafilatura's
evaluation pages and the generated teaser pages. Fitted on the seen half of the hosts, measured on
the unseen half; the table that is printed last is fitted on all and goes into pages/verdict.py.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import pickle
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from sklearn.linear_model import LogisticRegression

from ingest.pages import metadata, structured
from ingest.pages.decode import decode
from ingest.pages.parse import parse
from ingest.pages.signals import Signals, observe
from ingest.pages.walk import read_blocks

SETS = (
    "wcxb_dev_other",
    "fundus_dev",
    "teasers/teasers_dev",
    "wcxb_dev_article",
    "trafilatura_eval",
)
LISTINGS = ("listing", "collection")
NUMBERS = [f.name for f in fields(Signals) if f.type in ("float", "float | None")][1:]
POSITIVE_WEIGHT = 3.0
STRENGTH = 0.3


def pages(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for name in SETS:
        with lzma.open(folder / f"{name}.jsonl.xz", "rt") as lines:
            for line in lines:
                page = json.loads(line)
                if name != "wcxb_dev_other" or page["type"] in LISTINGS:
                    yield name, page


def signals(page: dict[str, object]) -> Signals | None:
    tree = parse(decode(str(page["html"])).markup)
    if tree is None:
        return None
    truth = page.get("truth")
    url = truth["url"] if isinstance(truth, dict) else page.get("url")
    address = str(url) if url else None
    said = structured.read(tree, url=address)
    about = metadata.read(tree, structured=said, url=address)
    return observe(read_blocks(tree), text="", about=about, said=said, url=address)


def load(folder: Path, cache: Path | None) -> list[tuple[str, str, Signals]]:
    if cache is not None and cache.exists():
        return pickle.loads(cache.read_bytes())
    rows = []
    for name, page in pages(folder):
        found = signals(page)
        if found is not None:
            rows.append((name, str(page.get("url") or page["id"]), found))
    if cache is not None:
        cache.write_bytes(pickle.dumps(rows))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--cache", type=Path, help="keep the pages' numbers here between runs")
    options = parser.parse_args()
    rows = load(options.data, options.cache)
    raw = np.array(
        [[np.nan if (v := getattr(s, n)) is None else v for n in NUMBERS] for _, _, s in rows],
        float,
    )
    typical = np.nanmean(raw, axis=0)
    matrix = np.where(np.isnan(raw), typical, raw)
    label = np.array([name == "wcxb_dev_other" for name, _, _ in rows])
    digests = (hashlib.sha256(urlsplit(u).netloc.removeprefix("www.").encode()) for _, u, _ in rows)
    unseen = np.array([digest.digest()[0] % 2 == 0 for digest in digests])
    spread = matrix.std(axis=0) + 1e-6
    scaled = (matrix - typical) / spread
    model = fit(scaled[~unseen], label[~unseen])
    for half, which in (("seen", ~unseen), ("unseen", unseen)):
        score = model.decision_function(scaled[which])
        truth = label[which]
        for allowed in (0.005, 0.01, 0.02):
            limit = np.quantile(score[~truth], 1 - allowed)
            caught = (score[truth] > limit).mean()
            print(f"{half:6} refusing {allowed:.1%} catches {caught:.3f} (limit {limit:.2f})")
    final = fit(scaled, label)
    weights = final.coef_[0] / spread
    base = float(final.intercept_[0] - (weights * typical).sum())
    print(f"BASE = {base:.3f}")
    for name, weight, usual in zip(NUMBERS, weights, typical, strict=True):
        print(f'    ("{name}", {weight:.3f}, {usual:.3f}),')


def fit(matrix: np.ndarray, label: np.ndarray) -> LogisticRegression:
    weight = np.where(label, POSITIVE_WEIGHT, 1.0)
    return LogisticRegression(C=STRENGTH, max_iter=3000).fit(matrix, label, sample_weight=weight)


if __name__ == "__main__":
    main()
