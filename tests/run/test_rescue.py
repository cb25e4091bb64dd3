"""A feed that its site moved without a redirect, through the whole program."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.fetch.faults import answer
from tests.serving import ingest, serving


def rss(site: str) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>Entry {n}</title></item>"
        for n in range(3)
    )
    channel = f"<title>The Harbour</title><link>{site}</link>{items}"
    return f"<rss version='2.0'><channel>{channel}</channel></rss>".encode()


def test_after_the_third_404_a_feed_is_found_again_on_its_home_page(tmp_path: Path) -> None:
    with serving() as server:
        old, new, home = server.url("/old.rss"), server.url("/new.rss"), server.url("/")
        feed = answer(200, rss(home), content_type="application/rss+xml")
        page = b'<link rel="alternate" type="application/rss+xml" href="/new.rss"><p>Welcome'
        server.on("/old.rss", feed)
        server.on("/new.rss", feed)
        server.on("/", answer(200, page))
        ingest(tmp_path, "feeds", "add", old)
        ingest(tmp_path, "run")
        server.on("/old.rss", answer(404))
        for _ in range(2):
            ingest(tmp_path, "run", "--all")
        before = json.loads(ingest(tmp_path, "feeds", "list", "--json").stdout)
        assert [(f["url"], f["failures"]) for f in before] == [(old, 2)]
        assert "/" not in server.targets()

        ingest(tmp_path, "run", "--all")
        found = json.loads(ingest(tmp_path, "feeds", "list", "--json").stdout)
        ingest(tmp_path, "feeds", "add", old)
        after = json.loads(ingest(tmp_path, "feeds", "list", "--json").stdout)

    assert [(f["url"], f["state"], f["problem"], f["failures"]) for f in found] == [
        (new, "active", None, 0)
    ]
    assert home in found[0]["detail"]
    with closing(sqlite3.connect(tmp_path / "test.db")) as database:
        fetches = database.execute("SELECT kind, url, status FROM v1_fetches").fetchall()
    assert fetches.count(("page", home, 200)) == 1
    assert fetches.count(("feed", old, 404)) == 3
    assert [f["url"] for f in after] == [new]
    assert server.targets().count("/") == server.targets().count("/robots.txt") == 1
    assert server.targets().count("/old.rss") == 4
    assert server.targets().count("/new.rss") == 1


def test_a_home_page_that_robots_forbid_is_not_searched(tmp_path: Path) -> None:
    with serving() as server:
        server.on(
            "/robots.txt", answer(200, b"User-agent: *\nDisallow: /", content_type="text/plain")
        )
        ingest(tmp_path, "feeds", "add", server.url("/old.rss"))
        with closing(sqlite3.connect(tmp_path / "test.db")) as database, database:
            database.execute("UPDATE feeds SET failures = 2, problem = 'not-found'")
        ingest(tmp_path, "run")
        feeds = json.loads(ingest(tmp_path, "feeds", "list", "--json").stdout)

    assert [(f["problem"], f["failures"]) for f in feeds] == [("not-found", 3)]
    assert "/" not in server.targets()
