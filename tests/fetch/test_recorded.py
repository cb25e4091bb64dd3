"""What somebody recorded is what fetching it would have given."""

import gzip
import zlib

import brotli
import pytest
from tests.store.builders import NOW

from ingest.fetch import recorded
from ingest.model import Failed, Fetched, Problem, Request, RequestKind

HTML = b"<!doctype html><p>" + "Bär ".encode() * 400
REQUEST = Request(url="https://news.test/a", kind=RequestKind.PAGE)


def outcome(body: bytes, headers: str = "", most: int = 10**6) -> Fetched | Failed:
    pairs = [line.partition(": ")[::2] for line in headers.splitlines()]
    return recorded(
        REQUEST,
        at=NOW,
        status=200,
        headers=[(name.encode(), value.encode()) for name, value in pairs],
        body=body,
        max_bytes=most,
    )


def chunked(body: bytes, extension: bytes = b"") -> bytes:
    parts = [body[n : n + 99] for n in range(0, len(body), 99)]
    return b"".join(b"%X%s\r\n%s\r\n" % (len(p), extension, p) for p in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("", HTML),
        ("Transfer-Encoding: chunked", chunked(HTML)),
        ("transfer-encoding: Chunked", chunked(HTML, b" ;name=value")),
        ("Content-Encoding: gzip", gzip.compress(HTML)),
        ("Content-Encoding: br\nTransfer-Encoding: chunked", chunked(brotli.compress(HTML))),
        ("Content-Encoding: deflate", zlib.compress(HTML)),
        ("Transfer-Encoding: chunked\nContent-Encoding: gzip", HTML),
        ("Content-Encoding: gzip\nTransfer-Encoding: chunked", gzip.compress(HTML)),
    ],
)
def test_a_body_is_unpacked_as_far_as_it_is_coded(headers: str, body: bytes) -> None:
    found = outcome(body, headers)

    assert isinstance(found, Fetched)
    assert (found.body, found.received, found.at) == (HTML, len(body), NOW)


def test_type_and_character_set_are_those_of_the_header() -> None:
    found = outcome(HTML, "Content-Type: Text/HTML; charset=UTF-8\nETag: x\nSet-Cookie: secret")

    assert isinstance(found, Fetched)
    assert (found.media_type, found.charset) == ("text/html", "utf-8")
    assert found.headers == {"content-type": "Text/HTML; charset=UTF-8", "etag": "x"}


@pytest.mark.parametrize(
    ("headers", "body", "problem"),
    [
        ("Content-Encoding: gzip", gzip.compress(HTML)[:-20], Problem.BAD_ENCODING),
        ("Content-Encoding: rot13", b"\x00\x01", Problem.BAD_ENCODING),
        ("Transfer-Encoding: chunked", chunked(HTML)[:200], Problem.PROTOCOL),
        ("Content-Encoding: gzip", gzip.compress(bytes(10**8)), Problem.TOO_LARGE),
        ("", b"<!doctype html><title>Just a moment...</title>", Problem.BLOCKED),
    ],
)
def test_what_cannot_be_used_is_a_problem(headers: str, body: bytes, problem: Problem) -> None:
    found = outcome(body, headers)

    assert isinstance(found, Failed)
    assert (found.problem, found.status) == (problem, 200)
