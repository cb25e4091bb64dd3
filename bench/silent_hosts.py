"""What do silent hosts cost a run? The real turns and slots against a clock that jumps.

    python bench/silent_hosts.py

Every request takes its host's turn and a slot as in `ingest run`; answers, timeouts and the work
of the main process (4 ms a feed) and of two workers (5 ms) are only waited for, on an event loop
whose clock goes on to whatever is next. So the table is the same on every machine. *Harmed* are
slow feeds, of those that answer within INGEST_TIMEOUT, that were named as silent all the same.
The constants of fetch/patience.py were chosen with the first four cases in sight, the others were
added later.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from pathlib import Path

from ingest.fetch.fault import Fault
from ingest.fetch.pace import Pace
from ingest.fetch.slots import Yielded
from ingest.model import Problem

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fetch.clock import play

MAIN, WORKER, WORKERS = 0.004, 0.005, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`slow` feeds answer after `slow_after` of INGEST_TIMEOUT; latencies vary by half."""

    feeds: int = 5000
    hosts: int = 500
    silent: int = 82
    slow: int = 0
    slow_after: float = 0.0
    latency: float = 0.01
    timeout: float = 10
    slots: int = 32
    whole_hosts: bool = False


CHOSEN_WITH = (
    Case(),
    Case(timeout=20),
    Case(latency=0.3),
    Case(latency=0.3, timeout=20),
)
OTHERS = {
    "other latencies": (
        Case(latency=0.05),
        Case(latency=0.1, timeout=20),
        Case(latency=1.0),
        Case(latency=1.0, timeout=20),
    ),
    "other timeouts": (Case(timeout=3), Case(timeout=5), Case(timeout=40), Case(timeout=60)),
    "other shares": (
        Case(silent=5),
        Case(silent=25),
        Case(silent=250),
        Case(silent=500),
        Case(silent=500, latency=0.3, timeout=20),
    ),
    "other sizes": (
        Case(feeds=100, hosts=100, silent=2),
        Case(feeds=500, hosts=100, silent=8),
        Case(feeds=1000, hosts=1000, silent=17),
        Case(feeds=10_000, hosts=3000, silent=164),
        Case(feeds=5000, hosts=50),
    ),
    "other slots": (Case(slots=8), Case(slots=16), Case(slots=128)),
    "whole hosts silent": (
        Case(whole_hosts=True),
        Case(whole_hosts=True, silent=500),
        Case(whole_hosts=True, silent=82, latency=0.3, timeout=20),
    ),
    "slow ones beside the silent": (
        Case(slow=50, slow_after=0.1),
        Case(slow=50, slow_after=0.3),
        Case(slow=50, slow_after=0.6),
        Case(slow=50, slow_after=0.3, timeout=20, latency=0.3),
        Case(silent=4, slow=50, slow_after=0.3),
    ),
    "slow ones and none silent": (
        Case(silent=0, slow=50, slow_after=0.3),
        Case(silent=0, slow=50, slow_after=0.6),
        Case(silent=0, slow=500, slow_after=0.2),
        Case(silent=0, slow=3, slow_after=0.9),
    ),
}


class Run:
    """One pass over all feeds, each the seconds after which it answers."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.pace = Pace(
            interval=timedelta(),
            concurrency=case.slots,
            timeout=timedelta(seconds=case.timeout),
            most_bytes=1,
            shared_hosts=frozenset(),
        )
        self.main = asyncio.Lock()
        self.workers = asyncio.Semaphore(WORKERS)
        self.harmed = 0

    async def host(self, name: str, feeds: deque[float]) -> None:
        """Its feeds in two lanes."""
        await asyncio.gather(*(self.lane(name, feeds) for _ in range(2)))

    async def lane(self, host: str, feeds: deque[float]) -> None:
        while feeds:
            after = feeds.popleft()
            async with self.main:
                await asyncio.sleep(MAIN / 2)
            try:
                try:
                    is_answered = await self.ask(host, after)
                except Yielded:
                    async with self.pace.slots.late() as most:
                        is_answered = await self.ask(host, after, most=most)
            except Fault:  # given up after the host's third silence
                is_answered = False
            self.harmed += not is_answered and after < self.case.timeout
            async with self.workers:
                await asyncio.sleep(WORKER if is_answered else 0)
            async with self.main:
                await asyncio.sleep(MAIN / 2)

    async def ask(self, host: str, after: float, *, most: float | None = None) -> bool:
        async with self.pace.turn(host, is_late=most is not None) as (turn, slot):
            time = self.case.timeout * turn.patience()
            try:
                async with slot.time(time if most is None else min(time, most)):
                    await asyncio.sleep(min(after, 3600))
            except TimeoutError:
                if slot.yields:
                    raise Yielded from None
                turn.unanswered(Problem.TIMEOUT)
                self.pace.slots.unanswered(slot)
                return False
            turn.heard()
            turn.answered()
            self.pace.slots.answered(slot)
            return True


def passes(case: Case, *, with_silent: bool) -> tuple[float, int]:
    """How long the pass takes, and how many that would have answered are named as silent."""
    chance = random.Random(1)
    each = case.feeds // case.hosts
    order = range(case.feeds) if case.whole_hosts else chance.sample(range(case.feeds), case.feeds)
    ill = set(order[: case.silent])
    slow = set(order[len(order) - case.slow :])

    def after(feed: int) -> float | None:
        if feed in ill:
            return inf if with_silent else None
        if feed in slow:
            return case.slow_after * case.timeout
        return case.latency * chance.uniform(0.5, 1.5)

    answers = [after(feed) for feed in range(case.feeds)]

    async def scene() -> tuple[float, int]:
        run = Run(case)
        hosts = (
            deque(a for a in answers[h * each : (h + 1) * each] if a is not None)
            for h in range(case.hosts)
        )
        await asyncio.gather(*(run.host(f"h{h}", feeds) for h, feeds in enumerate(hosts)))
        return asyncio.get_running_loop().time(), run.harmed

    return play(scene())


def show(case: Case) -> None:
    """One line of the table."""
    alone, _ = passes(case, with_silent=False)
    both, harmed = passes(case, with_silent=True)
    kind = "hosts" if case.whole_hosts else "any"
    slow = f"{case.slow} after {case.slow_after * case.timeout:.0f} s" if case.slow else ""
    print(
        f"{case.feeds:>6}{case.hosts:>6}{case.slots:>6}{case.latency * 1000:>7.0f} ms"
        f"{case.timeout:>5.0f} s{case.silent:>6} {kind:<6}{slow:<15}{alone:>8.1f} s{both:>7.1f} s"
        f"{both / alone:>7.2f}{(both - alone) / case.timeout:>7.2f}{harmed:>7}",
        flush=True,
    )


def main() -> None:
    print(
        " feeds hosts slots   answer  time silent       slow             alone   both  times"
        "  waits harmed"
    )
    for case in CHOSEN_WITH:
        show(case)
    for name, of in OTHERS.items():
        print(name)
        for case in of:
            show(case)


if __name__ == "__main__":
    main()
