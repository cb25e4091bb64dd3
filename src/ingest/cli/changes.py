"""`ingest changes`: the change feed, for those without SQL."""

from __future__ import annotations

import errno
import os
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

import click

from ingest.cli import output
from ingest.cli.invocation import Invocation, pass_invocation
from ingest.cli.options import Command, Number, OneOf, option

if TYPE_CHECKING:
    from ingest.store import Store

BATCH = 1000
LONGEST = 86_400.0  # of pauses, in seconds: for longer, or for ever, the system has no clock
COLUMNS = ("seq", "at", "kind", "article_id", "revision", "title", "url")


class Format(StrEnum):
    """How changes are printed."""

    JSONL = "jsonl"
    TABLE = "table"


@click.command(cls=Command, epilog="ingest changes --since 1200 --follow")
@option(
    "--since",
    type=Number(0),
    default=0,
    show_default=True,
    metavar="SEQ",
    help="Only what changed after this seq: the last one that you have seen.",
)
@option("--follow", is_flag=True, help="Go on printing what changes, until Ctrl-C or SIGTERM.")
@option(
    "--interval",
    type=click.FloatRange(min=0.01),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="With --follow: look again after so long.",
)
@option(
    "--format",
    "form",
    type=OneOf(Format),
    default=Format.JSONL.value,
    show_default=True,
    help="Print changes like this; jsonl is one object a line.",
)
@option("--limit", type=Number(1), metavar="N", help="At most so many changes.")
@pass_invocation
def changes(
    invocation: Invocation,
    *,
    since: int,
    follow: bool,
    interval: float,
    form: Format,
    limit: int | None,
) -> None:
    """Print what changed in the articles, in the order of seq.

    The columns of v1_changes are written to stdout, with the article's address and headline as
    they are now and, for a merge, the article that it became. Keep the last seq to go on.
    """
    with invocation.store() as store:
        pause = _pause(interval) if follow else None
        batches = _batches(store, since=since, limit=limit, pause=pause)
        if form is Format.TABLE and not follow:
            output.write_table(COLUMNS, (_cells(row) for rows in batches for row in rows))
            return
        for rows in batches:
            for row in rows:
                output.write_line(_cells(row)) if form is Format.TABLE else output.write_json(row)
            sys.stdout.flush()


def _cells(row: output.Row) -> Sequence[object]:
    return [row[name] for name in COLUMNS]


def _batches(
    store: Store, *, since: int, limit: int | None, pause: Callable[[], None] | None
) -> Iterator[list[dict[str, object]]]:
    """What changed, batch by batch; without `pause` it ends when all is told.

    The database is let go of between two batches.
    """
    left = limit
    while left is None or left > 0:
        wanted = BATCH if left is None else min(BATCH, left)
        rows = store.changes(since=since, limit=wanted)
        if rows:
            since = int(str(rows[-1]["seq"]))
            left = None if left is None else left - len(rows)
            yield rows
        if len(rows) == wanted:
            continue
        if pause is None:
            return
        pause()


def _pause(seconds: float) -> Callable[[], None]:
    """Waits so long. Raises BrokenPipeError as soon as the reader of stdout has gone."""
    poller = select.poll()
    with suppress(OSError):  # stdout is no file
        poller.register(sys.stdout.fileno(), 0)

    def wait() -> None:
        if poller.poll(min(LONGEST, seconds) * 1000):
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    return wait
