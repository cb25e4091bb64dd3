"""A feed that is not where it was -> where to look for it, and whether what was found is it."""

from __future__ import annotations

from dataclasses import replace

from ingest import schedule, urls
from ingest.model import FeedState, FeedStatus, FeedUpdate, Fetched, Problem, SourceKind
from ingest.plan.feed import after_feed

# The third 404 in a row is no accident of a deployment any more.
MISSED = 3
MOST_CANDIDATES = 3


def home_to_search(feed: FeedState, update: FeedUpdate) -> str | None:
    """The home page where the feed's new address may stand, at the third 404 or the last 410.

    Each comes once in a row of failures, so the page is asked for once.
    """
    missed = update.state.problem is Problem.NOT_FOUND and update.state.failures == MISSED
    retired = update.state.status is FeedStatus.GONE and update.state.problem is Problem.GONE
    if feed.kind is not SourceKind.FEED or not (missed or retired):
        return None
    home = urls.normalize(feed.site_url or "") or f"{urls.origin(feed.request.url)}/"
    return None if home == feed.request.url else home


def linked_feeds(feed: FeedState, page: Fetched) -> tuple[str, ...]:
    """The feeds that the page announces, at other addresses than the feed's. Never raises."""
    from ingest.feeds.discover import Hint, candidates  # an HTML parser: only where one is needed

    found = candidates(page.body, page.url)
    linked = [candidate.url for candidate in found if candidate.hint is Hint.LINKED]
    return tuple(url for url in linked if url != feed.request.url)[:MOST_CANDIDATES]


def rescued(
    feed: FeedState,
    outcome: Fetched,
    policy: schedule.Policy,
    extractor: str,
    *,
    home: str,
    is_only: bool,
) -> FeedUpdate | None:
    """The feed moved to the address that answered; None where that is another feed, or none.

    It is the same if it has an entry or the title that were known, or if it is the only one that
    the feed's own site announces.
    """
    there = replace(feed, request=outcome.request, body_digest=None)
    update = after_feed(there, outcome, policy, extractor)
    if not update.entries or not (_is_same(feed, update) or (is_only and feed.site_url)):
        return None
    shown = urls.without_password(feed.request.url)
    detail = f"moved: {shown} is gone, and {urls.without_password(home)} names this feed"
    state = replace(update.state, status=FeedStatus.ACTIVE, detail=detail)
    return replace(update, state=state, new_url=outcome.moved_to or outcome.request.url)


def _is_same(feed: FeedState, update: FeedUpdate) -> bool:
    from ingest import feeds

    if feed.title and update.state.title == feed.title:
        return True
    known = update.entries or ()
    by_link = tuple(replace(entry, key=entry.url) for entry in known if entry.url)
    return any(
        len(feeds.arrived(feed.seen, entries)) < len(entries) for entries in (known, by_link)
    )
