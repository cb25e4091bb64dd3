"""One connection of HTTP/1.1: a GET goes out, the head and the body of its answer come in.

h11 says what the bytes mean. httpcore's connection is h11 too, with locks, traces and shields for
uses that are not ours: they took as much CPU time as everything else about a request.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import suppress

import h11

from ingest.fetch.connect import Dialer, Stream
from ingest.fetch.fault import BrokenOffError, NotHttpError, UnwritableError

Headers = list[tuple[bytes, bytes]]

_PART = 64 * 1024
_HEAD = 100 * 1024  # the stream refuses longer heads; this is h11's own bound for a line


class Connection:
    """To one origin, for one request after the other. Connects with the first."""

    def __init__(
        self, host: str, port: int, dialer: Dialer, tls: ssl.SSLContext | None, keepalive: float
    ) -> None:
        self._host, self._port = host, port
        self._dialer = dialer
        self._tls = tls
        self._keepalive = keepalive
        self._kept_until = 0.0
        self._stream: Stream | None = None
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)

    async def ask(self, target: bytes, headers: Headers) -> tuple[int, Headers]:
        """Sends a GET; status and headers of its answer."""
        try:
            request = self._http.send(h11.Request(method="GET", target=target, headers=headers))
            self._http.send(h11.EndOfMessage())
        except h11.LocalProtocolError as error:
            raise UnwritableError from error
        assert request is not None
        stream = self._stream or await self._connect()
        with suppress(BrokenOffError):  # a server may answer before it was asked, and close
            await stream.write(request)
        while True:
            event = await self._next(stream)
            if isinstance(event, h11.Response):
                return event.status_code, event.headers.raw_items()

    async def parts(self) -> AsyncGenerator[bytes]:
        """The answer's body as it comes."""
        assert self._stream is not None
        while isinstance(event := await self._next(self._stream), h11.Data):
            yield bytes(event.data)

    def is_free(self) -> bool:
        """Whether the answer was read to its end, and the next request may follow."""
        is_done = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if not is_done or self._http.trailing_data[0]:  # what follows the end answers nothing
            return False
        self._http.start_next_cycle()
        self._kept_until = asyncio.get_running_loop().time() + self._keepalive
        return True

    def is_usable(self) -> bool:
        """Whether a kept connection still stands, as far as can be seen."""
        is_recent = asyncio.get_running_loop().time() < self._kept_until
        return is_recent and self._stream is not None and not self._stream.is_readable

    async def close(self) -> None:
        """Drops it."""
        if self._stream is not None:
            await self._stream.aclose()

    async def _connect(self) -> Stream:
        stream = await self._dialer.connect_tcp(self._host, self._port)
        self._stream = stream
        return await stream.start_tls(self._tls, self._host) if self._tls else stream

    async def _next(self, stream: Stream) -> h11.Event | type[h11.PAUSED]:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                raise NotHttpError(str(error)) from error
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]  # it is no other of h11's marks
            data = await stream.read(_PART)
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise NotHttpError("disconnected")
            self._http.receive_data(data)
