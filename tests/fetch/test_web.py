"""Ordinary fetching."""

from __future__ import annotations

from tests.fetch.build import feed, run
from tests.fetch.faults import FaultServer, answer

from ingest.fetch import Web
from ingest.model import Fetched, NotModified, Validators


def test_a_200_is_fetched_whole_with_its_headers_and_times() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on(
            "/feed", answer(200, b"<rss/>", 'ETag: "x"', content_type="text/XML; Charset=UTF-8")
        )
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Fetched)
        assert (outcome.body, outcome.status, outcome.url) == (b"<rss/>", 200, url)
        assert (outcome.media_type, outcome.charset) == ("text/xml", "utf-8")
        assert outcome.headers["etag"] == '"x"'
        assert outcome.hops == (url,)
        assert outcome.moved_to is None
        assert outcome.received == 6

    run(scene)


def test_validators_go_out_byte_for_byte_and_a_304_is_not_modified() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", answer(304, b"", "Cache-Control: max-age=60"))
        validators = Validators(etag='W/"\xe4 b"', last_modified="Thu, 1 jan 26 1:2:3 GMT")
        outcome = await web.fetch(feed(url, validators=validators))
        assert isinstance(outcome, NotModified)
        assert outcome.headers["cache-control"] == "max-age=60"
        sent = server.heard[0].headers
        assert sent["if-none-match"] == 'W/"\xe4 b"'
        assert sent["if-modified-since"] == "Thu, 1 jan 26 1:2:3 GMT"

    run(scene)


def test_two_requests_to_one_origin_share_a_connection() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", answer(200, b"x"))
        await web.fetch(feed(url))
        await web.fetch(feed(url))
        assert [heard.connection for heard in server.heard] == [1, 1]

    run(scene)
