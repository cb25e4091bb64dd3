"""Files that the operator names."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.errors import UsageError


def read(file: Path) -> bytes:
    """The bytes of the file, or of stdin for `-`. Raises UsageError where it cannot be read."""
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; name a file that can be read") from error
