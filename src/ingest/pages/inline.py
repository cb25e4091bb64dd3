"""Runs of text -> lines of Markdown, escaped, with links, emphasis and code (CommonMark 0.31)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urljoin

from ingest.pages.blocks import Run

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")

# What Markdown would read in the middle of a line. An underscore within a word is one.
_MARKS = re.compile(
    r"[\\`*\[\]]|~(?=~)|(?<=~)~|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?]|\Z)|&(?=#?\w*(?:;|\Z))"
)
# What it would read at the beginning of one: headings, quotations, lists, rules and tables.
_BEGINS = re.compile(r"(?=#{1,6}(?:\s|$)|>|\+(?:\s|$)|-(?:[-\s|:]|$)|=+\s*$|[|:][-:|\s]*$)")
_NUMBERED = re.compile(r"\A(\d{1,9})(?=[.)](?:\s|$))")
_BLANKS = re.compile(r"[ \t]+")
_BACKTICKS = re.compile("`+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_ENTITY = re.compile(r"&(?=#?\w+;)")
_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C"}
_ADDRESS = str.maketrans({**_IN_ADDRESS, "\n": "", "\t": ""})


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text with one formatting, on one line."""

    text: str
    address: str
    bold: bool
    italic: bool
    code: bool


def lines(runs: Iterable[Run], url: str | None) -> list[str]:
    """The lines that the runs' breaks make, none empty; `url` is what links are relative to."""
    found: list[list[_Piece]] = [[]]
    for run in runs:
        link = address(run.href, url) if run.href else ""
        first, *more = tidy(run.text).split("\n")
        found[-1].append(_Piece(first, link, run.bold, run.italic, run.code))
        found.extend([_Piece(text, link, run.bold, run.italic, run.code)] for text in more)
    return [line for pieces in found if (line := _BLANKS.sub(" ", _line(pieces)).strip(" "))]


def tidy(text: str) -> str:
    """NFC, no control characters."""
    return CONTROLS.sub("", unicodedata.normalize("NFC", text))


def begin(line: str) -> str:
    """The line where a block begins: escaped where it would begin another kind of block."""
    if _BEGINS.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\", line, count=1) if line[:1].isdigit() else line


def link(words: str, href: str, url: str | None) -> str:
    """Words that lead somewhere; "" where the address is none that may be followed."""
    found = address(href, url)
    return f"[{_escaped(words, is_last=True)}]({found})" if found else ""


def address(href: str, url: str | None) -> str:
    """An address as it stands in a link, absolute where `url` is given; "" for other schemes."""
    href = CONTROLS.sub("", href.strip()).translate(_ADDRESS)
    try:
        href = urljoin(url, href) if url else href
    except ValueError:
        return ""
    scheme = _SCHEME.match(href)
    if scheme and scheme[1].lower() not in _SAFE_SCHEMES:
        return ""
    return _ENTITY.sub("&amp;", href)


def _line(pieces: Iterable[_Piece]) -> str:
    """One line. What follows a piece decides whether its emphasis would be read as such."""
    merged = [
        replace(group[0], text="".join(piece.text for piece in group))
        for group in _alike(pieces)
        if any(piece.text for piece in group)
    ]
    written = ""
    for index, piece in enumerate(merged):
        before = merged[index - 1] if index else None
        after = merged[index + 1] if index + 1 < len(merged) else None
        start, words, end = _edges(piece.text)
        opens = bool(piece.address) and (before is None or before.address != piece.address)
        closes = bool(piece.address) and (after is None or after.address != piece.address)
        written += start
        if opens:
            # an exclamation mark before a link would make it a picture
            written = f"{written[:-1]}\\![" if written.endswith("!") else f"{written}["
        following = end[:1] or ("]" if closes else _first(after))
        written += _marked(piece, words, written[-1:], following)
        written += (f"]({piece.address})" if closes else "") + end
    return written


def _alike(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    for _, group in groupby(pieces, key=lambda piece: replace(piece, text="")):
        yield list(group)


def _edges(text: str) -> tuple[str, str, str]:
    """The blanks before, what is between, the blanks after."""
    inner = text.strip()
    if not inner:
        return text, "", ""
    start = text.index(inner[0])
    return text[:start], inner, text[start + len(inner) :]


def _first(piece: _Piece | None) -> str:
    """The character that a piece begins with."""
    if piece is None:
        return ""
    if piece.address:
        return "["
    return "`" if piece.code else piece.text[:1]


def _marked(piece: _Piece, words: str, before: str, after: str) -> str:
    """Words as code, or escaped; with emphasis where it can stand beside its neighbours."""
    if not words:
        return ""
    inner = _code(words) if piece.code else _escaped(words, is_last=not after)
    mark = "*" * (piece.italic + 2 * piece.bold)
    if not mark or "*" in (before, after) or not _may_open(before, inner[0]):
        return inner
    return f"{mark}{inner}{mark}" if _may_open(after, inner[-1]) else inner


def _may_open(outside: str, inside: str) -> bool:
    """Whether emphasis may begin, or end, between two characters (left- and right-flanking)."""
    if not outside or outside.isspace() or not _is_mark(inside):
        return True
    return unicodedata.category(outside).startswith("P") or (
        outside.isascii() and _is_mark(outside)
    )


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _escaped(text: str, *, is_last: bool) -> str:
    """The text without anything that is read as a mark, also by what comes after it."""
    end = " " if is_last else ""
    return _MARKS.sub(r"\\\g<0>", text + end).removesuffix(end)


def _code(text: str) -> str:
    """Text as code, in more backticks than it holds."""
    fence = "`" * (1 + max((len(ticks) for ticks in _BACKTICKS.findall(text)), default=0))
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"
