"""Entries as they were read -> entries with keys: the same story has the same key in every poll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from ingest.model import Entry

MAX_KEY = 512


def digest(*parts: str | None) -> str:
    """A short name for long things."""
    joined = "\x00".join(part or "" for part in parts)
    return blake2b(joined.encode("utf-8", "replace"), digest_size=16).hexdigest()


def keyed(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with their keys, each key once.

    A GUID is the key where one story has it; where several have, their links are; where several
    have the link too, or there is none, a digest is. All that share are treated alike, so that a
    new story on top changes nobody's key. An entry that is there twice is taken once.
    """
    stories = list({_story(entry): entry for entry in reversed(entries) if _says(entry)}.values())
    stories.reverse()
    by_guid = Counter(entry.guid for entry in stories if entry.guid)
    claims = [_claim(entry, by_guid) for entry in stories]
    claimed = Counter(claims)
    result: dict[str, Entry] = {}
    for entry, claim in zip(stories, claims, strict=True):
        key = claim if claim and claimed[claim] == 1 else digest(claim, _body(entry))
        key = key if len(key) <= MAX_KEY else digest(key)
        result.setdefault(key, replace(entry, key=key))
    return tuple(result.values())


def _says(entry: Entry) -> bool:
    return bool(entry.guid or entry.url or entry.title or entry.content or entry.summary)


def _story(entry: Entry) -> tuple[str | None, ...]:
    """What two entries have in common that are one story."""
    if entry.guid and entry.url:
        return entry.guid, entry.url, entry.title
    return entry.guid, entry.url, _body(entry)


def _body(entry: Entry) -> str:
    return digest(entry.title, entry.content or entry.summary)


def _claim(entry: Entry, by_guid: Counter[str]) -> str:
    if entry.guid and by_guid[entry.guid] == 1:
        return entry.guid
    return entry.url or ""
