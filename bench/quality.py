#!/usr/bin/env python3
"""Run `ingest.extract` and trafilatura side by side over the benchmark's pages: figures and speed.

    python bench/quality.py                          every set, all pages
    python bench/quality.py --sets teasers fundus --unseen --worst 10
    python bench/quality.py --sample 60 --no-trafilatura

Pages are split by a digest of their site (teaser pages: of their family): `--seen` is the part
that rules and training may look at, `--unseen` the part they may not. The judge in the package
was trained on all of it: measure `--unseen` with `--models` that were trained on `--part seen`.
"""

from __future__ import annotations

import argparse
import collections
import functools
import hashlib
import importlib.util
import json
import lzma
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

SETS = {
    "fundus": "fundus_dev.jsonl.xz",
    "wcxb": "wcxb_dev_article.jsonl.xz",
    "other": "wcxb_dev_other.jsonl.xz",
    "segments": "trafilatura_eval.jsonl.xz",
    "teasers": "teasers/teasers_dev.jsonl.xz",
}
DATA = Path(__file__).resolve().parents[2] / "shared" / "bench"
CONFIDENT = 0.9
Row = dict[str, Any]


def load_module(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def site(row: Row) -> str:
    """What pages of one make have in common: publisher, host, or template family."""
    if "truth" in row:
        return str(row["truth"]["family"])
    host = urlsplit(row.get("url") or "").hostname or str(row["id"])
    parts = host.split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 else parts[-2:])


def is_unseen(row: Row) -> bool:
    """A third of all sites, chosen by digest."""
    return hashlib.blake2b(site(row).encode(), digest_size=4).digest()[0] % 3 == 0


def pages(data: Path, name: str) -> list[Row]:
    with lzma.open(data / SETS[name], "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def address(row: Row) -> str | None:
    return row["truth"]["url"] if "truth" in row else row.get("url")


def by_ingest(row: Row) -> Row:
    from ingest.pages import extract

    found = extract(row["html"], url=address(row))
    return {
        "text": found.text,
        "title": found.title,
        "authors": list(found.authors),
        "published_at": found.published_at.isoformat() if found.published_at else None,
        "problem": found.problem,
        "quality": found.quality,
        "removed": [[gone.reason, gone.text] for gone in found.removed],
    }


def by_trafilatura(row: Row) -> Row:
    import trafilatura

    found = trafilatura.bare_extraction(
        row["html"], url=address(row), with_metadata=True, include_comments=False
    )
    if found is None:
        return {"text": ""}
    return {
        "text": found.text,
        "title": found.title,
        "authors": (found.author or "").split("; "),
        "published_at": found.date,
    }


def run(
    rows: list[Row], extract: Callable[[Row], Row], cache: Path | None
) -> tuple[dict[str, Row], float]:
    """Predictions and the seconds they took; what stands in the cache is not made again."""
    known: dict[str, Row] = {}
    if cache is not None and cache.exists():
        known = {
            row["id"]: row
            for row in map(json.loads, cache.read_text(encoding="utf-8").splitlines())
        }
    found: dict[str, Row] = {}
    fresh: list[Row] = []
    for row in rows:
        if row["id"] not in known:
            begun = time.process_time()
            known[row["id"]] = {"id": row["id"], **extract(row)}
            known[row["id"]]["seconds"] = time.process_time() - begun
            fresh.append(known[row["id"]])
        found[row["id"]] = known[row["id"]]
    if cache is not None and fresh:
        with cache.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in fresh)
    return found, sum(float(row["seconds"]) for row in found.values())


def summary(precision: float, recall: float) -> str:
    f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"P {precision:.4f}  R {recall:.4f}  F1 {f:.4f}"


