"""A loopback server of raw answers: one path a fault, so that nothing is tidied on the way."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
Script = Callable[["Heard", Reader, Writer], Awaitable[bool | None]]


@dataclass(frozen=True)
class Heard:
    """A request as it came over the wire."""

    target: str
    headers: dict[str, str]
    connection: int
    at: float


@dataclass
class FaultServer:
    """Answers each path by its script; a script that returns True keeps the connection.

    A host of `places` has two: one for its robots.txt, one for all else.
    """

    scripts: dict[str, Script] = field(default_factory=dict)
    places: dict[str, tuple[Script, Script]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    port: int = 0
    scheme: str = "http"
    host: str = "127.0.0.1"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return self.origin + path

    def targets(self) -> list[str]:
        return [heard.target for heard in self.heard]

    def on(self, path: str, script: Script | bytes) -> str:
        """Answer `path` so; its address."""
        self.scripts[path] = as_script(script)
        return self.url(path)

    async def serve(self, reader: Reader, writer: Writer) -> None:
        self.connections += 1
        connection = self.connections
        try:
            while (heard := await read_request(reader, connection)) is not None:
                self.heard.append(heard)
                self.in_flight += 1
                self.most_in_flight = max(self.most_in_flight, self.in_flight)
                try:
                    keeps = await self._script(heard)(heard, reader, writer)
                    await writer.drain()
                finally:
                    self.in_flight -= 1
                if not keeps:
                    break
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _script(self, heard: Heard) -> Script:
        if place := self.places.get(heard.headers.get("host", "").rpartition(":")[0]):
            return place[heard.target != "/robots.txt"]
        return self.scripts.get(heard.target.partition("?")[0], raw(answer(404)))


async def read_request(reader: Reader, connection: int) -> Heard | None:
    """The next request; None where the other side is gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Heard(first.split(" ")[1], headers, connection, asyncio.get_running_loop().time())


@asynccontextmanager
async def serving(
    *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, port: int = 0
) -> AsyncIterator[FaultServer]:
    faults = FaultServer(scheme="https" if tls else "http", host=host)
    server = await asyncio.start_server(faults.serve, host, port, ssl=tls)
    faults.port = server.sockets[0].getsockname()[1]
    try:
        yield faults
    finally:
        server.close()


# Scripts


def answer(
    status: int = 200,
    body: bytes = b"",
    *headers: str,
    length: int | None = None,
    content_type: str = "text/html; charset=utf-8",
) -> bytes:
    """A well-formed answer, unless `length` lies."""
    lines = [
        f"HTTP/1.1 {status} Whatever",
        f"Content-Length: {len(body) if length is None else length}",
        *([f"Content-Type: {content_type}"] if content_type else []),
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(status: int, location: str, *headers: str) -> bytes:
    return answer(status, b"", f"Location: {location}", *headers)


def raw(data: bytes, *, keeps: bool = True) -> Script:
    """These bytes and nothing else; then the connection stays open for the next request."""

    async def script(heard: Heard, reader: Reader, writer: Writer) -> bool:
        writer.write(data)
        return keeps

    return script


def as_script(says: Script | bytes) -> Script:
    """The script; of bytes one that says them and nothing else."""
    return raw(says) if isinstance(says, bytes) else says


def hangs(before: bytes = b"") -> Script:
    """Says `before` and then nothing, for ever."""

    async def script(heard: Heard, reader: Reader, writer: Writer) -> None:
        writer.write(before)
        await writer.drain()
        await asyncio.sleep(3600)

    return script


def drips(before: bytes, drop: bytes, pause: float = 0.02) -> Script:
    """Says `before`, then `drop` again and again, slowly."""

    async def script(heard: Heard, reader: Reader, writer: Writer) -> None:
        writer.write(before)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


def floods(before: bytes, flood: bytes) -> Script:
    """Says `before`, then `flood` as fast as it is taken."""

    async def script(heard: Heard, reader: Reader, writer: Writer) -> None:
        writer.write(before)
        while True:
            writer.write(flood)
            await writer.drain()

    return script


def resets(before: bytes = b"") -> Script:
    """Says `before`, then resets the connection."""

    async def script(heard: Heard, reader: Reader, writer: Writer) -> None:
        writer.write(before)
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.transport.abort()

    return script
