"""Lanes a host, and one writer for all of them."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from ingest.run.flow import BATCH, ITEMS_PER_HOST, LANES_PER_HOST, Desk, Writer, drain

PLACES = 32


class Queue:
    """Items `host/number`, claimed as the store claims them: none of a busy host."""

    def __init__(self, hosts: int, items: int, per_host: int = 3) -> None:
        self.waiting = {f"h{h}": [f"h{h}/{n}" for n in range(items)] for h in range(hosts)}
        self.per_host = per_host

    async def claim(self, busy, most):
        taken = []
        free = [items for host, items in self.waiting.items() if items and host not in busy]
        for items in free[:most]:
            taken += items[: self.per_host]
            del items[: self.per_host]
        return taken


def host(item: str) -> str:
    return item.partition("/")[0]


def test_every_item_is_worked_on_once():
    queue, done = Queue(hosts=5, items=11), []

    async def work(item):
        await asyncio.sleep(0)
        done.append(item)

    asyncio.run(drain(queue.claim, work, host=host, places=PLACES))

    assert sorted(done) == sorted(f"h{h}/{n}" for h in range(5) for n in range(11))


def test_a_host_never_has_more_items_in_hand_than_lanes_and_hosts_go_side_by_side():
    queue = Queue(hosts=4, items=9)
    in_hand: Counter[str] = Counter()
    most: Counter[str] = Counter()
    most_hosts = 0

    async def work(item):
        nonlocal most_hosts
        in_hand[host(item)] += 1
        most[host(item)] = max(most[host(item)], in_hand[host(item)])
        most_hosts = max(most_hosts, len(+in_hand))
        for _ in range(3):
            await asyncio.sleep(0)
        in_hand[host(item)] -= 1

    asyncio.run(drain(queue.claim, work, host=host, places=PLACES))

    assert set(most.values()) == {LANES_PER_HOST}
    assert most_hosts == 4


def test_a_slow_host_does_not_keep_the_others_from_being_claimed_again():
    queue, done = Queue(hosts=2, items=9), []
    released = asyncio.Event()

    async def work(item):
        done.append(item)
        if host(item) == "h0":
            await released.wait()
        elif len(done) >= 9:
            released.set()

    asyncio.run(drain(queue.claim, work, host=host, places=PLACES))

    assert len(done) == 18


@pytest.mark.parametrize("places", [1, 7, 40])
def test_what_is_held_goes_with_the_places_and_not_with_the_hosts_that_wait(places):
    queue, done = Queue(hosts=100, items=25, per_host=ITEMS_PER_HOST), []
    most_hosts = most_items = claims = 0

    async def claim(busy, most):
        nonlocal most_hosts, most_items, claims
        claims += 1
        items = await queue.claim(busy, most)
        left = sum(map(len, queue.waiting.values()))
        most_hosts = max(most_hosts, len({*busy, *map(host, items)}))
        most_items = max(most_items, 100 * 25 - left - len(done))
        return items

    async def work(item):
        await asyncio.sleep(0)
        done.append(item)

    asyncio.run(drain(claim, work, host=host, places=places))

    assert len(done) == len(set(done)) == 100 * 25
    assert most_hosts == places
    assert most_items <= places * ITEMS_PER_HOST
    assert claims < 100 * 25


def test_many_items_of_one_host_leave_room_for_the_others():
    waiting = [f"big/{n}" for n in range(100)] + [f"h{n}/0" for n in range(4)]
    in_hand: Counter[str] = Counter()
    done = []

    async def claim(_busy, most):
        taken = waiting[:most]
        del waiting[:most]
        return taken

    async def work(item):
        in_hand[host(item)] += 1
        assert in_hand[host(item)] <= LANES_PER_HOST
        await asyncio.sleep(0)
        in_hand[host(item)] -= 1
        done.append(item)

    asyncio.run(drain(claim, work, host=host, places=16))

    assert len(done) == 104
    assert done.index("h3/0") < 50


def test_the_first_exception_ends_everything_and_is_raised_as_it_is():
    queue = Queue(hosts=3, items=3)

    async def work(item):
        if item == "h1/1":
            raise KeyError(item)
        await asyncio.sleep(3600)

    with pytest.raises(KeyError, match="h1/1"):
        asyncio.run(drain(queue.claim, work, host=host, places=PLACES))


def written(apply, updates):
    async def main():
        desk = Desk()
        try:
            writer = Writer(desk, apply)
            return await asyncio.gather(*map(writer.write, updates), return_exceptions=True)
        finally:
            desk.close()

    return asyncio.run(main())


def test_each_who_writes_gets_the_result_of_its_own_update():
    assert written(lambda batch: [n * n for n in batch], range(200)) == [n * n for n in range(200)]


def test_updates_that_come_together_share_batches_of_a_bounded_size():
    sizes = []

    def apply(batch):
        sizes.append(len(batch))
        return batch

    written(apply, range(4 * BATCH))

    assert max(sizes) == BATCH
    assert len(sizes) <= 6


def test_a_failed_batch_is_told_to_all_who_wait_for_it():
    def apply(batch):
        raise OSError("disk full")

    results = written(apply, range(3))

    assert [str(error) for error in results] == ["disk full"] * 3


def test_an_update_waits_for_others_that_are_coming_and_never_for_ever():
    sizes = []

    def apply(batch):
        sizes.append(len(batch))
        return batch

    async def work(writer, begins):
        with writer.at_work():
            for _ in range(begins):
                await asyncio.sleep(0)
            await writer.write(begins)

    async def main():
        desk = Desk()
        writer = Writer(desk, apply)
        await asyncio.gather(*(work(writer, n) for n in range(8)))
        with writer.at_work(), writer.at_work(), writer.at_work():
            assert await asyncio.wait_for(writer.write(9), 5) == 9
        desk.close()

    asyncio.run(main())

    assert sizes[0] == 4
    assert sizes[-1] == 1


def test_what_goes_wrong_with_an_update_that_nobody_waits_for_is_told_to_others():
    def apply(_batch):
        raise OSError("disk full")

    async def main():
        desk = Desk()
        writer = Writer(desk, apply)
        writer.post(1)
        with pytest.raises(OSError, match="disk full"):
            await writer.write(2)
        await writer.close()
        desk.close()

    asyncio.run(main())
