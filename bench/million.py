"""A database of a million invented articles, and what it costs to add to it and to ask it.

    python -m bench.million make sqlite:////tmp/million.db 1000000
    python -m bench.million measure sqlite:////tmp/million.db sqlite:////tmp/small.db [THOUSANDS]
    python -m bench.million ask sqlite:////tmp/million.db

`make` fills an empty database with all that the questions below touch: articles, their changes,
addresses, pages, sightings, the index of near-duplicates and the full-text index. Indexes and
triggers are taken off while rows come in, and made again. The numbers of near-duplicates are drawn
by lot, as many and as spread as those of texts.

`measure` stores articles through the store, fifty to a transaction, in turns in the large and in a
small database, so that a busy machine slows both; then it asks the large one. After each thousand
both are closed, so that SQLite's log is copied into the file and counted, and the small one is made
anew: each thousand is compared with the first thousand of a database. Processor time is that of
this process and, on PostgreSQL, of its server process.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import psutil
from sqlalchemy import text

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
from ingest.store import Store, migrate, open_store
from ingest.store.engine import parse_url
from ingest.store.identity import page_digest

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
HOSTS, FEEDS = 5_000, 5_000
WORDS = 200
BATCH = 20_000
AHEAD = 2
ADDED = 1_000
AT_ONCE = 50
ROUNDS = 9

Row = tuple[object, ...]
COLUMNS = {
    "articles": (
        "id seq revision url host title description text language published_at published_source"
        " first_seen_at fetched_at revised_at word_count content_hash extractor access"
    ),
    "changes": "seq article_id revision kind at",
    "article_addresses": "url_digest article_id kind url",
    "pages": "id url url_digest host state attempts newest_at added_at article_id",
    "sightings": (
        "feed_id key_digest guid url title first_seen_at last_seen_at page_id article_id"
    ),
    "sketches": "key article_id",
}


class Language:
    """Words as frequent as in a language: few are in every text, most in hardly any."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        ranks = np.arange(1, 100_001)
        self._share = np.cumsum(1 / (ranks + 2.7))
        self._share /= self._share[-1]
        self._words = np.array([_word(int(n)) for n in ranks], dtype=object)

    def text(self, words: int) -> str:
        places = np.searchsorted(self._share, self._random.random(words))
        return " ".join(self._words[places])

    def numbers(self, count: int) -> list[int]:
        return [int(n) for n in self._random.integers(-(2**63), 2**63, count)]


SYLLABLES = ("ba", "ke", "li", "mo", "nu", "pra", "ste", "vin", "dor", "gal", "fer", "his", "jan",
             "qui", "rol", "tes", "wex", "yor", "zam", "che")  # fmt: skip


def _word(number: int) -> str:
    said = ""
    while number:
        number, digit = divmod(number, len(SYLLABLES))
        said += SYLLABLES[digit]
    return said


def rows(first: int, last: int) -> dict[str, list[Row]]:
    """The rows of articles `first` to `last`, times as datetimes."""
    language = Language(first)
    made: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for n in range(first, last + 1):
        host = f"www{n * 7919 % HOSTS}.example"
        url = f"https://{host}/story/{n}"
        at = BEGIN + timedelta(seconds=30 * n)
        title, text = language.text(9), language.text(WORDS)
        digest = page_digest(url)
        made["articles"].append(
            (
                n, n, 1, url, host, title, None, text, "en", at, "jsonld", at, at, at, WORDS,
                sha256(text.encode()).hexdigest(), "bench/1", "free",
            )
        )  # fmt: skip
        made["changes"].append((n, n, 1, "insert", at))
        made["article_addresses"].append((digest, n, "requested", url))
        made["pages"].append((n, url, digest, host, "stored", 1, at, at, n))
        made["sightings"].append((n % FEEDS + 1, digest, str(n), url, title, at, at, n, n))
        made["sketches"].extend((key, n) for key in language.numbers(6))
    return made


