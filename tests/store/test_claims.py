"""Claims are disjoint, fair over hosts, and given back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.builders import HOUR, NOW, SAME_EACH_TIME, checked, entry, fresh_store, subscribe

from ingest.errors import RunLockedError
from ingest.model import FeedStatus, Problem, Request, RequestKind, Stop, Validators
from ingest.store import Store, open_store
from ingest.store.claims import LEASE
from ingest.urls import host

STOP = timedelta(minutes=10)


def with_pages(store: Store, hosts: dict[str, int]) -> None:
    """Waiting pages: so many of each host."""
    (state,) = subscribe(store)
    entries = [
        entry(n, key=f"{name}{n}", url=f"https://{name}/{n}")
        for name, count in hosts.items()
        for n in range(count)
    ]
    store.apply([checked(state, entries)])


def test_one_host_with_many_pages_does_not_starve_the_others(store: Store) -> None:
    with_pages(store, {"big.test": 60, "a.test": 1, "z.test": 2})

    tasks = store.claim_pages(run="run", now=NOW, limit=10, per_host=2)

    assert Counter(host(task.request.url) for task in tasks) == {
        "a.test": 1,
        "big.test": 2,
        "z.test": 2,
    }


def test_the_newest_page_of_a_host_comes_first(store: Store) -> None:
    with_pages(store, {"a.test": 5})

    tasks = store.claim_pages(run="run", now=NOW, limit=3, per_host=3)

    assert [task.request.url[-1] for task in tasks] == ["0", "1", "2"]


def test_hosts_come_in_turn(store: Store) -> None:
    with_pages(store, {"a.test": 2, "b.test": 2, "c.test": 2})

    turns = [store.claim_pages(run="run", now=NOW, limit=1, per_host=1)[0] for _ in range(6)]

    assert [host(task.request.url)[0] for task in turns] == list("abcabc")


def test_busy_hosts_are_left_out(store: Store) -> None:
    with_pages(store, {"a.test": 2, "b.test": 2})

    tasks = store.claim_pages(run="run", now=NOW, limit=9, per_host=9, busy_hosts={"a.test"})

    assert {host(task.request.url) for task in tasks} == {"b.test"}


def test_no_more_hosts_are_claimed_for_than_there_is_room_for(store: Store) -> None:
    with_pages(store, {f"{name}.test": 3 for name in "abcde"})

    first = store.claim_pages(run="run", now=NOW, limit=99, hosts=2, per_host=9)
    others = store.claim_pages(run="run", now=NOW, limit=99, hosts=9, per_host=9)

    assert Counter(host(task.request.url) for task in first) == {"a.test": 3, "b.test": 3}
    assert len(others) == 9


def test_more_hosts_than_one_step_of_the_walk_are_all_visited(store: Store) -> None:
    with_pages(store, {f"h{n}.test": 1 for n in range(600)})
    store.claim_pages(run="run", now=NOW, limit=300, per_host=1)

    tasks = store.claim_pages(run="run", now=NOW, limit=1000, per_host=1)

    assert len(tasks) == 300


def test_a_stopped_domain_gives_no_page_and_no_feed_until_the_stop_ends(store: Store) -> None:
    feeds = subscribe(
        store, "https://www.news.test/f", "https://blog.news.test/f", "https://other.test/f"
    )
    store.apply(
        [
            checked(
                feeds[2], [entry(1, url="https://x.news.test/1"), entry(2, url="https://ok.test/2")]
            )
        ]
    )
    store.give_back("run")

    store.apply([checked(feeds[0], None, stop=Stop(domain="news.test", until=NOW + STOP))])

    assert [t.request.url for t in store.claim_pages(run="run", now=NOW, limit=9, per_host=9)] == [
        "https://ok.test/2"
    ]
    assert store.claim_feeds(run="run", now=NOW, limit=9, every=True, not_after=NOW) == []
    assert len(store.claim_pages(run="run", now=NOW + STOP, limit=9, per_host=9)) == 1


def test_a_lease_that_ended_and_a_dead_run_give_back(store: Store) -> None:
    subscribe(store)
    assert store.claim_feeds(run="b", now=NOW, limit=9) == []
    assert len(store.claim_feeds(run="b", now=NOW + LEASE, limit=9)) == 1

    store.take_over()

    assert len(store.claim_feeds(run="c", now=NOW + LEASE, limit=9)) == 1


def test_every_takes_feeds_that_are_not_due_but_each_once(store: Store) -> None:
    (state,) = subscribe(store)
    store.apply([checked(state, None)])
    later = NOW + timedelta(minutes=1)

    assert store.claim_feeds(run="run", now=later, limit=9) == []
    (again,) = store.claim_feeds(run="run", now=later, limit=9, every=True, not_after=later)
    store.apply([checked(again, None, at=later)])

    assert store.claim_feeds(run="run", now=later, limit=9, every=True, not_after=later) == []


def test_every_takes_a_feed_that_was_refused_but_none_that_was_told_when_to_come(
    store: Store,
) -> None:
    later = NOW + timedelta(minutes=1)
    (state,) = subscribe(store)
    refused = replace(state, problem=Problem.RATE_LIMITED, detail="HTTP status 429")
    store.apply([checked(refused, None)])
    (again,) = store.claim_feeds(run="run", now=later, limit=9, every=True)
    told = replace(again, problem=Problem.SERVER_ERROR, detail="HTTP status 503, Retry-After 60 s")
    store.apply([checked(told, None)])

    assert store.claim_feeds(run="run", now=later, limit=9, every=True) == []


def test_only_the_named_feeds_are_claimed(store: Store) -> None:
    subscribe(store, "https://a.test/f", "https://b.test/f")
    store.give_back("run")

    (state,) = store.claim_feeds(run="run", now=NOW, limit=9, only=["https://b.test/f#x"])

    assert state.request == Request(url="https://b.test/f", kind=RequestKind.FEED)


def test_paused_feeds_are_not_claimed_and_a_check_in_flight_leaves_them_paused(
    store: Store,
) -> None:
    (state,) = subscribe(store)
    store.set_feed_status([state.request.url], FeedStatus.PAUSED, now=NOW)

    store.apply([checked(state, [entry(1)])])

    assert store.rows("v1_feeds")[0]["state"] == "paused"
    assert store.claim_feeds(run="run", now=NOW + 9 * HOUR, limit=9, every=True) == []


@settings(SAME_EACH_TIME, max_examples=10)
@given(
    hosts=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    limits=st.lists(st.tuples(st.integers(1, 7), st.integers(1, 4)), min_size=1, max_size=8),
)
def test_claims_are_disjoint_and_within_their_bounds(
    hosts: list[int], limits: list[tuple[int, int]]
) -> None:
    with fresh_store() as store:
        with_pages(store, {f"h{n}.test": count for n, count in enumerate(hosts)})
        seen: list[int | None] = []
        for number, (limit, per_host) in enumerate(limits):
            tasks = store.claim_pages(run=f"run{number}", now=NOW, limit=limit, per_host=per_host)
            counts = Counter(host(task.request.url) for task in tasks)
            assert len(tasks) <= limit
            assert all(count <= per_host for count in counts.values())
            assert len(tasks) == min(limit, sum(min(per_host, left) for left in hosts)) or seen
            seen += [task.id for task in tasks]
        assert len(seen) == len(set(seen))


def test_the_run_lock_is_one_a_database(store: Store, tmp_path: Path) -> None:
    with open_store(store._url.render_as_string(hide_password=False)) as other:
        with store.lock_run():
            with pytest.raises(RunLockedError, match="another run is at work"), other.lock_run():
                pass
            with open_store(f"sqlite:///{tmp_path / 'third.db'}") as third, third.lock_run():
                pass
        with other.lock_run():
            pass


def test_validators_come_back_with_the_address_that_gave_them(store: Store) -> None:
    (state,) = subscribe(store)
    told = Validators(etag='W/"x"', last_modified="Mon", url="https://cdn.test/feed.xml")
    state = replace(state, request=replace(state.request, validators=told))

    store.apply([checked(state, [])])

    (again,) = store.claim_feeds(run="run", now=NOW, limit=9, every=True)
    assert again.request.validators == told


def test_domains_that_asked_for_rest_are_told_until_it_is_over(store: Store) -> None:
    (state,) = subscribe(store)
    stop = Stop(domain="news.test", until=NOW + STOP)

    store.apply([checked(state, None, stop=stop)])

    assert store.stops(NOW) == [stop]
    assert store.stops(NOW + STOP) == []
