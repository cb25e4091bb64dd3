"""Strange values, failing items, dying processes, several writers, a database that goes away."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.builders import (
    BODY,
    HOUR,
    NOW,
    SAME_EACH_TIME,
    checked,
    entry,
    extraction,
    failed,
    fresh_store,
    snapshot,
    stored,
    subscribe,
)

from ingest.errors import DatabaseError
from ingest.model import Evidence, PageUpdate, Removed
from ingest.store import Store, open_store
from ingest.store.text import clean

STRANGE = "a\x00b \ud83d c \ud83d\ude00 \U0001f600 \u202e\u200f '; DROP TABLE articles; -- \x07"


def test_strange_text_is_stored_the_same_on_both(store: Store) -> None:
    (state,) = subscribe(store)
    odd = entry(1, key=STRANGE, guid=STRANGE, title=STRANGE, content=STRANGE, authors=(STRANGE,))
    store.apply([checked(replace(state, title=STRANGE, detail=STRANGE), [odd])])
    (task,) = store.claim_pages(run="run", now=NOW, limit=1, per_host=1)
    article = extraction(
        STRANGE,
        STRANGE,
        section=STRANGE,
        removed=(Removed(reason=STRANGE, text=STRANGE),),
        evidence=(Evidence(field="title", source=STRANGE, value=STRANGE),),
    )

    store.apply([stored(task, article)])

    expected = "ab \ufffd c \U0001f600 \U0001f600 \u202e\u200f '; DROP TABLE articles; -- \x07"
    assert clean(STRANGE) == expected
    (row,) = store.rows("v1_articles")
    assert (row["title"], row["text"], row["section"]) == (expected, expected, expected)
    assert store.rows("v1_sightings")[0]["guid"] == expected
    assert store.rows("v1_removed")[0]["reason"] == expected


def test_a_title_of_ten_megabytes_is_stored(store: Store) -> None:
    (state,) = subscribe(store)
    long = "ä" * 5_000_000
    store.apply([checked(state, [entry(1, key=long, guid=long, title=long)])])
    (task,) = store.claim_pages(run="run", now=NOW, limit=1, per_host=1)

    store.apply([stored(task, extraction(long, long))])

    assert store.rows("v1_articles")[0]["title"] == long


def test_an_item_that_cannot_be_stored_costs_itself_only(store: Store) -> None:
    tasks = [store.page_task(f"https://news.test/{n}", now=NOW) for n in range(3)]
    without_offset = extraction(published_at=datetime(2026, 1, 1))

    applied = store.apply([stored(tasks[0]), stored(tasks[1], without_offset), failed(tasks[2])])

    assert [a.change for a in applied] == ["stored", None, None]
    pages = store.rows("v1_pages", order="url")
    assert [page["state"] for page in pages] == ["stored", "failed", "waiting"]
    assert pages[1]["problem"] == "unreadable"
    assert "without an offset" in str(pages[1]["detail"])
    assert store.claim_pages(run="run", now=NOW, limit=9, per_host=9) == []


def test_a_feed_update_that_cannot_be_stored_costs_itself_only(store: Store) -> None:
    one, two = subscribe(store, "https://a.test/f", "https://b.test/f")
    bad = entry(1, published_at=datetime(2026, 1, 1))

    store.apply([checked(one, [bad]), checked(two, [entry(2)])])

    feeds = store.rows("v1_feeds", order="id")
    assert [feed["problem"] for feed in feeds] == ["unreadable", None]
    assert [feed["next_check_at"] for feed in feeds] == ["2026-03-01T13:00:00.000000Z"] * 2


def test_what_comes_in_for_a_removed_feed_or_page_is_no_error(store: Store) -> None:
    (state,) = subscribe(store)
    store.apply([checked(state, [entry(1), entry(2)])])
    task, other = store.claim_pages(run="run", now=NOW, limit=9, per_host=9)
    store.remove_feeds([state.request.url])

    applied = store.apply([checked(state, [entry(3)]), stored(task), failed(other)])

    assert applied[1].change == "stored"
    assert store.rows("v1_sightings") == []
    assert len(store.rows("v1_articles")) == 1


TEXTS = st.sampled_from([BODY, BODY + " More.", "Short.", ""])
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        TEXTS,
        st.sampled_from([None, "https://news.test/story/1", "https://x.test/c"]),
    ),
    max_size=6,
)


@settings(SAME_EACH_TIME, max_examples=15)
@given(steps=STEPS)
def test_applied_twice_is_applied_once(steps: Sequence[tuple[int, str, str | None]]) -> None:
    with fresh_store() as once, fresh_store() as twice:
        for store, times in ((once, 1), (twice, 2)):
            (state,) = subscribe(store)
            check = checked(state, [entry(n) for n in range(4)])
            store.apply([check] * times)
            tasks = store.claim_pages(run="run", now=NOW, limit=9, per_host=9)
            updates = [
                stored(
                    tasks[place],
                    extraction(text=words),
                    at=NOW + number * HOUR,
                    canonical=canonical,
                )
                for number, (place, words, canonical) in enumerate(steps)
            ]
            for update in updates:
                for _ in range(times):
                    store.apply([update])
        assert snapshot(once) == snapshot(twice)
        for store in (once, twice):
            seqs = [row["seq"] for row in store.rows("v1_changes", order="seq")]
            assert seqs == list(range(1, len(seqs) + 1))


@settings(SAME_EACH_TIME, max_examples=12)
@given(steps=st.lists(st.tuples(st.integers(0, 3), TEXTS), max_size=6))
def test_a_batch_does_what_its_updates_do_one_by_one(steps: Sequence[tuple[int, str]]) -> None:
    with fresh_store() as batched, fresh_store() as single:
        for store in (batched, single):
            (state,) = subscribe(store)
            store.apply([checked(state, [entry(n) for n in range(4)])])
            tasks = store.claim_pages(run="run", now=NOW, limit=9, per_host=9)
            updates = [
                stored(tasks[place], extraction(text=words), at=NOW + number * HOUR)
                for number, (place, words) in enumerate(steps)
            ]
            for batch in [updates] * 2 if store is batched else [[update] for update in updates]:
                store.apply(batch)
        assert texts_by_address(batched) == texts_by_address(single)


def texts_by_address(store: Store) -> list[list[tuple[object, object]]]:
    """Every page's article as a history of texts, whatever its number."""
    histories: dict[object, list[tuple[object, object]]] = {}
    for row in store.rows("v1_revisions", order="revision"):
        histories.setdefault(row["article_id"], []).append((row["text"], row["at"]))
    return [histories.get(page["article_id"], []) for page in store.rows("v1_pages", order="url")]


