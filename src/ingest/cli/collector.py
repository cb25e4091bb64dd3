"""Settings -> the tools of a pass, opened and closed: the one place where the rooms are wired."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata

from ingest.cli import clock
from ingest.cli.workers import open_pool
from ingest.config import KeepRaw, Settings
from ingest.fetch import SHARED_HOSTS, Policy, Web, parse_allow
from ingest.model import RobotsRecord
from ingest.run import PAGE_HOSTS, Desk, Reader, RobotsInStore, Tools, Writer
from ingest.schedule import Policy as SchedulePolicy
from ingest.store import Store


@asynccontextmanager
async def open_tools(settings: Settings, store: Store) -> AsyncIterator[Tools]:
    """Everything a pass works with. The store stays the caller's to close."""
    desk = Desk()
    writer = Writer(desk, store.apply)
    robots = RobotsInStore(store, desk, writer)
    try:
        async with open_pool(settings) as pool, Web(policy(settings), robots, clock.now) as web:
            yield Tools(
                store=store,
                desk=desk,
                writer=writer,
                web=web,
                pool=pool,
                now=clock.now,
                schedule=SchedulePolicy(
                    min_interval=settings.min_interval, max_interval=settings.max_interval
                ),
                concurrency=settings.concurrency,
                extractor=extractor(),
                keeps_raw=settings.keep_raw is not KeepRaw.NONE,
                ages=settings.recheck,
            )
    finally:
        desk.close()


@asynccontextmanager
async def open_reader(settings: Settings) -> AsyncIterator[Reader]:
    """What it takes to fetch and read a page where nothing is stored."""
    web = Web(policy(settings), RobotsInMemory(), clock.now)
    async with open_pool(settings) as pool, web:
        yield Reader(web=web, pool=pool, extractor=extractor(), keeps_raw=False)


class RobotsInMemory:
    """The fetch room's memory of robots.txt, for as long as the process lives."""

    def __init__(self) -> None:
        self._records: dict[str, RobotsRecord] = {}

    async def recall(self, origin: str) -> RobotsRecord | None:
        """What the origin said last, if anything."""
        return self._records.get(origin)

    async def remember(self, record: RobotsRecord) -> None:
        """Keep what the origin said."""
        self._records[record.origin] = record


def policy(settings: Settings) -> Policy:
    """How we behave on the network."""
    return Policy(
        user_agent=settings.user_agent,
        host_interval=settings.host_interval,
        concurrency=settings.concurrency,
        most_kept=PAGE_HOSTS * settings.concurrency,
        timeout=settings.timeout,
        max_bytes=settings.max_bytes,
        allow=parse_allow(settings.allow_addresses),
        proxy=settings.proxy,
        robots_for_feeds=settings.robots_for_feeds,
        shared_hosts=SHARED_HOSTS | frozenset(settings.shared_hosts),
        secrets=settings.secrets,
    )


def extractor() -> str:
    """The name and version that revisions are stored under."""
    return f"ingest/{metadata.version('ingest')}"
