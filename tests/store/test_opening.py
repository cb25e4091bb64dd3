"""Databases that are fresh, old, new, foreign, damaged, read-only or not there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from tests.store.builders import NOW, checked, entry, extraction, snapshot, stored, subscribe

from ingest.errors import DatabaseError, RunLockedError, SchemaError, UsageError
from ingest.model import Source
from ingest.store import migrate, open_store
from ingest.store.engine import parse_url, shown
from ingest.store.tables import HEAD

as_root = os.geteuid() == 0


def set_revision(url: str, revision: str) -> None:
    engine = create_engine(parse_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    engine.dispose()


def test_a_fresh_sqlite_database_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fresh.db'}"

    open_store(url).close()

    assert migrate.current(url) == HEAD


@pytest.mark.parametrize("revision", [f"{number:04}" for number in range(1, int(HEAD))])
def test_a_database_with_rows_goes_back_to_any_revision_and_comes_again(
    database_url: str, revision: str
) -> None:
    with open_store(database_url) as store:
        (state,) = subscribe(store)
        store.apply([checked(state, [entry(n) for n in range(3)])])
        tasks = store.claim_pages(run="run", now=NOW, limit=2, per_host=2)
        store.apply([stored(task, extraction(text=f"Herring {task.id}")) for task in tasks])
        before = snapshot(store)
    migrate.downgrade(database_url, revision)

    migrate.upgrade(database_url)

    with open_store(database_url) as store:
        assert snapshot(store) == before
        assert len(store.search("herring")) == 2
    migrate.check(database_url)


def test_an_older_sqlite_database_is_upgraded_by_itself(sqlite_url: str) -> None:
    open_store(sqlite_url).close()
    migrate.downgrade(sqlite_url, "0001")

    open_store(sqlite_url).close()

    assert migrate.current(sqlite_url) == HEAD


def test_rows_are_looked_through_for_orphans_only_where_an_upgrade_changed_a_table(
    sqlite_url: str,
) -> None:
    open_store(sqlite_url).close()
    with closing(sqlite3.connect(str(parse_url(sqlite_url).database))) as connection:
        connection.execute("INSERT INTO sketches (key, article_id) VALUES (1, 99)")
        connection.commit()

    migrate.upgrade(sqlite_url)
    migrate.downgrade(sqlite_url, "0005")

    with pytest.raises(DatabaseError, match="sketches points at nothing"):
        migrate.upgrade(sqlite_url)


def test_a_newer_database_is_refused(database_url: str) -> None:
    open_store(database_url).close()
    set_revision(database_url, "9999")

    with pytest.raises(SchemaError, match=r"9999.*does not know"):
        open_store(database_url)
    with pytest.raises(SchemaError):
        migrate.upgrade(database_url)


def test_postgresql_without_or_with_an_old_schema_is_refused_until_upgraded(
    empty_postgresql_url: str,
) -> None:
    with pytest.raises(SchemaError, match="no schema yet; run: ingest db upgrade"):
        open_store(empty_postgresql_url)
    migrate.upgrade(empty_postgresql_url, "0001")
    with pytest.raises(SchemaError, match="older schema 0001; run: ingest db upgrade"):
        open_store(empty_postgresql_url)

    migrate.upgrade(empty_postgresql_url)

    open_store(empty_postgresql_url).close()
    migrate.upgrade(empty_postgresql_url)


def test_the_schema_goes_down_and_up_again_from_every_revision(empty_database_url: str) -> None:
    for number in range(1, int(HEAD) + 1):
        migrate.upgrade(empty_database_url, f"{number:04}")
    migrate.downgrade(empty_database_url, "base")
    assert migrate.current(empty_database_url) is None
    migrate.upgrade(empty_database_url)
    assert migrate.current(empty_database_url) == HEAD


def test_an_interrupted_migration_leaves_nothing_half(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations

    run = Operations.execute

    def fail(self: Operations, statement: str, **more: object) -> None:
        if "v1_fetches" in str(statement):
            raise KeyboardInterrupt
        run(self, statement, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Operations, "execute", fail)
        with pytest.raises(KeyboardInterrupt):
            migrate.upgrade(empty_database_url)

    assert migrate.current(empty_database_url) is None
    migrate.upgrade(empty_database_url)


def test_two_processes_that_make_one_fresh_database_both_succeed(sqlite_url: str) -> None:
    code = f"from ingest.store import open_store; open_store({sqlite_url!r}).close()"
    both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]

    assert [process.wait() for process in both] == [0, 0]


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Takes away the right to write, from root too where the file system can."""
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    yield
    path.chmod(mode)


