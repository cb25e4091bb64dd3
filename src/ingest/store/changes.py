"""The change feed: `seq` in the order in which readers see the changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, text

from ingest.store import bulk
from ingest.store.tables import ArticleRow, ChangeRow

CHANGE_LOCK = 7021905546018290003
"""PostgreSQL's advisory lock from the giving of `seq` to the commit: a number of ours."""


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """One row of `v1_changes` before it has its `seq`."""

    article_id: int
    revision: int
    kind: Literal["insert", "update", "merge", "delete"]
    at: datetime


def announce(connection: Connection, notes: Sequence[ChangeNote]) -> None:
    """Writes the changes; to be called last in a transaction.

    Commit order is `seq` order: SQLite has one writer, and on PostgreSQL the lock is held from
    here to the end of the transaction, which is visible to readers before the lock is free.
    """
    if not notes:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHANGE_LOCK})
    given = bulk.insert_numbered(
        connection,
        ChangeRow,
        [
            {
                "article_id": note.article_id,
                "revision": note.revision,
                "kind": note.kind,
                "at": note.at,
            }
            for note in notes
        ],
    )
    numbered = zip(notes, given, strict=True)
    bulk.update_rows(
        connection, ArticleRow, [{"id": note.article_id, "seq": seq} for note, seq in numbered]
    )
