"""The `v1_` views as the program itself reads them: the contract's columns, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Float,
    Integer,
    Row,
    TableClause,
    asc,
    column,
    desc,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from ingest.store.columns import Big, UtcTime, Words, to_text

_TIME, _WORDS, _INTEGER, _BIG = UtcTime(), Words(), Integer(), Big

_TYPES: dict[str, TypeEngine[Any]] = {
    **dict.fromkeys(
        (
            "id",
            "seq",
            "article_id",
            "feed_id",
            "duplicate_of",
            "bytes",
            "articles",
            "interval_seconds",
        ),
        _BIG,
    ),
    **dict.fromkeys(
        ("revision", "position", "word_count", "failures", "attempts", "status", "milliseconds"),
        _INTEGER,
    ),
    "at": _TIME,
    "chosen": Boolean(),
    "quality": Float(53),
}


def _view(name: str, columns: str) -> TableClause:
    def kind(word: str) -> TypeEngine[Any]:
        return _TYPES.get(word, _TIME if word.endswith("_at") else _WORDS)

    return table(name, *(column(word, kind(word)) for word in columns.split()))


VIEWS: Mapping[str, TableClause] = {
    view.name: view
    for view in (
        _view(
            "v1_articles",
            "id url title description text language authors section tags site_name host image_url "
            "published_at published_source modified_at first_seen_at fetched_at word_count "
            "content_hash revision duplicate_of access quality seq",
        ),
        _view("v1_changes", "seq article_id revision kind at"),
        _view("v1_revisions", "article_id revision title text content_hash extractor at"),
        _view("v1_removed", "article_id revision position reason text"),
        _view("v1_evidence", "article_id field source value chosen"),
        _view(
            "v1_sightings",
            "article_id feed_id guid url title published_at first_seen_at last_seen_at",
        ),
        _view(
            "v1_feeds",
            "id url title site_url kind state last_checked_at last_success_at next_check_at "
            "interval_seconds failures problem detail articles",
        ),
        _view("v1_pages", "url host state problem detail attempts next_attempt_at article_id"),
        _view("v1_fetches", "at kind url final_url status bytes milliseconds problem detail"),
    )
}


def rows(
    connection: Connection,
    name: str,
    *,
    where: Mapping[str, object] | None = None,
    order: str | None = None,
    limit: int | None = None,
) -> list[dict[str, object]]:
    """Rows of a view, JSON-ready. `where` compares columns with values; `order` names columns,
    comma-separated, each perhaps followed by `desc`. KeyError where a name is not the view's.
    """
    view = VIEWS[name]
    query = select(view).limit(limit)
    for word, value in (where or {}).items():
        query = query.where(view.c[word].is_(None) if value is None else view.c[word] == value)
    for part in (order or "").split(","):
        match part.split():
            case [word]:
                query = query.order_by(asc(view.c[word]))
            case [word, direction]:
                query = query.order_by((desc if direction.lower() == "desc" else asc)(view.c[word]))
            case _:
                continue
    return json_ready(connection.execute(query))


def json_ready(found: Iterable[Row[*tuple[Any, ...]]]) -> list[dict[str, object]]:
    """Rows as dicts in the columns' order, times as the contract writes them."""
    return [
        {
            name: to_text(value) if isinstance(value, datetime) else value
            for name, value in row._mapping.items()  # noqa: SLF001  # public in SQLAlchemy
        }
        for row in found
    ]
