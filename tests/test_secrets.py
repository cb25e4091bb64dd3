"""What a publisher gave to read with is sent, and is found nowhere afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
from tests.fetch.faults import FaultServer, Reader, Writer, answer, redirect
from tests.serving import ingest, serving

HEADER, TOKEN, PASSWORD = "hush-header-1f3a", "hush-token-9b2c", "hush-password-77"
ITEM = "<item><guid isPermaLink='false'>1</guid><title>Members only</title></item>"
FEED = f"<rss version='2.0'><channel><title>T</title>{ITEM}</channel></rss>".encode()


def asks_for(*wanted: str):
    """The feed for who brings all of this, else 401."""

    async def script(heard, _reader: Reader, writer: Writer) -> bool:
        shown = f"{heard.target} {heard.headers}"
        good = all(part in shown for part in wanted)
        writer.write(answer(200, FEED) if good else answer(401, FEED))
        return True

    return script


async def moves_with_token(heard, _reader: Reader, writer: Writer) -> bool:
    """As servers do that change a path and keep the query."""
    writer.write(redirect(301, f"/moved.rss?{heard.target.partition('?')[2]}"))
    return True


def serve(server: FaultServer) -> list[str]:
    good = asks_for(f"Bearer {HEADER}", f"key={TOKEN}")
    server.on("/moved.rss", good)
    paths = {
        "/feed.rss": good,
        "/old.rss": moves_with_token,
        "/broken.rss": answer(200, b"<p>no feed"),
        "/denied.rss": asks_for("something else"),
    }
    return [server.on(path, script) for path, script in paths.items()]


def test_secrets_are_sent_and_stand_in_no_database_output_or_log(tmp_path: Path) -> None:
    with serving() as server:
        feeds = serve(server)
        with_password = feeds[0].replace("//", f"//reader:{PASSWORD}@").replace("feed.rss", "p.rss")
        server.on("/p.rss", answer(200, FEED))
        settings = tmp_path / "ingest.toml"
        settings.write_text(
            f'[[secrets]]\norigin = "{server.origin}"\nheader = "X-Key"\n'
            f'value = "Bearer $FEED_KEY"\n[[secrets]]\norigin = "{server.origin}"\n'
            f'query = "key"\nvalue = "{TOKEN}"\n'
        )
        given = {"INGEST_CONFIG": str(settings), "FEED_KEY": HEADER}
        said = []

        def say(*words: str) -> str:
            done = ingest(tmp_path, *words, environment=given)
            said.append(done.stdout + done.stderr)
            return done.stdout

        say("feeds", "add", *feeds, with_password)
        say("-v", "run", "--json")
        for _ in range(2):
            say("--log-format", "json", "-v", "run", "--all")
        listed = json.loads(say("feeds", "list", "--json"))
        say("feeds", "export", "feeds.opml")
        say("status")

    problems = {f["url"].rpartition("/")[2]: f["problem"] for f in listed}
    assert problems == {
        "feed.rss": None,
        "moved.rss": None,
        "broken.rss": "not-a-feed",
        "denied.rss": "unauthorized",
        "p.rss": None,
    }
    assert all(f"key={TOKEN}" in target for target in server.targets() if ".rss" in target)
    said.append((tmp_path / "feeds.opml").read_text())
    assert [text for text in said if "hush" in text] == []
    kept = {file: file.read_bytes() for file in tmp_path.glob("test.db*")}
    assert kept
    for secret in (HEADER, TOKEN):
        assert [file for file, data in kept.items() if secret.encode() in data] == []


def test_secrets_stand_in_no_table_of_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    with serving() as server:
        feeds = serve(server)
        settings = tmp_path / "ingest.toml"
        settings.write_text(
            f'[[secrets]]\norigin = "{server.origin}"\nheader = "X-Key"\n'
            f'value = "Bearer {HEADER}"\n[[secrets]]\norigin = "{server.origin}"\n'
            f'query = "key"\nvalue = "{TOKEN}"\n'
        )
        given = {"INGEST_CONFIG": str(settings), "INGEST_DATABASE_URL": postgresql_url}
        for words in (("feeds", "add", *feeds), ("-v", "run")):
            done = ingest(tmp_path, *words, environment=given)
            assert "hush" not in done.stdout + done.stderr

    with psycopg.connect(postgresql_url) as connection:
        tables = connection.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        ).fetchall()
        stored = [
            str(row)
            for (name,) in tables
            for row in connection.execute(f"SELECT t::text FROM {name} AS t".encode())
        ]
    assert any("/feed.rss" in row for row in stored)
    assert [row for row in stored if "hush" in row] == []


def test_a_secret_that_cannot_be_read_ends_the_command_without_telling_it(tmp_path: Path) -> None:
    settings = tmp_path / "ingest.toml"
    settings.write_text(f'[[secrets]]\norigin = "example.org"\nquery = "k"\nvalue = "{TOKEN}"\n')

    done = ingest(tmp_path, "--config", str(settings), "feeds", "list", status=2)

    assert "origin cannot be used" in done.stderr
    assert TOKEN not in done.stderr
