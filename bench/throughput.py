"""The main job against two peers, on the same farm, in turn: articles a second, CPU, memory.

    python bench/throughput.py                              40 sites of 25 articles, 3 rounds
    python bench/throughput.py --sites 1000 --articles 5
    python bench/throughput.py --only ingest --postgresql URL

The farm (farm.py, newspage.py) answers each request after 20 ms, one request in flight a host, no
pause. `ingest run` works with robots.txt, evidence, removed blocks, revisions, raw pages and the
search index; the peers (peers/) store what trafilatura finds. Each round runs all of them, so
that what the machine does meanwhile falls on all. The peers need packages that the project does
not: pip install scrapy feedparser httpx trafilatura lxml_html_clean
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import measured

HERE = Path(__file__).resolve().parent
PEERS = {"scrapy": "scrapy_spider", "pool": "thread_pool"}
EARLY = 2_000  # articles; what a run holds then it shall hold in the end
NEEDS = {"scrapy": ("scrapy", "trafilatura"), "pool": ("httpx", "feedparser", "trafilatura")}


@contextmanager
def farm(options: argparse.Namespace) -> Iterator[list[str]]:
    """The feeds of a farm that serves until the block ends."""
    arguments = [f"--{name}={getattr(options, name)}" for name in ("sites", "articles", "latency")]
    process = subprocess.Popen(
        [sys.executable, str(HERE / "farm.py"), *arguments, f"--bytes={options.bytes}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.communicate()


def environment(home: Path, options: argparse.Namespace) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INGEST_")}
    return kept | {
        "INGEST_DATABASE_URL": options.postgresql or f"sqlite:///{home / 'ingest.db'}",
        "INGEST_HOST_INTERVAL": "0",
        "INGEST_ALLOW_ADDRESSES": "127.0.0.0/8",
        "HOME": str(home),
    }


Found = tuple[measured.Cost, int, float | None]
"""What it cost, the articles, and the seconds until there were EARLY of them."""


def by_ingest(feeds: list[str], home: Path, options: argparse.Namespace) -> Found:
    command = [sys.executable, "-m", "ingest", "-q"]
    env = environment(home, options)
    (home / "feeds.opml").write_text(
        "<opml version='2.0'><body>"
        + "".join(f"<outline type='rss' xmlUrl='{url}'/>" for url in feeds)
        + "</body></opml>"
    )
    add = [*command, "feeds", "import", str(home / "feeds.opml")]
    subprocess.run(add, env=env, check=True, cwd=home, stdout=subprocess.DEVNULL)
    begun = datetime.now(UTC).timestamp()  # noqa: TID251 - what the database says of times
    cost = measured.run([*command, "run", "--json"], env=env, cwd=home)
    early = None if options.postgresql else fetched_at(home / "ingest.db", EARLY)
    return cost, json.loads(cost.output)["pages"]["stored"], early and early - begun


def fetched_at(database: Path, number: int) -> float | None:
    """When so many articles had been fetched."""
    with sqlite3.connect(database) as connection:
        query = "SELECT fetched_at FROM v1_articles ORDER BY fetched_at LIMIT 1 OFFSET ?"
        row = connection.execute(query, [number - 1]).fetchone()
    return datetime.fromisoformat(row[0]).timestamp() if row else None


def by_peer(name: str, feeds: list[str], home: Path) -> Found:
    database = home / "peer.db"
    script = HERE / "peers" / f"{PEERS[name]}.py"
    with (home / "feeds.json").open("w+") as file:
        json.dump(feeds, file)
        file.seek(0)
        cost = measured.run([sys.executable, str(script), str(database)], stdin=file, cwd=home)
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    return cost, count, None


def grown(cost: measured.Cost, early: float | None) -> str:
    """How much memory there was after EARLY articles and at the end of a run of twice as many.

    A garbage collection more or less is not growth: each is the median of a twentieth of the run,
    the last but one of them for the end.
    """
    part = cost.seconds / 20
    if early is None or early > cost.seconds / 2:
        return ""

    def median(begin: float) -> float:
        return statistics.median(s for at, s in cost.memory if begin <= at < begin + part) / 1e6

    first, last = median(early), median(cost.seconds - 2 * part)
    return f" (after {EARLY} articles {first:.0f}, at the end {last:.0f}, {last / first:.2f})"


def line(name: str, values: list[float], unit: str, digits: int) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"  {name:24} {low:8.{digits}f} {middle:8.{digits}f} {high:8.{digits}f}  {unit}"


def report(costs: dict[str, list[measured.Cost]], wanted: int) -> None:
    print(f"\n{'':26} {'min':>8} {'median':>8} {'max':>8}")
    for name, found in costs.items():
        print(line(name, [wanted / cost.seconds for cost in found], "articles/s", 1))
        print(line("", [1000 * cost.cpu / wanted for cost in found], "CPU ms/article", 1))
        print(line("", [cost.peak / 1e6 for cost in found], "MB at most (PSS)", 0))
    for name, found in costs.items():
        if name != "ingest" and "ingest" in costs:
            pairs = list(zip(costs["ingest"], found, strict=True))
            speed = [peer.seconds / own.seconds for own, peer in pairs]
            print(line(f"ingest : {name}", speed, "times the articles/s", 2))
            thrift = [peer.cpu / own.cpu for own, peer in pairs]
            print(line("", thrift, "times the articles a CPU second", 2))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles", type=int, default=25)
    parser.add_argument("--bytes", type=int, default=100_000)
    parser.add_argument("--latency", type=float, default=0.02)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("ingest", *PEERS), action="append")
    parser.add_argument("--postgresql", metavar="URL", help="an empty database for ingest")
    options = parser.parse_args()
    names = list(options.only or ("ingest", *PEERS))
    for name in [name for name in names if name in PEERS]:
        missing = [need for need in NEEDS[name] if importlib.util.find_spec(need) is None]
        if missing:
            print(f"skipped: {name} needs pip install {' '.join(missing)}", file=sys.stderr)
            names.remove(name)
    wanted = options.sites * options.articles
    costs: dict[str, list[measured.Cost]] = {name: [] for name in names}
    with farm(options) as feeds:
        for number in range(options.rounds):
            for name in names:
                home = Path(tempfile.mkdtemp())
                try:
                    own = name == "ingest"
                    found = by_ingest(feeds, home, options) if own else by_peer(name, feeds, home)
                finally:
                    shutil.rmtree(home)
                cost, count, early = found
                if cost.status or count != wanted:
                    sys.exit(f"{name}: {count} of {wanted} articles, status {cost.status}")
                costs[name].append(cost)
                print(
                    f"round {number + 1}: {name:8} {wanted / cost.seconds:6.1f} articles/s, "
                    f"{1000 * cost.cpu / wanted:5.1f} CPU ms/article "
                    f"({1000 * cost.main / wanted:.1f} in its main process), "
                    f"{cost.peak / 1e6:4.0f} MB{grown(cost, early)}",
                    flush=True,
                )
    report(costs, wanted)


if __name__ == "__main__":
    main()
