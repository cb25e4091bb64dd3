"""What an idle feed costs, as feeds and articles grow: CPU time of `ingest run` when all is 304.

    python bench/scale.py                                  100 and 10,000 feeds, an empty database
    python bench/scale.py --large sqlite:////tmp/million.db     and the most in a copy of it

`python -m bench.million make URL 1000000` fills such a database. All databases are made first,
each feed is read once, and then they take turns, and beside each run the same requests are made
by a bare httpx.AsyncClient (peers/bare_client.py): what the machine does meanwhile falls on all.
What starting costs is taken off both: a run over one feed, a client with one request, measured
anew beside each. A run over few feeds is little more than its start, so that there are many of it.
Of all runs of a kind the least counts, of the start's too: what else the machine does only adds.
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
import time
from dataclasses import dataclass, field
from pathlib import Path

import measured
from throughput import environment, farm

INGEST = [sys.executable, "-m", "ingest", "-q"]
CLIENT = [sys.executable, str(Path(__file__).resolve().parent / "peers" / "bare_client.py")]
SAMPLE = 1000  # feeds that a round asks at the least, by several runs where one has fewer


@dataclass
class Runs:
    """CPU milliseconds of whole runs, and of the starts beside them."""

    whole: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)

    def a_feed(self, feeds: int) -> float:
        """What each feed but the first adds to the least start."""
        return (min(self.whole) - min(self.starts)) / (feeds - 1)


@dataclass
class Subscribed:
    """A database with so many feeds, each read once, and what it takes to ask for all of them."""

    home: Path
    feeds: int
    articles: int
    pairs: list[tuple[str, str]]
    own: Runs = field(default_factory=Runs)
    client: Runs = field(default_factory=Runs)


def subscribe(
    home: Path, feeds: list[str], large: Path | None, options: argparse.Namespace
) -> Subscribed:
    home.mkdir()
    begun = time.monotonic()
    if large is not None:
        shutil.copy(large, home / "ingest.db")
    copied = time.monotonic()
    outlines = "".join(f"<outline type='rss' xmlUrl='{url}'/>" for url in feeds)
    (home / "feeds.opml").write_text(f"<opml version='2.0'><body>{outlines}</body></opml>")
    env = environment(home, options)
    add = [*INGEST, "feeds", "import", str(home / "feeds.opml")]
    subprocess.run(add, env=env, check=True, cwd=home, stdout=subprocess.DEVNULL)
    imported = time.monotonic()
    first = measured.run([*INGEST, "run", "--feeds-only", "--json"], env=env, cwd=home)
    assert json.loads(first.output)["feeds"]["changed"] == len(feeds), first.output
    with sqlite3.connect(home / "ingest.db") as connection:
        pairs = connection.execute("SELECT url, etag FROM feeds WHERE etag IS NOT NULL").fetchall()
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    connection.close()
    print(
        f"{len(feeds)} feeds beside {articles} articles: copied in {copied - begun:.0f} s, imported"
        f" in {imported - copied:.0f} s, read once in {first.seconds:.0f} s"
        f" ({1000 * first.cpu / len(feeds):.1f} CPU ms a feed, starting included)",
        file=sys.stderr,
    )
    return Subscribed(home, len(feeds), articles, pairs)


def idle(case: Subscribed, options: argparse.Namespace) -> float:
    """CPU milliseconds of a run over all feeds, none of which has changed."""
    command = [*INGEST, "run", "--feeds-only", "--all", "--json"]
    cost = measured.run(command, env=environment(case.home, options), cwd=case.home)
    counts = json.loads(cost.output)["feeds"]
    assert counts["unchanged"] == case.feeds, counts
    return 1000 * cost.cpu


def bare(pairs: list[tuple[str, str]]) -> float:
    """CPU milliseconds of the client that makes these requests."""
    with tempfile.TemporaryFile("w+") as file:
        json.dump(pairs, file)
        file.seek(0)
        cost = measured.run(CLIENT, stdin=file)
    assert cost.status == 0
    return 1000 * cost.cpu


def take_turns(cases: list[Subscribed], single: Subscribed, options: argparse.Namespace) -> None:
    """A round: each database once, or as often as it takes to ask for SAMPLE feeds."""
    for case in cases:
        for _ in range(max(1, SAMPLE // case.feeds)):
            case.own.whole.append(idle(case, options))
            single.own.starts.append(idle(single, options))
            case.client.whole.append(bare(case.pairs))
            single.client.starts.append(bare(single.pairs))
        case.own.starts, case.client.starts = single.own.starts, single.client.starts


def report(cases: list[Subscribed]) -> None:
    """A table: CPU seconds of runs, least and median, and milliseconds a feed."""
    print(f"{'':7} {'':9} {'':5} {'ingest, CPU s':>15} {'client, CPU s':>15} {'CPU ms a feed':>15}")
    print(f"{'feeds':>7} {'articles':>9} {'runs':>5} {'least median':>15} {'least median':>15}"
          f" {'ingest client':>15}  ingest : client")  # fmt: skip
    each = {}
    for case in cases:
        own, client = case.own.a_feed(case.feeds), case.client.a_feed(case.feeds)
        each[case.feeds, case.articles] = own, client
        print(
            f"{case.feeds:7} {case.articles:9} {len(case.own.whole):5} {_spread(case.own.whole)}"
            f" {_spread(case.client.whole)}   {own:6.2f} {client:6.2f}  {own / client:.2f}"
        )
    starts = cases[0].own.starts, cases[0].client.starts
    print(f"  start {0:9} {len(starts[0]):5} {_spread(starts[0])} {_spread(starts[1])}")
    few, many = min(case.feeds for case in cases), max(case.feeds for case in cases)
    most = max(case.articles for case in cases)
    if few < many:
        own, client = (each[many, 0][n] / each[few, 0][n] for n in (0, 1))
        print(f"a feed of {many} : a feed of {few}  {own:.2f} (the client's {client:.2f})")
    if most:
        own, client = (each[many, most][n] / each[many, 0][n] for n in (0, 1))
        print(f"{many} feeds with : without {most} articles  {own:.2f} (the client's {client:.2f})")


def _spread(milliseconds: list[float]) -> str:
    return f"{min(milliseconds) / 1000:8.2f} {statistics.median(milliseconds) / 1000:6.2f}"


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
    options.sites = max(options.feeds)
    large = Path(options.large.removeprefix("sqlite:///")) if options.large else None
    home = Path(tempfile.mkdtemp())
    try:
        with farm(options) as feeds:
            single = subscribe(home / "1", feeds[:1], None, options)
            cases = [
                subscribe(
                    home / f"{count}-{database is not None}", feeds[:count], database, options
                )
                for count in options.feeds
                for database in [None, *([large] if large and count == max(options.feeds) else [])]
            ]
            for number in range(options.rounds):
                take_turns(cases, single, options)
                print(f"after round {number + 1}")
                report(cases)
                sys.stdout.flush()
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
