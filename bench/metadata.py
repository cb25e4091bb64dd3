"""Measure the metadata that `ingest.pages` reads against pages with known titles, authors, dates.

    python bench/metadata.py [--data FOLDER] [--set NAME] [--seen | --unseen] [--show FIELD]

Prints for each set: right, missing and invented, as the acceptance's scorer counts them. Pages
are split in two by a digest of their host: rules are made on the seen half only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ingest.pages import metadata, structured
from ingest.pages.decode import decode
from ingest.pages.parse import parse

SETS = ("fundus_dev", "wcxb_dev_article", "trafilatura_eval", "wcxb_dev_other")


def squeeze(value: object) -> str:
    return re.sub(r"\s+", " ", str(value or "")).strip()


def names(value: object) -> set[str]:
    parts = value if isinstance(value, list | tuple) else re.split(r"\s*;\s*", str(value or ""))
    return {squeeze(part).casefold() for part in parts if squeeze(part)}


Same = Callable[[object, object], bool]
SAME: dict[str, Same] = {
    "title": lambda true, got: squeeze(true) == squeeze(got),
    "author": lambda true, got: names(true) == names(got),
    "date": lambda true, got: str(true)[:10] == str(got)[:10],
}


def is_unseen(page: dict[str, object]) -> bool:
    host = urlsplit(str(page["url"])).netloc.removeprefix("www.")
    return hashlib.sha256(host.encode()).digest()[0] % 2 == 0


def pages(path: Path, half: str | None) -> Iterator[dict[str, object]]:
    with lzma.open(path, "rt") as lines:
        for line in lines:
            page = json.loads(line)
            if (
                page.get("title") is None
            ):  # not annotated: says nothing about author and date either
                continue
            if half is None or is_unseen(page) == (half == "unseen"):
                yield page


def predict(page: dict[str, object]) -> tuple[dict[str, object], float]:
    tree = parse(decode(str(page["html"])).text)
    if tree is None:
        return {}, 0.0
    url = str(page["url"]) if page.get("url") else None
    start = time.process_time()
    found = metadata.read(tree, structured=structured.read(tree, url=url), url=url)
    seconds = time.process_time() - start
    published = found.published_at.isoformat() if found.published_at else None
    got = {"title": found.title, "author": list(found.authors), "date": published}
    return {**got, "evidence": found.evidence}, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--set", action="append", choices=SETS)
    parser.add_argument("--seen", dest="half", action="store_const", const="seen")
    parser.add_argument("--unseen", dest="half", action="store_const", const="unseen")
    parser.add_argument("--show", choices=tuple(SAME), help="list the pages that are wrong")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    for name in options.set or SETS:
        counts: Counter[str] = Counter()
        seconds = 0.0
        for page in pages(options.data / f"{name}.jsonl.xz", options.half):
            got, spent = predict(page)
            seconds += spent
            counts["pages"] += 1
            for field in SAME:
                count(counts, field, page, got)
                if options.show == field:
                    show(field, page, got)
        total.update(counts)
        print(
            f"\n{name}: {counts['pages']} pages, {1000 * seconds / counts['pages']:.2f} ms a page"
        )
        report(counts)
    print("\nall sets")
    report(total)


def count(
    counts: Counter[str], field: str, page: dict[str, object], got: dict[str, object]
) -> None:
    if page.get(field):
        right = bool(got.get(field)) and SAME[field](page[field], got[field])
        counts[f"{field} known"] += 1
        counts[f"{field} right"] += right
        counts[f"{field} missing"] += not got.get(field)
    elif field in page:
        counts[f"{field} none"] += 1
        counts[f"{field} invented"] += bool(got.get(field))


def show(field: str, page: dict[str, object], got: dict[str, object]) -> None:
    known = page.get(field)
    if SAME[field](known, got.get(field)) if known else not got.get(field):
        return
    evidence = got.get("evidence")
    prefix = "published" if field == "date" else field
    print(f"{page['id']}\n   true {known!r}\n   got  {got.get(field)!r}")
    for row in evidence if isinstance(evidence, tuple) else ():
        if row.field.startswith(prefix):
            print(f"     {'*' if row.chosen else ' '} {row.source}: {row.value}")


def report(counts: Counter[str]) -> None:
    for field in SAME:
        known, none = counts[f"{field} known"] or 1, counts[f"{field} none"]
        print(
            f"  {field:7} known {known:4}  right {counts[f'{field} right'] / known:.3f}"
            f"  missing {counts[f'{field} missing'] / known:.3f}"
            f"  invented {counts[f'{field} invented']}/{none}"
            f" ({counts[f'{field} invented'] / (none or 1):.3f})"
        )


if __name__ == "__main__":
    main()