def _parts(articles: int) -> Iterator[dict[str, list[Row]]]:
    """All rows, some articles at a time, made in another process while these are written."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        firsts = range(1, articles + 1, BATCH)
        waiting = deque[Future[dict[str, list[Row]]]]()
        for first in firsts:
            waiting.append(pool.submit(rows, first, min(first + BATCH - 1, articles)))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def make(url: str, articles: int) -> None:
    """Fills an empty database."""
    migrate.upgrade(url)
    begun = time.monotonic()
    fill = _fill_sqlite if url.startswith("sqlite") else _fill_postgresql
    fill(url, _parts(articles))
    print(f"{articles:,} articles in {time.monotonic() - begun:.0f} s")


def _feeds() -> Iterator[Row]:
    for n in range(1, FEEDS + 1):
        url = f"https://www{n}.example/feed"
        digest = sha256(url.encode()).digest()
        yield (n, url, digest, "example", "feed", "always", "[]", "paused", BEGIN, BEGIN, 0, True,
               b"", 0)  # fmt: skip


FEED_COLUMNS = (
    "id url url_digest domain kind pages tags state added_at next_check_at failures"
    " trusts_validators seen moved_count"
)


# --- SQLite --------------------------------------------------------------------------------------


def _fill_sqlite(url: str, parts: Iterator[dict[str, list[Row]]]) -> None:
    file = parse_url(url).database
    assert file
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000"):
        connection.execute(f"PRAGMA {pragma}")
    taken_off = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN"
        f" ({','.join('?' * len(COLUMNS))}) AND type IN ('index', 'trigger')",
        list(COLUMNS),
    ).fetchall()
    for kind, name, _ in taken_off:
        connection.execute(f"DROP {kind} {name}")
    _write_sqlite(connection, "feeds", FEED_COLUMNS, _feeds())
    for part in parts:
        connection.execute("BEGIN")
        for name, found in part.items():
            _write_sqlite(connection, name, COLUMNS[name], found)
        connection.execute("COMMIT")
        print(f"\r{part['articles'][-1][0]:,}", end="", file=sys.stderr)
    for _, name, statement in taken_off:
        connection.execute(statement)
        print(f"\r{name}          ", end="", file=sys.stderr)
    connection.execute("INSERT INTO article_words(article_words) VALUES ('rebuild')")
    connection.close()


def _write_sqlite(
    connection: sqlite3.Connection, name: str, columns: str, found: Iterator[Row] | list[Row]
) -> None:
    names = columns.split()
    statement = f"INSERT INTO {name} ({','.join(names)}) VALUES ({','.join('?' * len(names))})"
    connection.executemany(statement, (tuple(map(_for_sqlite, row)) for row in found))


def _for_sqlite(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    return value


# --- PostgreSQL ----------------------------------------------------------------------------------


def _fill_postgresql(url: str, parts: Iterator[dict[str, list[Row]]]) -> None:
    import psycopg

    address = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers, no checks
        connection.execute("SET maintenance_work_mem = '1GB'")
        taken_off = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname"
            " NOT IN (SELECT conname FROM pg_constraint)",
            [[*COLUMNS, "article_words"]],
        ).fetchall()
        for name, _ in taken_off:
            connection.execute(f"DROP INDEX {name}")
        _write_postgresql(connection, "feeds", FEED_COLUMNS, _feeds())
        for part in parts:
            first, last = part["articles"][0][0], part["articles"][-1][0]
            with connection.transaction():
                for name, found in part.items():
                    _write_postgresql(connection, name, COLUMNS[name], found)
                connection.execute(
                    "INSERT INTO article_words (article_id, words) SELECT id,"
                    " article_words_of(language, title, description, text)"
                    " FROM articles WHERE id BETWEEN %s AND %s",
                    [first, last],
                )
            print(f"\r{last:,}", end="", file=sys.stderr)
        for name, statement in taken_off:
            connection.execute(statement)
            print(f"\r{name}          ", end="", file=sys.stderr)
        for table, column in (("articles", "id"), ("pages", "id"), ("changes", "seq"),
                              ("feeds", "id")):  # fmt: skip
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"
                f" (SELECT max({column}) FROM {table}))"
            )
        connection.execute("VACUUM ANALYZE")


def _write_postgresql(
    connection: object, name: str, columns: str, found: Iterator[Row] | list[Row]
) -> None:
    statement = f"COPY {name} ({columns.replace(' ', ',')}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        for row in found:
            copy.write_row(row)


# --- measuring -----------------------------------------------------------------------------------


class Spent(NamedTuple):
    """What some articles took, in seconds."""

    processor: float
    wall: float


def measure(large: str, small: str, thousands: int) -> None:
    """Prints what adding costs in both databases, and what the large one takes to answer."""
    found: list[tuple[Spent, Spent]] = []
    for number in range(1, thousands + 1):
        migrate.upgrade(small)
        migrate.downgrade(small, "base")
        migrate.upgrade(small)
        found.append(_add_in_turns(large, small))
        print(f"thousand {number}: {_compared(*found[-1])}", flush=True)
    means = (_mean([one for one, _ in found]), _mean([other for _, other in found]))
    print(f"mean of {thousands}: {_compared(*means)}")
    ask(large)


def _mean(found: Sequence[Spent]) -> Spent:
    return Spent(*(statistics.mean(seconds) for seconds in zip(*found, strict=True)))


def _compared(large: Spent, small: Spent) -> str:
    return (
        f"processor time {large.processor:.2f} s, first {small.processor:.2f} s,"
        f" ratio {large.processor / small.processor:.2f};"
        f" time {large.wall:.2f} s, first {small.wall:.2f} s, ratio {large.wall / small.wall:.2f}"
    )


def _add_in_turns(large: str, small: str) -> tuple[Spent, Spent]:
    """The first turn warms what is shared; addresses and texts are new each time this is run."""
    stores = open_store(large), open_store(small)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    begin = _newest(stores[0])
    language = Language(begin)
    spent: tuple[list[Spent], list[Spent]] = ([], [])
    for turn in range(ADDED // AT_ONCE + 1):
        for store, taken in zip(stores, spent, strict=True):
            one = _add(store, language, now, begin + turn * AT_ONCE)
            if turn:
                taken.append(one)
    for store, taken in zip(stores, spent, strict=True):
        taken.append(_timed(store.close, os.getpid()))
    return _sum(spent[0]), _sum(spent[1])


def _sum(found: Sequence[Spent]) -> Spent:
    return Spent(*(sum(seconds) for seconds in zip(*found, strict=True)))


def _timed(work: Callable[[], object], *processes: int) -> Spent:
    begun, used = time.perf_counter(), processor_time(*processes)
    work()
    return Spent(processor_time(*processes) - used, time.perf_counter() - begun)


def processor_time(*processes: int) -> float:
    """What these processes have used, in seconds; of this one to the microsecond."""
    used = 0.0
    for process in processes:
        if process == os.getpid():
            used += time.process_time()
        else:
            times = psutil.Process(process).cpu_times()
            used += times.user + times.system
    return used


def at_work(store: Store) -> tuple[int, ...]:
    """The processes that work for this store: this one and, on PostgreSQL, the server's."""
    with store._read() as connection:  # noqa: SLF001  its one connection
        if connection.dialect.name == "sqlite":
            return (os.getpid(),)
        return (os.getpid(), int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one()))


