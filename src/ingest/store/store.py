"""The database's door: everything that the program reads and writes goes through `Store`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Literal, Self, TypeVar

import structlog
from sqlalchemy import Connection, Engine, exc, select, update
from sqlalchemy.engine import URL

from ingest import urls
from ingest.errors import DatabaseError, UsageError
from ingest.model import (
    FeedState,
    FeedStatus,
    FeedUpdate,
    Fetched,
    KeptPage,
    PageStatus,
    PageTask,
    PageUpdate,
    Problem,
    RawPage,
    RobotsRecord,
    Source,
    Stop,
    Update,
)
from ingest.store import (
    again,
    archived,
    bulk,
    care,
    claims,
    codec,
    decisions,
    history,
    kept,
    migrate,
    raw,
    reading,
    records,
    search,
    subscriptions,
    views,
)
from ingest.store.cases import Applied
from ingest.store.changes import ChangeNote, announce
from ingest.store.engine import is_contention, is_sqlite, open_engine, parse_url, shown, told
from ingest.store.feed_updates import apply_feed
from ingest.store.identity import page_digest
from ingest.store.locks import lock_run
from ingest.store.page_updates import apply_pages
from ingest.store.quiet_feeds import apply_quiet, is_quiet
from ingest.store.tables import HEAD, ArticleRow, PageRow

KeepRaw = Literal["none", "latest", "all"]
ATTEMPTS = 8
"""Writers on PostgreSQL that get in each other's way try again as often as this."""

T = TypeVar("T")
log = structlog.get_logger()


def open_store(url: str, *, keep_raw: KeepRaw = "latest") -> Store:
    """Opens the database. SQLite: made and upgraded by itself. PostgreSQL: SchemaError where the
    schema is old or missing. Any: SchemaError where it is newer, DatabaseError where it cannot be
    used.
    """
    target = parse_url(url)
    with told(target):
        engine = open_engine(target)
        try:
            with engine.connect() as connection:
                found = migrate.revision_of(connection)
            if found != HEAD and is_sqlite(target):
                engine = _upgraded(url, target, engine)
                with engine.connect() as connection:
                    found = migrate.revision_of(connection)
            migrate.require(found, shown(target))
        except BaseException:
            engine.dispose()
            raise
    return Store(target, engine, keep_raw=keep_raw)


def _upgraded(url: str, target: URL, engine: Engine) -> Engine:
    if target.database in {None, "", ":memory:"}:
        migrate.upgrade_engine(engine, target)
        return engine
    engine.dispose()
    migrate.upgrade(url)
    return open_engine(target)


