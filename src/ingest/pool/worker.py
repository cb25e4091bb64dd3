"""The parent's end of one worker process: items go in, results come out, a deadline strikes."""

from __future__ import annotations

import asyncio
import pickle
import struct
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

from ingest.model import Problem
from ingest.pool.broken import Broken

# What an item waits behind another before it is given to a second worker as well: an item at work
# for so long may go on to its deadline.
PATIENCE = 1.0

# The frames of multiprocessing.connection.
_SHORT = struct.Struct("!i")
_LONG = struct.Struct("!iQ")
_LONGEST = 0x7FFFFFFF


@dataclass(slots=True, eq=False)
class Job:
    """A call and the future of its result; `is_elsewhere` once a second worker has it.

    It is packed when a worker takes it: hundreds may wait, and each packed one is a second copy.
    """

    call: tuple[Callable[..., object], tuple[object, ...], dict[str, object]]
    future: asyncio.Future[object]
    is_elsewhere: bool = False

    def packed(self) -> bytes:
        """The message to a worker."""
        return pickle.dumps(self.call)


class Worker(asyncio.Protocol):
    """A process and the jobs that it holds, the first of them at work.

    `on_free` is called when it can take another job, `on_stuck` with jobs that others had better
    do, `on_end` when it will do nothing more, with the jobs that it leaves.
    """

    def __init__(
        self,
        process: BaseProcess,
        deadline: float,
        *,
        on_free: Callable[[], None],
        on_stuck: Callable[[Sequence[Job]], None],
        on_end: Callable[[Worker, Sequence[Job]], None],
    ) -> None:
        self.process = process
        self.given = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._deadline = deadline
        self._on_free, self._on_stuck, self._on_end = on_free, on_stuck, on_end
        self._jobs: deque[Job] = deque()
        self._timers: tuple[asyncio.TimerHandle, ...] = ()
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._has_ended = False
        self._is_dismissed = False

    @property
    def load(self) -> int:
        """How many jobs it holds."""
        return len(self._jobs)

    def has(self, job: Job) -> bool:
        """Whether it holds this job."""
        return job in self._jobs

    def give(self, job: Job) -> None:
        """Hands it a job, to be done after those that it has."""
        assert self._transport is not None
        message = job.packed()
        size = len(message)
        is_short = size <= _LONGEST
        self._transport.write(_SHORT.pack(size) if is_short else _LONG.pack(-1, size))
        self._transport.write(message)
        self.given += 1
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._watch()

    def dismiss(self) -> None:
        """Lets it go when it has done what it holds; it is not to be given more."""
        self._is_dismissed = True

    def kill(self) -> None:
        """Ends the process at once, whatever it does; what it holds is cancelled."""
        self._stop()
        for job in self._jobs:
            job.future.cancel()

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while not self._has_ended and (message := self._message()) is not None:
            if self.ready.done():
                self._answered(pickle.loads(message))  # noqa: S301  from our own child
            else:
                self.ready.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the exit status tells
        if self._has_ended:
            return
        self.process.join()
        detail = f"the worker process died with status {self.process.exitcode}"
        if not self.ready.done():
            self.ready.set_exception(ChildProcessError(detail))
        self._end(Broken(problem=Problem.WORKER_CRASHED, detail=detail))

    # its own

    def _message(self) -> bytes | None:
        head = _SHORT.size
        if len(self._received) < head:
            return None
        (size,) = _SHORT.unpack_from(self._received)
        if size < 0:
            head = _LONG.size
            if len(self._received) < head:
                return None
            _, size = _LONG.unpack_from(self._received)
        if len(self._received) < head + size:
            return None
        message = bytes(memoryview(self._received)[head : head + size])
        del self._received[: head + size]
        return message

    def _answered(self, answer: object) -> None:
        if isinstance(answer, Broken):  # what an item broke is not trusted with the next
            self._end(answer)
            return
        _resolve(self._jobs.popleft(), answer)
        self._watch()
        if self._is_dismissed and not self._jobs:
            self._stop()
            self._on_end(self, ())
        else:
            self._on_free()

    def _watch(self) -> None:
        """The first job begins now."""
        self._unwatch()
        if self._jobs:
            loop = asyncio.get_running_loop()
            self._timers = (
                loop.call_later(self._deadline, self._expire),
                loop.call_later(PATIENCE, self._share),
            )

    def _unwatch(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = ()

    def _expire(self) -> None:
        detail = f"took longer than {self._deadline:g} s"
        self._end(Broken(problem=Problem.WORKER_TIMEOUT, detail=detail))

    def _share(self) -> None:
        self._on_stuck(self._unshared())

    def _end(self, broken: Broken) -> None:
        """The first job is the one that broke; the others are for other workers."""
        self._stop()
        if self._jobs:
            _resolve(self._jobs.popleft(), broken)
        self._on_end(self, self._unshared())

    def _stop(self) -> None:
        self._has_ended = True
        self._unwatch()
        self.process.kill()
        if self._transport is not None:
            self._transport.abort()

    def _unshared(self) -> list[Job]:
        """The jobs that are not at work and that no other worker has."""
        waiting = list(self._jobs)[0 if self._has_ended else 1 :]
        jobs = [job for job in waiting if not job.is_elsewhere and not job.future.done()]
        for job in jobs:
            job.is_elsewhere = True
        return jobs


def _resolve(job: Job, answer: object) -> None:
    if not job.future.done():
        job.future.set_result(answer)
