"""What takes days, through the whole program: moments in the database are put back instead."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy import update
from tests.fetch.faults import FaultServer, Heard, Reader, Script, Writer, answer
from tests.serving import ingest, serving

from ingest.store.engine import open_engine, parse_url
from ingest.store.tables import FeedRow

NOW = datetime.now(UTC)  # noqa: TID251 the program's own clock goes with it


def rss(title: str, *items: str, site: str = "") -> bytes:
    link = f"<link>{site}</link>" if site else ""
    channel = f"<title>{title}</title>{link}{''.join(items)}"
    return f"<rss version='2.0'><channel>{channel}</channel></rss>".encode()


def item(key: str, at: datetime | None = None) -> str:
    date = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    return f"<item><guid isPermaLink='false'>{key}</guid><title>Entry {key}</title>{date}</item>"


def keeps_saying_304(documents: list[bytes]) -> Script:
    """A server whose 304 lies and whose ETag is another each time."""

    async def script(heard: Heard, reader: Reader, writer: Writer) -> bool:
        if "if-none-match" in heard.headers:
            writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        else:
            writer.write(answer(200, documents[-1], f'ETag: "{heard.at}"'))
        return True

    return script


def put_back(database_url: str, path: str, **moments: timedelta) -> None:
    """The feed's moments as if they were so long ago."""
    engine = open_engine(parse_url(database_url))
    with engine.execution_options(writes=True).begin() as connection:
        values = {name: NOW - span for name, span in moments.items()}
        connection.execute(update(FeedRow).where(FeedRow.url.endswith(path)).values(values))
    engine.dispose()


def is_plain(server: FaultServer, path: str) -> list[bool]:
    """Of each request for the path, whether it was without condition."""
    return ["if-none-match" not in h.headers for h in server.heard if h.target == path]


def test_silence_a_lying_304_and_a_second_410_are_each_met_in_their_time(
    tmp_path: Path, database_url: str
) -> None:
    def command(*words: str) -> str:
        given = {"INGEST_DATABASE_URL": database_url}
        return ingest(tmp_path, *words, environment=given).stdout

    with serving() as server:
        lying = [rss("Liar", item("1"))]
        server.on("/lies.rss", keeps_saying_304(lying))
        server.on("/silent.rss", keeps_saying_304([rss("Quiet", item("1"))]))
        feed = answer(200, rss("The Harbour", item("1"), site=server.url("/")))
        server.on("/gone.rss", feed)
        server.on("/new.rss", feed)
        page = b'<link rel="alternate" type="application/rss+xml" href="/new.rss"><p>Welcome'
        server.on("/", answer(200, page))
        command("feeds", "add", *map(server.url, ("/lies.rss", "/silent.rss", "/gone.rss")))
        command("run")

        server.on("/gone.rss", answer(410))
        for path in ("/lies.rss", "/silent.rss"):
            long_ago = timedelta(days=60)
            put_back(database_url, path, last_news_at=long_ago, last_full_at=timedelta(days=2))
        lying.append(rss("Liar", item("2", NOW - timedelta(days=30)), item("1")))
        command("run", "--all")
        assert server.targets().count("/") == 0

        put_back(database_url, "/gone.rss", gone_at=timedelta(hours=25))
        command("run", "--all")
        found = json.loads(command("feeds", "list", "--json"))

        for path in ("/lies.rss", "/silent.rss"):
            put_back(database_url, path, last_full_at=timedelta(hours=25))
        command("run", "--all")

    assert is_plain(server, "/silent.rss") == [True, True, False, True]
    assert is_plain(server, "/lies.rss") == [True, True, False, True]
    by_title = {row["title"]: row for row in found}
    moved = by_title["The Harbour"]
    assert (moved["url"], moved["state"], moved["problem"]) == (
        server.url("/new.rss"),
        "active",
        None,
    )
    assert server.targets().count("/") == 1
    assert server.targets().count("/gone.rss") == 3
