"""Request -> Outcome: the one way to the network."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from ingest.fetch.answer import Answer, exchange
from ingest.fetch.chain import Chain
from ingest.fetch.fault import Fault
from ingest.fetch.guard import Guard
from ingest.fetch.pace import Pace
from ingest.fetch.policy import Policy, RobotsMemory
from ingest.fetch.robots import Robots
from ingest.fetch.slots import Slot, Yielded
from ingest.fetch.turn import Turn
from ingest.fetch.unpack import ACCEPT_ENCODING
from ingest.fetch.verdict import REDIRECTS, judge, media_type
from ingest.fetch.wire import Connections
from ingest.model import (
    Failed,
    Fetched,
    NotModified,
    Outcome,
    Problem,
    Request,
    RequestKind,
)

# What no reader of pages reads is not downloaded.
_NO_PAGES = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")


class Web:
    """The network as this program sees it: polite, bounded, guarded. An async context manager."""

    def __init__(self, policy: Policy, robots: RobotsMemory, now: Callable[[], datetime]) -> None:
        self._policy = policy
        self._now = now
        self._connections = Connections(policy, Guard(policy.allow))
        self._pace = Pace(
            interval=policy.host_interval,
            concurrency=policy.concurrency,
            timeout=policy.timeout,
            most_bytes=policy.most_in_hand,
            shared_hosts=policy.shared_hosts,
        )
        self._robots = Robots(policy, robots, self.fetch, now)
        self._common = [
            (b"User-Agent", policy.user_agent.encode("latin-1", "replace")),
            (b"Accept-Encoding", ACCEPT_ENCODING.encode("ascii")),
        ]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._connections.aclose()

    def stop(self, domain: str, until: datetime) -> None:
        """Leave a registrable domain alone until then (what earlier runs were told)."""
        if (span := until - self._now()) > timedelta():
            self._pace.stop(domain, span)

    async def fetch(self, request: Request) -> Outcome:
        """Fetch, politely and within the limits. Never raises for a server's fault; cancel-safe.

        The deadline spans the exchanges of one request, not the waiting for turns and robots.
        """
        try:
            chain = Chain(
                request,
                max_redirects=self._max_redirects(request.kind),
                secrets=self._policy.secrets,
            )
        except Fault as fault:
            return self._failed(request, fault, url=None, elapsed=0.0)
        journey = _Journey(chain, self._timeout(request.kind))
        try:
            answer = await self._travel(request, journey)
        except Fault as fault:
            return self._failed(request, fault, url=chain.url, elapsed=journey.elapsed)
        elapsed = timedelta(seconds=journey.elapsed)
        if answer.status == 304:
            return NotModified(
                request=request,
                at=self._now(),
                url=chain.url,
                headers=answer.headers,
                moved_to=chain.moved_to,
                elapsed=elapsed,
            )
        kind, charset = media_type(answer.headers)
        return Fetched(
            request=request,
            at=self._now(),
            url=chain.url,
            body=answer.body,
            status=answer.status,
            media_type=kind,
            charset=charset,
            headers=answer.headers,
            hops=tuple(chain.hops),
            moved_to=chain.moved_to,
            received=answer.received,
            elapsed=elapsed,
        )

    def in_hand(self, outcome: Outcome) -> AbstractContextManager[None]:
        """While it is read: no request begins while too much is in hand."""
        return self._pace.slots.carrying(len(outcome.body) if isinstance(outcome, Fetched) else 0)

    async def _travel(self, request: Request, journey: _Journey) -> Answer:
        """Hop by hop to the answer that is no redirect."""
        chain = journey.chain
        while True:
            delay = await self._permission(request.kind, chain)
            try:
                answer = await self._stop(request.kind, journey, delay)
            except Yielded:
                async with self._pace.slots.late() as most:
                    answer = await self._stop(request.kind, journey, delay, most=most)
            if answer.status not in REDIRECTS:
                break
            chain.follow(answer)
        fault = judge(
            answer,
            is_conditional=chain.is_conditional,
            now=self._now(),
            cap=self._policy.retry_after_cap,
        )
        if fault is None:
            return answer
        if fault.retry_after is not None:
            fault.stops = self._pace.domain_to_stop(chain.host)
            if fault.stops is not None:
                self._pace.stop(fault.stops, fault.retry_after)
        raise fault

    async def _stop(
        self, kind: RequestKind, journey: _Journey, delay: float, *, most: float | None = None
    ) -> Answer:
        """One hop: the answer of the address where the chain stands.

        Raises Yielded where others needed the slot more; not where it has `most` seconds.
        """
        host = journey.chain.host
        follows = host in journey.hosts
        is_late = most is not None
        async with self._pace.turn(host, delay=delay, follows=follows, is_late=is_late) as held:
            journey.hosts.add(host)
            return await self._exchange(kind, journey, *held, most=most)

    async def _permission(self, kind: RequestKind, chain: Chain) -> float:
        """The seconds this origin wants between two requests. Raises Fault where it forbids."""
        self._pace.refuse(chain.host)
        obeys = kind is RequestKind.PAGE or (
            kind is RequestKind.FEED and self._policy.robots_for_feeds
        )
        if obeys:
            return await self._robots.check(chain.url, chain.origin)
        return self._robots.known_delay(chain.origin)

    async def _exchange(
        self,
        kind: RequestKind,
        journey: _Journey,
        turn: Turn,
        slot: Slot,
        *,
        most: float | None,
    ) -> Answer:
        is_robots = kind is RequestKind.ROBOTS
        limit = self._policy.robots_max_bytes if is_robots else self._policy.max_bytes
        time = journey.timeout * turn.patience()
        left = time - journey.elapsed
        try:
            async with slot.time(left if most is None else min(left, most)):
                answer = await exchange(
                    self._connections,
                    journey.chain.ask(self._common),
                    listener=turn,
                    max_bytes=limit,
                    truncates=is_robots,
                    refused_types=_NO_PAGES if kind is RequestKind.PAGE else (),
                )
        except TimeoutError as error:
            if slot.yields:
                raise Yielded from error
            turn.unanswered(Problem.TIMEOUT)
            self._pace.slots.unanswered(slot)
            journey.elapsed += slot.age()
            waited = min(time, journey.elapsed)
            raise Fault(Problem.TIMEOUT, f"no whole answer within {waited:.3g} seconds") from error
        except Fault as fault:
            journey.elapsed += slot.age()
            if fault.problem is Problem.DNS:
                turn.unanswered(Problem.DNS)
            else:
                turn.answered()
            raise
        else:
            journey.elapsed += slot.age()
            turn.answered()
            self._pace.slots.answered(slot)
            return answer

    def _timeout(self, kind: RequestKind) -> float:
        """robots.txt has half the time, so that a page and its rules end within 1.5 times one."""
        seconds = self._policy.timeout.total_seconds()
        return seconds / 2 if kind is RequestKind.ROBOTS else seconds

    def _max_redirects(self, kind: RequestKind) -> int:
        if kind is RequestKind.ROBOTS:
            return self._policy.robots_max_redirects
        return self._policy.max_redirects

    def _failed(self, request: Request, fault: Fault, *, url: str | None, elapsed: float) -> Failed:
        return Failed(
            request=request,
            at=self._now(),
            problem=fault.problem,
            detail=fault.detail,
            url=url,
            status=fault.status,
            retry_after=fault.retry_after,
            stops=fault.stops,
            elapsed=timedelta(seconds=elapsed),
        )


class _Journey:
    """A chain with the time it has spent and the hosts it has been at."""

    def __init__(self, chain: Chain, timeout: float) -> None:
        self.chain = chain
        self.timeout = timeout
        self.elapsed = 0.0
        self.hosts: set[str] = set()
