"""Cases at their end -> pages and sightings that know what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from ingest.model import PageStatus, PageUpdate, Problem
from ingest.store import bulk, codec
from ingest.store.cases import Case
from ingest.store.tables import PageRow, SightingRow, table_of

GONE = frozenset({Problem.GONE, Problem.NOT_FOUND})
"""What a site says that took a page down."""

STORED = {"state": PageStatus.STORED, "problem": None, "detail": None, "next_attempt_at": None}
FREE = {"claimed_by": None, "claimed_until": None}


def settle(connection: Connection, cases: Sequence[Case]) -> None:
    """Writes what became of the pages, of their entries, and of other pages of the same article."""
    rows = []
    there = [case for case in cases if case.page_id is not None]
    late = _taken_down_later(connection, there)
    _settle_late(connection, [case for case in there if case.page_id in late])
    there = [case for case in there if case.page_id not in late]
    _settle_reread(connection, [case for case in there if case.update.reread is not None])
    _settle_kept(connection, [case for case in there if case.update.keeps])
    for case in there:
        if case.update.reread is not None or case.update.keeps:
            continue
        change = case.update
        retried = change.status is PageStatus.FAILED and change.next_attempt_at is not None
        rows.append(
            {
                "id": case.page_id,
                "state": PageStatus.WAITING if retried else change.status,
                "problem": change.problem,
                "detail": change.detail or None,
                "attempts": change.attempts,
                "next_attempt_at": change.next_attempt_at,
                "article_id": case.article_id,
                "recheck_at": change.recheck_at,
                "gone_at": change.at if _is_gone(change) else None,
                "validators": codec.pack_validators(change.validators),
                **FREE,
            }
        )
    bulk.update_rows(connection, PageRow, rows, coalesced=("article_id", "validators"))
    _settle_twins(connection, [case for case in cases if case.article_id is not None])


def _is_gone(change: PageUpdate) -> bool:
    return change.status is PageStatus.FAILED and change.problem in GONE


def _taken_down_later(connection: Connection, cases: Sequence[Case]) -> set[int | None]:
    """The pages that were taken down after these answers came, as an archive or the kept bodies
    have them.
    """
    query = select(PageRow.id, PageRow.gone_at).where(
        PageRow.id.in_([case.page_id for case in cases]), PageRow.gone_at.is_not(None)
    )
    gone_at = {row.id: row.gone_at for row in connection.execute(query)}
    return {
        case.page_id
        for case in cases
        if case.page_id in gone_at and case.update.at < gone_at[case.page_id]
    }


def _settle_late(connection: Connection, cases: Sequence[Case]) -> None:
    """Pages that have an article from before they were taken down, and stay marked."""
    rows = [
        {"id": case.page_id, "article_id": case.article_id}
        for case in cases
        if case.article_id is not None
    ]
    bulk.update_rows(connection, PageRow, rows)


def _settle_kept(connection: Connection, cases: Sequence[Case]) -> None:
    """Pages of which a re-check learned nothing."""
    rows = [{"id": case.page_id, "recheck_at": case.update.recheck_at, **FREE} for case in cases]
    bulk.update_rows(connection, PageRow, rows)


def _settle_reread(connection: Connection, cases: Sequence[Case]) -> None:
    """Pages that were read again: they have an article now, or still none for another reason.

    The queue, and what a run holds of it, stay as they are.
    """
    read = [case for case in cases if case.article_id is not None]
    unread = [case for case in cases if case.article_id is None]
    rows = [{"id": case.page_id, "article_id": case.article_id, **STORED} for case in read]
    bulk.update_rows(connection, PageRow, rows)
    pages = table_of(PageRow)
    if unread:
        connection.execute(
            update(pages)
            .where(
                pages.c.id == bindparam("old_id"),
                pages.c.article_id.is_(None),
                pages.c.state == PageStatus.FAILED,
            )
            .values(problem=bindparam("new_problem"), detail=bindparam("new_detail")),
            [
                {
                    "old_id": case.page_id,
                    "new_problem": case.update.problem,
                    "new_detail": case.update.detail or None,
                }
                for case in unread
            ],
        )


def _settle_twins(connection: Connection, cases: Sequence[Case]) -> None:
    """Pages that wait under another address of a stored article need not be fetched."""
    owners = {key: case for case in cases for key in case.own}
    twins = connection.execute(
        select(PageRow.id, PageRow.url_digest, PageRow.article_id, PageRow.state).where(
            PageRow.url_digest.in_(list(owners))
        )
    ).all()
    led = {case.page_id: case.article_id for case in cases if case.page_id}
    waiting = []
    for row in twins:
        led.setdefault(row.id, owners[row.url_digest].article_id)
        if row.state == PageStatus.WAITING and row.article_id is None:
            waiting.append({"id": row.id, "article_id": led[row.id], **STORED, **FREE})
    bulk.update_rows(connection, PageRow, waiting)
    rows = [{"page_id": page, "article_id": article} for page, article in led.items()]
    bulk.update_rows(connection, SightingRow, rows, key="page_id")
