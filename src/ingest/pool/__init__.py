"""A pure function in a killable process: deadline, memory, recycling.

Hostile input makes parsers run for ever or eat all memory, and neither can be stopped from inside
the process. Workers are forked from a server that has imported what they need, so replacing one
costs milliseconds.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from multiprocessing import forkserver, resource_tracker
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import ParamSpec, Self, TypeVar, cast

from ingest.errors import IngestError
from ingest.pool.broken import Broken
from ingest.pool.inside import work
from ingest.pool.worker import Job, Worker

__all__ = ["Broken", "Pool", "warm_up"]

P = ParamSpec("P")
T = TypeVar("T")

# A worker that grew by fragmentation or by a library's caches is replaced after so many items.
ITEMS_PER_WORKER = 250

# A worker holds the item it works on and the next, so that it never waits for us.
ITEMS_HELD = 2


class Pool:
    """Worker processes that end within a second of their parent, however it ends.

    `memory` is the bytes of private memory that one worker may use; `preload` names the modules
    that every worker needs.
    """

    def __init__(
        self, *, workers: int, deadline: timedelta, memory: int, preload: Sequence[str] = ()
    ) -> None:
        self._size = workers
        self._deadline = deadline.total_seconds()
        self._memory = memory
        self._queue: deque[Job] = deque()
        self._workers: list[Worker] = []
        self._staff: set[Worker] = set()  # those too that take no more jobs, or none yet
        self._fault: BaseException | None = None
        self._started: asyncio.Future[None] | None = None
        self._hiring: set[asyncio.Task[None]] = set()
        self._preload = preload
        self._context = multiprocessing.get_context("forkserver")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        starting = {*self._hiring, *([self._started] if self._started else [])}
        if starting:
            await asyncio.wait(starting)  # a process that is left while it starts never ends
        for job in self._queue:
            job.future.cancel()
        for worker in self._staff:
            worker.kill()
        await asyncio.to_thread(_join, [worker.process for worker in self._staff])

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Broken:
        """`function(*args, **kwargs)` in a worker. Never raises for what the function does.

        An exception in there is a bug of ours, yet it costs the item and not the run, or one page
        could stop a cron job for good.
        """
        if self._started is None:
            self._started = asyncio.ensure_future(self._start())
        await asyncio.shield(self._started)
        if self._fault is not None:
            raise self._fault
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._queue.append(Job((function, args, kwargs), future))
        self._hand_out()
        return cast("T | Broken", await future)

    async def _start(self) -> None:
        """Returns when the workers are there: after their imports, a second on an idle machine."""
        await asyncio.to_thread(warm_up, self._preload)
        await asyncio.gather(*(self._hire() for _ in range(self._size)))

    async def _hire(self) -> None:
        process, end = await asyncio.to_thread(self._spawn)
        worker = Worker(
            process,
            self._deadline,
            on_free=self._hand_out,
            on_stuck=self._take_back,
            on_end=self._replace,
        )
        self._staff.add(worker)
        await asyncio.get_running_loop().create_connection(lambda: worker, sock=end)
        await worker.ready
        self._workers.append(worker)
        self._hand_out()

    def _spawn(self) -> tuple[BaseProcess, socket.socket]:
        """In a thread: a loop that stood still meanwhile would let requests in flight time out."""
        ours, theirs = self._context.Pipe()
        with ours, theirs:
            process = self._context.Process(target=work, args=(theirs, self._memory), daemon=True)
            try:
                process.start()
            except (EOFError, ConnectionError) as error:  # the server that forks is no more
                raise IngestError(
                    f"no worker process can be started; if importing fails, this says why: "
                    f"{sys.executable} -c 'import {', '.join(self._preload)}'"
                ) from error
            return process, socket.socket(fileno=os.dup(ours.fileno()))

    def _hand_out(self) -> None:
        """Gives the waiting jobs to the workers that hold the fewest."""
        while self._queue and self._workers:
            worker = min(self._workers, key=lambda one: one.load)
            if worker.load >= ITEMS_HELD:
                return
            job = self._queue.popleft()
            if job.future.done() or worker.has(job):
                continue
            try:
                worker.give(job)
            except Exception as error:  # noqa: BLE001  what cannot be packed costs this item only
                job.future.set_exception(error)
                continue
            if worker.given >= ITEMS_PER_WORKER:
                self._workers.remove(worker)
                worker.dismiss()
                self._hire_soon()

    def _take_back(self, jobs: Sequence[Job]) -> None:
        self._queue.extendleft(reversed(jobs))
        self._hand_out()

    def _replace(self, worker: Worker, jobs: Sequence[Job]) -> None:
        self._staff.discard(worker)
        if worker in self._workers:
            self._workers.remove(worker)
            self._hire_soon()
        self._take_back(jobs)

    def _hire_soon(self) -> None:
        task = asyncio.ensure_future(self._hire())
        self._hiring.add(task)
        task.add_done_callback(self._hired)

    def _hired(self, task: asyncio.Task[None]) -> None:
        """Where no process can be started, those who wait are told; the run cannot go on."""
        self._hiring.discard(task)
        self._fault = self._fault or (None if task.cancelled() else task.exception())
        while self._fault is not None and self._queue:
            job = self._queue.popleft()
            if not job.future.done():
                job.future.set_exception(self._fault)


def warm_up(preload: Sequence[str]) -> None:
    """Starts the server that workers are forked from, unless it runs; it imports while we go on.

    For those who know before they need a pool that they will. Ctrl-C is blocked for the server and
    all its children: it learns to ignore it only after its imports, and would die of one that
    comes earlier.
    """
    # one thread a worker: cores are shared out by us, not by a linear algebra library
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.pool.quiet", "ingest.pool", *preload])
    resource_tracker.ensure_running()  # unblocks Ctrl-C on its way
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _join(processes: Sequence[BaseProcess]) -> None:
    for process in processes:
        process.join()
