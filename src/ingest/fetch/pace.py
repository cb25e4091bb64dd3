"""Whose turn it is: one request in flight a host, starts apart, domains left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from ingest.fetch.fault import Fault
from ingest.model import Problem
from ingest.urls import registrable_domain

_MOST_HOSTS = 8192
_SLOW_CAP = 5  # a slow host waits at most so many intervals after it has answered
_SMOOTHING = 0.3
# A dead host with 50 feeds would otherwise hold up a run for 50 times INGEST_TIMEOUT.
_SILENCES = 3
_SILENT_FOR = 300.0  # seconds


class Turn:
    """One host's turn: what it told lately, and when its next may start (the loop's clock)."""

    __slots__ = (
        "_is_heard",
        "_problem",
        "_silences",
        "ended",
        "lock",
        "smoothed",
        "started",
        "waiting",
    )

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.started = -float("inf")
        self.ended = -float("inf")
        self.smoothed = 0.0
        self.waiting = 0
        self._is_heard = False
        self._silences = 0
        self._problem = Problem.TIMEOUT

    def begin(self) -> None:
        """The turn is taken."""
        self.started = asyncio.get_running_loop().time()
        self._is_heard = False

    def sent(self) -> None:
        """The request goes out: intervals count from here, as the server sees them."""
        self.started = asyncio.get_running_loop().time()

    def heard(self) -> None:
        """The host said something."""
        self._is_heard = True
        self._silences = 0

    def unanswered(self, problem: Problem) -> None:
        """The time was up, or the name unknown; counts where the host did not say a word."""
        if not self._is_heard:
            self._silences += 1
            self._problem = problem

    def end(self) -> None:
        """The turn is given back."""
        self.ended = asyncio.get_running_loop().time()
        self.smoothed += _SMOOTHING * (self.ended - self.started - self.smoothed)

    def dead_of(self) -> Problem | None:
        """What the last requests all failed with, unanswered, not long ago; None: it lives."""
        now = asyncio.get_running_loop().time()
        is_dead = self._silences >= _SILENCES and now - self.ended < _SILENT_FOR
        return self._problem if is_dead else None


class Pace:
    """Turns for hosts (by name, whatever the port) and slots for requests, in this process."""

    def __init__(
        self, *, interval: timedelta, concurrency: int, shared_hosts: frozenset[str]
    ) -> None:
        self._interval = interval.total_seconds()
        self._slots = asyncio.Semaphore(concurrency)
        self._shared_hosts = shared_hosts
        self._turns: dict[str, Turn] = {}
        self._stopped: dict[str, float] = {}

    @asynccontextmanager
    async def turn(
        self, host: str, *, delay: float = 0.0, follows: bool = False
    ) -> AsyncIterator[Turn]:
        """Hold the host's turn and one slot. `delay`: what its robots.txt asks between two starts.

        A redirect back to a host of the same chain (`follows`) waits for the turn, not for the
        interval: the hops are one request. The slot is taken last, so that hosts that wait hold
        none. Raises Fault where the host is to be left alone (`refuse`), also if that came to be
        known while waiting.
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
                async with self._slots:
                    self.refuse(host)
                    turn.begin()
                    try:
                        yield turn
                    finally:
                        turn.end()
        finally:
            turn.waiting -= 1

    async def _wait(self, turn: Turn, interval: float) -> None:
        clock = asyncio.get_running_loop().time
        while (pause := self._next_start(turn, interval) - clock()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(pause)

    def _next_start(self, turn: Turn, interval: float) -> float:
        """`interval` after the last start; a slow host also rests as long as it needs to answer."""
        rest = min(turn.smoothed, _SLOW_CAP * self._interval)
        return max(turn.started + interval, turn.ended + rest)

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
            raise Fault(problem, f"the last {_SILENCES} requests to this host went unanswered")

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
