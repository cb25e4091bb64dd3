"""An address -> the task of its page, whose row is found or made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from ingest import urls
from ingest.model import PageStatus, PageTask
from ingest.store import bulk, claims, codec
from ingest.store.identity import page_digest
from ingest.store.tables import ArticleRow, PageRow


def page_task(
    connection: Connection, address: str, now: datetime, headlines: claims.Headlines
) -> PageTask:
    """The task for one normalised address."""
    key = page_digest(address)
    query = (
        select(PageRow.id, PageRow.attempts, PageRow.entry, ArticleRow.first_seen_at)
        .outerjoin(ArticleRow, ArticleRow.id == PageRow.article_id)
        .where(PageRow.url_digest == key)
    )
    row = connection.execute(query).first()
    host = urls.host(address)
    if row is None:
        fresh: dict[str, object] = {
            "url": address,
            "url_digest": key,
            "host": host,
            "state": PageStatus.WAITING,
            "attempts": 0,
            "newest_at": now,
            "added_at": now,
            "article_id": claims.known_article(connection, address),
            "claimed_by": "fetch",
            "claimed_until": now + claims.LEASE,
        }
        bulk.upsert(connection, PageRow, [fresh], ["url_digest"])
        row = connection.execute(query).one()
    titles = headlines.of(connection, host, now)
    task = claims.page_task(row.id, address, row.attempts, codec.unpack_entry(row.entry), titles)
    return replace(task, known_since=row.first_seen_at)
