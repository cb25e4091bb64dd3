"""Two texts -> what was lost and what was gained, in words and lines. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORD = re.compile(r"\s+|\w+|[^\w\s]")

# Paragraphs of more words than this are shown whole, as lost and gained: the comparison is
# quadratic, and no reader finds an edit in there.
MOST_WORDS = 3_000
# A line's new form is looked for among so many lines: to compare all with all is quadratic.
MOST_AHEAD = 50
ALIKE = 0.5


class Fate(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    LOST = "lost"
    GAINED = "gained"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that share a fate."""

    fate: Fate
    text: str


Line = tuple[Piece, ...]
"""A line that was edited has pieces of several fates."""


def lines(old: str, new: str) -> Iterator[Line]:
    """All lines of both texts, in order; an edited line is one, word by word."""
    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from ((Piece(Fate.KEPT, line),) for line in before[i1:i2])
        else:
            yield from _edited(before[i1:i2], after[j1:j2])


def _edited(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Lines that took the place of others, paired where they are alike."""
    left = list(after)
    for line in before:
        twin = next((other for other in left[:MOST_AHEAD] if _alike(line, other)), None)
        if twin is None:
            yield (Piece(Fate.LOST, line),)
            continue
        place = left.index(twin)
        yield from ((Piece(Fate.GAINED, other),) for other in left[:place])
        del left[: place + 1]
        yield tuple(words(line, twin))
    yield from ((Piece(Fate.GAINED, other),) for other in left)


def _alike(one: str, other: str) -> bool:
    mine, others = WORD.findall(one), WORD.findall(other)
    if not one.strip() or max(len(mine), len(others)) > MOST_WORDS:
        return False
    shared = (Counter(mine) & Counter(others)).total()
    return 2 * shared >= ALIKE * (len(mine) + len(others)) and shared > 1


def words(old: str, new: str) -> Iterator[Piece]:
    """Two versions of one line, word by word."""
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Fate.KEPT, "".join(before[i1:i2]))
            continue
        if i1 < i2:
            yield Piece(Fate.LOST, "".join(before[i1:i2]))
        if j1 < j2:
            yield Piece(Fate.GAINED, "".join(after[j1:j2]))


def as_text(line: Line) -> str:
    """A line for a person: `- ` lost, `+ ` gained, `~ ` edited with [-lost-] and {+gained+}."""
    if len(line) == 1:
        (piece,) = line
        return f"{ {Fate.KEPT: ' ', Fate.LOST: '-', Fate.GAINED: '+'}[piece.fate] } {piece.text}"
    told = {Fate.KEPT: "{}", Fate.LOST: "[-{}-]", Fate.GAINED: "{{+{}+}}"}
    return "~ " + "".join(told[piece.fate].format(piece.text) for piece in line)


def is_kept(line: Line) -> bool:
    """Whether nothing happened to the line."""
    return all(piece.fate is Fate.KEPT for piece in line)


def shortened(told: Iterator[Line]) -> Iterator[str]:
    """The lines for a person; of those to which nothing happened only their number."""
    kept = 0
    for line in told:
        if is_kept(line):
            kept += bool(line[0].text.strip()) if line else 0
            continue
        if not any(piece.text.strip() for piece in line):
            continue
        if kept:
            yield _unchanged(kept)
        kept = 0
        yield as_text(line)
    if kept:
        yield _unchanged(kept)


def _unchanged(number: int) -> str:
    return f"  … {number} {'line' if number == 1 else 'lines'} unchanged"
