"""Any answer and any address give an outcome, in little memory."""

from __future__ import annotations

import asyncio
import gzip
import random
import resource
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fetch.build import a_web, feed, page, run
from tests.fetch.faults import FaultServer, answer, raw, redirect

from ingest.fetch import Web
from ingest.model import Failed, Fetched, NotModified, Validators

GOOD = (
    answer(200, b"<html>" + b"text " * 99, 'ETag: "x"', "Set-Cookie: a=b; Path=/"),
    answer(200, gzip.compress(b"<html>" * 99), "Content-Encoding: gzip"),
    answer(200, brotli.compress(b"<html>" * 99), "Content-Encoding: br"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\n\r\n",
    redirect(301, "/elsewhere?q=1#f"),
    answer(503, b"<title>Sorry", "Retry-After: Fri, 02 Jan 2026 04:04:05 GMT"),
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few changed, dropped or doubled, most of them in the head."""
    text = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        place = min(int(chance.expovariate(0.02)), len(text) - 1)
        match chance.randrange(4):
            case 0:
                text[place] = chance.randrange(256)
            case 1:
                del text[place : place + chance.randrange(1, 9)]
            case 2:
                text[place:place] = text[place : place + 20]
            case _:
                text[place:place] = chance.choice([b"\r\n", b"\0", b"\xff", b": ", b"-", b"9" * 30])
    return bytes(text) or b"x"


@pytest.mark.parametrize("seed", range(7))
def test_a_damaged_answer_gives_an_outcome(seed: int) -> None:
    chance = random.Random(seed)

    async def scene(server: FaultServer, web: Web) -> None:
        for number in range(40):
            data = damaged(GOOD[seed], chance)
            url = server.on(f"/{number}", raw(data, keeps=chance.random() < 0.1))
            request = chance.choice([feed, page])(url, validators=Validators(etag='"x"'))
            outcome = await web.fetch(request)
            assert isinstance(outcome, Fetched | NotModified | Failed)

    run(scene, timeout=timedelta(seconds=0.15), shared_hosts=frozenset({"127.0.0.1"}))


WEB_TEXT = st.text(
    st.one_of(
        st.sampled_from("/:@[]%.?#\\ \t\r\n\0\x1b-_~|^`<>{}\"'*xnaé日０Ⅷß\u200d\udcff"),
        st.characters(),
    )
)


@contextmanager
def no_public_network() -> Iterator[None]:
    """No name resolves and no address is public, whatever the examples spell."""
    unresolvable = socket.gaierror(socket.EAI_NONAME, "no such name")
    with (
        mock.patch("socket.getaddrinfo", side_effect=unresolvable),
        mock.patch("ingest.fetch.guard.is_public", return_value=False),
    ):
        yield


@settings(deadline=None, max_examples=120)
@given(start=st.sampled_from(["http://", "https://", "http://a.", "http://a/", ""]), rest=WEB_TEXT)
def test_any_address_gives_an_outcome(start: str, rest: str) -> None:
    async def scene() -> None:
        async with a_web(allow=()) as web:
            assert isinstance(await web.fetch(feed(start + rest)), Failed)

    with no_public_network():
        asyncio.run(scene())


@settings(deadline=None, max_examples=60)
@given(targets=st.lists(st.binary(max_size=40).filter(lambda text: b"\n" not in text), max_size=12))
def test_any_redirect_gives_an_outcome(targets: list[bytes]) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        for number, target in enumerate(targets):
            data = b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: " + target + b"\r\n\r\n"
            outcome = await web.fetch(feed(server.on(f"/{number}", data)))
            assert isinstance(outcome, Failed)

    with no_public_network():
        run(scene, timeout=timedelta(seconds=0.5), shared_hosts=frozenset())


@pytest.mark.skipif(sys.platform == "darwin", reason="counts bytes, not KiB")
def test_the_bombs_together_need_little_memory() -> None:
    bombs = {
        "gzip": gzip.compress(b"\0" * 50_000_000),
        "br": brotli.compress(b"\0" * 50_000_000, quality=1),
        "gzip, gzip": gzip.compress(gzip.compress(b"\0" * 50_000_000)),
    }
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    async def scene(server: FaultServer, web: Web) -> None:
        for number, (coding, bomb) in enumerate(bombs.items()):
            data = answer(200, bomb, f"Content-Encoding: {coding}")
            for _ in range(3):
                assert isinstance(await web.fetch(feed(server.on(f"/{number}", data))), Failed)

    run(scene, max_bytes=5_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
