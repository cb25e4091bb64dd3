"""Text -> one spelling of it to compare: without case, and what capitals leave out.

Greek capitals have no accents, and Turkish ones have two letters where others have one: "ΔΙΑΒΑΣΤΕ
ΑΚΟΜΑ" says "Διαβάστε ακόμα", and "İLGİLİ" says "ilgili".
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

APART = {code: " " for code in range(128) if not chr(code).isalnum()}
"""ASCII's signs to blanks: three times as quick as a pattern, for texts without other letters."""
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_ACCENTS = dict.fromkeys((0x300, 0x301, 0x308, 0x313, 0x314, 0x342, 0x345))
_DOT = "\u0307"
MAX_MARKS = 30
"""Combining marks in a row: no writing has more (Unicode, annex 15, stream-safe text)."""
_LONG = 1000
# All combining marks are among these; most texts have no such run at all.
_SIGNS = re.compile(rf"[^\w\s!-~]{{{MAX_MARKS + 1},}}")


def casefold(text: str) -> str:
    """The case-folded text, its Greek without accents, its Turkish with one kind of i."""
    folded = text.casefold()
    return folded if folded.isascii() else plain(folded)


def plain(folded: str) -> str:
    """What is left to do of a text that is case-folded and not ASCII."""
    if _DOT in folded:
        folded = folded.replace("i" + _DOT, "i")
    if _GREEK.search(folded):
        return normal("NFD", folded).translate(_ACCENTS)
    return folded


def normal(form: Literal["NFC", "NFD"], text: str) -> str:
    """The text in that form of Unicode; marks in a row that nobody writes are left out.

    They would be sorted in the square of their number.
    """
    if len(text) > _LONG:
        text = _SIGNS.sub(_few_marks, text)
    return unicodedata.normalize(form, text)


def _few_marks(found: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in found[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
