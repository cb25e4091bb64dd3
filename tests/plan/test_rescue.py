"""A feed that is not where it was, and where its site says it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest import feeds, plan
from ingest.model import (
    Entry,
    Failed,
    FeedState,
    FeedStatus,
    Fetched,
    Problem,
    Request,
    RequestKind,
    SourceKind,
)
from ingest.schedule import Policy

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
OLD, NEW = "https://example.org/old.rss", "https://example.org/new.rss"
HOME = "https://example.org/start"


def feed(**changes: object) -> FeedState:
    request = Request(url=OLD, kind=RequestKind.FEED)
    known = FeedState(
        id=1, request=request, title="News", site_url=HOME, seen=feeds.digests([Entry(key="a")])
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def missed(state: FeedState, problem: Problem = Problem.NOT_FOUND, *, at: datetime = NOW):
    outcome = Failed(request=state.request, at=at, problem=problem, status=404)
    return plan.after_feed(state, outcome, Policy(), "ingest/1")


def fetched(url: str, body: str, kind: RequestKind = RequestKind.FEED) -> Fetched:
    return Fetched(request=Request(url=url, kind=kind), at=NOW, url=url, body=body.encode())


def rss(title: str, *guids: str, link: str = "https://example.org/{}") -> str:
    items = "".join(
        f"<item><title>{g}</title><guid isPermaLink='false'>{g}</guid>"
        f"<link>{link.format(g)}</link></item>"
        for g in guids
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


def rescued(state: FeedState, body: str, *, is_only: bool = False):
    return plan.rescued(state, fetched(NEW, body), Policy(), "ingest/1", home=HOME, is_only=is_only)


def test_the_home_page_is_looked_at_once_in_a_row_of_404s():
    state, looked = feed(), []
    for _ in range(8):
        update = missed(state)
        looked.append(plan.home_to_search(state, update))
        state = update.state

    assert looked == [None, None, HOME, None, None, None, None, None]


def test_the_home_page_is_looked_at_when_the_second_410_retires_the_feed():
    first = missed(feed(), Problem.GONE)
    second = missed(first.state, Problem.GONE, at=NOW + timedelta(days=1))

    assert plan.home_to_search(feed(), first) is None
    assert second.state.status is FeedStatus.GONE
    assert plan.home_to_search(first.state, second) == HOME


@pytest.mark.parametrize(
    ("changes", "home"),
    [
        ({"site_url": None}, "https://example.org/"),
        ({"site_url": "javascript:alert(1)"}, "https://example.org/"),
        ({"site_url": OLD}, None),
        ({"kind": SourceKind.SITEMAP}, None),
    ],
)
def test_the_home_is_what_the_feed_called_its_site_else_its_origin(changes, home):
    state = feed(failures=2, **changes)

    assert plan.home_to_search(state, missed(state)) == home


def test_other_failures_send_nobody_to_the_home_page():
    state = feed(failures=2)

    assert plan.home_to_search(state, missed(state, Problem.SERVER_ERROR)) is None


def test_of_a_page_only_feeds_that_it_announces_at_other_addresses_count():
    page = f"""<link rel=alternate type=application/rss+xml href="{OLD}">
        <link rel=alternate type=application/rss+xml href="/new.rss">
        <link rel=alternate type=application/rss+xml href="/comments.rss" title=Comments>
        <a href="/also/feed.xml">feed</a>"""

    links = plan.linked_feeds(feed(), fetched(HOME, page, RequestKind.PAGE))

    assert links[0] == NEW
    assert OLD not in links
    assert "https://example.org/also/feed.xml" not in links


@pytest.mark.parametrize(
    ("state", "body", "is_only"),
    [
        (feed(), rss("Another title", "a", "z"), False),
        (feed(), rss("News", "x"), False),
        (feed(), rss("Another title", "x"), True),
        (
            feed(seen=feeds.digests([Entry(key="https://example.org/x")])),
            rss("Another title", "x"),
            False,
        ),
    ],
    ids=["an entry", "the title", "the only one", "a link"],
)
def test_a_feed_moves_to_what_is_recognised_as_it(state, body, is_only):
    update = rescued(replace(state, failures=3, problem=Problem.NOT_FOUND), body, is_only=is_only)

    assert update is not None
    assert update.new_url == NEW
    assert update.entries
    assert (update.state.failures, update.state.problem) == (0, None)
    assert HOME in (update.state.detail or "")
    assert OLD in (update.state.detail or "")


@pytest.mark.parametrize(
    ("state", "body", "is_only"),
    [
        (feed(), rss("Another title", "x"), False),
        (feed(), rss("News"), True),
        (feed(), "<html><title>News</title>", True),
        (feed(site_url=None), rss("Another title", "x"), True),
    ],
    ids=["another feed", "no entries", "no feed", "the only one of somebody else's home"],
)
def test_a_feed_stays_where_nothing_is_recognised(state, body, is_only):
    assert rescued(state, body, is_only=is_only) is None


def test_a_retired_feed_that_was_found_again_is_active():
    state = feed(status=FeedStatus.ACTIVE, gone_at=NOW, problem=Problem.GONE)

    update = rescued(state, rss("News", "a"))

    assert update is not None
    assert update.state.status is FeedStatus.ACTIVE
    assert update.state.gone_at is None
