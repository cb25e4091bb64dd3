"""Bytes of a feed -> text, whatever they are labelled.

The label may come from a byte order mark, HTTP or the XML declaration, and any of them may lie.
RFC 7303 gives that order; RFC 3023's us-ascii default for text/xml is not followed by anybody.
"""

from __future__ import annotations

import codecs
import re
import zlib

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
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_UNICODE = ("utf-16", "utf-32", "utf_16", "utf_32")


def unpack(body: bytes) -> bytes | None:
    """The body out of its gzip file, at most MAX_UNPACKED bytes; None where that is damaged."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return None
    return unpacked or None


def text_of(body: bytes, charset: str | None = None) -> str:
    """Never raises. Bytes that fit no label become U+FFFD."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    start = body[:512].lstrip()
    for shape, encoding in _SHAPES:
        if start.startswith(shape):
            return body.decode(encoding, "replace")
    declared = _DECLARED.search(start)
    labels = [label for label in (charset, declared and declared[1].decode("ascii")) if label]
    encodings = [name for name in map(_codec, labels) if name]
    if all(_is_single_byte(name) for name in encodings):
        # UTF-8 hardly ever comes about by accident, and is often labelled as something else.
        encodings.insert(0, "utf-8")
    for encoding in [*encodings, "utf-8"]:
        try:
            return body.decode(encoding)
        except (UnicodeError, ValueError):
            continue
    return body.decode(_least_bad(body, encodings), "replace")


def _codec(label: str) -> str | None:
    """The Python codec for a label; None where there is none that gives text."""
    try:
        codec = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError, UnicodeError):
        return None
    name = codec.name
    if name.startswith(_UNICODE) or name in {"utf-7", "idna", "punycode", "undefined", "mbcs"}:
        return (
            None  # a UTF-16 label on bytes that are not: seen in the wild; the others are no text
        )
    if name in {"unicode_escape", "raw_unicode_escape"} or not _gives_text(name):
        return None
    return _MEANT.get(name, name)


def _gives_text(name: str) -> bool:
    try:
        return isinstance(b"<".decode(name), str)
    except (LookupError, ValueError, TypeError, UnicodeError):
        return False


def _is_single_byte(name: str) -> bool:
    return name == "utf-8" or name.startswith(
        ("cp125", "iso8859", "koi8", "mac", "cp874", "cp1140")
    )


def _least_bad(body: bytes, encodings: list[str]) -> str:
    """UTF-8 where more sequences are whole than broken, else what leaves least unread."""
    sample = body[:200_000]
    text = sample.decode("utf-8", "replace")
    broken = text.count("�")
    whole = sum(character > "\x7f" for character in text) - broken
    if whole > broken:
        return "utf-8"
    return min([*encodings, "cp1252"], key=lambda name: sample.decode(name, "replace").count("�"))
