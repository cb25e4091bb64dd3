"""What the full-text index costs of the writing of an article.

    python -m bench.full_text URL OTHER_URL [ARTICLES [WORDS]]

Stores the same articles in two new databases in turns, one of them without the triggers that keep
the index, and compares processor time: of this process and, on PostgreSQL, of its server process.
Each article has what a run writes of it: its page's body, removed blocks, evidence for its fields.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import psutil
from bench.million import Language, update
from bench.newspage import page
from sqlalchemy import text

from ingest.model import Evidence, PageUpdate, RawPage, Removed
from ingest.store import Store, migrate, open_store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BATCH = 50
FURNITURE = page(1, 1, 100, 30_000)
SQLITE = ("DROP TRIGGER article_words_insert", "DROP TRIGGER article_words_update")
POSTGRESQL = tuple(f"{statement} ON articles" for statement in SQLITE)


def main(with_index: str, without_index: str, articles: int, words: int) -> None:
    """Prints both, and the share."""
    for url in (with_index, without_index):
        migrate.upgrade(url)
    is_sqlite = with_index.startswith("sqlite")
    with open_store(with_index) as one, open_store(without_index) as other:
        with other._writer.begin() as connection:  # noqa: SLF001  as nobody else may
            for statement in SQLITE if is_sqlite else POSTGRESQL:
                connection.execute(text(statement))
        used = {"with": 0.0, "without": 0.0}
        language = Language(0)
        for turn in range(-1, articles // BATCH):
            said = [(language.text(9), language.text(words)) for _ in range(BATCH)]
            for name, store in (("with", one), ("without", other)):
                spent = _store(store, turn * BATCH, said, is_sqlite=is_sqlite)
                used[name] += spent if turn >= 0 else 0  # the first warms what is shared
    share = 1 - used["without"] / used["with"]
    each = {name: 1000 * seconds / articles for name, seconds in used.items()}
    print(
        f"{articles:,} articles of {words} words: {each['with']:.2f} ms each with the index,"
        f" {each['without']:.2f} ms without: {share:.0%} of the writing"
    )


def _store(store: Store, first: int, said: list[tuple[str, str]], *, is_sqlite: bool) -> float:
    updates = []
    for n, (title, words) in enumerate(said, first):
        task = store.page_task(f"https://www{n % 500}.example/{n}", now=NOW)
        updates.append(_with_all(update(task, title, words, NOW)))
    begun = _processor_time(store, is_sqlite=is_sqlite)
    store.apply(updates)
    return _processor_time(store, is_sqlite=is_sqlite) - begun


def _with_all(bare: PageUpdate) -> PageUpdate:
    assert bare.article is not None
    title, words = bare.article.title or "", bare.article.text
    removed = tuple(Removed(reason="teaser", text=words[n : n + 90]) for n in range(0, 900, 90))
    evidence = tuple(
        Evidence(field=field, source=source, value=title, chosen=source == "jsonld")
        for field in ("title", "authors", "published_at", "section", "description")
        for source in ("jsonld", "opengraph", "html")
    )
    body = f"<title>{title}</title><p>{words}</p>".encode() + FURNITURE
    raw = RawPage(body=body, url=bare.task.request.url, headers={"etag": title})
    return replace(bare, article=replace(bare.article, removed=removed, evidence=evidence), raw=raw)


def _processor_time(store: Store, *, is_sqlite: bool) -> float:
    if is_sqlite:
        return time.process_time()
    with store._read() as connection:  # noqa: SLF001  its one connection
        server = psutil.Process(connection.execute(text("SELECT pg_backend_pid()")).scalar())
    times = server.cpu_times()
    return time.process_time() + times.user + times.system


if __name__ == "__main__":
    match sys.argv[1:]:
        case [url, other]:
            main(url, other, 1000, 600)
        case [url, other, count]:
            main(url, other, int(count), 600)
        case [url, other, count, length]:
            main(url, other, int(count), int(length))
        case _:
            sys.exit(__doc__)
