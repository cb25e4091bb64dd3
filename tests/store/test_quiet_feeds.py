"""Checks without news are written together, and come to the same as one by one."""

from __future__ import annotations

from dataclasses import replace

from tests.store.builders import HOUR, NOW, checked, entry, subscribe

from ingest.model import FeedStatus, Problem
from ingest.store import Store

ADDRESSES = [f"https://{name}.test/feed" for name in "abcd"]


def columns(store: Store) -> dict[str, tuple[object, ...]]:
    names = ("state", "last_checked_at", "next_check_at", "failures", "problem", "detail")
    return {str(row["url"]): tuple(row[n] for n in names) for row in store.rows("v1_feeds")}


def test_many_checks_without_news_come_to_the_same_as_each_alone(store: Store) -> None:
    states = subscribe(store, *ADDRESSES)
    broken = replace(states[1], failures=3, problem=Problem.TIMEOUT, detail="no answer")
    changes = [
        checked(states[0], None),
        checked(broken, None),
        checked(states[2], [entry(1)]),
        checked(states[3], ()),
    ]

    store.apply(changes)
    together, requests = columns(store), len(store.rows("v1_fetches"))
    for change in changes:
        store.apply([change])

    assert columns(store) == together
    assert together[ADDRESSES[1]][3:] == (3, "timeout", "no answer")
    assert len(store.rows("v1_fetches")) == requests == len(ADDRESSES)
    later = NOW + 2 * HOUR
    assert len(store.claim_feeds(run="next", now=later, limit=9)) == len(ADDRESSES)


def test_a_feed_that_was_paused_or_removed_meanwhile_stays_so(store: Store) -> None:
    states = subscribe(store, *ADDRESSES)
    store.set_feed_status([ADDRESSES[0]], FeedStatus.PAUSED, now=NOW)
    store.remove_feeds([ADDRESSES[1]])

    store.apply([checked(state, None) for state in states])

    assert {url: told[0] for url, told in columns(store).items()} == {
        ADDRESSES[0]: "paused",
        ADDRESSES[2]: "active",
        ADDRESSES[3]: "active",
    }
