"""Nouns <-> what a column holds."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from ingest.model import Entry, Hints, Validators
from ingest.store.columns import to_text

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

WITNESS_CHARACTERS = 200_000
"""As much of an entry's content is kept for the extraction of its page: the longest essays fit."""

FAST = 1
"""Of zstd's levels: two thirds of the time of the usual one for 8 % more bytes (news pages)."""

_SPANS = ("max_age", "ttl")


def pack_names(names: Sequence[str]) -> str | None:
    """`authors` and `tags` as the views show them."""
    return "; ".join(name for name in names if name) or None


def pack_list(values: Sequence[str]) -> str:
    """Strings as JSON; lone surrogates become escapes, so nothing is lost."""
    return json.dumps(list(values))


def unpack_list(text: str) -> tuple[str, ...]:
    """What `pack_list` wrote."""
    return tuple(json.loads(text))


def pack_hints(hints: Hints | None) -> str | None:
    """A publisher's hints as JSON, spans in seconds."""
    if hints is None:
        return None
    return json.dumps(
        {
            "max_age": hints.max_age and hints.max_age.total_seconds(),
            "ttl": hints.ttl and hints.ttl.total_seconds(),
            "skip_hours": sorted(hints.skip_hours),
            "skip_days": sorted(hints.skip_days),
        }
    )


def unpack_hints(text: str | None) -> Hints | None:
    """What `pack_hints` wrote."""
    if text is None:
        return None
    told = json.loads(text)
    max_age, ttl = (
        None if told[name] is None else timedelta(seconds=told[name]) for name in _SPANS
    )
    return Hints(
        max_age=max_age,
        ttl=ttl,
        skip_hours=frozenset(told["skip_hours"]),
        skip_days=frozenset(told["skip_days"]),
    )


def pack_validators(validators: Validators | None) -> str | None:
    """A page's validators as JSON; those of an answer without any are an empty object."""
    if validators is None:
        return None
    told = {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "url": validators.url,
    }
    return json.dumps(told) if validators.etag or validators.last_modified else "{}"


def unpack_validators(text: str | None) -> Validators:
    """What `pack_validators` wrote."""
    return Validators(**json.loads(text)) if text else Validators()


def pack_entry(entry: Entry) -> bytes:
    """An entry as the witness for its page's extraction, bounded and compressed."""
    told = {
        "key": entry.key,
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "published_at": entry.published_at and to_text(entry.published_at),
        "modified_at": entry.modified_at and to_text(entry.modified_at),
        "summary": entry.summary and entry.summary[:WITNESS_CHARACTERS],
        "content": entry.content and entry.content[:WITNESS_CHARACTERS],
        "authors": entry.authors,
        "tags": entry.tags,
        "language": entry.language,
        "image_url": entry.image_url,
    }
    return zstd.compress(json.dumps(told, separators=(",", ":")).encode())


def unpack_entry(packed: bytes | None) -> Entry | None:
    """What `pack_entry` wrote."""
    if packed is None:
        return None
    told = json.loads(zstd.decompress(packed))
    for name in ("published_at", "modified_at"):
        told[name] = told[name] and datetime.fromisoformat(told[name])
    for name in ("authors", "tags"):
        told[name] = tuple(told[name])
    return Entry(**told)


def pack_body(body: bytes) -> bytes:
    """A page's body, compressed."""
    return zstd.compress(body, FAST)


def unpack_body(packed: bytes) -> bytes:
    """What `pack_body` wrote."""
    return zstd.decompress(packed)


def authorization(userinfo: str | None) -> tuple[tuple[str, str], ...]:
    """The header that carries a feed's user and password (RFC 7617)."""
    if userinfo is None:
        return ()
    token = base64.b64encode(userinfo.encode()).decode("ascii")
    return (("Authorization", f"Basic {token}"),)
