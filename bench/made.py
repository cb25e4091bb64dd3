"""A number -> a database of so many invented articles, with rows in every table.

    python -m bench.made 100000 /tmp/made.db

Rows are written straight into the tables, as fast as the database takes them: what it costs to
store an article is measured elsewhere.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Engine, event, insert

from ingest.store import codec, migrate, tables
from ingest.store.engine import open_engine, parse_url

NOW = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
BATCH = 5_000
FEEDS = 200
VOCABULARY = (
    "the council river bridge winter vote ferry archive reservoir orchestra señor Straße łódź "
    "новости 報道 😀 of and to a in that it was for on with as by at from 17 2026 4.5 "
    "minutes engineers mill festival meadow frescoes diesel engines valley farmers judges"
)
WORDS = VOCABULARY.split()
Rows = dict[str, list[dict[str, object]]]


def make(url: str, articles: int) -> None:
    """An empty database gets its schema and so many articles."""
    migrate.upgrade(url)
    engine = open_engine(parse_url(url), foreign_keys=False)

    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def hurry(connection: object, _: object) -> None:
            connection.execute("PRAGMA synchronous=OFF").close()  # type: ignore[attr-defined]

    _insert(engine, _feeds())
    for first in range(1, articles + 1, BATCH):
        _insert(engine, _articles(range(first, min(first + BATCH, articles + 1))))
    engine.dispose()


def _insert(engine: Engine, rows: Rows) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        for table in tables.Base.metadata.sorted_tables:
            if rows.get(table.name):
                connection.execute(insert(table), rows[table.name])


def _digest(*parts: object) -> bytes:
    return sha256(repr(parts).encode()).digest()


def _feeds() -> Rows:
    feeds = [
        {
            "id": number,
            "url": f"https://site{number}.example/feed",
            "userinfo": "reader:secret" if number % 10 == 0 else None,
            "url_digest": _digest("feed", number),
            "domain": f"site{number}.example",
            "parent_id": number - 1 if number % 50 == 0 else None,
            "kind": "feed",
            "pages": "always",
            "tags": '["News"]',
            "state": "active",
            "added_at": NOW,
            "next_check_at": NOW,
            "last_checked_at": NOW,
            "failures": number % 3,
            "problem": "timeout" if number % 3 else None,
            "etag": f'W/"{number}"',
            "last_modified": "Sun, 01 Mar 2026 12:00:00 GMT",
            "trusts_validators": number % 2 == 0,
            "seen": _digest(number)[: 8 * (number % 4)],
            "moved_count": 0,
        }
        for number in range(1, FEEDS + 1)
    ]
    old = [
        {
            "url_digest": _digest("old", n),
            "feed_id": n,
            "url": f"http://site{n}.example/rss",
        }
        for n in range(1, FEEDS, 7)
    ]
    return {
        "feeds": feeds,
        "feed_addresses": old,
        "stops": [{"domain": "slow.example", "until": NOW}],
        "robots": [{"origin": f"https://site{n}.example", "at": NOW, "body": "Disallow: /x"}
                   for n in range(1, FEEDS)],
        "runs": [{"name": f"run {n}", "started_at": NOW + timedelta(hours=n), "summary": "{}"}
                 for n in range(50)],
    }  # fmt: skip


def _articles(numbers: Sequence[int]) -> Rows:
    rows: Rows = {table.name: [] for table in tables.Base.metadata.sorted_tables}
    for number in numbers:
        for name, row in _article(number):
            rows[name].append(row)
    return rows


def _article(number: int) -> Iterator[tuple[str, dict[str, object]]]:
    """An article with all that hangs on it; every 50th is a tombstone, every 10th was edited."""
    chance = random.Random(number)
    url = f"https://site{number % FEEDS + 1}.example/{number}"
    host = f"site{number % FEEDS + 1}.example"
    at = NOW + timedelta(seconds=number)
    title = " ".join(chance.choices(WORDS, k=9))
    text = "\n\n".join(" ".join(chance.choices(WORDS, k=90)) for _ in range(4))
    is_gone, is_edited = number % 50 == 0, number % 10 == 3
    revision = 2 if is_edited else 1
    seq = number * 2
    key = _digest("page", url)
    yield "articles", {
        "id": number, "seq": seq, "revision": revision, "url": url, "host": host, "title": title,
        "description": title[::-1] if number % 2 else None, "text": text,
        "language": chance.choice(("en", "de", None)), "authors": "Ann Ba; Cy Do",
        "tags": None, "published_at": at if number % 5 else None, "published_source": "jsonld",
        "first_seen_at": at, "fetched_at": at, "revised_at": at, "word_count": 360,
        "content_hash": key.hex(), "extractor": "ingest/0", "access": "free",
        "quality": chance.random(), "duplicate_of": number - 1 if number % 40 == 7 else None,
        "merged_into": number - 1 if is_gone else None,
    }  # fmt: skip
    kinds = {1: "insert"} | ({2: "merge" if is_gone else "update"} if is_gone or is_edited else {})
    if len(kinds) == 1:
        kinds = {2: "insert"}
    for step, kind in kinds.items():
        yield "changes", {"seq": seq - 2 + step, "article_id": number,
                          "revision": 1 + (kind == "update"), "kind": kind, "at": at}  # fmt: skip
    if is_edited:
        yield "revisions", {"article_id": number, "revision": 1, "title": title, "text": text[:99],
                            "content_hash": "x", "extractor": None, "at": at}  # fmt: skip
    owner = number - 1 if is_gone else number
    page = {"id": number, "url": url, "url_digest": key, "host": host, "state": "stored",
            "attempts": 1, "newest_at": at, "added_at": at, "article_id": owner,
            "entry": codec.zstd.compress(title.encode()) if number % 9 == 0 else None,
            "validators": '{"etag":"x"}' if number % 4 == 0 else None}  # fmt: skip
    yield "pages", page
    for kind in ("requested", "canonical"):
        yield "article_addresses", {"url_digest": _digest(kind, url), "article_id": owner,
                                    "kind": kind, "url": f"{url}?{kind}"}  # fmt: skip
    for position in range(3):
        yield "evidence", {"article_id": number, "position": position, "field": "title",
                           "source": "jsonld", "value": title, "chosen": position == 0}  # fmt: skip
        yield "sketches", {"key": chance.getrandbits(63) - 2**62, "article_id": number}
    yield "removed", {"article_id": number, "revision": revision, "position": 0,
                      "reason": "teaser", "text": title}  # fmt: skip
    yield "sightings", {"feed_id": number % FEEDS + 1, "key_digest": key, "guid": url,
                        "url": url, "title": title, "published_at": at, "first_seen_at": at,
                        "last_seen_at": at, "page_id": number, "article_id": owner}  # fmt: skip
    yield "fetches", {"digest": key[:16], "at": at, "kind": "page", "url": url, "status": 200,
                      "received": len(text), "milliseconds": 12}  # fmt: skip
    if number % 5 == 0:
        body = f"<html><title>{title}</title><p>{text}".encode()
        digest = sha256(body).digest()
        yield "raw_bodies", {"digest": digest, "size": len(body), "body": codec.pack_body(body)}
        yield "raw_pages", {"page_id": number, "digest": digest, "at": at, "url": url,
                            "media_type": "text/html", "headers": '{"etag":"x"}'}  # fmt: skip
    if number % 1000 == 1:
        yield "separations", {"article_id": number, "other_id": max(1, number - 1)}


if __name__ == "__main__":
    make(f"sqlite:///{sys.argv[2]}", int(sys.argv[1]))