class Store:
    """One database, from one thread. Every method is one short transaction; none stays open."""

    def __init__(self, url: URL, engine: Engine, *, keep_raw: KeepRaw = "latest") -> None:
        self._url = url
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._keep_raw = keep_raw
        self._last_host = ""
        self._headlines = claims.Headlines()

    @property
    def name(self) -> str:
        """The database's name for messages, without password."""
        return shown(self._url)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with told(self._url), self._engine.connect() as connection:
            yield connection

    def _write(self, change: Callable[[Connection], T]) -> T:
        """Runs `change` in a transaction, again where another writer was in the way."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with told(self._url), self._writer.begin() as connection:
                    return change(connection)
            except exc.DBAPIError as error:
                if attempt == ATTEMPTS or not is_contention(error):
                    raise
        raise AssertionError

    # --- subscriptions -----------------------------------------------------------------------

    def add_feeds(self, sources: Iterable[Source], *, now: datetime) -> list[bool]:
        """Subscribes; True for each that is new. UsageError for an address that is not http(s)."""
        wanted = list(sources)
        return self._write(lambda connection: subscriptions.add(connection, wanted, now=now))

    def remove_feeds(self, urls: Iterable[str]) -> list[str]:
        """Unsubscribes; returns those that were known. Articles stay."""
        wanted = list(urls)
        return self._write(lambda connection: subscriptions.remove(connection, wanted))

    def set_feed_status(
        self, urls: Iterable[str], status: FeedStatus, *, now: datetime
    ) -> list[str]:
        """Pauses or enables; returns those that were known."""
        wanted = list(urls)
        return self._write(
            lambda connection: subscriptions.set_status(connection, wanted, status, now=now)
        )

    def sources(self) -> list[Source]:
        """All subscriptions, without passwords."""
        with self._read() as connection:
            return subscriptions.sources(connection)

    # --- runs --------------------------------------------------------------------------------

    def lock_run(self) -> AbstractContextManager[None]:
        """Holds the run lock, which dies with the process; RunLockedError where another has it."""
        return lock_run(self._url, self._engine)

    def take_over(self) -> None:
        """Gives back every claim of dead runs. To be called under the run lock."""
        self._write(lambda connection: claims.give_back(connection, None))

    def begin_run(self, run: str, *, now: datetime) -> None:
        """Writes down that a run began; `run` is its name, new each time."""
        self._write(lambda connection: records.begin_run(connection, run, now))

    def end_run(self, run: str, *, now: datetime, summary: Mapping[str, object]) -> None:
        """Writes down how a run ended; `summary` is JSON-ready."""
        self._write(lambda connection: records.end_run(connection, run, now, summary))

    def anything_due(self, now: datetime, *, rechecks: bool = False) -> bool:
        """Whether a run would find something to do. One query."""
        with self._read() as connection:
            return claims.anything_due(connection, now, rechecks=rechecks)

    def claim_feeds(
        self,
        *,
        run: str,
        now: datetime,
        limit: int,
        every: bool = False,
        only: Sequence[str] | None = None,
        not_after: datetime | None = None,
    ) -> list[FeedState]:
        """The feeds that are due, for this run only. `every`: due or not; `not_after`: only those
        last checked before that moment, so that a pass over every feed ends.
        """
        return self._write(
            lambda connection: claims.claim_feeds(
                connection,
                run=run,
                now=now,
                limit=limit,
                every=every,
                only=only,
                not_after=not_after,
            )
        )

    def claim_pages(
        self,
        *,
        run: str,
        now: datetime,
        limit: int,
        per_host: int,
        busy_hosts: Collection[str] = (),
    ) -> list[PageTask]:
        """Waiting pages, for this run only: hosts in turn, the newest first within a host."""

        def claim(connection: Connection) -> tuple[list[PageTask], str]:
            return claims.claim_pages(
                connection,
                run=run,
                now=now,
                limit=limit,
                per_host=per_host,
                busy_hosts=busy_hosts,
                after_host=self._last_host,
                headlines=self._headlines,
            )

        tasks, self._last_host = self._write(claim)
        return tasks

    def claim_rechecks(
        self,
        *,
        run: str,
        now: datetime,
        limit: int,
        per_host: int,
        busy_hosts: Collection[str] = (),
    ) -> list[PageTask]:
        """Pages of articles that are to be asked for again, for this run only."""
        return self._write(
            lambda connection: claims.claim_rechecks(
                connection,
                run=run,
                now=now,
                limit=limit,
                per_host=per_host,
                busy_hosts=busy_hosts,
                headlines=self._headlines,
            )
        )

    def stops(self, now: datetime) -> list[Stop]:
        """The domains that asked to be left alone until later than now."""
        with self._read() as connection:
            return records.stops(connection, now)

    def give_back(self, run: str) -> None:
        """Gives back all that this run holds."""
        self._write(lambda connection: claims.give_back(connection, run))

    def page_task(self, url: str, *, now: datetime) -> PageTask:
        """The task for one address: its page's row is found or made."""
        address = urls.normalize(url)
        if address is None:
            raise UsageError(f"{urls.without_password(url)} is not an http(s) address")
        return self._write(lambda connection: _page_task(connection, address, now, self._headlines))

    def robots(self, origin: str) -> RobotsRecord | None:
        """What the origin's robots.txt said when it was last asked for."""
        with self._read() as connection:
            return records.robots(connection, origin)

    # --- writing -----------------------------------------------------------------------------

    def apply(self, updates: Sequence[Update]) -> list[Applied]:
        """Writes the updates in one transaction, in their order. Idempotent.

        Where one of them cannot be written, each gets a transaction of its own and the page at
        fault is marked `unreadable`. DatabaseError only where the database itself is at fault.
        """
        if not updates:
            return []
        try:
            return self._write(lambda connection: _apply_all(connection, updates, self._keep_raw))
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever an item breaks, it breaks alone
            if len(updates) == 1:
                return [self._give_up(updates[0], error)]
            return [applied for change in updates for applied in self.apply([change])]

    def standing(self, url: str, at: datetime, *, now: datetime) -> archived.Standing:
        """What is known of a page that an archive has from that moment."""
        with self._read() as connection:
            return archived.standing(connection, url, at, now=now, headlines=self._headlines)

    def apply_archived(self, updates: Sequence[PageUpdate]) -> list[Applied]:
        """`apply` for pages out of an archive, which may have no row yet."""
        return self.apply(self._write(lambda c: archived.with_pages(c, updates)))

    def foresee(self, updates: Sequence[Update]) -> list[Applied]:
        """What `apply` would do, found out by doing it; then all is undone, seen by nobody."""

        def trial(connection: Connection) -> list[Applied]:
            with connection.begin_nested() as all_of_it:
                applied = _apply_all(connection, updates, "none")
                all_of_it.rollback()
            return applied

        try:
            return self._write(trial)
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001  # as `apply` does
            if len(updates) == 1:
                return [Applied()]
            return [applied for change in updates for applied in self.foresee([change])]

    def _give_up(self, change: Update, error: Exception) -> Applied:
        """Writes down that an update could not be written, so that it is not tried for ever."""
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]
        log.error("item-not-stored", update=type(change).__name__, reason=reason)
        self._write(lambda connection: _mark_failed(connection, change, reason))
        return Applied()

    # --- decisions of a person ---------------------------------------------------------------

    def merge_articles(self, gone: Sequence[int], kept: int, *, now: datetime) -> None:
        """Makes articles one with `kept`, for good. UsageError where one is not there."""
        self._write(lambda connection: decisions.merge(connection, gone, kept, now=now))

    def split_article(
        self, article_id: int, aliases: Sequence[str], *, now: datetime
    ) -> tuple[int, list[int]]:
        """Makes these addresses an article of their own, for good; see `decisions.split`."""
        return self._write(
            lambda connection: decisions.split(connection, article_id, aliases, now=now)
        )

    # --- reading -----------------------------------------------------------------------------

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

    # --- care --------------------------------------------------------------------------------

    def prune(
        self, *, raw_before: datetime | None = None, fetches_before: datetime | None = None
    ) -> dict[str, int]:
        """Deletes raw pages and records of requests older than these moments; counts what went."""
        return care.prune(self._write, raw_before=raw_before, fetches_before=fetches_before)

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


