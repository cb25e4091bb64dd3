#!/usr/bin/env python3
"""Labelled blocks (prepare.py) -> the judges: boosted trees, validated by site, as plain arrays.

    python bench/judge/train.py FOLDER                             figures on unseen sites
    python bench/judge/train.py FOLDER --part seen --out MODELS    trained on the seen sites only
    python bench/judge/train.py FOLDER --out src/ingest/pages      trained on all sites

Deterministic: one thread, fixed seeds, sites dealt to folds by digest.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from ingest.pages import judge
from ingest.pages.features import NAMES

SETS = {"fundus": 3.0, "wcxb": 1.0, "teasers": 0.6, "segments": 0.5, "other": 0.3}
"""How much a page of each set counts."""
FOLDS = 5
TREES = 260
SURE = (0.88, 0.92, 0.95)
IN_DOUBT = (0.0, 0.65, 0.75, 1.0)
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 24,
    "max_depth": 6,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "seed": 7,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass
class Data:
    """Blocks of all sets in one matrix. `fold` and `unseen` go by the page's site."""

    matrix: NDArray[np.float32]
    labels: NDArray[np.float32]
    tokens: NDArray[np.int32]
    page: NDArray[np.int32]
    weights: NDArray[np.float64]
    fold: NDArray[np.int32]
    unseen: NDArray[np.bool_]
    kind: NDArray[np.str_]


def digest(text: str) -> int:
    return hashlib.blake2b(text.encode(), digest_size=4).digest()[0]


def load(folder: Path, names: list[str], eyes: str) -> Data:
    parts: dict[str, list[Any]] = {
        key: []
        for key in ("matrix", "labels", "tokens", "page", "weights", "fold", "unseen", "kind")
    }
    offset = 0
    for name in names:
        found = np.load(folder / f"{name}.npz")
        sites = {
            number: site
            for number, _, site in json.loads((folder / f"{name}.sites.json").read_text())
        }
        owners = found["owners"]
        labels, tokens = found["labels"], found["tokens"]
        weights = np.zeros(len(labels))
        for number in sites:
            rows = np.flatnonzero((owners == number) & (labels >= 0))
            size = np.sqrt(tokens[rows]) + 1.0
            if len(rows):
                weights[rows] = SETS[name] * size / size.sum() * min(30, len(rows))
        parts["matrix"].append(found[eyes])
        parts["labels"].append(labels)
        parts["tokens"].append(tokens)
        parts["page"].append(owners + offset)
        parts["weights"].append(weights)
        parts["fold"].append(
            np.array([digest("fold" + sites[o]) % FOLDS for o in owners], dtype=np.int32)
        )
        parts["unseen"].append(
            np.array([digest(sites[o].removeprefix("t:")) % 3 == 0 for o in owners])
        )
        parts["kind"].append(np.array([name] * len(labels)))
        offset += int(owners.max()) + 1
    return Data(**{key: np.concatenate(value) for key, value in parts.items()})


def fit(data: Data, rows: NDArray[Any], trees: int = TREES) -> lightgbm.Booster:
    rows = rows[data.labels[rows] >= 0]
    known = lightgbm.Dataset(
        data.matrix[rows],
        (data.labels[rows] >= 0.5).astype(float),
        weight=data.weights[rows],
        feature_name=list(NAMES),
        params={"max_bin": PARAMETERS["max_bin"]},
    )
    return lightgbm.train(PARAMETERS, known, num_boost_round=trees)


def figure(
    data: Data, chances: NDArray[Any], threshold: float, rows: NDArray[Any]
) -> tuple[float, float, float]:
    """Precision, recall and their F of tokens in whole blocks, averaged over pages."""
    precision, recall = [], []
    order = rows[np.argsort(data.page[rows], kind="stable")]
    bounds = np.flatnonzero(np.diff(data.page[order])) + 1
    for group in np.split(order, bounds):
        true = data.tokens[group] * np.clip(data.labels[group], 0, 1)
        kept = chances[group] >= threshold
        if true.sum() == 0:
            continue
        good = true[kept].sum()
        precision.append(good / max(1, data.tokens[group][kept].sum()))
        recall.append(good / true.sum())
    p, r = float(np.mean(precision)), float(np.mean(recall))
    return p, r, 2 * p * r / (p + r)


def validate(data: Data) -> NDArray[Any]:
    """Chances by models that saw no page of the block's site."""
    chances = np.zeros(len(data.labels))
    for fold in range(FOLDS):
        held = data.fold == fold
        chances[held] = fit(data, np.flatnonzero(~held)).predict(data.matrix[held])
    return chances


