"""TLS: verified by name, never tried again without."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ssl
import weakref
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from tests.fetch.build import a_web, feed
from tests.fetch.faults import FaultServer, answer, hangs, raw, serving

from ingest.fetch import Web
from ingest.fetch.connect import Dialer, Stream
from ingest.fetch.fault import Fault
from ingest.model import Failed, Fetched, Problem

AUTHORITY = trustme.CA()
STRANGER = trustme.CA()
LIMIT = timedelta(seconds=0.5)


def context(issuer: trustme.CA, name: str = "127.0.0.1", **parts: datetime) -> ssl.SSLContext:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(name, **parts).configure_cert(server)
    return server


def trusting() -> ssl.SSLContext:
    client = ssl.create_default_context()
    AUTHORITY.configure_trust(client)
    return client


def play(
    scene: Callable[[FaultServer, Web], Awaitable[None]], tls: ssl.SSLContext | None = None
) -> None:
    async def all_of_it() -> None:
        async with serving(tls=tls) as server, a_web(ca=trusting(), timeout=LIMIT * 4) as web:
            await scene(server, web)

    asyncio.run(all_of_it())


def test_a_verified_server_is_fetched_over_a_kept_connection() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", answer(200, b"x" * 300_000))
        for _ in range(2):
            outcome = await web.fetch(feed(url))
            assert isinstance(outcome, Fetched)
            assert len(outcome.body) == 300_000
        assert server.connections == 1

    play(scene, context(AUTHORITY))


def test_a_connection_that_is_closed_lets_go_of_its_buffers_at_once() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        await web.fetch(feed(server.on("/feed", answer(200, b"x"))))
        ((_, dialer),) = web._connections._kept.values()
        assert dialer.stream is not None
        transport = weakref.ref(dialer.stream._transport)
        await web._connections.aclose()
        for _ in range(9):
            await asyncio.sleep(0)
        assert transport() is None

    gc.disable()  # a collection of everything comes after hundreds of connections
    try:
        play(scene, context(AUTHORITY))
    finally:
        gc.enable()


def test_a_connection_that_breaks_off_before_tls_is_tls() -> None:
    async def scene() -> None:
        stream = Stream(Dialer(None))
        stream.connection_lost(ConnectionResetError())
        with pytest.raises(Fault, match="broke off") as raised:
            await stream.start_tls(trusting())
        assert raised.value.problem is Problem.TLS

    asyncio.run(scene())


def test_a_name_is_verified_as_it_was_asked_for() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", answer(200, b"x"))
        outcome = await web.fetch(feed(f"https://localhost:{server.port}/feed"))
        assert isinstance(outcome, Fetched)

    play(scene, context(AUTHORITY, "localhost"))


PAST = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "tls",
    [
        context(STRANGER),
        context(AUTHORITY, "other.example"),
        context(AUTHORITY, not_before=PAST, not_after=PAST + timedelta(days=9)),
    ],
    ids=["self-signed", "wrong name", "expired"],
)
def test_a_certificate_that_does_not_hold_is_tls_and_no_request_goes_out(
    tls: ssl.SSLContext,
) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(server.on("/feed", answer(200, b"x"))))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.TLS
        assert server.heard == []

    play(scene, tls)


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ("nothing", Problem.TIMEOUT),
        ("noise", Problem.TLS),
        ("HTTP", Problem.TLS),
        ("bye", Problem.TLS),
    ],
)
def test_a_handshake_that_goes_nowhere(says: str, problem: Problem) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if says == "noise":
            writer.write(b"SSH-2.0-OpenSSH\r\n" * 9)
        with contextlib.suppress(ConnectionError):
            await reader.read(100)
            if says == "HTTP":
                writer.write(answer(400))
            elif says == "nothing":
                await reader.read()
        writer.close()

    async def scene() -> None:
        server = await asyncio.start_server(speak, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, a_web(ca=trusting(), timeout=LIMIT) as web:
            outcome = await web.fetch(feed(f"https://127.0.0.1:{port}/"))
            await asyncio.sleep(0.05)
        assert isinstance(outcome, Failed)
        assert outcome.problem is problem

    asyncio.run(scene())


def test_tls_on_a_plain_port_is_protocol() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(feed(server.url("/").replace("https:", "http:")))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.PROTOCOL

    play(scene, context(AUTHORITY))


def test_the_body_of_a_tls_server_that_breaks_off_is_noticed() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/cut", raw(answer(200, b"abc", length=9), keeps=False))
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.PROTOCOL
        hung = await web.fetch(feed(server.on("/hang", hangs(b"HTTP/1.1 200 OK\r\n"))))
        assert isinstance(hung, Failed)
        assert hung.problem is Problem.TIMEOUT

    play(scene, context(AUTHORITY))
