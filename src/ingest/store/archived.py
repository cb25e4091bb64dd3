"""Pages out of archives: what is known of them, and rows for those that are new.

Such a page never waits: what an archive has of it is all that is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from ingest import urls
from ingest.model import PageStatus, PageTask, PageUpdate, RawPage
from ingest.store import bulk, claims, codec
from ingest.store.identity import page_digest
from ingest.store.tables import ArticleRow, PageRow, RawBodyRow, RawPageRow

FEW = 20
"""Raw pages that are held at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a page. `task` has no id where the page is new.

    With `is_known` the database has what the page said then, or later.
    """

    task: PageTask
    is_known: bool
    recheck_at: datetime | None = None


def standing(
    connection: Connection, url: str, at: datetime, *, now: datetime, headlines: claims.Headlines
) -> Standing:
    """Of the page with this normalised address, as an archive has it from that moment."""
    row = connection.execute(
        select(
            PageRow.id,
            PageRow.attempts,
            PageRow.entry,
            PageRow.recheck_at,
            ArticleRow.fetched_at,
            ArticleRow.first_seen_at,
        )
        .outerjoin(ArticleRow, ArticleRow.id == PageRow.article_id)
        .where(PageRow.url_digest == page_digest(url))
    ).first()
    titles = headlines.of(connection, urls.host(url), now)
    if row is None:
        task = replace(claims.page_task(0, url, 0, None, titles), id=None)
        newest = connection.scalar(
            select(ArticleRow.fetched_at).where(
                ArticleRow.id == claims.known_article(connection, url)
            )
        )
        return Standing(task=task, is_known=newest is not None and newest >= at)
    kept = connection.scalar(select(func.max(RawPageRow.at)).where(RawPageRow.page_id == row.id))
    task = claims.page_task(row.id, url, row.attempts, codec.unpack_entry(row.entry), titles)
    return Standing(
        task=replace(task, known_since=row.first_seen_at),
        is_known=any(moment is not None and moment >= at for moment in (row.fetched_at, kept)),
        recheck_at=row.recheck_at,
    )


def with_pages(connection: Connection, updates: Sequence[PageUpdate]) -> list[PageUpdate]:
    """The updates, each with its page's row: new ones are made, and none of them waits."""
    fresh: dict[bytes, dict[str, object]] = {}
    for change in updates:
        if change.task.id is None:
            url = change.task.request.url
            key = page_digest(url)
            fresh[key] = {
                "url": url,
                "url_digest": key,
                "host": urls.host(url),
                "state": PageStatus.SKIPPED,
                "attempts": 0,
                "newest_at": change.at,
                "added_at": change.at,
            }
    bulk.upsert(connection, PageRow, list(fresh.values()), ["url_digest"])
    query = select(PageRow.url_digest, PageRow.id).where(PageRow.url_digest.in_(fresh))
    ids = {row.url_digest: row.id for row in connection.execute(query)} if fresh else {}
    return [
        change
        if change.task.id is not None
        else replace(
            change, task=replace(change.task, id=ids[page_digest(change.task.request.url)])
        )
        for change in updates
    ]


def kept(
    read: Callable[[], AbstractContextManager[Connection]],
    *,
    since: datetime | None,
    host: str | None,
) -> Iterator[tuple[datetime, RawPage]]:
    """All raw pages with the moments of their fetches, as they are kept at one moment."""
    query = (
        select(
            RawPageRow.at,
            RawPageRow.url,
            RawPageRow.media_type,
            RawPageRow.charset,
            RawPageRow.headers,
            RawBodyRow.body,
        )
        .join(RawBodyRow, RawBodyRow.digest == RawPageRow.digest)
        .order_by(RawPageRow.id)
    )
    if since is not None:
        query = query.where(RawPageRow.at >= since)
    if host is not None:
        page = PageRow.id == RawPageRow.page_id
        query = query.join(PageRow, page).where(PageRow.host == host.lower())
    with read() as connection:
        for row in connection.execute(query.execution_options(yield_per=FEW)):
            page_as_it_came = RawPage(
                body=codec.unpack_body(row.body),
                url=row.url,
                media_type=row.media_type,
                charset=row.charset,
                headers=json.loads(row.headers),
            )
            yield row.at, page_as_it_came
