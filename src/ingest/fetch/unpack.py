"""Content-coded bytes -> bytes, in bounded steps (RFC 9110 §8.4).

httpx 0.28 unpacks a chunk whole: 1.6 KB of brotli became one piece of 1 GiB. Here every
decompressor has an output limit a step, and every layer a limit in all.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

from ingest.fetch.fault import Fault
from ingest.model import Problem

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

_STEP = 256 * 1024
_MAX_LAYERS = 2
_MAX_MEMBERS = 1000
_WINDOW_LOG_MAX = 23  # 8 MiB: all that RFC 9659 lets a server use


class _Layer(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...
    def is_whole(self) -> bool: ...


class _Zlib:
    """gzip (also several members, RFC 1952 §2.2) and deflate, with or without zlib's header."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream = zlib.decompressobj(31 if gzip else 15)
        self._started = False
        self._members = 1
        self._is_over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if not self._started and data and not self._gzip and not _has_zlib_header(data):
            self._stream = zlib.decompressobj(-15)
        self._started = self._started or bool(data)
        while data and not self._is_over:
            yield self._stream.decompress(data, _STEP)
            if not self._stream.eof:
                data = self._stream.unconsumed_tail
                continue
            data = self._stream.unused_data
            if self._gzip and data[:1] == b"\x1f":
                self._members = _next_member(self._members)
                self._stream = zlib.decompressobj(31)
            elif data:
                self._is_over = True  # padding after the end is ignored, as browsers do

    def is_whole(self) -> bool:
        return self._stream.eof


def _has_zlib_header(data: bytes) -> bool:
    """RFC 1950 §2.2; one byte alone is judged by its compression method."""
    if data[0] & 0x0F != 8:
        return False
    return len(data) == 1 or (data[0] * 256 + data[1]) % 31 == 0


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        yield self._stream.process(data, output_buffer_limit=_STEP)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=_STEP)

    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    """One frame after another (RFC 8878 §3)."""

    def __init__(self) -> None:
        self._stream = self._frame()
        self._members = 1

    @staticmethod
    def _frame() -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG_MAX}
        )

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data or not (self._stream.eof or self._stream.needs_input):
            if self._stream.eof:
                self._members = _next_member(self._members)
                self._stream = self._frame()
            yield self._stream.decompress(data, _STEP)
            data = self._stream.unused_data if self._stream.eof else b""

    def is_whole(self) -> bool:
        return self._stream.eof


def _next_member(members: int) -> int:
    if members >= _MAX_MEMBERS:
        raise Fault(Problem.BAD_ENCODING, f"more than {_MAX_MEMBERS} compressed parts in one body")
    return members + 1


def _layer(coding: str) -> _Layer:
    match coding:
        case "gzip" | "x-gzip":
            return _Zlib(gzip=True)
        case "deflate":
            return _Zlib(gzip=False)
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstd()
        case _:
            raise Fault(Problem.BAD_ENCODING, f"content coding {coding!r} was not asked for")


class Body:
    """A body as it arrives: counted on the wire and unpacked, refused over `limit`."""

    def __init__(self, content_encoding: str, *, limit: int, truncates: bool = False) -> None:
        codings = [part.strip().lower() for part in content_encoding.split(",")]
        codings = [part for part in codings if part not in ("", "identity")]
        if len(codings) > _MAX_LAYERS:
            raise Fault(Problem.BAD_ENCODING, f"{len(codings)} layers of content coding")
        self._layers = [_layer(coding) for coding in reversed(codings)]
        self._sizes = [0] * len(self._layers)
        self._parts: list[bytes] = []
        self._size = 0
        self._limit = limit
        self._truncates = truncates
        self.received = 0

    def feed(self, data: bytes) -> bool:
        """Take what came from the wire. False: a truncating body has all it wants."""
        self.received += len(data)
        if self.received > self._limit and not self._truncates:
            raise self._too_large()
        try:
            for part in self._unpack(data, 0):
                self._size += len(part)
                self._parts.append(part)
                if self._size >= self._limit and self._truncates:
                    return False
                if self._size > self._limit:
                    raise self._too_large()
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise Fault(Problem.BAD_ENCODING, "the compressed body is damaged") from error
        return not (self._truncates and self.received >= self._limit)

    def _unpack(self, data: bytes, depth: int) -> Iterator[bytes]:
        if depth == len(self._layers):
            yield data
            return
        for part in self._layers[depth].feed(data):
            self._sizes[depth] += len(part)
            is_last = depth + 1 == len(self._layers)
            if self._sizes[depth] > self._limit and not (is_last and self._truncates):
                raise self._too_large()
            if part:
                yield from self._unpack(part, depth + 1)

    def _too_large(self) -> Fault:
        return Fault(Problem.TOO_LARGE, f"the body has more than {self._limit} bytes")

    def whole(self) -> bytes:
        """All of it. A compressed body that was cut is refused."""
        if self.received and not all(layer.is_whole() for layer in self._layers):
            raise Fault(Problem.BAD_ENCODING, "the compressed body breaks off")
        return self.so_far()

    def so_far(self) -> bytes:
        """What came up to now, at most `limit` bytes of it."""
        return b"".join(self._parts)[: self._limit]
