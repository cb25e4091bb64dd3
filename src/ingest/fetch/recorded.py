"""An answer that was recorded -> the outcome that fetching it would have been."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from ingest.fetch.answer import Answer, read_headers
from ingest.fetch.fault import Fault
from ingest.fetch.unpack import Body
from ingest.fetch.verdict import judge, media_type
from ingest.model import Failed, Fetched, Problem, Request

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|html|head|body|\?xml)", re.IGNORECASE)
_NO_REST = timedelta()


def recorded(
    request: Request,
    *,
    at: datetime,
    status: int,
    headers: Sequence[tuple[bytes, bytes]],
    body: bytes,
    max_bytes: int,
) -> Fetched | Failed:
    """The outcome, with the body unpacked. Never raises for what was recorded.

    Some who record answers keep their headers and unpack their bodies: a body that is no more
    coded, whatever the headers say, is taken as it is.
    """
    told, cookies = read_headers(list(headers))
    try:
        answer = Answer(
            status=status,
            headers=told,
            cookies=cookies,
            body=_unpacked(told, body, max_bytes),
            received=len(body),
        )
        fault = judge(answer, is_conditional=False, now=at, cap=_NO_REST)
        if fault is not None:
            raise fault
    except Fault as fault:
        return Failed(
            request=request,
            at=at,
            problem=fault.problem,
            detail=fault.detail,
            url=request.url,
            status=status,
        )
    kind, charset = media_type(told)
    return Fetched(
        request=request,
        at=at,
        url=request.url,
        body=answer.body,
        status=status,
        media_type=kind,
        charset=charset,
        headers=told,
        received=answer.received,
    )


def _unpacked(headers: dict[str, str], body: bytes, max_bytes: int) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    coding = headers.get("content-encoding", "")
    if _MARKUP.match(body):
        coding = ""
    unpacked = Body(coding, limit=max_bytes)
    unpacked.feed(body)
    return unpacked.whole()


def _dechunked(body: bytes) -> bytes:
    """RFC 9112 §7.1. A body without chunks is its own; one that breaks off is a fault."""
    parts: list[bytes] = []
    place = 0
    while size := _SIZE.match(body, place):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts)
        begin, place = size.end(), size.end() + length + 2
        if body[place - 2 : place] != b"\r\n":
            break
        parts.append(body[begin : place - 2])
    if not place:
        return body
    raise Fault(Problem.PROTOCOL, "the body broke off")
