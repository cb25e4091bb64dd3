"""Servers of every kind of ill will beside good ones: each is named, none harms another."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests import sites
from tests.doors import standing
from tests.faults import EDITED, TOLD, Case, Verdict, cases, rss, titled, xml
from tests.fetch.faults import FaultServer, Heard, as_script, raw
from tests.serving import ingest

SECONDS = 6
MAX_BYTES = 2_000_000
MENDED = rss(*titled("Back"), head="<title>Mended</title>")


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """A port that nobody may come to; the list is of those who came."""
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

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield listener.getsockname()[1], came
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


Rows = list[tuple[str, str | None]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the views say."""

    problems: dict[str, str | None]
    states: dict[str, str | None]
    pages: dict[str, str | None]
    articles: Rows
    sightings: Rows
    summary: dict[str, dict[str, int]]


@dataclass(frozen=True, kw_only=True)
class Met:
    """Two runs over all servers: as they are, and with all mended that can be."""

    good: sites.Sites
    feeds: dict[str, Case]
    names: dict[str, str]
    pages: dict[str, Case]
    mended: set[str]
    first: Shown
    second: Shown
    heard: list[Heard]
    came: list[object]
    canary: int

    @property
    def fine(self) -> dict[str, Case]:
        return {url: case for url, case in self.feeds.items() if case.as_feed == "fine"}

    @property
    def ill(self) -> dict[str, Verdict]:
        return {url: c.as_feed for url, c in self.feeds.items() if c.as_feed != "fine"}

    def named(self, name: str) -> str:
        """The address of the feed of that name."""
        return next(url for url, known in self.names.items() if known == name)

    def heard_of(self, url: str) -> list[Heard]:
        """What its host was asked in the second run."""
        return [heard for heard in self.heard if f"//{heard.headers['host']}/" in url]


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    home = tmp_path_factory.mktemp("faults")
    server = FaultServer()
    with sites.serve(3) as good, listening() as (canary, came), standing(server) as behind:
        table = {name: case for name, case in cases(canary).items() if not case.is_heavy}
        hosts = {name: f"127.0.1.{n}" for n, name in enumerate(table, start=1)}
        names, feeds, pages = {}, {}, {}
        for name, case in table.items():
            page_host = hosts[name].replace("127.0.1.", "127.0.2.")
            place = (as_script(case.robots), as_script(case.says))
            server.places[hosts[name]] = server.places[page_host] = place
            if case.as_feed is not None:
                url = behind.url(case, hosts[name], "/feed")
                feeds[url], names[url] = case, name
            if case.as_page is not None:
                pages[behind.url(case, page_host, "/story")] = case
        carrier = f"http://127.0.3.1:{behind.ports['open']}/feed"
        links = (f"<guid>{url}</guid><title>T</title><link>{url}</link>" for url in pages)
        server.places["127.0.3.1"] = (raw(b""), raw(xml(rss(*links))))
        (home / "authority.pem").write_bytes(behind.authority)
        settings = {
            "INGEST_ALLOW_ADDRESSES": "127.0.0.2/31,127.0.0.4,127.0.1.0/24,127.0.2.0/23",
            "INGEST_TIMEOUT": str(SECONDS),
            "INGEST_MAX_BYTES": str(MAX_BYTES),
            "SSL_CERT_FILE": str(home / "authority.pem"),
        }
        ingest(home, "feeds", "add", *good.feeds, *feeds, carrier, environment=settings)
        first = a_run(home, settings)
        mended = {
            url
            for url, case in feeds.items()
            if case.as_feed != "fine" and case.where == "open" and not case.is_told_to_wait
        }
        for url in mended:
            server.places[hosts[names[url]]] = (raw(b""), raw(xml(MENDED)))
        server.heard.clear()
        second = a_run(home, settings, "--all")
        yield Met(
            good=good,
            feeds=feeds,
            names=names,
            pages=pages,
            mended=mended,
            first=first,
            second=second,
            heard=server.heard,
            came=came,
            canary=canary,
        )


def a_run(home: Path, settings: dict[str, str], *words: str) -> Shown:
    done = ingest(home, "run", "--json", *words, environment=settings)
    with closing(sqlite3.connect(home / "test.db")) as connection:

        def rows(query: str) -> Rows:
            return connection.execute(query).fetchall()

        return Shown(
            problems=dict(rows("SELECT url, problem FROM v1_feeds")),
            states=dict(rows("SELECT url, state FROM v1_feeds")),
            pages=dict(rows("SELECT url, problem FROM v1_pages")),
            articles=rows("SELECT url, title FROM v1_articles"),
            sightings=rows(
                "SELECT f.url, s.title FROM v1_sightings s JOIN v1_feeds f ON f.id = s.feed_id"
            ),
            summary=json.loads(done.stdout),
        )


def test_every_ill_feed_is_named_and_no_other(met: Met) -> None:
    shown = met.first.problems
    assert {url: problem for url, problem in shown.items() if problem is not None} == met.ill
    assert met.first.summary["feeds"]["failed"] == len(met.ill)


def test_odd_feeds_give_their_entries(met: Met) -> None:
    told = {(url, title) for url, case in met.fine.items() for title in case.titles}
    assert told - set(met.first.sightings) == set()


def test_every_ill_page_is_named_and_no_other(met: Met) -> None:
    expected = {url: None if c.as_page == "fine" else c.as_page for url, c in met.pages.items()}
    assert {url: met.first.pages[url] for url in met.pages} == expected


def test_the_good_ones_beside_them_are_stored(met: Met) -> None:
    stored = {url.partition("?")[0] for url, _ in met.first.articles}
    fine = {url for url, case in met.pages.items() if case.as_page == "fine"}
    assert (set(met.good.stories()) | fine) - stored == set()


def test_what_a_terminal_would_obey_is_stored_of_none(met: Met) -> None:
    texts = [text or "" for _, text in (*met.first.sightings, *met.first.articles)]
    assert not any(sign in text for text in texts for sign in "\0\x07\x1b")


def test_a_second_run_finds_what_was_mended_and_adds_nothing_else(met: Met) -> None:
    still = {url: problem for url, problem in met.ill.items() if url not in met.mended}
    shown = {url: problem for url, problem in met.second.problems.items() if problem}
    assert shown == still
    edited = met.named(f"feeds: {EDITED}")
    assert sorted(met.second.articles) == sorted(met.first.articles)
    assert sorted(row for row in met.second.sightings if row[0] != edited) == sorted(
        [
            *(row for row in met.first.sightings if row[0] != edited),
            *((url, "Back") for url in met.mended),
        ]
    )
    assert {title for url, title in met.second.sightings if url == edited} == {
        "A story told 2 times",
        TOLD[1],
        "New",
    }
    assert met.second.summary["feeds"]["changed"] == len(met.mended) + 1
    assert set(met.second.states.values()) == {"active"}


def test_no_validator_of_what_was_no_feed_is_sent_back(met: Met) -> None:
    (asked,) = met.heard_of(met.named("HTTP: validators of what is no feed"))
    assert "if-none-match" not in asked.headers


def test_who_said_when_to_come_is_left_alone_until_then(met: Met) -> None:
    assert [met.heard_of(url) for url, case in met.feeds.items() if case.is_told_to_wait] == [
        []
    ] * 3


def test_nobody_goes_where_it_is_forbidden_to_go(met: Met) -> None:
    inward = {problem for url, problem in met.second.pages.items() if f":{met.canary}/" in url}
    assert inward == {"forbidden-address"}
    assert met.came == []
