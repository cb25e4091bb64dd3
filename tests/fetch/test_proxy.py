"""Proxies: the one that is named, none of the environment's."""

from __future__ import annotations

import asyncio

import pytest
from tests.fetch.build import a_web, feed, run
from tests.fetch.faults import FaultServer, Heard, Reader, Writer, answer, raw, serving
from tests.fetch.test_tls import AUTHORITY, context, trusting

from ingest.fetch import Web, parse_allow
from ingest.model import Failed, Fetched, Problem


async def forward(heard: Heard, reader: Reader, writer: Writer) -> None:
    """A proxy that tunnels a CONNECT to where it is told."""
    host, _, port = heard.target.rpartition(":")
    far_reader, far_writer = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

    async def pipe(source: Reader, sink: Writer) -> None:
        while data := await source.read(65536):
            sink.write(data)

    back = asyncio.create_task(pipe(far_reader, writer))
    await pipe(reader, far_writer)
    far_writer.close()
    await back


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_the_environment_names_no_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:1/")

    async def scene(server: FaultServer, web: Web) -> None:
        assert isinstance(await web.fetch(feed(server.on("/feed", answer(200, b"x")))), Fetched)

    run(scene)


def test_a_named_proxy_is_asked_with_its_password_and_for_every_address() -> None:
    async def scene() -> None:
        async with serving() as proxy:
            proxy.scripts["http://example.invalid/feed"] = raw(answer(200, b"from afar"))
            named = proxy.origin.replace("//", "//me:hush@")
            async with a_web(allow=(), proxy=named) as web:
                outcome = await web.fetch(feed("http://example.invalid/feed"))
        assert isinstance(outcome, Fetched)
        assert outcome.body == b"from afar"
        assert proxy.heard[0].headers["proxy-authorization"] == "Basic bWU6aHVzaA=="
        assert proxy.heard[0].headers["host"] == "example.invalid"

    asyncio.run(scene())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://0x7f.1:{port}/", "http://localhost:{port}/"]
)
def test_a_proxy_is_no_way_to_a_forbidden_address(url: str) -> None:
    async def scene() -> None:
        async with serving() as proxy, a_web(allow=(), proxy=proxy.origin) as web:
            outcome = await web.fetch(feed(url.format(port=proxy.port)))
            assert isinstance(outcome, Failed)
            assert outcome.problem is Problem.FORBIDDEN_ADDRESS
            assert proxy.connections == 0

    asyncio.run(scene())


def test_tls_through_a_proxy_is_verified_by_the_name_at_its_end() -> None:
    async def scene() -> None:
        async with serving(tls=context(AUTHORITY)) as server, serving() as proxy:
            proxy.scripts[f"127.0.0.1:{server.port}"] = forward
            url = server.on("/feed", answer(200, b"x"))
            allow = parse_allow("127.0.0.1")
            async with a_web(allow=allow, proxy=proxy.origin, ca=trusting()) as web:
                outcome = await web.fetch(feed(url))
            await asyncio.sleep(0.05)
        assert isinstance(outcome, Fetched)
        assert proxy.targets() == [f"127.0.0.1:{server.port}"]

    asyncio.run(scene())


def test_a_proxy_that_refuses_is_connect() -> None:
    async def scene() -> None:
        async with serving() as proxy:
            proxy.scripts["example.invalid:443"] = raw(answer(403))
            async with a_web(allow=(), proxy=proxy.origin) as web:
                outcome = await web.fetch(feed("https://example.invalid/"))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.CONNECT

    asyncio.run(scene())
