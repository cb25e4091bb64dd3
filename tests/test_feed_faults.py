"""Servers of every kind of ill will beside good ones: each is named, none harms another."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests import sites
from tests.faults import Case, Doors, cases, doors, rss, titled, xml
from tests.fetch.faults import FaultServer, Script, raw
from tests.serving import ingest

SECONDS = 4
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


@contextmanager
def standing(server: FaultServer) -> Iterator[Doors]:
    """The server behind every kind of door, in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opened = doors(server.serve)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(_end(opened), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(opened: object) -> None:
    await opened.__aexit__(None, None, None)  # type: ignore[attr-defined]
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)


def script(says: Script | bytes) -> Script:
    return raw(says) if isinstance(says, bytes) else says


def test_every_ill_server_is_named_and_the_good_ones_beside_it_are_stored(tmp_path: Path) -> None:
    def shown(view: str, columns: str) -> list[tuple[str, str | None]]:
        with closing(sqlite3.connect(tmp_path / "test.db")) as connection:
            return connection.execute(f"SELECT {columns} FROM {view}").fetchall()

    def sightings() -> list[tuple[str, str | None]]:
        return shown("v1_sightings JOIN v1_feeds f ON f.id = feed_id", "f.url, v1_sightings.title")

    server = FaultServer()
    with sites.serve(3) as good, listening() as (port, came), standing(server) as behind:
        table = {name: case for name, case in cases(port).items() if not case.is_heavy}
        hosts = {name: n for n, name in enumerate(table, start=1)}
        feeds = {
            behind.url(case, f"127.0.1.{hosts[name]}", "/feed"): case
            for name, case in table.items()
            if case.as_feed is not None
        }
        pages = {
            behind.url(case, f"127.0.2.{hosts[name]}", "/story"): case
            for name, case in table.items()
            if case.as_page is not None
        }
        for name, case in table.items():
            for network in "12":
                place = (script(case.robots), script(case.says))
                server.places[f"127.0.{network}.{hosts[name]}"] = place
        carrier = behind.url(Case(says=b""), "127.0.3.1", "/feed")
        links = (f"<guid>{url}</guid><title>T</title><link>{url}</link>" for url in pages)
        server.places["127.0.3.1"] = (raw(b""), raw(xml(rss(*links))))
        (tmp_path / "authority.pem").write_bytes(behind.authority)
        settings = {
            "INGEST_ALLOW_ADDRESSES": "127.0.0.2/31,127.0.0.4,127.0.1.0/24,127.0.2.0/23",
            "INGEST_TIMEOUT": str(SECONDS),
            "INGEST_MAX_BYTES": str(MAX_BYTES),
            "SSL_CERT_FILE": str(tmp_path / "authority.pem"),
        }
        ingest(tmp_path, "feeds", "add", *good.feeds, *feeds, carrier, environment=settings)

        first = json.loads(ingest(tmp_path, "run", "--json", environment=settings).stdout)
        problems = dict(shown("v1_feeds", "url, problem"))
        articles = shown("v1_articles", "url, title")
        seen = sightings()

        fine = {url for url, case in feeds.items() if case.as_feed == "fine"}
        ill = {url: case.as_feed for url, case in feeds.items() if url not in fine}
        assert {url: problems[url] for url in ill} == ill
        assert {problems[url] for url in (*good.feeds, *fine, carrier)} == {None}
        assert first["feeds"]["failed"] == len(ill)
        told = {(url, title) for url in fine for title in feeds[url].titles}
        assert told - set(seen) == set()
        waiting = dict(shown("v1_pages", "url, problem"))
        expected = {url: None if c.as_page == "fine" else c.as_page for url, c in pages.items()}
        assert {url: waiting[url] for url in pages} == expected
        assert {waiting[url] for url in waiting if f":{port}/" in url} == {"forbidden-address"}
        stored = {url.partition("?")[0] for url, _ in articles}
        assert set(good.stories()) | {url for url in pages if expected[url] is None} <= stored
        assert not any(text and ("\x1b" in text or "\0" in text) for _, text in [*seen, *articles])

        rest = {url for url, case in feeds.items() if case.is_told_to_wait}
        mended = {url for url in ill if url not in rest and feeds[url].where == "open"}
        for name, case in table.items():
            if behind.url(case, f"127.0.1.{hosts[name]}", "/feed") in mended:
                server.places[f"127.0.1.{hosts[name]}"] = (raw(b""), raw(xml(MENDED)))
        server.heard.clear()
        second = json.loads(ingest(tmp_path, "run", "--all", "--json", environment=settings).stdout)

        still = {url: problem for url, problem in ill.items() if url not in mended}
        assert {u: p for u, p in dict(shown("v1_feeds", "url, problem")).items() if p} == still
        assert second["feeds"]["unchanged"] >= len(good.feeds)
        assert second["feeds"]["changed"] == len(mended)
        assert set(dict(shown("v1_feeds", "url, state")).values()) == {"active"}
        assert sorted(articles) == sorted(shown("v1_articles", "url, title"))
        assert sorted(sightings()) == sorted([*seen, *((url, "Back") for url in mended)])
        nonsense = hosts["HTTP: validators of what is no feed"]
        asked = [h for h in server.heard if h.headers["host"].startswith(f"127.0.1.{nonsense}:")]
        assert [heard.headers.get("if-none-match") for heard in asked] == [None]
        assert not any(
            f"127.0.1.{hosts[name]}:" in heard.headers["host"]
            for heard in server.heard
            for name in table
            if table[name].is_told_to_wait
        )
        assert came == []
