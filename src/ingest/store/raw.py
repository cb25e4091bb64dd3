"""Raw pages, compressed and kept once for each digest, for re-extraction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, select

from ingest.model import RawPage
from ingest.store import bulk, codec
from ingest.store.tables import PageRow, RawBodyRow, RawPageRow


def keep(
    connection: Connection,
    pages: Iterable[tuple[int | None, datetime, RawPage | None]],
    *,
    policy: str,
) -> None:
    """Keeps the bodies: with the policy `latest` the newest of each page, with `all` every one."""
    found = [(page_id, at, raw) for page_id, at, raw in pages if raw is not None]
    if not found or policy == "none":
        return
    bodies: dict[bytes, dict[str, object]] = {}
    rows: list[dict[str, object]] = []
    for page_id, at, raw in found:
        key = sha256(raw.body).digest()
        bodies.setdefault(
            key, {"digest": key, "size": len(raw.body), "body": codec.pack_body(raw.body)}
        )
        rows.append(
            {
                "page_id": page_id,
                "digest": key,
                "at": at,
                "url": raw.url,
                "media_type": raw.media_type,
                "charset": raw.charset,
                "headers": json.dumps(dict(raw.headers)),
            }
        )
    dropped: set[bytes] = set()
    if policy == "latest":
        old = connection.execute(
            select(RawPageRow.id, RawPageRow.digest).where(
                RawPageRow.page_id.in_([page_id for page_id, _, _ in found])
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
