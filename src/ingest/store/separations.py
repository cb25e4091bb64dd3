"""Which articles a person has told apart."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, or_, select

from ingest.store import bulk
from ingest.store.tables import SeparationRow

KEY = ("article_id", "other_id")


def keep(connection: Connection, one: int, other: int) -> None:
    """Keeps that the two are two."""
    rows: list[dict[str, object]] = [
        dict(zip(KEY, pair, strict=True)) for pair in ((one, other), (other, one))
    ]
    bulk.upsert(connection, SeparationRow, rows, KEY)


def forget(connection: Connection, articles: Collection[int]) -> None:
    """Forgets that any two of these were told apart."""
    connection.execute(
        delete(SeparationRow).where(
            SeparationRow.article_id.in_(articles), SeparationRow.other_id.in_(articles)
        )
    )


def among(connection: Connection, articles: Collection[int]) -> set[tuple[int, int]]:
    """The pairs of these that are two, each in both orders."""
    if len(articles) < len(KEY):
        return set()
    query = select(SeparationRow.article_id, SeparationRow.other_id).where(
        SeparationRow.article_id.in_(articles), SeparationRow.other_id.in_(articles)
    )
    return {(row.article_id, row.other_id) for row in connection.execute(query)}


def inherit(connection: Connection, gone: int, kept: int) -> None:
    """What was told apart from an article that is no more is told apart from its survivor."""
    others = connection.scalars(
        select(SeparationRow.other_id).where(SeparationRow.article_id == gone)
    ).all()
    if others:
        connection.execute(
            delete(SeparationRow).where(
                or_(SeparationRow.article_id == gone, SeparationRow.other_id == gone)
            )
        )
    for other in others:
        if other != kept:
            keep(connection, kept, other)
