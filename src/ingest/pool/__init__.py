"""A pure function in a killable process: deadline, memory, recycling.

Hostile input makes parsers run for ever or eat all memory, and neither can be stopped from inside
the process. Workers are forked from a server that has imported what they need, so replacing one
costs milliseconds.
"""

from __future__ import annotations

import asyncio
import fcntl
import multiprocessing
import os
import resource
import select
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import forkserver, resource_tracker
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest.model import Problem

P = ParamSpec("P")
T = TypeVar("T")

# A worker that grew by fragmentation or by a library's caches is replaced after so many items.
ITEMS_PER_WORKER = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The worker gave no answer: it ran too long, needed too much memory, or died."""

    problem: Problem
    detail: str


class Pool:
    """Worker processes that end within a second of their parent, however it ends.

    `memory` is the bytes of private memory that one worker may use; `preload` names the modules
    that every worker needs.
    """

    def __init__(
        self, *, workers: int, deadline: timedelta, memory: int, preload: Sequence[str] = ()
    ) -> None:
        self._deadline = deadline
        self._started: asyncio.Future[None] | None = None
        # one thread a worker: cores are shared out by us, not by a linear algebra library
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["ingest.pool.quiet", *preload])
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=ITEMS_PER_WORKER,
            initializer=_begin,
            initargs=(memory,),
            context=context,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._started is not None:
            await asyncio.wait({self._started})  # a pool that is stopped while it starts never ends
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types
        await asyncio.to_thread(self._pool.join)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Broken:
        """`function(*args, **kwargs)` in a worker. Never raises for what the function does.

        An exception in there is a bug of ours, yet it costs the item and not the run, or one page
        could stop a cron job for good.
        """
        if self._started is None:
            self._started = asyncio.ensure_future(asyncio.to_thread(self._start))
        await asyncio.shield(self._started)
        seconds = self._deadline.total_seconds()
        future = self._pool.submit(function, seconds, *args, **kwargs)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError:
            return Broken(problem=Problem.WORKER_TIMEOUT, detail=f"took longer than {seconds:g} s")
        except MemoryError:
            return Broken(problem=Problem.WORKER_CRASHED, detail="needed too much memory")
        except ProcessExpired as error:
            return Broken(
                problem=Problem.WORKER_CRASHED,
                detail=f"the worker process died with status {error.exitcode}",
            )
        except Exception as error:  # noqa: BLE001  any bug of ours costs this item only
            return Broken(problem=Problem.WORKER_CRASHED, detail=f"{type(error).__name__}: {error}")

    def _start(self) -> None:
        """Returns when the workers are there: after their imports, a second on an idle machine.

        In a thread: a loop that stood still for so long would let requests in flight time out.
        """
        _start_fork_server()
        self._pool.submit(os.getpid, None).result()


def _start_fork_server() -> None:
    """Starts it, unless it runs, with Ctrl-C blocked for it and all its children.

    It learns to ignore Ctrl-C only after its imports, and would die of one that comes earlier.
    """
    resource_tracker.ensure_running()  # unblocks Ctrl-C on its way
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _end_with_parent()


def _end_with_parent() -> None:
    """Let the kernel end this process when its parent does, even in the middle of C code.

    The parent holds the other end of a pipe; when it is closed the kernel sends SIGIO, whose
    default is to end the process. A thread that watched the pipe would wait for the interpreter's
    lock.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(parent.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, flags | fcntl.FASYNC)
    if select.select([parent.sentinel], [], [], 0)[0]:
        os._exit(1)
