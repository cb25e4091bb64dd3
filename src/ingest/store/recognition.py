"""Cases -> the articles that they are about.

An address that was asked for or redirected to is proof. A canonical address and a feed's entry
are hints: publishers repeat them for different stories, so the texts must agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, func, literal, select, update

from ingest.model import AddressKind
from ingest.store import separations
from ingest.store.cases import Case, Known
from ingest.store.columns import Big
from ingest.store.likeness import same_story
from ingest.store.tables import (
    ArticleAddressRow,
    ArticleRow,
    EvidenceRow,
    PageRow,
    SightingRow,
    table_of,
)


@dataclass(frozen=True, slots=True)
class Merge:
    """An article that turned out to be another."""

    gone: Known
    kept: Known
    at: datetime


@dataclass(slots=True)
class _Clues:
    proof: list[int] = field(default_factory=list)
    hints: list[int] = field(default_factory=list)


def recognise(connection: Connection, cases: Sequence[Case]) -> list[Merge]:
    """Finds each case's article; merges those that turn out to be one, younger into older."""
    for case in cases:
        case.taken.clear()
        case.lent.clear()
    clues = [_Clues() for _ in cases]
    _ask_addresses(connection, cases, clues)
    _ask_entries(connection, cases, clues)
    articles = load(connection, {i for clue in clues for i in (*clue.proof, *clue.hints)})
    apart = separations.among(connection, {known.id for known in articles.values()})
    merges: dict[int, Merge] = {}
    for case, clue in zip(cases, clues, strict=True):
        _decide(case, clue, articles, apart, merges)
    for case in cases:
        if case.known and case.known.id in merges:
            case.known = merges[case.known.id].kept
        for digest, owner in case.taken.items():
            found = articles.get(owner)
            kept = merges[found.id].kept if found and found.id in merges else found
            case.taken[digest] = kept.id if kept else owner
    merge(connection, list(merges.values()))
    return list(merges.values())


def _decide(
    case: Case,
    clue: _Clues,
    articles: Mapping[int, Known],
    apart: set[tuple[int, int]],
    merges: dict[int, Merge],
) -> None:
    """What is proven is the case's article, whatever it said until now; a hint must agree.

    All that is the case's article or agrees with it becomes the oldest of them, but for what a
    person told apart.
    """
    proof = [articles[i] for i in clue.proof if i in articles][:1]
    if proof and case.update.at < proof[0].fetched_at:
        case.known = proof[0]
        return
    others = [articles[i] for i in (*clue.proof, *clue.hints) if i in articles]
    same: dict[int, Known] = {}
    for known in (*proof, *(other for other in others if _agrees(other, case))):
        if not any((known.id, one) in apart for one in same):
            same[known.id] = known
    if not same:
        return
    case.known = same.pop(min(same))
    for gone in same.values():
        merges.setdefault(gone.id, Merge(gone, case.known, case.observed_at))


def clues_of(connection: Connection, cases: Sequence[Case]) -> list[list[object]]:
    """What each case can be recognised by: its addresses, its page, the articles they lead to."""
    clues = [_Clues() for _ in cases]
    _ask_addresses(connection, cases, clues)
    _ask_entries(connection, cases, clues)
    return [
        [
            *case.addresses,
            *(("article", found) for found in (*clue.proof, *clue.hints)),
            ("page", case.page_id) if case.page_id else ("case", place),
        ]
        for place, (case, clue) in enumerate(zip(cases, clues, strict=True))
    ]


def _agrees(known: Known, case: Case) -> bool:
    article = case.article
    assert article is not None
    return known.content_hash == case.update.content_hash or same_story(
        known.title, known.text, article.title, article.text
    )


def _ask_addresses(connection: Connection, cases: Sequence[Case], clues: Sequence[_Clues]) -> None:
    found = {
        digest: (article_id, kind)
        for digest, article_id, kind in connection.execute(
            select(
                ArticleAddressRow.url_digest, ArticleAddressRow.article_id, ArticleAddressRow.kind
            ).where(
                ArticleAddressRow.url_digest.in_([key for case in cases for key in case.addresses])
            )
        )
    }
    for case, clue in zip(cases, clues, strict=True):
        for digest, address in case.addresses.items():
            if digest in found:
                article_id, kind = found[digest]
                case.taken[digest] = article_id
                if AddressKind.CANONICAL not in {address.kind, kind}:
                    clue.proof.append(article_id)
                    continue
                clue.hints.append(article_id)
                if address.kind is not AddressKind.CANONICAL:
                    case.lent.add(digest)


def _ask_entries(connection: Connection, cases: Sequence[Case], clues: Sequence[_Clues]) -> None:
    by_page: dict[int, list[int]] = {}
    for page_id, article_id in connection.execute(
        select(SightingRow.page_id, SightingRow.article_id)
        .where(
            SightingRow.page_id.in_([case.page_id for case in cases if case.page_id]),
            SightingRow.article_id.is_not(None),
        )
        .order_by(SightingRow.id)
    ):
        if page_id is not None and article_id is not None:
            by_page.setdefault(page_id, []).append(article_id)
    for case, clue in zip(cases, clues, strict=True):
        if case.page_id is not None:
            clue.hints.extend(by_page.get(case.page_id, []))


def load(connection: Connection, ids: set[int]) -> dict[int, Known]:
    """The articles by id, locked until the commit; a tombstone's id leads to the survivor."""
    if not ids:
        return {}
    found: dict[int, Known] = {}
    merged: dict[int, int] = {}
    query = (
        select(
            ArticleRow.id,
            ArticleRow.revision,
            ArticleRow.content_hash,
            ArticleRow.fetched_at,
            ArticleRow.title,
            ArticleRow.text,
            ArticleRow.merged_into,
        )
        .where(ArticleRow.id.in_(ids))
        .order_by(ArticleRow.id)
        .with_for_update()
    )
    for row in connection.execute(query):
        if row.merged_into is not None:
            merged[row.id] = row.merged_into
            continue
        found[row.id] = Known(
            id=row.id,
            revision=row.revision,
            content_hash=row.content_hash,
            fetched_at=row.fetched_at,
            title=row.title,
            text=row.text,
        )
    if merged:
        survivors = found | load(connection, set(merged.values()) - set(found))
        found |= {gone: survivors[kept] for gone, kept in merged.items() if kept in survivors}
    return found


def merge(connection: Connection, merges: Sequence[Merge]) -> None:
    """Leaves a tombstone that points at the survivor, and gives the survivor all that led here."""
    for one in merges:
        old, new = one.gone.id, one.kept.id
        for row in (ArticleAddressRow, SightingRow, PageRow):
            table = table_of(row)
            connection.execute(
                update(table).where(table.c.article_id == old).values(article_id=new)
            )
        connection.execute(
            update(ArticleRow).where(ArticleRow.merged_into == old).values(merged_into=new)
        )
        connection.execute(
            update(ArticleRow)
            .where(ArticleRow.duplicate_of == old)
            .values(duplicate_of=func.nullif(literal(new, Big), ArticleRow.id))
        )
        connection.execute(
            update(ArticleRow)
            .where(ArticleRow.id == old)
            .values(merged_into=new, duplicate_of=None)
        )
        connection.execute(delete(EvidenceRow).where(EvidenceRow.article_id == old))
        separations.inherit(connection, old, new)
