"""Which kept pages are read again, and that each is read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.store.builders import BODY, HOUR, NOW, extraction, failed, stored
from tests.store.test_identity import OTHER

from ingest.model import KeptPage, PageStatus, PageUpdate, Problem, RawPage, Reread
from ingest.store import Selection, Store, open_store

PAGES = 4
TODAY = NOW + timedelta(days=30)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """Some articles with their bodies, and a page that gave none."""
    with open_store(database_url, keep_raw="all") as store:
        for n in range(PAGES):
            fetch(store, n, f"{BODY} {n}", at=NOW + n * HOUR)
        ended = {"status": PageStatus.FAILED, "next_attempt_at": None, "raw": body(9)}
        unread = store.page_task("https://cut.test/9", now=NOW)
        store.apply([failed(unread, Problem.TRUNCATED, **ended)])
        yield store


def body(n: int) -> RawPage:
    return RawPage(body=b"<p>%d" % n, url=f"https://news.test/{n}", headers={"etag": "x"})


def fetch(store: Store, n: int, text: str, **more: object) -> None:
    task = store.page_task(f"https://news.test/{n}", now=NOW)
    store.apply([stored(task, extraction(text=text), raw=body(n), **more)])  # type: ignore[arg-type]


def kept(store: Store, **which: object) -> list[KeptPage]:
    selection = Selection(**which)  # type: ignore[arg-type]
    found = store.kept_pages(selection, after=0, limit=100, now=TODAY)
    assert store.count_kept(selection) == len(found)
    return found


def read_again(page: KeptPage, text: str) -> PageUpdate:
    update = stored(page.task, extraction(text=text), at=page.answer.at, extractor="test/2")
    return replace(update, reread=Reread(raw_id=page.raw_id, at=TODAY))


def test_pages_are_chosen_by_host_time_problem_and_extractor(store: Store) -> None:
    assert len(kept(store)) == PAGES + 1
    assert [page.task.request.url for page in kept(store, host="cut.test")] == [
        "https://cut.test/9"
    ]
    assert len(kept(store, since=NOW + 2 * HOUR)) == 2
    assert len(kept(store, problem=Problem.TRUNCATED)) == 1
    assert len(kept(store, extractor="test/1")) == 1, "the failed page was read by nobody"
    assert len(kept(store, extractor="test/2")) == PAGES + 1


def test_of_a_page_the_newest_body_is_read(store: Store) -> None:
    fetch(store, 0, BODY, at=NOW + 9 * HOUR)

    assert [page.answer.at for page in kept(store, host="news.test")][-1] == NOW + 9 * HOUR
    assert len(kept(store)) == PAGES + 1


def test_what_is_read_again_is_a_revision_of_today_and_no_fetch(store: Store) -> None:
    fetches = store.rows("v1_fetches")
    pages = kept(store, extractor="test/2", host="news.test")

    store.apply([read_again(pages[0], OTHER), read_again(pages[1], pages[1].text)])

    article = store.rows("v1_articles", order="id")[0]
    assert (article["text"], article["revision"]) == (OTHER, 2)
    assert article["fetched_at"] == "2026-03-01T12:00:00.000000Z"
    (change,) = store.changes(since=PAGES)
    assert (change["kind"], change["at"]) == ("update", "2026-03-31T12:00:00.000000Z")
    revision = store.rows("v1_revisions", where={"article_id": 1, "revision": 2})[0]
    assert (revision["extractor"], revision["at"]) == ("test/2", change["at"])
    assert store.rows("v1_fetches") == fetches
    assert len(kept(store, extractor="test/2", host="news.test")) == PAGES - 2, "nor read again"


def test_what_was_fetched_in_the_meantime_stays(store: Store) -> None:
    page = kept(store, host="news.test")[0]
    fetch(store, 0, OTHER, at=NOW + 9 * HOUR)

    (applied,) = store.apply([read_again(page, "Old words.")])

    assert applied.change == "unchanged"
    assert store.rows("v1_articles", order="id")[0]["text"] == OTHER


def test_what_is_foreseen_is_what_is_then_applied_and_leaves_no_trace(store: Store) -> None:
    pages = kept(store)
    updates = [
        read_again(page, text) for page, text in zip(pages, (OTHER, BODY, BODY), strict=False)
    ]
    before = store.rows("v1_articles"), store.changes(), store.rows("v1_evidence")

    foreseen = store.foresee(updates)

    assert (store.rows("v1_articles"), store.changes(), store.rows("v1_evidence")) == before
    assert store.apply(updates) == foreseen


def test_what_is_foreseen_writes_nothing_to_the_disk(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        for n in range(PAGES):
            fetch(store, n, f"{BODY} {n}")
        updates = [read_again(page, OTHER) for page in kept(store)]
        log = Path(f"{sqlite_url.removeprefix('sqlite:///')}-wal")
        before = log.read_bytes()

        assert [one.change for one in store.foresee(updates)] == ["updated"] * PAGES

        assert log.read_bytes() == before
