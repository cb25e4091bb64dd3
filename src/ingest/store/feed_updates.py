"""FeedUpdates -> rows: the feeds' own, and through `sightings` what stands in them.

They are written many at a time: one by one a check costs more than the request before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from ingest import urls
from ingest.model import FeedStatus, FeedUpdate, PageUpdate, Source, SourceKind
from ingest.store import bulk, codec, records, sightings, subscriptions
from ingest.store.identity import feed_digest
from ingest.store.tables import FeedAddressRow, FeedRow

MOST_CHILDREN = 2_000
"""Sitemaps of one index, over all time: a new one every day for five years."""

Known = Mapping[int, Row[*tuple[Any, ...]]]
"""The rows of feeds that are still subscribed to, by id."""


def apply_feeds(connection: Connection, changes: Sequence[FeedUpdate]) -> list[PageUpdate]:
    """Writes all that one check of each of these feeds changes. Idempotent.

    Returns the articles that the feeds carry whole, for the caller to write as pages' are.

    A feed that was removed in the meantime stays removed; one that was paused stays paused.
    """
    fetches = [fetch for change in changes for fetch in (*change.beside, change.fetch)]
    records.record_fetches(connection, fetches)
    for change in changes:
        if change.stop:
            records.record_stop(connection, change.stop)
    known = _known(connection, [change.state.id for change in changes])
    there = [change for change in changes if change.state.id in known]
    _keep_states(connection, there, known)
    for change in there:
        feed = known[change.state.id]
        if change.children and feed.parent_id is None:
            _adopt(connection, change, codec.unpack_list(feed.tags))
    return sightings.keep(connection, [change for change in there if change.entries])


def _known(connection: Connection, ids: Sequence[int]) -> Known:
    """Locked until the commit."""
    query = select(
        FeedRow.id,
        FeedRow.state,
        FeedRow.url,
        FeedRow.url_digest,
        FeedRow.tags,
        FeedRow.parent_id,
    )
    found = connection.execute(
        query.where(FeedRow.id.in_(ids)).order_by(FeedRow.id).with_for_update()
    )
    return {row.id: row for row in found}


def _keep_states(connection: Connection, changes: Sequence[FeedUpdate], known: Known) -> None:
    rows: list[dict[str, object]] = []
    for change in changes:
        feed = known[change.state.id]
        values = _state_values(change)
        if feed.state == FeedStatus.PAUSED:
            values["state"] = FeedStatus.PAUSED
        if change.new_url is None:
            rows.append({"id": feed.id} | values)
            continue
        values |= _moved(connection, feed.id, feed.url, feed.url_digest, change.new_url)
        connection.execute(update(FeedRow).where(FeedRow.id == feed.id).values(values))
    bulk.update_rows(connection, FeedRow, rows)


def _state_values(change: FeedUpdate) -> dict[str, object]:
    """The columns of the feed's own row."""
    state = change.state
    return {
        "state": state.status,
        "title": state.title,
        "site_url": state.site_url,
        "failures": state.failures,
        "problem": state.problem,
        "detail": state.detail or None,
        "interval_seconds": None
        if state.interval is None
        else round(state.interval.total_seconds()),
        "last_checked_at": state.last_checked_at,
        "last_success_at": state.last_success_at,
        "last_news_at": state.last_news_at,
        "last_full_at": state.last_full_at,
        "next_check_at": change.next_check_at,
        "etag": state.request.validators.etag,
        "last_modified": state.request.validators.last_modified,
        "validators_url": state.request.validators.url,
        "trusts_validators": state.trusts_validators,
        "body_digest": state.body_digest,
        "seen": state.seen,
        "hints": codec.pack_hints(state.hints),
        "moved_to": state.moved_to,
        "moved_count": state.moved_count,
        "gone_at": state.gone_at,
        "claimed_by": None,
        "claimed_until": None,
    }


def _moved(
    connection: Connection, feed_id: int, old_url: str, old_digest: bytes, new_url: str
) -> dict[str, object]:
    """The feed's new address. The old one stays its alias; a password stays with its origin."""
    address = urls.normalize(new_url)
    if address is None:
        return {}
    digest = feed_digest(address)
    if digest == old_digest:
        return {}
    owner = subscriptions.find(connection, [digest]).get(digest)
    if owner not in {None, feed_id}:
        return {
            "state": FeedStatus.GONE,
            "detail": f"moved to {urls.without_password(address)}, which is subscribed to already",
        }
    alias: dict[str, object] = {"url_digest": old_digest, "feed_id": feed_id, "url": old_url}
    bulk.upsert(connection, FeedAddressRow, [alias], ["url_digest"])
    values: dict[str, object] = {
        "url": urls.without_userinfo(address),
        "url_digest": digest,
        "domain": urls.registrable_domain(urls.host(address)),
    }
    if urls.origin(address) != urls.origin(old_url):
        values["userinfo"] = None
    return values


def _adopt(connection: Connection, change: FeedUpdate, tags: tuple[str, ...]) -> None:
    """Subscribes to what an index names. An index in an index names nothing (the protocol has no
    such thing), and one that names others each time is not followed for ever.
    """
    known = select(func.count()).where(FeedRow.parent_id == change.state.id)
    children = [
        Source(url=url, kind=SourceKind.SITEMAP, tags=tags, pages=change.state.pages)
        for url in change.children
        if urls.normalize(url)
    ]
    if (connection.scalar(known) or 0) + len(children) > MOST_CHILDREN:
        return
    at = change.state.last_checked_at or change.fetch.at
    subscriptions.add(connection, children, now=at, parent_id=change.state.id)
