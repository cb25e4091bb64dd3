"""Settings -> the worker processes that read what was fetched."""

from __future__ import annotations

from ingest import pool
from ingest.config import Settings

# Private memory of one worker: what an empty one holds, and of a body so many times its size.
# Measured with 100 KB to 5 MB of article: a page needs about ten times its bytes.
BASE_MEMORY = 100 * 1024 * 1024
MEMORY_PER_BYTE = 12

PRELOAD = ("ingest.cli.preloaded",)


def open_pool(settings: Settings) -> pool.Pool:
    """The worker processes; none is started before there is work."""
    return pool.Pool(
        workers=settings.workers,
        deadline=settings.extract_timeout,
        memory=BASE_MEMORY + MEMORY_PER_BYTE * settings.max_bytes,
        preload=PRELOAD,
    )


def warm_up() -> None:
    """Lets the workers' imports begin, a second of work, while this process goes on with its own.

    For a command that is sure to read something.
    """
    pool.warm_up(PRELOAD)
