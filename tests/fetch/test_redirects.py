"""Redirects: where they lead, what goes along, what they may not reach."""

from __future__ import annotations

import asyncio
from base64 import b64encode

import pytest
from tests.fetch.build import a_web, feed, run
from tests.fetch.faults import FaultServer, Heard, Reader, Writer, answer, redirect, serving

from ingest.fetch import Web, parse_allow
from ingest.model import Failed, Fetched, NotModified, Problem, Request, RequestKind, Validators

OK = answer(200, b"<rss/>")
TOKEN = (("Authorization", "Bearer hush"), ("X-Key", "hush"))


def test_ten_redirects_are_followed_and_eleven_are_not() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        for number in range(12):
            server.on(f"/{number}", redirect(302, f"/{number + 1}"))
        server.on("/12", OK)
        assert isinstance(await web.fetch(feed(server.url("/2"))), Fetched)
        outcome = await web.fetch(feed(server.url("/1")))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.REDIRECTS

    run(scene)


def test_a_loop_of_two_is_found_at_once() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/b", redirect(302, "/a"))
        outcome = await web.fetch(feed(server.on("/a", redirect(302, "/b"))))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.REDIRECTS
        assert server.targets() == ["/a", "/b"]

    run(scene)


def test_only_an_unbroken_beginning_of_permanent_redirects_moves_the_address() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/d", OK)
        server.on("/c", redirect(301, "/d"))
        server.on("/b", redirect(302, "/c"))
        outcome = await web.fetch(feed(server.on("/a", redirect(308, "/b"))))
        assert isinstance(outcome, Fetched)
        assert outcome.moved_to == server.url("/b")
        assert outcome.hops == tuple(server.url(path) for path in ("/a", "/b", "/c", "/d"))

    run(scene)


def test_a_304_behind_a_permanent_redirect_tells_the_new_address() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        new = server.on("/new", b"HTTP/1.1 304 Not Modified\r\n\r\n")
        url = server.on("/old", redirect(301, "/new"))
        outcome = await web.fetch(feed(url, validators=Validators(etag='"x"', url=new)))
        assert isinstance(outcome, NotModified)
        assert outcome.moved_to == new

    run(scene)


def test_validators_go_only_to_the_address_that_gave_them() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        new = server.on("/new", OK)
        url = server.on("/old", redirect(302, "/new"))
        await web.fetch(feed(url, validators=Validators(etag='"x"', last_modified="y", url=new)))
        await web.fetch(feed(url, validators=Validators(etag='"x"', last_modified="y")))
        sent = ["if-none-match" in heard.headers for heard in server.heard]
        assert sent == [False, True, True, False]

    run(scene)


def test_secrets_stay_at_their_origin_and_return_with_it() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async with serving() as other:
            server.on("/end", OK)
            other.on("/away", redirect(302, server.url("/end")))
            url = server.on("/start", redirect(302, other.url("/away")))
            await web.fetch(Request(url=url, kind=RequestKind.FEED, secret_headers=TOKEN))
            assert "authorization" not in other.heard[0].headers
            assert "x-key" not in other.heard[0].headers
            assert [heard.headers.get("authorization") for heard in server.heard] == [
                "Bearer hush"
            ] * 2

    run(scene)


def test_userinfo_of_the_address_is_basic_authentication_for_its_origin() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", OK).replace("//", "//me%40:s%C3%A9same@")
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Fetched)
        expected = "Basic " + b64encode("me@:sésame".encode()).decode()
        assert server.heard[0].headers["authorization"] == expected
        assert "same" not in outcome.url

    run(scene)


def test_userinfo_of_a_redirect_is_dropped() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        end = server.on("/end", OK)
        target = end.replace("//", "//user:hush@")
        outcome = await web.fetch(feed(server.on("/start", redirect(302, target))))
        assert isinstance(outcome, Fetched)
        assert outcome.url == end
        assert "authorization" not in server.heard[1].headers

    run(scene)


def test_no_secret_is_shown_by_a_failure() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", redirect(302, "file:///hush")).replace("//", "//user:hush@")
        outcome = await web.fetch(Request(url=url, kind=RequestKind.FEED, secret_headers=TOKEN))
        assert isinstance(outcome, Failed)
        assert "hush" not in outcome.detail
        assert "hush" not in (outcome.url or "")

    run(scene)


