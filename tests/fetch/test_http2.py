"""HTTP/2, where a server offers it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived, WindowUpdated
from tests.fetch.build import a_web, feed
from tests.fetch.test_tls import AUTHORITY, context, trusting

from ingest.fetch import Web
from ingest.model import Failed, Fetched, NotModified, Problem, Validators

Headers = list[tuple[str, str]]


class Http2Server:
    """Answers by path: headers and the pieces of a body; None hangs."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[Headers, list[bytes]] | None] = {}
        self.heard: list[dict[str, str]] = []
        self.connections = 0
        self.port = 0

    def on(self, path: str, headers: Headers, *pieces: bytes) -> str:
        self.answers[path] = (headers, list(pieces))
        return f"https://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        state = H2Connection(
            H2Configuration(
                client_side=False, header_encoding="utf-8", validate_outbound_headers=False
            )
        )
        state.initiate_connection()
        writer.write(state.data_to_send())
        unsent: dict[int, list[bytes]] = {}
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                for event in state.receive_data(data):
                    if isinstance(event, RequestReceived):
                        headers = dict(event.headers)
                        self.heard.append(headers)
                        answer = self.answers[headers[":path"]]
                        if answer is not None:
                            state.send_headers(event.stream_id, answer[0])
                            unsent[event.stream_id] = [*answer[1]]
                    if isinstance(event, (RequestReceived, WindowUpdated)):
                        _send_what_fits(state, unsent)
                writer.write(state.data_to_send())
        writer.close()


def _send_what_fits(state: H2Connection, unsent: dict[int, list[bytes]]) -> None:
    for stream, pieces in list(unsent.items()):
        while pieces and state.local_flow_control_window(stream) >= len(pieces[0]):
            state.send_data(stream, pieces.pop(0))
        if not pieces:
            state.end_stream(stream)
            del unsent[stream]


@asynccontextmanager
async def serving_http2() -> AsyncIterator[Http2Server]:
    server = Http2Server()
    tls = context(AUTHORITY)
    tls.set_alpn_protocols(["h2"])
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await asyncio.sleep(0.05)


def play(scene: Callable[[Http2Server, Web], Awaitable[None]], seconds: float = 5) -> None:
    async def all_of_it() -> None:
        timeout = timedelta(seconds=seconds)
        async with (
            serving_http2() as server,
            a_web(ca=trusting(), timeout=timeout, http2=True) as web,
        ):
            await scene(server, web)

    asyncio.run(all_of_it())


def test_pages_and_304s_come_over_one_connection() -> None:
    async def scene(server: Http2Server, web: Web) -> None:
        url = server.on("/feed", [(":status", "200"), ("etag", '"x"')], *[b"x" * 9999] * 30)
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Fetched)
        assert len(outcome.body) == 30 * 9999
        assert outcome.headers["etag"] == '"x"'
        server.on("/feed", [(":status", "304")])
        again = await web.fetch(feed(url, validators=Validators(etag='"x"')))
        assert isinstance(again, NotModified)
        assert server.heard[1]["if-none-match"] == '"x"'
        assert server.connections == 1

    play(scene)


def test_a_body_that_is_too_large_ends_the_connection() -> None:
    async def scene(server: Http2Server, web: Web) -> None:
        url = server.on("/feed", [(":status", "200")], *[b"x" * 16000] * 500)
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.TOO_LARGE
        good = await web.fetch(feed(server.on("/good", [(":status", "200")], b"good")))
        assert isinstance(good, Fetched)
        assert server.connections == 2

    play(scene)


def test_a_stream_that_hangs_is_a_timeout() -> None:
    async def scene(server: Http2Server, web: Web) -> None:
        url = server.on("/feed", [])
        server.answers["/feed"] = None
        outcome = await web.fetch(feed(url))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.TIMEOUT

    play(scene, seconds=0.5)


@pytest.mark.parametrize("status", ["", "abc", "99999", "-1"])
def test_a_status_that_is_none_is_protocol(status: str) -> None:
    async def scene(server: Http2Server, web: Web) -> None:
        outcome = await web.fetch(feed(server.on("/feed", [(":status", status)], b"x")))
        assert isinstance(outcome, Failed)
        assert outcome.problem in (Problem.PROTOCOL, Problem.HTTP_ERROR)

    play(scene, seconds=0.5)


def test_trust_is_asked_of_http2_servers_too() -> None:
    async def scene(server: Http2Server, web: Web) -> None:
        url = server.on("/feed", [(":status", "200")])
        client = ssl.create_default_context()
        trustme.CA().configure_trust(client)
        async with a_web(ca=client, http2=True) as wary:
            outcome = await wary.fetch(feed(url))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.TLS
        assert server.heard == []

    play(scene)