def _newest(store: Store) -> int:
    newest = store.rows("v1_articles", order="seq desc", limit=1)
    return int(str(newest[0]["seq"])) if newest else 0


def _add(store: Store, language: Language, now: datetime, first: int) -> Spent:
    updates = []
    for n in range(first, first + AT_ONCE):
        task = store.page_task(f"https://www{n % HOSTS}.example/new/{n}", now=now)
        updates.append(update(task, language.text(9), language.text(WORDS), now))
    return _timed(lambda: store.apply(updates), *at_work(store))


def update(task: PageTask, title: str, text: str, now: datetime) -> PageUpdate:
    """A page that gave this article."""
    url = task.request.url
    return PageUpdate(
        task=PageTask(id=task.id, request=Request(url=url, kind=RequestKind.PAGE)),
        at=now,
        status=PageStatus.STORED,
        fetch=FetchRecord(at=now, kind=RequestKind.PAGE, url=url, status=200),
        attempts=1,
        article=Extraction(title=title, text=text, language="en", published_at=now),
        url=url,
        addresses=(Address(url=url, kind=AddressKind.REQUESTED),),
        content_hash=sha256(text.encode()).hexdigest(),
        extractor="bench/1",
    )


def ask(url: str) -> None:
    """Prints what the database takes to answer, warm: as a consumer asks it, and as the program."""
    with open_store(url) as store:
        for name, question in questions(store).items():
            _asked(name, at_work(store), question)


OF_HOST = """
    SELECT id, url, title, published_at FROM v1_articles
    WHERE host = :host ORDER BY published_at DESC LIMIT 50"""
NEWEST = "SELECT id, url, title, published_at FROM v1_articles ORDER BY published_at DESC LIMIT 50"
AFTER = "SELECT * FROM v1_changes WHERE seq > :last ORDER BY seq LIMIT 1000"


def questions(store: Store) -> dict[str, Callable[[], Sequence[object]]]:
    """What consumers and the program ask of such a database."""
    middle = _newest(store) // 2
    host = "www7.example"

    def of(query: str, **values: object) -> Sequence[object]:
        with store._read() as connection:  # noqa: SLF001  as a consumer does
            return connection.execute(text(query), values).all()

    return {
        "v1_articles of a host, newest first": lambda: of(OF_HOST, host=host),
        "v1_articles, newest first": lambda: of(NEWEST),
        "v1_changes after a cursor, 1,000": lambda: of(AFTER, last=middle),
        "whole rows of v1_articles of a host": lambda: store.rows(
            "v1_articles", where={"host": host}, order="published_at desc", limit=50
        ),
        "ingest articles list": lambda: list(store.articles(limit=50)),
        "ingest changes, 1,000 with their articles": lambda: store.changes(since=middle),
        "search for a rare word": lambda: store.search(_word(60_000)),
        "search for two words": lambda: store.search(f"{_word(3_000)} {_word(5_000)}"),
        "search for a word of 1 in 50 texts": lambda: store.search(_word(900)),
        "search for a word of every other text": lambda: store.search(_word(20)),
    }


def _asked(name: str, processes: Sequence[int], question: Callable[[], Sequence[object]]) -> None:
    found = question()
    taken = [_timed(question, *processes) for _ in range(ROUNDS)]
    walls = [1000 * one.wall for one in taken]
    print(
        f"{name}: {len(found)} rows, median {statistics.median(walls):.1f} ms,"
        f" least {min(walls):.1f} ms,"
        f" processor time {1000 * statistics.mean(one.processor for one in taken):.1f} ms"
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", url, count]:
            make(url, int(count))
        case ["ask", url]:
            ask(url)
        case ["measure", large, small]:
            measure(large, small, 1)
        case ["measure", large, small, thousands]:
            measure(large, small, int(thousands))
        case _:
            sys.exit(__doc__)