@pytest.mark.skipif(as_root, reason="root may write anything")
def test_a_read_only_database_is_told_with_its_file(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url).close()
    with (
        unwritable(tmp_path / "ingest.db"),
        unwritable(tmp_path),
        open_store(sqlite_url) as store,
        pytest.raises(DatabaseError, match=r"ingest\.db is read-only"),
    ):
        store.add_feeds([Source(url="https://news.test/f")], now=NOW)


def test_a_database_opened_read_only_is_told(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url).close()
    read_only = f"sqlite:///file:{tmp_path / 'ingest.db'}?mode=ro&uri=true"
    with open_store(read_only) as store, pytest.raises(DatabaseError, match="read-only"):
        store.add_feeds([Source(url="https://news.test/f")], now=NOW)


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "thesis.db"
    file.write_bytes(content)

    with pytest.raises(DatabaseError, match=r"thesis\.db"):
        open_store(f"sqlite:///{file}")

    assert file.read_bytes() == content


def test_a_damaged_database_is_told(sqlite_url: str, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store:
        store.add_feeds([Source(url=f"https://news.test/{n}") for n in range(3000)], now=NOW)
    file = tmp_path / "ingest.db"
    body = bytearray(file.read_bytes())
    body[8192:] = b"\x99" * (len(body) - 8192)
    file.write_bytes(body)

    with pytest.raises(DatabaseError, match=r"ingest\.db"), open_store(sqlite_url) as store:
        store.status()


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"folder .* does not exist"):
        open_store(f"sqlite:///{tmp_path / 'unmounted' / 'ingest.db'}")

    assert list(tmp_path.iterdir()) == []


def test_an_unreachable_server_is_told_without_the_password() -> None:
    with pytest.raises(DatabaseError, match=r"127\.0\.0\.1:1/") as caught:
        open_store("postgresql://ann:s3cret@127.0.0.1:1/news")

    assert "s3cret" not in str(caught.value)
    assert "Background on this error" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(postgresql_url: str) -> None:
    with pytest.raises(DatabaseError, match="absent"):
        open_store(str(parse_url(postgresql_url).set(database="absent")))


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://localhost/x", "postgresql+asyncpg://h/x", "sqlite+aiosqlite://"]
)
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="sqlite://"):
        open_store(url)


@pytest.mark.parametrize(
    "url", ["postgres://u:p%40ss@h/d", "postgresql://u:p%40ss@h/d?sslmode=require"]
)
def test_a_plain_postgresql_url_means_psycopg_and_is_shown_without_password(url: str) -> None:
    assert parse_url(url).drivername == "postgresql+psycopg"
    assert parse_url(url).password == "p@ss"
    assert shown(parse_url(url)) == "postgresql://u@h/d"


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(DatabaseError, match=r"ingest\[postgres\]"):
        open_store("postgresql://h/d")


def test_a_killed_process_leaves_the_run_lock_free(database_url: str) -> None:
    code = (
        "import sys, time\nfrom ingest.store import open_store\n"
        f"store = open_store({database_url!r})\n"
        "with store.lock_run():\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with open_store(database_url) as store:
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            with pytest.raises(RunLockedError), store.lock_run():
                pass
            process.kill()
            process.wait()
        retry_until_free(store)


def retry_until_free(store: object) -> None:
    """PostgreSQL sees the end of a killed client a moment later."""
    for _ in range(1000):
        try:
            with store.lock_run():  # type: ignore[attr-defined]
                return
        except RunLockedError:
            continue
    pytest.fail("the run lock outlived its process")


def test_journal_is_wal_and_foreign_keys_hold(sqlite_url: str, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store, store._read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with sqlite3.connect(tmp_path / "ingest.db") as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


def test_a_transaction_does_not_copy_the_log_into_the_file(sqlite_url: str, tmp_path: Path) -> None:
    log = tmp_path / "ingest.db-wal"
    with open_store(sqlite_url) as store:
        for n in range(2):
            told = extraction(text=f"{n}" * 3_000_000)
            store.apply([stored(store.page_task(f"https://a.example/{n}", now=NOW), told)])
        assert (tmp_path / "ingest.db").stat().st_size < 4_000_000 < log.stat().st_size
    assert not log.exists()


def test_a_database_that_is_up_to_date_is_opened_without_alembic(sqlite_url: str) -> None:
    open_store(sqlite_url).close()
    code = (
        f"import sys; from ingest.store import open_store; open_store({sqlite_url!r}).close()\n"
        "sys.exit(bool({'alembic', 'numpy', 'psycopg'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("postgresql://u:secret@h:port/d", "postgresql://USER@HOST/NAME"),
        ("postgresql://u:secret@[::1/d", "postgresql://USER@HOST/NAME"),
        ("postgresql://u:sec@ret@h/d", "%40"),
    ],
)
def test_an_ill_formed_url_is_refused_with_the_remedy_and_without_the_password(
    url: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as refused:
        parse_url(url)
    assert remedy in str(refused.value)
    assert "ret" not in str(refused.value)
