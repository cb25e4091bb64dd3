"""Whether a consumer by cursor misses a change while many processes write.

    python -m bench.change_feed URL RUNS [WRITERS ARTICLES CONSUMERS] [--unlocked] [--first=N]

Each writer stores its articles in transactions of random length, edits some of them, and shares
one article with all other writers. Each consumer reads `v1_changes` by its own cursor, through the
driver alone as any tool would, with random pauses, and keeps what it saw. At the end of each run
what every consumer saw is compared with what is there. `--unlocked` takes the lock away under
which `seq` is given: the check must then fail on PostgreSQL, or it checks nothing. The number of
a run is the seed of its chances; `--first` says which is the first.
"""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from multiprocessing.synchronize import Event
from typing import Any, NamedTuple

from ingest.model import (
    Address,
    AddressKind,
    Extraction,
    FetchRecord,
    PageStatus,
    PageTask,
    PageUpdate,
    Request,
    RequestKind,
)
from ingest.store import changes, migrate, open_store
from ingest.store.engine import parse_url

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONGEST = 40
EDITED = 0.1


class Seen(NamedTuple):
    """What a consumer saw, and how often it was refused."""

    changes: list[tuple[int, int, int]]
    refused: int


class Report(NamedTuple):
    """One run."""

    changes: int
    missed: int
    twice: int
    out_of_order: int
    refused: int
    seconds: float


def write(url: str, name: str, articles: int, seed: int, unlocked: bool) -> None:  # noqa: FBT001
    """Stores and edits articles of its own."""
    if unlocked:
        changes.text = lambda _: _nothing()  # type: ignore[attr-defined]
    chance = random.Random(seed)
    with open_store(url) as store:
        store_shared = store.page_task("https://shared.example/", now=NOW)
        done = 0
        while done < articles:
            size = min(chance.randint(1, LONGEST), articles - done)
            at = NOW + timedelta(seconds=done)
            batch = []
            for n in range(done, done + size):
                task = store.page_task(f"https://{name}.example/{n}", now=NOW)
                batch.append(_update(task, f"{name} says {n}", at))
                if chance.random() < EDITED:
                    batch.append(_update(task, f"{name} says {n} again", at))
            if chance.random() < EDITED:
                batch.insert(chance.randrange(size), _update(store_shared, f"{name} {done}", at))
            store.apply(batch)
            done += size


def _nothing() -> Any:
    from sqlalchemy import text

    return text("SELECT CAST(:key AS bigint)")


def _update(task: PageTask, words: str, at: datetime) -> PageUpdate:
    url = task.request.url
    return PageUpdate(
        task=PageTask(id=task.id, request=Request(url=url, kind=RequestKind.PAGE)),
        at=at,
        status=PageStatus.STORED,
        fetch=FetchRecord(at=at, kind=RequestKind.PAGE, url=url, status=200),
        attempts=1,
        article=Extraction(title=words, text=f"{words}. {sha256(words.encode()).hexdigest()}"),
        url=url,
        addresses=(Address(url=url, kind=AddressKind.REQUESTED),),
        content_hash=sha256(words.encode()).hexdigest(),
        extractor="bench/1",
    )


def consume(url: str, seed: int, finished: Event, mailbox: Any) -> None:
    """Reads by cursor until the writers are done and nothing more comes."""
    chance = random.Random(seed)
    seen: list[tuple[int, int, int]] = []
    refused, last = 0, 0
    with asking(url) as after:
        while True:
            was_finished = finished.is_set()
            try:
                found = after(last, chance.choice((10, 100, 1000)))
            except sqlite3.OperationalError as error:
                print(f"refused: {error}", flush=True)
                refused += 1
                continue
            seen += found
            last = found[-1][0] if found else last
            if was_finished and not found:
                break
            time.sleep(chance.random() * 0.05)
    mailbox.put(Seen(seen, refused))


QUERY = "SELECT seq, article_id, revision FROM v1_changes WHERE seq > {} ORDER BY seq LIMIT {}"


@contextmanager
def asking(url: str) -> Iterator[Callable[[int, int], list[tuple[int, int, int]]]]:
    """What gives the changes after a cursor: of SQLite from the file, opened anew each time, of
    PostgreSQL over one connection, each question a transaction of its own.
    """
    if url.startswith("sqlite"):
        yield lambda last, limit: _of_file(str(parse_url(url).database), QUERY.format(last, limit))
        return
    import psycopg

    address = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address, autocommit=True) as connection:
        yield lambda last, limit: connection.execute(QUERY.format(last, limit).encode()).fetchall()


def _of_file(file: str, query: str) -> list[tuple[int, int, int]]:
    reader = sqlite3.connect(file)
    try:
        return reader.execute(query).fetchall()
    finally:
        reader.close()


def run(
    url: str, *, number: int, writers: int, articles: int, consumers: int, unlocked: bool
) -> Report:
    """One run on a database that may hold those of earlier ones."""
    migrate.upgrade(url)
    begun = time.monotonic()
    context = multiprocessing.get_context("fork")  # nothing of the database is open here
    finished, mailbox = context.Event(), context.Queue()
    readers = [
        context.Process(target=consume, args=(url, 1000 * number + n, finished, mailbox))
        for n in range(consumers)
    ]
    pens = [
        context.Process(
            target=write, args=(url, f"r{number}w{n}", articles, 100 * number + n, unlocked)
        )
        for n in range(writers)
    ]
    for process in (*readers, *pens):
        process.start()
    for process in pens:
        process.join()
        assert process.exitcode == 0, process.exitcode
    finished.set()
    all_seen: list[Seen] = [mailbox.get() for _ in readers]
    for process in readers:
        process.join()
    with asking(url) as after:
        everything = after(0, 10**9)
    return Report(
        changes=len(everything),
        missed=sum(len(set(everything) - set(seen.changes)) for seen in all_seen),
        twice=sum(len(seen.changes) - len(set(seen.changes)) for seen in all_seen),
        out_of_order=sum(seen.changes != sorted(seen.changes) for seen in all_seen),
        refused=sum(seen.refused for seen in all_seen),
        seconds=time.monotonic() - begun,
    )


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    (first, *_) = [int(word[8:]) for word in sys.argv if word.startswith("--first=")] or [1]
    if len(words) not in {2, 5}:
        sys.exit(__doc__)
    url, runs = words[0], int(words[1])
    pens, each, readers = map(int, words[2:]) if words[2:] else (8, 2000, 4)
    clean = 0
    for turn in range(first, first + runs):
        report = run(
            url,
            number=turn,
            writers=pens,
            articles=each,
            consumers=readers,
            unlocked="--unlocked" in sys.argv,
        )
        clean += not (report.missed or report.twice or report.out_of_order or report.refused)
        print(f"run {turn}: {report._asdict()}", flush=True)
    print(f"{clean} of {runs} runs: every consumer saw every change once, in order")
