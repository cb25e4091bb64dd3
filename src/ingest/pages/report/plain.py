"""Any text -> text that a browser only shows: bounded, and without characters that mislead."""

from __future__ import annotations

import re

# Controls that HTML forbids, lone surrogates and noncharacters; the marks that turn the direction
# of what follows them, which would show a line as something else than it says.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def plain(text: str, limit: int | None = None) -> str:
    """The text, cut at `limit` characters with a word about the rest."""
    if limit is None or len(text) <= limit:
        return _UNSHOWN.sub("", text)
    return f"{_UNSHOWN.sub('', text[:limit])}… ({len(text) - limit:,} more characters)"
