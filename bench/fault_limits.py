"""What does each fault cost? The whole command against one hostile address after another.

    python bench/fault_limits.py [--seconds 10] [--megabytes 5] [PART ...]

Every case of tests/faults.py, every shape of bench/hostile_feeds.py grown to the limit, and hostile
pages are each met by one `ingest run` or `ingest fetch` in a process of its own, with the limits
given. Printed are wall time, CPU time, the most memory that any process of the command had (VmHWM,
shared pages included), and the problem that was named. Exit status 1 where a case needed more than
one and a half times the seconds, or more than 256 MB in one process, where a case of the table was
named otherwise than it should be, or where anybody reached the canary: a port that the settings do
not allow. PART chooses cases whose name contains it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broken_feeds import descendants
from hostile_feeds import SHAPES

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.doors import Doors, standing
from tests.faults import Case, Verdict, cases, xml
from tests.fetch.faults import FaultServer, answer, as_script

GROWN = "grown: "
MOST_MEMORY = 256 * 1024 * 1024


def html(inner: str) -> str:
    return f"<!doctype html><html><head><title>T</title></head><body>{inner}</body></html>"


PAGES: dict[str, Callable[[int], str]] = {
    "line breaks": lambda n: html("<article>" + "<br>" * n),
    "escaped quotes in JSON-LD": lambda n: html(
        '<script type="application/ld+json">{"headline": "' + '\\"' * n + '"}</script>'
    ),
    "JSON-LD in itself": lambda n: html(
        '<script type="application/ld+json">' + '{"@graph":[' * n + "</script>"
    ),
    "nested divisions": lambda n: html("<div>" * n),
    "nested divisions that end": lambda n: html("<div>" * n + "text" + "</div>" * n),
    "paragraphs": lambda n: html("<article>" + "<p>some words of text here, and a few more" * n),
    "one paragraph": lambda n: html("<article><p>" + "word " * n),
    "links": lambda n: html("".join(f"<a href='/{i}'>link {i}</a>" for i in range(n))),
    "attributes": lambda n: html("<p " + " ".join(f"a{i}=1" for i in range(n)) + ">text"),
    "tables in tables": lambda n: html("<table><tr><td>" * n),
    "cells": lambda n: html("<table>" + "<tr><td>a<td>b" * n),
    "comments": lambda n: html("<!--" * n),
    "inline markup": lambda n: html("<article><p>" + "<b>a</b><i>b</i>" * n),
    "nested inline markup": lambda n: html("<article><p>" + "<b>" * n),
    "entities": lambda n: html("<article><p>" + "&amp;" * n),
    "meta tags": lambda n: html("").replace("<title>", "<meta property='a' content='b'>" * n),
    "a word without end": lambda n: html("<article><p>" + "x" * n),
    "list items": lambda n: html("<ul>" + "<li>item" * n),
    "forms": lambda n: html("<form><select>" + "<option>o" * n),
    "no markup": lambda n: "words and words " * n,
    "NUL": lambda n: "\0" * n,
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One address, met as a feed or as a page; `verdict` None where any problem will do."""

    name: str
    url: str
    is_page: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cost:
    """What a meeting cost, and the problem that was named."""

    meeting: Meeting
    seconds: float
    cpu: float
    memory: int
    problem: str

    @property
    def is_named_wrongly(self) -> bool:
        expected = "" if self.meeting.verdict == "fine" else str(self.meeting.verdict)
        return self.meeting.verdict is not None and self.problem != expected


def grown(shape: Callable[[int], str], size: int) -> bytes:
    """The shape with as many parts as fit into `size` bytes."""
    count = size // max(1, (len(shape(2000)) - len(shape(1000))) // 1000)
    while len(body := shape(count).encode()) > size:
        count = int(count * 0.95 * size / len(body)) if len(body) > 1.1 * size else count * 9 // 10
    return body


