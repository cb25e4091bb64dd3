"""Every exit status, and none with a traceback (that is asserted for every command run here)."""

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.command import Filled, Ingest


@pytest.fixture
def waiting(ingest: Ingest) -> Iterator[subprocess.Popen[str]]:
    """A run in the middle of a request that is never answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ingest("feeds", "add", f"http://127.0.0.1:{server.getsockname()[1]}/feed")
        patient = Ingest(ingest.folder, {"INGEST_TIMEOUT": "60"})
        process = patient.start("run")
        server.settimeout(30)
        with server.accept()[0]:
            yield process
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["TERM", "INT"]
)
def test_a_signal_ends_a_run_which_gives_back_what_it_held(
    ingest: Ingest, waiting: subprocess.Popen[str], number: int, status: int
) -> None:
    sent_at = time.monotonic()
    waiting.send_signal(number)
    _, said = waiting.communicate(timeout=15)
    assert time.monotonic() - sent_at < 10
    assert waiting.returncode == status
    assert "Traceback" not in said
    assert ingest.select("SELECT count(*) FROM feeds WHERE claimed_by IS NOT NULL") == [(0,)]
    assert ingest.select("SELECT failures FROM v1_feeds") == [(0,)]


def test_a_second_run_on_the_same_database_exits_75(
    ingest: Ingest, waiting: subprocess.Popen[str]
) -> None:
    assert "run" in ingest("run", status=75).stderr


def test_our_own_outage_is_69_and_counts_against_no_feed(ingest: Ingest) -> None:
    ingest("feeds", "add", *(f"http://127.0.0.{host}:9/feed" for host in (21, 22, 23)))
    assert "network" in ingest("run", status=69).stderr
    assert {feed["failures"] for feed in ingest.json("feeds", "list", "--json")} == {0}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config", "missing.toml", "run"],
        ["run", "--feeds-only", "--pages-only"],
        ["run", "--limit", "many"],
        ["run", "--feed", "https://unknown.example/feed"],
        ["feeds", "add", "nonsense", "ftp://x.example/"],
        ["feeds", "import", "missing.opml"],
        ["feeds", "remove", "https://unknown.example/feed"],
        ["feeds", "disable", "https://unknown.example/feed"],
        ["-v", "-q", "status"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(ingest: Ingest, arguments: list[str]) -> None:
    assert "Error: " in ingest.inside(*arguments, status=2).stderr


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("host_intervall = 1", "host_intervall"),
        ("concurrency = 'many'", "concurrency"),
        ("=", "TOML"),
    ],
)
def test_a_bad_setting_is_named_with_its_file(ingest: Ingest, setting: str, named: str) -> None:
    (ingest.folder / "bad.toml").write_text(setting)
    said = ingest("--config", "bad.toml", "status", status=2).stderr
    assert "bad.toml" in said
    assert named in said


def test_junk_in_a_list_is_named_line_by_line(ingest: Ingest) -> None:
    (ingest.folder / "list.opml").write_text(
        "<opml version='2.0'><body>\n"
        "<outline text='good' xmlUrl='https://good.example/feed'/>\n"
        "<outline text='bad' xmlUrl='javascript:alert(1)'/>\n"
        "</body></opml>"
    )
    said = ingest("feeds", "import", "list.opml").stderr
    assert "list.opml:3: " in said
    assert "1 feed added" in said
    (ingest.folder / "junk.opml").write_text("<opml><body><outline xmlUrl='x:'/></body></opml>")
    ingest("feeds", "import", "junk.opml", status=2)


def test_a_paused_feed_is_not_checked_until_it_is_enabled(ingest: Ingest) -> None:
    url = "http://127.0.0.31:9/feed"
    ingest("feeds", "add", url)
    ingest("feeds", "disable", url)
    assert ingest.json("run", "--all", "--json")["feeds"]["checked"] == 0
    said = ingest("feeds", "enable", url, "https://unknown.example/feed").stderr
    assert "https://unknown.example/feed: not subscribed to" in said
    assert ingest.json("run", "--json")["problems"] == {"connect": 1}
    assert "1 feed removed" in ingest("feeds", "remove", url).stderr


def test_a_database_that_cannot_be_used_is_1_and_named_without_password(ingest: Ingest) -> None:
    (ingest.folder / "notes.db").write_text("not a database" * 100)
    assert "notes.db" in ingest("--database-url", "sqlite:///notes.db", "status", status=1).stderr
    url = "postgresql://reader:hunter2@127.0.0.1:9/news"
    said = ingest("--database-url", url, "status", status=1).stderr
    assert "127.0.0.1" in said
    assert "hunter2" not in said


def test_a_newer_schema_is_3(ingest: Ingest) -> None:
    ingest("status")
    assert ingest("db", "current").stdout.strip() != "none"
    assert "sound" in ingest("db", "check").stderr
    with closing(sqlite3.connect(ingest.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
    assert "from the future" in ingest("status", status=3).stderr
    ingest("db", "upgrade", status=3)


def test_an_empty_postgresql_is_3_until_it_is_upgraded(
    ingest: Ingest, empty_postgresql_url: str
) -> None:
    options = ("--database-url", empty_postgresql_url)
    assert "ingest db upgrade" in ingest(*options, "status", status=3).stderr
    assert ingest(*options, "db", "current").stdout == "none\n"
    ingest(*options, "db", "upgrade")
    ingest(*options, "status")


def test_a_full_disk_is_said_in_words(filled: Filled) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    command = filled.ingest.command("articles", "list", "--json")
    with full.open("w") as out:
        ended = subprocess.run(
            command,
            env=filled.ingest.environment,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "Error: cannot write the output: No space left on device\n"


def test_a_closed_pipe_ends_in_silence(filled: Filled) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = filled.ingest.command("articles", "list", "--json")
    ended = subprocess.run(
        command,
        env=filled.ingest.environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert ended.stderr == ""
    assert ended.returncode == 1
