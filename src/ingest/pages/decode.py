"""Bytes -> UTF-8: which character set a page is really in.

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
_XML_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]{0,500}>")
# NUL, the C0 controls that no text has, U+FFFE and U+FFFF: neither lxml nor a database takes them
_UNSAYABLE = bytes(sorted({*range(32), 127} - {9, 10, 12, 13}))
_NO_SIGNS = ("\ufffe".encode(), "\uffff".encode())
_FORM_FEED_IS_BLANK = bytes.maketrans(b"\f", b" ")
_CONTROL_BYTES = bytes(sorted(set(range(32)) - {9, 10, 12, 13, 27}))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page in UTF-8. `charset` is what it was read as; None where it came as text."""

    markup: bytes
    charset: str | None
    problem: Problem | None = None
    detail: str = ""

    @property
    def text(self) -> str:
        """The page as text."""
        return self.markup.decode()


def decode(html: bytes | str, charset: str | None = None) -> Decoded:
    """The page without NUL, control characters and lone surrogates. Never raises.

    `charset` is what the HTTP header says.
    """
    if isinstance(html, str):
        return Decoded(sayable(html.encode("utf-8", "ignore")), None)
    for mark, name in _BOMS:
        if html.startswith(mark):
            text = html[len(mark) :].decode(name, "replace")
            return Decoded(sayable(text.encode("utf-8", "ignore")), name)
    foreign = _foreign(html)
    if foreign is not None:
        return foreign
    plain = html.translate(_FORM_FEED_IS_BLANK, _UNSAYABLE)
    if len(plain) == len(html) and _is_utf8(html):
        return Decoded(_bare(plain), "utf-8")
    name = name_of(html, charset)
    text = _read(html, name)
    markup = sayable(text.encode("utf-8", "ignore"))
    if _is_junk(html, text, name):
        detail = "neither text nor a compression that is known"
        return Decoded(markup, name, Problem.BAD_ENCODING, detail)
    return Decoded(markup, name)


def sayable(markup: bytes) -> bytes:
    """UTF-8 without what no text has: controls, U+FFFE, a byte order mark, an XML declaration."""
    return _bare(markup.translate(_FORM_FEED_IS_BLANK, _UNSAYABLE))


def _bare(markup: bytes) -> bytes:
    """UTF-8 without signs that are none, a mark of byte order, an XML declaration."""
    if b"\xef" in markup:
        for sign in _NO_SIGNS:
            markup = markup.replace(sign, b"")
    markup = markup.removeprefix(codecs.BOM_UTF8)
    declaration = _XML_DECLARATION.match(markup)
    # lxml would believe what it declares
    return markup if declaration is None else markup[declaration.end() :]


def _foreign(html: bytes) -> Decoded | None:
    start = html[:1024].lstrip()
    for magic, what, problem in _FOREIGN:
        if start.startswith(magic):
            return Decoded(b"", None, problem, f"the page is {what}")
    for magic, offset, brands in _BRANDED:
        if start.startswith(magic) and start[offset : offset + 4] in brands:
            return Decoded(b"", None, Problem.UNSUPPORTED_TYPE, "the page is a picture or a film")
    return None


def _is_utf8(html: bytes) -> bool:
    """Whether these are bytes of valid UTF-8, which nearly every page is."""
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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


def _is_junk(html: bytes, text: str, name: str) -> bool:
    if not html or name.startswith("utf-16"):
        return False
    sample = html[:SNIFFED_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if controls > MAX_CONTROL_SHARE * len(sample) + 2:
        return True
    return text.count("\ufffd") > MAX_REPLACED * len(text) + 2
