"""Bytes of a source -> Feed, or why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from ingest.feeds import jsonfeed, listing, parse, sitemap
from ingest.feeds.decode import text_of, unpack
from ingest.feeds.shape import Document, Shape, document
from ingest.feeds.trim import cut
from ingest.model import Feed, Problem, SourceKind, Unreadable

_GZIP = b"\x1f\x8b"
_FOREIGN = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
_OTHERS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a media file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a media file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"BZh", "an archive"),
    (b"wOF", "a font"),
)


def read(
    body: bytes,
    *,
    url: str,
    kind: SourceKind = SourceKind.FEED,
    media_type: str | None = None,
    charset: str | None = None,
    at: datetime,
) -> Feed | Unreadable:
    """The source as it was at the time of its fetch. Never raises, whatever the bytes.

    What the body is decides, not its media type. `kind` decides only whether an HTML page is read
    as a listing of links (`page`) or is no feed.
    """
    if body.startswith(_GZIP):
        unpacked = unpack(body)
        if unpacked is None:
            return Unreadable(problem=Problem.BAD_ENCODING, detail="a damaged gzip file")
        body = unpacked
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return Unreadable(problem=Problem.EMPTY, detail="an empty body")
    for mark, name in _OTHERS:
        if body.startswith(mark):
            return Unreadable(problem=Problem.UNSUPPORTED_TYPE, detail=name)
    part, beyond = cut(body)
    found = document(text_of(part, charset))
    result = _read(found, url=url, kind=kind, at=at)
    match result:
        case Unreadable() if found.shape is Shape.JSON and len(part) < len(body):
            return Unreadable(problem=Problem.TOO_LARGE, detail=f"JSON of {len(body)} bytes")
        case Feed():
            return replace(result, dropped=result.dropped + beyond)
        case Unreadable(problem=Problem.NOT_A_FEED) if (media_type or "").startswith(_FOREIGN):
            return Unreadable(problem=Problem.UNSUPPORTED_TYPE, detail=f"{media_type}"[:80])
        case Unreadable():
            return result
    assert_never(result)


def _read(found: Document, *, url: str, kind: SourceKind, at: datetime) -> Feed | Unreadable:
    match found.shape:
        case Shape.FEED:
            return parse.parse(found, url=url, at=at)
        case Shape.JSON:
            return jsonfeed.parse(found.text, url=url, at=at)
        case Shape.SITEMAP:
            return sitemap.parse(found, url=url, at=at)
        case Shape.HTML | Shape.TEXT | Shape.OTHER_XML if kind is SourceKind.PAGE:
            return listing.parse(found.text, url=url, at=at)
        case Shape.HTML:
            return Unreadable(problem=Problem.NOT_A_FEED, detail="an HTML page")
        case Shape.TEXT:
            return sitemap.parse_lines(found.text)
        case Shape.OTHER_XML:
            return Unreadable(
                problem=Problem.NOT_A_FEED, detail=f"XML of another kind: {found.root[:80]}"
            )
    assert_never(found.shape)
