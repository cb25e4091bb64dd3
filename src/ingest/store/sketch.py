"""A text -> a few numbers that nearly the same text shares (MinHash, banded)."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS, ROWS = 6, 7
"""Texts that share 90 % of their shingles meet in a band 98 times of 100, 60 % 1 time in 6."""

RUN = 4
"""Words in a shingle."""

FEWEST, MOST = 12, 5_000
"""Words: fewer say too little to be a copy of anything; more would cost and tell nothing new."""

ALIKE = 0.8
NUMBERS = 0.9

_WORD = re.compile(r"\w+")


def sketch(text: str) -> tuple[int, ...]:
    """One signed 64-bit number a band; none for a text that is too short."""
    words = _words(text)
    if len(words) < FEWEST:
        return ()
    import numpy as np

    encoded = " ".join(words).encode().split(b" ")  # one by one takes twice as long
    hashes = np.fromiter(map(crc32, encoded), np.uint64, len(words))
    factors = _factors("word", RUN)
    length = len(words) - RUN + 1
    shingles = np.zeros(length, np.uint64)
    for place in range(RUN):
        shingles += (hashes[place : place + length] + np.uint64(1)) * factors[place]
    shingles ^= shingles >> np.uint64(29)
    permuted = _factors("permutation", BANDS * ROWS)[:, None] * shingles[None, :]
    permuted ^= permuted >> np.uint64(32)
    least = permuted.min(axis=1).reshape(BANDS, ROWS)
    return tuple(
        int.from_bytes(sha256(bytes([band]) + row.tobytes()).digest()[:8], "little", signed=True)
        for band, row in enumerate(least)
    )


def nearly_same(one: str, other: str) -> bool:
    """Whether one text is a copy of the other, but for an edit here and there.

    Notices that differ in a number are different notices: in short texts all numbers must agree,
    in longer ones nine of ten.
    """
    mine, others = _words(one), _words(other)
    if min(len(mine), len(others)) < FEWEST:
        return False
    if _shared(_runs(mine), _runs(others)) < ALIKE:
        return False
    numbers = _shared({w for w in mine if _numeric(w)}, {w for w in others if _numeric(w)})
    return numbers == 1 or (numbers >= NUMBERS and min(len(mine), len(others)) >= FEWEST * 10)


def _words(text: str) -> list[str]:
    return _WORD.findall(text[: MOST * 10].casefold())[:MOST]


def _numeric(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _runs(words: list[str]) -> set[object]:
    return set(zip(*(words[place:] for place in range(RUN)), strict=False))


def _shared(one: set[object] | set[str], other: set[object] | set[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


@cache
def _factors(name: str, count: int) -> NDArray[np.uint64]:
    """Odd constants, the same for ever: what they made stands in the database."""
    import numpy as np

    return np.array(
        [
            int.from_bytes(sha256(f"{name} {number}".encode()).digest()[:8], "little") | 1
            for number in range(count)
        ],
        np.uint64,
    )
