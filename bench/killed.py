"""A writer that is killed again and again, and what it leaves.

    python -m bench.killed URL [KILLS]

A process takes waiting pages and stores their articles in transactions of random length, until it
is killed with SIGKILL at a random moment. After each kill the database is looked over as `ingest db
check` does it (integrity, orphans, full-text and change feed in step), and all that the process was
told to be stored has to be there. The next process goes on; in the end every page is one article.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from ingest.model import (
    Address,
    AddressKind,
    Entry,
    Extraction,
    FeedUpdate,
    FetchRecord,
    PageStatus,
    PageTask,
    PageUpdate,
    RequestKind,
    Source,
)
from ingest.store import Store, migrate, open_store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PAGES = 20_000
FEED = "https://news.example/feed"
LONGEST, SECONDS = 40, 1.5


def queue(store: Store) -> None:
    """Pages that wait, so many that no writer comes to their end."""
    store.add_feeds([Source(url=FEED)], now=NOW)
    (state,) = store.claim_feeds(run="bench", now=NOW, limit=1)
    step = 2_000
    for first in range(0, PAGES, step):
        at = NOW + timedelta(seconds=first)
        entries = tuple(
            Entry(key=str(n), url=f"https://host{n % 50}.example/{n}", title=f"Story {n}")
            for n in range(first, first + step)
        )
        fetch = FetchRecord(at=at, kind=RequestKind.FEED, url=FEED, status=200)
        update = FeedUpdate(state=state, next_check_at=at, fetch=fetch, entries=entries)
        store.apply([update])


def write(url: str, run: str, seed: int, told: Connection) -> None:
    """Stores what waits, and says what is stored."""
    chance = random.Random(seed)
    with open_store(url) as store:
        told.send("go")
        while True:
            size = chance.randint(1, LONGEST)
            tasks = store.claim_pages(run=run, now=NOW, limit=size, per_host=size)
            store.apply([_update(task) for task in tasks])
            told.send([task.request.url for task in tasks])


def _update(task: PageTask) -> PageUpdate:
    url = task.request.url
    words = " ".join(f"word{n} of {url}" for n in range(40))
    return PageUpdate(
        task=task,
        at=NOW,
        status=PageStatus.STORED,
        fetch=FetchRecord(at=NOW, kind=RequestKind.PAGE, url=url, status=200),
        attempts=1,
        article=Extraction(title=url, text=words, language="en"),
        url=url,
        addresses=(Address(url=url, kind=AddressKind.REQUESTED),),
        content_hash=url,
        extractor="bench/1",
    )


def main(url: str, kills: int) -> None:
    """Kills, looks, and goes on."""
    migrate.upgrade(url)
    with open_store(url) as store:
        queue(store)
    context = multiprocessing.get_context("fork")
    chance = random.Random(1)
    promised: set[str] = set()
    for number in range(kills):
        mine, its = context.Pipe(duplex=False)
        process = context.Process(target=write, args=(url, f"run{number}", number, its))
        process.start()
        its.close()
        assert mine.recv() == "go"
        promised.update(mine.recv())  # a process that is killed before it writes shows nothing
        time.sleep(chance.uniform(0, SECONDS))
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with contextlib.suppress(EOFError):
            while True:
                promised.update(mine.recv())
        migrate.check(url)
        with open_store(url) as store:
            store.take_over()
            stored = {str(row["url"]) for row in store.rows("v1_pages", where={"state": "stored"})}
            articles = Counter(str(row["url"]) for row in store.articles())
            seqs = [row["kind"] for row in store.changes(limit=10**9)]
        assert promised <= stored, "what was told to be stored is there"
        assert set(articles) == stored
        assert set(articles.values()) <= {1}, "nothing is there twice"
        assert seqs == ["insert"] * len(articles), "a change for each article, and no other"
        print(f"kill {number + 1}: {len(stored)} stored, {len(stored - promised)} more than told")
    print(f"{kills} kills: sound after each")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [url]:
            main(url, 50)
        case [url, kills]:
            main(url, int(kills))
        case _:
            sys.exit(__doc__)
