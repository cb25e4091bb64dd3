"""PageUpdate -> rows: the page's state and, where there is one, its article.

Updates are written many at a time: what is known is read in a few queries, each update is
decided in memory, and the rows are written in a few statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from sqlalchemy import Connection, select

from ingest.model import PageUpdate
from ingest.store import articles, duplicates, raw, records
from ingest.store.cases import Applied, Case, case_of
from ingest.store.changes import ChangeNote
from ingest.store.recognition import Merge, clues_of, recognise
from ingest.store.settlement import settle
from ingest.store.tables import PageRow


def apply_pages(
    connection: Connection, updates: Sequence[PageUpdate], *, keep_raw: str
) -> tuple[list[Applied], list[ChangeNote]]:
    """Writes all that these fetches change, in the order given. Idempotent.

    The changes are returned, for the caller to announce at the end of its transaction.
    """
    cases = [case_of(change) for change in updates]
    notes: list[ChangeNote] = []
    for some in _rounds(connection, cases):
        notes += _apply_round(connection, some, keep_raw)
    return [Applied(article_id=case.article_id, change=case.change) for case in cases], notes


def _rounds(connection: Connection, cases: Sequence[Case]) -> Iterator[list[Case]]:
    """The cases in rounds: those that can lead to one article stand in different rounds, in order.

    Cases are kin where they share a page, an address, or an article that either leads to, directly
    or through others.
    """
    marks = clues_of(connection, cases)
    kin: dict[object, object] = {}

    def root(mark: object) -> object:
        while kin.setdefault(mark, mark) != mark:
            mark = kin[mark]
        return mark

    for first, *others in marks:
        for mark in others:
            kin[root(mark)] = root(first)
    rounds: list[list[Case]] = []
    turns: dict[object, int] = {}
    for case, (first, *_) in zip(cases, marks, strict=True):
        turn = turns.get(root(first), 0)
        turns[root(first)] = turn + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(case)
    yield from rounds


def _apply_round(connection: Connection, cases: list[Case], keep_raw: str) -> list[ChangeNote]:
    fetched = [case for case in cases if case.update.reread is None]
    records.record_fetches(connection, [case.update.fetch for case in fetched])
    for case in cases:
        if case.update.stop:
            records.record_stop(connection, case.update.stop)
    _forget_removed_pages(connection, cases)
    stored = [case for case in cases if case.article is not None]
    merges: list[Merge] = []
    if stored:
        merges = recognise(connection, stored)
        articles.insert_new(connection, [case for case in stored if case.known is None])
        articles.revise(connection, [case for case in stored if case.known is not None])
        articles.name(connection, stored)
        articles.keep_evidence(connection, stored)
        duplicates.forget(connection, [one.gone.id for one in merges])
        duplicates.group(connection, [case for case in stored if case.change != "unchanged"])
    settle(connection, cases)
    raw.keep(connection, [case.update for case in fetched if case.page_id], policy=keep_raw)
    raw.mark(connection, [case.update for case in cases])
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
            yield ChangeNote(case.article_id, case.revision, kind, case.observed_at)
