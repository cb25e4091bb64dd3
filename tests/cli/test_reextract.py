"""Today's extractor over yesterday's pages."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from demo.news_site import Answer, serve
from tests.cli.command import Ingest
from tests.store.builders import NOW, checked, entry, extraction, failed, stored, subscribe

from ingest.model import PageStatus, Problem, RawPage
from ingest.store import open_store

STORY = (
    "The council voted on Monday to rebuild the old stone bridge across the river, after two years"
    " of repairs had failed to stop the cracks from growing wider with every flood of number {n}."
    "</p><p>Work is to begin in the spring, said the mayor, and the ferry will run for free until"
    " the last stone is laid, in spite of what it costs the town in these years of empty purses."
)
PAGES = 6


def html(n: int) -> bytes:
    return (
        f"<html lang=en><head><title>Story {n}</title></head><body><article><h1>Story {n}</h1>"
        f"<p>{STORY.format(n=n)}</p></article></body></html>"
    ).encode()


@pytest.fixture
def kept(ingest: Ingest) -> Ingest:
    """Pages that an earlier extractor read: one well, one badly, one not at all, and so on."""
    with open_store(f"sqlite:///{ingest.database}") as store:
        (state,) = subscribe(store)
        by = entry(0, authors=("Ann Bancroft",), summary="Ann's own summary of the bridge.")
        store.apply([checked(state, [by, *(entry(n) for n in range(1, PAGES))])])
        tasks = store.claim_pages(run="run", now=NOW, limit=PAGES, per_host=PAGES)
        for n, task in enumerate(tasks):
            raw = RawPage(body=html(n), url=task.request.url, media_type="text/html")
            said = extraction(f"Story {n}", f"Read also: <b>\x1b[31mnumber</b> {n}" * (n + 1))
            at = NOW + timedelta(minutes=n)
            store.apply([stored(task, said, at=at, raw=raw, extractor="ingest/0.0.1")])
        cut = RawPage(body=html(9), url="https://cut.test/9", media_type="text/html")
        other = store.page_task("https://cut.test/9", now=NOW)
        ended = {"status": PageStatus.FAILED, "next_attempt_at": None, "raw": cut}
        store.apply([failed(other, Problem.TRUNCATED, **ended)])
    return ingest


def state(ingest: Ingest) -> list[Any]:
    return [
        ingest.select(f"SELECT * FROM {view} ORDER BY 1, 2, 3")
        for view in ("v1_articles", "v1_revisions", "v1_changes", "v1_pages", "v1_evidence")
    ]


def reextract(ingest: Ingest, *options: str) -> Any:
    return json.loads(ingest.apart("reextract", "--json", *options).stdout)


def counts(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in {"seconds", "dry_run"}}


def test_a_dry_run_tells_what_applying_then_changes_and_changes_nothing(kept: Ingest) -> None:
    before = state(kept)

    foreseen = reextract(kept, "--dry-run")

    assert state(kept) == before
    done = reextract(kept)
    assert counts(foreseen) == counts(done)
    assert (done["pages"], done["updated"], done["stored"]) == (PAGES + 1, PAGES, 1)
    assert {one["lost"][0][:9] for one in done["articles"] if one["id"]} == {"Read also"}
    sizes = [one["characters"] for one in done["articles"]]
    assert sizes == sorted(sizes, reverse=True)
    assert len(kept.select("SELECT 1 FROM v1_changes")) == 2 * PAGES + 1
    assert len(kept.select("SELECT DISTINCT extractor FROM v1_revisions")) == 2
    assert kept.select("SELECT count(*) FROM v1_fetches WHERE kind = 'page'") == [(PAGES + 1,)]
    told = kept.select("SELECT value FROM v1_evidence WHERE field = 'authors' AND source = 'feed'")
    assert told == [("Ann Bancroft",)], "the feed's evidence is given again"

    after = state(kept)
    again = reextract(kept, "--again")
    assert (again["pages"], again["unchanged"], again["articles"]) == (PAGES + 1, PAGES + 1, [])
    assert state(kept) == after


def test_the_report_is_one_file_in_which_nothing_of_a_page_is_markup(kept: Ingest) -> None:
    said = kept.apart("reextract", "--dry-run", "--html", "report.html").stderr
    report = (kept.folder / "report.html").read_text()

    assert "The report is in report.html" in said
    assert "Nothing was changed" in said
    assert "<b>" not in report
    assert "&lt;b&gt;" in report
    assert "\x1b" not in report
    assert report.count("<details") == PAGES + 1
    assert "prefers-color-scheme: dark" in report
    assert "<script" not in report


def test_a_page_that_gave_no_article_gives_one_and_nothing_else_is_touched(kept: Ingest) -> None:
    before = kept.select("SELECT * FROM v1_articles ORDER BY id")

    found = reextract(kept, "--where", "problem=truncated")

    assert (found["pages"], found["stored"]) == (1, 1)
    page = kept.select("SELECT state, problem FROM v1_pages WHERE host = 'cut.test'")
    assert page == [("stored", None)]
    assert kept.select("SELECT * FROM v1_articles ORDER BY id")[:PAGES] == before
    assert counts(reextract(kept, "--where", "problem=truncated"))["pages"] == 0
    assert "problem=WORD" in kept("reextract", "--where", "host=x", status=2).stderr


def test_killed_in_the_middle_it_goes_on_and_does_nothing_twice(ingest: Ingest) -> None:
    pages = 100
    with open_store(f"sqlite:///{ingest.database}") as store:
        tasks = [store.page_task(f"https://{n % 9}.test/{n}", now=NOW) for n in range(pages)]
        store.apply(
            [
                stored(
                    task,
                    extraction(f"Story {n}", f"Read also: number {n}"),
                    raw=RawPage(body=html(n), url=task.request.url, media_type="text/html"),
                    extractor="ingest/0.0.1",
                )
                for n, task in enumerate(tasks)
            ]
        )
    done = "SELECT count(*) FROM raw_pages WHERE extractor <> 'ingest/0.0.1'"
    process = ingest.start("reextract")
    while ingest.select(done) == [(0,)] and process.poll() is None:
        pass
    process.kill()
    process.communicate()
    ((before,),) = ingest.select(done)

    rest = reextract(ingest)

    assert before
    assert (rest["pages"], rest["updated"]) == (pages - before, pages - before)
    assert ingest.select("SELECT min(revision), max(revision) FROM v1_articles") == [(2, 2)]
    assert len(ingest.select("SELECT 1 FROM v1_changes")) == 2 * pages
    ingest("db", "check")


def test_beside_a_run_what_the_run_fetches_stays(ingest: Ingest) -> None:
    numbers = range(20)
    items = "".join(f"<item><title>Story {n}</title><link>/{n}</link></item>" for n in numbers)
    feed = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>"
    answers = {"/feed": Answer(body=feed.encode(), media_type="application/rss+xml")}
    answers |= {f"/{n}": Answer(body=html(n)) for n in numbers}
    checking = Ingest(ingest.folder, {"INGEST_RECHECK": "1h"})
    with serve(lambda _: answers, "127.0.0.1") as origin:
        ingest("feeds", "add", f"{origin}/feed")
        checking("run")
        answers |= {f"/{n}": Answer(body=html(1000 + n)) for n in numbers}
        with closing(sqlite3.connect(ingest.database)) as connection:
            connection.execute("UPDATE raw_pages SET extractor = 'ingest/0.0.1'")
            connection.execute("UPDATE articles SET text = 'Read also', content_hash = id")
            connection.execute("UPDATE pages SET recheck_at = '2026-01-01T00:00:00.000000Z'")
            connection.commit()
        both = [checking.start("run"), ingest.start("reextract")]
        said = [process.communicate()[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    texts = [text for (text,) in ingest.select("SELECT text FROM v1_articles")]
    assert len(texts) == len(numbers)
    assert all("flood of number 10" in text for text in texts)
    ingest("db", "check")
    assert reextract(ingest)["pages"] == 0


def test_an_article_that_a_person_split_is_read_again_from_its_own_page(kept: Ingest) -> None:
    first, second = (row[0] for row in kept.select("SELECT url FROM v1_articles LIMIT 2"))
    kept("articles", "merge", second, "--into", first)
    kept.apart("articles", "split", first, second)

    texts = kept.select(f"SELECT text FROM v1_articles WHERE url IN ('{first}', '{second}')")

    assert [text for (text,) in texts if "Read also" in text] == []
    assert len(texts) == 2
