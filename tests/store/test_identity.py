"""One story is one article, whatever its addresses; two stories are two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.store.builders import BODY, HOUR, NOW, checked, entry, extraction, stored, subscribe

from ingest.model import Entry, FeedState, PageTask
from ingest.store import Store
from ingest.store.identity import page_key

OTHER = (
    "Fishermen on the northern coast reported the largest catch of herring in forty years, and the "
    "harbour master asked the ministry for more ice before the market opens on Saturday morning."
)


def poll(store: Store, state: FeedState, entries: Sequence[Entry], *, hour: int) -> list[PageTask]:
    """One check of the feed and what it gives to fetch."""
    at = NOW + hour * HOUR
    store.apply([checked(state, entries, at=at)])
    return store.claim_pages(run="run", now=at, limit=50, per_host=50)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.test/a", "https://news.test/a"),
        ("https://www.news.test/a", "https://news.test/a"),
        ("https://news.test/a?utm_source=rss&utm_medium=feed", "https://news.test/a"),
        ("https://news.test/a?id=3&fbclid=x", "https://news.test/a?id=3"),
        ("https://news.test", "http://www.news.test/?gclid=1"),
    ],
)
def test_twins_are_one_address(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.test/a", "https://news.test/A"),
        ("https://news.test/a?id=3", "https://news.test/a?id=4"),
        ("https://news.test/a?gallery=1", "https://news.test/a"),
        ("https://news.test/a?uid=1", "https://news.test/a?uid=2"),
        ("https://news.test:8080/a", "https://news.test/a"),
        ("https://news.test/a/", "https://news.test/a"),
    ],
)
def test_addresses_that_differ_in_meaning_are_two(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


def test_an_article_in_two_feeds_is_fetched_and_stored_once(store: Store) -> None:
    one, two = subscribe(store, "https://a.test/feed", "https://b.test/feed")
    store.apply(
        [
            checked(one, [entry(1)]),
            checked(two, [entry(1, url="http://www.news.test/story/1?utm_source=b")]),
        ]
    )

    (task,) = store.claim_pages(run="run", now=NOW, limit=10, per_host=10)
    store.apply([stored(task)])

    assert [row["article_id"] for row in store.rows("v1_sightings")] == [1, 1]


def test_a_page_that_redirects_to_a_waiting_one_spares_its_fetch(store: Store) -> None:
    (state,) = subscribe(store)
    short, long = poll(store, state, [entry(1, url="https://short.test/x"), entry(2)], hour=0)
    store.give_back("run")

    store.apply([stored(short, redirected=long.request.url)])

    assert store.claim_pages(run="run", now=NOW, limit=10, per_host=10) == []
    assert {row["article_id"] for row in store.rows("v1_sightings")} == {1}
    assert store.article(long.request.url) == store.article(short.request.url)


def test_edits_of_guid_title_host_and_tracking_leave_one_article_a_story(store: Store) -> None:
    (state,) = subscribe(store)
    edits: list[dict[str, object]] = [
        {},
        {"key": "new-guid", "guid": "new-guid"},
        {"title": "Story 1, updated"},
        {"url": "https://news.test/story/1?utm_campaign=x"},
        {"url": "http://www.news.test/story/1"},
        {"url": "https://news.test/2026/story-1"},
        {"url": "https://amp.news.test/story/1"},
    ]
    now_is: Entry = entry(1)
    for hour, edit in enumerate(edits):
        now_is = replace(now_is, **edit)  # type: ignore[arg-type]
        for task in poll(store, state, [now_is], hour=hour):
            store.apply([stored(task, at=NOW + hour * HOUR)])

    assert len(store.rows("v1_articles")) == 1
    assert {row["article_id"] for row in store.rows("v1_sightings")} == {1}
    assert len(store.rows("v1_changes")) == 1


def test_a_guid_that_is_used_again_for_another_story_makes_another_article(store: Store) -> None:
    (state,) = subscribe(store)
    (first,) = poll(store, state, [entry(1)], hour=0)
    store.apply([stored(first)])

    (second,) = poll(
        store, state, [entry(1, url="https://news.test/herring", title="Herring")], hour=1
    )
    store.apply([stored(second, extraction("Herring", OTHER), at=NOW + HOUR)])

    assert sorted(row["text"] for row in store.rows("v1_articles")) == sorted([BODY, OTHER])
    assert store.rows("v1_sightings")[0]["article_id"] == 2


def test_a_site_that_names_one_canonical_address_for_all_loses_no_article(store: Store) -> None:
    tasks = [store.page_task(f"https://news.test/{n}", now=NOW) for n in (1, 2)]
    canonical = "https://news.test/home"

    store.apply(
        [
            stored(tasks[0], canonical=canonical),
            stored(tasks[1], extraction("Herring", OTHER), canonical=canonical),
        ]
    )

    assert [row["url"] for row in store.rows("v1_articles", order="id")] == [
        canonical,
        "https://news.test/2",
    ]


def test_two_articles_that_turn_out_to_be_one_are_merged(store: Store) -> None:
    (state,) = subscribe(store)
    desk, mobile = poll(store, state, [entry(1), entry(2, url="https://m.news.test/s")], hour=0)
    store.apply([stored(desk), stored(mobile)])
    assert len(store.rows("v1_articles")) == 2

    store.apply([stored(mobile, canonical=desk.request.url, at=NOW + HOUR)])

    (survivor,) = store.rows("v1_articles")
    assert {row["article_id"] for row in store.rows("v1_sightings")} == {survivor["id"]}
    assert {row["article_id"] for row in store.rows("v1_pages")} == {survivor["id"]}
    (merge,) = store.rows("v1_changes", where={"kind": "merge"})
    assert merge["article_id"] != survivor["id"]
    assert store.article(str(merge["article_id"])) == survivor
    before = len(store.rows("v1_changes"))
    store.apply([stored(mobile, canonical=desk.request.url, at=NOW + HOUR)])
    assert len(store.rows("v1_changes")) == before


def test_one_batch_with_one_story_twice_stores_it_once(store: Store) -> None:
    one = store.page_task("https://short.test/1", now=NOW)
    two = store.page_task("https://news.test/1", now=NOW)

    applied = store.apply([stored(one, redirected="https://news.test/1"), stored(two)])

    assert [a.article_id for a in applied] == [1, 1]
    assert [a.change for a in applied] == ["stored", "unchanged"]


def test_an_older_fetch_that_arrives_late_changes_nothing(store: Store) -> None:
    task = store.page_task("https://news.test/1", now=NOW)
    store.apply([stored(task, extraction(text=OTHER), at=NOW + HOUR)])

    (late,) = store.apply([stored(task, at=NOW + timedelta(minutes=1))])

    assert late.change == "unchanged"
    assert store.rows("v1_articles")[0]["text"] == OTHER
