"""Recorded pages -> articles, as if they had just been fetched, at the moment of the recording.

    archive.read ─▶ fetch.recorded ─▶ plan.after_page, in workers ─▶ store.apply_archived

Takes no run lock. Captures of one page are read in their order. Whoever is killed begins again, and
what is there already is passed by.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from ingest import plan, urls
from ingest.archive import Damaged, Item, Recorded, Skipped
from ingest.model import Failed, Fetched, PageStatus, PageUpdate, Problem, Request, RequestKind
from ingest.run.flow import Desk, Writer
from ingest.store import Applied, Standing, Store

if TYPE_CHECKING:
    from ingest.pool import Pool

LOADED = 8
"""Records that are read ahead, besides those that are at work."""

LANES_PER_WORKER = 4
TURNS = 256
"""Pages of one address take one turn, in their order; so may a few others, which is no harm."""
COUNTS = ("stored", "updated", "unchanged", "known", "failed")


@dataclass(slots=True)
class Findings:
    """What was in the archives, and what became of the pages.

    `known` pages were not read: the database has them from then or later.
    """

    records: int = 0
    skipped: int = 0
    damaged: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    problems: Counter[Problem] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """What it takes to read archives into a database."""

    store: Store
    pool: Pool
    extractor: str
    max_bytes: int
    lanes: int
    now: Callable[[], datetime]

    async def run(self, items: Iterator[Item], findings: Findings) -> None:
        """Reads all. What is done when this is cancelled stays done."""
        desk = Desk()
        writer: Writer[PageUpdate, Applied] = Writer(desk, self.store.apply_archived)
        loaded: list[Item] = []
        loading = asyncio.Lock()
        turns = [asyncio.Lock() for _ in range(TURNS)]

        async def next_item() -> Item | None:
            async with loading:
                if not loaded:
                    loaded.extend(await asyncio.to_thread(lambda: list(islice(items, LOADED))))
                    loaded.reverse()
                return loaded.pop() if loaded else None

        async def lane() -> None:
            while (item := await next_item()) is not None:
                findings.records += 1
                match item:
                    case Recorded():
                        url = urls.normalize(urls.without_userinfo(item.url))
                        if url is None:
                            findings.skipped += 1
                            continue
                        async with turns[hash(url) % TURNS]:
                            await self._take(item, url, desk, writer, findings)
                    case Damaged():
                        findings.damaged += 1
                    case Skipped():
                        findings.skipped += 1

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.lanes):
                    group.create_task(lane())
        finally:
            await writer.close()
            desk.close()

    async def _take(
        self,
        item: Recorded,
        url: str,
        desk: Desk,
        writer: Writer[PageUpdate, Applied],
        findings: Findings,
    ) -> None:
        known = await desk.call(self.store.standing, url, item.at, now=self.now())
        if known.is_known:
            findings.pages["known"] += 1
            return
        update = await self._read(item, url, known)
        if update.problem is not None:
            findings.pages["failed"] += 1
            findings.problems[update.problem] += 1
            if known.task.id is None:
                await writer.write(update)
            return
        applied = await writer.write(update)
        findings.pages[applied.change or "failed"] += 1

    async def _read(self, item: Recorded, url: str, known: Standing) -> PageUpdate:
        """What the recording changes; its body is unpacked and extracted in a worker process."""
        from ingest.pool import Broken

        request = Request(url=url, kind=RequestKind.PAGE)
        outcome = await asyncio.to_thread(_outcome, request, item, self.max_bytes)
        if isinstance(outcome, Failed):
            return _ended(plan.after_page(known.task, outcome, self.extractor))
        read = await self.pool.run(plan.after_page, known.task, outcome, self.extractor)
        if isinstance(read, Broken):
            broken = plan.failed(outcome, read.problem, read.detail)
            read = plan.after_page(known.task, broken, self.extractor)
        return replace(_ended(read), raw=plan.raw_page(outcome), recheck_at=known.recheck_at)


def _outcome(request: Request, item: Recorded, max_bytes: int) -> Fetched | Failed:
    from ingest.fetch import recorded

    return recorded(
        request,
        at=item.at,
        status=item.status,
        headers=item.headers,
        body=item.body,
        max_bytes=max_bytes,
    )


def _ended(update: PageUpdate) -> PageUpdate:
    """Nothing is asked again: an archive says the same the next time."""
    if update.status is PageStatus.WAITING:
        update = replace(update, status=PageStatus.FAILED)
    return replace(update, next_attempt_at=None, stop=None)
