"""One exchange: a prepared request -> the answer's status, headers and body, within the limits."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore

from ingest.fetch.connect import Listener
from ingest.fetch.fault import Fault
from ingest.fetch.unpack import Body
from ingest.fetch.wire import Connections, request
from ingest.model import Problem

_PEEK = 32 * 1024  # of an error's body, to recognise a wall
_PEEK_SECONDS = 2.0
# A chunk of one byte costs as much work as one of 64 KiB; millions of them are an attack.
_MANY_PARTS = 5_000
_CRUMB = 32
_SINGLE = frozenset({"content-type", "etag", "last-modified", "location", "retry-after"})
_UNUSABLE_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request as it goes out: the address in parts, the headers in bytes."""

    scheme: str
    host: str
    port: int | None
    target: bytes = field(repr=False)
    headers: list[tuple[bytes, bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `body` is whole for a 200, a glimpse for an error, empty else."""

    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...] = ()
    body: bytes = field(default=b"", repr=False)
    received: int = 0


async def exchange(
    connections: Connections,
    ask: Ask,
    *,
    listener: Listener,
    max_bytes: int,
    truncates: bool = False,
    refused_types: tuple[str, ...] = (),
) -> Answer:
    """Send and receive. Raises Fault for whatever is not an answer within the limits."""
    try:
        response = await connections.handle_async_request(
            request(
                scheme=ask.scheme,
                host=ask.host,
                port=ask.port,
                target=ask.target,
                headers=ask.headers,
                listener=listener,
            )
        )
        try:
            headers, cookies = read_headers(response.headers.raw)
            body = Body("", limit=max_bytes)
            match response.status_code:
                case 200:
                    _refuse_early(headers, max_bytes, refused_types, truncates=truncates)
                    coding = headers.get("content-encoding", "")
                    body = Body(coding, limit=max_bytes, truncates=truncates)
                    await _read(response.stream, body)
                    content = body.so_far() if truncates else body.whole()
                case 403 | 429 | 503:
                    content = await _peek(response.stream, headers)
                case _:
                    if _has_no_body(response.status_code, headers):
                        await _read(response.stream, body)
                    content = b""
        finally:
            await response.stream.aclose()  # type: ignore[union-attr]
    except httpcore.ProxyError as error:
        raise Fault(Problem.CONNECT, "the proxy refused") from error
    except httpcore.RemoteProtocolError as error:
        raise Fault(Problem.PROTOCOL, _spoken(error)) from error
    except httpcore.LocalProtocolError as error:
        raise Fault(Problem.PROTOCOL, "the request cannot be written in HTTP") from error
    except ValueError as error:  # httpcore reads an HTTP/2 status with int()
        raise Fault(Problem.PROTOCOL, "the answer is not HTTP") from error
    except (httpcore.NetworkError, OSError) as error:
        raise Fault(Problem.PROTOCOL, "the connection broke off") from error
    return Answer(
        status=response.status_code,
        headers=headers,
        cookies=cookies,
        body=content,
        received=body.received,
    )


def _has_no_body(status: int, headers: dict[str, str]) -> bool:
    """Whether the connection is surely free again; a body that comes with a 304 would spoil it."""
    length = headers.get("content-length", "0" if status in (204, 304) else "")
    return length == "0" and "transfer-encoding" not in headers


def _spoken(error: httpcore.RemoteProtocolError) -> str:
    """In our words: theirs may quote what the server sent."""
    words = str(error)
    if "disconnected" in words:
        return "the server closed the connection without an answer"
    if "closed connection" in words or "ConnectionTerminated" in words:
        return "the body broke off"
    if "Receive buffer too long" in words:
        return "the headers do not end"
    return "the answer is not HTTP"


def read_headers(raw: list[tuple[bytes, bytes]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Lower-case names; lists joined (RFC 9110 §5.3), of others the first; no control bytes."""
    said: dict[str, list[str]] = {}
    cookies: list[str] = []
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        if _UNUSABLE_VALUE.search(value):
            continue
        if name == "set-cookie":
            cookies.append(value)
        elif name not in said or name not in _SINGLE:
            said.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in said.items()}, tuple(cookies)


def _refuse_early(
    headers: dict[str, str], max_bytes: int, refused_types: tuple[str, ...], *, truncates: bool
) -> None:
    """What the headers alone tell."""
    announced = headers.get("content-length", "")
    if not truncates and announced.isdecimal() and int(announced[:20]) > max_bytes:
        raise Fault(
            Problem.TOO_LARGE, f"{announced[:20]} bytes announced, {max_bytes} allowed", status=200
        )
    media_type = headers.get("content-type", "").lower().lstrip()
    if refused_types and media_type.startswith(refused_types):
        kind = media_type.partition(";")[0].strip()
        raise Fault(Problem.UNSUPPORTED_TYPE, f"the answer is {kind}", status=200)


async def _read(stream: Any, body: Body) -> None:
    count = 0
    async with aclosing(stream.__aiter__()) as parts:
        async for part in parts:
            if not body.feed(part):
                break
            count += 1
            if count > _MANY_PARTS and body.received < count * _CRUMB:
                raise Fault(Problem.PROTOCOL, "the body comes in crumbs")


async def _peek(stream: Any, headers: dict[str, str]) -> bytes:
    """The beginning of an error's page; whatever is wrong with it, the status is what counts."""
    body = Body("", limit=_PEEK, truncates=True)
    with suppress(Fault, TimeoutError, httpcore.RemoteProtocolError, httpcore.NetworkError):
        body = Body(headers.get("content-encoding", ""), limit=_PEEK, truncates=True)
        async with asyncio.timeout(_PEEK_SECONDS):
            await _read(stream, body)
    return body.so_far()
