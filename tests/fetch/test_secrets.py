"""Secrets go to their origin, and no outcome knows them."""

from __future__ import annotations

import pytest
from tests.fetch.build import feed, page, run
from tests.fetch.faults import FaultServer, answer, redirect, serving

from ingest.fetch import Web
from ingest.fetch.secrecy import Secrecy
from ingest.model import Failed, Fetched, Problem, Request, Secret

TOKEN = "hush/hash+&=1"
WIRED = "hush%2Fhash%2B%26%3D1"


def play(scene, *, policy_for) -> None:
    """A scene whose policy has to know the server's port."""

    async def with_port(server: FaultServer, web: Web) -> None:
        secrets = policy_for(server)
        object.__setattr__(web._policy, "secrets", secrets)
        await scene(server, web)

    run(with_port)


def query(server: FaultServer) -> tuple[Secret, ...]:
    return (Secret(origin=server.origin, query="token", value=TOKEN),)


def bearer(server: FaultServer) -> tuple[Secret, ...]:
    return (Secret(origin=server.origin, header="Authorization", value=f"Bearer {TOKEN}"),)


def test_a_header_goes_to_feeds_of_its_origin_only() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async with serving(host="127.0.0.3") as other:
            other.on("/feed", answer(200, b"x"))
            server.on("/away", redirect(302, other.url("/feed")))
            server.on("/feed", answer(200, b"x"))
            await web.fetch(feed(server.url("/feed")))
            await web.fetch(feed(server.url("/away")))
            await web.fetch(feed(other.url("/feed")))
            await web.fetch(page(server.url("/feed")))
            sent = [
                h.headers.get("authorization") for h in server.heard if "robots" not in h.target
            ]
            assert sent == [f"Bearer {TOKEN}", f"Bearer {TOKEN}", None]
            assert [h.headers.get("authorization") for h in other.heard] == [None, None]

    play(scene, policy_for=bearer)


def test_a_feeds_own_password_goes_before_the_secret_of_its_origin() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", answer(200, b"x"))
        own = (("Authorization", "Basic eDp5"),)
        await web.fetch(Request(url=server.url("/feed"), kind=feed("").kind, secret_headers=own))
        assert server.heard[0].headers["authorization"] == "Basic eDp5"

    play(scene, policy_for=bearer)


@pytest.mark.parametrize(
    ("path", "sent"),
    [("/feed", f"/feed?token={WIRED}"), ("/feed?a=b&c", f"/feed?a=b&c&token={WIRED}")],
)
def test_a_token_is_sent_and_nobody_knows(path: str, sent: str) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", answer(200, b"x"))
        outcome = await web.fetch(feed(server.url(path)))
        assert server.targets() == [sent]
        assert isinstance(outcome, Fetched)
        assert outcome.url == server.url(path)
        assert "hush" not in repr(outcome)

    play(scene, policy_for=query)


@pytest.mark.parametrize("status", [301, 302, 308])
def test_a_token_that_a_redirect_repeats_is_taken_out_and_sent_again(status: int) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", redirect(status, f"/new?token={WIRED}&x=1"))
        server.on("/new", answer(200, b"x"))
        outcome = await web.fetch(feed(server.url("/feed")))
        assert server.targets() == [f"/feed?token={WIRED}", f"/new?x=1&token={WIRED}"]
        assert isinstance(outcome, Fetched)
        assert outcome.moved_to == (None if status == 302 else server.url("/new?x=1"))
        assert "hush" not in repr(outcome)

    play(scene, policy_for=query)


@pytest.mark.parametrize(
    "target",
    [
        "{other}/feed?next=%2Ffeed%3Ftoken%3Dhush%252Fhash%252B%2526%253D1",
        "{other}/hush/hash+&=1",
        "/login?hush%2Fhash%2B%26%3D1",
    ],
)
def test_a_redirect_that_repeats_a_token_otherwise_is_not_followed(target: str) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async with serving(host="127.0.0.3") as other:
            server.on("/feed", redirect(301, target.format(other=other.origin)))
            outcome = await web.fetch(feed(server.url("/feed")))
            assert isinstance(outcome, Failed)
            assert outcome.problem is Problem.REDIRECTS
            assert "hush" not in repr(outcome)
            assert other.heard == []
            assert len(server.heard) == 1

    play(scene, policy_for=query)


def test_a_redirect_to_another_origin_takes_no_token_along() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async with serving(host="127.0.0.3") as other:
            server.on("/feed", redirect(302, other.url(f"/feed?token={WIRED}")))
            other.on("/feed", answer(200, b"x"))
            outcome = await web.fetch(feed(server.url("/feed")))
            assert isinstance(outcome, Fetched)
            assert other.targets() == ["/feed"]

    play(scene, policy_for=query)


def test_an_address_keeps_what_is_no_secret_of_its() -> None:
    secrecy = Secrecy([Secret(origin="https://example.org", query="key", value="1")])

    assert secrecy.clean("https://example.org/1?key=12&a=1") == "https://example.org/1?key=12&a=1"
    assert secrecy.clean("https://example.org/?key=1") == "https://example.org/"
    assert Secrecy([]).target("?a=1") == "?a=1"
