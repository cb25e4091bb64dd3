"""Which feeds has this site?"""

import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.cli.command import Ingest

RSS = (
    "<rss version='2.0'><channel><title>{0}</title><item><title>{0} one</title>"
    "<link>http://example.org/{0}/1</link><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate></item>"
    "</channel></rss>"
)
LINK = "<link rel='alternate' type='application/rss+xml' href='{0}'>"
PAGES = {
    "/named": f"<html><head>{LINK.format('/news.xml')}{LINK.format('/dead.xml')}</head></html>",
    "/news.xml": RSS.format("News"),
    "/blog/": "<html><body><p>A page that names no feed.</p></body></html>",
    "/feed/": RSS.format("Guessed"),
    "/many": "<html><head>"
    + "".join(LINK.format(path) for path in ("/comments/feed/", "/old.xml", "/fresh.xml"))
    + "</head></html>",
    "/old.xml": RSS.format("Old").replace("2026", "2016"),
    "/fresh.xml": RSS.format("Fresh").replace("Mon, 04 May 2026 10:00:00 GMT", formatdate()),
    "/comments/feed/": RSS.format("Comments").replace(
        "Mon, 04 May 2026 10:00:00 GMT", formatdate()
    ),
    "/moved": "<html><head><meta http-equiv='refresh' content='0; url=/named'></head></html>",
}


class Site(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        body = PAGES.get(self.path, "").encode()
        if self.path == "/redirected":
            self.send_response(302)
            self.send_header("Location", "/moved")
        else:
            self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/xml" if b"<rss" in body else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def found(ingest: Ingest, address: str) -> list[tuple[str, str, int]]:
    rows = ingest.json("feeds", "discover", address, "--json")
    return [(row["url"], row["title"], row["entries"]) for row in rows]


def test_what_the_page_names_is_found_and_the_dead_left_out(ingest: Ingest, site: str) -> None:
    assert found(ingest, f"{site}/named") == [(f"{site}/news.xml", "News", 1)]


def test_a_refreshed_home_is_followed(ingest: Ingest, site: str) -> None:
    assert found(ingest, f"{site}/moved") == [(f"{site}/news.xml", "News", 1)]


def test_a_redirected_home_that_is_refreshed_is_followed_too(ingest: Ingest, site: str) -> None:
    assert found(ingest, f"{site}/redirected") == [(f"{site}/news.xml", "News", 1)]


def test_answers_are_ranked_with_kind_and_freshness(ingest: Ingest, site: str) -> None:
    rows = ingest.json("feeds", "discover", f"{site}/many", "--json")
    assert [(row["title"], row["kind"], row["entries"]) for row in rows] == [
        ("Fresh", "feed", 1),
        ("Old", "feed", 1),
        ("Comments", "feed", 1),
    ]
    assert rows[0]["newest_at"] > rows[1]["newest_at"] == "2016-05-04T10:00:00Z"
    table = ingest("feeds", "discover", f"{site}/many").stdout
    assert table.index("/fresh.xml") < table.index("/old.xml") < table.index("/comments/feed/")


def test_where_the_page_names_none_usual_addresses_are_tried(ingest: Ingest, site: str) -> None:
    assert (f"{site}/feed/", "Guessed", 1) in found(ingest, f"{site}/blog/")


def test_the_address_of_a_feed_is_its_own_answer(ingest: Ingest, site: str) -> None:
    assert found(ingest, f"{site}/news.xml") == [(f"{site}/news.xml", "News", 1)]


def test_a_page_that_cannot_be_had_is_told(ingest: Ingest, site: str) -> None:
    answer = ingest("feeds", "discover", f"{site}/nothing", status=1)

    assert "not-found" in answer.stderr
    ingest("feeds", "discover", "nonsense", status=2)


def test_nothing_is_subscribed_to(ingest: Ingest, site: str) -> None:
    ingest("feeds", "discover", f"{site}/named")

    assert ingest.json("feeds", "list", "--json") == []
