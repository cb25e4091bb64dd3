"""Looking after a database: what is wrong with it, what may go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection, Delete, delete, func, select, text

from ingest.store.tables import ArticleRow, FetchRow, RawBodyRow, RawPageRow
from ingest.store.views import VIEWS

BATCH = 2_000
"""Rows that go in one transaction: no writer waits longer than that takes."""

_SOUND: dict[str, str] = {
    "articles without a change": """
        SELECT count(*) FROM articles AS a
        WHERE NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.article_id = a.id)""",
    "articles whose seq is not that of their newest change": """
        SELECT count(*) FROM articles AS a
        WHERE a.seq <> (SELECT max(c.seq) FROM changes AS c WHERE c.article_id = a.id)""",
    "changes of articles that are not there": """
        SELECT count(*) FROM changes AS c
        WHERE NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.id = c.article_id)""",
    "articles without all their earlier revisions": """
        SELECT count(*) FROM articles AS a WHERE a.revision - 1 <>
            (SELECT count(*) FROM revisions AS r WHERE r.article_id = a.id)""",
    "articles that no address leads to": """
        SELECT count(*) FROM articles AS a WHERE a.merged_into IS NULL AND NOT EXISTS
            (SELECT 1 FROM article_addresses AS d WHERE d.article_id = a.id)""",
    "stored pages without an article": """
        SELECT count(*) FROM pages WHERE state = 'stored' AND article_id IS NULL""",
    "raw bodies that no page has": """
        SELECT count(*) FROM raw_bodies AS b
        WHERE NOT EXISTS (SELECT 1 FROM raw_pages AS p WHERE p.digest = b.digest)""",
}

_TRIGGERS_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'articles'"
_TRIGGERS = """
    SELECT tgname FROM pg_trigger
    WHERE tgrelid = CAST('articles' AS regclass) AND NOT tgisinternal AND tgenabled IN ('O', 'A')"""


def findings(connection: Connection) -> list[str]:
    """All that is wrong, in words; nothing where the database is sound."""
    found = list(_sqlite_findings(connection)) if connection.dialect.name == "sqlite" else []
    for name, view in VIEWS.items():
        columns = list(connection.execute(select(text("*")).select_from(view).limit(0)).keys())
        if columns != list(view.c.keys()):
            found.append(f"the view {name} has other columns than promised")
    for words, query in _SOUND.items():
        count = connection.execute(text(query)).scalar()
        if count:
            found.append(f"{words}: {count}")
    return [*found, *_index_findings(connection)]


def _sqlite_findings(connection: Connection) -> Iterator[str]:
    for (said,) in connection.execute(text("PRAGMA integrity_check(5)")):
        if said != "ok":
            yield str(said)
    orphans = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
    for table in sorted(orphans):
        yield f"rows of {table} point at nothing"


def _index_findings(connection: Connection) -> Iterator[str]:
    """An entry for every article, and the triggers that keep them in step: to compare each text
    with its entry would take as long as to index it.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    triggers = set(connection.scalars(text(_TRIGGERS_SQLITE if is_sqlite else _TRIGGERS)))
    for name in ("insert", "update", *(("delete",) if is_sqlite else ())):
        if f"article_words_{name}" not in triggers:
            yield f"the trigger that keeps the full-text index is missing: article_words_{name}"
    table = "article_words_docsize" if is_sqlite else "article_words"
    indexed = connection.execute(select(func.count()).select_from(text(table))).scalar() or 0
    missing = (connection.scalar(select(func.count()).select_from(ArticleRow)) or 0) - indexed
    if missing:
        yield f"articles that the full-text index lacks: {missing}"


def prune(
    write: Callable[[Callable[[Connection], int]], int],
    *,
    raw_before: datetime | None,
    fetches_before: datetime | None,
) -> dict[str, int]:
    """Deletes old raw pages and records of requests, in short transactions; counts what went.

    What a reader of the articles sees stays: only re-extraction and `v1_fetches` lose something.
    """
    gone = {"raw_pages": 0, "fetches": 0}
    if raw_before is not None:
        some = select(RawPageRow.id).where(RawPageRow.at < raw_before).limit(BATCH)
        gone["raw_pages"] = _all(write, delete(RawPageRow).where(RawPageRow.id.in_(some)))
        used = select(RawPageRow.digest).where(RawPageRow.digest == RawBodyRow.digest).exists()
        unused = select(RawBodyRow.digest).where(~used).limit(BATCH)
        _all(write, delete(RawBodyRow).where(RawBodyRow.digest.in_(unused)))
    if fetches_before is not None:
        some = select(FetchRow.id).where(FetchRow.at < fetches_before).limit(BATCH)
        gone["fetches"] = _all(write, delete(FetchRow).where(FetchRow.id.in_(some)))
    return gone


def prunable(
    connection: Connection, *, raw_before: datetime | None, fetches_before: datetime | None
) -> dict[str, int]:
    """What `prune` would count."""
    gone = {"raw_pages": 0, "fetches": 0}
    if raw_before is not None:
        old = select(func.count()).where(RawPageRow.at < raw_before)
        gone["raw_pages"] = connection.scalar(old) or 0
    if fetches_before is not None:
        old = select(func.count()).where(FetchRow.at < fetches_before)
        gone["fetches"] = connection.scalar(old) or 0
    return gone


def _all(write: Callable[[Callable[[Connection], int]], int], statement: Delete) -> int:
    total = 0
    while count := write(lambda connection: connection.execute(statement).rowcount):
        total += count
    return total
