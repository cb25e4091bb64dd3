"""PageUpdate -> rows: the page's state and, where there is one, its article.

Updates are written many at a time: what is known is read in a few queries, each update is
decided in memory, and the rows are written in a few statements. No two updates of one bunch
share an address.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from ingest import urls
from ingest.model import Address, AddressKind, Extraction, PageStatus, PageUpdate
from ingest.store import codec, raw, records
from ingest.store.identity import digest, page_digest
from ingest.store.likeness import same_story
from ingest.store.tables import (
    ArticleAddressRow,
    ArticleRow,
    ChangeRow,
    EvidenceRow,
    PageRow,
    RemovedRow,
    RevisionRow,
    SightingRow,
)

CHANGE_LOCK = 7021905546018290003
"""PostgreSQL's advisory lock from the giving of `seq` to the commit: a number of ours."""

Change = Literal["stored", "updated", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of an update: the article that it led to, and what happened to it."""

    article_id: int | None = None
    change: Change | None = None


@dataclass(slots=True, kw_only=True)
class _Known:
    """An article as it stands, so far as a decision needs it."""

    id: int
    revision: int
    content_hash: str
    fetched_at: datetime
    title: str | None
    text: str


@dataclass(slots=True, kw_only=True)
class _Case:
    """One update on its way: what is known of its page, and what is decided."""

    update: PageUpdate
    page_id: int | None
    addresses: dict[bytes, Address]
    known: _Known | None = None
    change: Change | None = None
    article_id: int | None = None
    revision: int = 1
    taken: set[bytes] = field(default_factory=set)

    @property
    def article(self) -> Extraction | None:
        return self.update.article if self.update.status is PageStatus.STORED else None


def apply_pages(
    connection: Connection, updates: Sequence[PageUpdate], *, keep_raw: str
) -> list[Applied]:
    """Writes all that these fetches change, in the order given. Idempotent."""
    applied = []
    for bunch in _bunches(updates):
        applied += _apply_bunch(connection, bunch, keep_raw)
    return applied


def _bunches(updates: Sequence[PageUpdate]) -> Iterator[list[_Case]]:
    bunch: list[_Case] = []
    seen: set[object] = set()
    for change in updates:
        case = _Case(
            update=change,
            page_id=change.task.id,
            addresses={
                page_digest(address.url): address for address in reversed(_addresses(change))
            },
        )
        marks = {*case.addresses, change.task.id} - {None}
        if marks & seen:
            yield bunch
            bunch, seen = [], set()
        bunch.append(case)
        seen |= marks
    if bunch:
        yield bunch


def _addresses(change: PageUpdate) -> list[Address]:
    """The addresses in the order of their strength, the requested one first, all normalised."""
    requested = Address(url=change.task.request.url, kind=AddressKind.REQUESTED)
    given = sorted(change.addresses, key=lambda address: list(AddressKind).index(address.kind))
    return [
        Address(url=url, kind=address.kind)
        for address in (requested, *given)
        if (url := urls.normalize(address.url)) is not None
    ]


def _apply_bunch(connection: Connection, cases: list[_Case], keep_raw: str) -> list[Applied]:
    records.record_fetches(connection, [case.update.fetch for case in cases])
    for case in cases:
        if case.update.stopped_until:
            records.record_stop(connection, case.update.task.request.url, case.update.stopped_until)
    present = set(
        connection.scalars(
            select(PageRow.id).where(
                PageRow.id.in_([case.page_id for case in cases if case.page_id])
            )
        )
    )
    for case in cases:
        if case.page_id not in present:
            case.page_id = None
    stored = [case for case in cases if case.article is not None]
    if stored:
        _recognise(connection, stored)
        _insert(connection, [case for case in stored if case.known is None])
        _revise(connection, [case for case in stored if case.known is not None])
        _name(connection, stored)
        _witness(connection, stored)
        _announce(connection, [case for case in stored if case.change != "unchanged"])
    _settle(connection, cases)
    raw.keep(
        connection,
        [(case.page_id, case.update.at, case.update.raw) for case in cases if case.page_id],
        policy=keep_raw,
    )
    return [Applied(article_id=case.article_id, change=case.change) for case in cases]


# --- recognising -----------------------------------------------------------------------------


def _recognise(connection: Connection, cases: list[_Case]) -> None:
    """Finds the article of each case: by an address, else by the page or an entry that led here.

    An address that was asked for or redirected to is proof. A canonical address and a feed's
    entry are hints: publishers repeat them for different stories, so the texts must agree.
    """
    digests = [key for case in cases for key in case.addresses]
    by_digest = {
        row.url_digest: row
        for row in connection.execute(
            select(
                ArticleAddressRow.url_digest, ArticleAddressRow.article_id, ArticleAddressRow.kind
            ).where(ArticleAddressRow.url_digest.in_(digests))
        )
    }
    by_page: dict[int, list[int]] = {}
    pages = [case.page_id for case in cases if case.page_id]
    for row in connection.execute(
        select(SightingRow.page_id, SightingRow.article_id)
        .where(SightingRow.page_id.in_(pages), SightingRow.article_id.is_not(None))
        .order_by(SightingRow.id)
    ):
        by_page.setdefault(row.page_id, []).append(row.article_id)
    strong: dict[int, list[int]] = {}
    weak: dict[int, list[int]] = {}
    for place, case in enumerate(cases):
        for key, address in case.addresses.items():
            if key in by_digest:
                case.taken.add(key)
                found = by_digest[key]
                hint = AddressKind.CANONICAL in {address.kind, found.kind}
                (weak if hint else strong).setdefault(place, []).append(found.article_id)
        weak.setdefault(place, []).extend(by_page.get(case.page_id or 0, []))
    articles = _load(
        connection, {i for found in (strong, weak) for ids in found.values() for i in ids}
    )
    for place, case in enumerate(cases):
        article = case.article
        assert article is not None
        for article_id in strong.get(place, []):
            case.known = case.known or articles.get(article_id)
        for article_id in weak[place]:
            known = articles.get(article_id)
            if (
                case.known is None
                and known
                and same_story(known.title, known.text, article.title, article.text)
            ):
                case.known = known


def _load(connection: Connection, ids: set[int]) -> dict[int, _Known]:
    """The articles by id; a tombstone's id leads to the survivor."""
    if not ids:
        return {}
    found: dict[int, _Known] = {}
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
        found[row.id] = _Known(
            id=row.id,
            revision=row.revision,
            content_hash=row.content_hash,
            fetched_at=row.fetched_at,
            title=row.title,
            text=row.text,
        )
    if merged:
        survivors = found | _load(connection, set(merged.values()) - set(found))
        found |= {gone: survivors[kept] for gone, kept in merged.items() if kept in survivors}
    return found


# --- articles --------------------------------------------------------------------------------


def _fields(case: _Case) -> dict[str, object]:
    article = case.article
    assert article is not None
    refused = {case.addresses[key].url for key in case.taken} if case.known is None else set()
    fallback = [
        address.url
        for address in case.addresses.values()
        if address.kind is not AddressKind.CANONICAL
    ]
    wanted = urls.normalize(case.update.url) if case.update.url else None
    url = (
        wanted
        if wanted and wanted not in refused
        else (fallback or [case.update.task.request.url])[0]
    )
    return {
        "url": url,
        "host": urls.host(url),
        "title": article.title,
        "description": article.description,
        "text": article.text,
        "language": article.language,
        "authors": codec.pack_names(article.authors),
        "section": article.section,
        "tags": codec.pack_names(article.tags),
        "site_name": article.site_name,
        "image_url": article.image_url,
        "published_at": article.published_at,
        "published_source": article.published_source,
        "modified_at": article.modified_at,
        "fetched_at": case.update.at,
        "word_count": len(article.text.split()),
        "content_hash": _content_hash(case.update, article),
        "extractor": case.update.extractor,
        "access": article.access,
        "quality": article.quality,
    }


def _content_hash(change: PageUpdate, article: Extraction) -> str:
    return change.content_hash or digest("content", article.title or "", article.text).hex()


def _insert(connection: Connection, cases: list[_Case]) -> None:
    if not cases:
        return
    rows = []
    for case in cases:
        at = case.update.at
        rows.append(
            _fields(case) | {"seq": 0, "revision": 1, "first_seen_at": at, "revised_at": at}
        )
    ids = connection.scalars(
        insert(ArticleRow).returning(ArticleRow.id, sort_by_parameter_order=True), rows
    )
    for case, article_id in zip(cases, ids.all(), strict=True):
        case.article_id, case.change = article_id, "stored"


_CONTENT = ("title", "text", "content_hash", "word_count", "extractor")


def _revise(connection: Connection, cases: list[_Case]) -> None:
    """Changed content becomes the next revision; what an older fetch says changes nothing."""
    edited, touched = [], []
    for case in cases:
        known, article = case.known, case.article
        assert known is not None
        assert article is not None
        case.article_id, case.change, case.revision = known.id, "unchanged", known.revision
        if case.update.at < known.fetched_at:
            continue
        values = {f"new_{name}": value for name, value in _fields(case).items()} | {
            "old_id": known.id
        }
        if values["new_content_hash"] == known.content_hash:
            for name in _CONTENT:
                del values[f"new_{name}"]
            touched.append(values)
        else:
            case.change, case.revision = "updated", known.revision + 1
            edited.append(
                values | {"new_revision": case.revision, "new_revised_at": case.update.at}
            )
    if edited:
        connection.execute(
            insert(RevisionRow).from_select(
                ["article_id", "revision", "title", "text", "content_hash", "extractor", "at"],
                select(
                    ArticleRow.id,
                    ArticleRow.revision,
                    ArticleRow.title,
                    ArticleRow.text,
                    ArticleRow.content_hash,
                    ArticleRow.extractor,
                    ArticleRow.revised_at,
                ).where(ArticleRow.id.in_([values["old_id"] for values in edited])),
            )
        )
    for rows in (edited, touched):
        if rows:
            names = [name.removeprefix("new_") for name in rows[0] if name != "old_id"]
            table = ArticleRow.__table__
            connection.execute(
                update(table)
                .where(table.c.id == bindparam("old_id"))
                .values({name: bindparam(f"new_{name}") for name in names}),
                rows,
            )


def _name(connection: Connection, cases: list[_Case]) -> None:
    """Gives each article the addresses that no article has yet."""
    rows = [
        {"url_digest": key, "article_id": case.article_id, "kind": address.kind, "url": address.url}
        for case in cases
        for key, address in case.addresses.items()
        if key not in case.taken
    ]
    if rows:
        rows.sort(key=lambda row: row["url_digest"])
        connection.execute(insert(ArticleAddressRow), rows)


def _witness(connection: Connection, cases: list[_Case]) -> None:
    """Replaces the removed blocks and the evidence of the present revisions."""
    fresh = [
        case for case in cases if case.known is None or case.update.at >= case.known.fetched_at
    ]
    old = [case for case in fresh if case.known is not None]
    if old:
        connection.execute(
            delete(EvidenceRow).where(EvidenceRow.article_id.in_([case.article_id for case in old]))
        )
    for case in old:
        connection.execute(
            delete(RemovedRow).where(
                RemovedRow.article_id == case.article_id, RemovedRow.revision == case.revision
            )
        )
    removed, evidence = [], []
    for case in fresh:
        assert case.article is not None
        for position, block in enumerate(case.article.removed):
            removed.append(
                {
                    "article_id": case.article_id,
                    "revision": case.revision,
                    "position": position,
                    "reason": block.reason,
                    "text": block.text,
                }
            )
        for position, found in enumerate(case.article.evidence):
            evidence.append(
                {
                    "article_id": case.article_id,
                    "position": position,
                    "field": found.field,
                    "source": found.source,
                    "value": found.value,
                    "chosen": found.chosen,
                }
            )
    if removed:
        connection.execute(insert(RemovedRow), removed)
    if evidence:
        connection.execute(insert(EvidenceRow), evidence)


def _announce(connection: Connection, cases: list[_Case]) -> None:
    """Writes the changes. Commit order is `seq` order: SQLite has one writer, and on PostgreSQL
    the lock is held from here to the end of the transaction.
    """
    if not cases:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHANGE_LOCK})
    rows = [
        {
            "article_id": case.article_id,
            "revision": case.revision,
            "kind": "insert" if case.change == "stored" else "update",
            "at": case.update.at,
        }
        for case in cases
    ]
    given = connection.scalars(
        insert(ChangeRow).returning(ChangeRow.seq, sort_by_parameter_order=True), rows
    ).all()
    table = ArticleRow.__table__
    connection.execute(
        update(table).where(table.c.id == bindparam("old_id")).values(seq=bindparam("new_seq")),
        [
            {"old_id": case.article_id, "new_seq": seq}
            for case, seq in zip(cases, given, strict=True)
        ],
    )


# --- pages -----------------------------------------------------------------------------------


def _settle(connection: Connection, cases: list[_Case]) -> None:
    """Writes what became of the pages, of their entries, and of other pages of the same article."""
    rows = []
    for case in cases:
        if case.page_id is None:
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
            }
        )
    if rows:
        table = PageRow.__table__
        names = ("state", "problem", "detail", "attempts", "next_attempt_at")
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
                    "claimed_by": None,
                    "claimed_until": None,
                }
            ),
            rows,
        )
    _settle_twins(connection, [case for case in cases if case.article_id is not None])


def _settle_twins(connection: Connection, cases: list[_Case]) -> None:
    """Pages that wait under another address of a stored article need not be fetched."""
    owners = {
        key: case for case in cases for key in case.addresses if key not in case.taken or case.known
    }
    if not owners:
        return
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
        pages = PageRow.__table__
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
        sightings = SightingRow.__table__
        connection.execute(
            update(sightings)
            .where(sightings.c.page_id == bindparam("old_page"))
            .values(article_id=bindparam("new_article_id")),
            [{"old_page": page, "new_article_id": article} for page, article in led.items()],
        )
