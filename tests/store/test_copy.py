"""A database copied into another: nothing lost, whatever ends it in between."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.made import make
from sqlalchemy import text
from tests.store.builders import HOUR, NOW, checked, entry, extraction, snapshot, stored, subscribe

from ingest.errors import DatabaseError, SchemaError, UsageError
from ingest.model import RawPage
from ingest.store import Store, migrate, open_store
from ingest.store.copy import copy

ODD = "\U0001f600 e\u0301 \u202e\u200f '; DROP TABLE articles; -- \\N \t {a,b}"


def quietly(table: str, rows: int) -> None:
    """Nobody watches."""


def fill(url: str) -> None:
    """Every kind of row, with odd words in it; one article merged away, one edited."""
    with open_store(url, keep_raw="all") as store:
        (state,) = subscribe(store, "https://me:secret@news.test/feed")
        store.apply([checked(state, [entry(n, title=ODD, content=ODD) for n in range(6)])])
        raw = RawPage(body=b"\x00\xff" * 99, url="https://news.test/", headers={"etag": ODD})
        for number, task in enumerate(store.claim_pages(run="r", now=NOW, limit=9, per_host=9)):
            article = extraction(f"{ODD} {number}", f"{ODD} {number}")
            store.apply([stored(task, article, raw=raw)])
        store.apply([stored(task, extraction(ODD, "edited"), at=NOW + HOUR)])
        one, other = (row["id"] for row in store.rows("v1_articles", order="id", limit=2))
        store.merge_articles([int(str(other))], int(str(one)), now=NOW)


def write(store: Store, url: str) -> int:
    (applied,) = store.apply(
        [stored(store.page_task(url, now=NOW), extraction("Tale", f"A tale of {url[-4:]}"))]
    )
    assert applied.article_id is not None
    return applied.article_id


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    with open_store(url) as store, store._read() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_every_view_is_the_same_there_and_back(
    sqlite_url: str, empty_postgresql_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    fill(sqlite_url)
    back = f"sqlite:///{tmp_path / 'back.db'}"

    there = copy(sqlite_url, empty_postgresql_url, quietly)
    again = copy(empty_postgresql_url, back, quietly)

    assert there.tables == again.tables
    assert not there.is_behind
    shown = []
    for url in (sqlite_url, empty_postgresql_url, back):
        migrate.check(url)
        with open_store(url) as store:
            shown.append(snapshot(store))
            assert store.raw_page(1) is not None
            assert len(store.search("DROP TABLE")) == 5
    assert shown[0] == shown[1] == shown[2]
    keys = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY conname"
    assert query(empty_postgresql_url, keys) == query(postgresql_url, keys)


def test_what_comes_next_gets_the_next_numbers(sqlite_url: str, empty_postgresql_url: str) -> None:
    fill(sqlite_url)
    with open_store(sqlite_url) as store:
        gone = write(store, "https://news.test/swan")
        store._write(lambda c: c.execute(text(f"DELETE FROM articles WHERE id = {gone}")))
        store._write(lambda c: c.execute(text(f"DELETE FROM changes WHERE article_id = {gone}")))
        (seq,) = query(sqlite_url, "SELECT seq FROM sqlite_sequence WHERE name = 'changes'")[0]

    copy(sqlite_url, empty_postgresql_url, quietly)

    with open_store(empty_postgresql_url) as store:
        assert write(store, "https://news.test/lynx") == gone + 1
        assert store.rows("v1_changes", order="seq desc")[0]["seq"] == int(str(seq)) + 1
        subscribe(store, "https://other.test/feed")
        assert len(store.search("lynx")) == 1


class EndedError(Exception):
    """The copy was ended in the middle."""


def ending_after(table: str) -> Callable[[str, int], None]:
    def note(name: str, rows: int) -> None:
        if name == table:
            raise EndedError

    return note


@pytest.mark.parametrize("table", ["articles", "sightings"])
def test_a_copy_that_was_ended_goes_on_though_the_source_has_changed(
    sqlite_url: str, empty_postgresql_url: str, table: str
) -> None:
    fill(sqlite_url)
    with pytest.raises(EndedError):
        copy(sqlite_url, empty_postgresql_url, ending_after(table))
    with pytest.raises(SchemaError, match="unfinished copy"):
        open_store(empty_postgresql_url)
    with open_store(sqlite_url) as store:
        store.remove_feeds(["https://news.test/feed"])
        write(store, "https://news.test/lynx")
        task = store.page_task("https://news.test/story/1", now=NOW)
        store.apply([stored(task, extraction("Edited", "since"), at=NOW + 2 * HOUR)])

    copy(sqlite_url, empty_postgresql_url, quietly)

    migrate.check(empty_postgresql_url)
    with open_store(sqlite_url) as one, open_store(empty_postgresql_url) as other:
        assert snapshot(one) == snapshot(other)
        assert len(other.search("since")) == 1


def test_a_copy_that_was_killed_goes_on(sqlite_url: str, empty_postgresql_url: str) -> None:
    make(sqlite_url, 600)
    code = (
        "from ingest.store.copy import copy\n"
        f"copy({sqlite_url!r}, {empty_postgresql_url!r}, lambda *done: print(*done, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()

    done = copy(sqlite_url, empty_postgresql_url, quietly)

    assert {one.table: one.rows for one in done.tables}["articles"] == 600
    migrate.check(empty_postgresql_url)


def test_what_was_stored_meanwhile_is_told(sqlite_url: str, tmp_path: Path) -> None:
    fill(sqlite_url)

    def note(table: str, rows: int) -> None:
        if table == "pages":
            with open_store(sqlite_url) as store:
                write(store, "https://news.test/meanwhile")

    done = copy(sqlite_url, f"sqlite:///{tmp_path / 'copy.db'}", note)

    assert done.is_behind
    assert query(f"sqlite:///{tmp_path / 'copy.db'}", "SELECT count(*) FROM pages") == [(6,)]


def test_a_difference_is_found(sqlite_url: str, empty_postgresql_url: str) -> None:
    fill(sqlite_url)

    def spoil(table: str, rows: int) -> None:
        if table == "evidence":
            import psycopg

            with psycopg.connect(empty_postgresql_url) as other:
                other.execute("UPDATE articles SET title = 'other' WHERE id = 3")

    with pytest.raises(DatabaseError, match="differs in articles;"):
        copy(sqlite_url, empty_postgresql_url, spoil)

    copy(sqlite_url, empty_postgresql_url, quietly)
    with open_store(empty_postgresql_url) as store:
        assert store.rows("v1_articles", where={"title": "other"}) == []


def test_strangers_are_left_alone(
    sqlite_url: str, postgresql_url: str, empty_postgresql_url: str, tmp_path: Path
) -> None:
    import psycopg

    fill(sqlite_url)
    with open_store(postgresql_url) as store:
        write(store, "https://news.test/own")
        before = snapshot(store)
        with pytest.raises(UsageError, match="not empty"):
            copy(sqlite_url, postgresql_url, quietly)
        assert snapshot(store) == before
    with psycopg.connect(empty_postgresql_url) as other:
        other.execute("CREATE TABLE invoices (n int)")
    with pytest.raises(UsageError, match="invoices"):
        copy(sqlite_url, empty_postgresql_url, quietly)

    third = f"sqlite:///{tmp_path / 'third.db'}"
    with pytest.raises(EndedError):
        copy(sqlite_url, third, ending_after("articles"))
    with pytest.raises(SchemaError, match="unfinished copy"):
        copy(postgresql_url, third, quietly)
    with pytest.raises(SchemaError, match="no schema"):
        copy(f"sqlite:///{tmp_path / 'absent.db'}", third, quietly)
