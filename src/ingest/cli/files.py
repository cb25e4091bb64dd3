"""Files that the operator names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ingest.errors import IngestError, UsageError


def read(file: Path) -> bytes:
    """The bytes of the file, or of stdin for `-`. Raises UsageError where it cannot be read."""
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; name a file that can be read") from error


def opened(file: Path) -> BinaryIO:
    """The file, to be read and closed. Raises UsageError where it cannot be opened."""
    try:
        return file.open("rb")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; name a file that can be read") from error


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """A file to write: it stands under its name when all is written, and else not at all.

    What stood there before stays until then. Raises IngestError where it cannot be written.
    """
    target = Path(os.path.realpath(file))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise IngestError(f"{file} cannot be written: {error.strerror or error}") from error
