"""Recognised cases -> articles, revisions, addresses, removed blocks and evidence."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from ingest import urls
from ingest.model import AddressKind, Extraction, PageUpdate
from ingest.store import bulk, codec
from ingest.store.cases import Case
from ingest.store.identity import digest
from ingest.store.tables import (
    ArticleAddressRow,
    ArticleRow,
    EvidenceRow,
    RemovedRow,
    RevisionRow,
)


def _fields(case: Case) -> dict[str, object]:
    article = case.article
    assert article is not None
    owner = case.known.id if case.known else None
    refused = {
        case.addresses[key].url
        for key, article_id in case.taken.items()
        if article_id != owner and key not in case.lent
    }
    usable = [
        address.url
        for address in case.addresses.values()
        if address.kind is not AddressKind.CANONICAL and address.url not in refused
    ]
    wanted = urls.normalize(case.update.url) if case.update.url else None
    if wanted is None or wanted in refused:
        wanted = (usable or [case.update.task.request.url])[-1]
    return {
        "url": wanted,
        "host": urls.host(wanted),
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


def insert_new(connection: Connection, cases: Sequence[Case]) -> None:
    if not cases:
        return
    rows = []
    for case in cases:
        at = case.observed_at
        rows.append(
            _fields(case) | {"seq": 0, "revision": 1, "first_seen_at": at, "revised_at": at}
        )
    ids = bulk.insert_numbered(connection, ArticleRow, rows)
    for case, article_id in zip(cases, ids, strict=True):
        case.article_id, case.change = article_id, "stored"


_CONTENT = ("title", "text", "content_hash", "word_count", "extractor")


def revise(connection: Connection, cases: Sequence[Case]) -> None:
    """Changed content becomes the next revision; what an older fetch says changes nothing."""
    edited, touched = [], []
    for case in cases:
        known, article = case.known, case.article
        assert known is not None
        assert article is not None
        case.article_id, case.change, case.revision = known.id, "unchanged", known.revision
        if case.is_stale:
            continue
        values = {"id": known.id} | _fields(case)
        if values["content_hash"] == known.content_hash:
            for name in _CONTENT:
                del values[name]
            touched.append(values)
        else:
            case.change, case.revision = "updated", known.revision + 1
            edited.append(values | {"revision": case.revision, "revised_at": case.observed_at})
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
                ).where(ArticleRow.id.in_([values["id"] for values in edited])),
            )
        )
    bulk.update_rows(connection, ArticleRow, edited)
    bulk.update_rows(connection, ArticleRow, touched)


def name(connection: Connection, cases: Sequence[Case]) -> None:
    """Gives each article the addresses that no article has yet, and its own that another was lent.

    A plain insert: where another writer was first, the transaction fails and is tried again.
    """
    fresh = {
        key: (case.article_id, address) for case in cases for key, address in case.fresh.items()
    }
    rows: list[dict[str, object]] = [
        {"url_digest": key, "article_id": article_id, "kind": address.kind, "url": address.url}
        for key, (article_id, address) in sorted(fresh.items(), key=lambda item: item[0])
    ]
    if rows:
        bulk.insert_rows(connection, ArticleAddressRow, rows)
    own: list[dict[str, object]] = [
        {
            "url_digest": key,
            "article_id": case.article_id,
            "kind": case.addresses[key].kind,
            "url": case.addresses[key].url,
        }
        for case in cases
        if not case.is_stale
        for key in sorted(case.lent)
    ]
    bulk.upsert(connection, ArticleAddressRow, own, ["url_digest"], ["article_id", "kind", "url"])


def keep_evidence(connection: Connection, cases: Sequence[Case]) -> None:
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
    bulk.insert_rows(connection, RemovedRow, removed)
    bulk.insert_rows(connection, EvidenceRow, evidence)