def text_figures(
    score: ModuleType, rows: list[Row], found: dict[str, Row], worst: int
) -> Iterator[str]:
    full = [row for row in rows if row.get("text")]
    if full:
        marks = sorted(
            ((score.page(row["text"], found[row["id"]]["text"]), row) for row in full),
            key=lambda x: x[0][2],
        )
        precision = statistics.mean(mark[0] for mark, _ in marks)
        recall = statistics.mean(mark[1] for mark, _ in marks)
        yield f"{summary(precision, recall)}  pages {len(full)}"
        for (p, r, f), row in marks[:worst]:
            yield f"    F1 {f:.3f}  P {p:.3f}  R {r:.3f}  {row['id']}  {row.get('url', '')[:80]}"
    elif rows and rows[0].get("with"):
        yield from segment_figures(score, rows, found, worst)


def segment_figures(
    score: ModuleType, rows: list[Row], found: dict[str, Row], worst: int
) -> Iterator[str]:
    hits = misses = false = quiet = 0
    bad: list[tuple[int, str]] = []
    for row in rows:
        if not row.get("with"):
            continue
        text = score.squeeze(found[row["id"]]["text"])
        w = sum(score.squeeze(part) in text for part in row["with"])
        b = sum(score.squeeze(part) in text for part in row.get("without") or [])
        hits, misses = hits + w, misses + len(row["with"]) - w
        false, quiet = false + b, quiet + len(row.get("without") or []) - b
        bad.append(
            (
                len(row["with"]) - w + b,
                f"{row['id']}  missed {len(row['with']) - w}/{len(row['with'])}  unwanted {b}",
            )
        )
    precision, recall = hits / max(1, hits + false), hits / max(1, hits + misses)
    yield f"segments {summary(precision, recall)}  unwanted {false}/{false + quiet}"
    for _, words in sorted(bad, reverse=True)[:worst]:
        yield f"    {words}"


def teaser_figures(
    score: ModuleType, rows: list[Row], found: dict[str, Row], worst: int
) -> Iterator[str]:
    result = score.score(rows, {i: row["text"] for i, row in found.items()})
    yield score.HEAD.rstrip()
    for kind in ("all", "positive", "negative"):
        yield score.line(kind, result[kind])
    if worst:
        pages_ = sorted(
            result["pages"].items(), key=lambda x: -(len(x[1]["leaks"]) + len(x[1]["lost"]))
        )
        for i, page in pages_[:worst]:
            if page["leaks"] or page["lost"]:
                lost = [part[:60] for part in page["lost"][:4]]
                yield f"    {i}  leaks {page['leaks'][:6]}  lost {lost}"


def losses(score: ModuleType, rows: list[Row], found: dict[str, Row]) -> Iterator[str]:
    """What was wrongly cut, in characters, by the reason that was given."""
    cut: collections.Counter[str] = collections.Counter()
    for row in rows:
        if not row.get("text"):
            continue
        truth = score.squeeze(row["text"])
        for reason, words in found[row["id"]].get("removed") or []:
            if len(words) > 30 and score.squeeze(words) in truth:
                cut[reason] += len(words)
    total = sum(len(row.get("text") or "") for row in rows) or 1
    yield "    wrongly cut, share of all text: " + ", ".join(
        f"{r} {100 * n / total:.2f} %" for r, n in cut.most_common(8)
    )


def page_f1(score: ModuleType, row: Row, text: str) -> float | None:
    """F1 of a page's shingles, or of its segments; None where the truth has neither."""
    if row.get("text"):
        return float(score.page(row["text"], text)[2])
    if not row.get("with"):
        return None
    squeezed = score.squeeze(text)
    right = sum(score.squeeze(part) in squeezed for part in row["with"])
    wrong = sum(score.squeeze(part) in squeezed for part in row.get("without") or [])
    return 2 * right / (right + wrong + len(row["with"]))


