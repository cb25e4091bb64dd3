"""Bytes -> the name of the character set they are in, as Python's codecs call it."""

from __future__ import annotations

import codecs
import re

from cchardet import detect

SNIFFED_PREFIX = 4096
SNIFFED_SAMPLE = 65_536
MAX_BAD_SHARE = 0.01
SURE = 0.6
MULTIBYTE_RUN = 3
MAX_LABEL = 40

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{2,40})"""
    rb"""|<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_TEXT_CODEC = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
# the supersets that browsers read (WHATWG Encoding) for what Python's codecs call more narrowly
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "johab": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-8-sig": "utf-8",
    "utf-7": "utf-8",
    # declared in bytes that read as ASCII, so it cannot be true
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
}
# labels of the standard that Python does not know
_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-x-big5": "big5hkscs",
    "x-euc-jp": "euc_jp",
    "windows-949": "cp949",
    "uhc": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "win-1251": "cp1251",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-8",
}
_MULTIBYTE = frozenset({"gb18030", "cp932", "cp949", "euc_jp", "big5hkscs", "iso2022_jp"})
_CYRILLIC = frozenset({"cp1251", "koi8-r", "iso8859-5", "koi8-u", "mac-cyrillic", "cp866"})
_WESTERN = frozenset({"cp1252", "iso8859-15"})


def name_of(html: bytes, header: str | None) -> str:
    """The codec for the page; `header` is what the HTTP header says."""
    wide = _wide(html)
    if wide is not None:
        return wide
    declared = [name for name in (_codec(header), _codec(_declaration(html))) if name is not None]
    if _is_utf8(html):
        # an escape-based set is pure ASCII and therefore always valid UTF-8
        escaped = "iso2022_jp" in declared or b"\x1b$" in html[:SNIFFED_SAMPLE]
        return "iso2022_jp" if escaped and _decodes(html, "iso2022_jp") else "utf-8"
    if _is_mostly_utf8(html):
        return "utf-8"
    sniffed = _sniff(html)
    for name in declared:
        if name != "utf-8" and not _contradicts(html, name, sniffed) and _decodes(html, name):
            return name
    return sniffed[0] or next((n for n in declared if n != "utf-8"), "cp1252")


def _wide(html: bytes) -> str | None:
    """UTF-16 without a byte order mark: ASCII markup shows as NUL in every second byte."""
    start = html[:512]
    if len(start) < 8 or start.count(0) < len(start) // 4:
        return None
    return "utf-16-be" if start[0::2].count(0) > start[1::2].count(0) else "utf-16-le"


def _declaration(html: bytes) -> str | None:
    found = _DECLARED.search(html[:SNIFFED_PREFIX]) or _DECLARED.search(html[:SNIFFED_SAMPLE])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _codec(label: str | None) -> str | None:
    """The text codec of a label as browsers read it; None where there is none."""
    cleaned = (label or "").strip().strip("\"'").lower()
    if not cleaned.isascii() or "\0" in cleaned or len(cleaned) > MAX_LABEL:
        return None
    try:
        name = codecs.lookup(_LABELS.get(cleaned, cleaned)).name
    except LookupError:
        return None
    name = _SUPERSETS.get(name, name)
    # Python also calls base64, punycode and rot13 codecs
    return name if _TEXT_CODEC.fullmatch(name) else None


def _is_utf8(html: bytes) -> bool:
    try:
        html.decode("utf-8")
    except UnicodeDecodeError as error:
        # a page that was cut in the middle of a character is still UTF-8
        return error.reason == "unexpected end of data" and error.start >= len(html) - 3
    return True


def _is_mostly_utf8(html: bytes) -> bool:
    """Characters of UTF-8 outnumber the bytes that are none: a mixed page, not a legacy one."""
    text = html.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii - bad > 2 * bad


def _sniff(html: bytes) -> tuple[str | None, float]:
    """The codec that the bytes look like, and how sure that is. Looks at text beyond ASCII only."""
    parts = re.findall(rb"[^<>]{0,80}[\x80-\xff][^<>]{0,200}", html[: 16 * SNIFFED_SAMPLE])
    sample = b"\n".join(parts)[:SNIFFED_SAMPLE]
    found = detect(sample)
    label, confidence = found.get("encoding"), found.get("confidence") or 0.0
    if not label:
        return None, 0.0
    name = _codec(label)
    return (name, confidence) if name and _decodes(html, name) else (None, 0.0)


def _contradicts(html: bytes, declared: str, sniffed: tuple[str | None, float]) -> bool:
    """Only a family that no Western text can look like overrules what is declared."""
    name, confidence = sniffed
    if name is None or name == declared or confidence < SURE:
        return False
    if declared not in _WESTERN or name not in _MULTIBYTE | _CYRILLIC:
        return False
    runs = re.findall(rb"[\x80-\xff]+", html[:SNIFFED_SAMPLE])
    return bool(runs) and sum(map(len, runs)) >= MULTIBYTE_RUN * len(runs)


def _decodes(html: bytes, name: str) -> bool:
    try:
        text = html.decode(name, "replace")
    except (LookupError, UnicodeError):
        return False
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") <= max(2.0, MAX_BAD_SHARE * beyond_ascii)
