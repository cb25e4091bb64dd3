"""Ordinary fetching."""

from __future__ import annotations

import asyncio
import logging
import socket
from unittest import mock

import pytest
from tests.fetch.build import a_web, feed, run
from tests.fetch.faults import FaultServer, answer, serving

from ingest.fetch import Web, parse_allow
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


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_an_ipv6_address_is_fetched_with_its_brackets() -> None:
    async def scene() -> None:
        async with serving(host="::1") as server, a_web(allow=parse_allow("::1")) as web:
            server.on("/feed", answer(200, b"x"))
            outcome = await web.fetch(feed(f"http://[::1]:{server.port}/feed"))
        assert isinstance(outcome, Fetched)
        assert server.heard[0].headers["host"] == f"[::1]:{server.port}"

    asyncio.run(scene())


def test_the_first_address_that_answers_is_taken() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", answer(200, b"x"))
        addresses = [(0, 0, 0, "", (text, 0)) for text in ("127.0.0.99", "127.0.0.1")]
        with mock.patch("socket.getaddrinfo", return_value=addresses):
            outcome = await web.fetch(feed(f"http://two.example:{server.port}/feed"))
        assert isinstance(outcome, Fetched)
        assert server.heard[0].headers["host"] == f"two.example:{server.port}"

    run(scene)


def test_no_more_connections_are_kept_than_the_policy_says() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", answer(200, b"x"))
        for number in range(1, 6):
            async with serving(host=f"127.0.3.{number}") as other:
                other.scripts = server.scripts
                await web.fetch(feed(other.url("/feed")))
        assert len(web._connections._kept) == 2

    run(scene, most_kept=2)


def test_the_debug_log_of_the_libraries_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        secret = (("Authorization", "Bearer hush"),)
        await web.fetch(feed(server.on("/feed", answer(200, b"x")), secret_headers=secret))

    with caplog.at_level(logging.DEBUG):
        run(scene)
    assert "hush" not in caplog.text


def test_repeated_headers_are_joined_where_they_are_lists_and_else_the_first_counts() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        lines = ["Cache-Control: max-age=5", "Cache-Control: private", 'ETag: "a"', 'ETag: "b"']
        outcome = await web.fetch(feed(server.on("/feed", answer(200, b"x", *lines))))
        assert isinstance(outcome, Fetched)
        assert outcome.headers["cache-control"] == "max-age=5, private"
        assert outcome.headers["etag"] == '"a"'

    run(scene)


def test_what_follows_an_answer_unasked_is_not_taken_for_the_next_one() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        both = answer(200, b"first") + answer(200, b"smuggled")
        await web.fetch(feed(server.on("/first", both)))
        outcome = await web.fetch(feed(server.on("/second", answer(200, b"second"))))
        assert isinstance(outcome, Fetched)
        assert outcome.body == b"second"

    run(scene)


def test_two_requests_to_one_origin_share_a_connection() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", answer(200, b"x"))
        await web.fetch(feed(url))
        await web.fetch(feed(url))
        assert [heard.connection for heard in server.heard] == [1, 1]

    run(scene)
