"""The fault server in a thread, for tests of the whole program."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.fetch.faults import FaultServer


@contextmanager
def serving(faults: FaultServer | None = None) -> Iterator[FaultServer]:
    """Answers on every loopback address, at one port, until the block ends."""
    faults = faults or FaultServer(host="127.0.0.2")
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        server = await asyncio.start_server(faults.serve, "0.0.0.0", 0)
        faults.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    def live() -> None:
        task = loop.create_task(serve())
        loop.run_forever()
        for pending in asyncio.all_tasks(loop):
            pending.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()

    thread = threading.Thread(target=live)
    thread.start()
    assert ready.wait(10)
    try:
        yield faults
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def ingest(
    home: Path, *words: str, status: int = 0, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command as cron calls it, with a database of its own in `home`."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("INGEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "ingest", *words],
        capture_output=True,
        text=True,
        cwd=home,
        env={
            **given,
            "HOME": str(home),
            "INGEST_DATABASE_URL": f"sqlite:///{home / 'test.db'}",
            "INGEST_ALLOW_ADDRESSES": "127.0.0.0/8",
            "INGEST_HOST_INTERVAL": "0",
            "INGEST_WORKERS": "2",
            **(environment or {}),
        },
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done
