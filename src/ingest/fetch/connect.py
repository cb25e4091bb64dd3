"""A host's name -> a connection to an address that was checked.

The guard sits where the connection is made, so that no redirect, rebinding name or spelling of an
address leads past it: what was resolved is checked, and what was checked is connected to.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any, Protocol

import httpcore

from ingest.fetch.fault import Fault
from ingest.fetch.guard import Guard, is_literal
from ingest.fetch.resolve import in_turn, resolve
from ingest.model import Problem

_MOST_ADDRESSES = 4
_ATTEMPT = 3.0  # seconds for one address while others are left (a dead IPv6 route is common)
_BUFFER = 64 * 1024
_HEAD_STEP = 16 * 1024
_HEAD = 96 * 1024  # bytes before the answer's head is complete, 1xx answers and frames included


class Listener(Protocol):
    """Who wants to know when a request goes out, and when the first of its answer comes."""

    def sent(self) -> None:
        """The request was handed to the network."""

    def heard(self) -> None:
        """The first bytes since then have come."""


class Dialer(httpcore.AsyncNetworkBackend):
    """Connects one connection of httpcore; `guard` None connects anywhere (a named proxy)."""

    def __init__(self, guard: Guard | None) -> None:
        self._guard = guard
        self.stream: Stream | None = None
        self.listener: Listener | None = None

    def sent(self) -> None:
        """Passed on to who asks now: a kept connection serves one request after another."""
        if self.listener is not None:
            self.listener.sent()

    def heard(self) -> None:
        """Passed on likewise."""
        if self.listener is not None:
            self.listener.heard()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 the signature is httpcore's
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check every address, connect to one that was checked."""
        addresses = [host] if is_literal(host) else await resolve(host.rstrip("."), port)
        if self._guard is not None:
            addresses = self._guard.choose(addresses, port)
        self.stream = await self._first_that_answers(in_turn(addresses)[:_MOST_ADDRESSES], port)
        return self.stream

    async def _first_that_answers(self, addresses: list[str], port: int) -> Stream:
        loop = asyncio.get_running_loop()
        failure: OSError | None = None
        for number, address in enumerate(addresses, start=1):
            is_last = number == len(addresses)
            try:
                async with asyncio.timeout(None if is_last else _ATTEMPT):
                    _, stream = await loop.create_connection(lambda: Stream(self), address, port)
                    return stream
            except OSError as error:  # TimeoutError is one
                failure = error
        reason = failure.strerror if failure is not None and failure.strerror else "no answer"
        raise Fault(Problem.CONNECT, f"no connection to port {port}: {reason}") from failure


class Stream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """Bytes to and from one connection, on asyncio alone.

    A third of the time of an idle feed's check goes into anyio's layers otherwise.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiting: asyncio.Future[None] | None = None
        self._is_over = False
        self._failure: Exception | None = None
        self._is_answered = False
        self._left: float = _HEAD
        self.taken = 0
        """How many bytes httpcore has taken."""

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._is_answered:
            self._is_answered = True
            self._listener.heard()
        self._buffer += data
        if len(self._buffer) > _BUFFER and self._transport is not None:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self._is_over = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_over = True
        self._failure = exc
        self._transport = None  # over TLS half a megabyte, else held until a garbage collection
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    # httpcore's side

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> bytes:
        """What came, at most `max_bytes`; b"" at the end. httpcore.ReadError for a reset."""
        while not self._buffer:
            if self._failure is not None:
                raise httpcore.ReadError("the connection broke off") from self._failure
            if self._is_over:
                return b""
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        if self._left <= _HEAD:
            max_bytes = min(max_bytes, _HEAD_STEP)
            if self._left <= 0:
                raise Fault(Problem.PROTOCOL, "the headers do not end")
            if self._left < _HEAD:
                await asyncio.sleep(0)  # a flood must not keep the deadline from striking
        data = bytes(self._buffer[:max_bytes])
        self._left -= len(data)
        self.taken += len(data)
        del self._buffer[:max_bytes]
        if self._transport is not None and len(self._buffer) <= _BUFFER:
            self._transport.resume_reading()
        return data

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> None:
        """Send. Requests are small, so the transport's own buffer is enough."""
        if self._transport is None or self._is_over or self._transport.is_closing():
            raise httpcore.WriteError("the connection was closed")
        self._is_answered = False
        self._left = _HEAD
        self._transport.write(buffer)
        self._listener.sent()

    def head_is_complete(self) -> None:
        """From here on the body's own limits count."""
        self._left = float("inf")

    async def aclose(self) -> None:
        """Drop the connection at once: nothing of ours is ever left to send."""
        if self._transport is not None:
            self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """The same stream, encrypted and verified by name; never without."""
        if self._transport is None:
            raise Fault(Problem.TLS, "the connection broke off before TLS")
        if self._buffer:  # else plain bytes would pass for encrypted ones
            raise Fault(Problem.TLS, "the server speaks before TLS is agreed")
        loop = asyncio.get_running_loop()
        name = (server_hostname or "").rstrip(".")
        try:
            self._transport = await loop.start_tls(
                self._transport, self, ssl_context, server_hostname=name
            )
        except ssl.SSLCertVerificationError as error:
            raise Fault(Problem.TLS, f"certificate refused: {error.verify_message}") from error
        except (ssl.SSLError, ssl.CertificateError) as error:
            raise Fault(Problem.TLS, f"no TLS: {error.reason or 'handshake failed'}") from error
        except OSError as error:
            raise Fault(Problem.TLS, "the TLS handshake broke off") from error
        if self._transport is None:  # closed during the handshake
            raise Fault(Problem.TLS, "the TLS handshake broke off")
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks: whether TLS chose HTTP/2, and whether an idle connection has died."""
        match info:
            case "is_readable":
                return bool(self._buffer) or self._is_over
            case "ssl_object" if self._transport is not None:
                return self._transport.get_extra_info("ssl_object")
            case _:
                return None
