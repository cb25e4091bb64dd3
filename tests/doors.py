"""Where the servers of tests/faults.py stand: ports that are open, closed, full, or speak TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import trustme
from tests.faults import Case, Where
from tests.fetch.faults import FaultServer, Reader, Writer


@dataclass(frozen=True, slots=True)
class Doors:
    """The ports behind which they stand, and the authority that their certificates name."""

    ports: dict[Where, int]
    authority: bytes

    def url(self, case: Case, host: str, path: str) -> str:
        if case.where == "nameless":
            return f"http://{'a' * 64}.{host}.example{path}"
        return f"{case.scheme}://{host}:{self.ports[case.where]}{path}"


Serve = Callable[[Reader, Writer], Awaitable[None]]


@asynccontextmanager
async def doors(serve: Serve) -> AsyncIterator[Doors]:
    """Opens them on every loopback address."""
    ours, stranger, past = trustme.CA(), trustme.CA(), datetime(2020, 1, 1, tzinfo=UTC)
    certificates: dict[Where, trustme.LeafCert | None] = {
        "open": None,
        "stranger": stranger.issue_cert("127.0.0.1"),
        "expired": ours.issue_cert("127.0.0.1", not_before=past, not_after=past.replace(day=9)),
        "misnamed": ours.issue_cert("other.example"),
    }
    async with AsyncExitStack() as stack:
        ports: dict[Where, int] = {}
        for where, certificate in certificates.items():
            context = None
            if certificate is not None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                certificate.configure_cert(context)
            server = await asyncio.start_server(serve, "0.0.0.0", 0, ssl=context, backlog=4096)
            stack.push_async_callback(_close, server)
            ports[where] = server.sockets[0].getsockname()[1]
        plain = await asyncio.start_server(_says_no_tls, "0.0.0.0", 0)
        stack.push_async_callback(_close, plain)
        ports["plain"] = plain.sockets[0].getsockname()[1]
        full = stack.enter_context(socket.create_server(("0.0.0.0", 0), backlog=1))
        ports["full"] = ports["mute"] = full.getsockname()[1]
        with socket.create_server(("0.0.0.0", 0)) as closed:
            ports["closed"] = closed.getsockname()[1]
        yield Doors(ports, ours.cert_pem.bytes())


async def _close(server: asyncio.Server) -> None:
    server.close()


async def _says_no_tls(_reader: Reader, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 400 Not TLS\r\n\r\n")
    writer.close()


@contextmanager
def standing(server: FaultServer) -> Iterator[Doors]:
    """The server behind every kind of door, in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opened = doors(server.serve)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(_end(opened), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(opened: object) -> None:
    await opened.__aexit__(None, None, None)  # type: ignore[attr-defined]
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)
