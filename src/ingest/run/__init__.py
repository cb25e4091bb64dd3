"""The two passes: due feeds, then due pages. What to do is decided in `plan`.

    store.claim ─▶ web.fetch ─▶ plan.after_feed ─▶ store.apply      pass 1
    store.claim ─▶ web.fetch ─▶ plan.after_page ─▶ store.apply      pass 2

The database is the queue between them: either may die at any instant and be started again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ingest import log, plan, urls
from ingest.model import (
    FeedState,
    FeedUpdate,
    Fetched,
    Outcome,
    PageTask,
    PageUpdate,
    RobotsRecord,
    Update,
)
from ingest.run.flow import CLAIM, Desk, Writer, drain
from ingest.run.outage import Outage
from ingest.run.queue import claim_pages
from ingest.run.rescue import rescue
from ingest.run.summary import Summary
from ingest.schedule import Policy as SchedulePolicy
from ingest.store import Applied, Store

if TYPE_CHECKING:  # a run that finds nothing due needs neither network nor workers
    from ingest.fetch import Web
    from ingest.pool import Pool

__all__ = [
    "PAGE_HOSTS",
    "Desk",
    "Reader",
    "RobotsInStore",
    "Scope",
    "Summary",
    "Tools",
    "Writer",
    "collect",
    "read",
    "run",
]

# So many hosts side by side for each request in flight: most of them wait for the end of their
# interval, or for their pages to be read. Each holds some 25 KB while it is at work, so 800 at once
# made a run of 20,000 pages grow by 17 MB after its first minute. Feeds may have more, because of
# those hosts that are silent: they keep their places until nobody else is left.
FEED_HOSTS = 32
PAGE_HOSTS = 4

# No new page is begun after this: a thousand pages of one slow host would keep cron's next runs,
# and with them every feed, waiting for half an hour. The next run goes on with them.
PAGES_PASS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What it takes to fetch a page and read it, with or without a database."""

    web: Web
    pool: Pool
    extractor: str
    keeps_raw: bool
    ages: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools(Reader):
    """What a pass works with; the CLI opens and closes them."""

    store: Store
    desk: Desk
    writer: Writer[Update, Applied]
    now: Callable[[], datetime]
    schedule: SchedulePolicy
    concurrency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one run is asked to do. `only` names feeds; `limit` is the most pages."""

    run: str
    only: tuple[str, ...] | None = None
    every: bool = False
    reads_feeds: bool = True
    reads_pages: bool = True
    limit: int | None = None


async def run(tools: Tools, scope: Scope, summary: Summary) -> None:
    """One pass over all that is due, counted in `summary`. The caller holds the run lock.

    Raises OutageError where our own network is down. What was claimed and not done is given back,
    however this ends.
    """
    for stop in await tools.desk.call(tools.store.stops, tools.now()):
        tools.web.stop(stop.domain, stop.until)
    try:
        if scope.reads_feeds:
            await feeds_pass(tools, scope, summary)
        if scope.reads_pages:
            await pages_pass(tools, scope, summary)
    finally:
        try:  # first, since what waits to be written may take longer than we are given
            await tools.desk.call(tools.store.give_back, scope.run)
        finally:
            await tools.writer.close()


async def feeds_pass(tools: Tools, scope: Scope, summary: Summary) -> None:
    """Every due feed once."""
    outage = Outage()
    started_at = tools.now()

    async def claim(_busy: Collection[str], hosts: int) -> Sequence[FeedState]:
        return await tools.desk.call(
            tools.store.claim_feeds,
            run=scope.run,
            now=started_at,
            limit=hosts,
            every=scope.every,
            only=scope.only,
            not_after=started_at,
        )

    async def check(feed: FeedState) -> None:
        with tools.writer.at_work():
            outcome = await tools.web.fetch(plan.feed_request(feed, tools.now()))
            await settle(outage.after(feed, outcome))

    async def settle(checked: Sequence[tuple[FeedState, Outcome]]) -> None:
        for feed, outcome in checked:
            update = await rescue(
                feed,
                await read_feed(tools, feed, outcome),
                web=tools.web,
                pool=tools.pool,
                policy=tools.schedule,
                extractor=tools.extractor,
            )
            await tools.writer.write(update)
            summary.count_feed(update)
            log_outcome(
                "feed checked",
                outcome,
                problem=update.fetch.problem,
                new=update.arrived,
                moved_to=update.new_url,
            )

    await drain(
        claim,
        check,
        host=lambda feed: urls.host(feed.request.url),
        places=FEED_HOSTS * tools.concurrency,
    )
    await settle(outage.end())


async def pages_pass(tools: Tools, scope: Scope, summary: Summary) -> None:
    """Every waiting page that is due, at most `limit`, begun within PAGES_PASS."""
    left = scope.limit
    ends_at = tools.now() + PAGES_PASS

    async def claim(busy: Collection[str], hosts: int) -> Sequence[PageTask]:
        nonlocal left
        if left == 0 or tools.now() >= ends_at:
            return ()
        tasks = await tools.desk.call(
            claim_pages,
            tools.store,
            run=scope.run,
            now=tools.now(),
            limit=CLAIM if left is None else min(CLAIM, left),
            hosts=hosts,
            busy=frozenset(busy),
            rechecks=bool(tools.ages),
        )
        left = None if left is None else left - len(tasks)
        return tasks

    async def work(task: PageTask) -> None:
        with tools.writer.at_work():
            update, applied = await collect(tools, task)
        summary.count_page(update, applied)

    await drain(
        claim,
        work,
        host=lambda task: urls.host(task.request.url),
        places=PAGE_HOSTS * tools.concurrency,
    )


async def collect(tools: Tools, task: PageTask) -> tuple[PageUpdate, Applied | None]:
    """One page from the web into the database."""
    update = await read(tools, task)
    return update, await tools.writer.write(update)


async def read(reader: Reader, task: PageTask) -> PageUpdate:
    """One page from the web, read; nothing is stored."""
    outcome = await reader.web.fetch(task.request)
    update = await read_page(reader, task, outcome)
    log_outcome("page read", outcome, problem=update.problem)
    return update


async def read_feed(tools: Tools, feed: FeedState, outcome: Outcome) -> FeedUpdate:
    """What the outcome changes; a new document is read in a worker process."""
    from ingest.pool import Broken

    if not plan.needs_reading(feed, outcome):
        return plan.after_feed(feed, outcome, tools.schedule, tools.extractor)
    with tools.web.in_hand(outcome):
        update = await tools.pool.run(
            plan.after_feed, feed, outcome, tools.schedule, tools.extractor
        )
    if isinstance(update, Broken):
        broken = plan.failed(outcome, update.problem, update.detail)
        return plan.after_feed(feed, broken, tools.schedule, tools.extractor)
    return update


async def read_page(reader: Reader, task: PageTask, outcome: Outcome) -> PageUpdate:
    """What the outcome changes; a body is extracted in a worker process."""
    from ingest.pool import Broken

    if not isinstance(outcome, Fetched):
        return plan.after_page(task, outcome, reader.extractor, reader.ages)
    with reader.web.in_hand(outcome):
        update = await reader.pool.run(
            plan.after_page, task, outcome, reader.extractor, reader.ages
        )
    if isinstance(update, Broken):
        broken = plan.failed(outcome, update.problem, update.detail)
        update = plan.after_page(task, broken, reader.extractor, reader.ages)
    is_kept = reader.keeps_raw and not update.keeps
    return replace(update, raw=plan.raw_page(outcome)) if is_kept else update


class RobotsInStore:
    """The fetch room's memory of robots.txt, kept in the database."""

    def __init__(self, store: Store, desk: Desk, writer: Writer[Update, Applied]) -> None:
        self._store, self._desk, self._writer = store, desk, writer

    async def recall(self, origin: str) -> RobotsRecord | None:
        """What the origin said last, if anything."""
        return await self._desk.call(self._store.robots, origin)

    async def remember(self, record: RobotsRecord) -> None:
        """Keeps what the origin said, and the fetch that asked; lost, it is asked again."""
        self._writer.post(record)


def log_outcome(event: str, outcome: Outcome, **fields: object) -> None:
    """One wide line an outcome."""
    if not log.is_wanted(logging.INFO):
        return
    fetch = plan.record(outcome)
    log.info(
        event,
        url=fetch.url,
        status=fetch.status,
        received=fetch.received,
        milliseconds=round(outcome.elapsed.total_seconds() * 1000),
        detail=fetch.detail,
        **fields,
    )
