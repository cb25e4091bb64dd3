"""Ctrl-C and SIGTERM while something asynchronous is at work: it is cancelled, and gives back."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Coroutine
from typing import TypeVar

from ingest.cli.terminated import Terminated

Result = TypeVar("Result")

# A process that was told to end is killed by systemd and Docker after 10 s and more. A thread
# stuck in the resolver or in a slow database must not keep us: the next run takes over our claims.
PATIENCE = 8.0


def complete(work: Coroutine[None, None, Result]) -> Result:
    """The result of `work`. Raises KeyboardInterrupt or Terminated where a signal cancelled it.

    The process ends within ten seconds of a signal, whatever `work` does about it.
    """
    received: list[signal.Signals] = []

    async def supervised() -> Result:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()

        def stop(number: signal.Signals) -> None:
            if not received:
                _end_after(PATIENCE, 128 + number)
            received.append(number)
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop, number)
        return await work

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return asyncio.run(supervised())
    except (asyncio.CancelledError, BaseExceptionGroup):
        if not received:
            raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    raise KeyboardInterrupt if received[0] is signal.SIGINT else Terminated


def _end_after(seconds: float, status: int) -> None:
    timer = threading.Timer(seconds, os._exit, [status])
    timer.daemon = True
    timer.start()
