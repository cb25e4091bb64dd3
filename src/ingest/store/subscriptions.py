"""Feeds that the operator adds, removes, pauses and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update

from ingest import urls
from ingest.errors import UsageError
from ingest.model import FeedStatus, FeedUpdate, PagesPolicy, Problem, Source, SourceKind
from ingest.store import codec
from ingest.store.identity import feed_digest
from ingest.store.tables import FeedAddressRow, FeedRow, PageRow, SightingRow, table_of

CHUNK = 500


def new_row(source: Source, *, now: datetime, parent_id: int | None = None) -> dict[str, object]:
    """A subscription's first row: due at once. UsageError where the address is not http(s)."""
    address = urls.normalize(source.url)
    if address is None:
        raise UsageError(f"{urls.without_password(source.url)} is not an http(s) address")
    secret = urls.userinfo(address)
    return {
        "url": urls.without_password(address),
        "userinfo": ":".join(secret) if secret else None,
        "url_digest": feed_digest(address),
        "domain": urls.registrable_domain(urls.host(address)),
        "parent_id": parent_id,
        "kind": source.kind,
        "pages": source.pages,
        "tags": codec.pack_list(source.tags),
        "title": source.title,
        "state": FeedStatus.ACTIVE,
        "added_at": now,
        "next_check_at": now,
        "failures": 0,
        "trusts_validators": True,
        "seen": b"",
        "moved_count": 0,
    }


def add(
    connection: Connection,
    sources: Iterable[Source],
    *,
    now: datetime,
    parent_id: int | None = None,
) -> list[bool]:
    """Subscribes; True for each that is new. A known feed keeps what it is, takes a new password,
    and one that was gone is tried again.
    """
    wanted = [new_row(source, now=now, parent_id=parent_id) for source in sources]
    known = find(connection, [_digest(row) for row in wanted])
    fresh: dict[bytes, dict[str, object]] = {}
    new = []
    for row in wanted:
        key = _digest(row)
        new.append(key not in known and key not in fresh)
        if new[-1]:
            fresh[key] = row
        elif key in known and parent_id is None:
            _renew(connection, known[key], row, now)
    if fresh:
        connection.execute(insert(FeedRow), list(fresh.values()))
    return new


def _digest(row: dict[str, object]) -> bytes:
    key = row["url_digest"]
    assert isinstance(key, bytes)
    return key


def _renew(connection: Connection, feed_id: int, row: dict[str, object], now: datetime) -> None:
    if row["userinfo"] is not None:
        connection.execute(
            update(FeedRow)
            .where(FeedRow.id == feed_id)
            .values(url=row["url"], userinfo=row["userinfo"])
            .where(FeedRow.url_digest == row["url_digest"])
        )
    connection.execute(
        update(FeedRow)
        .where(FeedRow.id == feed_id, FeedRow.state == FeedStatus.GONE)
        .values(state=FeedStatus.ACTIVE, failures=0, gone_at=None, next_check_at=now)
    )


def find(connection: Connection, digests: Sequence[bytes]) -> dict[bytes, int]:
    """The feeds that have or had these addresses."""
    found: dict[bytes, int] = {}
    for start in range(0, len(digests), CHUNK):
        part = digests[start : start + CHUNK]
        former = select(FeedAddressRow.url_digest, FeedAddressRow.feed_id).where(
            FeedAddressRow.url_digest.in_(part)
        )
        present = select(FeedRow.url_digest, FeedRow.id).where(FeedRow.url_digest.in_(part))
        for query in (former, present):
            found.update((digest, feed_id) for digest, feed_id in connection.execute(query))
    return found


def match(connection: Connection, addresses: Iterable[str]) -> dict[str, int]:
    """Those of the addresses that are subscribed to, in the order given."""
    digests = {
        address: feed_digest(normal)
        for address in addresses
        if (normal := urls.normalize(address)) is not None
    }
    known = find(connection, list(digests.values()))
    return {address: known[key] for address, key in digests.items() if key in known}


def remove(connection: Connection, addresses: Iterable[str]) -> list[str]:
    """Unsubscribes, children included. Articles and fetched pages stay; the feed's sightings go,
    and so do pages that wait for its sake only.
    """
    found = match(connection, addresses)
    leaving = set(found.values())
    level = leaving
    while level:
        level = (
            set(connection.scalars(select(FeedRow.id).where(FeedRow.parent_id.in_(level))))
            - leaving
        )
        leaving |= level
    others = table_of(SightingRow).alias("others")
    for feed_id in leaving:
        connection.execute(
            delete(PageRow).where(
                PageRow.state == "waiting",
                PageRow.article_id.is_(None),
                PageRow.id.in_(select(SightingRow.page_id).where(SightingRow.feed_id == feed_id)),
                ~exists(
                    select(others.c.id).where(
                        others.c.page_id == PageRow.id, others.c.feed_id.not_in(leaving)
                    )
                ),
            )
        )
    if leaving:
        connection.execute(delete(FeedRow).where(FeedRow.id.in_(leaving)))
    return list(found)


def set_status(
    connection: Connection, addresses: Iterable[str], status: FeedStatus, *, now: datetime
) -> list[str]:
    """Pauses or enables; an enabled feed is due at once. Returns those that were known."""
    found = match(connection, addresses)
    values: dict[str, object] = {"state": status}
    if status is FeedStatus.ACTIVE:
        values |= {"next_check_at": now, "gone_at": None}
    if found:
        connection.execute(
            update(FeedRow).where(FeedRow.id.in_(set(found.values()))).values(values)
        )
    return list(found)


def sources(connection: Connection) -> list[Source]:
    """All subscriptions of the operator in the order added, without passwords."""
    rows = connection.execute(
        select(FeedRow.url, FeedRow.kind, FeedRow.title, FeedRow.tags, FeedRow.pages)
        .where(FeedRow.parent_id.is_(None))
        .order_by(FeedRow.id)
    )
    return [
        Source(
            url=row.url,
            kind=SourceKind(row.kind),
            title=row.title,
            tags=codec.unpack_list(row.tags),
            pages=PagesPolicy(row.pages),
        )
        for row in rows
    ]


def mark_failed(connection: Connection, change: FeedUpdate, detail: str) -> None:
    """Writes down that what a check found could not be stored."""
    connection.execute(
        update(FeedRow)
        .where(FeedRow.id == change.state.id)
        .values(
            problem=Problem.UNREADABLE,
            detail=detail,
            failures=FeedRow.failures + 1,
            last_checked_at=change.fetch.at,
            next_check_at=change.next_check_at,
            claimed_by=None,
            claimed_until=None,
        )
    )
