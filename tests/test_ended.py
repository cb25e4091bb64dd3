"""A crowded run that is ended: feeds and pages in flight, some of them silent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
from tests.faults import ARTICLE, rss, xml
from tests.fetch.faults import FaultServer, Heard, Reader, Writer, answer
from tests.serving import ingest, serving

HOSTS = 24
STORIES = 2
SLOTS = 16
SILENT = 5


class Papers:
    """Papers of two stories each; of what `is_silent` says, nothing is answered."""

    def __init__(self, is_silent: Callable[[str], bool], *, answers: int) -> None:
        self.is_silent = is_silent
        self.left = answers
        self.is_crowded = threading.Event()
        self.waiting = 0

    async def __call__(self, heard: Heard, reader: Reader, writer: Writer) -> bool:
        """Crowded: so many requests were answered, and all the silent ones are in flight."""
        name = heard.headers["host"] + heard.target
        if self.is_silent(name):
            self.waiting += 1
            self._look()
            await reader.read(1)
            return False
        self.left -= 1
        self._look()
        writer.write(self._answer(heard))
        return True

    def _look(self) -> None:
        if self.left <= 0 and self.waiting >= SILENT:
            self.is_crowded.set()

    def _answer(self, heard: Heard) -> bytes:
        host = heard.headers["host"]
        if heard.target == "/feed":
            links = (f"http://{host}/story/{n}" for n in range(STORIES))
            return xml(rss(*(f"<guid>{u}</guid><title>S</title><link>{u}</link>" for u in links)))
        if heard.target == "/robots.txt":
            return answer(404)
        story = f"{host} {heard.target}".encode()
        return answer(200, ARTICLE.replace(b"the northern", b"the northern " + story))


def is_feed_of_the_first(name: str) -> bool:
    return name.endswith("/feed") and name.startswith(tuple(f"127.0.1.{n}:" for n in range(1, 6)))


def is_page_of_the_first(name: str) -> bool:
    return "/story/" in name and name.startswith(tuple(f"127.0.1.{n}:" for n in range(1, 6)))


@pytest.mark.parametrize(
    ("number", "is_silent", "answers", "database"),
    [
        (signal.SIGTERM, is_feed_of_the_first, 10, "sqlite_url"),
        (signal.SIGTERM, is_page_of_the_first, 58, "postgresql_url"),
        (signal.SIGKILL, is_page_of_the_first, 58, "sqlite_url"),
    ],
    ids=["TERM among feeds", "TERM among pages", "KILL among pages"],
)
def test_a_crowded_run_that_is_ended_loses_nothing_and_the_next_one_goes_on(
    number: signal.Signals,
    is_silent: Callable[[str], bool],
    answers: int,
    database: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    settings = {
        "INGEST_DATABASE_URL": request.getfixturevalue(database),
        "INGEST_ALLOW_ADDRESSES": "127.0.1.0/24",
        "INGEST_CONCURRENCY": str(SLOTS),
        "INGEST_TIMEOUT": "300",
    }
    papers = Papers(is_silent, answers=answers)
    engine = sqlalchemy.create_engine(settings["INGEST_DATABASE_URL"])

    def select(query: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sqlalchemy.text(query))]

    with serving(FaultServer()) as server:
        hosts = [f"127.0.1.{n}" for n in range(1, HOSTS + 1)]
        server.places = dict.fromkeys(hosts, (papers, papers))
        feeds = [f"http://{host}:{server.port}/feed" for host in hosts]
        ingest(tmp_path, "feeds", "add", *feeds, environment=settings)
        run = start(tmp_path, settings)
        try:
            assert papers.is_crowded.wait(120)
            at = time.monotonic()
            run.send_signal(number)
            _, said = run.communicate(timeout=30)
        finally:
            run.kill()
            run.wait()

        assert time.monotonic() - at < 10
        assert run.returncode == (143 if number is signal.SIGTERM else -signal.SIGKILL)
        assert "Traceback" not in said
        if number is signal.SIGTERM:
            held = "SELECT count(*) FROM {} WHERE claimed_by IS NOT NULL"
            assert select(held.format("feeds")) + select(held.format("pages")) == [(0,), (0,)]
        assert {failures for (failures,) in select("SELECT failures FROM v1_feeds")} == {0}
        assert select("SELECT count(*) FROM v1_pages WHERE problem IS NOT NULL") == [(0,)]

        papers.is_silent = lambda _name: False
        summary = json.loads(ingest(tmp_path, "run", "--json", environment=settings).stdout)

    stories = [(f"http://{h}:{server.port}/story/{n}",) for h in hosts for n in range(STORIES)]
    assert summary["problems"] == {}
    assert sorted(select("SELECT url FROM v1_articles")) == sorted(stories)
    assert select("SELECT kind, count(*) FROM v1_changes GROUP BY kind") == [
        ("insert", len(stories))
    ]
    engine.dispose()


def start(home: Path, settings: dict[str, str]) -> subprocess.Popen[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("INGEST_")}
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", "run"],
        cwd=home,
        env={**given, "HOME": str(home), "INGEST_HOST_INTERVAL": "0", "INGEST_WORKERS": "2"}
        | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
