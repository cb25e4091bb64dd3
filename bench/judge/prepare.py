#!/usr/bin/env python3
"""Pages with ground truth -> blocks with features and labels, for the training of the judges.

    python bench/judge/prepare.py --out FOLDER [--data ../shared/bench]

A block is body where at least half of its word 4-grams stand in the truth (short blocks: where they
are a line of it). Pages whose truth is segments label only the blocks that hold one. Nothing that
is written here is a page: features, labels, sizes, the name of the site.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.pages import judge, metadata, structured, teasers, witness
from ingest.pages.blocks import Block
from ingest.pages.decode import decode
from ingest.pages.features import Matrix
from ingest.pages.lines import key
from ingest.pages.parse import parse
from ingest.pages.walk import read_blocks
from quality import address, pages, site

Row = dict[str, Any]
TOKEN = re.compile(r"\w+")
SETS = ("fundus", "wcxb", "teasers", "segments", "other")


def grams(tokens: list[str], n: int = 4) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def by_text(blocks: list[Block], text: str) -> list[float]:
    """The share of each block that the truth has."""
    tokens = TOKEN.findall(text)
    known = Counter(grams(tokens))
    lines = {key(line) for line in re.split(r"\n+", text)}
    whole = key(text)
    found = []
    for block in blocks:
        mine = TOKEN.findall(block.text)
        if key(block.text) in lines:
            found.append(1.0)
        elif len(mine) < 5:
            found.append(1.0 if len(key(block.text)) > 25 and key(block.text) in whole else 0.0)
        else:
            own = grams(mine)
            found.append(sum(gram in known for gram in own) / len(own))
    return found


def by_segments(blocks: list[Block], wanted: list[str], unwanted: list[str]) -> list[float | None]:
    """1 where a block holds a wanted segment, 0 where an unwanted, None where nobody said."""
    found: list[float | None] = []
    for block in blocks:
        line = key(block.text)
        label: float | None = None
        if any(k and k in line for k in map(key, wanted)):
            label = 1.0
        elif any(k and k in line for k in map(key, unwanted)):
            label = 0.0
        found.append(label)
    return found


def read(row: Row) -> dict[str, Any] | None:
    tree = parse(decode(row["html"]).markup)
    if tree is None:
        return None
    url = address(row)
    said = structured.read(tree, url=url)
    about = metadata.read(tree, structured=said, url=url)
    page = read_blocks(tree)
    if not page.blocks:
        return None
    said_body = witness.said(said.article_body)
    marks = teasers.mark(
        page, title=about.title, keep=lambda text: said_body is not None and said_body.has(text)
    )
    judges = judge.Judge(page, marks, said=said_body, about=about)
    wanted = judges.features.wanted
    if not wanted:
        return None
    shown = {judge.ALONE: judges.numbers(None)}
    witness.prune(tree, marks)
    shown[judge.WITH_RESILIPARSE] = judges.numbers(witness.by_resiliparse(tree))
    shown[judge.WITH_TRAFILATURA] = judges.numbers(witness.by_trafilatura(tree))
    blocks = [page.blocks[index] for index in wanted]
    if "truth" in row:
        labels: list[float | None] = list(by_text(blocks, "\n\n".join(row["truth"]["body"])))
    elif row.get("text"):
        labels = list(by_text(blocks, row["text"]))
    else:
        labels = by_segments(blocks, row["with"] or [], row.get("without") or [])
    return {
        "shown": shown,
        "labels": labels,
        "tokens": [len(TOKEN.findall(block.text)) or 1 for block in blocks],
        "blocks": blocks,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, default=Path(__file__).resolve().parents[3] / "shared" / "bench"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS[:4]))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in arguments.sets:
        shown: dict[str, list[Matrix]] = {judged_by: [] for judged_by in judge.JUDGES}
        labels, tokens, owners, sites = [], [], [], []
        for number, row in enumerate(pages(arguments.data, name)):
            read_ = read(row)
            if read_ is None:
                continue
            for judged_by, parts in shown.items():
                parts.append(read_["shown"][judged_by])
            labels += [-1.0 if label is None else label for label in read_["labels"]]
            tokens += read_["tokens"]
            owners += [number] * len(read_["labels"])
            sites.append(
                (number, str(row["id"]), f"{'t:' if name == 'teasers' else ''}{site(row)}")
            )
        np.savez_compressed(
            arguments.out / f"{name}.npz",
            **{judged_by: np.concatenate(parts) for judged_by, parts in shown.items()},
            labels=np.array(labels, dtype=np.float32),
            tokens=np.array(tokens, dtype=np.int32),
            owners=np.array(owners, dtype=np.int32),
        )
        (arguments.out / f"{name}.sites.json").write_text(json.dumps(sites), encoding="utf-8")
        print(
            name,
            len(sites),
            "pages",
            len(labels),
            "blocks",
            f"{np.mean(np.array(labels) >= 0.5):.3f} body",
        )


if __name__ == "__main__":
    main()
