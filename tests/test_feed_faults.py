"""Feeds of every kind of ill will beside good ones: each is named, none harms another."""

from __future__ import annotations

import gzip
import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests import sites
from tests.fetch.faults import FaultServer, answer, drips, floods, hangs, raw, redirect, resets
from tests.serving import ingest, serving

SECONDS = 4
MAX_BYTES = 200_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
BOMB = b"""<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">
    <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;">
    <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>
    <rss version="2.0"><channel><title>&f;</title></channel></rss>"""
MENDED = (
    b"<rss version='2.0'><channel><title>Mended</title><item><guid>1</guid><title>Back</title>"
    b"</item></channel></rss>"
)


def packed(body: bytes, cut: int | None = None) -> bytes:
    return answer(200, gzip.compress(body)[:cut], "Content-Encoding: gzip")


def faults(canary: int) -> dict[str, tuple[object, str]]:
    """Path -> (what the server does, the problem that is to be said)."""
    return {
        # network
        "/silent": (hangs(), "timeout"),
        "/hangs-in-headers": (hangs(HEAD), "timeout"),
        "/drips": (drips(HEAD + b"\r\n", b"<rss>"), "timeout"),
        "/resets": (resets(HEAD), "protocol"),
        "/ends-early": (raw(answer(200, b"<rss", length=99), keeps=False), "protocol"),
        # HTTP
        "/noise": (raw(bytes(range(256)) * 9, keeps=False), "protocol"),
        "/endless-headers": (floods(HEAD, b"X-Flood: 1\r\n" * 1000), "protocol"),
        "/endless-body": (floods(HEAD + b"\r\n", b"<rss>" * 9999), "too-large"),
        "/says-a-gigabyte": (answer(200, b"", length=1 << 30), "too-large"),
        "/204": (b"HTTP/1.1 204 No Content\r\n\r\n", "empty"),
        "/206": (answer(206, b"part"), "http-error"),
        "/304": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "http-error"),
        "/401": (answer(401), "unauthorized"),
        "/403": (answer(403), "blocked"),
        "/404": (answer(404), "not-found"),
        "/410": (answer(410), "gone"),
        "/429": (answer(429, b"", "Retry-After: 3600"), "rate-limited"),
        "/500": (answer(500), "server-error"),
        "/999": (answer(999), "blocked"),
        # coding
        "/bomb": (packed(b"\0" * 20_000_000), "too-large"),
        "/cut-gzip": (packed(MENDED, -20), "bad-encoding"),
        "/unknown-coding": (answer(200, b"x", "Content-Encoding: rot13"), "bad-encoding"),
        # redirects
        "/loop": (redirect(302, "/loop"), "redirects"),
        "/nowhere": (redirect(301, ""), "redirects"),
        "/file": (redirect(302, "file:///etc/passwd"), "forbidden-scheme"),
        "/decimal": (redirect(302, f"http://2130706433:{canary}/"), "forbidden-address"),
        "/mapped": (redirect(302, f"http://[::ffff:127.0.0.1]:{canary}/"), "forbidden-address"),
        "/named": (redirect(307, f"http://localhost:{canary}/"), "forbidden-address"),
        "/userinfo": (redirect(301, f"http://127.0.1.1@127.1:{canary}/"), "forbidden-address"),
        # documents
        "/empty": (answer(200), "empty"),
        "/page": (answer(200, b"<html><title>Welcome</title><p>Hello"), "not-a-feed"),
        "/json": (answer(200, b'{"error": "gone fishing"}'), "not-a-feed"),
        "/path": (answer(200, b"/etc/passwd"), "not-a-feed"),
        "/pdf": (answer(200, b"%PDF-1.7 ..."), "unsupported-type"),
        "/picture": (answer(200, b"\x89PNG\r\n\x1a\n"), "unsupported-type"),
    }


