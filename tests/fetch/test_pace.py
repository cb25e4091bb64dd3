"""Turns: never two at once to a host, starts apart, domains left alone when they ask."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

from tests.fetch.build import NOW, feed, run
from tests.fetch.faults import FaultServer, Heard, Reader, Writer, answer, hangs, redirect, serving

from ingest.fetch import Web
from ingest.fetch.pace import Pace
from ingest.model import Failed, Fetched, Problem


def a_pace(interval: timedelta, *, concurrency: int) -> Pace:
    return Pace(
        interval=interval,
        concurrency=concurrency,
        timeout=timedelta(seconds=20),
        most_bytes=1000,
        shared_hosts=frozenset(),
    )


OK = answer(200, b"<rss/>")


def tenth(count: int = 1) -> timedelta:
    return timedelta(seconds=0.1 * count)


async def slowly(heard: Heard, reader: Reader, writer: Writer) -> bool:
    await asyncio.sleep(0.03)
    writer.write(OK)
    return True


def test_one_host_has_never_two_requests_in_flight() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", slowly)
        await asyncio.gather(*(web.fetch(feed(f"{url}?{n}")) for n in range(6)))
        assert len(server.heard) == 6
        assert server.most_in_flight == 1

    run(scene)


def test_two_ports_of_a_host_are_one_host() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        async with serving() as other:
            other.scripts = {"/feed": slowly}
            url = server.on("/feed", slowly)
            started = asyncio.get_running_loop().time()
            await asyncio.gather(web.fetch(feed(url)), web.fetch(feed(other.url("/feed"))))
            assert asyncio.get_running_loop().time() - started >= 0.06

    run(scene)


def test_other_hosts_do_not_wait() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", slowly)
        url = f"http://127.0.0.{{}}:{server.port}/feed"
        async with serving(host="127.0.0.2", port=server.port) as other:
            other.scripts = server.scripts
            await asyncio.gather(*(web.fetch(feed(url.format(n))) for n in (1, 2)))
            assert abs(server.heard[0].at - other.heard[0].at) < 0.03

    run(scene, host_interval=tenth(10))


def test_starts_to_a_host_are_an_interval_apart() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", OK)
        await asyncio.gather(*(web.fetch(feed(f"{url}?{n}")) for n in range(4)))
        starts = [heard.at for heard in server.heard]
        assert all(b - a >= 0.095 for a, b in itertools.pairwise(starts))

    run(scene, host_interval=tenth())


def test_the_hops_of_one_request_do_not_wait_the_interval() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        server.on("/feed", OK)
        url = server.on("/old", redirect(302, "/feed"))
        started = asyncio.get_running_loop().time()
        assert isinstance(await web.fetch(feed(url)), Fetched)
        assert asyncio.get_running_loop().time() - started < 5

    run(scene, host_interval=timedelta(seconds=60))


def test_waiting_for_the_turn_does_not_count_as_time() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", OK)
        outcomes = await asyncio.gather(*(web.fetch(feed(f"{url}?{n}")) for n in range(5)))
        assert all(isinstance(outcome, Fetched) for outcome in outcomes)

    # a second for an answer, which a crowded machine may need, and more than one for all turns
    run(scene, host_interval=timedelta(seconds=0.3), timeout=timedelta(seconds=1))


def test_no_more_requests_than_the_concurrency_are_in_flight() -> None:
    async def scene() -> int:
        pace = a_pace(timedelta(), concurrency=3)
        most = running = 0

        async def one(host: str) -> None:
            nonlocal most, running
            async with pace.turn(host):
                running += 1
                most = max(most, running)
                await asyncio.sleep(0.01)
                running -= 1

        await asyncio.gather(*(one(f"host{n}") for n in range(12)))
        return most

    assert asyncio.run(scene()) == 3


def test_a_waiting_host_holds_no_slot() -> None:
    async def scene() -> list[str]:
        pace = a_pace(tenth(), concurrency=1)
        order = []

        async def one(host: str) -> None:
            async with pace.turn(host):
                order.append(host)

        await asyncio.gather(one("a"), one("a"), one("b"), one("c"))
        return order

    assert asyncio.run(scene()) == ["a", "b", "c", "a"]


def test_a_slow_host_rests_as_long_as_it_takes_to_answer() -> None:
    async def scene() -> float:
        clock = asyncio.get_running_loop().time
        pace = a_pace(timedelta(seconds=0.05), concurrency=1)
        for _ in range(3):
            async with pace.turn("slow"):
                await asyncio.sleep(0.2)
        ended = clock()
        async with pace.turn("slow"):
            return clock() - ended

    assert asyncio.run(scene()) > 0.08


def test_a_turn_given_up_while_waiting_is_passed_on() -> None:
    async def scene() -> None:
        pace = a_pace(timedelta(), concurrency=1)

        async def hold() -> None:
            async with pace.turn("host"):
                await asyncio.sleep(3600)

        tasks = [asyncio.create_task(hold()) for _ in range(3)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(1), pace.turn("host"):
            pass

    asyncio.run(scene())


def test_hosts_long_gone_are_forgotten() -> None:
    async def scene() -> int:
        pace = a_pace(timedelta(), concurrency=1)
        for number in range(9000):
            async with pace.turn(f"host{number}"):
                pass
        return len(pace._turns)

    assert asyncio.run(scene()) < 8300


def test_retry_after_stops_the_domain_without_another_request() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", answer(429, b"", "Retry-After: 90"))
        first = await web.fetch(feed(url))
        assert isinstance(first, Failed)
        assert (first.problem, first.retry_after) == (Problem.RATE_LIMITED, timedelta(seconds=90))
        assert first.stops == "127.0.0.1"
        second = await web.fetch(feed(server.on("/other", OK)))
        assert isinstance(second, Failed)
        assert second.problem is Problem.RATE_LIMITED
        assert second.retry_after is not None
        assert timedelta(seconds=80) < second.retry_after <= timedelta(seconds=90)
        assert server.targets() == ["/feed"]

    run(scene)


def test_those_already_waiting_for_their_turn_are_stopped_too() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", answer(503, b"", "Retry-After: 90"))
        outcomes = await asyncio.gather(*(web.fetch(feed(f"{url}?{n}")) for n in range(5)))
        assert all(isinstance(outcome, Failed) for outcome in outcomes)
        assert len(server.heard) == 1

    run(scene)


def test_a_host_of_many_publishers_is_not_stopped_for_one() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", answer(429, b"", "Retry-After: 90"))
        first = await web.fetch(feed(url))
        assert isinstance(first, Failed)
        assert first.stops is None
        assert first.retry_after == timedelta(seconds=90)
        assert isinstance(await web.fetch(feed(server.on("/other", OK))), Fetched)

    run(scene, shared_hosts=frozenset({"127.0.0.1"}))


def test_a_host_that_leaves_three_requests_unanswered_is_not_asked_a_fourth_time() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        url = server.on("/feed", hangs())
        outcomes = await asyncio.gather(*(web.fetch(feed(f"{url}?{n}")) for n in range(6)))
        assert [outcome.problem for outcome in outcomes if isinstance(outcome, Failed)] == [
            Problem.TIMEOUT
        ] * 6
        assert len(server.heard) == 3

    run(scene, timeout=tenth(5))


def test_a_host_that_answers_now_and_then_is_asked_again() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        hanging, good = server.on("/hang", hangs()), server.on("/good", OK)
        for url in (hanging, hanging, good, hanging, hanging, good):
            await web.fetch(feed(url))
        assert len(server.heard) == 6

    run(scene, timeout=tenth(2))


def test_a_host_that_only_drips_is_waited_for_less_and_less_until_it_answers() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        drip, good = server.on("/drip", hangs(b"HTTP/1.1 200 OK\r\n")), server.on("/good", OK)
        outcomes = [await web.fetch(feed(url)) for url in (drip, drip, drip, drip, good, drip)]
        waited = [outcome.elapsed / tenth() for outcome in outcomes]
        assert all(
            tenths >= least for tenths, least in zip(waited, (8, 4, 2, 2, 0, 8), strict=True)
        )
        assert waited[0] > waited[1] > max(waited[2:4])
        assert len(server.heard) == 6

    run(scene, timeout=tenth(8))


def test_what_an_earlier_run_was_told_still_holds() -> None:
    async def scene(server: FaultServer, web: Web) -> None:
        web.stop("127.0.0.1", NOW + timedelta(hours=1))
        web.stop("127.0.0.1", NOW - timedelta(hours=1))
        outcome = await web.fetch(feed(server.on("/feed", OK)))
        assert isinstance(outcome, Failed)
        assert outcome.problem is Problem.RATE_LIMITED
        assert server.heard == []

    run(scene)