def writer(url: str, name: str, count: int, batch: int) -> None:
    """Stores articles of its own and one that all writers share."""
    with open_store(url) as store:
        tasks = [store.page_task(f"https://{name}.test/{n}", now=NOW) for n in range(count)]
        shared = store.page_task("https://shared.test/x", now=NOW)
        for start in range(0, count, batch):
            updates: list[PageUpdate] = [
                stored(task, extraction(f"{name} {task.id}", f"{name} {task.id}"))
                for task in tasks[start : start + batch]
            ]
            at = NOW + (start + 1) * HOUR
            updates.insert(
                batch // 2, stored(shared, extraction("Shared", f"{name} {start}"), at=at)
            )
            store.apply(updates)


def run_writers(
    url: str, names: Sequence[str], *, count: int, batch: int
) -> list[threading.Thread]:
    threads = [threading.Thread(target=writer, args=(url, name, count, batch)) for name in names]
    for thread in threads:
        thread.start()
    return threads


def test_a_consumer_by_cursor_misses_no_change_of_many_writers(database_url: str) -> None:
    names = ["a", "b", "c", "d"]
    with open_store(database_url) as store:
        writers = run_writers(database_url, names, count=40, batch=4)
        seen: list[tuple[object, object]] = []
        last: object = 0
        while True:
            done = not any(thread.is_alive() for thread in writers)
            with store._read() as connection:
                query = (
                    "SELECT seq, article_id, revision FROM v1_changes WHERE seq > {} ORDER BY seq"
                )
                found = connection.exec_driver_sql(query.format(last)).all()
            seen += [(row.article_id, row.revision) for row in found]
            last = found[-1].seq if found else last
            if done and not found:
                break
        everything = store.rows("v1_changes")
        articles = store.rows("v1_articles")

    assert seen == [
        (row["article_id"], row["revision"])
        for row in sorted(everything, key=lambda r: int(str(r["seq"])))
    ]
    assert len(articles) == 4 * 40 + 1
    assert len(set(seen)) == len(seen)


def test_a_killed_writer_leaves_a_sound_database(sqlite_url: str, tmp_path: Path) -> None:
    code = (
        "from tests.store.test_robustness import writer\n"
        f"import sys\nprint('go', flush=True)\nwriter({sqlite_url!r}, sys.argv[1], 400, 8)\n"
    )
    open_store(sqlite_url).close()
    chance = random.Random(5)
    for number in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", code, f"w{number}"], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                process.wait(chance.uniform(0.05, 1.0))
            except subprocess.TimeoutExpired:
                process.kill()

    raw = sqlite3.connect(tmp_path / "ingest.db")
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()
    with open_store(sqlite_url) as store:
        revisions = {(row["article_id"], row["revision"]) for row in store.rows("v1_revisions")}
        assert revisions == {
            (row["article_id"], row["revision"]) for row in store.rows("v1_changes")
        }
        store.take_over()
        assert not store.rows("v1_pages", where={"state": "stored", "article_id": None})


def test_readers_of_sqlite_are_never_locked_out(sqlite_url: str, tmp_path: Path) -> None:
    open_store(sqlite_url).close()
    (thread,) = run_writers(sqlite_url, ["a"], count=60, batch=2)
    reads = 0
    while thread.is_alive():
        raw = sqlite3.connect(tmp_path / "ingest.db")
        raw.execute("SELECT count(*), max(seq) FROM v1_changes").fetchone()
        raw.close()
        reads += 1
    assert reads > 1


def test_a_full_disk_is_told_and_nothing_is_half(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        task = store.page_task("https://news.test/1", now=NOW)
        with store._read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DatabaseError, match="disk is full"):
            store.apply([stored(task, extraction(text="long " * 100_000))])
        with store._read() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert store.rows("v1_articles") == []

        (applied,) = store.apply([stored(task)])

        assert applied.change == "stored"


def test_a_server_that_restarts_is_found_again(postgresql_url: str) -> None:
    with open_store(postgresql_url) as store:
        task = store.page_task("https://news.test/1", now=NOW)
        with psycopg.connect(postgresql_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )

        assert store.apply([stored(task)])[0].change == "stored"


def test_a_connection_that_breaks_inside_a_transaction_is_a_database_error(
    postgresql_url: str,
) -> None:
    with open_store(postgresql_url) as store:
        with pytest.raises(DatabaseError, match="cannot be used"):
            store._write(
                lambda connection: connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pg_backend_pid())"
                )
            )
        assert store.rows("v1_articles") == []


def test_a_read_only_server_is_told(postgresql_url: str) -> None:
    name = postgresql_url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(postgresql_url, autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    with open_store(postgresql_url) as store, pytest.raises(DatabaseError, match="read-only"):
        store.page_task("https://news.test/1", now=NOW)
