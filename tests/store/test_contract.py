"""The `v1_` views are a promise: columns, order, types, descriptions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from ingest.store import Store, migrate, open_store
from ingest.store.engine import parse_url
from ingest.store.tables import HEAD, Base
from ingest.store.views import VIEWS

INTEGER, BIG, TEXT, TIME, REAL, BOOLEAN = (
    "integer",
    "bigint",
    "text",
    "timestamptz",
    "real",
    "boolean",
)

CONTRACT = {
    "v1_articles": {
        "id": BIG,
        "url": TEXT,
        "title": TEXT,
        "description": TEXT,
        "text": TEXT,
        "language": TEXT,
        "authors": TEXT,
        "section": TEXT,
        "tags": TEXT,
        "site_name": TEXT,
        "host": TEXT,
        "image_url": TEXT,
        "published_at": TIME,
        "published_source": TEXT,
        "modified_at": TIME,
        "first_seen_at": TIME,
        "fetched_at": TIME,
        "word_count": INTEGER,
        "content_hash": TEXT,
        "revision": INTEGER,
        "duplicate_of": BIG,
        "access": TEXT,
        "quality": REAL,
        "seq": BIG,
    },
    "v1_changes": {"seq": BIG, "article_id": BIG, "revision": INTEGER, "kind": TEXT, "at": TIME},
    "v1_revisions": {
        "article_id": BIG,
        "revision": INTEGER,
        "title": TEXT,
        "text": TEXT,
        "content_hash": TEXT,
        "extractor": TEXT,
        "at": TIME,
    },
    "v1_removed": {
        "article_id": BIG,
        "revision": INTEGER,
        "position": INTEGER,
        "reason": TEXT,
        "text": TEXT,
    },
    "v1_evidence": {
        "article_id": BIG,
        "field": TEXT,
        "source": TEXT,
        "value": TEXT,
        "chosen": BOOLEAN,
    },
    "v1_sightings": {
        "article_id": BIG,
        "feed_id": BIG,
        "guid": TEXT,
        "url": TEXT,
        "title": TEXT,
        "published_at": TIME,
        "first_seen_at": TIME,
        "last_seen_at": TIME,
    },
    "v1_feeds": {
        "id": BIG,
        "url": TEXT,
        "title": TEXT,
        "site_url": TEXT,
        "kind": TEXT,
        "state": TEXT,
        "last_checked_at": TIME,
        "last_success_at": TIME,
        "next_check_at": TIME,
        "interval_seconds": BIG,
        "failures": INTEGER,
        "problem": TEXT,
        "detail": TEXT,
        "articles": BIG,
    },
    "v1_pages": {
        "url": TEXT,
        "host": TEXT,
        "state": TEXT,
        "problem": TEXT,
        "detail": TEXT,
        "attempts": INTEGER,
        "next_attempt_at": TIME,
        "article_id": BIG,
    },
    "v1_fetches": {
        "at": TIME,
        "kind": TEXT,
        "url": TEXT,
        "final_url": TEXT,
        "status": INTEGER,
        "bytes": BIG,
        "milliseconds": INTEGER,
        "problem": TEXT,
        "detail": TEXT,
    },
}

POSTGRESQL = {"double precision": REAL, "timestamp with time zone": TIME}
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "database.md"


def test_every_view_has_its_columns_in_order_on_both_databases(store: Store) -> None:
    with store._read() as connection:
        for view, columns in CONTRACT.items():
            found = connection.execute(text(f"SELECT * FROM {view} LIMIT 0")).keys()
            assert list(found) == list(columns), view
            assert list(VIEWS[view].c.keys()) == list(columns)


def test_no_view_but_the_promised_ones(store: Store) -> None:
    with store._read() as connection:
        assert set(inspect(connection).get_view_names()) == set(CONTRACT)


def test_every_column_has_its_type_on_postgresql(postgresql_url: str) -> None:
    with open_store(postgresql_url) as store, store._read() as connection:
        rows = connection.execute(
            text(
                "SELECT table_name, column_name, data_type FROM information_schema.columns "
                "WHERE table_name LIKE 'v1\\_%' ORDER BY table_name, ordinal_position"
            )
        )
        found: dict[str, dict[str, str]] = {}
        for view, column, kind in rows:
            found.setdefault(view, {})[column] = POSTGRESQL.get(kind, kind)
    assert found == CONTRACT


def test_every_view_and_column_is_described_on_postgresql(postgresql_url: str) -> None:
    with open_store(postgresql_url) as store, store._read() as connection:
        for view, columns in CONTRACT.items():
            assert inspect(connection).get_table_comment(view)["text"], view
            described = {c["name"]: c["comment"] for c in inspect(connection).get_columns(view)}
            assert all(described[column] for column in columns), view


@pytest.mark.parametrize("view", CONTRACT)
def test_every_column_is_documented(view: str) -> None:
    sections = re.split(r"^## ", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = [part for part in sections if view in part.splitlines()[0]]

    assert re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE) == list(CONTRACT[view])


def test_the_migrations_give_the_schema_that_the_models_describe(database_url: str) -> None:
    open_store(database_url).close()
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": False, "compare_server_default": False}
        )
        differences = [
            change
            for change in compare_metadata(context, Base.metadata)
            if not re.search("ix_pages_queue|article_words", str(change))
        ]
    engine.dispose()
    assert differences == []


def test_the_newest_migration_is_the_one_that_the_program_expects() -> None:
    assert max(migrate._known()) == HEAD
