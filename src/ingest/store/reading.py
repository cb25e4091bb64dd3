"""The views -> rows for people and programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from ingest import urls
from ingest.store import records
from ingest.store.claims import known_article
from ingest.store.columns import to_text
from ingest.store.identity import page_digest
from ingest.store.tables import ArticleRow, PageRow
from ingest.store.views import VIEWS, json_ready

BATCH = 200
WORST = 20
RUNS = 5
MAX_ID = 2**63 - 1


def articles(
    read: Callable[[], AbstractContextManager[Connection]],
    *,
    since: datetime | None,
    host: str | None,
    limit: int | None,
) -> Iterator[dict[str, object]]:
    """Articles, the newest stored first; no transaction stays open between two batches."""
    view = VIEWS["v1_articles"].c
    last: tuple[datetime, int] | None = None
    left = limit
    while left is None or left > 0:
        query = select(VIEWS["v1_articles"]).order_by(view.first_seen_at.desc(), view.id.desc())
        if since is not None:
            query = query.where(view.first_seen_at >= since)
        if host is not None:
            query = query.where(view.host == host.lower())
        if last is not None:
            kinds = [view.first_seen_at.type, view.id.type]  # untyped, a time is no column's text
            query = query.where(tuple_(view.first_seen_at, view.id) < tuple_(*last, types=kinds))
        with read() as connection:
            found = connection.execute(
                query.limit(BATCH if left is None else min(left, BATCH))
            ).all()
        yield from json_ready(found)
        if len(found) < BATCH:
            return
        last = (found[-1].first_seen_at, found[-1].id)
        left = None if left is None else left - len(found)


def articles_since(
    read: Callable[[], AbstractContextManager[Connection]], seq: int
) -> Iterator[dict[str, object]]:
    """Articles whose newest change is after `seq`, in that order, as they stood at one moment.

    One transaction, open until the last row is taken: it keeps no writer waiting.
    """
    view = VIEWS["v1_articles"]
    query = select(view).where(view.c.seq > seq).order_by(view.c.seq)
    with read() as connection:
        found = connection.execute(query.execution_options(yield_per=BATCH))
        for some in found.partitions():
            yield from json_ready(some)


def article(connection: Connection, ref: str) -> dict[str, object] | None:
    """The article with this id or with this address; what was merged leads to the survivor."""
    if ref.isascii() and ref.isdigit():
        found = int(ref) if len(ref) <= len(str(MAX_ID)) else None
    else:
        found = _by_address(connection, ref)
    for _ in range(BATCH):
        if found is None or found > MAX_ID:
            return None
        survivor = connection.scalar(select(ArticleRow.merged_into).where(ArticleRow.id == found))
        if survivor is None:
            break
        found = survivor
    view = VIEWS["v1_articles"]
    rows = json_ready(connection.execute(select(view).where(view.c.id == found)).all())
    return rows[0] if rows else None


def _by_address(connection: Connection, ref: str) -> int | None:
    address = urls.normalize(ref)
    if address is None:
        return None
    return known_article(connection, address) or connection.scalar(
        select(PageRow.article_id).where(PageRow.url_digest == page_digest(address))
    )


def status(connection: Connection) -> dict[str, object]:
    """Health: feeds by state, what is wrong with how many and which, the queue, the last runs."""
    feeds, pages = VIEWS["v1_feeds"].c, VIEWS["v1_pages"].c
    worst = connection.execute(
        select(
            feeds.url,
            feeds.state,
            feeds.problem,
            feeds.detail,
            feeds.failures,
            feeds.last_success_at,
            feeds.next_check_at,
        )
        .where(feeds.problem.is_not(None))
        .order_by(feeds.failures.desc(), feeds.id)
        .limit(WORST)
    )
    newest = connection.scalar(select(func.max(ArticleRow.first_seen_at)))
    retrying = select(func.count()).where(
        pages.state == "waiting", pages.next_attempt_at.is_not(None)
    )
    return {
        "feeds": {
            **dict.fromkeys(("active", "paused", "gone"), 0),
            **_counts(connection, "v1_feeds", "state"),
        },
        "feed_problems": _counts(connection, "v1_feeds", "problem"),
        "worst_feeds": json_ready(worst.all()),
        "pages": {
            **dict.fromkeys(("waiting", "stored", "failed", "skipped"), 0),
            **_counts(connection, "v1_pages", "state"),
        },
        "page_problems": _counts(connection, "v1_pages", "problem"),
        "retrying": connection.scalar(retrying) or 0,
        "articles": _count(connection, ArticleRow.id) - _count(connection, ArticleRow.merged_into),
        "newest_article_at": newest and to_text(newest),
        "runs": records.last_runs(connection, RUNS),
    }


def _count(connection: Connection, column: InstrumentedAttribute[Any]) -> int:
    """How many rows have a value there: an index says it without the rows."""
    return connection.scalar(select(func.count()).where(column.is_not(None))) or 0


def _counts(connection: Connection, name: str, column: str) -> dict[str, int]:
    """How many rows have each value, NULL aside, the most frequent first."""
    word = VIEWS[name].c[column]
    number = func.count()
    rows = connection.execute(
        select(word, number).where(word.is_not(None)).group_by(word).order_by(number.desc(), word)
    )
    return {row[0]: row[1] for row in rows}
