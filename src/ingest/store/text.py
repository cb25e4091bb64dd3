"""Text from the world -> text that both databases hold."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Without NUL (PostgreSQL refuses it) and lone surrogates (both drivers refuse them).

    A surrogate pair becomes its character; a lone one becomes U+FFFD.
    """
    if not _UNSTORABLE.search(text):
        return text
    joined = text.replace("\x00", "").encode("utf-16-le", "surrogatepass")
    return joined.decode("utf-16-le", "replace")
