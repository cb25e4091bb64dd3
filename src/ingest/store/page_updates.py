"""PageUpdate -> rows: the page's state and, where there is one, its article.

Updates are written many at a time: what is known is read in a few queries, each update is
decided in memory, and the rows are written in a few statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from sqlalchemy import Connection, select

from ingest.model import PageUpdate
from ingest.store import articles, raw, records
from ingest.store.cases import Applied, Case, case_of
from ingest.store.changes import ChangeNote
from ingest.store.recognition import Merge, recognise
from ingest.store.settlement import settle
from ingest.store.tables import PageRow


def apply_pages(
    connection: Connection, updates: Sequence[PageUpdate], *, keep_raw: str
) -> tuple[list[Applied], list[ChangeNote]]:
    """Writes all that these fetches change, in the order given. Idempotent.

    The changes are returned, for the caller to announce at the end of its transaction.
    """
    applied: list[Applied] = []
    notes: list[ChangeNote] = []
    for bunch in _bunches(updates):
        notes += _apply_bunch(connection, bunch, keep_raw)
        applied += [Applied(article_id=case.article_id, change=case.change) for case in bunch]
    return applied, notes


def _bunches(updates: Sequence[PageUpdate]) -> Iterator[list[Case]]:
    """The cases in order, in bunches of which no two share a page or an address."""
    bunch: list[Case] = []
    seen: set[object] = set()
    for change in updates:
        case = case_of(change)
        marks: set[object] = {*case.addresses} | ({change.task.id} - {None})
        if marks & seen:
            yield bunch
            bunch, seen = [], set()
        bunch.append(case)
        seen |= marks
    if bunch:
        yield bunch


def _apply_bunch(connection: Connection, cases: list[Case], keep_raw: str) -> list[ChangeNote]:
    records.record_fetches(connection, [case.update.fetch for case in cases])
    for case in cases:
        if case.update.stopped_until:
            url = case.update.task.request.url
            records.record_stop(connection, url, case.update.stopped_until)
    _forget_removed_pages(connection, cases)
    stored = [case for case in cases if case.article is not None]
    merges: list[Merge] = []
    if stored:
        merges = recognise(connection, stored)
        articles.insert_new(connection, [case for case in stored if case.known is None])
        articles.revise(connection, [case for case in stored if case.known is not None])
        articles.name(connection, stored)
        articles.keep_evidence(connection, stored)
    settle(connection, cases)
    bodies = [(case.page_id, case.update.at, case.update.raw) for case in cases if case.page_id]
    raw.keep(connection, bodies, policy=keep_raw)
    return [*_merged(merges), *_changed(stored)]


def _forget_removed_pages(connection: Connection, cases: Sequence[Case]) -> None:
    wanted = [case.page_id for case in cases if case.page_id is not None]
    present = set(connection.scalars(select(PageRow.id).where(PageRow.id.in_(wanted))))
    for case in cases:
        if case.page_id not in present:
            case.page_id = None


def _merged(merges: Sequence[Merge]) -> Iterator[ChangeNote]:
    for one in merges:
        yield ChangeNote(one.gone.id, one.gone.revision, "merge", one.at)


def _changed(cases: Sequence[Case]) -> Iterator[ChangeNote]:
    for case in cases:
        assert case.article_id is not None
        if case.change != "unchanged":
            kind: Literal["insert", "update"] = "insert" if case.change == "stored" else "update"
            yield ChangeNote(case.article_id, case.revision, kind, case.update.at)
