"""Cases at their end -> pages and sightings that know what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select, update

from ingest.model import PageStatus, PageUpdate, Problem
from ingest.store import codec
from ingest.store.cases import Case
from ingest.store.tables import PageRow, SightingRow, table_of

GONE = frozenset({Problem.GONE, Problem.NOT_FOUND})
"""What a site says that took a page down."""


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
                "old_id": case.page_id,
                "new_state": PageStatus.WAITING if retried else change.status,
                "new_problem": change.problem,
                "new_detail": change.detail or None,
                "new_attempts": change.attempts,
                "new_next_attempt_at": change.next_attempt_at,
                "new_article_id": case.article_id,
                "new_recheck_at": change.recheck_at,
                "new_gone_at": change.at if _is_gone(change) else None,
                "new_validators": codec.pack_validators(change.validators),
            }
        )
    if rows:
        table = table_of(PageRow)
        names = (
            "state",
            "problem",
            "detail",
            "attempts",
            "next_attempt_at",
            "recheck_at",
            "gone_at",
        )
        connection.execute(
            update(table)
            .where(table.c.id == bindparam("old_id"))
            .values(
                {name: bindparam(f"new_{name}") for name in names}
                | {
                    "article_id": func.coalesce(
                        bindparam("new_article_id", type_=table.c.article_id.type),
                        table.c.article_id,
                    ),
                    "validators": func.coalesce(
                        bindparam("new_validators", type_=table.c.validators.type),
                        table.c.validators,
                    ),
                    "claimed_by": None,
                    "claimed_until": None,
                }
            ),
            rows,
        )
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
        {"old_id": case.page_id, "new_article_id": case.article_id}
        for case in cases
        if case.article_id is not None
    ]
    if rows:
        pages = table_of(PageRow)
        connection.execute(
            update(pages)
            .where(pages.c.id == bindparam("old_id"))
            .values(article_id=bindparam("new_article_id")),
            rows,
        )


def _settle_kept(connection: Connection, cases: Sequence[Case]) -> None:
    """Pages of which a re-check learned nothing."""
    if cases:
        pages = table_of(PageRow)
        connection.execute(
            update(pages)
            .where(pages.c.id == bindparam("old_id"))
            .values(recheck_at=bindparam("new_recheck_at"), claimed_by=None, claimed_until=None),
            [{"old_id": case.page_id, "new_recheck_at": case.update.recheck_at} for case in cases],
        )


def _settle_reread(connection: Connection, cases: Sequence[Case]) -> None:
    """Pages that were read again: they have an article now, or still none for another reason.

    The queue, and what a run holds of it, stay as they are.
    """
    pages = table_of(PageRow)
    page = update(pages).where(pages.c.id == bindparam("old_id"))
    read = [case for case in cases if case.article_id is not None]
    unread = [case for case in cases if case.article_id is None]
    if read:
        told = {"state": PageStatus.STORED, "problem": None, "detail": None}
        connection.execute(
            page.values(
                {**told, "next_attempt_at": None, "article_id": bindparam("new_article_id")}
            ),
            [{"old_id": case.page_id, "new_article_id": case.article_id} for case in read],
        )
    if unread:
        connection.execute(
            page.where(pages.c.article_id.is_(None), pages.c.state == PageStatus.FAILED).values(
                problem=bindparam("new_problem"), detail=bindparam("new_detail")
            ),
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
            waiting.append({"old_id": row.id, "new_article_id": led[row.id]})
    if waiting:
        pages = table_of(PageRow)
        connection.execute(
            update(pages)
            .where(pages.c.id == bindparam("old_id"))
            .values(
                state=PageStatus.STORED,
                article_id=bindparam("new_article_id"),
                problem=None,
                detail=None,
                next_attempt_at=None,
                claimed_by=None,
                claimed_until=None,
            ),
            waiting,
        )
    if led:
        sightings = table_of(SightingRow)
        connection.execute(
            update(sightings)
            .where(sightings.c.page_id == bindparam("old_page"))
            .values(article_id=bindparam("new_article_id")),
            [{"old_page": page, "new_article_id": article} for page, article in led.items()],
        )
