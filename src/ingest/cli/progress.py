"""A line on the terminal that says how far a pass has come; nothing where there is no terminal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
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


@contextmanager
def stepped() -> Iterator[Callable[[str], None]]:
    """Gives what to call with words that say how far the work has come; they stand on stderr."""
    if not sys.stderr.isatty() or VOICE.as_json or VOICE.is_quiet:
        yield lambda _words: None
        return
    with _line() as progress:
        line = progress.add_task("", total=None)
        yield lambda words: progress.update(line, description=words)


@asynccontextmanager
async def shown_while(summary: Summary) -> AsyncIterator[None]:
    """Show the counts as they grow, on stderr."""

    def words() -> str:
        failed = summary.feeds["failed"] + summary.pages["failed"]
        return (
            f"{summary.feeds['checked']} feeds checked, "
            f"{summary.pages['fetched']} pages fetched, {failed} failed"
        )

    async with told_while(words):
        yield


@asynccontextmanager
async def told_while(words: Callable[[], str]) -> AsyncIterator[None]:
    """Show these words on stderr, as they change."""
    if not sys.stderr.isatty() or VOICE.as_json or VOICE.is_quiet:
        yield
        return
    with _line() as progress:
        painter = asyncio.create_task(_paint(progress, progress.add_task("", total=None), words))
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


async def _paint(progress: Progress, line: TaskID, words: Callable[[], str]) -> None:
    while True:
        progress.update(line, description=words())
        await asyncio.sleep(EVERY)
