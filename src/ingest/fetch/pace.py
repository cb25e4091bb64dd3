"""Whose turn it is: one request in flight a host, starts apart, domains left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from ingest.fetch.fault import Fault
from ingest.fetch.slots import Slot, Slots
from ingest.fetch.turn import SILENCES, Turn
from ingest.model import Problem
from ingest.urls import registrable_domain

_MOST_HOSTS = 8192
_SLOW_CAP = 5  # a slow host waits at most so many intervals after it has answered


class Pace:
    """Turns for hosts (by name, whatever the port) and slots for requests, in this process."""

    def __init__(
        self,
        *,
        interval: timedelta,
        concurrency: int,
        timeout: timedelta,
        most_bytes: int,
        shared_hosts: frozenset[str],
    ) -> None:
        self._interval = interval.total_seconds()
        self.slots = Slots(concurrency, timeout=timeout.total_seconds(), most_bytes=most_bytes)
        self._shared_hosts = shared_hosts
        self._turns: dict[str, Turn] = {}
        self._stopped: dict[str, float] = {}

    @asynccontextmanager
    async def turn(
        self, host: str, *, delay: float = 0.0, follows: bool = False, is_late: bool = False
    ) -> AsyncIterator[tuple[Turn, Slot]]:
        """Hold the host's turn and one slot. `delay`: what its robots.txt asks between two starts.

        A redirect back to a host of the same chain (`follows`) waits for the turn, not for the
        interval: the hops are one request. The slot is taken last, so that hosts that wait hold
        none; one that gave its slot up before (`is_late`) keeps the next. Raises Fault where the
        host is to be left alone (`refuse`), also if that came to be known while waiting.
        """
        turn = self._turns.get(host)
        if turn is None:
            self._forget_idle_hosts()
            turn = self._turns[host] = Turn()
        turn.waiting += 1
        try:
            async with turn.lock:
                self.refuse(host)
                if not follows:
                    await self._wait(turn, max(delay, self._interval))
                async with self.slots.hold(is_late=is_late) as slot:
                    self.refuse(host)
                    turn.begin()
                    try:
                        yield turn, slot
                    finally:
                        turn.end()
        finally:
            turn.waiting -= 1

    async def _wait(self, turn: Turn, interval: float) -> None:
        clock = asyncio.get_running_loop().time
        while (pause := self._next_start(turn, interval) - clock()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(pause)

    def _next_start(self, turn: Turn, interval: float) -> float:
        return turn.next_start(interval, longest_rest=_SLOW_CAP * self._interval)

    def _forget_idle_hosts(self) -> None:
        if len(self._turns) < _MOST_HOSTS:
            return
        now = asyncio.get_running_loop().time()
        self._turns = {
            host: turn
            for host, turn in self._turns.items()
            if turn.waiting or self._next_start(turn, self._interval) > now
        }

    # hosts that are to be left alone

    def refuse(self, host: str) -> None:
        """Raise Fault for a host that asked to be left alone, or that does not answer at all."""
        if (left := self._stopped_for(host)) is not None:
            raise Fault(
                Problem.RATE_LIMITED,
                "the domain asked to be left alone for a while",
                retry_after=left,
                stops=self.domain_to_stop(host),
            )
        turn = self._turns.get(host)
        if turn is not None and (problem := turn.dead_of()) is not None:
            raise Fault(problem, f"the last {SILENCES} requests to this host went unanswered")

    def domain_to_stop(self, host: str) -> str | None:
        """The registrable domain a `Retry-After` of `host` speaks for; None for shared hosts."""
        domain = registrable_domain(host)
        return None if domain in self._shared_hosts or host in self._shared_hosts else domain

    def stop(self, domain: str, span: timedelta) -> None:
        """Leave the domain alone for `span` from now; never shortens an earlier word."""
        until = asyncio.get_running_loop().time() + span.total_seconds()
        self._stopped[domain] = max(until, self._stopped.get(domain, until))

    def _stopped_for(self, host: str) -> timedelta | None:
        """How long the host's domain is still to be left alone; None where it is not."""
        if not self._stopped:
            return None
        domain = registrable_domain(host)
        until = self._stopped.get(domain)
        if until is None:
            return None
        left = until - asyncio.get_running_loop().time()
        if left <= 0:
            del self._stopped[domain]
            return None
        return timedelta(seconds=left)
