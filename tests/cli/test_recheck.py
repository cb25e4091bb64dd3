"""A run that looks whether articles still say what they said."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from demo.news_site import Answer, serve
from tests.cli.command import Ingest

SAID = "The council voted on Monday to rebuild the old stone bridge across the river. " * 6
HTML = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body>"


def item(n: int) -> str:
    return f"<item><title>Story {n}</title><link>/{n}</link></item>"


def make_due(ingest: Ingest) -> None:
    """As if an hour had passed."""
    with closing(sqlite3.connect(ingest.database)) as connection:
        connection.execute("UPDATE pages SET recheck_at = '2026-01-01T00:00:00.000000Z'")
        connection.commit()


def test_a_run_finds_what_was_edited_and_what_was_taken_down(ingest: Ingest) -> None:
    items = "".join(map(item, range(4)))
    feed = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>"
    answers = {"/feed": Answer(body=feed.encode(), media_type="application/rss+xml")}
    for n in range(4):
        answers[f"/{n}"] = Answer(body=HTML.format(f"Story {n}", f"{SAID} Of {n}.").encode())
    checking = Ingest(ingest.folder, {"INGEST_RECHECK": "1h,1d"})
    with serve(lambda _: answers, "127.0.0.1") as origin:
        ingest("feeds", "add", f"{origin}/feed")
        assert checking.json("run", "--json")["pages"]["stored"] == 4
        assert checking.json("run", "--json")["pages"]["fetched"] == 0
        answers["/1"] = Answer(body=HTML.format("Story 1", f"{SAID} Of one.").encode())
        answers["/2"] = Answer(body=b"gone", status=410)
        answers["/3"] = Answer(body=b"wait", status=500)
        make_due(ingest)
        assert ingest.json("run", "--json")["pages"]["fetched"] == 0, "it is off by default"
        done = checking.json("run", "--json")

    assert {name: done["pages"][name] for name in ("stored", "updated", "unchanged", "failed")} == {
        "stored": 0, "updated": 1, "unchanged": 1, "failed": 2,
    }  # fmt: skip
    assert done["problems"] == {"gone": 1, "server-error": 1}
    assert ingest.select("SELECT count(*), max(revision) FROM v1_articles") == [(4, 2)]
    assert ingest.select("SELECT state, problem FROM v1_pages ORDER BY url") == [
        ("stored", None), ("stored", None), ("failed", "gone"), ("stored", None),
    ]  # fmt: skip
    assert ingest.select("SELECT count(*) FROM pages WHERE recheck_at IS NOT NULL") == [(4,)]
