"""What a person asked for once is asked for once."""

from __future__ import annotations

from pathlib import Path

from tests import sites
from tests.fetch.faults import answer
from tests.serving import ingest, serving

STORY = sites.stories(0)[0]
RSS = "<rss version='2.0'><channel><title>T</title><item><link>{}</link></item></channel></rss>"


def test_a_page_that_failed_is_not_tried_by_later_runs_until_a_feed_names_it(
    tmp_path: Path,
) -> None:
    with serving() as server:
        story = server.on("/story.html", answer(503))
        ingest(tmp_path, "fetch", story, status=4)
        server.on("/story.html", answer(200, sites._page(0, STORY).encode()))
        other = server.on("/other.rss", answer(200, RSS.format("/else.html").encode()))
        ingest(tmp_path, "feeds", "add", other)
        ingest(tmp_path, "run")
        assert server.targets().count("/story.html") == 1

        feed = server.on("/feed.rss", answer(200, RSS.format(story).encode()))
        ingest(tmp_path, "feeds", "add", feed)
        ingest(tmp_path, "run")
        shown = ingest(tmp_path, "articles", "list", "--json").stdout

    assert server.targets().count("/story.html") == 2
    assert story in shown
