"""Kept pages read again by today's extractor: all cores, after a kill, as foreseen.

    python -m bench.reread FOLDER [PAGES [SIZE]]

Makes an SQLite database of so many invented pages (10,000, of 30,000 bytes), each with an article
as a worse extractor would have left it. Then `ingest reextract` is asked what it would change,
begun and killed with SIGKILL, and run to its end; what it did is compared with what it foresaw.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil
from bench.newspage import page, title

from ingest.model import (
    Address,
    AddressKind,
    Extraction,
    FetchRecord,
    PageStatus,
    PageUpdate,
    RawPage,
    RequestKind,
)
from ingest.store import Store, open_store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SITES, BATCH = 20, 50
COMMAND = [sys.executable, "-m", "ingest", "reextract", "--json", "--top", "5"]


def fill(store: Store, pages: int, size: int) -> None:
    """Every tenth page gave no article; the others have lost the end of theirs."""
    for first in range(0, pages, BATCH):
        store.apply([_update(store, n, size) for n in range(first, min(first + BATCH, pages))])


def _update(store: Store, n: int, size: int) -> PageUpdate:
    site = n % SITES
    url = f"https://site{site}.example/story/{n}"
    at = NOW + timedelta(seconds=n)
    words = f"{title(site, n)}. What an extractor left of it, number {n}."
    is_read = n % 10 != 0
    return PageUpdate(
        task=store.page_task(url, now=at),
        at=at,
        status=PageStatus.STORED if is_read else PageStatus.FAILED,
        fetch=FetchRecord(at=at, kind=RequestKind.PAGE, url=url, status=200),
        attempts=1,
        article=Extraction(title=title(site, n), text=words) if is_read else None,
        url=url,
        addresses=(Address(url=url, kind=AddressKind.REQUESTED),),
        content_hash=sha256(words.encode()).hexdigest(),
        extractor="ingest/0.0.1",
        raw=RawPage(body=page(site, n, 100, size), url=url, media_type="text/html"),
    )


def main(folder: Path, pages: int, size: int) -> None:
    """Prints what it took and whether all agrees."""
    file = folder / "reread.db"
    file.unlink(missing_ok=True)
    with open_store(f"sqlite:///{file}") as store:
        fill(store, pages, size)
    environment = {**os.environ, "INGEST_DATABASE_URL": f"sqlite:///{file}"}
    foreseen = _timed("dry run", [*COMMAND, "--dry-run"], environment)
    begun = time.monotonic()
    process = subprocess.Popen(COMMAND, env=environment, stdout=subprocess.DEVNULL)
    while _done(file) < pages / 3:
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = _done(file)
    print(f"killed after {time.monotonic() - begun:.0f} s with {before:,} of {pages:,} pages done")
    rest = _timed("the rest", COMMAND, environment)
    done = _changes(file)
    print(f"foreseen {foreseen['updated']:,} changed and {foreseen['stored']:,} new;"
          f" done {done['update']:,} and {done['insert']:,}")  # fmt: skip
    assert done == {"update": foreseen["updated"], "insert": foreseen["stored"]}
    assert rest["pages"] == pages - before, "what was done is not done again"
    assert _done(file) == pages
    assert _greatest_revision(file) <= 2, "nothing is done twice"


def _timed(name: str, command: list[str], environment: dict[str, str]) -> Any:
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said:  # a pipe that nobody reads would be full
        process = subprocess.Popen(command, env=environment, stdout=said)
        used = _processor_time(process)
        said.seek(0)
        found = json.loads(said.read())
    wall = time.monotonic() - begun
    print(
        f"{name}: {found['pages']:,} pages in {wall:.0f} s, {used:.0f} s of processor time on"
        f" {os.cpu_count()} cores ({used / wall:.2f} at work), load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return found


def _processor_time(process: subprocess.Popen[bytes]) -> float:
    """Of the process and all its workers, until it ends, as it was last seen of each."""
    used: dict[int, float] = {}
    top = psutil.Process(process.pid)
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            for one in (top, *top.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = one.cpu_times()
                    used[one.pid] = times.user + times.system
        time.sleep(0.5)
    return sum(used.values())


def _ask(file: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(file, timeout=60)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def _done(file: Path) -> int:
    query = "SELECT count(*) FROM raw_pages WHERE extractor <> 'ingest/0.0.1'"
    return int(_ask(file, query)[0][0])


def _changes(file: Path) -> dict[str, int]:
    """What came after the filling."""
    query = """SELECT kind, count(*) FROM v1_changes AS c JOIN v1_revisions AS r
               USING (article_id, revision) WHERE r.extractor <> 'ingest/0.0.1' GROUP BY kind"""
    return {"update": 0, "insert": 0} | dict(_ask(file, query))


def _greatest_revision(file: Path) -> int:
    return int(_ask(file, "SELECT max(revision) FROM v1_articles")[0][0])


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder]:
            main(Path(folder), 10_000, 30_000)
        case [folder, pages]:
            main(Path(folder), int(pages), 30_000)
        case [folder, pages, size]:
            main(Path(folder), int(pages), int(size))
        case _:
            sys.exit(__doc__)
