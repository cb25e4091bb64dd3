"""Quality and speed of `ingest.extract` beside others, in one table.

    python bench/extract.py --sample 40              so many pages of Fundus and of WCXB, one round
    python bench/extract.py --systems ingest trafilatura --rounds 5      speed: these two, all pages

Each system works in a process of its own, because caches that libraries share falsify a comparison
inside one. The processes take turns page by page on one core, so that what else the machine does
falls on all alike; the order turns with each page. CPU time is counted. Figures of quality are
those of ../shared/bench/score.py: F1 of the text, and how many titles are right where one is known.
A system that is not installed is skipped; so is a set that is not there. Two of the systems take
more than two thirds of the time: newspaper4k needs 280 ms a page, readability-lxml 120.
The others need packages that the project does not: pip install readability-lxml resiliparse
newspaper4k
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quality import SETS, Row, address, load_module, pages

Found = tuple[str, str | None]


def ingest() -> Callable[[str, str | None], Found]:
    from ingest import extract

    def run(html: str, url: str | None) -> Found:
        found = extract(html, url)
        return found.text, found.title

    return run


def trafilatura(*, fast: bool = False) -> Callable[[str, str | None], Found]:
    library = importlib.import_module("trafilatura")

    def run(html: str, url: str | None) -> Found:
        found = library.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, fast=fast
        )
        return (found.text or "", found.title) if found else ("", None)

    return run


def trafilatura_fast() -> Callable[[str, str | None], Found]:
    return trafilatura(fast=True)


def readability() -> Callable[[str, str | None], Found]:
    library = importlib.import_module("readability")
    parse = importlib.import_module("lxml.html").fromstring

    def run(html: str, url: str | None) -> Found:
        document = library.Document(html, url=url)
        return parse(document.summary()).text_content(), document.short_title()

    return run


def resiliparse() -> Callable[[str, str | None], Found]:
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    tree = importlib.import_module("resiliparse.parse.html").HTMLTree

    def run(html: str, _url: str | None) -> Found:
        parsed = tree.parse(html)
        return plain(parsed, main_content=True, alt_texts=False), parsed.title

    return run


def newspaper4k() -> Callable[[str, str | None], Found]:
    library = importlib.import_module("newspaper")

    def run(html: str, url: str | None) -> Found:
        article = library.Article(url or "http://a.example/")
        article.download(input_html=html)
        article.parse()
        return article.text, article.title

    return run


SYSTEMS: dict[str, Callable[[], Callable[[str, str | None], Found]]] = {
    system.__name__: system
    for system in (ingest, trafilatura, trafilatura_fast, readability, resiliparse, newspaper4k)
}


WARM = (
    "<html><body><article><h1>Warm</h1><time>Published on the 3rd of March 2024</time>"
    + "<p>This page is read first, so that what a system loads once is not counted.</p>" * 9
    + "</article></body></html>"
)


def serve(name: str) -> None:
    """One JSON line in, [html, url]; one out, [CPU seconds, text, title]."""
    run = SYSTEMS[name]()
    run(WARM, None)
    print("ready", flush=True)
    for line in sys.stdin:
        html, url = json.loads(line)
        begun = time.process_time()
        try:
            text, title = run(html, url)
        except Exception:  # noqa: BLE001  a page that a system fails on counts as no text
            text, title = "", None
        print(json.dumps([time.process_time() - begun, text, title]), flush=True)


class System:
    """A system in its process."""

    def __init__(self, name: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        self.is_there = self._line().strip() == "ready"
        self.rounds: list[float] = []
        self.found: dict[str, Found] = {}

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def read(self, row: Row) -> float:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([row["html"], address(row)]) + "\n")
        self.process.stdin.flush()
        seconds, text, title = json.loads(self._line())
        self.found[row["id"]] = (text, title)
        return float(seconds)


def quality(score: Any, rows: list[Row], system: System) -> tuple[float, float]:
    """Mean F1 of the text, and the share of titles that are right."""
    texts = [score.page(row["text"], system.found[row["id"]][0])[2] for row in rows if row["text"]]
    titled = [row for row in rows if row.get("title")]
    right = sum(
        score.squeeze(row["title"]) == score.squeeze(system.found[row["id"]][1] or "")
        for row in titled
    )
    return statistics.mean(texts), right / len(titled)


def compare(name: str, rows: list[Row], systems: dict[str, System], options: Any) -> None:
    for system in systems.values():
        system.rounds = []
    for number in range(options.rounds):
        spent = dict.fromkeys(systems, 0.0)
        for place, row in enumerate(rows):
            names = list(systems)
            turn = (place + number) % len(names)
            for each in names[turn:] + names[:turn]:
                spent[each] += systems[each].read(row)
        for each, seconds in spent.items():
            systems[each].rounds.append(seconds)
    score = load_module(options.data / "score.py", "score")
    size = statistics.mean(len(row["html"]) for row in rows) / 1000
    print(f"\n{name}: {len(rows)} pages of {size:.0f} KB, {options.rounds} rounds")
    print(f"{'':18} {'F1':>7} {'titles':>7} {'ms/page':>8}   times as fast as trafilatura")
    for each, system in systems.items():
        f1, titles = quality(score, rows, system)
        middle = 1000 * statistics.median(system.rounds) / len(rows)
        print(f"{each:18} {f1:7.4f} {titles:7.1%} {middle:8.1f}", end="   ")
        if "trafilatura" in systems:
            pairs = zip(systems["trafilatura"].rounds, system.rounds, strict=True)
            speed = [other / own for other, own in pairs]
            print(f"{statistics.median(speed):.2f} ({min(speed):.2f} to {max(speed):.2f})", end="")
        print(flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    data = Path(__file__).resolve().parents[2] / "shared" / "bench"
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--sets", nargs="+", choices=("fundus", "wcxb"), default=["fundus", "wcxb"])
    parser.add_argument("--sample", type=int, default=0, help="so many pages of each set")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--serve", choices=SYSTEMS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    systems = {name: System(name) for name in dict.fromkeys(options.systems)}
    for name in [name for name, system in systems.items() if not system.is_there]:
        print(f"skipped: {name} is not installed", file=sys.stderr)
        del systems[name]
    for name in options.sets:
        if not (options.data / SETS[name]).exists():
            print(f"skipped: {options.data / SETS[name]} is not there", file=sys.stderr)
            continue
        rows = [row for row in pages(options.data, name) if row.get("text")]
        if options.sample:
            rows = rows[:: max(1, len(rows) // options.sample)][: options.sample]
        compare(name, rows, systems, options)


if __name__ == "__main__":
    main()