def test_a_secret_that_cannot_be_sent_is_a_fault_without_the_secret() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        secret = (("X-Key", "hush\r\nX-Other: 1"),)
        url = server.on("/feed", OK)
        outcome = await web.fetch(Request(url=url, kind=RequestKind.FEED, secret_headers=secret))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.PROTOCOL
        assert "hush" not in outcome.detail

    run(scene)


async def cookie_gate(heard: Heard, reader: Reader, writer: Writer) -> bool:
    if heard.headers.get("cookie") == "seen=yes; b=2":
        writer.write(OK)
    else:
        cookies = (
            "Set-Cookie: seen=yes; Path=/; HttpOnly",
            "Set-Cookie: b=2",
            "Set-Cookie: c=3; Max-Age=0",
        )
        writer.write(redirect(302, heard.target, *cookies))
    return True


def test_a_gate_that_wants_its_cookie_back_is_passed_within_one_request() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", cookie_gate)
        assert isinstance(await web.fetch(feed(url)), Fetched)
        assert isinstance(await web.fetch(feed(url)), Fetched)
        sent = ["cookie" in heard.headers for heard in server.heard]
        assert sent == [False, True, False, True]

    run(scene)


def test_a_wall_that_gives_ever_new_cookies_is_redirects() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async def wall(heard: Heard, reader: Reader, writer: Writer) -> bool:
            writer.write(redirect(302, "/feed", f"Set-Cookie: n={len(server.heard)}"))
            return True

        outcome = await web.fetch(feed(server.on("/feed", wall)))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.REDIRECTS
        assert len(server.heard) == 11

    run(scene)


def test_cookies_do_not_cross_an_origin() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async with serving() as other:
            end = other.on("/end", OK)
            await web.fetch(feed(server.on("/start", redirect(302, end, "Set-Cookie: a=b"))))
            assert "cookie" not in other.heard[0].headers

    run(scene)


def test_a_target_in_raw_utf8_is_understood() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/caf%C3%A9", OK)
        location = "/café".encode().decode("latin-1")
        assert isinstance(
            await web.fetch(feed(server.on("/start", redirect(302, location)))), Fetched
        )

    run(scene)


def test_the_path_goes_out_as_it_was_written() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        for path in ("/a%2Fb%20c?x=%41&y=[1]|2", "/%7Euser/~user/'q'?;,", "/?"):
            await web.fetch(feed(server.url(path)))
        assert server.targets() == [
            "/a%2Fb%20c?x=%41&y=[1]|2",
            "/%7Euser/~user/'q'?;,".replace("?", "?"),
            "/",
        ]

    run(scene)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://127.0.0.1:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://017700000001:{port}/",
        "http://127.1:{port}/",
        "http://localhost:{port}/",
        "http://LocalHost.:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::1]:{port}/",
        "http://example.org@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}\\@example.org/",
        "//127.0.0.1:{port}/",
        "\thttp://127.0.0.1:{port}/",
        "http:\\\\127.0.0.1:{port}\\",
        "https://127.0.0.1:{port}/",
    ],
)
def test_no_redirect_reaches_a_forbidden_port_in_whatever_spelling(spelling: str) -> None:
    async def scene() -> None:
        async with serving() as server, serving() as canary:
            allow = parse_allow(f"127.0.0.1:{server.port}")
            async with a_web(allow=allow) as web:
                target = spelling.format(port=canary.port)
                outcome = await web.fetch(feed(server.on("/start", redirect(302, target))))
            assert isinstance(outcome, Failed)
            assert outcome.problem is Problem.FORBIDDEN_ADDRESS
            assert canary.connections == 0

    asyncio.run(scene())


def test_one_user_agent_and_what_is_understood_go_out_with_every_request() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/end", OK)
        await web.fetch(feed(server.on("/start", redirect(302, "/end"))))
        for heard in server.heard:
            assert heard.headers["user-agent"] == "ingest/0.1 (+https://example.org/bot)"
            assert heard.headers["accept-encoding"] == "gzip, deflate, br, zstd"
            assert heard.headers["accept"].startswith("application/rss+xml")
            assert heard.headers["host"] == f"127.0.0.1:{server.port}"

    run(scene)
