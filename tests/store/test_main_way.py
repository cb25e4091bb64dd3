"""From a subscription to an article, as a run does it."""

from __future__ import annotations

from datetime import timedelta

from tests.store.builders import (
    BODY,
    FEED,
    HOUR,
    NOW,
    checked,
    entry,
    extraction,
    failed,
    snapshot,
    stored,
    subscribe,
)

from ingest.model import PageStatus, Problem, RobotsRecord, Source
from ingest.store import Applied, Store


def test_entries_become_sightings_and_waiting_pages(store: Store) -> None:
    (state,) = subscribe(store)

    store.apply([checked(state, [entry(1), entry(2)])])

    assert [row["title"] for row in store.rows("v1_sightings", order="title")] == [
        "Story 1",
        "Story 2",
    ]
    assert {row["state"] for row in store.rows("v1_pages")} == {"waiting"}
    (feed,) = store.rows("v1_feeds")
    assert feed["next_check_at"] == "2026-03-01T13:00:00.000000Z"
    assert feed["interval_seconds"] == 3600
    assert store.claim_feeds(run="other", now=NOW, limit=10) == []


def test_a_claimed_page_carries_its_entry_and_what_the_site_taught(store: Store) -> None:
    (state,) = subscribe(store)
    witness = entry(1, content="<p>long</p>", authors=("Ann",), tags=("x",), modified_at=NOW)
    store.apply([checked(state, [witness, entry(2), entry(3)])])

    task, *_ = store.claim_pages(run="run", now=NOW, limit=10, per_host=10)

    assert task.entry == witness
    assert set(task.site.titles) == {"Story 2", "Story 3"}
    assert task.request.url == "https://news.test/story/1"


def test_a_stored_page_is_an_article_with_all_that_belongs_to_it(store: Store) -> None:
    (state,) = subscribe(store)
    store.apply([checked(state, [entry(1)])])
    (task,) = store.claim_pages(run="run", now=NOW, limit=10, per_host=1)

    (applied,) = store.apply([stored(task)])

    assert applied == Applied(article_id=1, change="stored")
    (row,) = store.rows("v1_articles")
    assert row["text"] == BODY
    assert row["authors"] == "Ann Ba; Cy Do"
    assert (row["host"], row["revision"], row["seq"], row["access"]) == (
        "news.test",
        1,
        1,
        "unknown",
    )
    assert [block["reason"] for block in store.rows("v1_removed", order="position")] == [
        "teaser",
        "share",
    ]
    assert store.rows("v1_evidence")[0]["chosen"] is True
    assert store.rows("v1_sightings")[0]["article_id"] == 1
    assert store.rows("v1_pages")[0]["state"] == "stored"
    assert store.rows("v1_feeds")[0]["articles"] == 1
    assert store.rows("v1_revisions")[0]["text"] == BODY
    assert [change["kind"] for change in store.rows("v1_changes")] == ["insert"]
    assert store.claim_pages(run="run", now=NOW, limit=10, per_host=1) == []


def test_every_update_applied_twice_changes_nothing_more(store: Store) -> None:
    (state,) = subscribe(store)
    check = checked(state, [entry(1), entry(2)])
    store.apply([check, check])
    first, second = store.claim_pages(run="run", now=NOW, limit=10, per_host=5)
    updates = [stored(first), failed(second)]
    once = [store.apply(updates), snapshot(store)]

    again = store.apply(updates)
    store.apply([check])

    assert [a.change for a in again] == ["unchanged", None]
    assert snapshot(store) == once[1]


