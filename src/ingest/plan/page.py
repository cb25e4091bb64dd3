"""(PageTask, Outcome) -> PageUpdate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, assert_never

from ingest import schedule, urls
from ingest.model import (
    Address,
    AddressKind,
    Extraction,
    Failed,
    Fetched,
    NotModified,
    Outcome,
    PageStatus,
    PageTask,
    PageUpdate,
    Problem,
    RawPage,
    Validators,
)
from ingest.plan.outcome import failed, record, stop, was_asked

if TYPE_CHECKING:
    from ingest.pages import Explanation

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})


def after_page(
    task: PageTask, outcome: Outcome, extractor: str, ages: Sequence[timedelta] = ()
) -> PageUpdate:
    """All that one fetch of a page changes. Extracts the article where there is a body.

    `extractor` is the name and version that the revision is stored under; `ages` are those at
    which an article's page is asked for again.
    """
    match outcome:
        case Fetched():
            update = _read_page(task, outcome, extractor)
        case Failed():
            update = _failed_page(task, outcome)
        case NotModified():
            update = _same_page(task, outcome)
        case _:
            assert_never(outcome)
    if task.recheck:
        update = _rechecked(update)
    if update.status is not PageStatus.STORED and not task.recheck:
        return update
    next_at = schedule.recheck(
        now=outcome.at, known_since=task.known_since or outcome.at, ages=ages
    )
    return replace(update, recheck_at=update.recheck_at or next_at)


def _rechecked(update: PageUpdate) -> PageUpdate:
    """A re-check believes a page and its absence (404, 410); any other failure says nothing.

    A host that asked for a rest is asked when it is over, the others at the next age.
    """
    if update.status is PageStatus.STORED:
        return update
    is_gone = update.problem in {Problem.GONE, Problem.NOT_FOUND}
    is_delayed = update.problem is Problem.RATE_LIMITED
    return replace(
        update,
        status=PageStatus.FAILED if is_gone else PageStatus.STORED,
        keeps=not is_gone,
        recheck_at=update.next_attempt_at if is_delayed else None,
        next_attempt_at=None,
    )


def _same_page(task: PageTask, outcome: NotModified) -> PageUpdate:
    return PageUpdate(
        task=task,
        at=outcome.at,
        status=PageStatus.STORED,
        fetch=record(outcome),
        attempts=task.failures + 1,
    )


def _read_page(task: PageTask, outcome: Fetched, extractor: str) -> PageUpdate:
    extraction = _extraction(task, outcome)
    if extraction.problem is not None:
        unread = _failed_page(task, failed(outcome, extraction.problem, extraction.detail))
        return replace(unread, extractor=extractor)
    canonical = extraction.canonical_url and urls.normalize(extraction.canonical_url)
    return PageUpdate(
        task=task,
        at=outcome.at,
        status=PageStatus.STORED,
        fetch=record(outcome),
        attempts=task.failures + 1,
        article=extraction,
        url=canonical or outcome.url,
        addresses=_addresses(outcome, canonical),
        content_hash=content_hash(extraction),
        extractor=extractor,
        validators=Validators(
            etag=outcome.headers.get("etag"),
            last_modified=outcome.headers.get("last-modified"),
            url=outcome.url,
        ),
    )


def explain_page(task: PageTask, outcome: Fetched) -> Explanation:
    """What `after_page` reads in the page, with all of its blocks."""
    from ingest import pages

    refused = _refused(outcome)
    if refused is not None:
        return pages.Explanation(refused)
    return pages.explain(
        outcome.body,
        url=outcome.url,
        charset=outcome.charset,
        entry=task.entry,
        site=task.site,
        at=outcome.at,
    )


def _refused(outcome: Fetched) -> Extraction | None:
    if outcome.media_type is None or outcome.media_type in PAGE_TYPES:
        return None
    return Extraction(
        problem=Problem.UNSUPPORTED_TYPE, detail=f"{outcome.media_type} is not a web page"
    )


def _extraction(task: PageTask, outcome: Fetched) -> Extraction:
    from ingest import pages  # with trafilatura behind it: only where a page is read

    return _refused(outcome) or pages.extract(
        outcome.body,
        url=outcome.url,
        charset=outcome.charset,
        entry=task.entry,
        site=task.site,
        at=outcome.at,
    )


def _failed_page(task: PageTask, outcome: Failed) -> PageUpdate:
    asked = was_asked(outcome)
    attempts = task.failures + asked
    next_attempt_at = schedule.page_retry(
        now=outcome.at,
        url=task.request.url,
        failures=attempts,
        problem=outcome.problem,
        retry_after=outcome.retry_after,
    )
    is_refused = outcome.problem in {Problem.ROBOTS, Problem.UNSUPPORTED_TYPE}
    ended = PageStatus.SKIPPED if is_refused else PageStatus.FAILED
    return PageUpdate(
        task=task,
        at=outcome.at,
        status=PageStatus.WAITING if next_attempt_at is not None else ended,
        fetch=record(outcome),
        attempts=attempts,
        problem=outcome.problem,
        detail=outcome.detail,
        next_attempt_at=next_attempt_at,
        stop=stop(outcome),
    )


def raw_page(outcome: Fetched) -> RawPage:
    """The body as it came, for extracting it again."""
    return RawPage(
        body=outcome.body,
        url=outcome.url,
        media_type=outcome.media_type,
        charset=outcome.charset,
        headers=outcome.headers,
    )


def _addresses(outcome: Fetched, canonical: str | None) -> tuple[Address, ...]:
    found = {outcome.request.url: AddressKind.REQUESTED}
    for hop in (*outcome.hops, outcome.url):
        found.setdefault(hop, AddressKind.REDIRECTED)
    if canonical:
        found.setdefault(canonical, AddressKind.CANONICAL)
    return tuple(Address(url=url, kind=kind) for url, kind in found.items())


def content_hash(article: Extraction) -> str:
    """The identity of an article's content: SHA-256 over title and text, in hexadecimal."""
    return sha256(f"{article.title or ''}\n\n{article.text}".encode(errors="replace")).hexdigest()
