"""Bytes -> text: which character set a page is really in.

Valid UTF-8 wins over every declaration: legacy text is almost never valid UTF-8 by chance, while
UTF-8 pages declared as something else are common. A declared legacy set is believed where it
decodes and a sniffer does not see another family; without a declaration the sniffer decides.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.model import Problem
from ingest.pages.charsets import name_of

SNIFFED_SAMPLE = 65_536
MAX_CONTROL_SHARE = 0.02
MAX_REPLACED = 0.1

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
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}>")
# NUL, the C0 controls that no text has, and lone surrogates: neither lxml nor a database takes them
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSAYABLE_BYTES = bytes(sorted(set(range(32)) - {9, 10, 12, 13}))
_CONTROL_BYTES = bytes(sorted(set(range(32)) - {9, 10, 12, 13, 27}))


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
    name = name_of(html, charset)
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


def _utf8(html: bytes) -> str | None:
    """The text of valid UTF-8, which nearly every page is."""
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        return None


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
