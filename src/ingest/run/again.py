"""Kept pages -> revisions by today's extractor, or a report of what these would be.

    store.kept_pages ─▶ plan.read_again, in workers ─▶ store.apply | store.foresee

Takes no run lock: a page that a run fetches in the meantime is newer than what was read here, and
stays. Which extractor read a page is written in the transaction that changes its article, so
whoever is killed goes on where it was.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from ingest import plan
from ingest.model import KeptPage, PageUpdate
from ingest.run.flow import Desk, Writer
from ingest.store import Applied, Selection, Store

if TYPE_CHECKING:
    from ingest.pool import Pool

LOADED = 64
"""Pages that are held at once, besides those that are being read."""

LANES_PER_WORKER = 4
COUNTS = ("unchanged", "updated", "stored", "refused", "failed", "broken")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An article that is not what it was."""

    article_id: int | None
    url: str
    old_title: str | None
    new_title: str | None
    old_text: str
    new_text: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def characters(self) -> int:
        """How much is different."""
        return sum(map(len, self.lost)) + sum(map(len, self.gained))


@dataclass(slots=True)
class Findings:
    """What was found, and the articles that are most changed.

    `updated` articles are other than they were, `stored` are new; `refused` pages have an article
    that today's extractor would not take from them, and keep it; `failed` still give none.
    """

    top: int
    pages: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    gained: int = 0
    _most: list[tuple[int, int, Difference]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    @property
    def most_changed(self) -> list[Difference]:
        """The most changed first; of equals the one that was found first."""
        return [item[2] for item in sorted(self._most, key=lambda item: (-item[0], -item[1]))]

    def add(self, page: KeptPage, reading: plan.Reading, applied: Applied) -> None:
        """Counts a page that was read."""
        self.pages += 1
        article = reading.update.article
        if article is None:
            self.counts["failed" if page.article_id is None else "refused"] += 1
            return
        self.counts[applied.change or "unchanged"] += 1
        if applied.change not in {"updated", "stored"}:
            return
        self.lost += len(reading.lost)
        self.gained += len(reading.gained)
        found = Difference(
            article_id=page.article_id,
            url=reading.update.url or page.task.request.url,
            old_title=page.title,
            new_title=article.title,
            old_text=page.text,
            new_text=article.text,
            lost=reading.lost,
            gained=reading.gained,
        )
        item = (found.characters, -next(self._numbers), found)
        if len(self._most) < self.top:
            heapq.heappush(self._most, item)
        elif self.top:
            heapq.heappushpop(self._most, item)

    def add_broken(self) -> None:
        """Counts a page whose reading gave no answer: it is read again the next time."""
        self.pages += 1
        self.counts["broken"] += 1


async def read_again(
    store: Store,
    pool: Pool,
    selection: Selection,
    findings: Findings,
    *,
    extractor: str,
    applies: bool,
    lanes: int,
    now: Callable[[], datetime],
) -> None:
    """Reads all pages of the selection again. What is done when this is cancelled stays done."""
    from ingest.pool import Broken

    desk = Desk()
    writer: Writer[PageUpdate, Applied] = Writer(desk, store.apply if applies else store.foresee)
    loaded: deque[KeptPage] = deque()
    loading = asyncio.Lock()
    last = 0

    async def next_page() -> KeptPage | None:
        nonlocal last
        async with loading:
            if not loaded:
                pages: Sequence[KeptPage] = await desk.call(
                    store.kept_pages, selection, after=last, limit=LOADED, now=now()
                )
                loaded.extend(pages)
                last = pages[-1].raw_id if pages else last
            return loaded.popleft() if loaded else None

    async def lane() -> None:
        while (page := await next_page()) is not None:
            reading = await pool.run(plan.read_again, page, extractor, now())
            if isinstance(reading, Broken):
                findings.add_broken()
                continue
            is_same = reading.update.content_hash == page.content_hash
            if applies or not is_same:
                findings.add(page, reading, await writer.write(reading.update))
            else:
                findings.add(page, reading, Applied(article_id=page.article_id))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(lanes):
                group.create_task(lane())
    finally:
        await writer.close()
        desk.close()
