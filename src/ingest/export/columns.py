"""The columns of `v1_articles`, in their order, with what each holds."""

from __future__ import annotations

from typing import Literal

Kind = Literal["text", "time", "integer", "big", "real"]

COLUMNS: dict[str, tuple[Kind, bool]] = {
    "id": ("big", False),
    "url": ("text", False),
    "title": ("text", True),
    "description": ("text", True),
    "text": ("text", False),
    "language": ("text", True),
    "authors": ("text", True),
    "section": ("text", True),
    "tags": ("text", True),
    "site_name": ("text", True),
    "host": ("text", False),
    "image_url": ("text", True),
    "published_at": ("time", True),
    "published_source": ("text", True),
    "modified_at": ("time", True),
    "first_seen_at": ("time", False),
    "fetched_at": ("time", False),
    "word_count": ("integer", False),
    "content_hash": ("text", False),
    "revision": ("integer", False),
    "duplicate_of": ("big", True),
    "access": ("text", False),
    "quality": ("real", True),
    "seq": ("big", False),
}
"""Name -> kind, and whether it may be NULL."""
