"""What do broken feeds cost the good ones? One `ingest run` without them, one with them.

    python bench/broken_feeds.py [--feeds 5000] [--hosts 500] [--share 0.1] [--timeout 10]
                                 [--whole-hosts] [--stalls] [--interval 0] [--latency 0]

A server on many loopback addresses plays the feeds; a share of them is broken in every way that
tests/faults.py knows (with --stalls: only in those that cost the whole of INGEST_TIMEOUT), spread
over all hosts, or with --whole-hosts as hosts of which every feed is broken. The command runs as
cron runs it, on a fresh database each time. Printed are wall time, CPU time and memory of the whole
process tree, the most requests in flight that the server saw, and every broken feed that is not
shown with its problem in v1_feeds. Exit status 1 if there is one, if the run with the broken ones
took more than 1.5 times as long, or if it needed more than 500 MB.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.doors import Doors, doors
from tests.faults import Case, cases, xml
from tests.fetch.faults import Heard, Reader, Writer, answer, read_request

MOST_TIMES = 1.5
MOST_MEMORY = 500 * 1024 * 1024
ALONE = re.compile(r"/(\w+)/(\d+)")


# --- the server ----------------------------------------------------------------------------------


def broken(canary: int) -> dict[str, Case]:
    """What fails and harms no neighbour on its host, each kind in one spelling."""
    return {
        name: case
        for name, case in cases(canary).items()
        if case.as_feed not in (None, "fine") and not case.is_variant and not case.is_told_to_wait
    }


BROKEN = broken(canary=1)
KINDS = list(BROKEN)
STALLS = [kind for kind in KINDS if BROKEN[kind].as_feed == "timeout"]


def document(number: int, entries: int) -> bytes:
    """A small honest feed whose entries are articles of their own."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{number}-{n}</guid><title>Entry {n} of {number}</title>"
        f"<pubDate>{n % 27 + 1:02} Mar 2026 08:00:00 GMT</pubDate></item>"
        for n in range(entries)
    )
    channel = f"<title>Feed {number}</title>{items}"
    return f"<rss version='2.0'><channel>{channel}</channel></rss>".encode()


