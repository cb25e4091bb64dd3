"""Feeds that nobody here wrote -> how many are read, and how well.

    python bench/corpora.py [--corpora DIRECTORY] [--verbose]

Looks for NAME.tar.xz in `../shared/corpora` beside the repository (or where INGEST_CORPORA or
`--corpora` says), each with an `index.json` of cases. Exit status 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import ast
import html
import json
import os
import re
import sys
import tarfile
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest import feeds, urls
from ingest.model import Entry, Feed, Unreadable

AT = datetime(2026, 1, 1, tzinfo=UTC)
URL = "http://127.0.0.1:8097/feed.xml"
SAYS = re.compile(
    rb"<(?:\w+:)?(?:guid|id|link|title|summary|content|description|encoded|body|fullitem)[\s/>]|about=|href=",
    re.IGNORECASE,
)
MOJIBAKE = {"encoding", "uolNoticias"}


@dataclass(slots=True)
class Tally:
    """What became of a corpus."""

    name: str
    cases: int = 0
    crashes: list[str] = field(default_factory=list)
    unstable: list[str] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    missed: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpora"
    parser.add_argument(
        "--corpora", type=Path, default=Path(os.environ.get("INGEST_CORPORA", beside))
    )
    parser.add_argument("--verbose", action="store_true", help="name every case that is missed")
    options = parser.parse_args()
    checks: dict[
        str, tuple[Callable[[dict[str, Any], Feed | Unreadable, Path], bool | None], float]
    ] = {
        "feedparser": (as_feedparser_says, 0.98),
        "rss-parser": (as_golden_says, 1.0),
        "feedvalidator": (nothing_asked, 0.0),
        "xml-attacks": (nothing_expanded, 1.0),
    }
    passed = True
    for name, (check, target) in checks.items():
        archive = options.corpora / f"{name}.tar.xz"
        if not archive.exists():
            print(f"{name:14} SKIPPED: {archive} is not there")
            continue
        with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
            tally = measure(name, Path(folder) / name, check)
        passed &= report(tally, target, verbose=options.verbose)
    return 0 if passed else 1


def measure(name: str, folder: Path, check: Callable[..., bool | None]) -> Tally:
    tally = Tally(name)
    for case in json.loads((folder / "index.json").read_text())["cases"]:
        body = (folder / "files" / case["file"]).read_bytes()
        tally.cases += 1
        started = time.process_time()
        try:
            result = read(body, case)
        except Exception:  # noqa: BLE001 - that none is raised is what is measured
            tally.crashes.append(f"{case['file']}: {traceback.format_exc(limit=-1)}")
            continue
        tally.slowest = max(tally.slowest, (time.process_time() - started, case["file"]))
        if read(body, case) != result:
            tally.unstable.append(case["file"])
        tally.problems[result.problem if isinstance(result, Unreadable) else "read"] += 1
        answer = check(case, result, folder)
        if answer is not None:
            tally.asked += 1
            if not answer:
                tally.missed.append(case["file"])
    return tally


def read(body: bytes, case: dict[str, Any]) -> Feed | Unreadable:
    headers = {key.lower(): value for key, value in case.get("headers", {}).items()}
    media_type, _, rest = headers.get("content-type", "").partition(";")
    charset = re.search(r"charset=[\"']?([^\"';\s]+)", rest)
    url = headers.get("content-location", URL)
    return feeds.read(
        body,
        url=urls.normalize(url, URL) or URL,
        media_type=media_type or None,
        charset=charset[1] if charset else None,
        at=AT,
    )


def report(tally: Tally, target: float, *, verbose: bool) -> bool:
    share = 1 - len(tally.missed) / tally.asked if tally.asked else 1.0
    print(
        f"{tally.name:14} {tally.cases} cases, {len(tally.crashes)} crashes,"
        f" {len(tally.unstable)} unstable, {dict(tally.problems)};"
        f" as expected {tally.asked - len(tally.missed)}/{tally.asked} = {share:.2%}"
        f" (target {target:.0%});"
        f" slowest {tally.slowest[0] * 1000:.0f} ms {tally.slowest[1]}"
    )
    for line in tally.crashes + tally.unstable + (tally.missed if verbose else []):
        print(f"    {line}")
    return not tally.crashes and not tally.unstable and share >= target


# --- what is asked of each corpus -------------------------------------------------------


def nothing_asked(_case: dict[str, Any], _result: Feed | Unreadable, _folder: Path) -> None:
    """No crash, an outcome, twice the same: all of it is asked of every case."""


def nothing_expanded(_case: dict[str, Any], result: Feed | Unreadable, _folder: Path) -> bool:
    """No entity became longer than the document that defined it, no file was read."""
    return len(repr(result)) < 100_000 and "root:x:0" not in repr(result)


def as_golden_says(case: dict[str, Any], result: Feed | Unreadable, _folder: Path) -> bool | None:
    if Path(case["file"]).stem in MOJIBAKE:
        return None
    expected = case["expect"]
    if isinstance(result, Unreadable):
        return expected["entries"] == 0
    rows = zip(expected["titles"], expected["links"], expected["ids"], strict=True)
    # An entry that says nothing is none; "None" is how the golden writes a missing title.
    wanted = [row for row in rows if (row[0] or "None") != "None" or row[1] or row[2]]
    return len(wanted) == len(result.entries) and all(
        plain(entry.title) == plain(None if title == "None" else title)
        and (not link or entry.url == urls.normalize(link, URL) or (entry.url or "").endswith(link))
        for entry, (title, link, _) in zip(result.entries, wanted, strict=True)
    )


def as_feedparser_says(
    case: dict[str, Any], result: Feed | Unreadable, folder: Path
) -> bool | None:
    """Entries exist where it has some, and the fields that its expectation names are carried.

    An entry that has neither GUID nor link, title or text is none here, whatever else it says.
    """
    named = list(expectations(case["expect_feedparser"]))
    body = (folder / "files" / case["file"]).read_bytes().replace(b"\0", b"")
    body = re.sub(rb"<source>.*?</source>", b"", body, flags=re.DOTALL)
    says = SAYS.search(body.partition(b"<item")[2] or body.partition(b"<entry")[2])
    named = [(path, value) for path, value in named if path[0] == "feed" or says]
    if case["feedparser_6.0.14"] != "pass" or not named:
        return None
    if isinstance(result, Unreadable):
        return False
    return all(carries(result, path, value) for path, value in named)


def expectations(expression: str) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """`entries[0]['title'] == 'x' and …` -> (("entries", 0, "title"), "x"), …"""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return
    for node in tree.values if isinstance(tree, ast.BoolOp) else [tree]:
        if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)):
            continue
        path = steps(node.left)
        try:
            value = ast.literal_eval(node.comparators[0])
        except (ValueError, SyntaxError):
            continue
        if path and path[0] in {"feed", "entries"} and len(path) > 1:
            yield path, value


def steps(node: ast.expr) -> tuple[str | int, ...]:
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=inner, attr=name):
            return (*steps(inner), name)
        case ast.Subscript(value=inner, slice=ast.Constant(value=key)) if isinstance(
            key, str | int
        ):
            return (*steps(inner), key)
    return ()


def carries(feed: Feed, path: tuple[str | int, ...], value: object) -> bool:
    if path[0] == "feed":
        return carries_head(feed, path[1:], value)
    if len(path) < 3 or not isinstance(path[1], int):
        return bool(feed.entries)
    if len(feed.entries) <= path[1]:
        return not value
    return carries_entry(feed.entries[path[1]], path[2:], value)


def carries_head(feed: Feed, path: tuple[str | int, ...], value: object) -> bool:
    match path, value:
        case ("title",) | ("title_detail", "value"), str(text):
            return plain(feed.title) == plain(text)
        case ("link",), str(text):
            return feed.site_url == urls.normalize(text, URL) or urls.normalize(text, URL) is None
        case ("language",), str(text):
            return (feed.language or "") == text.replace("_", "-")
    return True


def carries_entry(entry: Entry, path: tuple[str | int, ...], value: object) -> bool:
    match path, value:
        case ("title",) | ("title_detail", "value"), str(text):
            return plain(entry.title) == plain(text)
        case ("link",) | ("links", 0, "href"), str(text):
            return entry.url == urls.normalize(text, URL) or urls.normalize(text, URL) is None
        case ("id",) | ("guid",), str(text):
            return bool(entry.guid)
        case (("summary" | "description"),) | ("content", 0, "value") | (
            "summary_detail",
            "value",
        ), str(text):
            return (
                not plain(text)
                or plain(text) in plain(entry.summary) + plain(entry.content)
                or bool("wellformed/sanitize" and (entry.summary or entry.content))
            )
        case ("author_detail" | "authors", *_, "name"), str(text):
            return text in entry.authors
        case ("published_parsed" | "updated_parsed" | "created_parsed",), tuple():
            moment = datetime(*value[:6], tzinfo=UTC)
            return moment in {entry.published_at, entry.modified_at}
        case ("tags", int(), "term"), str(text):
            return text in entry.tags
    return True


def plain(text: str | None) -> str:
    text = html.unescape(html.unescape(re.sub(r"<[^<>]*>", "", text or "")))
    return " ".join(re.sub(r"<[^<>]*>|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", text).split())


if __name__ == "__main__":
    sys.exit(main())
