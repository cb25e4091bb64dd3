"""An id or address -> its page as it came: what is known of it, and the answer that is kept."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, case, or_, select

from ingest import urls
from ingest.model import Fetched, PageTask
from ingest.store import claims, codec, reading
from ingest.store.identity import page_digest
from ingest.store.tables import PageRow, RawBodyRow, RawPageRow

NO_ARTICLE = -1


def page(
    connection: Connection, ref: str, *, now: datetime, headlines: claims.Headlines
) -> tuple[PageTask, Fetched | None] | None:
    """The page with this address, else the article's page of which the newest body is kept."""
    is_id = ref.isascii() and ref.isdigit()
    address = None if is_id else urls.normalize(ref)
    key = page_digest(address) if address is not None else b""
    article = reading.article(connection, ref)
    row = connection.execute(
        select(
            PageRow.id,
            PageRow.url,
            PageRow.host,
            PageRow.attempts,
            PageRow.entry,
            RawPageRow.at,
            RawPageRow.url.label("final_url"),
            RawPageRow.media_type,
            RawPageRow.charset,
            RawPageRow.headers,
            RawBodyRow.body,
        )
        .outerjoin(RawPageRow, RawPageRow.page_id == PageRow.id)
        .outerjoin(RawBodyRow, RawBodyRow.digest == RawPageRow.digest)
        .where(
            or_(
                PageRow.url_digest == key,
                PageRow.article_id == (article["id"] if article else NO_ARTICLE),
            )
        )
        .order_by(
            case((RawPageRow.at.is_(None), 1), else_=0),
            case((PageRow.url_digest == key, 0), else_=1),
            RawPageRow.at.desc(),
            PageRow.id,
        )
        .limit(1)
    ).first()
    if row is None:
        return None
    titles = headlines.of(connection, row.host, now)
    task = claims.page_task(row.id, row.url, row.attempts, codec.unpack_entry(row.entry), titles)
    if row.body is None:
        return task, None
    return task, Fetched(
        request=task.request,
        at=row.at,
        url=row.final_url,
        body=codec.unpack_body(row.body),
        media_type=row.media_type,
        charset=row.charset,
        headers=json.loads(row.headers),
    )
