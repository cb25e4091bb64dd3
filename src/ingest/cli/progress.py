"""A line on the terminal that says how far a pass has come; nothing where there is no terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from ingest.cli.words import VOICE

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from ingest.run import Summary

EVERY = 0.2


@asynccontextmanager
async def shown_while(summary: Summary) -> AsyncIterator[None]:
    """Show the counts as they grow, on stderr."""
    if not sys.stderr.isatty() or VOICE.as_json or VOICE.is_quiet:
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        painter = asyncio.create_task(_paint(progress, progress.add_task("", total=None), summary))
        try:
            yield
        finally:
            painter.cancel()
            with suppress(asyncio.CancelledError):
                await painter


async def _paint(progress: Progress, line: TaskID, summary: Summary) -> None:
    while True:
        failed = summary.feeds["failed"] + summary.pages["failed"]
        progress.update(
            line,
            description=f"{summary.feeds['checked']} feeds checked, "
            f"{summary.pages['fetched']} pages fetched, {failed} failed",
        )
        await asyncio.sleep(EVERY)
