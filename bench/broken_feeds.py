"""What do broken feeds cost the good ones? One `ingest run` without them, one with them.

    python bench/broken_feeds.py [--feeds 5000] [--hosts 500] [--share 0.1] [--timeout 10]
                                 [--whole-hosts] [--stalls] [--interval 0] [--latency 0]

A server on many loopback addresses plays the feeds; a share of them is broken in every way that
`BROKEN` knows (with --stalls: only in those that cost the whole of INGEST_TIMEOUT), spread over
all hosts, or with --whole-hosts as hosts of which every feed is broken. The command runs as cron
runs it, on a fresh database each time. Printed are wall time, CPU time and memory of the whole
process tree, the most requests in flight that the server saw, and every broken feed that is not
shown with its problem in v1_feeds. Exit status 1 if there is one, if the run with the broken ones
took more than 1.5 times as long, or if it needed more than 500 MB.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli

MOST_TIMES = 1.5
MOST_MEMORY = 500 * 1024 * 1024
PAUSE = 0.5  # seconds between two drops of a slow drip

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
BOMB = gzip.compress(b"\0" * 30_000_000)

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


# --- the server ----------------------------------------------------------------------------------


def says(status: int, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """An answer that is well-formed unless `length` lies."""
    lines = [
        f"HTTP/1.1 {status} So",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def stalls(before: bytes) -> Script:
    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        await asyncio.sleep(3600)

    return script


def drips(before: bytes, drop: bytes) -> Script:
    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(PAUSE)

    return script


def floods(before: bytes, flood: bytes) -> Script:
    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        while True:
            writer.write(flood)
            await writer.drain()

    return script


async def resets(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD)
    await writer.drain()
    writer.transport.abort()


async def ends(writer: asyncio.StreamWriter) -> None:
    writer.write(says(200, b"<rss", length=99))


def goes(status: int, target: str) -> bytes:
    return says(status, b"", f"Location: {target}")


RSS = b"<rss version='2.0'><channel><title>T</title><item><title>I</title></item></channel></rss>"


def broken(canary: int = 1) -> dict[str, tuple[Script | bytes, str]]:
    """Kind -> what is answered, and the problem to be shown; nobody may go to the canary's port."""
    return {
        "silent": (stalls(b""), "timeout"),
        "stalls in headers": (stalls(HEAD), "timeout"),
        "stalls in the body": (stalls(HEAD + b"Content-Length: 99\r\n\r\n<rss"), "timeout"),
        "drips headers": (drips(HEAD, b"X: y\r\n"), "timeout"),
        "drips a body": (drips(HEAD + b"\r\n", b"<rss>"), "timeout"),
        "resets": (resets, "protocol"),
        "ends early": (ends, "protocol"),
        "noise": (bytes(range(256)) * 9, "protocol"),
        "endless headers": (floods(HEAD, b"X-Flood: 1\r\n" * 1000), "protocol"),
        "endless body": (floods(HEAD + b"\r\n", b"<rss>" * 9999), "too-large"),
        "a gigabyte announced": (says(200, b"", length=1 << 30), "too-large"),
        "204": (b"HTTP/1.1 204 No Content\r\n\r\n", "empty"),
        "206": (says(206, b"part"), "http-error"),
        "304": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "http-error"),
        "401": (says(401), "unauthorized"),
        "403": (says(403), "blocked"),
        "404": (says(404), "not-found"),
        "410": (says(410), "gone"),
        "429": (says(429), "rate-limited"),
        "500": (says(500), "server-error"),
        "503": (says(503), "server-error"),
        "999": (says(999), "blocked"),
        "gzip bomb": (says(200, BOMB, "Content-Encoding: gzip"), "too-large"),
        "brotli bomb": (
            says(200, brotli.compress(b"\0" * 30_000_000, quality=1), "Content-Encoding: br"),
            "too-large",
        ),
        "forty layers": (
            says(200, b"x", "Content-Encoding: " + ", ".join(["gzip"] * 40)),
            "bad-encoding",
        ),
        "cut gzip": (says(200, gzip.compress(RSS)[:-9], "Content-Encoding: gzip"), "bad-encoding"),
        "unknown coding": (says(200, b"x", "Content-Encoding: rot13"), "bad-encoding"),
        "loop": (goes(302, "?again"), "redirects"),
        "no target": (goes(301, ""), "redirects"),
        "to a file": (goes(302, "file:///etc/passwd"), "forbidden-scheme"),
        "to a decimal address": (goes(302, f"http://2130706433:{canary}/"), "forbidden-address"),
        "to a mapped address": (
            goes(302, f"http://[::ffff:7f00:1]:{canary}/"),
            "forbidden-address",
        ),
        "to the metadata service": (goes(302, "http://169.254.169.254/"), "forbidden-address"),
        "empty": (says(200), "empty"),
        "a page instead": (says(200, b"<html><title>Hi</title><p>Hello"), "not-a-feed"),
        "an error in JSON": (says(200, b'{"error": "gone fishing"}'), "not-a-feed"),
        "cut XML without entries": (says(200, b"<?xml version='1.0'?><rss vers"), "not-a-feed"),
        "a picture": (says(200, b"\x89PNG\r\n\x1a\n"), "unsupported-type"),
        "a PDF": (says(200, b"%PDF-1.7 ..."), "unsupported-type"),
    }


