"""Connections that httpcore speaks for us: through a proxy, and HTTP/2. Imported where wanted."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import contextmanager
from typing import Self
from urllib.parse import unquote, urlsplit

import httpcore

from ingest.fetch.connect import Dialer
from ingest.fetch.fault import BrokenOffError, NotHttpError, ProxyRefusedError, UnwritableError
from ingest.fetch.http1 import Headers

_PORTS = {b"http": 80, b"https": 443}


class Connection:
    """To one origin, with httpcore between."""

    def __init__(self, origin: httpcore.Origin, connection: httpcore.AsyncConnectionInterface):
        self._origin = origin
        self._connection = connection
        self._answer: httpcore.Response | None = None
        self._is_read = False

    @classmethod
    def http2(
        cls,
        scheme: str,
        host: str,
        port: int,
        dialer: Dialer,
        tls: ssl.SSLContext | None,
        keepalive: float,
    ) -> Self:
        """Over HTTP/2 where the server chooses it."""
        origin = httpcore.Origin(scheme.encode(), host.encode(), port)
        return cls(
            origin,
            httpcore.AsyncHTTPConnection(
                origin,
                ssl_context=tls,
                keepalive_expiry=keepalive,
                http2=tls is not None,
                network_backend=dialer,  # type: ignore[arg-type]  # it has what is asked of it
            ),
        )

    @classmethod
    def proxied(
        cls,
        scheme: str,
        host: str,
        port: int,
        dialer: Dialer,
        tls: ssl.SSLContext | None,
        keepalive: float,
        *,
        proxy: str,
        http2: bool,
    ) -> Self:
        """Through the proxy."""
        origin = httpcore.Origin(scheme.encode(), host.encode(), port)
        parts = urlsplit(proxy)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], path=parts.path or "/")
        through = httpcore.AsyncHTTPProxy(
            proxy_url=httpcore.URL(bare.geturl()),
            proxy_auth=(user, password) if user or password else None,
            ssl_context=tls,
            keepalive_expiry=keepalive,
            http2=http2,
            network_backend=dialer,  # type: ignore[arg-type]  # it has what is asked of it
        )
        return cls(origin, through.create_connection(origin))

    async def ask(self, target: bytes, headers: Headers) -> tuple[int, Headers]:
        """Sends a GET; status and headers of its answer."""
        scheme, host, port = self._origin.scheme, self._origin.host, self._origin.port
        is_usual = port == _PORTS[scheme]
        url = httpcore.URL(scheme=scheme, host=host, port=None if is_usual else port, target=target)
        request = httpcore.Request(method=b"GET", url=url, headers=headers)
        self._is_read = False
        with _in_our_words():
            self._answer = await self._connection.handle_async_request(request)
        return self._answer.status, list(self._answer.headers)

    async def parts(self) -> AsyncGenerator[bytes]:
        """The answer's body as it comes."""
        assert self._answer is not None
        stream = self._answer.stream
        assert isinstance(stream, AsyncIterable)
        with _in_our_words():
            async for part in stream:
                yield part
            await self._answer.aclose()
        self._is_read = True

    def is_free(self) -> bool:
        """Whether the answer was read to its end, and the next request may follow.

        One that was not read counts as idle over HTTP/2, where the server would go on sending.
        """
        ours = self._connection
        return self._is_read and ours.is_idle() and not ours.is_closed()

    def is_usable(self) -> bool:
        """Whether a kept connection still stands, as far as can be seen."""
        ours = self._connection
        return ours.is_available() and not ours.is_closed() and not ours.has_expired()

    async def close(self) -> None:
        """Drops it."""
        if self._answer is not None:
            await self._answer.aclose()
        await self._connection.aclose()


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except httpcore.ProxyError as error:
        raise ProxyRefusedError from error
    except httpcore.RemoteProtocolError as error:
        raise NotHttpError(str(error)) from error
    except httpcore.LocalProtocolError as error:
        raise UnwritableError from error
    except httpcore.NetworkError as error:
        raise BrokenOffError from error
