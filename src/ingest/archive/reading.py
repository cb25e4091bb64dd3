"""A WARC file -> its recorded pages, and what else is in it, one after the other.

A damaged record costs itself: FastWARC ends there, and is set on again at the next record. Of a
compressed file nothing is believed before the checksum of its gzip member was met; of a plain one
the digest of the block is compared, where there is one.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, cast

from fastwarc.stream_io import WarcReader
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from ingest.archive.gzips import GZIP, Member, next_member
from ingest.archive.search import is_padding, next_record

HTML = frozenset({"text/html", "application/xhtml+xml"})

# A member of so many bytes is unpacked before it is read. One that is larger, as of a file that was
# compressed as a whole, is read while it is unpacked.
MOST_AHEAD = 64 * 1024 * 1024
_DIGESTS = {"sha1", "sha256", "md5"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A 200 with a web page, as it was recorded; `body` still has its codings."""

    url: str
    at: datetime
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is whole, and no web page that came with a 200."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """What stands here in the file cannot be read."""

    offset: int


Item = Recorded | Skipped | Damaged


def read(file: BinaryIO, *, most: int) -> Iterator[Item]:
    """Everything in the file, in its order. A page of more than `most` bytes is skipped.

    Never raises for what is in the file.
    """
    begin = file.read(len(b"WARC/"))
    is_compressed = begin.startswith(GZIP) or (
        begin != b"WARC/" and next_member(file, 0) is not None  # damaged where it begins
    )
    yield from (_compressed if is_compressed else _plain)(file, most)


def _compressed(file: BinaryIO, most: int) -> Iterator[Item]:
    offset: int | None = 0
    while offset is not None:
        start = next_member(file, offset)
        if not is_padding(file, offset, start):
            yield Damaged(offset)
        if start is None:
            return
        member = Member(file, start)
        ahead = member.take(MOST_AHEAD)
        if member.is_damaged:
            yield Damaged(start)
        elif member.is_over:
            yield from _records(io.BytesIO(ahead), start, most)
        else:
            yield from _records(cast("BinaryIO", Member(file, start)), start, most)
            if not member.skip():
                yield Damaged(start)
        offset = member.end if member.is_over else next_member(file, start + 1)


def _records(stream: BinaryIO, offset: int, most: int) -> Iterator[Item]:
    """What one member holds: usually one record."""
    try:
        for record in ArchiveIterator(cast("WarcReader", stream), parse_http=False):
            yield _item(record, offset, most, checks=False)
    except OSError:
        yield Damaged(offset)


def _plain(file: BinaryIO, most: int) -> Iterator[Item]:
    start: int | None = 0
    while start is not None:
        file.seek(start)
        last: Item | None = None
        try:
            for record in ArchiveIterator(cast("WarcReader", file), parse_http=False):
                start = record.stream_pos
                last = _item(record, start, most, checks=True)
                yield last
                if isinstance(last, Damaged):
                    break
            else:
                return
        except OSError:
            if not isinstance(last, Damaged):
                yield Damaged(start)
        start = next_record(file, start + 1)


def _item(record: WarcRecord, offset: int, most: int, *, checks: bool) -> Item:
    """What the record is; its block is read where it may be a page."""
    size = record.content_length
    if record.record_type != WarcRecordType.response or size > most:
        return Skipped() if record.consume() == size else Damaged(offset)
    block = record.reader.read()
    if len(block) != size or (checks and not _is_whole(block, record)):
        return Damaged(offset)
    headers = HeaderMap()
    begin = headers.parse(cast("WarcReader", io.BytesIO(block)))
    url, at = record.headers.get("WARC-Target-URI"), _moment(record)
    if headers.status_code is None or url is None or at is None:
        return Damaged(offset) if url is None or url.startswith("http") else Skipped()
    if headers.status_code != 200 or not _is_html(headers):
        return Skipped()
    return Recorded(
        url=url.strip("<> "),  # wget and the first WARC standard write it in brackets
        at=at,
        status=headers.status_code,
        headers=headers.items_bytes(),
        body=block[begin:],
    )


def _moment(record: WarcRecord) -> datetime | None:
    try:
        moment = datetime.fromisoformat(record.headers.get("WARC-Date") or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _is_html(headers: HeaderMap) -> bool:
    """Whether it says so, or says nothing."""
    kind = (headers.get_bytes(b"Content-Type") or b"").partition(b";")[0]
    return not kind.strip() or kind.strip().lower().decode("latin-1") in HTML


def _is_whole(block: bytes, record: WarcRecord) -> bool:
    """Whether the block is what its digest says; one that we do not know says nothing."""
    name, _, told = (record.headers.get("WARC-Block-Digest") or "").partition(":")
    if name.lower() not in _DIGESTS:
        return True
    digest = hashlib.new(name.lower(), block, usedforsecurity=False)
    return told.lower() in {digest.hexdigest(), base64.b32encode(digest.digest()).decode().lower()}