BROKEN = broken()
# What is wrong with these is not in an answer: scheme and the port they are asked at
ELSEWHERE = {
    "refused": ("http", "closed", "connect"),
    "never accepts": ("http", "full", "timeout"),
    "stalls in TLS": ("https", "full", "timeout"),
    "TLS to a plain server": ("https", "plain", "tls"),
    "no such name": ("http", "nameless", "dns"),
}
STALLS = [
    *(kind for kind, (_, problem) in BROKEN.items() if problem == "timeout"),
    "never accepts",
    "stalls in TLS",
]


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

    def __init__(
        self, kinds: Sequence[Script | bytes], *, latency: float = 0, entries: int = 10
    ) -> None:
        self.kinds = kinds
        self.latency = latency
        self.entries = entries
        self.in_flight = self.most = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.in_flight += 1
                self.most = max(self.most, self.in_flight)
                try:
                    await self.answer(head.split(b" ", 2)[1].decode(), reader, writer)
                finally:
                    self.in_flight -= 1
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def answer(
        self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if path.count("/") != 2:  # robots.txt
            writer.write(says(404))
            return
        _, kind, number = path.partition("?")[0].split("/")
        if kind == "good":
            await asyncio.sleep(self.latency)
            kind_line = "Content-Type: application/rss+xml"
            writer.write(says(200, document(int(number), self.entries), kind_line))
            return
        script = self.kinds[int(kind)]
        if isinstance(script, bytes):
            writer.write(script)
            await writer.drain()
            return
        play = asyncio.ensure_future(script(writer))
        gone = asyncio.ensure_future(reader.read(1))  # the other side hangs up
        await asyncio.wait({play, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in (play, gone):
            task.cancel()
        await asyncio.gather(play, gone, return_exceptions=True)
        raise ConnectionResetError


async def serve(options: argparse.Namespace) -> None:
    """Prints its ports, then the most requests in flight for every line that it reads."""
    kinds = [script for script, _ in BROKEN.values()]
    server = Server(kinds, latency=options.latency, entries=options.entries)
    listener = await asyncio.start_server(server.serve, "0.0.0.0", 0, backlog=4096)
    plain = await asyncio.start_server(says_no_tls, "0.0.0.0", 0)
    full = socket.create_server(("0.0.0.0", 0), backlog=1)
    closed = socket.create_server(("0.0.0.0", 0))
    ports = {
        "open": listener.sockets[0].getsockname()[1],
        "plain": plain.sockets[0].getsockname()[1],
        "full": full.getsockname()[1],
        "closed": closed.getsockname()[1],
    }
    closed.close()
    print(json.dumps(ports), flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(server.most, flush=True)
        server.most = 0
    os._exit(0)


async def says_no_tls(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Not TLS\r\n\r\n")
    writer.close()


# --- the feeds -----------------------------------------------------------------------------------


def host(number: int) -> str:
    return f"127.0.{number // 250 + 1}.{number % 250 + 2}"


def addresses(
    options: argparse.Namespace, ports: dict[str, int]
) -> tuple[list[str], dict[str, str]]:
    """The good feeds, and the broken ones with the problem that each is to show."""
    count = round(options.feeds * options.share)
    per_host = options.feeds // options.hosts
    if options.whole_hosts:
        broken = set(range(count))
    else:  # one feed of every host, then a second one …
        broken = {
            n % options.hosts * per_host + n // options.hosts % per_host for n in range(count)
        }
    kinds = STALLS if options.stalls else [*BROKEN, *ELSEWHERE]
    number_of = {kind: n for n, kind in enumerate(BROKEN)}
    good, ill = [], {}
    for n in range(options.feeds):
        name = host(n // per_host)
        if n not in broken:
            good.append(f"http://{name}:{ports['open']}/good/{n}")
            continue
        kind = kinds[len(ill) % len(kinds)]
        if kind in BROKEN:
            ill[f"http://{name}:{ports['open']}/{number_of[kind]}/{n}"] = BROKEN[kind][1]
            continue
        scheme, port, problem = ELSEWHERE[kind]
        if port == "nameless":
            ill[f"http://{'a' * 64}.x{n}.example/"] = problem
        else:
            ill[f"{scheme}://{name}:{ports[port]}/{n}"] = problem
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


def measure(home: Path, feeds: list[str], options: argparse.Namespace) -> Measured:
    """One `ingest run` over these feeds, on a fresh database."""
    home.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("INGEST_")},
        "HOME": str(home),
        "INGEST_DATABASE_URL": f"sqlite:///{home / 'bench.db'}",
        "INGEST_ALLOW_ADDRESSES": "127.0.1.0/24,127.0.2.0/23,127.0.4.0/22",
        "INGEST_HOST_INTERVAL": str(options.interval),
        "INGEST_TIMEOUT": str(options.timeout),
        "INGEST_MAX_BYTES": "5242880",
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
    good, ill = addresses(options, json.loads(server.stdout.readline()))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, feeds in (("the good ones alone", good), ("with the broken ones", [*good, *ill])):
            done = measure(Path(folder) / name.replace(" ", "-"), feeds, options)
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
