"""What one answer changes about a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest import plan
from ingest.model import (
    AddressKind,
    Entry,
    Extraction,
    Failed,
    Fetched,
    NotModified,
    Outcome,
    PageStatus,
    PageTask,
    PageUpdate,
    Problem,
    Request,
    RequestKind,
    Validators,
)

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
URL = "https://example.org/world/dam?utm_source=rss"
CANONICAL = "https://example.org/world/dam"
SENTENCE = "The council of the upper valley has agreed to rebuild the dam before the winter. "
PARAGRAPHS = f"<p>{SENTENCE * 4}</p>" * 5
PAGE = f"""<html><head><title>Dam to be rebuilt</title><link rel="canonical" href="{CANONICAL}">
<meta property="article:published_time" content="2026-05-04T08:00:00+02:00"></head><body>
<article><h1>Dam to be rebuilt</h1>{PARAGRAPHS}</article></body></html>""".encode()


def task(**changes: object) -> PageTask:
    return replace(  # type: ignore[arg-type]
        PageTask(id=1, request=Request(url=URL, kind=RequestKind.PAGE)), **changes
    )


def fetched(body: bytes = PAGE, **changes: object) -> Fetched:
    outcome = Fetched(request=task().request, at=NOW, url=URL, body=body, media_type="text/html")
    return replace(outcome, **changes)  # type: ignore[arg-type]


def failed(problem: Problem, **changes: object) -> Failed:
    outcome = Failed(request=task().request, at=NOW, problem=problem, detail="why", status=500)
    return replace(outcome, **changes)  # type: ignore[arg-type]


def after(outcome: Outcome, **changes: object) -> PageUpdate:
    return plan.after_page(task(**changes), outcome, "ingest/1")


def test_a_page_becomes_an_article_known_by_all_its_addresses():
    hop = "https://example.org/r/7"

    update = after(fetched(url=URL, hops=(URL, hop)))

    assert update.status is PageStatus.STORED
    assert update.article is not None
    assert update.article.title == "Dam to be rebuilt"
    assert update.url == CANONICAL
    assert {(a.url, a.kind) for a in update.addresses} == {
        (URL, AddressKind.REQUESTED),
        (hop, AddressKind.REDIRECTED),
        (CANONICAL, AddressKind.CANONICAL),
    }
    assert (update.extractor, update.attempts, update.problem) == ("ingest/1", 1, None)


def test_the_content_hash_depends_on_title_and_text_alone():
    article = Extraction(title="Dam", text="To be rebuilt.")

    same = replace(article, language="en", quality=0.3, description="other")

    assert plan.content_hash(same) == plan.content_hash(article)
    assert plan.content_hash(replace(article, title="Dams")) != plan.content_hash(article)
    assert plan.content_hash(replace(article, text="Rebuilt.")) != plan.content_hash(article)


def test_the_entry_of_the_feed_is_a_witness_for_the_date():
    body = PAGE.replace(b"article:published_time", b"x:nothing")
    entry = Entry(key="1", title="Dam to be rebuilt", published_at=NOW - timedelta(days=1))

    update = after(fetched(body), entry=entry)

    assert update.article is not None
    assert update.article.published_at == entry.published_at
    assert update.article.published_source == "feed"


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "audio/mpeg"])
def test_what_is_no_web_page_is_skipped_for_good(media_type):
    update = after(fetched(b"%PDF-1.7", media_type=media_type))

    assert (update.status, update.problem) == (PageStatus.SKIPPED, Problem.UNSUPPORTED_TYPE)
    assert update.next_attempt_at is None


def test_a_page_without_an_article_is_told_and_stores_none():
    update = after(fetched(b""))

    assert update.problem is Problem.EMPTY
    assert update.article is None
    assert update.content_hash is None


def test_a_passing_failure_is_tried_again_and_given_up_in_the_end():
    attempts = 0
    while (update := after(failed(Problem.TIMEOUT), failures=attempts)).next_attempt_at:
        assert update.status is PageStatus.WAITING
        assert update.next_attempt_at > NOW
        attempts = update.attempts

    assert update.status is PageStatus.FAILED
    assert 3 <= update.attempts <= 10


def test_a_page_that_was_not_asked_because_its_domain_rests_has_not_failed():
    wait = timedelta(hours=2)

    update = after(failed(Problem.RATE_LIMITED, status=None, retry_after=wait))

    assert update.attempts == 0
    assert update.next_attempt_at is not None
    assert update.next_attempt_at >= NOW + wait
    assert update.stop is None


AGES = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))


def rechecked(outcome: Outcome, hours: float) -> PageUpdate:
    """What a re-check changes of an article that was first stored so many hours ago."""
    known = task(recheck=True, known_since=NOW - timedelta(hours=hours))
    return plan.after_page(known, outcome, "ingest/1", AGES)


def test_a_new_article_is_asked_for_again_at_the_first_age_with_the_validators_it_came_with():
    headers = {"etag": '"x"', "last-modified": "Mon"}

    update = plan.after_page(task(), fetched(headers=headers), "ingest/1", AGES)

    assert update.recheck_at == NOW + timedelta(hours=1)
    assert update.validators == Validators(etag='"x"', last_modified="Mon", url=URL)
    assert after(fetched()).recheck_at is None, "off by default"


@pytest.mark.parametrize(("hours", "next_one"), [(1, 24), (1.5, 24), (24, 168), (30, 168)])
def test_a_recheck_is_followed_by_that_at_the_next_age(hours, next_one):
    known_since = NOW - timedelta(hours=hours)

    update = rechecked(fetched(), hours)

    assert update.article is not None
    assert update.recheck_at == known_since + timedelta(hours=next_one)


def test_the_last_recheck_is_the_last():
    assert rechecked(fetched(), 168).recheck_at is None


def test_a_304_says_that_the_page_is_there_and_says_the_same():
    update = rechecked(NotModified(request=task().request, at=NOW, url=URL), 1)

    assert (update.status, update.article, update.problem) == (PageStatus.STORED, None, None)
    assert (update.keeps, update.validators) == (False, None)
    assert update.recheck_at == NOW + timedelta(hours=23)


@pytest.mark.parametrize("problem", [Problem.GONE, Problem.NOT_FOUND])
def test_a_page_that_was_taken_down_is_marked_and_looked_for_again(problem):
    update = rechecked(failed(problem), 1)

    assert (update.status, update.problem, update.keeps) == (PageStatus.FAILED, problem, False)
    assert update.next_attempt_at is None
    assert update.recheck_at == NOW + timedelta(hours=23)


@pytest.mark.parametrize(
    "outcome",
    [
        failed(Problem.TIMEOUT),
        failed(Problem.SERVER_ERROR),
        failed(Problem.ROBOTS),
        fetched(b"<html><title>Consent</title><body></body></html>"),
    ],
)
def test_any_other_failure_of_a_recheck_learns_nothing(outcome):
    update = rechecked(outcome, 1)

    assert update.keeps
    assert update.problem is not None
    assert update.recheck_at == NOW + timedelta(hours=23)


def test_a_recheck_that_a_host_put_off_comes_when_its_rest_is_over():
    rest = timedelta(minutes=30)

    update = rechecked(failed(Problem.RATE_LIMITED, status=None, retry_after=rest), 1)

    assert update.keeps
    assert NOW + rest <= (update.recheck_at or NOW) < NOW + 2 * rest


def test_the_record_of_a_fetch_says_what_was_asked_and_what_came():
    failure = plan.record(failed(Problem.SERVER_ERROR, url="https://example.org/final"))
    success = plan.record(fetched(received=7, elapsed=timedelta(seconds=1)))

    assert (failure.problem, failure.status, failure.detail) == (Problem.SERVER_ERROR, 500, "why")
    assert failure.final_url == "https://example.org/final"
    assert (success.status, success.received, success.url) == (200, 7, URL)
