"""Archives of other programs are read however damaged they are, and theirs can read ours."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest.archive import Archive, Damaged, Item, Recorded, Skipped, read

# warcio lets go of its temporary files without closing them
pytestmark = pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile")

HTML = (("Content-Type", "text/html"),)
SIZES = pytest.mark.parametrize("size", [200, 90_000])
FORMS = pytest.mark.parametrize("compressed", [True, False], ids=["gzip", "plain"])


class Written:
    """An archive by warcio, and where each record begins."""

    def __init__(self, *, compressed: bool) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=compressed)
        self.begins: list[int] = []

    def add(
        self,
        body: bytes,
        headers: Sequence[tuple[str, str]] = HTML,
        *,
        url: str | None = None,
        status: str = "200 OK",
        kind: str = "response",
    ) -> None:
        self.begins.append(self._out.tell())
        told = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url or f"https://news.test/{len(self.begins) - 1}",
            kind,
            payload=io.BytesIO(body),
            http_headers=told,
        )
        self._writer.write_record(record)

    @property
    def data(self) -> bytearray:
        return bytearray(self._out.getvalue())


def pages(count: int, size: int, *, compressed: bool) -> Written:
    written = Written(compressed=compressed)
    for number in range(count):
        written.add(b"<p>%d " % number + random.Random(number).randbytes(size))
    return written


def items(data: bytes | bytearray, most: int = 10**7) -> list[Item]:
    return list(read(io.BytesIO(data), most=most))


def outcome(data: bytes | bytearray) -> tuple[list[int], int]:
    """The numbers of the pages that were read, and how many records were damaged."""
    found = items(data)
    numbers = [int(item.url.rpartition("/")[2]) for item in found if isinstance(item, Recorded)]
    return numbers, sum(isinstance(item, Damaged) for item in found)


@SIZES
@FORMS
def test_every_page_is_read(size: int, compressed: bool) -> None:
    written = pages(5, size, compressed=compressed)

    found = items(written.data)

    assert [item.url for item in found if isinstance(item, Recorded)] == [
        f"https://news.test/{n}" for n in range(5)
    ]
    for number, item in enumerate(found):
        assert isinstance(item, Recorded)
        assert item.body == b"<p>%d " % number + random.Random(number).randbytes(size)
        assert item.headers == ((b"Content-Type", b"text/html"),)
        assert item.at.tzinfo is UTC


def flip(data: bytearray, begin: int, end: int) -> bytearray:
    place = (begin + end * 3) // 4
    data[place] ^= 0xFF
    return data


DAMAGES: dict[str, Callable[[bytearray, int, int], bytearray]] = {
    "a byte flipped": flip,
    "the first byte flipped": lambda data, begin, end: flip(data, begin, begin),
    "the first byte gone": lambda data, begin, end: data[:begin] + data[begin + 1 :],
    "the checksum flipped": lambda data, begin, end: flip(data, end - 8, end - 8),
    "cut": lambda data, begin, end: data[: (begin + end * 3) // 4] + data[end:],
    "junk before it": lambda data, begin, end: data[:begin] + b"junk\r\n" * 50 + data[begin:],
}


@SIZES
@FORMS
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_record_costs_itself_only(size: int, compressed: bool, damage: str) -> None:
    if damage == "the checksum flipped" and not compressed:
        pytest.skip("a plain record has none behind it")
    written = pages(5, size, compressed=compressed)
    begin, end = written.begins[2:4]

    numbers, damaged = outcome(DAMAGES[damage](written.data, begin, end))

    assert numbers == ([0, 1, 2, 3, 4] if damage == "junk before it" else [0, 1, 3, 4])
    assert damaged == 1


@FORMS
def test_a_file_that_breaks_off_has_a_damaged_record(compressed: bool) -> None:
    written = pages(3, 5000, compressed=compressed)

    assert outcome(written.data[:-3000]) == ([0, 1], 1)


def test_a_length_that_lies_loses_no_other_record() -> None:
    data = pages(4, 300, compressed=False).data
    place = data.index(b"Content-Length: ", pages(4, 300, compressed=False).begins[1]) + 16
    data[place:place] = b"9"

    assert outcome(data) == ([0, 2, 3], 1)


def test_a_file_that_was_compressed_as_a_whole_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = gzip.compress(bytes(pages(5, 90_000, compressed=False).data))
    assert outcome(data) == ([0, 1, 2, 3, 4], 0)

    monkeypatch.setattr("ingest.archive.reading.MOST_AHEAD", 10_000)

    assert outcome(data) == ([0, 1, 2, 3, 4], 0)
    numbers, damaged = outcome(data[: len(data) // 2])
    assert (numbers[0], damaged > 0) == (0, True)


@FORMS
def test_what_is_no_page_is_skipped(compressed: bool) -> None:
    written = Written(compressed=compressed)
    written.add(b"<p>0")
    written.add(b"\x89PNG", [("Content-Type", "image/png")])
    written.add(b"<p>not here", status="404 Not Found")
    written.add(b"", HTML, kind="request")
    written.add(b"<p>5", [("Content-Type", "Application/XHTML+XML; charset=utf-8")])
    written.add(b"<p>6", [])
    written.add(b"<p>" + b"x" * 5000)
    written.add(b"<p>8", url="dns:news.test")

    found = items(written.data, most=2000)

    assert [type(item) for item in found[:7]] == [
        Recorded, Skipped, Skipped, Skipped, Recorded, Recorded, Skipped,
    ]  # fmt: skip


def test_brackets_around_an_address_are_not_the_address() -> None:
    written = Written(compressed=True)
    written.add(b"<p>", url="<https://news.test/a>")

    (found,) = items(written.data)

    assert isinstance(found, Recorded)
    assert found.url == "https://news.test/a"


@given(st.binary(max_size=400), st.sampled_from([b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_to_their_end(data: bytes, begin: bytes) -> None:
    assert not any(isinstance(item, Recorded) for item in items(begin + data))


@given(st.integers(0, 10**6), st.integers(1, 64), st.binary(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_whatever_is_overwritten_the_pages_elsewhere_are_read(
    place: int, seed: int, junk: bytes
) -> None:
    written = pages(6, 700, compressed=True)
    data = written.data
    place %= len(data)
    data[place : place + len(junk)] = junk[: len(data) - place]

    numbers, _ = outcome(data)

    hit = {n for n, begin in enumerate(written.begins) if begin < place + len(junk)}
    ends = [*written.begins[1:], len(data)]
    touched = {n for n in hit if ends[n] > place}
    assert set(range(6)) - touched <= set(numbers)


def test_what_we_write_another_program_reads() -> None:
    out = io.BytesIO()
    at = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    archive = Archive(out, software="ingest/1", at=at)
    headers = {"etag": '"x"', "content-encoding": "br", "content-length": "3", "x": "a\r\nb: c"}
    for number in range(3):
        archive.add(
            url=f"https://news.test/{number}",
            at=at,
            headers=headers,
            media_type="text/html",
            body=b"<p>\xff %d" % number,
        )

    iterator = ArchiveIterator(io.BytesIO(out.getvalue()), check_digests="raise")
    found = [(record, record.content_stream().read()) for record in iterator]

    assert [record.rec_type for record, _ in found] == ["warcinfo", *["response"] * 3]
    record, body = found[1]
    assert body == b"<p>\xff 0"
    assert record.rec_headers.get_header("WARC-Date") == "2026-03-01T12:00:00.250000Z"
    assert record.http_headers.get_header("Content-Type") == "text/html"
    assert record.http_headers.get_header("Content-Encoding") is None
    assert record.http_headers.get_header("X-Crawler-Content-Encoding") == "br"
    assert record.http_headers.get_header("x") == "a b: c"
    again = [item for item in items(out.getvalue()) if isinstance(item, Recorded)]
    assert [(item.at, item.body) for item in again] == [(at, b"<p>\xff %d" % n) for n in range(3)]
