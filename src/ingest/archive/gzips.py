"""A file of gzip members, one a record -> each of them, and where the next one begins."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO

from ingest.archive.search import places

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP = b"\x1f\x8b\x08"
_STEP = 256 * 1024
_MARK = b"WARC/"


class Member(io.RawIOBase):
    """One gzip member (RFC 1952 §2.3), unpacked while it is read.

    `is_over` says that its end was reached and its checksum met, `is_damaged` that it never will.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(31)
        self._next = offset
        self._packed = b""
        self._position = 0
        self.is_damaged = False

    @property
    def is_over(self) -> bool:
        return self._inflate.eof

    @property
    def end(self) -> int:
        """Where the member ends, once it is over."""
        return self._next - len(self._inflate.unused_data)

    def take(self, most: int) -> bytes:
        """What comes next, until the member is over, or damaged, or `most` bytes came."""
        out = io.BytesIO()
        while out.tell() < most and (part := self._unpack(_STEP)):
            out.write(part)
        if out.tell() < most and not self.is_over:
            self.is_damaged = True
        return out.getvalue()

    def skip(self) -> bool:
        """To the end, where there is a whole one."""
        while self._unpack(_STEP):
            pass
        return self.is_over

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """As files do. OSError where the member is damaged."""
        view = memoryview(buffer)
        part = self._unpack(len(view))
        if not part and not self.is_over:
            raise OSError("the gzip member is damaged")
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Says where it stands; it goes nowhere but on."""
        if (offset, whence) not in {(0, io.SEEK_CUR), (self._position, io.SEEK_SET)}:
            raise io.UnsupportedOperation("seek")
        return self._position

    def _unpack(self, most: int) -> bytes:
        """Some bytes; none where there are no more."""
        while not self._inflate.eof:
            if not self._packed:
                self._file.seek(self._next)
                self._packed = self._file.read(_STEP)
                self._next += len(self._packed)
            if not self._packed:
                return b""
            try:
                part = self._inflate.decompress(self._packed, most)
            except zlib.error:
                self.is_damaged = True
                return b""
            self._packed = self._inflate.unconsumed_tail
            if part:
                return part
        return b""


def next_member(file: BinaryIO, offset: int) -> int | None:
    """Where at `offset` or after it a member with a record begins.

    The three bytes that a member begins with also stand in compressed data by chance.
    """
    for found in places(file, offset, re.compile(re.escape(GZIP))):
        if Member(file, found).take(len(_MARK)).startswith(_MARK):
            return found
    return None
