"""Runs of text -> lines of Markdown, escaped, with links, emphasis and code (CommonMark 0.31)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import urljoin

from ingest.pages.blocks import Run
from ingest.pages.folding import normal

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")

# What Markdown would read in the middle of a line. An underscore within a word is one.
_MARKS = re.compile(
    r"[\\`*\[\]]|~(?=~)|(?<=~)~|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?]|\Z)|&(?=#?\w*(?:;|\Z))"
)
_ANY_MARK = re.compile(r"[\\`*\[\]~_<&]")
# What it would read at the beginning of one: headings, quotations, lists, rules and tables.
_BEGINS = re.compile(r"(?=#{1,6}(?:\s|$)|>|\+(?:\s|$)|-(?:[-\s|:]|$)|=+\s*$|[|:][-:|\s]*$)")
_NUMBERED = re.compile(r"\A(\d{1,9})(?=[.)](?:\s|$))")
_BLANKS = re.compile(r"[ \t]+")
_BACKTICKS = re.compile("`+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ABSOLUTE = ("http://", "https://")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_ENTITY = re.compile(r"&(?=#?\w+;)")
_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C"}
_ADDRESS = str.maketrans({**_IN_ADDRESS, "\n": "", "\t": ""})


class _Piece(NamedTuple):
    """Text on one line, and how it is formatted: address, bold, italic, code."""

    text: str
    form: tuple[str, bool, bool, bool]


PLAIN = ("", False, False, False)


def lines(runs: Iterable[Run], url: str | None) -> list[str]:
    """The lines that the runs' breaks make, none empty; `url` is what links are relative to."""
    found: list[list[_Piece]] = [[]]
    for run in runs:
        link = address(run.href, url) if run.href else ""
        form = (link, run.bold, run.italic, run.code)
        first, *more = tidy(run.text).split("\n")
        found[-1].append(_Piece(first, form))
        found.extend([_Piece(text, form)] for text in more)
    return [line for pieces in found if (line := _squeezed(_line(pieces)))]


def _squeezed(line: str) -> str:
    return (_BLANKS.sub(" ", line) if "  " in line or "\t" in line else line).strip(" ")


def tidy(text: str) -> str:
    """NFC, no control characters."""
    if text.isascii() and text.isprintable():
        return text
    return CONTROLS.sub("", normal("NFC", text))


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
        href = urljoin(url, href) if url and not href.startswith(_ABSOLUTE) else href
    except ValueError:
        return ""
    scheme = _SCHEME.match(href)
    if scheme and scheme[1].lower() not in _SAFE_SCHEMES:
        return ""
    return _ENTITY.sub("&amp;", href)


def _line(pieces: list[_Piece]) -> str:
    """One line. What follows a piece decides whether its emphasis would be read as such."""
    if len(pieces) == 1 and pieces[0].form == PLAIN:
        return _escaped(pieces[0].text, is_last=True)
    merged = list(_merged(pieces))
    written: list[str] = []
    before, last = "", ""
    for index, piece in enumerate(merged):
        link = piece.form[0]
        after = merged[index + 1] if index + 1 < len(merged) else None
        start, words, end = _edges(piece.text)
        # an exclamation mark before a link would make it a picture
        opens = "" if not link or link == before else "\\![" if last + start == "!" else "["
        if opens == "\\![":
            written[-1] = written[-1][:-1]
        closes = bool(link) and (after is None or after.form[0] != link)
        last = (opens or start or last)[-1:]
        inner = _marked(piece.form, words, last, end[:1] or _first(after, closes=closes))
        part = f"{start}{opens}{inner}{f']({link})' if closes else ''}{end}"
        last = part[-1:] or last
        written.append(part)
        before = link
    return "".join(written)


def _merged(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Neighbours of one formatting together."""
    for form, group in groupby(pieces, key=itemgetter(1)):
        if text := "".join(piece.text for piece in group):
            yield _Piece(text, form)


def _edges(text: str) -> tuple[str, str, str]:
    """The blanks before, what is between, the blanks after."""
    inner = text.strip()
    if not inner:
        return text, "", ""
    start = text.index(inner[0])
    return text[:start], inner, text[start + len(inner) :]


def _first(after: _Piece | None, *, closes: bool) -> str:
    """The character that comes next."""
    if closes:
        return "]"
    if after is None:
        return ""
    link, _, _, code = after.form
    return "[" if link else "`" if code else after.text[:1]


def _marked(form: tuple[str, bool, bool, bool], words: str, before: str, after: str) -> str:
    """Words as code, or escaped; with emphasis where it can stand beside its neighbours."""
    if not words:
        return ""
    _, bold, italic, code = form
    inner = _code(words) if code else _escaped(words, is_last=not after)
    mark = "*" * (italic + 2 * bold)
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
    if not _ANY_MARK.search(text):
        return text
    end = " " if is_last else ""
    return _MARKS.sub(r"\\\g<0>", text + end).removesuffix(end)


def _code(text: str) -> str:
    """Text as code, in more backticks than it holds."""
    fence = "`" * (1 + max((len(ticks) for ticks in _BACKTICKS.findall(text)), default=0))
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"
