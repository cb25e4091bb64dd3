"""Checks of many feeds are written together, and come to the same as one by one."""

from __future__ import annotations

from dataclasses import replace

from tests.store.builders import (
    BODY,
    HOUR,
    NOW,
    checked,
    entry,
    extraction,
    fresh_store,
    snapshot,
    subscribe,
)

from ingest.model import Entry, FeedState, FeedStatus, FeedUpdate, OwnArticle, PagesPolicy, Problem
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


def polled(states: list[FeedState], *, later: bool) -> list[FeedUpdate]:
    """Feeds that name the same stories; one carries its own, one wants no pages, one has moved."""
    at = NOW + HOUR if later else NOW
    note = entry(4, url=None)
    own = OwnArticle(
        key=note.key,
        url=f"{ADDRESSES[2]}#4",
        article=extraction(text=BODY),
        content_hash="hash of the body",
        extractor="test/1",
    )
    stories: list[list[Entry]] = [
        [entry(1), entry(2, title="Edited" if later else "Story 2")],
        [entry(2, title="What another calls it"), entry(3)],
        [entry(3), note],
        [entry(9)] if later else [],
    ]
    told = [checked(state, seen, at=at) for state, seen in zip(states, stories, strict=True)]
    told[2] = replace(told[2], articles=(own,))
    told[3] = replace(
        told[3],
        state=replace(told[3].state, pages=PagesPolicy.NEVER),
        new_url="https://d.test/moved" if later else None,
    )
    return told


def test_many_checks_with_news_come_to_the_same_as_each_alone(store: Store) -> None:
    with fresh_store() as other:
        states, others = subscribe(store, *ADDRESSES), subscribe(other, *ADDRESSES)
        for later in (False, True):
            store.apply(polled(states, later=later))
            for change in polled(others, later=later):
                other.apply([change])

        assert snapshot(store) == snapshot(other)
    assert len(store.rows("v1_articles")) == 1
    assert len(store.rows("v1_pages", where={"state": "waiting"})) == 3


def test_of_two_checks_of_one_feed_the_later_counts(store: Store) -> None:
    (state,) = subscribe(store, ADDRESSES[0])

    store.apply(
        [
            checked(state, [entry(1)]),
            checked(state, [entry(1, title="Edited")], at=NOW + HOUR),
        ]
    )

    (seen,) = store.rows("v1_sightings")
    assert seen["title"] == "Edited"
    assert columns(store)[ADDRESSES[0]][1] == "2026-03-01T13:00:00.000000Z"
    assert len(store.rows("v1_fetches")) == 2
