"""Updates -> rows, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from sqlalchemy import Connection, update

from ingest.model import FeedUpdate, PageStatus, PageUpdate, Problem, RobotsRecord, Update
from ingest.store import records, subscriptions
from ingest.store.cases import Applied
from ingest.store.changes import ChangeNote, announce
from ingest.store.feed_updates import apply_feeds
from ingest.store.page_updates import apply_pages
from ingest.store.tables import PageRow

KeepRaw = Literal["none", "latest", "all"]


def apply_all(
    connection: Connection, updates: Sequence[Update], keep_raw: KeepRaw
) -> list[Applied]:
    """Writes the updates in their order, and announces what they changed. Idempotent."""
    applied: list[Applied] = []
    notes: list[ChangeNote] = []
    for is_page, group in groupby(updates, lambda change: isinstance(change, PageUpdate)):
        if is_page:
            pages = [change for change in group if isinstance(change, PageUpdate)]
            more, changed = apply_pages(connection, pages, keep_raw=keep_raw)
            applied += more
            notes += changed
            continue
        others = list(group)
        for feeds in _each_once([one for one in others if isinstance(one, FeedUpdate)]):
            own = apply_feeds(connection, feeds)
            notes += apply_pages(connection, own, keep_raw="none")[1] if own else []
        for change in others:
            if isinstance(change, RobotsRecord):
                records.record_robots(connection, change)
        applied += [Applied() for _ in others]
    announce(connection, notes)
    return applied


def _each_once(changes: Sequence[FeedUpdate]) -> Iterator[list[FeedUpdate]]:
    """The changes in their order, in parts that have each feed once at the most."""
    part: dict[int, FeedUpdate] = {}
    for change in changes:
        if change.state.id in part:
            yield list(part.values())
            part = {}
        part[change.state.id] = change
    if part:
        yield list(part.values())


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
