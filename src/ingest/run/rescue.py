"""A feed that is about to be given up -> its update, moved where its site names a new address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest import plan, schedule, urls
from ingest.model import FeedState, FeedUpdate, Fetched, FetchRecord, Outcome, Request, RequestKind

if TYPE_CHECKING:
    from ingest.fetch import Web
    from ingest.pool import Pool


async def rescue(
    feed: FeedState,
    update: FeedUpdate,
    *,
    web: Web,
    pool: Pool,
    policy: schedule.Policy,
    extractor: str,
) -> FeedUpdate:
    """`update`; what the first check elsewhere gives, where the site names the feed anew.

    At most one page and three feeds are asked for; they are recorded with the update.
    """
    from ingest.pool import Broken

    home = plan.home_to_search(feed, update)
    if home is None:
        return update
    asked: list[FetchRecord] = []

    async def fetch(url: str, kind: RequestKind) -> Outcome:
        is_home = urls.origin(url) == urls.origin(feed.request.url)
        secrets = feed.request.secret_headers if is_home and kind is RequestKind.FEED else ()
        outcome = await web.fetch(Request(url=url, kind=kind, secret_headers=secrets))
        asked.append(plan.record(outcome))
        return outcome

    page = await fetch(home, RequestKind.PAGE)
    linked = await pool.run(plan.linked_feeds, feed, page) if isinstance(page, Fetched) else ()
    if isinstance(linked, Broken):
        linked = ()
    for url in linked:
        outcome = await fetch(url, RequestKind.FEED)
        if not isinstance(outcome, Fetched):
            continue
        is_only = len(linked) == 1
        found = await pool.run(
            plan.rescued, feed, outcome, policy, extractor, home=home, is_only=is_only
        )
        if isinstance(found, FeedUpdate):
            return replace(found, beside=(update.fetch, *asked[:-1]))
    return replace(update, beside=tuple(asked))