@contextmanager
def a_canary() -> Iterator[tuple[int, list[object]]]:
    """A port that the settings do not allow, and who came to it all the same."""
    came: list[object] = []
    with socket.create_server(("0.0.0.0", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, address = listener.accept()
                except OSError:
                    return
                came.append(address)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield listener.getsockname()[1], came


def meet(case: Meeting, home: Path, environment: dict[str, str]) -> Cost:
    """One run of the command against one address."""
    command = [sys.executable, "-m", "ingest"]
    if case.is_page:
        words = ["fetch", case.url, "--format", "json", "--no-store"]
    else:
        subprocess.run(
            [*command, "feeds", "add", case.url],
            cwd=home,
            env=environment,
            check=True,
            capture_output=True,
        )
        words = ["run", "--json", "--feed", case.url, "--feeds-only"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with (home / "log").open("wb") as log:
        run = subprocess.Popen(
            [*command, *words], cwd=home, env=environment, stdout=subprocess.PIPE, stderr=log
        )
        most = [0]
        watcher = threading.Thread(target=watch, args=(run, most))
        watcher.start()
        out, _ = run.communicate()
        watcher.join()
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run.returncode in (0, 4), (home / "log").read_text()[-2000:]
    said = json.loads(out.splitlines()[0])
    problems = [said.get("problem")] if case.is_page else [*said["problems"]]
    return Cost(
        case,
        seconds,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        most[0],
        " ".join(str(problem) for problem in problems if problem),
    )


def told(cost: Cost) -> Cost:
    """Printed as it comes."""
    print(
        f"{cost.meeting.name:<64}{cost.seconds:>8.1f}{cost.cpu:>7.1f}{cost.memory / 2**20:>6.0f}"
        f"  {cost.problem}{'  WRONG' if cost.is_named_wrongly else ''}",
        flush=True,
    )
    return cost


def watch(run: subprocess.Popen[bytes], most: list[int]) -> None:
    """Keeps the highest VmHWM of the process and those below it."""
    while run.poll() is None:
        for pid in (run.pid, *descendants(run.pid)):
            most[0] = max(most[0], high_water(pid))
        time.sleep(0.02)


def high_water(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def meetings(behind: Doors, table: dict[str, Case], hosts: dict[str, str]) -> Iterator[Meeting]:
    """Each case as a feed and as a page, where it is met as such."""
    for name, case in table.items():
        for is_page, verdict in ((False, case.as_feed), (True, case.as_page)):
            if verdict is not None:
                url = behind.url(case, hosts[name], "/story" if is_page else "/feed")
                known = None if name.startswith(GROWN) else verdict
                yield Meeting(f"{'page' if is_page else 'feed'}: {name}", url, is_page, known)


def main(options: argparse.Namespace) -> int:
    size = int(options.megabytes * 2**20)
    with a_canary() as (canary, came), tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        table = cases(canary)
        for name, shape in SHAPES.items():
            table[GROWN + name] = Case(says=xml(grown(shape, size)), as_feed="fine")
        for name, shape in PAGES.items():
            table[GROWN + name] = Case(says=answer(200, grown(shape, size)), as_page="fine")
        table = {
            name: case
            for name, case in table.items()
            if not options.parts or any(part in name for part in options.parts)
        }
        hosts = {name: f"127.0.1.{n}" for n, name in enumerate(table, start=1)}
        server = FaultServer()
        for name, case in table.items():
            server.places[hosts[name]] = (as_script(case.robots), as_script(case.says))
        with standing(server) as behind:
            (home / "authority.pem").write_bytes(behind.authority)
            environment = {
                **{k: v for k, v in os.environ.items() if not k.startswith("INGEST_")},
                "HOME": folder,
                "INGEST_DATABASE_URL": f"sqlite:///{home / 'bench.db'}",
                "INGEST_ALLOW_ADDRESSES": "127.0.1.0/24",
                "INGEST_HOST_INTERVAL": "0",
                "INGEST_TIMEOUT": str(options.seconds),
                "INGEST_EXTRACT_TIMEOUT": str(options.seconds),
                "INGEST_MAX_BYTES": str(size),
                "SSL_CERT_FILE": str(home / "authority.pem"),
            }
            print(f"{'case':<64}{'seconds':>8}{'CPU':>7}{'MB':>6}  problem")
            costs = [
                told(meet(meeting, home, environment)) for meeting in meetings(behind, table, hosts)
            ]
        reached = len(came)
    slow = [cost for cost in costs if cost.seconds > 1.5 * options.seconds]
    heavy = [cost for cost in costs if cost.memory > MOST_MEMORY]
    wrong = [cost for cost in costs if cost.is_named_wrongly]
    print(
        f"\n{len(costs)} cases, {len(slow)} too slow, {len(heavy)} too heavy,"
        f" {len(wrong)} named wrongly, {reached} connections to the canary"
    )
    return int(bool(slow or heavy or wrong or reached))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("parts", nargs="*", metavar="PART")
    sys.exit(main(parser.parse_args()))
