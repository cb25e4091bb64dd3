"""Copies of an SQLite database, made while it is in use."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.store.builders import NOW, extraction, snapshot, stored

from ingest.errors import DatabaseError, UsageError
from ingest.store import migrate, open_store
from ingest.store.backup import backup


def write(url: str, numbers: range) -> None:
    with open_store(url) as store:
        for number in numbers:
            task = store.page_task(f"https://news.test/{number}", now=NOW)
            store.apply([stored(task, extraction(f"Title {number}", f"Text {number}"))])


def test_a_backup_is_a_whole_database(sqlite_url: str, tmp_path: Path) -> None:
    write(sqlite_url, range(3))
    target = tmp_path / "copy.db"
    target.write_text("an older one")

    backup(sqlite_url, target)

    with open_store(sqlite_url) as store, open_store(f"sqlite:///{target}") as copy:
        assert snapshot(copy) == snapshot(store)
    assert not list(tmp_path.glob(".*"))


def test_a_backup_is_sound_while_a_run_writes(sqlite_url: str, tmp_path: Path) -> None:
    write(sqlite_url, range(1))
    writer = threading.Thread(target=write, args=(sqlite_url, range(1, 25)))
    writer.start()
    counts = []
    while writer.is_alive():
        backup(sqlite_url, tmp_path / "copy.db")
        migrate.check(f"sqlite:///{tmp_path / 'copy.db'}")
        with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
            counts += copy.execute("SELECT count(*) FROM v1_articles").fetchone()
    writer.join()

    assert counts == sorted(counts)


def test_an_older_schema_is_copied_as_it_is(sqlite_url: str, tmp_path: Path) -> None:
    migrate.upgrade(sqlite_url, "0003")

    backup(sqlite_url, tmp_path / "copy.db")

    assert migrate.current(f"sqlite:///{tmp_path / 'copy.db'}") == "0003"
    assert migrate.current(sqlite_url) == "0003"


def test_a_backup_that_cannot_be_written_is_told(sqlite_url: str, tmp_path: Path) -> None:
    write(sqlite_url, range(1))
    with pytest.raises(DatabaseError, match="cannot be written"):
        backup(sqlite_url, tmp_path / "absent" / "copy.db")


def test_a_database_is_not_written_over_by_its_backup(sqlite_url: str, tmp_path: Path) -> None:
    write(sqlite_url, range(1))
    (tmp_path / "link.db").symlink_to(tmp_path / "ingest.db")
    with pytest.raises(UsageError, match="the database itself"):
        backup(sqlite_url, tmp_path / "link.db")

    other = f"sqlite:///{tmp_path / 'other.db'}"
    with open_store(other) as store:
        store.rows("v1_articles")
        with store._read() as connection:
            connection.execute(text("SELECT 1 FROM articles"))
            with pytest.raises(UsageError, match="in use"):
                backup(sqlite_url, tmp_path / "other.db")


def test_what_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="does not exist"):
        backup(f"sqlite:///{tmp_path / 'absent.db'}", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_postgresql_has_its_own_way(postgresql_url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"pg_dump .*copy.db"):
        backup(postgresql_url, tmp_path / "copy.db")
