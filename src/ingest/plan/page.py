"""(PageTask, Outcome) -> PageUpdate."""

from __future__ import annotations

from dataclasses import replace
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
)
from ingest.plan.outcome import failed, record, stop, was_asked

if TYPE_CHECKING:
    from ingest.pages import Explanation

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})


def after_page(task: PageTask, outcome: Outcome, extractor: str) -> PageUpdate:
    """All that one fetch of a page changes. Extracts the article where there is a body.

    `extractor` is the name and version that the revision is stored under.
    """
    match outcome:
        case Fetched():
            return _read_page(task, outcome, extractor)
        case Failed():
            return _failed_page(task, outcome)
        case NotModified():
            message = f"a page is never asked conditionally: {task.request.url}"
            raise ValueError(message)
        case _:
            assert_never(outcome)


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