def _apply_all(
    connection: Connection, updates: Sequence[Update], keep_raw: KeepRaw
) -> list[Applied]:
    applied: list[Applied] = []
    notes: list[ChangeNote] = []
    for (is_page, is_idle), group in groupby(
        updates, lambda change: (isinstance(change, PageUpdate), is_quiet(change))
    ):
        if is_page:
            pages = [change for change in group if isinstance(change, PageUpdate)]
            more, changed = apply_pages(connection, pages, keep_raw=keep_raw)
            applied += more
            notes += changed
            continue
        if is_idle:
            feeds = [change for change in group if is_quiet(change)]
            apply_quiet(connection, feeds)
            applied += [Applied() for _ in feeds]
            continue
        for change in group:
            if isinstance(change, FeedUpdate):
                own = apply_feed(connection, change)
                notes += apply_pages(connection, own, keep_raw="none")[1] if own else []
            elif isinstance(change, RobotsRecord):
                records.record_robots(connection, change)
            applied.append(Applied())
    announce(connection, notes)
    return applied


def _mark_failed(connection: Connection, change: Update, reason: str) -> None:
    match change:
        case PageUpdate() if change.task.id is not None and change.reread is None:
            connection.execute(
                update(PageRow)
                .where(PageRow.id == change.task.id)
                .values(
                    state=PageStatus.FAILED,
                    problem=Problem.UNREADABLE,
                    detail=f"could not be stored: {reason}",
                    attempts=change.attempts,
                    next_attempt_at=None,
                    claimed_by=None,
                    claimed_until=None,
                )
            )
        case FeedUpdate():
            subscriptions.mark_failed(connection, change, f"could not be stored: {reason}")
        case _:
            pass


def _page_task(
    connection: Connection, address: str, now: datetime, headlines: claims.Headlines
) -> PageTask:
    key = page_digest(address)
    query = (
        select(PageRow.id, PageRow.attempts, PageRow.entry, ArticleRow.first_seen_at)
        .outerjoin(ArticleRow, ArticleRow.id == PageRow.article_id)
        .where(PageRow.url_digest == key)
    )
    row = connection.execute(query).first()
    host = urls.host(address)
    if row is None:
        fresh: dict[str, object] = {
            "url": address,
            "url_digest": key,
            "host": host,
            "state": PageStatus.WAITING,
            "attempts": 0,
            "newest_at": now,
            "added_at": now,
            "article_id": claims.known_article(connection, address),
            "claimed_by": "fetch",
            "claimed_until": now + claims.LEASE,
        }
        bulk.upsert(connection, PageRow, [fresh], ["url_digest"])
        row = connection.execute(query).one()
    titles = headlines.of(connection, host, now)
    task = claims.page_task(row.id, address, row.attempts, codec.unpack_entry(row.entry), titles)
    return replace(task, known_since=row.first_seen_at)
