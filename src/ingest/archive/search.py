"""A file and a place in it -> the places behind it where something stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

_STEP = 1024 * 1024
_RECORD = re.compile(rb"WARC/\d\.\d+\r?\n")
_LONGEST = 16


def next_record(file: BinaryIO, offset: int) -> int | None:
    """Where the first line of a record stands next."""
    return next(places(file, offset, _RECORD), None)


def places(file: BinaryIO, offset: int, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """All places of a pattern that matches at most 16 bytes, from `offset` on.

    The file may be read elsewhere in between.
    """
    before = b""
    while True:
        file.seek(offset)
        part = file.read(_STEP)
        window, begin = before + part, offset - len(before)
        # What could go on behind the window is looked at with the next one.
        end = len(window) - _LONGEST if part else len(window)
        for found in pattern.finditer(window):
            if found.start() < end or not part:
                yield begin + found.start()
        if not part:
            return
        offset += len(part)
        before = window[max(end, 0) :]


def is_padding(file: BinaryIO, begin: int, end: int | None) -> bool:
    """Whether nothing but zeros and line ends stands there; None is the end of the file."""
    while end is None or begin < end:
        file.seek(begin)
        part = file.read(_STEP if end is None else min(_STEP, end - begin))
        if part.strip(b"\x00\r\n"):
            return False
        if not part:
            return True
        begin += len(part)
    return True
