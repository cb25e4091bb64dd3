"""Kept bodies -> pages to read again, each with what its article says now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from ingest.model import Fetched, KeptPage, PageStatus, Problem
from ingest.store import claims, codec
from ingest.store.tables import ArticleRow, PageRow, RawBodyRow, RawPageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which kept pages are to be read again: of a page always the newest body.

    `extractor` has read some of them already: those are left out. `since` compares the fetch.
    """

    extractor: str | None = None
    host: str | None = None
    since: datetime | None = None
    problem: Problem | None = None
    pages: Sequence[int] | None = None


def count(connection: Connection, selection: Selection) -> int:
    """How many pages there are to read."""
    query = _chosen(select(func.count(RawPageRow.id)), selection)
    return connection.scalar(query) or 0


def kept_pages(
    connection: Connection,
    selection: Selection,
    *,
    after: int,
    limit: int,
    now: datetime,
    headlines: claims.Headlines,
) -> list[KeptPage]:
    """The next pages in the order of `raw_id`."""
    query: Select[*tuple[Any, ...]] = select(
        RawPageRow.id.label("raw_id"),
        RawPageRow.at,
        RawPageRow.url.label("final_url"),
        RawPageRow.media_type,
        RawPageRow.charset,
        RawPageRow.headers,
        RawBodyRow.body,
        PageRow.id,
        PageRow.url,
        PageRow.host,
        PageRow.attempts,
        PageRow.entry,
        ArticleRow.id.label("article_id"),
        ArticleRow.title,
        ArticleRow.text,
        ArticleRow.content_hash,
    )
    rows = connection.execute(
        _chosen(query, selection)
        .join(RawBodyRow, RawBodyRow.digest == RawPageRow.digest)
        .where(RawPageRow.id > after)
        .order_by(RawPageRow.id)
        .limit(limit)
    ).all()
    return [_kept(row, headlines.of(connection, row.host, now)) for row in rows]


def _chosen(query: Select[*tuple[Any, ...]], selection: Selection) -> Select[*tuple[Any, ...]]:
    newer = aliased(RawPageRow)
    is_superseded = exists(
        select(newer.id).where(newer.page_id == RawPageRow.page_id, newer.at > RawPageRow.at)
    )
    has_no_say = and_(
        PageRow.state == PageStatus.SKIPPED,
        PageRow.problem.is_(None),
        PageRow.article_id.is_not(None),
    )
    wanted: list[ColumnElement[bool]] = [~is_superseded, ~has_no_say]
    if selection.extractor is not None:
        wanted.append(
            or_(RawPageRow.extractor.is_(None), RawPageRow.extractor != selection.extractor)
        )
    if selection.host is not None:
        wanted.append(PageRow.host == selection.host.lower())
    if selection.since is not None:
        wanted.append(RawPageRow.at >= selection.since)
    if selection.problem is not None:
        wanted.append(PageRow.problem == selection.problem)
    if selection.pages is not None:
        wanted.append(PageRow.id.in_(selection.pages))
    return (
        query.select_from(RawPageRow)
        .join(PageRow, PageRow.id == RawPageRow.page_id)
        .outerjoin(ArticleRow, ArticleRow.id == PageRow.article_id)
        .where(*wanted)
    )


def _kept(row: Row[Any], titles: tuple[str, ...]) -> KeptPage:
    task = claims.page_task(row.id, row.url, row.attempts, codec.unpack_entry(row.entry), titles)
    return KeptPage(
        raw_id=row.raw_id,
        task=task,
        answer=Fetched(
            request=task.request,
            at=row.at,
            url=row.final_url,
            body=codec.unpack_body(row.body),
            media_type=row.media_type,
            charset=row.charset,
            headers=json.loads(row.headers),
        ),
        article_id=row.article_id,
        title=row.title,
        text=row.text or "",
        content_hash=row.content_hash,
    )
