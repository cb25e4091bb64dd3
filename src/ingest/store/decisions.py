"""What a person decides: two articles are one, or one is two. Later runs do not undo it.

After a merge every address of the one is proof of the other, and the pages that led to it are no
longer read for it. After a split the two stand in `separations`, which no likeness overrides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, insert, literal, select, update
from sqlalchemy.sql.elements import ColumnElement

from ingest import urls
from ingest.errors import UsageError
from ingest.model import AddressKind, PagesPolicy, PageStatus
from ingest.store import duplicates, separations
from ingest.store.changes import ChangeNote, announce
from ingest.store.identity import place_digest
from ingest.store.recognition import Merge, load
from ingest.store.recognition import merge as merge_rows
from ingest.store.tables import (
    ArticleAddressRow,
    ArticleRow,
    FeedRow,
    PageRow,
    RawPageRow,
    SightingRow,
    table_of,
)


def merge(connection: Connection, gone: Sequence[int], kept: int, *, now: datetime) -> None:
    """Makes the articles one, in the words of `kept`. UsageError where one of them is not there."""
    known = load(connection, {*gone, kept})
    missing = {*gone, kept} - known.keys()
    if missing:
        raise UsageError(f"there is no article {min(missing)}")
    merges = [Merge(known[one], known[kept], now) for one in dict.fromkeys(gone)]
    ids = [one.gone.id for one in merges]
    connection.execute(
        update(ArticleAddressRow)
        .where(ArticleAddressRow.article_id.in_(ids))
        .values(kind=AddressKind.REQUESTED)
    )
    connection.execute(
        update(PageRow)
        .where(PageRow.article_id.in_(ids))
        .values(
            state=PageStatus.SKIPPED,
            problem=None,
            detail=f"a person made its article one with {known[kept].id}",
            next_attempt_at=None,
            recheck_at=None,
        )
    )
    separations.forget(connection, {*ids, known[kept].id})
    merge_rows(connection, merges)
    duplicates.forget(connection, ids)
    announce(
        connection, [ChangeNote(one.gone.id, one.gone.revision, "merge", now) for one in merges]
    )


def split(
    connection: Connection, article_id: int, aliases: Sequence[str], *, now: datetime
) -> tuple[int, list[int]]:
    """Makes an article of these addresses of another; returns its id, and the pages of both whose
    bodies are kept and can be read again.

    Until its pages are read it says what the other says; pages without a body wait to be fetched.
    UsageError where an address is not the article's, or none would be left.
    """
    known = load(connection, {article_id}).get(article_id)
    if known is None:
        raise UsageError(f"there is no article {article_id}")
    chosen, left = _addresses(connection, known.id, aliases)
    first = urls.normalize(aliases[0]) or aliases[0]
    new_id = _copy(connection, known.id, first if "#" not in aliases[0] else aliases[0], now)
    for row in (ArticleAddressRow, PageRow):
        table = table_of(row)
        connection.execute(
            update(table)
            .where(table.c.url_digest.in_(chosen), table.c.article_id == known.id)
            .values(article_id=new_id)
        )
    _rename(connection, known.id, chosen, left)
    connection.execute(
        update(PageRow)
        .where(
            PageRow.article_id == new_id,
            PageRow.state == PageStatus.SKIPPED,
            PageRow.problem.is_(None),
        )
        .values(state=PageStatus.STORED, detail=None)
    )
    pages = select(PageRow.id).where(PageRow.article_id == new_id)
    connection.execute(
        update(SightingRow).where(SightingRow.page_id.in_(pages)).values(article_id=new_id)
    )
    separations.keep(connection, known.id, new_id)
    duplicates.place(connection, {new_id: known.text})
    announce(connection, [ChangeNote(new_id, 1, "insert", now)])
    _date_by_own_pages(connection, {known.id, new_id})
    return new_id, _to_be_read(connection, {known.id, new_id})


def _addresses(
    connection: Connection, article_id: int, aliases: Sequence[str]
) -> tuple[set[bytes], list[str]]:
    """The digests of the aliases; the addresses that are left to the article, the best first."""
    pages = select(PageRow.url_digest, PageRow.url).where(PageRow.article_id == article_id)
    own = (
        select(ArticleAddressRow.url_digest, ArticleAddressRow.url)
        .where(ArticleAddressRow.article_id == article_id)
        .order_by(ArticleAddressRow.kind == AddressKind.CANONICAL, ArticleAddressRow.url)
    )
    found = {row.url_digest: row.url for query in (pages, own) for row in connection.execute(query)}
    chosen = set()
    for alias in aliases:
        digest = place_digest(alias if "#" in alias else urls.normalize(alias) or alias)
        if digest not in found:
            known = ", ".join(urls.without_password(url) for url in found.values())
            raise UsageError(
                f"{urls.without_password(alias)} is no address of article {article_id};"
                f" its addresses are {known}"
            )
        chosen.add(digest)
    left = [url for digest, url in found.items() if digest not in chosen]
    if not left:
        raise UsageError(f"these are all addresses of article {article_id}: leave it one")
    return chosen, left


def _copy(connection: Connection, article_id: int, url: str, now: datetime) -> int:
    """A new article in the words of another."""
    articles = table_of(ArticleRow)
    own: dict[str, ColumnElement[Any]] = {
        "seq": literal(0),
        "revision": literal(1),
        "url": literal(url),
        "host": literal(urls.host(url)),
        "first_seen_at": literal(now, articles.c.first_seen_at.type),
        "revised_at": literal(now, articles.c.revised_at.type),
    }
    kept = [column for column in articles.c if column.name not in {"id", "duplicate_of"}]
    source = select(*[own.get(column.name, column) for column in kept])
    statement = insert(articles).from_select(
        [column.name for column in kept], source.where(articles.c.id == article_id)
    )
    return int(connection.execute(statement.returning(articles.c.id)).scalar_one())


def _rename(
    connection: Connection, article_id: int, chosen: Collection[bytes], left: Sequence[str]
) -> None:
    """An article keeps its address if it is still its own, else it takes the best that is left."""
    url = connection.execute(select(ArticleRow.url).where(ArticleRow.id == article_id)).scalar_one()
    if place_digest(url) in chosen:
        connection.execute(
            update(ArticleRow)
            .where(ArticleRow.id == article_id)
            .values(url=left[0], host=urls.host(left[0]))
        )


def _date_by_own_pages(connection: Connection, articles: Collection[int]) -> None:
    """What was fetched later for the other article keeps neither from being read again."""
    newest = (
        select(func.max(RawPageRow.at))
        .join(PageRow, PageRow.id == RawPageRow.page_id)
        .where(PageRow.article_id == ArticleRow.id, PageRow.state != PageStatus.SKIPPED)
        .scalar_subquery()
    )
    connection.execute(
        update(ArticleRow)
        .where(ArticleRow.id.in_(articles), ArticleRow.fetched_at > newest)
        .values(fetched_at=newest)
    )


def _to_be_read(connection: Connection, articles: Collection[int]) -> list[int]:
    """The pages of these articles with a body; those without one are put in the queue.

    Entries that their feeds carry whole have no page to fetch, and come again by themselves.
    """
    own = and_(PageRow.article_id.in_(articles), PageRow.state != PageStatus.SKIPPED)
    has_body = exists(select(RawPageRow.id).where(RawPageRow.page_id == PageRow.id))
    is_carried = exists(
        select(SightingRow.id)
        .join(FeedRow, FeedRow.id == SightingRow.feed_id)
        .where(SightingRow.page_id == PageRow.id, FeedRow.pages == PagesPolicy.NEVER)
    )
    connection.execute(
        update(PageRow)
        .where(own, ~has_body, ~is_carried, PageRow.url.not_like("%#%"))
        .values(state=PageStatus.WAITING, attempts=0, next_attempt_at=None)
    )
    return list(connection.scalars(select(PageRow.id).where(own, has_body).order_by(PageRow.id)))
