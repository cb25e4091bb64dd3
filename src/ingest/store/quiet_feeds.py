"""FeedUpdates without news -> rows, many at a time: what most checks of a feed come to.

One by one such an update costs more than the request before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from sqlalchemy import Connection, bindparam, select, update

from ingest.model import FeedStatus, FeedUpdate, Update
from ingest.store import records
from ingest.store.feed_updates import state_values
from ingest.store.tables import FeedRow, table_of


def is_quiet(change: Update) -> TypeGuard[FeedUpdate]:
    """Whether it changes nothing but the feed's own row."""
    return (
        isinstance(change, FeedUpdate)
        and not change.entries
        and not change.children
        and change.new_url is None
        and change.stop is None
    )


def apply_quiet(connection: Connection, changes: Sequence[FeedUpdate]) -> None:
    """Writes them as `apply_feed` writes each. Idempotent."""
    fetches = [fetch for change in changes for fetch in (*change.beside, change.fetch)]
    records.record_fetches(connection, fetches)
    found = connection.execute(
        select(FeedRow.id, FeedRow.state)
        .where(FeedRow.id.in_([change.state.id for change in changes]))
        .order_by(FeedRow.id)
        .with_for_update()
    )
    states = {row.id: row.state for row in found}
    rows = [
        {"old_id": change.state.id}
        | {f"new_{name}": value for name, value in state_values(change).items()}
        | ({"new_state": FeedStatus.PAUSED} if states[change.state.id] == FeedStatus.PAUSED else {})
        for change in changes
        if change.state.id in states
    ]
    if rows:
        feeds = table_of(FeedRow)
        names = [name.removeprefix("new_") for name in rows[0] if name != "old_id"]
        connection.execute(
            update(feeds)
            .where(feeds.c.id == bindparam("old_id"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            rows,
        )