def export(model: lightgbm.Booster, path: Path) -> None:
    """Complete binary trees of one depth: features, thresholds and leaves as arrays."""
    trees = model.dump_model()["tree_info"]
    depth = max(_depth(tree["tree_structure"]) for tree in trees)
    inner, leaves = 2**depth - 1, 2**depth
    feature = np.zeros((len(trees), inner), dtype=np.uint8)
    threshold = np.full((len(trees), inner), np.inf, dtype=np.float32)
    value = np.zeros((len(trees), leaves), dtype=np.float32)
    for number, tree in enumerate(trees):
        _fill(
            tree["tree_structure"], 0, 0, depth, feature[number], threshold[number], value[number]
        )
    np.savez_compressed(
        path, feature=feature, threshold=threshold, value=value, names=np.array(NAMES)
    )
    print(f"{path}: {len(trees)} trees of depth {depth}, {path.stat().st_size / 1024:.0f} KiB")


def _depth(node: dict[str, Any]) -> int:
    return (
        0
        if "leaf_value" in node
        else 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))
    )


def _fill(
    node: dict[str, Any],
    place: int,
    level: int,
    depth: int,
    feature: Any,
    threshold: Any,
    value: Any,
) -> None:
    if "leaf_value" in node:
        low = place
        for _ in range(depth - level):
            low = 2 * low + 1
        high = low + 2 ** (depth - level)
        value[low - (2**depth - 1) : high - (2**depth - 1)] = node["leaf_value"]
        return
    feature[place] = node["split_feature"]
    # float32 rows are compared: the greatest float32 not above the threshold keeps every decision
    bound = np.float32(node["threshold"])
    threshold[place] = (
        np.nextafter(bound, np.float32(-np.inf)) if float(bound) > node["threshold"] else bound
    )
    _fill(node["left_child"], 2 * place + 1, level + 1, depth, feature, threshold, value)
    _fill(node["right_child"], 2 * place + 2, level + 1, depth, feature, threshold, value)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--sets", nargs="+", choices=SETS, default=["fundus", "wcxb", "teasers", "segments"]
    )
    parser.add_argument("--part", choices=("seen", "all"), default="all")
    parser.add_argument("--out", type=Path, help="the folder that the models are written to")
    arguments = parser.parse_args()
    seen_by = {eyes: load(arguments.folder, arguments.sets, eyes) for eyes in judge.JUDGES}
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        for eyes, data in seen_by.items():
            seen = arguments.part == "seen"
            rows = np.flatnonzero(~data.unseen) if seen else np.arange(len(data.labels))
            export(fit(data, rows), arguments.out / eyes)
        return
    chances = {eyes: validate(data) for eyes, data in seen_by.items()}
    alone, second, third = (chances[eyes] for eyes in judge.JUDGES)
    data = seen_by[judge.ALONE]
    sure, in_doubt = by_page(data, alone), by_page(data, second)
    for name in arguments.sets:
        rows = np.flatnonzero((data.kind == name) & (data.labels >= 0))
        for eyes, found in chances.items():
            heard = seen_by[eyes].matrix[:, NAMES.index("heard")]
            print(
                f"{name:8} {eyes:21} what it hears  P %.4f R %.4f F %.4f"
                % figure(data, heard, 0.5, rows)
            )
            print(
                f"{name:8} {eyes:21} its opinion    P %.4f R %.4f F %.4f"
                % figure(data, found, judge.KEEP, rows)
            )
        pages = len(np.unique(data.page[rows]))
        for first, then in itertools.product(SURE, IN_DOUBT):
            asks, asks_twice = sure < first, (sure < first) & (in_doubt < then)
            all_three = np.where(asks_twice, third, np.where(asks, second, alone))
            counts = [len(np.unique(data.page[rows[asked[rows]]])) for asked in (asks, asks_twice)]
            p, r, f = figure(data, all_three, judge.KEEP, rows)
            print(
                f"{name:8} asked below {first:.2f} and {then:.2f}, for {counts[0] / pages:.0%} and"
                f" {counts[1] / pages:.0%} of pages:  P {p:.4f} R {r:.4f} F {f:.4f}"
            )


def by_page(data: Data, chances: NDArray[Any]) -> NDArray[np.float64]:
    """How certain the chances are of each block's page, as `judge` counts it."""
    size = np.expm1(data.matrix[:, NAMES.index("size")])
    sure = np.bincount(data.page, weights=np.abs(2 * chances - 1) * size)
    return (sure / np.maximum(1.0, np.bincount(data.page, weights=size)))[data.page]


if __name__ == "__main__":
    main()
