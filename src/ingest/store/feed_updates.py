"""FeedUpdate -> rows: the feed's state, its sightings, the pages that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, select, update

from ingest import urls
from ingest.model import (
    Entry,
    FeedStatus,
    FeedUpdate,
    PagesPolicy,
    PageStatus,
    PageTask,
    PageUpdate,
    Request,
    RequestKind,
    Source,
    SourceKind,
)
from ingest.store import bulk, codec, records, subscriptions
from ingest.store.identity import entry_digest, feed_digest, place_digest
from ingest.store.tables import (
    ArticleAddressRow,
    FeedAddressRow,
    FeedRow,
    PageRow,
    SightingRow,
    table_of,
)

CHUNK = 500

MOST_CHILDREN = 2_000
"""Sitemaps of one index, over all time: a new one every day for five years."""


class Place(NamedTuple):
    """The page and the article that an entry leads to, so far as there is one.

    `is_mute`: a person made its article one with another, and it says no more what that one says.
    `is_left`: it failed when a person asked for it, and no feed has named it so far.
    """

    page_id: int | None
    article_id: int | None
    is_mute: bool = False
    is_left: bool = False


NOWHERE = Place(None, None)


def apply_feed(connection: Connection, change: FeedUpdate) -> list[PageUpdate]:
    """Writes all that one check of a feed changes. Idempotent.

    Returns the articles that the feed carries whole, for the caller to write as pages' are.

    A feed that was removed in the meantime stays removed; one that was paused stays paused.
    """
    records.record_fetches(connection, [*change.beside, change.fetch])
    if change.stop:
        records.record_stop(connection, change.stop)
    feed = connection.execute(
        select(
            FeedRow.state,
            FeedRow.url,
            FeedRow.userinfo,
            FeedRow.url_digest,
            FeedRow.tags,
            FeedRow.parent_id,
        )
        .where(FeedRow.id == change.state.id)
        .with_for_update()
    ).first()
    if feed is None:
        return []
    values = state_values(change)
    if feed.state == FeedStatus.PAUSED:
        values["state"] = FeedStatus.PAUSED
    if change.new_url:
        values |= _moved(connection, change.state.id, feed.url, feed.url_digest, change.new_url)
    connection.execute(update(FeedRow).where(FeedRow.id == change.state.id).values(values))
    if change.children and feed.parent_id is None:
        _adopt(connection, change, codec.unpack_list(feed.tags))
    if not change.entries:
        return []
    return _own_articles(change, _sight(connection, change, change.entries))


def state_values(change: FeedUpdate) -> dict[str, object]:
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


# --- sightings -------------------------------------------------------------------------------


def _own_articles(change: FeedUpdate, places: Mapping[bytes, Place]) -> list[PageUpdate]:
    by_key = {entry.key: entry for entry in change.entries or ()}
    return [
        PageUpdate(
            task=PageTask(
                id=places[place_digest(own.url)].page_id,
                request=Request(url=own.url, kind=RequestKind.PAGE),
                entry=by_key[own.key],
            ),
            at=change.fetch.at,
            status=PageStatus.STORED,
            fetch=change.fetch,
            attempts=0,
            article=own.article,
            content_hash=own.content_hash,
            extractor=own.extractor,
        )
        for own in change.articles
        if own.key in by_key and not places[place_digest(own.url)].is_mute
    ]


def _sight(
    connection: Connection, change: FeedUpdate, entries: Sequence[Entry]
) -> Mapping[bytes, Place]:
    """Writes what was seen; returns where each entry leads to."""
    at = change.fetch.at
    keyed = {entry_digest(entry.key): entry for entry in entries}
    own = {entry_digest(article.key): article.url for article in change.articles}
    spots = {
        key: spot
        for key, entry in keyed.items()
        if (spot := own.get(key) or (entry.url and urls.normalize(entry.url)))
    }
    wanted = {
        place_digest(spot): (spot, keyed[key])
        for key, spot in reversed(spots.items())
        if key in own or change.state.pages is not PagesPolicy.NEVER
    }
    places = _places(connection, [place_digest(spot) for spot in spots.values()])
    fresh = {p: found for p, found in wanted.items() if p not in places or places[p].is_left}
    _queue_pages(connection, fresh, at)
    _take_up(connection, [place for place in fresh if place in places])
    places |= _places(connection, list(fresh))
    known = _sightings(connection, change.state.id, list(keyed))
    new, edited, same = [], [], []
    for key, entry in keyed.items():
        page_id, article_id, *_ = (
            places.get(place_digest(spots[key]), NOWHERE) if key in spots else NOWHERE
        )
        row: dict[str, object] = {
            "guid": entry.guid,
            "url": entry.url and (urls.normalize(entry.url) or entry.url),
            "title": entry.title,
            "published_at": entry.published_at,
            "page_id": page_id,
        }
        old = known.get(key)
        if old is None:
            new.append(
                row
                | {
                    "feed_id": change.state.id,
                    "key_digest": key,
                    "article_id": article_id,
                    "first_seen_at": at,
                    "last_seen_at": at,
                }
            )
        elif old[1] != _told(row):
            edited.append(
                {f"new_{name}": value for name, value in row.items()} | {"old_id": old[0]}
            )
        else:
            same.append(old[0])
    bulk.upsert(connection, SightingRow, new, ["feed_id", "key_digest"])
    _edit(connection, edited, at)
    for start in range(0, len(same), CHUNK):
        connection.execute(
            update(SightingRow)
            .where(SightingRow.id.in_(same[start : start + CHUNK]))
            .values(last_seen_at=at)
        )
    return places


def _places(connection: Connection, digests: Sequence[bytes]) -> dict[bytes, Place]:
    """The page and the article that each address leads to, where it leads to one."""
    found: dict[bytes, Place] = {}
    for start in range(0, len(digests), CHUNK):
        part = digests[start : start + CHUNK]
        for row in connection.execute(
            select(ArticleAddressRow.url_digest, ArticleAddressRow.article_id).where(
                ArticleAddressRow.url_digest.in_(part)
            )
        ):
            found[row.url_digest] = Place(None, row.article_id)
        is_mute = and_(
            PageRow.state == PageStatus.SKIPPED,
            PageRow.problem.is_(None),
            PageRow.article_id.is_not(None),
        )
        is_left = and_(
            PageRow.state == PageStatus.FAILED,
            PageRow.entry.is_(None),
            PageRow.article_id.is_(None),
        )
        for key, page_id, article_id, mute, left in connection.execute(
            select(PageRow.url_digest, PageRow.id, PageRow.article_id, is_mute, is_left).where(
                PageRow.url_digest.in_(part)
            )
        ):
            known = article_id or found.get(key, NOWHERE).article_id
            found[key] = Place(page_id, known, bool(mute), bool(left))
    return found


def _queue_pages(
    connection: Connection, fresh: dict[bytes, tuple[str, Entry]], at: datetime
) -> None:
    rows: list[dict[str, object]] = [
        {
            "url": address,
            "url_digest": key,
            "host": urls.host(address),
            "state": PageStatus.WAITING,
            "attempts": 0,
            "newest_at": min(entry.published_at or at, at),
            "added_at": at,
            "entry": codec.pack_entry(entry),
        }
        for key, (address, entry) in sorted(fresh.items())
    ]
    bulk.upsert(connection, PageRow, rows, ["url_digest"], ["entry"])


def _take_up(connection: Connection, left: Sequence[bytes]) -> None:
    """Queues pages that failed when a person asked for them once: now a feed wants them."""
    for start in range(0, len(left), CHUNK):
        connection.execute(
            update(PageRow)
            .where(PageRow.url_digest.in_(left[start : start + CHUNK]))
            .values(state=PageStatus.WAITING, attempts=0, next_attempt_at=None)
        )


def _sightings(
    connection: Connection, feed_id: int, keys: Sequence[bytes]
) -> dict[bytes, tuple[int, tuple[object, ...]]]:
    found: dict[bytes, tuple[int, tuple[object, ...]]] = {}
    for start in range(0, len(keys), CHUNK):
        for row in connection.execute(
            select(
                SightingRow.key_digest,
                SightingRow.id,
                SightingRow.guid,
                SightingRow.url,
                SightingRow.title,
                SightingRow.published_at,
                SightingRow.page_id,
            ).where(
                SightingRow.feed_id == feed_id,
                SightingRow.key_digest.in_(keys[start : start + CHUNK]),
            )
        ):
            found[row.key_digest] = (row.id, tuple(row)[2:])
    return found


def _told(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("guid", "url", "title", "published_at", "page_id"))


def _edit(connection: Connection, edited: list[dict[str, object]], at: datetime) -> None:
    if edited:
        names = ("guid", "url", "title", "published_at", "page_id")
        connection.execute(
            update(table_of(SightingRow))
            .where(table_of(SightingRow).c.id == bindparam("old_id"))
            .values({name: bindparam(f"new_{name}") for name in names} | {"last_seen_at": at}),
            edited,
        )
