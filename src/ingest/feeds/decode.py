"""Bytes of a feed -> text, whatever they are labelled.

The label may come from a byte order mark, HTTP or the XML declaration, and any of them may lie.
RFC 7303 gives that order; RFC 3023's us-ascii default for text/xml is not followed by anybody.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator

from cchardet import detect

SAMPLE = 65_536
MAX_UNPACKED = 50 * 1024 * 1024  # what sitemaps.org allows

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<?xm" or "<" looks without a mark (XML 1.0, appendix F).
_SHAPES = (
    (b"\x4c\x6f\xa7\x94", "cp037"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:+-]{1,40})["']""")
# What people mean: the WHATWG encoding standard reads these labels as their supersets.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "utf-8-sig": "utf-8",
}
# No UTF-16 among them: bytes that were read as ASCII to find that label are not UTF-16.
_ONE_BYTE = frozenset(
    {"utf-8", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874", "cp037", "cp437"}
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859-{number}" for number in range(2, 17)}
)
_SEVERAL_BYTES = frozenset(
    {"gb18030", "cp932", "cp949", "euc_jp", "euc_jis_2004", "big5hkscs", "iso2022_jp", "johab"}
)
_ESCAPES = re.compile(rb"\x1b\$[@B]")
_HIGH = re.compile(rb"[\x80-\xff]{2,}")
_HIGH_TEXT = re.compile(rb"[^<>\x80-\xff]{0,40}[\x80-\xff][^<>]{0,2000}")


def unpack(body: bytes) -> bytes | None:
    """The body out of its gzip file, at most MAX_UNPACKED bytes; None where that is damaged."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return None
    return unpacked or None


def text_of(body: bytes, charset: str | None = None) -> str:
    """Never raises. Bytes that fit no label become U+FFFD. `charset` is what HTTP says."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    start = body[:512].lstrip()
    for shape, encoding in _SHAPES:
        if start.startswith(shape):
            return body.decode(encoding, "replace")
    declared = _DECLARED.search(start)
    names = _names(charset, declared[1].decode("ascii") if declared else None)
    for encoding in _likely(body, names):
        try:
            return body.decode(encoding)
        except (UnicodeError, ValueError):
            continue
    return body.decode(_least_bad(body, names), "replace")


def _names(header: str | None, declared: str | None) -> list[str]:
    """The labels' codecs, the more credible first: many servers call everything ISO-8859-1."""
    names = [name for label in (header, declared) if label and (name := _codec(label))]
    return names[::-1] if names and names[0] == "cp1252" else names


def _likely(body: bytes, names: list[str]) -> Iterator[str]:
    """Encodings to try in turn."""
    if _ESCAPES.search(body, 0, SAMPLE):
        yield "iso2022_jp"
    # Text in another encoding is hardly ever valid UTF-8 by accident, but a few characters may be.
    if all(name in _ONE_BYTE for name in names) or len(_HIGH.findall(body[:SAMPLE])) > 3:
        yield "utf-8"
    for name in names:
        if name == "cp1252":  # any bytes are that; whoever labels without thinking says so
            seen = _sniffed(body)
            yield seen if seen in _SEVERAL_BYTES else name
        yield name
    yield "utf-8"
    yield _sniffed(body)


def _codec(label: str) -> str | None:
    """The Python codec for a label; None where there is none that can be true."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError, UnicodeError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _ONE_BYTE or name in _SEVERAL_BYTES else None


def _sniffed(body: bytes) -> str:
    text = b" ".join(_HIGH_TEXT.findall(body[: SAMPLE * 8]))[:SAMPLE]
    return _codec(detect(text)["encoding"] or "") or "utf-8"


def _least_bad(body: bytes, names: list[str]) -> str:
    """UTF-8 where more sequences are whole than broken, else what leaves least unread."""
    sample = body[: SAMPLE * 4]
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    if whole > broken:
        return "utf-8"
    return min([*names, "cp1252"], key=lambda name: sample.decode(name, "replace").count("\ufffd"))
