"""Addresses -> answers, in their order: what `ingest fetch` does between its words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest import plan, urls
from ingest.cli import clock
from ingest.cli.collector import extractor, open_reader, open_tools
from ingest.config import Settings
from ingest.fetch import basic_authorization
from ingest.model import Fetched, PageStatus, PageTask, PageUpdate, Request, RequestKind
from ingest.run import read
from ingest.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page gave. `row` is its row of v1_articles where it is kept."""

    url: str
    update: PageUpdate
    row: Mapping[str, object] | None = None


def read_here(store: Store | None, url: str, body: bytes) -> Answer:
    """The answer of a page whose bytes are at hand, without the network."""
    task = task_in_store(store, url) if store else task_without_store(url)
    outcome = Fetched(request=task.request, at=clock.now(), url=task.request.url, body=body)
    update = plan.after_page(task, outcome, extractor())
    if store is None:
        return Answer(url=url, update=update)
    (applied,) = store.apply([update])
    return Answer(url=url, update=update, row=stored_row(store, applied.article_id))


async def fetch_each(
    settings: Settings,
    store: Store | None,
    addresses: Sequence[str],
    show: Callable[[Answer], None],
) -> None:
    """Fetches all addresses, each once, and shows the answers in their order."""
    if store is None:
        async with open_reader(settings) as reader:

            async def get(url: str) -> Answer:
                update = await read(reader, task_without_store(url))
                return Answer(url=url, update=update)

            await _in_order(addresses, get, show)
        return
    async with open_tools(settings, store) as tools:

        async def get_and_keep(url: str) -> Answer:
            task = await tools.desk.call(task_in_store, store, url)
            update = once(await read(tools, task))
            applied = await tools.writer.write(update)
            row = await tools.desk.call(stored_row, store, applied.article_id)
            return Answer(url=url, update=update, row=row)

        await _in_order(addresses, get_and_keep, show)


def once(update: PageUpdate) -> PageUpdate:
    """What a person asked for once is not tried again by later runs, unless a feed names it."""
    if update.task.entry is not None or update.next_attempt_at is None:
        return update
    return replace(update, status=PageStatus.FAILED, next_attempt_at=None)


async def _in_order(
    addresses: Sequence[str],
    get: Callable[[str], Awaitable[Answer]],
    show: Callable[[Answer], None],
) -> None:
    tasks = {url: asyncio.ensure_future(get(url)) for url in addresses}
    try:
        for url in addresses:
            show(await tasks[url])
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


def task_in_store(store: Store, url: str) -> PageTask:
    """A page, with all that is known of it."""
    task = store.page_task(urls.without_userinfo(url), now=clock.now())
    return replace(task, request=replace(task.request, secret_headers=authorization(url)))


def task_without_store(url: str) -> PageTask:
    """A page of which nothing is known and nothing will be kept."""
    request = Request(
        url=urls.without_userinfo(url), kind=RequestKind.PAGE, secret_headers=authorization(url)
    )
    return PageTask(id=None, request=request)


def stored_row(store: Store, article_id: int | None) -> Mapping[str, object] | None:
    """The article's row of v1_articles."""
    return store.article(str(article_id)) if article_id is not None else None


def authorization(url: str) -> tuple[tuple[str, str], ...]:
    """User and password of an address as a header, if it has any."""
    secret = urls.userinfo(url)
    return (basic_authorization(*secret),) if secret else ()
