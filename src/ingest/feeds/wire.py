"""Values of foreign parsers -> typed ones: whatever is not of the expected type is not there."""

from __future__ import annotations

from collections.abc import Mapping


def value(source: Mapping[str, object], key: str) -> object:
    """What is under a key. feedparser's own dictionaries guess at keys that are not there."""
    return dict.get(source, key) if isinstance(source, dict) else None


def string(source: Mapping[str, object], key: str) -> str | None:
    """The text under a key."""
    found = value(source, key)
    return found if isinstance(found, str) else None


def mapping(source: Mapping[str, object], key: str) -> Mapping[str, object]:
    """The mapping under a key, or an empty one."""
    found = value(source, key)
    return found if isinstance(found, dict) else {}


def mappings(source: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """The mappings in the list under a key."""
    found = value(source, key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def strings(source: Mapping[str, object], key: str) -> list[str]:
    """The texts in the list under a key."""
    found = value(source, key)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []
