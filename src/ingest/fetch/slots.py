"""Slots for the requests in flight, shared so that silent hosts leave room for those that answer.

A request that is slow while others wait, and is one of too many, gives up its slot and is made
again when there is room: that is no failure. When only such requests are left they share a time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from ingest.fetch import patience

_SMOOTHING = 0.1


class Yielded(Exception):  # noqa: N818 nothing is wrong: the request is made again
    """The request gave up its slot. Never leaves `Web.fetch`."""


class Slot:
    """One request in flight. Times are the loop's clock."""

    __slots__ = ("_deadline", "_started", "is_late", "is_slow", "timer", "yields")

    def __init__(self, *, is_late: bool) -> None:
        self._started = asyncio.get_running_loop().time()
        self._deadline: asyncio.Timeout | None = None
        self.is_late = is_late
        self.is_slow = False
        self.yields = False
        self.timer: asyncio.TimerHandle | None = None

    def age(self) -> float:
        """How long it has been held."""
        return asyncio.get_running_loop().time() - self._started

    @asynccontextmanager
    async def time(self, seconds: float) -> AsyncIterator[None]:
        """At most `seconds` for what is done here, and less if `ends_within` says so."""
        async with asyncio.timeout(seconds) as deadline:
            self._deadline = deadline
            try:
                yield
            finally:
                self._deadline = None

    @property
    def is_busy(self) -> bool:
        """Whether there is something to be ended."""
        return self._deadline is not None

    def ends_within(self, seconds: float) -> None:
        """What is done in its time, if anything, is over by then."""
        if self._deadline is not None and (ends := self._deadline.when()) is not None:
            self._deadline.reschedule(min(ends, asyncio.get_running_loop().time() + seconds))


class Slots:
    """So many requests in flight, all hosts together; none begins while too much is in hand."""

    def __init__(self, count: int, *, timeout: float, most_bytes: int) -> None:
        self._count = count
        self._timeout = timeout
        self._most_bytes = most_bytes
        self._bytes = 0
        self._has_hands_free = asyncio.Event()
        self._has_hands_free.set()
        self._free = asyncio.Semaphore(count)
        self._held: dict[Slot, None] = {}  # in the order of their starts
        self._waiting = 0
        self._late: deque[asyncio.Future[None]] = deque()
        self._admitted = 0
        self._usual = 0.0
        self._slow_answers: list[float] = []  # of slow ones, the times after which they answered
        self._in_vain = 0  # slow ones that were waited for to the end
        self._begun: float | None = None
        self._is_crowded = False
        self._lull: asyncio.TimerHandle | None = None
        self._share: float | None = None  # what each gets now that all else seems to be done
        self._starts = 0  # of requests that did not give up a slot
        self._most_starts = 0  # with so many it was not done

    @asynccontextmanager
    async def hold(self, *, is_late: bool = False) -> AsyncIterator[Slot]:
        """Hold a slot, in turn."""
        if self._begun is None:
            self._begun = asyncio.get_running_loop().time()
        if not is_late:
            self._waiting += 1
            self._starts += 1
            self._end_lull()
            self._make_room()
        try:
            await self._acquire()
        finally:
            if not is_late:
                self._waiting -= 1
        slot = Slot(is_late=is_late)
        self._held[slot] = None
        if not is_late:
            after = patience.slow_after(self._usual, self._timeout)
            slot.timer = asyncio.get_running_loop().call_later(after, self._turn_slow, slot)
        try:
            yield slot
        finally:
            if slot.timer is not None:
                slot.timer.cancel()
            del self._held[slot]
            self._free.release()
            self._look_around()

    async def _acquire(self) -> None:
        await self._free.acquire()
        try:
            await self._has_hands_free.wait()
        except BaseException:
            self._free.release()
            raise

    @contextmanager
    def carrying(self, size: int) -> Iterator[None]:
        """So many bytes are in hand."""
        self._carry(size)
        try:
            yield
        finally:
            self._carry(-size)

    def _carry(self, size: int) -> None:
        self._bytes += size
        if self._bytes < self._most_bytes:
            self._has_hands_free.set()
        else:
            self._has_hands_free.clear()

    @asynccontextmanager
    async def late(self) -> AsyncIterator[float]:
        """Wait until there is room for one that gave up its slot; gives the time that it has."""
        self._is_crowded = True
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._late.append(turn)
        self._look_around()
        try:
            await turn
        except BaseException:
            self._admitted -= turn.done() and not turn.cancelled()
            raise
        try:
            yield self._timeout if self._share is None else self._share
        finally:
            self._admitted -= 1
            self._look_around()

    def answered(self, slot: Slot) -> None:
        """The request got its answer: so long do requests take."""
        self._usual += _SMOOTHING * (slot.age() - self._usual)
        if slot.is_slow:
            self._slow_answers.append(slot.age())

    def unanswered(self, slot: Slot) -> None:
        """The request was waited for in vain."""
        self._in_vain += slot.is_slow

    def _turn_slow(self, slot: Slot) -> None:
        slot.is_slow = True
        if self._share is not None:
            slot.ends_within(self._share)
        self._make_room()
        self._look_around()

    def _make_room(self) -> None:
        """Slow requests that are too many give up their slots, those that waited least first."""
        if not self._free.locked():
            return
        slow = [slot for slot in self._held if slot.is_slow and slot.is_busy and not slot.yields]
        leaving = sum(slot.yields for slot in self._held)
        too_many = patience.surplus(
            slow=len(slow) + self._admitted, slots=self._count, waiting=self._waiting - leaving
        )
        for slot in slow[::-1][:too_many]:
            slot.yields = True
            slot.ends_within(0)

    # when all else is done

    def _look_around(self) -> None:
        is_done = not self._waiting and all(slot.is_slow or slot.is_late for slot in self._held)
        is_empty = not self._held and not self._late and not self._admitted
        if is_empty:
            self._is_crowded, self._share = False, None
        elif is_done and self._lull is None and self._share is None:
            pause = patience.short_while(self._timeout)
            self._lull = asyncio.get_running_loop().call_later(pause, self._begin_end)
        self._admit()

    def _begin_end(self) -> None:
        """Only silent ones are left: where they are many, each gets a share of the time."""
        left = len(self._held) + len(self._late)
        self._is_crowded = self._is_crowded or left > max(1, patience.most_slow(self._count))
        if not self._is_crowded or self._begun is None:
            return
        self._share = patience.share_of_the_rest(
            spent=asyncio.get_running_loop().time() - self._begun,
            timeout=self._timeout,
            left=left,
            slots=self._count,
            answered=self._slow_answers,
            silent=self._in_vain,
        )
        self._most_starts = patience.most_stragglers(self._starts)
        for slot in self._held:
            slot.ends_within(self._share)
        self._admit()

    def _end_lull(self) -> None:
        if self._lull is not None:
            self._lull.cancel()
            self._lull = None
        if self._share is not None and self._starts > self._most_starts:
            self._share = None

    def _admit(self) -> None:
        while self._late and self._has_room_for_late():
            turn = self._late.popleft()
            if not turn.done():
                self._admitted += 1
                turn.set_result(None)

    def _has_room_for_late(self) -> bool:
        if self._share is not None:
            return self._admitted < self._count
        slow = sum(slot.is_slow for slot in self._held)
        return self._waiting == 0 and slow + self._admitted < patience.most_slow(self._count)
