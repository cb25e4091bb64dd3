"""Updates -> rows, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from sqlalchemy import Connection, update

from ingest.model import FeedUpdate, PageStatus, PageUpdate, Problem, RobotsRecord, Update
from ingest.store import records, subscriptions
from ingest.store.cases import Applied
from ingest.store.changes import ChangeNote, announce
from ingest.store.feed_updates import apply_feed
from ingest.store.page_updates import apply_pages
from ingest.store.quiet_feeds import apply_quiet, is_quiet
from ingest.store.tables import PageRow

KeepRaw = Literal["none", "latest", "all"]


def apply_all(
    connection: Connection, updates: Sequence[Update], keep_raw: KeepRaw
) -> list[Applied]:
    """Writes the updates in their order, and announces what they changed. Idempotent."""
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


def mark_failed(connection: Connection, change: Update, reason: str) -> None:
    """Writes down that an update could not be written, and why."""
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