def quality_figures(score: ModuleType, rows: list[Row], found: dict[str, Row]) -> Iterator[str]:
    """Whether pages that we say we are sure of are better than the others."""
    marks: dict[bool, list[float]] = {True: [], False: []}
    for row in rows:
        f = page_f1(score, row, found[row["id"]]["text"])
        if f is not None:
            marks[found[row["id"]]["quality"] > CONFIDENT].append(f)
    for above, words in ((True, "above"), (False, "up to")):
        mean = f"mean F1 {statistics.mean(marks[above]):.4f}" if marks[above] else ""
        yield f"quality {words} {CONFIDENT}: {len(marks[above])} pages {mean}"


def use_models(folder: Path) -> None:
    """Let the judges be others, as bench/judge/train.py --part seen wrote them."""
    from ingest.pages import judge

    judge.model = functools.cache(  # type: ignore[assignment]
        lambda name: judge.read_trees((folder / name).read_bytes())
    )


def main() -> None:  # noqa: C901 - one branch an option
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument(
        "--sets", nargs="+", choices=SETS, default=["fundus", "wcxb", "segments", "teasers"]
    )
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--seen", action="store_true")
    part.add_argument("--unseen", action="store_true")
    parser.add_argument(
        "--sample", type=int, default=0, help="only so many pages of each set, spread evenly"
    )
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--no-trafilatura", action="store_true")
    parser.add_argument(
        "--quality", action="store_true", help="figures of the pages above 0.9, and of the others"
    )
    parser.add_argument(
        "--cache", type=Path, help="a folder outside the repository for trafilatura's predictions"
    )
    parser.add_argument(
        "--out", type=Path, help="a folder for our predictions, as the scorers read them"
    )
    parser.add_argument(
        "--models", type=Path, help="a folder with judges to measure instead of the package's own"
    )
    arguments = parser.parse_args()
    if arguments.models:
        use_models(arguments.models)
    if not arguments.data.exists():
        sys.exit(f"no benchmark data at {arguments.data}; give --data")
    score = load_module(arguments.data / "score.py", "benchmark_score")
    teaser_score = load_module(arguments.data / "teasers" / "score.py", "benchmark_teaser_score")
    for name in arguments.sets:
        rows = pages(arguments.data, name)
        if arguments.seen or arguments.unseen:
            rows = [row for row in rows if is_unseen(row) == arguments.unseen]
        if arguments.sample:
            rows = rows[:: max(1, len(rows) // arguments.sample)]
        contestants = [("ingest", by_ingest, None)]
        if not arguments.no_trafilatura:
            cache = arguments.cache / f"trafilatura-{name}.jsonl" if arguments.cache else None
            contestants.append(("trafilatura", by_trafilatura, cache))
        seconds: dict[str, float] = {}
        for _, extract, _ in contestants:
            extract(rows[0])  # loads models and fills caches, for both alike
        for who, extract, cache in contestants:
            found, seconds[who] = run(rows, extract, cache)
            ours = who == "ingest"
            if ours and arguments.out:
                arguments.out.mkdir(parents=True, exist_ok=True)
                with (arguments.out / f"{name}.jsonl").open("w", encoding="utf-8") as out:
                    out.writelines(
                        json.dumps(row, ensure_ascii=False) + "\n" for row in found.values()
                    )
            worst = arguments.worst if ours else 0
            print(
                f"== {name}: {who}, {len(rows)} pages,"
                f" {1000 * seconds[who] / max(1, len(rows)):.1f} ms a page"
            )
            figures = (
                teaser_figures(teaser_score, rows, found, worst)
                if name == "teasers"
                else text_figures(score, rows, found, worst)
            )
            for line in figures:
                print("  ", line)
            if ours and arguments.quality and name != "teasers":
                for line in quality_figures(score, rows, found):
                    print("  ", line)
            if ours and name != "teasers":
                for line in losses(score, rows, found):
                    print("  ", line)
        if len(seconds) == 2:
            print(
                f"   speed: {seconds['trafilatura'] / seconds['ingest']:.2f}"
                " times as fast as trafilatura"
            )


if __name__ == "__main__":
    main()
