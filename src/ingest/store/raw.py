"""Raw pages, compressed and kept once for each digest, for re-extraction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import Connection, delete, select

from ingest.model import PageUpdate, RawPage
from ingest.store import bulk, codec
from ingest.store.tables import PageRow, RawBodyRow, RawPageRow


def keep(connection: Connection, updates: Iterable[PageUpdate], *, policy: str) -> None:
    """Keeps the bodies: with the policy `latest` the newest of each page, with `all` every one."""
    found = [(change, change.raw) for change in updates if change.raw is not None]
    if not found or policy == "none":
        return
    bodies: dict[bytes, dict[str, object]] = {}
    rows: list[dict[str, object]] = []
    for change, raw in found:
        key = sha256(raw.body).digest()
        bodies.setdefault(
            key, {"digest": key, "size": len(raw.body), "body": codec.pack_body(raw.body)}
        )
        rows.append(
            {
                "page_id": change.task.id,
                "digest": key,
                "at": change.at,
                "url": raw.url,
                "media_type": raw.media_type,
                "charset": raw.charset,
                "headers": json.dumps(dict(raw.headers)),
                "extractor": change.extractor,
            }
        )
    dropped: set[bytes] = set()
    if policy == "latest":
        old = connection.execute(
            select(RawPageRow.id, RawPageRow.digest).where(
                RawPageRow.page_id.in_([change.task.id for change, _ in found])
            )
        ).all()
        if old:
            connection.execute(delete(RawPageRow).where(RawPageRow.id.in_([row.id for row in old])))
            dropped = {row.digest for row in old} - set(bodies)
    bulk.upsert(connection, RawBodyRow, [bodies[key] for key in sorted(bodies)], ["digest"])
    bulk.upsert(connection, RawPageRow, rows, ["page_id", "at"])
    if dropped:
        used = select(RawPageRow.digest).where(RawPageRow.digest.in_(dropped))
        connection.execute(
            delete(RawBodyRow).where(RawBodyRow.digest.in_(dropped), RawBodyRow.digest.not_in(used))
        )


def mark(connection: Connection, updates: Iterable[PageUpdate]) -> None:
    """Writes down which extractor read the kept bodies again, so that it does so once."""
    rows = [
        {"id": change.reread.raw_id, "extractor": change.extractor}
        for change in updates
        if change.reread is not None
    ]
    bulk.update_rows(connection, RawPageRow, rows)


def newest(connection: Connection, article_id: int) -> RawPage | None:
    """The newest body that is kept of an article's pages."""
    row = connection.execute(
        select(
            RawPageRow.url,
            RawPageRow.media_type,
            RawPageRow.charset,
            RawPageRow.headers,
            RawBodyRow.body,
        )
        .join(RawBodyRow, RawBodyRow.digest == RawPageRow.digest)
        .join(PageRow, PageRow.id == RawPageRow.page_id)
        .where(PageRow.article_id == article_id)
        .order_by(RawPageRow.at.desc(), RawPageRow.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return RawPage(
        body=codec.unpack_body(row.body),
        url=row.url,
        media_type=row.media_type,
        charset=row.charset,
        headers=json.loads(row.headers),
    )
