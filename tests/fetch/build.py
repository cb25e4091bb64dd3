"""Builders: a policy for loopback, requests, a web in a loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fetch.faults import FaultServer, serving

from ingest.fetch import Policy, Web, parse_allow
from ingest.model import Request, RequestKind, RobotsRecord

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Memory:
    """A RobotsMemory in a dict."""

    def __init__(self) -> None:
        self.records: dict[str, RobotsRecord] = {}

    async def recall(self, origin: str) -> RobotsRecord | None:
        return self.records.get(origin)

    async def remember(self, record: RobotsRecord) -> None:
        self.records[record.origin] = record


def a_policy(**changes: Any) -> Policy:
    defaults: dict[str, Any] = {
        "user_agent": "ingest/0.1 (+https://example.org/bot)",
        "host_interval": timedelta(),
        "timeout": timedelta(seconds=5),
        "max_bytes": 1_000_000,
        "allow": parse_allow("127.0.0.0/8"),
    }
    return Policy(**(defaults | changes))


def feed(url: str, **parts: Any) -> Request:
    return Request(url=url, kind=RequestKind.FEED, **parts)


def page(url: str, **parts: Any) -> Request:
    return Request(url=url, kind=RequestKind.PAGE, **parts)


def a_web(
    memory: Memory | None = None, now: Callable[[], datetime] | None = None, **changes: Any
) -> Web:
    return Web(a_policy(**changes), memory or Memory(), now or (lambda: NOW))


def run(
    scene: Callable[[FaultServer, Web], Awaitable[None]],
    *,
    memory: Memory | None = None,
    now: Callable[[], datetime] | None = None,
    **changes: Any,
) -> None:
    """Play `scene` with a fault server and a web."""

    async def play() -> None:
        async with serving() as server, a_web(memory, now, **changes) as web:
            await scene(server, web)

    asyncio.run(play())