class Server:
    """Answers on every loopback address: /good/N, or a broken kind by its number."""

    def __init__(self, *, latency: float, entries: int) -> None:
        self.latency = latency
        self.entries = entries
        self.in_flight = self.most = 0

    async def serve(self, reader: Reader, writer: Writer) -> None:
        try:
            while (heard := await read_request(reader, 0)) is not None:
                self.in_flight += 1
                self.most = max(self.most, self.in_flight)
                try:
                    if not await self.answer(heard, reader, writer):
                        break
                finally:
                    self.in_flight -= 1
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def answer(self, heard: Heard, reader: Reader, writer: Writer) -> bool:
        """Whether the connection may be kept."""
        named = ALONE.match(heard.target)
        if named is None:  # robots.txt
            writer.write(answer(404))
            return True
        if named[1] == "good":
            await asyncio.sleep(self.latency)
            writer.write(xml(document(int(named[2]), self.entries)))
            return True
        says = BROKEN[KINDS[int(named[1])]].says
        if isinstance(says, bytes):
            writer.write(says)
            await writer.drain()
            return True
        play = asyncio.ensure_future(says(heard, reader, writer))
        gone = asyncio.ensure_future(reader.read(1))  # the other side hangs up
        await asyncio.wait({play, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in (play, gone):
            task.cancel()
        await asyncio.gather(play, gone, return_exceptions=True)
        return False


async def serve(options: argparse.Namespace) -> None:
    """Prints its ports and authority, then the most requests in flight for every line it reads."""
    server = Server(latency=options.latency, entries=options.entries)
    async with doors(server.serve) as behind:
        print(json.dumps({"ports": behind.ports, "authority": behind.authority.decode()}))
        sys.stdout.flush()
        loop = asyncio.get_running_loop()
        while await loop.run_in_executor(None, sys.stdin.readline):
            print(server.most, flush=True)
            server.most = 0
        os._exit(0)


# --- the feeds -----------------------------------------------------------------------------------


def host(number: int) -> str:
    return f"127.0.{number // 250 + 1}.{number % 250 + 2}"


def addresses(options: argparse.Namespace, behind: Doors) -> tuple[list[str], dict[str, str]]:
    """The good feeds, and the broken ones with the problem that each is to show."""
    count = round(options.feeds * options.share)
    per_host = options.feeds // options.hosts
    if options.whole_hosts:
        broken = set(range(count))
    else:  # one feed of every host, then a second one …
        broken = {
            n % options.hosts * per_host + n // options.hosts % per_host for n in range(count)
        }
    kinds = STALLS if options.stalls else KINDS
    good, ill = [], {}
    for n in range(options.feeds):
        name = host(n // per_host)
        if n not in broken:
            good.append(f"http://{name}:{behind.ports['open']}/good/{n}")
            continue
        kind = kinds[len(ill) % len(kinds)]
        url = behind.url(BROKEN[kind], name, f"/{KINDS.index(kind)}/{n}")
        ill[url] = str(BROKEN[kind].as_feed)
    return good, ill


# --- the runs ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run cost and said."""

    seconds: float
    cpu: float
    memory: int
    shared_out: int
    largest: int
    document: dict[str, dict[str, int]]
    problems: dict[str, str | None]


def measure(
    home: Path, feeds: list[str], options: argparse.Namespace, authority: bytes
) -> Measured:
    """One `ingest run` over these feeds, on a fresh database."""
    home.mkdir()
    (home / "authority.pem").write_bytes(authority)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("INGEST_")},
        "HOME": str(home),
        "INGEST_DATABASE_URL": f"sqlite:///{home / 'bench.db'}",
        "INGEST_ALLOW_ADDRESSES": "127.0.1.0/24,127.0.2.0/23,127.0.4.0/22",
        "INGEST_HOST_INTERVAL": str(options.interval),
        "INGEST_TIMEOUT": str(options.timeout),
        "INGEST_MAX_BYTES": "5242880",
        "SSL_CERT_FILE": str(home / "authority.pem"),
    }
    command = [sys.executable, "-m", "ingest"]
    lines = "".join(f'<outline type="rss" xmlUrl="{url}"/>' for url in feeds)
    (home / "feeds.opml").write_text(f"<opml version='2.0'><body>{lines}</body></opml>")
    words = [*command, "feeds", "import", "feeds.opml"]
    subprocess.run(words, env=environment, cwd=home, check=True, stdout=subprocess.DEVNULL)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with (home / "log").open("wb") as log:
        run = subprocess.Popen(
            [*command, "run", "--json"],
            env=environment,
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        with watched(run.pid) as seen:
            out, _ = run.communicate()
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run.returncode == 0, (home / "log").read_text()[-2000:]
    listed = subprocess.run(
        [*command, "feeds", "list", "--json"],
        env=environment,
        cwd=home,
        check=True,
        capture_output=True,
    )
    return Measured(
        seconds,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        seen["rss"],
        seen["pss"],
        seen["largest"],
        json.loads(out),
        {row["url"]: row["problem"] for row in json.loads(listed.stdout)},
    )


@contextmanager
def watched(pid: int) -> Iterator[Counter[str]]:
    """The most memory that the process and its descendants have had together, in bytes."""
    seen: Counter[str] = Counter()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            tree = [pid, *descendants(pid)]
            kinds = {"rss": [memory(one, "Rss") for one in tree]}
            kinds["pss"] = [memory(one, "Pss") for one in tree]
            for kind, sizes in kinds.items():
                seen[kind] = max(seen[kind], sum(sizes))
            seen["largest"] = max(seen["largest"], *kinds["rss"])

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def descendants(pid: int) -> list[int]:
    """The processes below this one."""
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        children = [one for task in threads for one in (task / "children").read_text().split()]
    except OSError:
        return []
    found = [int(child) for child in children]
    return [*found, *(one for child in found for one in descendants(child))]


def memory(pid: int, kind: str) -> int:
    """Rss or Pss (shared pages by their share) of a process, in bytes; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{kind}:")), 0)


def main(options: argparse.Namespace) -> int:
    words = ["--serve", "--latency", str(options.latency), "--entries", str(options.entries)]
    server = subprocess.Popen(
        [sys.executable, __file__, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin
    assert server.stdout
    told = json.loads(server.stdout.readline())
    behind = Doors(told["ports"], told["authority"].encode())
    good, ill = addresses(options, behind)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, feeds in (("the good ones alone", good), ("with the broken ones", [*good, *ill])):
            done = measure(Path(folder) / name.replace(" ", "-"), feeds, options, behind.authority)
            server.stdin.write("\n")
            server.stdin.flush()
            rows.append((name, len(feeds), done, int(server.stdout.readline())))
    server.stdin.close()
    server.wait()
    columns = ("feeds", "seconds", "CPU", "RSS, all", "PSS, all", "largest", "in flight")
    print(f"{'':<22}" + "".join(f"{column:>11}" for column in columns))
    for name, count, done, most in rows:
        sizes = [f"{size / 2**20:.0f} MB" for size in (done.memory, done.shared_out, done.largest)]
        cells = (count, f"{done.seconds:.1f}", f"{done.cpu:.1f}", *sizes, most)
        print(f"{name:<22}" + "".join(f"{cell:>11}" for cell in cells))
    (_, _, alone, _), (_, _, both, _) = rows
    times = both.seconds / alone.seconds
    wrong = {u: (both.problems.get(u), p) for u, p in ill.items() if both.problems.get(u) != p}
    harmed = [u for u in good if both.problems[u] is not None]
    print(f"\n{times:.2f} times as long; problems: {json.dumps(both.document['problems'])}")
    print(f"{len(ill) - len(wrong)} of {len(ill)} broken feeds shown with their problem,", end=" ")
    print(f"{len(harmed)} of {len(good)} good ones harmed")
    for url in harmed[:3]:
        print(f"    {url}: {both.problems[url]}")
    for url, (found, expected) in list(wrong.items())[:10]:
        print(f"    {url}: {found} instead of {expected}")
    return int(times > MOST_TIMES or both.memory > MOST_MEMORY or bool(wrong) or bool(harmed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=5000)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--timeout", type=float, default=10)
    parser.add_argument("--interval", type=float, default=0)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--entries", type=int, default=10)
    parser.add_argument("--whole-hosts", action="store_true")
    parser.add_argument("--stalls", action="store_true")
    parser.add_argument("--serve", action="store_true")
    given = parser.parse_args()
    sys.exit(asyncio.run(serve(given)) if given.serve else main(given))
