"""Two texts -> whether they tell one story."""

from __future__ import annotations

import re

_WORDS = re.compile(r"\w+")
SAMPLE = 2_000
"""Words of each text that are compared: the beginning of a story tells which it is."""
SHARED = 0.5


def same_story(title: str | None, text: str, other_title: str | None, other_text: str) -> bool:
    """Whether the texts share half of their runs of three words, or the headlines are one.

    A headline alone is no proof where there are texts that share next to nothing.
    """
    if text == other_text:
        return True
    mine, others = _shingles(text), _shingles(other_text)
    resemblance = len(mine & others) / (len(mine | others) or 1)
    same_title = bool(title) and _folded(title) == _folded(other_title)
    return resemblance >= (SHARED / 5 if same_title else SHARED)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORDS.findall(text[: SAMPLE * 12].casefold())[:SAMPLE]
    return set(zip(words, words[1:], words[2:], strict=False)) or {tuple(words)}


def _folded(title: str | None) -> list[str]:
    return _WORDS.findall((title or "").casefold())
