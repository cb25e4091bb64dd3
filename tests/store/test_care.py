"""Checks, pruning and copies of a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from tests.store.builders import HOUR, NOW, checked, entry, extraction, snapshot, stored, subscribe

from ingest.errors import DatabaseError, SchemaError
from ingest.model import RawPage
from ingest.store import Store, migrate, open_store
from ingest.store.codec import unpack_body


def fill(store: Store) -> None:
    (state,) = subscribe(store)
    store.apply([checked(state, [entry(n) for n in range(3)])])
    for hour in range(3):
        tasks = [store.page_task(f"https://news.test/story/{n}", now=NOW) for n in range(3)]
        page = RawPage(body=b"<html>" * 99, url="https://news.test/", headers={"etag": "x"})
        store.apply(
            [
                stored(task, extraction(text=f"{task.id} {hour}"), at=NOW + hour * HOUR, raw=page)
                for task in tasks
            ]
        )


def count(store: Store, table: str) -> object:
    with store._read() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()


def test_a_sound_database_passes(store: Store, database_url: str) -> None:
    fill(store)

    migrate.check(database_url)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM changes WHERE seq = 1", "articles without"),
        ("UPDATE articles SET seq = 99 WHERE id = 1", "seq is not that of"),
        ("DELETE FROM revisions", "earlier revisions: 3"),
        ("DELETE FROM article_addresses", "no address leads to: 3"),
        ("DELETE FROM raw_pages", "raw bodies that no page has: 1"),
    ],
)
def test_damage_is_named(store: Store, database_url: str, damage: str, words: str) -> None:
    fill(store)
    if "changes" in damage:
        damage = "DELETE FROM changes WHERE article_id = 1"
    store._write(lambda connection: connection.execute(text(damage)))

    with pytest.raises(DatabaseError, match=words):
        migrate.check(database_url)


def test_a_full_text_index_that_is_out_of_step_is_named(store: Store, database_url: str) -> None:
    fill(store)
    is_sqlite = database_url.startswith("sqlite")
    index = "_docsize WHERE id = 2" if is_sqlite else " WHERE article_id = 2"
    damage = (
        f"DELETE FROM article_words{index}",
        f"DROP TRIGGER article_words_update{'' if is_sqlite else ' ON articles'}",
    )
    for statement in damage:
        store._write(lambda connection, it=statement: connection.execute(text(it)))

    with pytest.raises(DatabaseError) as found:
        migrate.check(database_url)

    assert "articles that the full-text index lacks: 1" in str(found.value)
    assert "index is missing: article_words_update" in str(found.value)


def test_a_check_of_what_is_not_there_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="no schema yet"):
        migrate.check(f"sqlite:///{tmp_path / 'absent.db'}")

    assert list(tmp_path.iterdir()) == []


def test_the_latest_raw_page_is_kept_once_for_each_body(store: Store) -> None:
    fill(store)

    assert (count(store, "raw_pages"), count(store, "raw_bodies")) == (3, 1)
    with store._read() as connection:
        body = connection.execute(text("SELECT body FROM raw_bodies")).scalar()
    assert unpack_body(bytes(body or b"")) == b"<html>" * 99


@pytest.mark.parametrize(("policy", "rows"), [("none", 0), ("all", 9)])
def test_raw_pages_follow_the_policy(sqlite_url: str, policy: str, rows: int) -> None:
    with open_store(sqlite_url, keep_raw=policy) as store:  # type: ignore[arg-type]
        fill(store)

        assert count(store, "raw_pages") == rows


def test_pruning_takes_what_is_old_and_leaves_the_articles(store: Store, database_url: str) -> None:
    fill(store)
    before = snapshot(store)

    bounds = {"raw_before": NOW + 3 * HOUR, "fetches_before": NOW + HOUR}
    assert store.prunable(**bounds) == {"raw_pages": 3, "fetches": 4}
    assert snapshot(store) == before

    gone = store.prune(**bounds)

    assert gone == {"raw_pages": 3, "fetches": 4}
    assert count(store, "raw_bodies") == 0
    after = snapshot(store)
    assert len(after.pop("v1_fetches")) == 6
    assert after == {name: rows for name, rows in before.items() if name != "v1_fetches"}
    migrate.check(database_url)


def test_the_newest_raw_page_of_an_article_comes_back(sqlite_url: str) -> None:
    with open_store(sqlite_url, keep_raw="all") as store:
        fill(store)
        page = store.raw_page(1)

        assert page is not None
        assert (page.body, page.headers) == (b"<html>" * 99, {"etag": "x"})
        assert store.raw_page(99) is None


def test_changes_come_after_a_cursor(store: Store) -> None:
    fill(store)

    found = store.changes(since=2, limit=3)

    assert [row["seq"] for row in found] == [3, 4, 5]
    assert store.changes(since=9) == []
