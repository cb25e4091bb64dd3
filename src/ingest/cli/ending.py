"""Arguments -> exit status: how every command ends, however it ends.

0 done, 1 failed, 2 wrong usage, and the statuses of `ingest.errors`; 130 after Ctrl-C and 143
after SIGTERM, as a shell reports a process that a signal ended.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from ingest.cli.terminated import Terminated
from ingest.cli.words import complain
from ingest.errors import IngestError

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM


def run(arguments: Sequence[str]) -> int:
    """The exit status of the command. Never raises for the operator's or the system's faults."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, as in `ingest … >&-`
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  to the end
    signal.signal(signal.SIGTERM, _terminate)
    try:
        return _run(arguments)
    except click.Abort:
        return INTERRUPTED
    except Terminated:
        return TERMINATED


def _run(arguments: Sequence[str]) -> int:
    from ingest.cli.root import root

    try:
        status = root.main(list(arguments), prog_name="ingest", standalone_mode=False)
        sys.stdout.flush()
    except IngestError as error:
        complain(str(error))
        return error.exit_status
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except OSError as error:
        # EPIPE: the reader of our output has gone, as in `ingest … | head`, and needs no words
        if error.errno != errno.EPIPE:
            complain(_said_by_system(error))
        return 1
    return status if isinstance(status, int) else 0


def end(status: int) -> NoReturn:
    """Leave with `status`, whatever can no longer be written."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # the interpreter flushes once more on its way out, and would complain
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if status == INTERRUPTED:
        # CPython may remember a handled Ctrl-C and end by the signal instead of with our status
        os._exit(status)
    sys.exit(status)


def _said_by_system(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else "cannot write the output: "
    return f"{place}{error.strerror or error}"


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    """Once: `timeout` sends two signals, and the second would interrupt the closing."""
    signal.signal(number, signal.SIG_IGN)
    raise Terminated
