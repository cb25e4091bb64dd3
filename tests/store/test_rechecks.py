"""Articles that are asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.store.builders import BODY, HOUR, NOW, extraction, failed, snapshot, stored
from tests.store.test_identity import OTHER

from ingest.model import PageStatus, PageTask, Problem, RawPage, Reread, Stop, Validators
from ingest.store import Selection, Store

DUE = NOW + HOUR
VALIDATORS = Validators(etag='W/"ü"', last_modified="Sun, 01 Mar", url="https://news.test/0")

RAW = RawPage(body=b"<p>0", url="https://news.test/0")


def store_some(store: Store, number: int = 1, host: str = "news.test") -> None:
    for n in range(number):
        task = store.page_task(f"https://{host}/{n}", now=NOW)
        said = extraction(text=f"{BODY} {host} {n}")
        told = {"recheck_at": DUE, "validators": VALIDATORS, "attempts": 3}
        store.apply([stored(task, said, **told)])


def claim(store: Store, **more: object) -> list[PageTask]:
    asked: dict[str, object] = {"run": "run", "now": DUE, "limit": 10, "per_host": 10}
    return store.claim_rechecks(**asked | more)  # type: ignore[arg-type]


def test_a_recheck_comes_when_it_is_due_with_what_the_page_came_with(store: Store) -> None:
    store_some(store)

    assert claim(store, now=DUE - timedelta(seconds=1)) == []
    (task,) = claim(store)

    assert (task.recheck, task.known_since, task.failures) == (True, NOW, 0)
    assert task.request.validators == VALIDATORS
    assert claim(store) == [], "it is held"
    store.give_back("run")
    assert claim(store) == [task]


def test_rechecks_leave_busy_stopped_and_greedy_hosts_their_rest(store: Store) -> None:
    for host in ("a.test", "b.test", "c.test"):
        store_some(store, 3, host)
    stop = Stop(domain="b.test", until=DUE + HOUR)
    unlucky = store.page_task("https://b.test/x", now=NOW)
    store.apply([failed(unlucky, Problem.RATE_LIMITED, stop=stop)])

    tasks = claim(store, busy_hosts={"a.test"}, per_host=2)

    assert {task.request.url for task in tasks} <= {f"https://c.test/{n}" for n in range(3)}
    assert len(tasks) == 2


def test_rechecks_are_of_no_more_hosts_than_there_is_room_for(store: Store) -> None:
    for host in ("a.test", "b.test", "c.test"):
        store_some(store, 2, host)

    assert len(claim(store, hosts=2)) == 4
    assert len(claim(store, hosts=2)) == 2


def test_a_run_has_something_to_do_only_where_rechecks_are_wanted(store: Store) -> None:
    store_some(store)

    assert not store.anything_due(DUE)
    assert store.anything_due(DUE, rechecks=True)
    assert not store.anything_due(NOW, rechecks=True)


def test_an_edit_is_a_revision_and_the_schedule_goes_on(store: Store) -> None:
    store_some(store)
    (task,) = claim(store)

    store.apply([stored(task, extraction(text=OTHER), at=DUE, recheck_at=DUE + HOUR)])

    assert [row["kind"] for row in store.changes()] == ["insert", "update"]
    assert claim(store) == []
    (again,) = claim(store, now=DUE + HOUR)
    assert again.known_since == NOW


def test_what_was_taken_down_is_marked_and_stays_and_may_come_back(store: Store) -> None:
    store_some(store)
    (task,) = claim(store)
    article = store.rows("v1_articles")

    gone = {"status": PageStatus.FAILED, "next_attempt_at": None, "recheck_at": DUE + HOUR}
    store.apply([failed(task, Problem.GONE, at=DUE, **gone)])

    (page,) = store.rows("v1_pages")
    assert (page["state"], page["problem"], page["article_id"]) == ("failed", "gone", 1)
    assert store.rows("v1_articles") == article
    assert len(store.changes()) == 1
    (again,) = claim(store, now=DUE + HOUR)
    store.apply([replace(stored(again, at=DUE + HOUR), article=None)])
    (page,) = store.rows("v1_pages")
    assert (page["state"], page["problem"], page["article_id"]) == ("stored", None, 1)


def test_what_is_older_than_a_takedown_does_not_undo_it(store: Store) -> None:
    store_some(store)
    page = store.page_task("https://news.test/0", now=NOW)
    store.apply([stored(page, raw=RAW, recheck_at=DUE)])
    (task,) = claim(store)
    gone = {"status": PageStatus.FAILED, "next_attempt_at": None, "recheck_at": DUE + HOUR}
    store.apply([failed(task, Problem.NOT_FOUND, at=DUE, **gone)])

    captured = stored(task, extraction(text=OTHER), at=DUE - HOUR / 2)
    (imported,) = store.apply_archived([captured])
    (kept,) = store.kept_pages(Selection(), after=0, limit=9, now=DUE)
    again = stored(kept.task, extraction(text=OTHER[:60]), at=kept.answer.at)
    store.apply([replace(again, reread=Reread(raw_id=kept.raw_id, at=DUE))])

    assert imported.change == "updated"
    (row,) = store.rows("v1_pages")
    assert (row["state"], row["problem"], row["article_id"]) == ("failed", "not-found", 1)
    assert len(claim(store, now=DUE + HOUR)) == 1, "and it is asked for again"
    store.apply([stored(task, at=DUE + HOUR)])
    (row,) = store.rows("v1_pages")
    assert (row["state"], row["problem"]) == ("stored", None)


def test_an_archive_has_the_article_of_a_page_that_was_gone_when_it_was_asked(store: Store) -> None:
    task = store.page_task("https://news.test/0", now=NOW)
    store.apply(
        [failed(task, Problem.GONE, at=DUE, status=PageStatus.FAILED, next_attempt_at=None)]
    )

    store.apply_archived([stored(task, at=NOW)])

    (row,) = store.rows("v1_pages")
    assert (row["state"], row["problem"], row["article_id"]) == ("failed", "gone", 1)


def test_a_recheck_that_learned_nothing_changes_nothing_but_the_record(store: Store) -> None:
    store_some(store)
    before = snapshot(store)
    (task,) = claim(store)

    nothing = {"status": PageStatus.STORED, "keeps": True, "recheck_at": None}
    store.apply([replace(failed(task, at=DUE), **nothing)])  # type: ignore[arg-type]

    after = snapshot(store)
    assert len(after.pop("v1_fetches")) == len(before.pop("v1_fetches")) + 1
    assert after == before
    assert not store.anything_due(DUE + 9 * HOUR, rechecks=True)
