"""The database's door: everything that the program reads and writes goes through `Store`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from ingest import log, urls
from ingest.errors import DatabaseError, UsageError
from ingest.model import (
    FeedState,
    FeedStatus,
    PageTask,
    PageUpdate,
    Source,
    Update,
)
from ingest.store import archived, care, claims, decisions, migrate, one_off, records, subscriptions
from ingest.store.applying import KeepRaw, apply_all, mark_failed
from ingest.store.cases import Applied
from ingest.store.engine import is_sqlite, open_engine, parse_url, shown, told
from ingest.store.locks import lock_run
from ingest.store.questions import Questions
from ingest.store.tables import HEAD


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


class Store(Questions):
    """One database, from one thread. Every method is one short transaction; none stays open."""

    def __init__(self, url: URL, engine: Engine, *, keep_raw: KeepRaw = "latest") -> None:
        super().__init__(url, engine)
        self._keep_raw = keep_raw
        self._last_host = ""

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
        hosts: int | None = None,
        busy_hosts: Collection[str] = (),
    ) -> list[PageTask]:
        """Waiting pages, for this run only: hosts in turn, the newest first within a host.

        `hosts`: pages of no more than so many.
        """

        def claim(connection: Connection) -> tuple[list[PageTask], str]:
            return claims.claim_pages(
                connection,
                run=run,
                now=now,
                limit=limit,
                hosts=limit if hosts is None else hosts,
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
        hosts: int | None = None,
        busy_hosts: Collection[str] = (),
    ) -> list[PageTask]:
        """Pages of articles that are to be asked for again, for this run only, as `claim_pages`."""
        return self._write(
            lambda connection: claims.claim_rechecks(
                connection,
                run=run,
                now=now,
                limit=limit,
                hosts=limit if hosts is None else hosts,
                per_host=per_host,
                busy_hosts=busy_hosts,
                headlines=self._headlines,
            )
        )

    def give_back(self, run: str) -> None:
        """Gives back all that this run holds."""
        self._write(lambda connection: claims.give_back(connection, run))

    def page_task(self, url: str, *, now: datetime) -> PageTask:
        """The task for one address: its page's row is found or made."""
        address = urls.normalize(url)
        if address is None:
            raise UsageError(f"{urls.without_password(url)} is not an http(s) address")
        return self._write(
            lambda connection: one_off.page_task(connection, address, now, self._headlines)
        )

    # --- writing -----------------------------------------------------------------------------

    def apply(self, updates: Sequence[Update]) -> list[Applied]:
        """Writes the updates in one transaction, in their order. Idempotent.

        Where one of them cannot be written, each gets a transaction of its own and the page at
        fault is marked `unreadable`. DatabaseError only where the database itself is at fault.
        """
        if not updates:
            return []
        try:
            return self._write(lambda connection: apply_all(connection, updates, self._keep_raw))
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever an item breaks, it breaks alone
            if len(updates) == 1:
                return [self._give_up(updates[0], error)]
            return [applied for change in updates for applied in self.apply([change])]

    def apply_archived(self, updates: Sequence[PageUpdate]) -> list[Applied]:
        """`apply` for pages out of an archive, which may have no row yet."""
        return self.apply(self._write(lambda c: archived.with_pages(c, updates)))

    def foresee(self, updates: Sequence[Update]) -> list[Applied]:
        """What `apply` would do, found out by doing it; then all is undone, seen by nobody."""

        def trial(connection: Connection) -> list[Applied]:
            applied = apply_all(connection, updates, "none")
            all_of_it = connection.get_transaction()
            assert all_of_it is not None
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
        self._write(lambda connection: mark_failed(connection, change, reason))
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

    # --- care --------------------------------------------------------------------------------

    def prune(
        self, *, raw_before: datetime | None = None, fetches_before: datetime | None = None
    ) -> dict[str, int]:
        """Deletes raw pages and records of requests older than these moments; counts what went."""
        return care.prune(self._write, raw_before=raw_before, fetches_before=fetches_before)
