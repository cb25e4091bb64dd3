"""Slots: silent hosts leave room for those that answer, and nobody is given up for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.fetch.build import a_web, feed
from tests.fetch.faults import FaultServer, Heard, Reader, Script, Writer, answer, serving

from ingest.fetch import Web, patience
from ingest.model import Failed, Fetched, Outcome, Problem

OK = answer(200, b"<rss/>")
counts = st.integers(0, 10_000)
seconds = st.floats(0.01, 100_000)


@given(seconds, seconds)
def test_slow_is_never_less_than_usual_nor_more_than_half_the_time(
    usual: float, timeout: float
) -> None:
    after = patience.slow_after(usual, timeout)
    assert 0 < after <= timeout / 2
    assert after >= min(usual, timeout / 2)


@given(slow=counts, slots=st.integers(1, 1000), waiting=counts)
def test_no_more_give_up_their_slots_than_wait_and_a_part_stays(
    slow: int, slots: int, waiting: int
) -> None:
    leave = patience.surplus(slow=slow, slots=slots, waiting=waiting)
    assert 0 <= leave <= waiting
    assert slow - leave >= min(slow, patience.most_slow(slots))


@given(spent=seconds, timeout=seconds, left=counts, slots=st.integers(1, 1000))
def test_what_is_left_takes_a_part_of_the_time_spent_or_the_least_for_each(
    spent: float, timeout: float, left: int, slots: int
) -> None:
    share = patience.share_of_the_rest(spent=spent, timeout=timeout, left=left, slots=slots)
    rounds = max(1, -(-left // slots))
    assert min(timeout, 2) <= share <= timeout
    least = max(2, timeout / 8)
    assert share * rounds <= max(least * rounds, timeout / 4, spent / 4) * 1.0001


def play(
    scene: Callable[[FaultServer, Web], Awaitable[None]], *, concurrency: int, timeout: float
) -> None:
    async def main() -> None:
        async with (
            serving(host="0.0.0.0") as server,
            a_web(concurrency=concurrency, timeout=timedelta(seconds=timeout)) as web,
        ):
            await scene(server, web)

    asyncio.run(main())


async def ask(server: FaultServer, web: Web, path: str, hosts: range) -> list[Outcome]:
    addresses = [f"http://127.0.1.{host}:{server.port}{path}?{host}" for host in hosts]
    return await asyncio.gather(*(web.fetch(feed(url)) for url in addresses))


async def listens(heard: Heard, reader: Reader, writer: Writer) -> None:
    await reader.read()  # until the other side hangs up


async def stops_in_the_head(heard: Heard, reader: Reader, writer: Writer) -> None:
    writer.write(OK[:20])
    await reader.read()


def after(pause: float) -> Script:
    async def script(heard: Heard, reader: Reader, writer: Writer) -> bool:
        await asyncio.sleep(pause)
        writer.write(OK)
        return True

    return script


def test_many_silent_hosts_hold_up_none_that_answer_and_are_all_named() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.scripts = {"/silent": listens, "/good": after(0), "/stall": stops_in_the_head}
        ill = [
            asyncio.create_task(ask(server, web, path, hosts))
            for path, hosts in (("/silent", range(1, 11)), ("/stall", range(11, 17)))
        ]
        await asyncio.sleep(0)
        good = await ask(server, web, "/good", range(20, 60))
        waiting = [task for task in ill if not task.done()]
        outcomes = [outcome for group in await asyncio.gather(*ill) for outcome in group]

        assert all(isinstance(outcome, Fetched) for outcome in good)
        assert waiting  # four slots and sixteen that would hold them: first come would be last
        assert {o.problem for o in outcomes if isinstance(o, Failed)} == {Problem.TIMEOUT}
        assert len(outcomes) == 16
        assert max(Counter(heard.target for heard in server.heard).values()) <= 2
        assert server.most_in_flight <= 4

    play(scene, concurrency=4, timeout=1)


def test_a_slow_host_that_gave_up_its_slot_has_its_answer_later() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.scripts = {"/slow": after(0.4), "/good": after(0)}
        slow = asyncio.create_task(ask(server, web, "/slow", range(1, 2)))
        await asyncio.sleep(0.05)
        good = asyncio.create_task(ask(server, web, "/good", range(2, 4)))
        done, _ = await asyncio.wait({slow, good}, return_when=asyncio.FIRST_COMPLETED)

        assert done == {good}
        assert isinstance((await slow)[0], Fetched)
        assert server.targets() == ["/slow?1", "/good?2", "/good?3", "/slow?1"]

    play(scene, concurrency=1, timeout=1)


def test_where_nobody_waits_a_silent_host_has_all_its_time_and_is_asked_once() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.scripts = {"/silent": listens, "/good": after(0)}
        await ask(server, web, "/good", range(10, 30))
        outcomes = await ask(server, web, "/silent", range(1, 4))

        assert all(outcome.elapsed >= timedelta(seconds=0.5) for outcome in outcomes)
        assert server.targets().count("/silent?1") == 1

    play(scene, concurrency=4, timeout=0.5)


def test_while_too_much_is_in_hand_no_request_begins() -> None:
    async def main() -> None:
        async with serving() as server, a_web(most_in_hand=10) as web:
            url = server.on("/feed", answer(200, b"x" * 20))
            first = await web.fetch(feed(url))
            with web.in_hand(first):
                second = asyncio.create_task(web.fetch(feed(url)))
                await asyncio.sleep(0.1)
                assert len(server.heard) == 1
            assert isinstance(await second, Fetched)

    asyncio.run(main())
