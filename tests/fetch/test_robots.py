"""robots.txt: obeyed, remembered, bounded."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest
from tests.fetch.build import NOW, Memory, feed, page, run
from tests.fetch.faults import (
    FaultServer,
    Script,
    answer,
    drips,
    floods,
    hangs,
    redirect,
    resets,
)

from ingest.fetch import Web
from ingest.fetch.rules import product_token, relevant
from ingest.model import Failed, Fetched, Problem, RobotsRecord

PAGE = answer(200, b"<p>text")
HOUR = timedelta(hours=1)


def plain(body: bytes) -> bytes:
    return answer(200, body, content_type="text/plain")


async def ask(server: FaultServer, web: Web, robots: Script | bytes, path: str = "/page") -> object:
    server.on("/robots.txt", robots)
    return await web.fetch(page(server.on(path, PAGE)))


def is_refused(outcome: object) -> bool:
    return isinstance(outcome, Failed) and outcome.problem is Problem.ROBOTS


ALLOWING: dict[str, Script | bytes] = {
    "404": answer(404),
    "403": answer(403),
    "401": answer(401),
    "empty": plain(b""),
    "html instead": answer(200, b"<html>Disallow: /"),
    "for others": plain(b"User-agent: otherbot\nDisallow: /\n"),
    "for others, then all": plain(
        b"User-agent: otherbot\nDisallow: /\n\nUser-agent: *\nDisallow:\n"
    ),
    "for us, kinder": plain(b"User-agent: *\nDisallow: /\n\nUser-agent: Ingest\nAllow: /\n"),
    "longest match": plain(b"User-agent: *\nDisallow: /p\nAllow: /page\n"),
    "anchored": plain(b"User-agent: *\nDisallow: /pag$\n"),
    "binary": plain(bytes(range(256)) * 40),
    "other pages": plain(b"User-agent: *\nDisallow: /private\n"),
    "endless redirects": redirect(302, "/robots.txt"),
    "a redirect to nowhere": redirect(302, ""),
}
FORBIDDING: dict[str, Script | bytes] = {
    "all": plain(b"User-agent: *\nDisallow: /\n"),
    "all but others": plain(b"User-agent: *\nDisallow: /\n\nUser-agent: otherbot\nAllow: /\n"),
    "for us": plain(b"user-agent: INGEST\r\ndisallow: /page\r\n\r\nUser-agent: *\r\nAllow: /\r\n"),
    "two names": plain(b"User-agent: a\nUser-agent: ingest\nDisallow: /\n"),
    "with BOM": plain(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"),
    "NUL within": plain(b"User-\0agent: *\nDisallow: /\n"),
    "wildcards": plain(b"User-agent: *\nDisallow: /*g*\n"),
    "percent": plain(b"User-agent: *\nDisallow: /%70age\n"),
    "503": answer(503),
    "500": answer(500),
    "hang": hangs(),
    "hang in the body": hangs(answer(200, b"User-agent", length=100)),
    "drip": drips(b"HTTP/1.1 200 OK\r\n\r\n", b"#"),
    "not HTTP": b"220 mail.example.org ESMTP\r\n\r\n",
    "reset": resets(),
    "20 MB": plain(b"User-agent: *\nDisallow: /\n" + b"#" * 20_000_000),
    "endless": floods(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /\n", b"# more\n" * 5000),
    "Crawl-delay of a day": plain(b"User-agent: *\nCrawl-delay: 86400\n"),
}


@pytest.mark.parametrize("case", ALLOWING)
def test_robots_that_allow(case: str) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await ask(server, web, ALLOWING[case])
        assert isinstance(outcome, Fetched)

    run(scene, timeout=timedelta(seconds=0.5))


@pytest.mark.parametrize("case", FORBIDDING)
def test_robots_that_forbid_or_cannot_be_read(case: str) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await ask(server, web, FORBIDDING[case])
        assert is_refused(outcome), outcome
        assert "/page" not in server.targets()

    run(scene, timeout=timedelta(seconds=0.5))


def test_the_detail_says_why_a_page_is_refused() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await ask(server, web, FORBIDDING["Crawl-delay of a day"])
        assert isinstance(outcome, Failed)
        assert "86400 seconds" in outcome.detail

    run(scene)


def test_robots_are_asked_once_for_many_pages_at_once() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/robots.txt", plain(b"User-agent: *\nDisallow: /no\n"))
        urls = [server.on(f"/page{number}", PAGE) for number in range(5)]
        outcomes = await asyncio.gather(*(web.fetch(page(url)) for url in urls))
        assert all(isinstance(outcome, Fetched) for outcome in outcomes)
        assert server.targets().count("/robots.txt") == 1
        assert server.most_in_flight == 1

    run(scene)


def test_feeds_do_not_ask_robots_unless_told_to() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/robots.txt", FORBIDDING["all"])
        assert isinstance(await web.fetch(feed(server.on("/feed", PAGE))), Fetched)
        assert server.targets() == ["/feed"]

    async def obedient(server: FaultServer, web: Web) -> None:
        server.on("/robots.txt", FORBIDDING["all"])
        assert is_refused(await web.fetch(feed(server.on("/feed", PAGE))))

    run(scene)
    run(obedient, robots_for_feeds=True)


def test_what_robots_said_is_remembered_with_its_fetch() -> None:
    memory = Memory()

    async def scene(server: FaultServer, web: Web) -> None:
        await ask(server, web, plain(b"User-agent: *\nDisallow: /x\n"))
        record = memory.records[server.origin]
        assert record.body == "User-agent: *\nDisallow: /x\n"
        assert record.fetch is not None
        assert (record.fetch.status, record.fetch.problem) == (200, None)

    run(scene, memory=memory)


def test_a_remembered_file_is_not_asked_for_again_within_its_day() -> None:
    memory = Memory()

    async def scene(server: FaultServer, web: Web) -> None:
        body = "User-agent: *\nDisallow: /page\n"
        await memory.remember(RobotsRecord(origin=server.origin, at=NOW - 23 * HOUR, body=body))
        assert is_refused(await ask(server, web, answer(404)))
        assert server.heard == []

    run(scene, memory=memory)


def test_a_file_older_than_a_day_is_asked_for_again() -> None:
    memory = Memory()

    async def scene(server: FaultServer, web: Web) -> None:
        body = "User-agent: *\nDisallow: /page\n"
        await memory.remember(RobotsRecord(origin=server.origin, at=NOW - 25 * HOUR, body=body))
        assert isinstance(await ask(server, web, answer(404)), Fetched)

    run(scene, memory=memory)


def test_old_rules_stay_while_the_file_cannot_be_reached() -> None:
    memory = Memory()

    async def scene(server: FaultServer, web: Web) -> None:
        body = "User-agent: *\nDisallow: /private\n"
        await memory.remember(RobotsRecord(origin=server.origin, at=NOW - 50 * HOUR, body=body))
        assert isinstance(await ask(server, web, answer(503)), Fetched)
        assert is_refused(await ask(server, web, answer(503), "/private/page"))

    run(scene, memory=memory)


def test_an_unreachable_file_is_tried_again_after_an_hour() -> None:
    memory = Memory()
    clock = [NOW]

    async def scene(server: FaultServer, web: Web) -> None:
        assert is_refused(await ask(server, web, answer(500)))
        assert is_refused(await ask(server, web, answer(404)))
        assert server.targets() == ["/robots.txt"]
        clock[0] = NOW + 2 * HOUR
        assert isinstance(await ask(server, web, answer(404)), Fetched)

    run(scene, memory=memory, now=lambda: clock[0])


def test_a_host_that_cannot_be_reached_is_named_as_such_and_not_remembered() -> None:
    memory = Memory()

    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await web.fetch(page("http://127.0.0.1:1/page"))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.CONNECT
        assert memory.records == {}

    run(scene, memory=memory)


def test_the_target_of_a_redirect_asks_its_own_robots() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/robots.txt", plain(b"User-agent: *\nDisallow: /secret\n"))
        server.on("/secret", PAGE)
        outcome = await web.fetch(page(server.on("/open", redirect(302, "/secret"))))
        assert is_refused(outcome)
        assert "/secret" not in server.targets()

    run(scene)


def test_a_robots_redirect_to_a_dead_host_forbids_for_now() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        outcome = await ask(server, web, redirect(302, "http://127.0.0.9:1/robots.txt"))
        assert is_refused(outcome)

    run(scene)


def test_a_robots_redirect_is_followed() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/rules", plain(b"User-agent: *\nDisallow: /page\n"))
        assert is_refused(await ask(server, web, redirect(301, "/rules")))

    run(scene)


def test_crawl_delay_stands_between_the_starts_of_two_pages() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/robots.txt", plain(b"User-agent: *\nCrawl-delay: 0.2\n"))
        await web.fetch(page(server.on("/a", PAGE)))
        await web.fetch(page(server.on("/b", PAGE)))
        starts = [heard.at for heard in server.heard]
        assert starts[2] - starts[1] >= 0.19

    run(scene)


HOSTILE = {
    "names over rules": "".join(f"User-agent: a{n}\n" for n in range(12000))
    + "".join(f"Disallow: /{n}\n" for n in range(20000)),
    "names by the line": "User-agent: a\nDisallow: /\n" * 20000,
    "ours over and over": "User-agent: ingest\nDisallow: /x\n" * 15000,
    "stars": "User-agent: *\n" + f"Disallow: /{'*a' * 900}$\n" * 280,
    "one long line": "User-agent: *\nDisallow: /" + "a*" * 250_000,
    "percent signs": "User-agent: *\nDisallow: /" + "%" * 500_000,
    "rules": "User-agent: *\n" + "".join(f"Disallow: /{n}*\n" for n in range(35000)),
    "blanks": " " * 500_000,
    "lines": "\n" * 500_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_of_half_a_megabyte_is_read_in_bounded_time(case: str) -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        started = time.process_time()
        await ask(server, web, plain(HOSTILE[case].encode()), "/" + "a" * 2000)
        assert time.process_time() - started < 3

    run(scene)


def test_the_name_that_robots_know_us_by() -> None:
    assert product_token("ingest/0.1 (+https://example.org)") == "ingest"
    assert product_token("Mozilla/5.0 (compatible; my-bot/2; +https://x)") == "my-bot"
    assert product_token("planet2.example/3") == "planet2.example"
    assert product_token("(nameless)") == "*"


def test_the_groups_of_strangers_become_one() -> None:
    text = (
        "User-agent: a\nUser agent b # note\nuseragent: Ingest/2\nuser-agent: *bot*\nUser-agent: **"
    )
    names = [line.partition(": ")[2] for line in relevant(text, "ingest").splitlines()]
    assert names == ["stranger-", "stranger-", "ingest", "stranger-", "*"]
