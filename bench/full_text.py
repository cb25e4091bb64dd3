"""What the full-text index costs of the writing of an article.

    python -m bench.full_text URL OTHER_URL [ARTICLES [WORDS]]
    python -m bench.full_text URL OTHER_URL ARTICLES PAGES.jsonl.xz

Stores the same articles in two databases in turns, one of them without the triggers that keep the
index, and compares processor time: of this process and, on PostgreSQL, of its server process.
Each article has what a run writes of it: its page's body, removed blocks, evidence for its fields.

The texts are invented, of so many words, which have more different words than natural ones and so
cost the index more; or real, with their own pages, from a file with one JSON object a line that
has `html`, `title` and `text` (../shared/bench/wcxb_dev_article.jsonl.xz).
"""

from __future__ import annotations

import itertools
import json
import lzma
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from bench.million import Language, at_work, processor_time, update
from bench.newspage import page
from sqlalchemy import text

from ingest.model import Evidence, PageUpdate, RawPage, Removed
from ingest.store import Store, migrate, open_store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BATCH = 50
FURNITURE = page(1, 1, 100, 30_000)
SQLITE = (
    "DROP TRIGGER IF EXISTS article_words_insert",
    "DROP TRIGGER IF EXISTS article_words_update",
)
POSTGRESQL = tuple(f"{statement} ON articles" for statement in SQLITE)


class Told(NamedTuple):
    """An article and its page."""

    title: str
    text: str
    body: bytes


def invented(words: int) -> Iterator[Told]:
    """Without end."""
    language = Language(0)
    while True:
        title, text = language.text(9), language.text(words)
        yield Told(title, text, f"<title>{title}</title><p>{text}</p>".encode() + FURNITURE)


def real(file: str) -> Iterator[Told]:
    """Those of the file that have a text, without end: from the second time on a line is added, so
    that no text is stored twice, and nothing is a copy."""
    for turn in itertools.count():
        with lzma.open(file, "rt") as lines:
            for one in map(json.loads, lines):
                if one["text"]:
                    text = one["text"] if not turn else _shuffled(one["text"], turn)
                    yield Told(one["title"] or "", text, one["html"].encode())


def _shuffled(text: str, turn: int) -> str:
    """The same words in another order: no copy of the text before, and as costly."""
    words = text.split()
    return " ".join(
        words[place] for step in range(turn + 6) for place in range(step, len(words), turn + 6)
    )


def main(with_index: str, without_index: str, articles: int, found: Iterator[Told]) -> None:
    """Prints both, and the share."""
    for url in (with_index, without_index):
        migrate.upgrade(url)
    is_sqlite = with_index.startswith("sqlite")
    with open_store(with_index) as one, open_store(without_index) as other:
        with other._writer.begin() as connection:  # noqa: SLF001  as nobody else may
            for statement in SQLITE if is_sqlite else POSTGRESQL:
                connection.execute(text(statement))
        first = _known(one)
        used = {"with": 0.0, "without": 0.0}
        for turn in range(-1, articles // BATCH):
            told = list(itertools.islice(found, BATCH))
            for name, store in (("with", one), ("without", other)):
                spent = _store(store, first + (turn + 1) * BATCH, told)
                used[name] += spent if turn >= 0 else 0  # the first warms what is shared
    share = 1 - used["without"] / used["with"]
    each = {name: 1000 * seconds / articles for name, seconds in used.items()}
    print(
        f"{articles:,} articles: {each['with']:.2f} ms each with the index,"
        f" {each['without']:.2f} ms without: {share:.0%} of the writing"
    )


def _known(store: Store) -> int:
    newest = store.rows("v1_articles", order="id desc", limit=1)
    return int(str(newest[0]["id"])) if newest else 0


def _store(store: Store, first: int, told: list[Told]) -> float:
    updates = []
    for n, one in enumerate(told, first):
        task = store.page_task(f"https://www{n % 500}.example/{n}", now=NOW)
        updates.append(_with_all(update(task, one.title, one.text, NOW), one.body))
    processes = at_work(store)
    begun = processor_time(*processes)
    store.apply(updates)
    return processor_time(*processes) - begun


def _with_all(bare: PageUpdate, body: bytes) -> PageUpdate:
    assert bare.article is not None
    title, words = bare.article.title or "", bare.article.text
    removed = tuple(Removed(reason="teaser", text=words[n : n + 90]) for n in range(0, 900, 90))
    evidence = tuple(
        Evidence(field=field, source=source, value=title, chosen=source == "jsonld")
        for field in ("title", "authors", "published_at", "section", "description")
        for source in ("jsonld", "opengraph", "html")
    )
    raw = RawPage(body=body, url=bare.task.request.url, headers={"etag": title})
    return replace(bare, article=replace(bare.article, removed=removed, evidence=evidence), raw=raw)


if __name__ == "__main__":
    match sys.argv[1:]:
        case [url, other]:
            main(url, other, 1000, invented(600))
        case [url, other, count]:
            main(url, other, int(count), invented(600))
        case [url, other, count, length] if length.isdigit():
            main(url, other, int(count), invented(int(length)))
        case [url, other, count, file]:
            main(url, other, int(count), real(file))
        case _:
            sys.exit(__doc__)
