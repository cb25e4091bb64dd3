"""Requests -> answers over kept connections.

Connections are kept one an origin, which suits "one request in flight a host" and spares a pool,
whose every request looks at every connection. Redirects, cookies, credentials, unpacking and
deadlines are decided in other modules of this room.
"""

from __future__ import annotations

import logging
import os
import ssl
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import certifi

from ingest.fetch import http1
from ingest.fetch.connect import Dialer, Listener
from ingest.fetch.fault import BrokenOffError, NotHttpError
from ingest.fetch.guard import Guard
from ingest.fetch.http1 import Headers
from ingest.fetch.policy import Policy

_Origin = tuple[str, str, int]

# Their debug lines carry request headers, and so credentials.
_TALKATIVE = ("httpcore", "hpack")

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request as it goes out: the address in parts, the headers in bytes.

    The target goes out byte for byte.
    """

    scheme: str
    host: str
    port: int | None
    target: bytes = field(repr=False)
    headers: Headers = field(repr=False)

    @property
    def origin(self) -> _Origin:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port or _PORTS[self.scheme]

    @property
    def authority(self) -> bytes:
        """What stands in `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (f"{host}:{self.port}" if self.port else host).encode("ascii")


class Connection(Protocol):
    """To one origin: http1's, or one that is borrowed."""

    async def ask(self, target: bytes, headers: Headers) -> tuple[int, Headers]:
        """Sends a GET; status and headers of its answer."""

    def parts(self) -> AsyncGenerator[bytes]:
        """The answer's body as it comes."""

    def is_free(self) -> bool:
        """Whether the answer was read to its end, and the next request may follow."""

    def is_usable(self) -> bool:
        """Whether a kept connection still stands, as far as can be seen."""

    async def close(self) -> None:
        """Drops it."""


class Connections:
    """Guarded connections, at most one kept a origin and `policy.concurrency` in all."""

    def __init__(self, policy: Policy, guard: Guard) -> None:
        self._policy = policy
        self._guard = guard
        self._tls: ssl.SSLContext | None = policy.ca
        self._kept: OrderedDict[_Origin, tuple[Connection, Dialer]] = OrderedDict()
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)

    async def send(self, ask: Ask, listener: Listener) -> Reply:
        """Send; the answer's head, its body still to be read.

        A kept connection that breaks before the head of an answer is complete is replaced once,
        silently: the server may have closed it meanwhile (RFC 9112 §9.3.1).
        """
        connection, dialer = await self._take(ask.origin)
        if connection is not None and dialer is not None:
            dialer.listener = listener
            with suppress(BrokenOffError, NotHttpError):
                return await self._send(ask, connection, dialer)
        if self._policy.proxy is not None:
            self._guard.refuse_named(ask.host, ask.origin[2])
        dialer = Dialer(None if self._policy.proxy else self._guard)
        dialer.listener = listener
        return await self._send(ask, self._connection(ask.origin, dialer), dialer)

    async def _send(self, ask: Ask, connection: Connection, dialer: Dialer) -> Reply:
        headers = [(b"Host", ask.authority), *ask.headers]
        try:
            status, told = await connection.ask(ask.target, headers)
        except BaseException:
            await connection.close()
            raise
        if dialer.stream is not None:
            dialer.stream.head_is_complete()
        return Reply(status, told, ask.origin, connection, dialer, self)

    def _connection(self, origin: _Origin, dialer: Dialer) -> Connection:
        scheme, host, port = origin
        keepalive = self._policy.keepalive.total_seconds()
        tls = self._tls_context() if scheme == "https" else None
        proxy, http2 = self._policy.proxy, self._policy.http2
        if proxy is None and not http2:
            return http1.Connection(host, port, dialer, tls, keepalive)
        from ingest.fetch import borrowed

        if proxy is None:
            return borrowed.Connection.http2(scheme, host, port, dialer, tls, keepalive)
        return borrowed.Connection.proxied(
            scheme, host, port, dialer, tls, keepalive, proxy=proxy, http2=http2
        )

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = _public_authorities()
        if not self._policy.http2:
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls

    async def _take(self, origin: _Origin) -> tuple[Connection | None, Dialer | None]:
        connection, dialer = self._kept.pop(origin, (None, None))
        if connection is not None and not connection.is_usable():
            await connection.close()
            return None, None
        return connection, dialer

    async def give_back(self, origin: _Origin, connection: Connection, dialer: Dialer) -> None:
        """Keep the connection for the next request to its origin, or close it."""
        if not connection.is_free():
            await connection.close()
            return
        replaced = self._kept.pop(origin, None)
        self._kept[origin] = (connection, dialer)
        if replaced is None and len(self._kept) > self._policy.concurrency:
            _, replaced = self._kept.popitem(last=False)
        if replaced is not None:
            await replaced[0].close()

    async def aclose(self) -> None:
        """Close what is kept."""
        while self._kept:
            _, (connection, _) = self._kept.popitem()
            await connection.close()


def _public_authorities() -> ssl.SSLContext:
    """Those that the operator names as for any program, else Mozilla's."""
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if not file and not folder:
        file = certifi.where()
    return ssl.create_default_context(cafile=file, capath=folder)


class Reply:
    """An answer, its body still on the wire; closing it gives the connection back."""

    def __init__(
        self,
        status: int,
        headers: Headers,
        origin: _Origin,
        connection: Connection,
        dialer: Dialer,
        home: Connections,
    ) -> None:
        self.status = status
        self.headers = headers
        self._origin = origin
        self._connection = connection
        self._dialer = dialer
        self._home = home

    def parts(self) -> AsyncGenerator[bytes]:
        """The body as it comes."""
        return self._connection.parts()

    async def aclose(self) -> None:
        """To be called once, whatever was read."""
        await self._home.give_back(self._origin, self._connection, self._dialer)
