"""What do silent hosts cost a run? The real turns and slots against a clock that jumps.

    python bench/silent_hosts.py [--feeds 5000] [--hosts 500] [--silent 82] [--slots 32]

Every request takes its host's turn and a slot as in `ingest run`; answers, timeouts and the work
of the main process (4 ms a feed) and of two workers (5 ms) are only waited for, on an event loop
whose clock goes on to whatever is next. So the table is the same on every machine.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections import deque
from datetime import timedelta
from pathlib import Path

from ingest.fetch.fault import Fault
from ingest.fetch.pace import Pace
from ingest.fetch.slots import Yielded
from ingest.model import Problem

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fetch.clock import play

MAIN, WORKER, WORKERS = 0.004, 0.005, 2
CASES = ((0.01, 10), (0.01, 20), (0.3, 10), (0.3, 20))


class Run:
    """One pass over all feeds."""

    def __init__(self, options: argparse.Namespace, *, latency: float, timeout: float) -> None:
        self.latency = latency
        self.timeout = timeout
        self.pace = Pace(
            interval=timedelta(),
            concurrency=options.slots,
            timeout=timedelta(seconds=timeout),
            most_bytes=1,
            shared_hosts=frozenset(),
        )
        self.main = asyncio.Lock()
        self.workers = asyncio.Semaphore(WORKERS)

    async def host(self, name: str, feeds: deque[bool]) -> None:
        """Its feeds in two lanes; True is a silent one."""
        await asyncio.gather(*(self.lane(name, feeds) for _ in range(2)))

    async def lane(self, host: str, feeds: deque[bool]) -> None:
        while feeds:
            is_silent = feeds.popleft()
            async with self.main:
                await asyncio.sleep(MAIN / 2)
            try:
                await self.ask(host, is_silent=is_silent)
            except Yielded:
                async with self.pace.slots.late() as most:
                    await self.ask(host, is_silent=is_silent, most=most)
            except Fault:  # given up after the host's third silence
                continue
            async with self.workers:
                await asyncio.sleep(0 if is_silent else WORKER)
            async with self.main:
                await asyncio.sleep(MAIN / 2)

    async def ask(self, host: str, *, is_silent: bool, most: float | None = None) -> None:
        async with self.pace.turn(host, is_late=most is not None) as (turn, slot):
            time = self.timeout * turn.patience()
            try:
                async with slot.time(time if most is None else min(time, most)):
                    await asyncio.sleep(3600 if is_silent else self.latency)
            except TimeoutError:
                if slot.yields:
                    raise Yielded from None
                turn.unanswered(Problem.TIMEOUT)
                return
            turn.heard()
            turn.answered()
            self.pace.slots.answered(slot)


def seconds(options: argparse.Namespace, *, silent: int, latency: float, timeout: float) -> float:
    """How long the pass takes."""
    ill = set(random.Random(1).sample(range(options.feeds), silent))
    each = options.feeds // options.hosts

    async def main() -> float:
        run = Run(options, latency=latency, timeout=timeout)
        await asyncio.gather(
            *(
                run.host(f"h{h}", deque(h * each + n in ill for n in range(each)))
                for h in range(options.hosts)
            )
        )
        return asyncio.get_running_loop().time()

    return play(main())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=5000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--silent", type=int, default=82)
    parser.add_argument("--slots", type=int, default=32)
    given = parser.parse_args()
    print("answers after   INGEST_TIMEOUT   alone   with the silent   times")
    for latency, timeout in CASES:
        alone = seconds(given, silent=0, latency=latency, timeout=timeout)
        both = seconds(given, silent=given.silent, latency=latency, timeout=timeout)
        print(
            f"{latency * 1000:>10.0f} ms{timeout:>15.0f} s{alone:>6.1f} s{both:>16.1f} s"
            f"{both / alone:>8.2f}",
            flush=True,
        )
