"""Requests -> answers over kept connections: the only module with httpx.

httpx's transport seam is used, not its client: redirects, cookies, credentials, unpacking,
deadlines and proxies of the environment are all decided in this room. Connections are kept one a
origin, which suits "one request in flight a host" and spares httpcore's pool, whose every request
looks at every connection (measured, in CPU a 304: 2.7 ms through `AsyncClient`, 1.1 so).
"""

from __future__ import annotations

import logging
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from functools import lru_cache

import httpcore
import httpx

from ingest.fetch.connect import Dialer, Listener
from ingest.fetch.guard import Guard
from ingest.fetch.policy import Policy

_Connection = httpcore.AsyncConnectionInterface
_Key = tuple[bytes, bytes, int]  # an httpcore.Origin, which cannot be hashed
_BROKEN = (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError)

# Their debug lines carry request headers, and so credentials.
_TALKATIVE = ("httpcore", "hpack")

# What followed an answer stays in h11's buffer and would pass for the next answer.
_UNASKED = "an answer came before its request"

_NOTHING = httpx.ByteStream(b"")


@lru_cache(maxsize=4096)
def _origin_url(scheme: str, host: str, port: int | None) -> httpx.URL:
    return httpx.URL(scheme=scheme, host=host, port=port, path="/")


def request(
    *,
    scheme: str,
    host: str,
    port: int | None,
    target: bytes,
    headers: list[tuple[bytes, bytes]],
    listener: Listener,
) -> httpx.Request:
    """A GET whose target goes out byte for byte: httpx would quote it anew."""
    url = _origin_url(scheme, host, port)
    return httpx.Request(
        "GET",
        url,
        headers=[(b"Host", url.netloc), *headers],
        stream=_NOTHING,
        extensions={"target": target, "listener": listener},
    )


class Connections(httpx.AsyncBaseTransport):
    """Guarded connections, at most one kept a origin and `policy.most_kept` in all."""

    def __init__(self, policy: Policy, guard: Guard) -> None:
        self._policy = policy
        self._guard = guard
        self._tls: ssl.SSLContext | None = policy.ca
        self._kept: OrderedDict[_Key, tuple[_Connection, Dialer]] = OrderedDict()
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send; the answer's head, its body still to be read.

        A kept connection that breaks before the head of an answer is complete is replaced once,
        silently: the server may have closed it meanwhile (RFC 9112 §9.3.1).
        """
        url = request.url
        wire_request = httpcore.Request(
            method=b"GET",
            url=httpcore.URL(
                scheme=url.raw_scheme,
                host=url.raw_host,
                port=url.port,
                target=request.extensions["target"],
            ),
            headers=request.headers.raw,
        )
        origin = wire_request.url.origin
        listener: Listener = request.extensions["listener"]
        connection, dialer = await self._take(_key(origin))
        if connection is not None and dialer is not None:
            dialer.listener = listener
            with suppress(*_BROKEN):
                return await self._send(wire_request, connection, dialer)
        if self._policy.proxy is not None:
            self._guard.refuse_named(url.raw_host.decode("ascii"), origin.port)
        dialer = Dialer(None if self._policy.proxy else self._guard)
        dialer.listener = listener
        return await self._send(wire_request, self._connection(origin, dialer), dialer)

    async def _send(
        self, request: httpcore.Request, connection: _Connection, dialer: Dialer
    ) -> httpx.Response:
        before = dialer.stream.taken if dialer.stream is not None else 0
        try:
            answer = await connection.handle_async_request(request)
        except BaseException:
            await connection.aclose()
            raise
        if dialer.stream is not None:
            if dialer.stream.taken == before:
                await connection.aclose()
                raise httpcore.RemoteProtocolError(_UNASKED)
            dialer.stream.head_is_complete()
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Unread(answer, connection, dialer, _key(request.url.origin), self),
        )

    def _connection(self, origin: httpcore.Origin, dialer: Dialer) -> _Connection:
        keepalive = self._policy.keepalive.total_seconds()
        is_tls = origin.scheme == b"https"
        if self._policy.proxy is not None:
            proxy = httpx.Proxy(self._policy.proxy)
            return httpcore.AsyncHTTPProxy(
                proxy_url=httpcore.URL(str(proxy.url)),
                proxy_auth=proxy.raw_auth,
                ssl_context=self._tls_context() if is_tls else None,
                keepalive_expiry=keepalive,
                http2=self._policy.http2,
                network_backend=dialer,
            ).create_connection(origin)
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=self._tls_context() if is_tls else None,
            keepalive_expiry=keepalive,
            http2=self._policy.http2 and is_tls,
            network_backend=dialer,
        )

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        return self._tls

    async def _take(self, key: _Key) -> tuple[_Connection | None, Dialer | None]:
        kept = self._kept.pop(key, None)
        if kept is None:
            return None, None
        connection, dialer = kept
        if connection.is_closed() or connection.has_expired() or not connection.is_available():
            await connection.aclose()
            return None, None
        return connection, dialer

    async def give_back(self, key: _Key, connection: _Connection, dialer: Dialer) -> None:
        """Keep the connection for the next request to its origin, or close it."""
        if not connection.is_idle() or connection.is_closed():
            await connection.aclose()
            return
        replaced = self._kept.pop(key, None)
        self._kept[key] = (connection, dialer)
        if replaced is None and len(self._kept) > self._policy.most_kept:
            _, replaced = self._kept.popitem(last=False)
        if replaced is not None:
            await replaced[0].aclose()

    async def aclose(self) -> None:
        """Close what is kept."""
        while self._kept:
            _, (connection, _) = self._kept.popitem()
            await connection.aclose()


def _key(origin: httpcore.Origin) -> _Key:
    return origin.scheme, origin.host, origin.port


class _Unread(httpx.AsyncByteStream):
    """An answer's body on the wire; closing it gives the connection back."""

    def __init__(
        self,
        answer: httpcore.Response,
        connection: _Connection,
        dialer: Dialer,
        key: _Key,
        home: Connections,
    ) -> None:
        self._answer = answer
        self._connection = connection
        self._dialer = dialer
        self._key = key
        self._home = home
        self._is_read = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._answer.stream
        assert isinstance(stream, AsyncIterable)
        async for part in stream:
            yield part
        self._is_read = True

    async def aclose(self) -> None:
        await self._answer.aclose()
        if self._is_read:
            await self._home.give_back(self._key, self._connection, self._dialer)
        else:  # over HTTP/2 the server would go on sending
            await self._connection.aclose()
