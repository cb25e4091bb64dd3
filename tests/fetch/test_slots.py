"""Slots: silent hosts leave room for those that answer, and nobody is given up for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fetch.build import a_web, feed
from tests.fetch.clock import play
from tests.fetch.faults import Heard, Reader, Writer, answer, serving

from ingest.fetch import patience
from ingest.fetch.answer import Answer, Ask
from ingest.fetch.connect import Listener
from ingest.model import Failed, Fetched, Outcome, Problem

Visit = tuple[list[Outcome], float]
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


@given(spent=seconds, timeout=seconds, left=counts, slots=st.integers(1, 1000), silent=counts)
def test_what_is_left_takes_a_part_of_the_time_spent_or_the_least_for_each(
    spent: float, timeout: float, left: int, slots: int, silent: int
) -> None:
    share = patience.share_of_the_rest(
        spent=spent, timeout=timeout, left=left, slots=slots, answered=(), silent=silent
    )
    rounds = max(1, -(-left // slots))
    assert min(timeout, 2) <= share <= timeout
    least = max(2, timeout / 8)
    assert share * rounds <= max(least * rounds, timeout / 4, spent / 4) * 1.0001


@given(st.lists(seconds, min_size=1), seconds, st.integers(0, 50))
def test_where_slow_ones_were_seen_to_answer_the_rest_has_the_time_that_they_took(
    answered: list[float], timeout: float, silent: int
) -> None:
    share = patience.share_of_the_rest(
        spent=1, timeout=timeout, left=99, slots=9, answered=answered, silent=silent
    )
    if len(answered) > silent:
        assert share >= min(timeout, max(answered))
    assert share <= timeout


@dataclass
class Hosts:
    """Hosts that exist in a clock of their own: `slow` ones answer after so many seconds."""

    slow: dict[str, float]
    latency: float = 0.01
    asked: list[str] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0

    async def exchange(
        self, _connections: object, ask: Ask, *, listener: Listener, **_limits: object
    ) -> Answer:
        self.asked.append(ask.host)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        listener.sent()
        try:
            await asyncio.sleep(self.slow.get(ask.host, self.latency))
        finally:
            self.in_flight -= 1
        listener.heard()
        return Answer(status=200, headers={}, body=b"<rss/>")

    def times(self, prefix: str) -> Counter[int]:
        """How many hosts of this name were asked so many times."""
        counts = Counter(host for host in self.asked if host.startswith(prefix))
        return Counter(counts.values())


def named(name: str, count: int) -> list[str]:
    return [f"{name}{n}.example" for n in range(count)]


def visit(hosts: Hosts, *groups: Sequence[str], slots: int, timeout: float) -> list[Visit]:
    """Asks all hosts at once, in this order; for each group its outcomes and when it was done."""

    async def scene() -> list[Visit]:
        async def ask(group: Sequence[str]) -> Visit:
            outcomes = await asyncio.gather(*(web.fetch(feed(f"http://{h}/")) for h in group))
            return outcomes, asyncio.get_running_loop().time()

        async with a_web(concurrency=slots, timeout=timedelta(seconds=timeout)) as web:
            return await asyncio.gather(*(ask(group) for group in groups))

    with patch("ingest.fetch.web.exchange", hosts.exchange):
        return play(scene())


@pytest.mark.parametrize(
    ("silent", "good", "slots", "once", "goods_done", "all_done"),
    [
        # no slot in eight is left where there are four: all give up theirs, four a second
        (16, 40, 4, 0, 4.1, 13.1),
        # an eighth of the slots may wait on: four of 32; the others leave after a second
        (40, 400, 32, 4, 2.8, 7.8),
        (8, 400, 32, 4, 1.6, 5.1),
        # few silent ones are in nobody's way: asked once, and for all of their time
        (4, 400, 32, 4, 1.5, 10.0),
        (3, 40, 32, 3, 0.2, 10.0),
    ],
)
def test_a_silent_host_is_asked_twice_where_it_gave_up_its_slot_and_once_elsewhere(
    silent: int, good: int, slots: int, once: int, goods_done: float, all_done: float
) -> None:
    ill, fine = named("silent", silent), named("good", good)
    hosts = Hosts(slow=dict.fromkeys(ill, 3600.0), latency=0.1 if slots == 32 else 0.01)

    (named_ill, ends), (answered, good_ends) = visit(hosts, ill, fine, slots=slots, timeout=10)

    assert hosts.times("silent") == Counter({1: once, 2: silent - once}) - Counter()
    assert hosts.times("good") == Counter({1: good})
    assert {o.problem for o in named_ill if isinstance(o, Failed)} == {Problem.TIMEOUT}
    assert all(isinstance(outcome, Failed) for outcome in named_ill)
    assert all(isinstance(outcome, Fetched) for outcome in answered)
    assert hosts.most_in_flight == min(slots, silent + good)
    assert good_ends == pytest.approx(goods_done, abs=0.2)
    assert ends == pytest.approx(all_done, abs=0.2)


def test_a_slow_host_that_gave_up_its_slot_has_its_answer_later() -> None:
    hosts = Hosts(slow={"slow0.example": 2.2})

    (slow, _), (good, good_ends) = visit(
        hosts, named("slow", 1), named("good", 2), slots=1, timeout=10
    )

    assert all(isinstance(outcome, Fetched) for outcome in (*slow, *good))
    assert hosts.asked == ["slow0.example", "good0.example", "good1.example", "slow0.example"]
    assert good_ends == pytest.approx(1.02)


def test_slow_hosts_among_silent_ones_have_their_answers_however_crowded_it_is() -> None:
    slow, silent = named("slow", 60), named("silent", 60)
    hosts = Hosts(slow={**dict.fromkeys(slow, 6.0), **dict.fromkeys(silent, 3600.0)}, latency=0.1)
    mixed = [host for pair in zip(slow, silent, strict=True) for host in pair]

    (outcomes, _), (good, _) = visit(hosts, mixed, named("good", 2000), slots=32, timeout=10)

    assert [isinstance(outcome, Fetched) for outcome in outcomes] == [True, False] * 60
    assert all(isinstance(outcome, Fetched) for outcome in good)


def test_where_nobody_waits_a_silent_host_has_all_its_time_and_is_asked_once() -> None:
    hosts = Hosts(slow=dict.fromkeys(named("silent", 3), 3600.0))

    _, (outcomes, ends) = visit(hosts, named("good", 20), named("silent", 3), slots=32, timeout=10)

    assert [outcome.elapsed for outcome in outcomes] == [timedelta(seconds=10)] * 3
    assert ends == pytest.approx(10)
    assert hosts.times("silent") == Counter({1: 3})


def test_silent_hosts_of_every_kind_make_room_over_real_connections() -> None:
    async def listens(heard: Heard, reader: Reader, writer: Writer) -> None:
        await reader.read()  # until the other side hangs up

    async def stops_in_the_head(heard: Heard, reader: Reader, writer: Writer) -> None:
        writer.write(OK[:20])
        await reader.read()

    async def main() -> None:
        async with (
            serving(host="0.0.0.0") as server,
            a_web(concurrency=4, timeout=timedelta(seconds=1)) as web,
        ):
            server.on("/silent", listens)
            server.on("/stall", stops_in_the_head)
            server.on("/good", OK)

            async def ask(path: str, hosts: range) -> list[Outcome]:
                urls = (f"http://127.0.1.{host}:{server.port}{path}" for host in hosts)
                return await asyncio.gather(*(web.fetch(feed(url)) for url in urls))

            silent, stalled, good = await asyncio.gather(
                ask("/silent", range(1, 11)),
                ask("/stall", range(11, 17)),
                ask("/good", range(20, 60)),
            )
            ill = [*silent, *stalled]
            assert all(isinstance(outcome, Fetched) for outcome in good)
            assert [o.problem for o in ill if isinstance(o, Failed)] == [Problem.TIMEOUT] * 16
            assert server.most_in_flight <= 4

    asyncio.run(main())


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
