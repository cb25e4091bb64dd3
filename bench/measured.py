"""A command -> what it and all its descendants cost: seconds, CPU seconds, peak memory.

Memory is PSS (pages that processes share are counted once), looked at five times a second.
Orphans are adopted and waited for, so that no worker's CPU time is lost.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER
_EVERY = 0.2


@dataclass(frozen=True)
class Cost:
    """What one command took. `memory` holds (seconds since its start, bytes of the tree).

    `main` are the CPU seconds of its first process alone, as last looked at.
    """

    status: int
    seconds: float
    cpu: float
    main: float
    peak: int
    memory: list[tuple[float, int]]
    output: str = ""


def run(command: list[str], **options: object) -> Cost:
    """Runs the command in a process that measures it; `options` are subprocess.run's."""
    with tempfile.TemporaryFile() as told:  # a pipe would be full before a long run is told
        process = subprocess.run(
            [sys.executable, __file__, str(told.fileno()), *command],
            pass_fds=(told.fileno(),),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            **options,  # type: ignore[call-overload]
        )
        told.seek(0)
        return Cost(**json.loads(told.read()) | {"output": process.stdout})


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").glob("*/children")
            for child in task.read_text().split()
        ]
    except OSError:  # it has ended meanwhile
        return found
    for child in children:
        found += [child, *descendants(child)]
    return found


def pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it has ended meanwhile
        return 0
    return next((int(x.split()[1]) * 1024 for x in text.splitlines() if x.startswith("Pss:")), 0)


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _measure(command: list[str]) -> Cost:
    ctypes.CDLL(None, use_errno=True).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
    memory: list[tuple[float, int]] = []
    main = 0.0
    ended = threading.Event()
    begun = time.monotonic()

    def watch() -> None:
        nonlocal main
        while not ended.wait(_EVERY):
            main = max(main, cpu(process.pid))
            total = sum(pss(pid) for pid in descendants(os.getpid()))
            memory.append((round(time.monotonic() - begun, 1), total))

    process = subprocess.Popen(command)
    watcher = threading.Thread(target=watch)
    watcher.start()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    seconds = time.monotonic() - begun
    ended.set()
    watcher.join()
    status = process.wait()
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(
        status=status,
        seconds=seconds,
        cpu=used.ru_utime + used.ru_stime,
        main=main,
        peak=max((size for _, size in memory), default=0),
        memory=memory,
    )


if __name__ == "__main__":
    with os.fdopen(int(sys.argv[1]), "w") as told:  # Popen closes it in the command
        told.write(json.dumps(asdict(_measure(sys.argv[2:]))))
