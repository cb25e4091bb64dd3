"""What an idle feed costs, as feeds and articles grow: CPU time of `ingest run` when all is 304.

    python bench/scale.py                                  100 and 10,000 feeds, an empty database
    python bench/scale.py --large sqlite:////tmp/million.db        and in a copy of this one

`python -m bench.million make URL 1000000` fills such a database. Beside each run the same requests
are made by a bare httpx.AsyncClient (peers/bare_client.py), in the same minute. What starting
costs (a run over no feed, a client without requests) is taken off both.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import measured
from throughput import environment, farm

INGEST = [sys.executable, "-m", "ingest", "-q"]
CLIENT = [sys.executable, str(Path(__file__).resolve().parent / "peers" / "bare_client.py")]


@contextmanager
def subscribed(feeds: list[str], large: Path | None, options: argparse.Namespace) -> Iterator[Path]:
    """A folder with a database that has these feeds, each read once."""
    home = Path(tempfile.mkdtemp())
    try:
        if large is not None:
            shutil.copy(large, home / "ingest.db")
        outlines = "".join(f"<outline type='rss' xmlUrl='{url}'/>" for url in feeds)
        (home / "feeds.opml").write_text(f"<opml version='2.0'><body>{outlines}</body></opml>")
        env = environment(home, options)
        add = [*INGEST, "feeds", "import", str(home / "feeds.opml")]
        subprocess.run(add, env=env, check=True, cwd=home, stdout=subprocess.DEVNULL)
        check = [*INGEST, "run", "--feeds-only", "--json"]
        subprocess.run(check, env=env, check=True, cwd=home, stdout=subprocess.DEVNULL)
        yield home
    finally:
        shutil.rmtree(home)


def idle(home: Path, feeds: int, options: argparse.Namespace) -> float:
    """CPU seconds of a run over all feeds, none of which has changed."""
    command = [*INGEST, "run", "--feeds-only", "--all", "--json"]
    cost = measured.run(command, env=environment(home, options), cwd=home)
    counts = json.loads(cost.output)["feeds"]
    assert counts["unchanged"] == feeds, counts
    return cost.cpu


def bare(pairs: list[tuple[str, str]]) -> float:
    with tempfile.TemporaryFile("w+") as file:
        json.dump(pairs, file)
        file.seek(0)
        cost = measured.run(CLIENT, stdin=file)
    assert cost.status == 0
    return cost.cpu


def starts(options: argparse.Namespace) -> tuple[float, float]:
    """What both need before their first request."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = environment(home, options)
        command = [*INGEST, "run", "--feeds-only", "--all", "--json"]
        measured.run(command, env=env, cwd=home)
        own = min(measured.run(command, env=env, cwd=home).cpu for _ in range(3))
    return own, min(bare([]) for _ in range(3))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--large", help="an SQLite database with many articles; it is copied")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    options.postgresql = None
    options.articles, options.bytes, options.latency = 1, 1000, 0.0
    large = Path(options.large.removeprefix("sqlite:///")) if options.large else None
    own_start, bare_start = starts(options)
    print(f"starting: ingest {own_start:.2f} CPU s, the client {bare_start:.2f} CPU s")
    print(f"{'feeds':>7} {'articles':>9} {'ingest':>9} {'client':>9}  CPU ms a feed (median)")
    found: dict[tuple[int, bool], float] = {}
    for count in options.feeds:
        options.sites = count
        with farm(options) as feeds:
            for database in [None, *([large] if large else [])]:
                with subscribed(feeds, database, options) as home:
                    with sqlite3.connect(home / "ingest.db") as connection:
                        pairs = connection.execute(
                            "SELECT url, etag FROM feeds WHERE etag IS NOT NULL"
                        ).fetchall()
                        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
                    rounds = max(options.rounds, 1500 // count)
                    own, client = [], []
                    for _ in range(rounds):
                        own.append(1000 * (idle(home, count, options) - own_start) / count)
                        client.append(1000 * (bare(pairs) - bare_start) / count)
                ratio = statistics.median(a / b for a, b in zip(own, client, strict=True))
                middle = statistics.median(own)
                found[count, database is not None] = middle
                print(
                    f"{count:7} {articles:9} {middle:9.2f} {statistics.median(client):9.2f}  "
                    f"ingest : client {ratio:.2f}",
                    flush=True,
                )
    first, last = options.feeds[0], options.feeds[-1]
    print(f"a feed of {last} : a feed of {first}  {found[last, False] / found[first, False]:.2f}")
    if large:
        print(f"with : without articles  {found[last, True] / found[last, False]:.2f}")


if __name__ == "__main__":
    main()
