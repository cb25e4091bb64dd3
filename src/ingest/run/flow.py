"""Many items at once: lanes a host, one thread for the database, one writer for all lanes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Generic, ParamSpec, TypeVar

Item = TypeVar("Item")
Update = TypeVar("Update")
Result = TypeVar("Result")
P = ParamSpec("P")

# Two lanes a host: one item is read and stored while the next is fetched, and no more than two
# are held. The fetch room lets one request a host through, whatever the lanes do.
LANES_PER_HOST = 2

# One claim takes at most so many items, and of a host so many; of all no more than these for each
# place. A long queue of one host leaves room for the others, and little is held by a run that dies.
CLAIM = 500
ITEMS_PER_HOST = 10

# Hosts are claimed when this part of the places is free: a claim costs as much for one host as for
# a dozen.
SHARE_FREE = 8

# The most updates that one transaction carries: enough to share the cost of a commit, few enough
# that a writer beside us waits for milliseconds.
BATCH = 50

# An update waits at most so many seconds for others to share its transaction: alone a page costs
# 13 ms of CPU time in SQLite, in a batch of ten a third of it.
LINGER = 0.5


async def drain(
    claim: Callable[[Collection[str], int], Awaitable[Sequence[Item]]],
    work: Callable[[Item], Awaitable[None]],
    *,
    host: Callable[[Item], str],
    places: int,
) -> None:
    """Claims items and works on them, hosts side by side, until nothing is left to claim.

    At most `places` hosts are busy at once. `claim` is told which they are and how many others
    there is room for, and gives items of at most so many; fewer items than that mean that free
    hosts have no more. The first exception of `work` ends everything and is raised.
    """
    hosts = _Hosts(work, places)
    try:
        async with asyncio.TaskGroup() as services:
            while True:
                hosts.freed.clear()
                while wanted := hosts.wanted():
                    items = await claim(hosts.busy.keys(), wanted)
                    for item in items:
                        hosts.add(host(item), item, services)
                    if len(items) < wanted:
                        break
                if not hosts.busy:
                    return
                await hosts.freed.wait()
    except BaseExceptionGroup as group:
        raise _first(group) from None


class _Hosts(Generic[Item]):
    """The hosts at work, each with the items that wait for its lanes."""

    def __init__(self, work: Callable[[Item], Awaitable[None]], places: int) -> None:
        self._work = work
        self._places = places
        self.busy: dict[str, deque[Item]] = {}
        self.freed = asyncio.Event()

    def wanted(self) -> int:
        """For how many hosts to claim: for none while few places are free, or much waits."""
        free = self._places - len(self.busy)
        waiting = sum(map(len, self.busy.values()))
        has_room = free * SHARE_FREE >= self._places and waiting < self._places * ITEMS_PER_HOST
        return min(free, CLAIM) if has_room else 0

    def add(self, name: str, item: Item, services: asyncio.TaskGroup) -> None:
        """One more item for a host, which begins to work if it does not yet."""
        if name not in self.busy:
            self.busy[name] = deque()
            services.create_task(self._serve(name, self.busy[name]))
        self.busy[name].append(item)

    async def _serve(self, name: str, queue: deque[Item]) -> None:
        while queue:
            async with asyncio.TaskGroup() as lanes:
                for _ in range(min(LANES_PER_HOST, len(queue))):
                    lanes.create_task(self._lane(queue))
        del self.busy[name]
        self.freed.set()

    async def _lane(self, queue: deque[Item]) -> None:
        while queue:
            await self._work(queue.popleft())


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


class Desk:
    """The one thread in which the database is spoken to, so that the event loop never waits."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    async def call(
        self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """`function(*args, **kwargs)` in that thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(function, *args, **kwargs))

    def close(self) -> None:
        """Waits for the call in hand."""
        self._thread.shutdown()


class Writer(Generic[Update, Result]):
    """Gathers the updates of those who are at work into batches.

    `apply` gives one result for each update, in their order.
    """

    def __init__(self, desk: Desk, apply: Callable[[Sequence[Update]], Sequence[Result]]) -> None:
        self._desk = desk
        self._apply = apply
        self._waiting: deque[tuple[Update, asyncio.Future[Result]]] = deque()
        self._committing: asyncio.Task[None] | None = None
        self._at_work = 0
        self._stirred = asyncio.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While it lasts an update is coming, for which others wait a moment."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            self._stirred.set()

    async def write(self, update: Update) -> Result:
        """Returns when the update is committed; raises what `apply` raised for its batch."""
        return await self.post(update)

    def post(self, update: Update) -> asyncio.Future[Result]:
        """Hands an update over, for those who need not know when it is committed."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        future.add_done_callback(_seen)
        self._waiting.append((update, future))
        self._stirred.set()
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        return future

    async def close(self) -> None:
        """Commits what is waiting."""
        if self._committing is not None:
            await self._committing

    async def _commit(self) -> None:
        while self._waiting:
            await self._gather()
            size = min(BATCH, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(size)]
            try:
                results = await self._desk.call(self._apply, [update for update, _ in batch])
            except Exception as error:  # noqa: BLE001  handed to each who waits for this batch
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), result in zip(batch, results, strict=True):
                    if not future.done():
                        future.set_result(result)

    async def _gather(self) -> None:
        """Waits for more, until half of those who are at work wait here or the batch is full."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                while len(self._waiting) < min(BATCH, self._at_work / 2):
                    self._stirred.clear()
                    await self._stirred.wait()


def _seen(future: asyncio.Future[Result]) -> None:
    """What went wrong with a batch is told by those who waited for it."""
    if not future.cancelled():
        future.exception()
