"""Entries of feeds -> rows: what was seen where, and the pages that wait for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, or_, select, update

from ingest import urls
from ingest.model import (
    Entry,
    FeedUpdate,
    PagesPolicy,
    PageStatus,
    PageTask,
    PageUpdate,
    Request,
    RequestKind,
)
from ingest.store import bulk, codec
from ingest.store.identity import entry_digest, place_digest
from ingest.store.tables import ArticleAddressRow, PageRow, SightingRow

CHUNK = 500

Key = tuple[int, bytes]
"""What makes two sightings one: the feed and the entry's digest."""


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


class Seen(NamedTuple):
    """An entry where one check saw it.

    `spot` is its address, or the part of the feed that it stands for; `is_wanted` says whether a
    page is to be made for it.
    """

    key: Key
    entry: Entry
    at: datetime
    spot: str | None
    is_wanted: bool

    @property
    def place(self) -> bytes | None:
        """The identity of the page at its spot."""
        return place_digest(self.spot) if self.spot else None


def keep(connection: Connection, changes: Sequence[FeedUpdate]) -> list[PageUpdate]:
    """Writes what one check of each feed saw. Returns the articles that the feeds carry whole."""
    seen = {one.key: one for change in changes for one in _seen(change)}
    places = _lead(connection, list(seen.values()))
    known = _known(connection, list(seen))
    new, edited, same = [], [], []
    for one in seen.values():
        page_id, article_id, *_ = places.get(one.place, NOWHERE) if one.place else NOWHERE
        told = {
            "guid": one.entry.guid,
            "url": one.entry.url and (urls.normalize(one.entry.url) or one.entry.url),
            "title": one.entry.title,
            "published_at": one.entry.published_at,
            "page_id": page_id,
        }
        old = known.get(one.key)
        if old is None:
            feed_id, digest = one.key
            first = {"first_seen_at": one.at, "article_id": article_id}
            new.append(
                {"feed_id": feed_id, "key_digest": digest, "last_seen_at": one.at, **told, **first}
            )
        elif old[1] != tuple(told.values()):
            edited.append({"id": old[0], "last_seen_at": one.at, **told})
        else:
            same.append({"id": old[0], "last_seen_at": one.at})
    bulk.upsert(connection, SightingRow, new, ["feed_id", "key_digest"])
    bulk.update_rows(connection, SightingRow, edited)
    bulk.update_rows(connection, SightingRow, same)
    return [own for change in changes for own in _own_articles(change, places)]


def _seen(change: FeedUpdate) -> Iterator[Seen]:
    own = {article.key: article.url for article in change.articles}
    is_followed = change.state.pages is not PagesPolicy.NEVER
    for entry in change.entries or ():
        yield Seen(
            (change.state.id, entry_digest(entry.key)),
            entry,
            change.fetch.at,
            own.get(entry.key) or (entry.url and urls.normalize(entry.url)) or None,
            is_followed or entry.key in own,
        )


def _own_articles(change: FeedUpdate, places: Mapping[bytes, Place]) -> Iterator[PageUpdate]:
    by_key = {entry.key: entry for entry in change.entries or ()}
    for own in change.articles:
        if own.key not in by_key or places[place_digest(own.url)].is_mute:
            continue
        yield PageUpdate(
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


# --- pages -----------------------------------------------------------------------------------


def _lead(connection: Connection, seen: Sequence[Seen]) -> Mapping[bytes, Place]:
    """Where each entry leads to; pages that no feed has named before are put in the queue."""
    places = _places(connection, list({one.place for one in seen if one.place}))
    fresh: dict[bytes, Seen] = {}
    for one in seen:
        if one.is_wanted and one.place and places.get(one.place, NEW).is_left:
            fresh.setdefault(one.place, one)
    _queue(connection, fresh)
    _take_up(connection, [place for place in fresh if place in places])
    return places | _places(connection, list(fresh))


NEW = Place(None, None, is_left=True)


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


def _queue(connection: Connection, fresh: Mapping[bytes, Seen]) -> None:
    rows: list[dict[str, object]] = [
        {
            "url": one.spot,
            "url_digest": place,
            "host": urls.host(one.spot or ""),
            "state": PageStatus.WAITING,
            "attempts": 0,
            "newest_at": min(one.entry.published_at or one.at, one.at),
            "added_at": one.at,
            "entry": codec.pack_entry(one.entry),
        }
        for place, one in sorted(fresh.items(), key=lambda item: item[0])
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


# --- sightings -------------------------------------------------------------------------------


def _known(
    connection: Connection, keys: Sequence[Key]
) -> dict[Key, tuple[int, tuple[object, ...]]]:
    """The rows that are there, with what they tell."""
    found: dict[Key, tuple[int, tuple[object, ...]]] = {}
    for start in range(0, len(keys), CHUNK):
        of_feed: dict[int, list[bytes]] = {}
        for feed_id, digest in keys[start : start + CHUNK]:
            of_feed.setdefault(feed_id, []).append(digest)
        query = select(
            SightingRow.feed_id,
            SightingRow.key_digest,
            SightingRow.id,
            SightingRow.guid,
            SightingRow.url,
            SightingRow.title,
            SightingRow.published_at,
            SightingRow.page_id,
        ).where(
            or_(  # of pairs in a list SQLite would look through all rows
                *(
                    and_(SightingRow.feed_id == feed_id, SightingRow.key_digest.in_(digests))
                    for feed_id, digests in of_feed.items()
                )
            )
        )
        for feed_id, digest, row_id, *told in connection.execute(query):
            found[feed_id, digest] = (row_id, tuple(told))
    return found
