"""Messages -> results, in the worker process: one after the other, until the parent is gone."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import pickle
import resource
import select
import signal
from multiprocessing.connection import Connection

from ingest.model import Problem
from ingest.pool.broken import Broken


def work(connection: Connection[bytes, bytes], memory: int) -> None:
    """Says that it is there, then answers each message with the pickled result or a Broken."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _end_with_parent()
    connection.send_bytes(b"")
    while True:
        try:
            message = connection.recv_bytes()
        except EOFError:
            return
        connection.send_bytes(_answer(message))


def _answer(message: bytes) -> bytes:
    """Never raises: an exception in there is a bug of ours, and costs the item."""
    try:
        function, args, kwargs = pickle.loads(message)  # noqa: S301  from our own parent
        return pickle.dumps(function(*args, **kwargs))
    except MemoryError:
        detail = "needed too much memory"
    except Exception as error:  # noqa: BLE001  any bug of ours costs this item only
        detail = f"{type(error).__name__}: {error}"
    return pickle.dumps(Broken(problem=Problem.WORKER_CRASHED, detail=detail))


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
