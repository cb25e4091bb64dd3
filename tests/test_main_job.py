"""The main job from outside: feeds and pages in, clean articles in SQL out, on both databases."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests import sites
from tests.sites import Sites, Story


class Ingest:
    """The command as a subprocess, with one database."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        self.environment: Mapping[str, str] = {
            **{name: value for name, value in os.environ.items() if not name.startswith("INGEST_")},
            "HOME": str(home),
            "INGEST_DATABASE_URL": database_url,
            "INGEST_ALLOW_ADDRESSES": "127.0.0.0/8",
            "INGEST_HOST_INTERVAL": "0",
            "INGEST_WORKERS": "2",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "ingest", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
            env=self.environment,
        )

    def __call__(self, *words: str, status: int = 0) -> str:
        with self.start(*words) as process:
            out, err = process.communicate(timeout=120)
        assert process.returncode == status, err
        assert "Traceback" not in err
        return out

    def articles(self) -> list[dict[str, str]]:
        return json.loads(self("articles", "list", "--json", "--limit", "1000"))


@pytest.fixture(scope="module")
def news() -> Iterator[Sites]:
    with sites.serve() as running:
        yield running


@pytest.fixture
def ingest(tmp_path: Path, database_url: str) -> Ingest:
    command = Ingest(tmp_path, database_url)
    command("db", "upgrade")
    return command


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def assert_clean(article: Mapping[str, str], story: Story, titles: list[str]) -> None:
    text = squeeze(article["text"])
    assert article["title"] == story.title
    assert article["section"] == story.section
    assert article["published_at"][:16] == f"{story.published_at:%Y-%m-%dT%H:%M}"
    assert [p for p in story.paragraphs if p not in text] == []
    assert [t for t in titles if t in text] == []


def assert_all_stored(articles: list[dict[str, str]], news: Sites) -> None:
    expected = news.stories()
    assert sorted(a["title"] for a in articles) == sorted(s.title for s in expected.values())
    titles = [story.title for story in expected.values()]
    for article in articles:
        address = article["url"].partition("?")[0]
        assert_clean(article, expected[address], titles)


def test_eighty_articles_of_eight_sites_are_stored_clean_and_never_twice(ingest, news):
    news.most_in_flight.clear()
    ingest("feeds", "add", *news.feeds)

    first = json.loads(ingest("run", "--json"))
    news.requests.clear()
    second = json.loads(ingest("run", "--all", "--json"))

    assert first["feeds"] == {"checked": 8, "changed": 8, "unchanged": 0, "failed": 0}
    assert first["pages"]["stored"] == 80
    assert first["problems"] == {}
    assert_all_stored(ingest.articles(), news)
    assert second["feeds"] == {"checked": 8, "changed": 0, "unchanged": 8, "failed": 0}
    assert second["pages"]["stored"] == second["pages"]["fetched"] == 0
    assert all(validator for _, _, validator in news.requests)
    assert set(news.most_in_flight.values()) == {1}


def test_authors_are_people_named_by_the_page(ingest, news):
    ingest("feeds", "add", *news.feeds)
    ingest("run")

    by_title = {story.title: story.author for story in news.stories().values()}

    assert {a["title"]: a["authors"] for a in ingest.articles()} == by_title


def test_a_second_run_on_the_same_database_says_so_and_another_database_works(
    ingest, news, tmp_path
):
    ingest("feeds", "add", *news.feeds)
    news.requests.clear()
    with ingest.start("run") as first:
        wait_for(lambda: bool(news.requests))
        ingest("run", status=75)
        first.communicate(timeout=60)
    other = Ingest(tmp_path, f"sqlite:///{tmp_path / 'other.db'}")

    assert first.returncode == 0
    assert json.loads(other("run", "--json"))["feeds"]["checked"] == 0


def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled(tmp_path, news):
    database = tmp_path / "killed.db"
    ingest = Ingest(tmp_path, f"sqlite:///{database}")
    ingest("feeds", "add", *news.feeds)
    chance = random.Random(7)
    for _ in range(5):
        with ingest.start("run") as process:
            time.sleep(chance.uniform(0.3, 2.0))
            process.send_signal(signal.SIGKILL)

    ingest("run")

    assert_all_stored(ingest.articles(), news)
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_terminated_run_gives_back_what_it_held(tmp_path, news):
    ingest = Ingest(tmp_path, f"sqlite:///{tmp_path / 'ended.db'}")
    ingest("feeds", "add", *news.feeds)
    news.requests.clear()
    with ingest.start("run") as process:
        wait_for(lambda: len(news.requests) > 12)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=10)

    assert process.returncode == 143
    assert "Traceback" not in err
    ingest("run")
    assert_all_stored(ingest.articles(), news)


def wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
