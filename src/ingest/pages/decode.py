"""Bytes -> text: which character set a page is really in.

Valid UTF-8 wins over every declaration: legacy text is almost never valid UTF-8 by chance, while
UTF-8 pages declared as something else are common. A declared legacy set is believed where it
decodes and a sniffer does not see another family; without a declaration the sniffer decides.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from cchardet import detect

from ingest.model import Problem

SNIFFED_PREFIX = 4096
SNIFFED_SAMPLE = 65_536
MAX_CONTROL_SHARE = 0.02
MAX_BAD_SHARE = 0.01
MAX_REPLACED = 0.1
SURE = 0.6
MULTIBYTE_RUN = 3
MAX_LABEL = 40

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"%PDF-", "a PDF document", Problem.UNSUPPORTED_TYPE),
    (b"\x89PNG\r\n", "a PNG image", Problem.UNSUPPORTED_TYPE),
    (b"GIF8", "a GIF image", Problem.UNSUPPORTED_TYPE),
    (b"\xff\xd8\xff", "a JPEG image", Problem.UNSUPPORTED_TYPE),
    (b"PK\x03\x04", "a ZIP archive", Problem.UNSUPPORTED_TYPE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document", Problem.UNSUPPORTED_TYPE),
    (b"OggS", "an Ogg stream", Problem.UNSUPPORTED_TYPE),
    (b"ID3", "an MP3 file", Problem.UNSUPPORTED_TYPE),
    (b"wOF", "a font", Problem.UNSUPPORTED_TYPE),
    (b"\x1f\x8b", "gzip that nobody unpacked", Problem.BAD_ENCODING),
    (b"\x28\xb5\x2f\xfd", "zstd that nobody unpacked", Problem.BAD_ENCODING),
)
_BRANDED = ((b"RIFF", 8, (b"WEBP", b"WAVE", b"AVI ")), (b"", 4, (b"ftyp",)))
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{2,40})"""
    rb"""|<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_TEXT_CODEC = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}>")
# NUL, the C0 controls that no text has, and lone surrogates: neither lxml nor a database takes them
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSAYABLE_BYTES = bytes(sorted(set(range(32)) - {9, 10, 12, 13}))
_CONTROL_BYTES = bytes(sorted(set(range(32)) - {9, 10, 12, 13, 27}))
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


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text. `charset` is what it was read as; None where it came as text."""

    text: str
    charset: str | None
    problem: Problem | None = None
    detail: str = ""


def decode(html: bytes | str, charset: str | None = None) -> Decoded:
    """The page's text, without NUL, control characters and lone surrogates. Never raises.

    `charset` is what the HTTP header says.
    """
    if isinstance(html, str):
        return Decoded(_sayable(html), None)
    for mark, name in _BOMS:
        if html.startswith(mark):
            return Decoded(_sayable(html[len(mark) :].decode(name, "replace")), name)
    foreign = _foreign(html)
    if foreign is not None:
        return foreign
    if _is_sayable(html):
        plain = _utf8(html)
        if plain is not None:
            return Decoded(_without_declaration(plain), "utf-8")
    name = _name(html, charset)
    text = _sayable(_read(html, name))
    if _is_junk(html, text, name):
        detail = "neither text nor a compression that is known"
        return Decoded(text, name, Problem.BAD_ENCODING, detail)
    return Decoded(text, name)


def _foreign(html: bytes) -> Decoded | None:
    start = html[:1024].lstrip()
    for magic, what, problem in _FOREIGN:
        if start.startswith(magic):
            return Decoded("", None, problem, f"the page is {what}")
    for magic, offset, brands in _BRANDED:
        if start.startswith(magic) and start[offset : offset + 4] in brands:
            return Decoded("", None, Problem.UNSUPPORTED_TYPE, "the page is a picture or a film")
    return None


def _name(html: bytes, header: str | None) -> str:
    """The name of Python's codec for the page."""
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


def _utf8(html: bytes) -> str | None:
    """The text of valid UTF-8, which nearly every page is."""
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        return None


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


def _read(html: bytes, name: str) -> str:
    if name == "utf-8":
        return html.decode("utf-8", "ingest-mixed")
    return html.decode(name, "replace")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """The bytes of a UTF-8 page that are not UTF-8, read as browsers read Western text."""
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    if error.reason == "unexpected end of data":
        return "", error.end
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("ingest-mixed", _as_windows_1252)


def _sayable(text: str) -> str:
    text = _without_declaration(text)
    try:
        return text if _is_sayable(text.encode()) else _UNSAYABLE.sub("", text)
    except UnicodeEncodeError:
        return _UNSAYABLE.sub("", text)


def _without_declaration(text: str) -> str:
    text = text.removeprefix("\ufeff")
    declaration = _XML_DECLARATION.match(text)
    # lxml refuses text that declares bytes
    return text if declaration is None else text[declaration.end() :]


def _is_sayable(data: bytes) -> bool:
    """Whether UTF-8 holds nothing unsayable; ten times as fast as asking the pattern."""
    clean = len(data.translate(None, _UNSAYABLE_BYTES)) == len(data)
    return clean and b"\xef\xbf" not in data


def _is_junk(html: bytes, text: str, name: str) -> bool:
    if not html or name.startswith("utf-16"):
        return False
    sample = html[:SNIFFED_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > MAX_CONTROL_SHARE * len(sample) + 2:
        return True
    return text.count("\ufffd") > MAX_REPLACED * len(text) + 2
