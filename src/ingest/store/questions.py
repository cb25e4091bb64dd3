"""All that the program asks the database and that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from ingest.model import Fetched, KeptPage, PageTask, RawPage, RobotsRecord, Source, Stop
from ingest.store import (
    again,
    archived,
    care,
    claims,
    history,
    kept,
    raw,
    reading,
    records,
    search,
    subscriptions,
    views,
)
from ingest.store.door import Door


class Questions(Door):
    """What a database answers. Every method is one short transaction."""

    def __init__(self, url: URL, engine: Engine) -> None:
        super().__init__(url, engine)
        self._headlines = claims.Headlines()

    # --- for a run ---------------------------------------------------------------------------

    def sources(self) -> list[Source]:
        """All subscriptions, without passwords."""
        with self._read() as connection:
            return subscriptions.sources(connection)

    def anything_due(self, now: datetime, *, rechecks: bool = False) -> bool:
        """Whether a run would find something to do. One query."""
        with self._read() as connection:
            return claims.anything_due(connection, now, rechecks=rechecks)

    def anything_unread(self, now: datetime, *, feeds: bool, pages: bool) -> bool:
        """Whether a feed or a page is due of which nothing was ever read. One query."""
        with self._read() as connection:
            return claims.anything_unread(connection, now, feeds=feeds, pages=pages)

    def stops(self, now: datetime) -> list[Stop]:
        """The domains that asked to be left alone until later than now."""
        with self._read() as connection:
            return records.stops(connection, now)

    def robots(self, origin: str) -> RobotsRecord | None:
        """What the origin's robots.txt said when it was last asked for."""
        with self._read() as connection:
            return records.robots(connection, origin)

    def standing(self, url: str, at: datetime, *, now: datetime) -> archived.Standing:
        """What is known of a page that an archive has from that moment."""
        with self._read() as connection:
            return archived.standing(connection, url, at, now=now, headlines=self._headlines)

    # --- for others --------------------------------------------------------------------------

    def rows(
        self,
        view: str,
        *,
        where: Mapping[str, object] | None = None,
        order: str | None = None,
        limit: int | None = None,
    ) -> list[dict[str, object]]:
        """Rows of a view, JSON-ready, the same on both databases."""
        with self._read() as connection:
            return views.rows(connection, view, where=where, order=order, limit=limit)

    def articles(
        self, *, since: datetime | None = None, host: str | None = None, limit: int | None = None
    ) -> Iterator[dict[str, object]]:
        """Articles, JSON-ready, the newest stored first; `since` compares `first_seen_at`."""
        return reading.articles(self._read, since=since, host=host, limit=limit)

    def articles_since(self, seq: int) -> Iterator[dict[str, object]]:
        """Articles changed after `seq`, in that order, JSON-ready, as they stand at one moment."""
        return reading.articles_since(self._read, seq)

    def article(self, ref: str) -> dict[str, object] | None:
        """The article with this id or any of its addresses."""
        with self._read() as connection:
            return reading.article(connection, ref)

    def changes(self, *, since: int = 0, limit: int = 1000) -> list[dict[str, object]]:
        """The changes after the `seq` that a consumer has kept, in their order; what the article
        is called now, and what a merged one became.
        """
        with self._read() as connection:
            return history.changes(connection, since=since, limit=limit)

    def revisions(self, article_id: int) -> list[dict[str, object]]:
        """All that an article said, the oldest first, the present revision included."""
        with self._read() as connection:
            return history.revisions(connection, article_id)

    def raw_page(self, article_id: int) -> RawPage | None:
        """The newest page as it came of an article; None where none is kept."""
        with self._read() as connection:
            return raw.newest(connection, article_id)

    def kept_page(self, ref: str, *, now: datetime) -> tuple[PageTask, Fetched | None] | None:
        """The page with this address, or of the article with this id or address: what is known of
        it, and the newest answer that is kept.
        """
        with self._read() as connection:
            return kept.page(connection, ref, now=now, headlines=self._headlines)

    def kept_pages(
        self, selection: again.Selection, *, after: int, limit: int, now: datetime
    ) -> list[KeptPage]:
        """Pages whose body is kept, to be read again, in the order of their `raw_id`."""
        with self._read() as connection:
            return again.kept_pages(
                connection,
                selection,
                after=after,
                limit=limit,
                now=now,
                headlines=self._headlines,
            )

    def count_kept(self, selection: again.Selection) -> int:
        """How many pages there are to be read again."""
        with self._read() as connection:
            return again.count(connection, selection)

    def raw_pages(
        self, *, since: datetime | None = None, host: str | None = None
    ) -> Iterator[tuple[datetime, RawPage]]:
        """All pages that are kept as they came, with the moments of their fetches."""
        return archived.kept(self._read, since=since, host=host)

    def search(
        self, words: str, *, host: str | None = None, limit: int = 20
    ) -> list[dict[str, object]]:
        """Articles with these words, the best first; see `search.search`."""
        with self._read() as connection:
            return search.search(connection, words, host=host, limit=limit)

    def prunable(
        self, *, raw_before: datetime | None = None, fetches_before: datetime | None = None
    ) -> dict[str, int]:
        """What `prune` would count, and deletes nothing."""
        with self._read() as connection:
            return care.prunable(connection, raw_before=raw_before, fetches_before=fetches_before)

    def status(self) -> dict[str, object]:
        """Health: feeds by state, problems with counts, queue, last runs."""
        with self._read() as connection:
            return reading.status(connection)
