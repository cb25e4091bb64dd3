"""A line on the terminal that says how far a pass has come; nothing where there is no terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from ingest.cli.words import VOICE

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from ingest.run import Summary

EVERY = 0.2
STEP = 100

Item = TypeVar("Item")


def counted(items: Iterable[Item], words: str) -> Iterator[Item]:
    """The items as they come, while their number is shown on stderr."""
    if not sys.stderr.isatty() or VOICE.as_json or VOICE.is_quiet:
        yield from items
        return
    with _line() as progress:
        line = progress.add_task("", total=None)
        for number, item in enumerate(items, 1):
            if number % STEP == 1:
                progress.update(line, description=f"{number:,} {words}")
            yield item


@asynccontextmanager
async def shown_while(summary: Summary) -> AsyncIterator[None]:
    """Show the counts as they grow, on stderr."""
    if not sys.stderr.isatty() or VOICE.as_json or VOICE.is_quiet:
        yield
        return
    with _line() as progress:
        painter = asyncio.create_task(_paint(progress, progress.add_task("", total=None), summary))
        try:
            yield
        finally:
            painter.cancel()
            with suppress(asyncio.CancelledError):
                await painter


def _line() -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


async def _paint(progress: Progress, line: TaskID, summary: Summary) -> None:
    while True:
        failed = summary.feeds["failed"] + summary.pages["failed"]
        progress.update(
            line,
            description=f"{summary.feeds['checked']} feeds checked, "
            f"{summary.pages['fetched']} pages fetched, {failed} failed",
        )
        await asyncio.sleep(EVERY)
