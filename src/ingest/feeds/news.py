"""Entries and what was seen before -> what is new.

What was seen is kept as 8-byte digests of the keys: 16 KB for 2,000 entries.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from ingest.model import Entry

SIZE = 8


def digests(entries: Iterable[Entry]) -> bytes:
    """The digests of the entries' keys, concatenated."""
    return b"".join(_digest(entry.key) for entry in entries)


def arrived(seen: bytes, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries whose keys were not seen."""
    known = {seen[start : start + SIZE] for start in range(0, len(seen), SIZE)}
    return tuple(entry for entry in entries if _digest(entry.key) not in known)


def _digest(key: str) -> bytes:
    return blake2b(key.encode("utf-8", "replace"), digest_size=SIZE).digest()