def test_changed_content_is_a_revision_and_its_past_stays_readable(store: Store) -> None:
    task = store.page_task("https://news.test/a", now=NOW)
    store.apply([stored(task)])

    (applied,) = store.apply([stored(task, extraction(text="New words."), at=NOW + HOUR)])
    (same,) = store.apply([stored(task, extraction(text="New words."), at=NOW + 2 * HOUR)])

    assert (applied.change, same.change) == ("updated", "unchanged")
    assert [row["text"] for row in store.rows("v1_revisions", order="revision")] == [
        BODY,
        "New words.",
    ]
    (article,) = store.rows("v1_articles")
    assert (article["revision"], article["seq"]) == (2, 2)
    assert [(row["seq"], row["kind"]) for row in store.rows("v1_changes", order="seq")] == [
        (1, "insert"),
        (2, "update"),
    ]


def test_a_failed_page_is_tried_again_when_it_is_due_and_not_before(store: Store) -> None:
    (state,) = subscribe(store)
    store.apply([checked(state, [entry(1)])])
    (task,) = store.claim_pages(run="run", now=NOW, limit=10, per_host=1)

    store.apply([failed(task)])

    assert store.claim_pages(run="run", now=NOW + timedelta(minutes=59), limit=10, per_host=1) == []
    (again,) = store.claim_pages(run="run", now=NOW + HOUR, limit=10, per_host=1)
    assert again.failures == 1


def test_a_failure_after_a_success_keeps_the_article(store: Store) -> None:
    task = store.page_task("https://news.test/a", now=NOW)
    (applied,) = store.apply([stored(task)])

    store.apply(
        [failed(task, Problem.GONE, at=NOW + HOUR, status=PageStatus.FAILED, next_attempt_at=None)]
    )

    (page,) = store.rows("v1_pages")
    assert (page["state"], page["problem"], page["article_id"]) == (
        "failed",
        "gone",
        applied.article_id,
    )
    assert store.article("https://news.test/a") is not None


def test_robots_are_remembered(store: Store) -> None:
    record = RobotsRecord(origin="https://news.test", at=NOW, body="User-agent: *\nDisallow: /x")

    store.apply([record])

    assert store.robots("https://news.test") == record
    assert store.robots("https://other.test") is None


def test_nothing_is_due_when_all_is_done(store: Store) -> None:
    assert not store.anything_due(NOW)
    (state,) = subscribe(store)
    assert store.anything_due(NOW)
    store.apply([checked(state, [entry(1)])])
    assert store.anything_due(NOW)
    (task,) = store.claim_pages(run="run", now=NOW, limit=1, per_host=1)
    assert store.anything_due(NOW)
    store.apply([stored(task)])
    assert not store.anything_due(NOW)
    assert store.anything_due(NOW + HOUR)


def test_what_was_never_read_is_sure_to_need_reading(store: Store) -> None:
    both = {"feeds": True, "pages": True}
    assert not store.anything_unread(NOW, **both)
    (state,) = subscribe(store)
    assert store.anything_unread(NOW, **both)
    assert not store.anything_unread(NOW, feeds=False, pages=True)
    store.apply([checked(state, [entry(1)])])
    assert store.anything_unread(NOW, **both)
    assert not store.anything_unread(NOW, feeds=True, pages=False)
    (task,) = store.claim_pages(run="run", now=NOW, limit=1, per_host=1)
    store.apply([stored(task)])
    assert not store.anything_unread(NOW + HOUR, **both)


def test_status_tells_health(store: Store) -> None:
    (state,) = subscribe(store, FEED)
    store.add_feeds([Source(url="https://other.test/feed")], now=NOW)
    store.apply([checked(state, [entry(1)])])
    store.begin_run("run", now=NOW)
    store.end_run("run", now=NOW + HOUR, summary={"seconds": 1})

    told = store.status()

    assert told["feeds"] == {"active": 2, "paused": 0, "gone": 0}
    assert told["pages"] == {"waiting": 1, "stored": 0, "failed": 0, "skipped": 0}
    assert told["runs"] == [
        {
            "started_at": "2026-03-01T12:00:00.000000Z",
            "ended_at": "2026-03-01T13:00:00.000000Z",
            "summary": {"seconds": 1},
        }
    ]
