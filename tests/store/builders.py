"""Builders: updates as the core makes them, with the least that a test must say."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import Phase, settings

from ingest.model import (
    Address,
    AddressKind,
    Entry,
    Evidence,
    Extraction,
    FeedState,
    FeedUpdate,
    FetchRecord,
    PageStatus,
    PageTask,
    PageUpdate,
    Problem,
    Removed,
    RequestKind,
    Source,
)
from ingest.store import Store, open_store

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAME_EACH_TIME = settings(deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
"""The same examples in every session, not made smaller: on a database that takes minutes."""
FEED = "https://news.test/feed.xml"
BODY = (
    "The council voted on Monday to rebuild the old stone bridge across the river after two years "
    "of repairs had failed to stop the cracks from growing wider with every winter flood."
)


@cache
def _schema() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "schema.db"
        open_store(f"sqlite:///{file}").close()
        return file.read_bytes()


@contextmanager
def fresh_store() -> Iterator[Store]:
    """An empty SQLite store, quickly: the schema is made once a session."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ingest.db"
        file.write_bytes(_schema())
        with open_store(f"sqlite:///{file}") as store:
            yield store


def subscribe(store: Store, *addresses: str, now: datetime = NOW) -> list[FeedState]:
    """Subscribes and claims."""
    store.add_feeds([Source(url=address) for address in addresses or [FEED]], now=now)
    return store.claim_feeds(run="run", now=now, limit=100)


def entry(number: int, **changes: object) -> Entry:
    told = Entry(
        key=f"guid-{number}",
        guid=f"guid-{number}",
        url=f"https://news.test/story/{number}",
        title=f"Story {number}",
        published_at=NOW - timedelta(minutes=number),
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def checked(
    state: FeedState, entries: Sequence[Entry] | None, *, at: datetime = NOW, **more: object
) -> FeedUpdate:
    """A feed update as after a 200."""
    told = FeedUpdate(
        state=replace(state, last_checked_at=at, last_success_at=at, interval=HOUR),
        next_check_at=at + HOUR,
        fetch=FetchRecord(at=at, kind=RequestKind.FEED, url=state.request.url, status=200),
        entries=None if entries is None else tuple(entries),
        arrived=len(entries or ()),
    )
    return replace(told, **more)  # type: ignore[arg-type]


def extraction(title: str = "Bridge to be rebuilt", text: str = BODY, **more: object) -> Extraction:
    told = Extraction(
        title=title,
        text=text,
        authors=("Ann Ba", "Cy Do"),
        tags=("bridges", "rivers"),
        published_at=NOW - HOUR,
        published_source="jsonld",
        quality=0.5,
        removed=(
            Removed(reason="teaser", text="Rocks thrown at trains"),
            Removed(reason="share", text="Share"),
        ),
        evidence=(Evidence(field="title", source="jsonld", value=title, chosen=True),),
    )
    return replace(told, **more)  # type: ignore[arg-type]


def stored(
    task: PageTask,
    article: Extraction | None = None,
    *,
    at: datetime = NOW,
    redirected: str | None = None,
    canonical: str | None = None,
    **more: object,
) -> PageUpdate:
    """A page update that stores an article."""
    asked = task.request.url
    addresses = [Address(url=asked, kind=AddressKind.REQUESTED)]
    if redirected:
        addresses.append(Address(url=redirected, kind=AddressKind.REDIRECTED))
    if canonical:
        addresses.append(Address(url=canonical, kind=AddressKind.CANONICAL))
    told = PageUpdate(
        task=task,
        at=at,
        status=PageStatus.STORED,
        fetch=FetchRecord(
            at=at, kind=RequestKind.PAGE, url=asked, final_url=redirected or asked, status=200
        ),
        attempts=0,
        article=article or extraction(),
        url=canonical or redirected or asked,
        addresses=tuple(addresses),
        extractor="test/1",
    )
    return replace(told, **more)  # type: ignore[arg-type]


def failed(
    task: PageTask, problem: Problem = Problem.TIMEOUT, *, at: datetime = NOW, **more: object
) -> PageUpdate:
    """A page update after a failure that is tried again in an hour."""
    told = PageUpdate(
        task=task,
        at=at,
        status=PageStatus.WAITING,
        fetch=FetchRecord(at=at, kind=RequestKind.PAGE, url=task.request.url, problem=problem),
        attempts=task.failures + 1,
        problem=problem,
        detail="it took too long",
        next_attempt_at=at + HOUR,
    )
    return replace(told, **more)  # type: ignore[arg-type]


def snapshot(store: Store) -> dict[str, list[dict[str, object]]]:
    """All that the views show."""
    from ingest.store.views import VIEWS

    return {
        name: sorted(store.rows(name), key=lambda row: [str(value) for value in row.values()])
        for name in VIEWS
    }
