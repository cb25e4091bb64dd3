"""Whose turn it is: one request in flight a host, starts apart, domains left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from ingest.urls import registrable_domain

_MOST_GATES = 8192
_SLOW_CAP = 5  # a slow host waits at most so many intervals after it has answered
_SMOOTHING = 0.3


class _Gate:
    """One host's turn, and when its next may start (the loop's clock)."""

    __slots__ = ("ended", "lock", "smoothed", "started", "waiting")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.started = -float("inf")
        self.ended = -float("inf")
        self.smoothed = 0.0
        self.waiting = 0

    def begin(self) -> None:
        self.started = asyncio.get_running_loop().time()

    def end(self) -> None:
        self.ended = asyncio.get_running_loop().time()
        self.smoothed += _SMOOTHING * (self.ended - self.started - self.smoothed)


class Pace:
    """Turns for hosts (by name, whatever the port) and slots for requests, in this process."""

    def __init__(
        self, *, interval: timedelta, concurrency: int, shared_hosts: frozenset[str]
    ) -> None:
        self._interval = interval.total_seconds()
        self._slots = asyncio.Semaphore(concurrency)
        self._shared_hosts = shared_hosts
        self._gates: dict[str, _Gate] = {}
        self._stopped: dict[str, float] = {}

    @asynccontextmanager
    async def turn(
        self, host: str, *, delay: float = 0.0, follows: bool = False
    ) -> AsyncIterator[Callable[[], None]]:
        """Hold the host's turn and one slot. `delay`: what its robots.txt asks between two starts.

        A redirect back to a host of the same chain (`follows`) waits for the turn, not for the
        interval: the hops are one request. The slot is taken last, so that hosts that wait hold
        none. What is yielded is to be called when the request goes out: the interval is kept as
        the server sees it, not from before name, connection and TLS.
        """
        gate = self._gates.get(host)
        if gate is None:
            self._forget_idle_gates()
            gate = self._gates[host] = _Gate()
        gate.waiting += 1
        try:
            async with gate.lock:
                if not follows:
                    await self._wait(gate, max(delay, self._interval))
                async with self._slots:
                    gate.begin()
                    try:
                        yield gate.begin
                    finally:
                        gate.end()
        finally:
            gate.waiting -= 1

    async def _wait(self, gate: _Gate, interval: float) -> None:
        clock = asyncio.get_running_loop().time
        while (pause := self._next_start(gate, interval) - clock()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(pause)

    def _next_start(self, gate: _Gate, interval: float) -> float:
        """`interval` after the last start; a slow host also rests as long as it needs to answer."""
        rest = min(gate.smoothed, _SLOW_CAP * self._interval)
        return max(gate.started + interval, gate.ended + rest)

    def _forget_idle_gates(self) -> None:
        if len(self._gates) < _MOST_GATES:
            return
        now = asyncio.get_running_loop().time()
        self._gates = {
            host: gate
            for host, gate in self._gates.items()
            if gate.waiting or self._next_start(gate, self._interval) > now
        }

    # domains that asked to be left alone (Retry-After)

    def domain_to_stop(self, host: str) -> str | None:
        """The registrable domain a `Retry-After` of `host` speaks for; None for shared hosts."""
        domain = registrable_domain(host)
        return None if domain in self._shared_hosts or host in self._shared_hosts else domain

    def stop(self, domain: str, span: timedelta) -> None:
        """Leave the domain alone for `span` from now; never shortens an earlier word."""
        until = asyncio.get_running_loop().time() + span.total_seconds()
        self._stopped[domain] = max(until, self._stopped.get(domain, until))

    def stopped_for(self, host: str) -> timedelta | None:
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