def harmless(canary: int) -> dict[str, bytes]:
    """Documents that are evil and yet feeds: what can be read is read, and nothing else happens."""
    entity = f'<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:{canary}/">]>'.encode()
    inward = f"<item><title>In</title><link>http://127.0.0.1:{canary}/</link></item>".encode()
    return {
        "/address": f"http://127.0.0.1:{canary}/".encode(),  # a sitemap of text
        "/entities": BOMB,
        "/external": entity + MENDED.replace(b"Mended", b"&x;"),
        "/inward": MENDED.replace(b"</channel>", inward + b"</channel>"),
    }


@contextmanager
def listening(words: bytes = b"") -> Iterator[tuple[int, list[object]]]:
    """A port that says `words` to whoever comes; the list is of those who came."""
    came: list[object] = []
    with socket.create_server(("0.0.0.0", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, address = listener.accept()
                except OSError:
                    return
                came.append(address)
                connection.sendall(words)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield listener.getsockname()[1], came
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def elsewhere(port: int, plain: int, closed: int) -> dict[str, str]:
    """Addresses whose fault is not in an answer."""
    return {
        f"http://{'a' * 64}.example/feed": "dns",
        f"http://127.0.1.250:{closed}/feed": "connect",
        f"https://127.0.1.251:{plain}/feed": "tls",
        f"http://127.0.2.1:{port}/feed": "forbidden-address",
    }


def closed_port() -> int:
    with closing(socket.create_server(("127.0.1.250", 0))) as listener:
        return listener.getsockname()[1]


def test_every_ill_feed_is_named_and_the_good_ones_beside_it_are_stored(tmp_path: Path) -> None:
    settings = {
        "INGEST_ALLOW_ADDRESSES": "127.0.0.2/31,127.0.0.4,127.0.1.0/24",
        "INGEST_TIMEOUT": str(SECONDS),
        "INGEST_MAX_BYTES": str(MAX_BYTES),
    }

    def run(*words: str) -> dict[str, dict[str, int]]:
        done = ingest(tmp_path, "run", "--json", *words, environment=settings)
        return json.loads(done.stdout)

    def shown(view: str, columns: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(tmp_path / "test.db")) as connection:
            return connection.execute(f"SELECT {columns} FROM {view}").fetchall()

    with (
        sites.serve(3) as good,
        listening() as (port, came),
        listening(b"HTTP/1.1 400 Not TLS\r\n\r\n") as (plain, _),
        serving() as server,
    ):
        ill, at = faults(port), {}
        for n, (path, (script, _)) in enumerate(ill.items(), start=2):
            server.on(path, script)
            at[path] = f"http://127.0.1.{n}:{server.port}{path}"
        expected = {at[path]: problem for path, (_, problem) in ill.items()}
        expected |= elsewhere(server.port, plain, closed_port())
        evil = []
        for n, (path, body) in enumerate(harmless(port).items(), start=100):
            server.on(path, answer(200, body))
            evil.append(f"http://127.0.1.{n}:{server.port}{path}")
        ingest(tmp_path, "feeds", "add", *good.feeds, *expected, *evil, environment=settings)

        first = run()
        problems = dict(shown("v1_feeds", "url, problem"))
        articles = shown("v1_articles", "url")

        assert {url: problems[url] for url in expected} == expected
        assert {problems[url] for url in (*good.feeds, *evil)} == {None}
        assert first["feeds"]["failed"] == len(expected)
        assert set(good.stories()) <= {str(url).partition("?")[0] for (url,) in articles}
        assert [p for (p,) in shown("v1_pages", "problem") if p] == ["forbidden-address"]

        mend(server)
        second = run("--all")
        problems = dict(shown("v1_feeds", "url, problem"))
        states = dict(shown("v1_feeds", "url, state"))

        assert {url: p for url, p in problems.items() if p} == {
            at["/429"]: "rate-limited",
            **{url: problem for url, problem in expected.items() if url not in at.values()},
        }
        assert second["feeds"]["unchanged"] >= len(good.feeds)
        assert second["pages"]["stored"] == 0
        assert set(states.values()) == {"active"}
        assert set(articles) == set(shown("v1_articles", "url"))
        assert came == []


def mend(server: FaultServer) -> None:
    """Every path but the one that said when to come again is a feed now."""
    for path in server.scripts.keys() - {"/429"}:
        server.on(path, answer(200, MENDED))
