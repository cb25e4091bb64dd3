"""Answers -> a WARC file (version 1.1), a gzip member each, with digests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import BinaryIO, cast

from fastwarc.stream_io import GzipWriter, WarcWriter
from fastwarc.warc import WarcRecord, WarcRecordType

# They told of a body as it came over the wire, and ours is unpacked. Common Crawl keeps them under
# this prefix too.
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_PREFIX = "X-Crawler-"


class Archive:
    """A WARC file on its way; it begins with a record that says who made it."""

    def __init__(self, out: BinaryIO, *, software: str, at: datetime) -> None:
        self._out = out
        told = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
        self._write(WarcRecordType.warcinfo, "application/warc-fields", at, told)

    def add(
        self,
        *,
        url: str,
        at: datetime,
        headers: Mapping[str, str],
        media_type: str | None,
        body: bytes,
    ) -> None:
        """A response with its headers and the body as it is now."""
        told = {_name(name): value for name, value in headers.items()}
        if media_type is not None and "content-type" not in headers:
            told["content-type"] = media_type
        told["content-length"] = str(len(body))
        lines = [f"{name}: {' '.join(value.split())}" for name, value in told.items()]
        head = "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode("latin-1", "replace")
        kind = "application/http; msgtype=response"
        self._write(WarcRecordType.response, kind, at, head + body, url=url)

    def _write(
        self, kind: WarcRecordType, form: str, at: datetime, block: bytes, *, url: str | None = None
    ) -> None:
        record = WarcRecord()
        record.init_headers(kind)
        record.headers["WARC-Date"] = f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
        record.headers["Content-Type"] = form
        if url is not None:
            record.headers["WARC-Target-URI"] = url
        record.set_bytes_content(block)
        member = GzipWriter(cast("WarcWriter", self._out))
        record.write(member, checksum_data=True)
        member.flush()


def _name(name: str) -> str:
    return f"{_PREFIX}{name}" if name in _OF_THE_WIRE else name
