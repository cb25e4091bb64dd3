"""News pages as archives of another program (warcio) hold them."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import brotli
from tests.sites import _page, stories
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

RECORDED_AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HTML = ("Content-Type", "text/html; charset=utf-8")
CHUNKED, GZIPPED = ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")


@dataclass(frozen=True)
class Page:
    """A page, and what its article says."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    html: bytes


def news(count: int) -> Iterator[Page]:
    """So many pages, ten a site."""
    for number in range(count):
        site, place = divmod(number, 10)
        story = stories(site)[place]
        html = _page(site, story).encode()
        yield Page(f"https://site{site}.test{story.path}", story.title, story.paragraphs, html)


def in_chunks(body: bytes) -> bytes:
    parts = [body[start : start + 700] for start in range(0, len(body), 700)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def coded(number: int, html: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """The page as one of five servers sends it."""
    match number % 5:
        case 0:
            return [HTML, ("ETag", f'"{number}"')], html
        case 1:
            return [HTML, CHUNKED], in_chunks(html)
        case 2:
            return [HTML, GZIPPED, CHUNKED], in_chunks(gzip.compress(html))
        case 3:
            return [HTML, ("Content-Encoding", "br")], brotli.compress(html, quality=4)
        case _:
            return [HTML, GZIPPED, CHUNKED], html  # unpacked by who recorded it


def warc(
    pages: Sequence[Page], *, compressed: bool = True, at: datetime = RECORDED_AT
) -> tuple[bytearray, list[int]]:
    """An archive with a request, a picture and a 404 between the pages; where each page begins."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    begins = []

    def write(
        url: str, kind: str, status: str, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        record = writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": f"{at + timedelta(seconds=len(begins)):%FT%TZ}"},
        )
        writer.write_record(record)

    for number, page in enumerate(pages):
        if number % 7 == 3:
            write(page.url, "request", "GET / HTTP/1.1", [("Host", "x")], b"")
            write(page.url + ".png", "response", "200 OK", [("Content-Type", "image/png")], b"\x89")
            write(page.url + "/old", "response", "404 Not Found", [HTML], page.html)
        begins.append(out.tell())
        write(page.url, "response", "200 OK", *coded(number, page.html))
    return bytearray(out.getvalue()), [*begins, out.tell()]
