"""What one answer changes about a feed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

import pytest

from ingest import plan
from ingest.model import (
    Failed,
    FeedState,
    FeedStatus,
    Fetched,
    Hints,
    NotModified,
    Outcome,
    PagesPolicy,
    Problem,
    Request,
    RequestKind,
    Stop,
    Validators,
)
from ingest.schedule import Policy

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
POLICY = Policy()
URL = "https://example.org/feed"
KNOWN = Validators(etag='"one"', url=URL)


def rss(*titles: str) -> bytes:
    items = "".join(
        f"<item><title>{t}</title><link>https://example.org/{t}</link><guid>{t}</guid></item>"
        for t in titles
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


def feed(**changes: object) -> FeedState:
    request = Request(url=URL, kind=RequestKind.FEED, validators=KNOWN)
    return replace(FeedState(id=1, request=request), **changes)  # type: ignore[arg-type]


def fetched(body: bytes, state: FeedState, *, at: datetime = NOW, **changes: object) -> Fetched:
    outcome = Fetched(request=state.request, at=at, url=URL, body=body, headers={"etag": '"two"'})
    return replace(outcome, **changes)  # type: ignore[arg-type]


def failed(state: FeedState, problem: Problem, *, at: datetime = NOW, **changes: object) -> Failed:
    outcome = Failed(request=state.request, at=at, problem=problem, detail="why", status=500)
    return replace(outcome, **changes)  # type: ignore[arg-type]


def limited(state: FeedState, status: int | None, wait: timedelta) -> Failed:
    rest = {"status": status, "retry_after": wait, "stops": "example.org"}
    return failed(state, Problem.RATE_LIMITED, **rest)


def after(state: FeedState, outcome: Outcome):
    return plan.after_feed(state, outcome, POLICY, "ingest/1")


def test_a_new_document_gives_its_entries_and_keeps_the_validators_as_written():
    update = after(feed(failures=3, problem=Problem.TIMEOUT), fetched(rss("a", "b"), feed()))

    assert update.entries is not None
    assert [entry.title for entry in update.entries] == ["a", "b"]
    assert update.arrived == 2
    assert update.state.request.validators == Validators(etag='"two"', url=URL)
    assert (update.state.failures, update.state.problem) == (0, None)
    assert update.state.title == "News"
    assert update.next_check_at >= NOW + POLICY.min_interval - timedelta(minutes=1)


def test_only_entries_that_the_last_parse_did_not_have_arrived():
    first = after(feed(), fetched(rss("a", "b"), feed())).state

    second = after(first, fetched(rss("b", "c"), first, at=NOW + timedelta(hours=1)))

    assert second.arrived == 1


def test_the_same_bytes_count_as_not_modified():
    body = rss("a")
    state = feed(body_digest=sha256(body).digest())

    assert not plan.needs_reading(state, fetched(body, state))
    assert after(state, fetched(body, state)).entries is None


def test_the_same_bytes_with_a_new_etag_from_a_new_place_are_asked_for_by_them():
    body = rss("a")
    state = feed(body_digest=sha256(body).digest())
    place = "https://example.org/elsewhere"

    update = after(state, fetched(body, state, url=place))

    assert update.state.request.validators == Validators(etag='"two"', url=place)


def test_validators_of_a_document_that_did_not_parse_are_not_kept():
    state = feed()

    update = after(state, fetched(b"<html><p>Down for maintenance", state))

    assert update.fetch.problem is Problem.NOT_A_FEED
    assert update.state.request.validators == KNOWN
    assert update.state.failures == 1


def test_validators_too_long_to_be_sent_are_not_kept():
    headers = {"etag": f'"{"x" * 9000}"', "last-modified": "yesterday"}

    kept = after(feed(), fetched(rss("one"), feed(), headers=headers)).state.request.validators

    assert kept == Validators(last_modified="yesterday", url=URL)


def test_a_304_ends_a_row_of_failures():
    state = feed(failures=4, problem=Problem.TIMEOUT, detail="slow")

    update = after(state, NotModified(request=state.request, at=NOW, url=URL))

    assert (update.state.failures, update.state.problem, update.state.detail) == (0, None, None)
    assert update.state.last_success_at == NOW
    assert update.fetch.status == 304


@pytest.mark.parametrize("header", ["max-age=7200", 'public, MAX-AGE="7200"'])
def test_what_the_publisher_says_is_fresh_is_not_asked_again(header):
    state = feed(interval=timedelta(minutes=15))
    headers = {"cache-control": header}

    update = after(state, NotModified(request=state.request, at=NOW, url=URL, headers=headers))

    assert update.next_check_at >= NOW + timedelta(hours=2)


def test_a_304_that_says_nothing_of_freshness_leaves_what_was_said():
    state = feed(interval=timedelta(minutes=15), hints=Hints(max_age=timedelta(hours=2)))
    says = {"cache-control": "max-age=60"}

    silent = after(state, NotModified(request=state.request, at=NOW, url=URL))
    spoken = after(state, NotModified(request=state.request, at=NOW, url=URL, headers=says))

    assert silent.next_check_at >= NOW + timedelta(hours=2)
    assert spoken.next_check_at < NOW + timedelta(hours=1)


def test_expires_counts_where_there_is_no_max_age_and_nonsense_does_not():
    state = feed(interval=timedelta(minutes=15))
    later = {"expires": "Mon, 04 May 2026 15:00:00 GMT"}
    nonsense = {"expires": "0", "cache-control": "max-age=soon"}

    told = after(state, NotModified(request=state.request, at=NOW, url=URL, headers=later))
    untold = after(state, NotModified(request=state.request, at=NOW, url=URL, headers=nonsense))

    assert told.next_check_at >= NOW + timedelta(hours=3)
    assert untold.next_check_at < NOW + timedelta(hours=1)


def test_a_feed_moves_after_three_agreeing_permanent_redirects():
    state, new = feed(), "https://example.org/new"
    for poll in range(3):
        at = NOW + poll * timedelta(days=1)
        update = after(state, fetched(rss("a", str(poll)), state, at=at, moved_to=new))
        assert update.new_url == (new if poll == 2 else None)
        state = update.state

    assert state.moved_count == 0


def test_redirects_that_disagree_or_stop_start_the_count_again():
    state = feed(moved_to="https://example.org/new", moved_count=2)
    other = fetched(rss("a"), state, moved_to="https://example.org/other")

    assert after(state, other).state.moved_count == 1
    assert after(state, fetched(rss("a"), state)).state.moved_count == 0


def test_a_410_retires_a_feed_only_when_it_is_repeated_a_day_later():
    first = after(feed(), failed(feed(), Problem.GONE, status=410))
    hour_later = failed(feed(), Problem.GONE, at=NOW + timedelta(hours=1))
    day_later = failed(feed(), Problem.GONE, at=NOW + timedelta(days=1))

    assert first.state.status is FeedStatus.ACTIVE
    assert first.next_check_at >= NOW + timedelta(days=1)
    assert after(first.state, hour_later).state.status is FeedStatus.ACTIVE
    assert after(first.state, day_later).state.status is FeedStatus.GONE


def test_an_answer_between_two_410s_clears_the_first():
    state = after(feed(), failed(feed(), Problem.GONE, status=410)).state

    assert after(state, fetched(rss("a"), state)).state.gone_at is None


def test_a_404_is_asked_again_for_ever_but_ever_more_rarely():
    state, at, waits = feed(), NOW, []
    for _ in range(60):
        update = after(state, failed(state, Problem.NOT_FOUND, at=at, status=404))
        waits.append(update.next_check_at - at)
        state, at = update.state, update.next_check_at

    assert state.status is FeedStatus.ACTIVE
    assert waits[-1] >= timedelta(days=6)
    assert max(waits) <= timedelta(days=8)


def test_retry_after_stops_the_domain_and_is_obeyed():
    state = feed()
    wait = timedelta(hours=5)

    update = after(state, limited(state, 429, wait))

    assert update.stop == Stop(domain="example.org", until=NOW + wait)
    assert update.next_check_at >= NOW + wait


def test_a_feed_that_was_not_asked_because_its_domain_rests_has_not_failed():
    state = feed(failures=1)
    wait = timedelta(hours=5)

    update = after(state, limited(state, None, wait))

    assert update.state.failures == 1
    assert update.stop is None
    assert update.next_check_at >= NOW + wait


def test_a_feed_in_long_silence_is_asked_plainly_once_a_day():
    silent = feed(
        interval=timedelta(hours=1),
        last_news_at=NOW - timedelta(days=30),
        last_full_at=NOW - timedelta(days=2),
    )
    asked_today = replace(silent, last_full_at=NOW - timedelta(hours=2))

    assert plan.feed_request(silent, NOW).validators == Validators()
    assert plan.feed_request(asked_today, NOW).validators == KNOWN
    assert plan.feed_request(feed(), NOW).validators == KNOWN


def test_a_server_whose_304_lied_is_remembered_and_asked_plainly_once_a_day():
    silent = feed(
        interval=timedelta(hours=1),
        last_news_at=NOW - timedelta(days=30),
        last_full_at=NOW - timedelta(days=2),
    )
    plain = replace(silent, request=plan.feed_request(silent, NOW))
    news = fetched(rss("news"), plain, headers={"etag": KNOWN.etag or ""})

    state = after(silent, news).state

    assert not state.trusts_validators
    assert plan.feed_request(state, NOW + timedelta(hours=1)).validators == KNOWN
    assert plan.feed_request(state, NOW + timedelta(days=1)).validators == Validators()


@pytest.mark.parametrize(("days_ago", "is_trusted"), [(9, False), (0, True), (40, True)])
def test_a_304_also_lied_if_it_hid_an_entry_of_the_time_though_etags_change(days_ago, is_trusted):
    silent = feed(
        interval=timedelta(hours=1),
        last_news_at=NOW - timedelta(days=30),
        last_success_at=NOW - timedelta(hours=3),
        last_full_at=NOW - timedelta(days=2),
    )
    plain = replace(silent, request=plan.feed_request(silent, NOW))
    date = f"<pubDate>{format_datetime(NOW - timedelta(days=days_ago))}</pubDate>"
    body = rss("news").replace(b"</item>", f"{date}</item>".encode())

    state = after(silent, fetched(body, plain, headers={"etag": '"another"'})).state

    assert state.trusts_validators is is_trusted


def test_a_plain_request_that_failed_was_the_one_of_its_day():
    silent = feed(trusts_validators=False, last_full_at=NOW - timedelta(days=2))
    plain = replace(silent, request=plan.feed_request(silent, NOW))

    state = after(silent, failed(plain, Problem.SERVER_ERROR)).state

    assert plain.request.validators == Validators()
    assert plan.feed_request(state, NOW + timedelta(hours=1)).validators == KNOWN


def test_three_unreachable_hosts_and_no_answer_are_our_own_outage():
    down = {f"h{n}": failed(feed(), Problem.DNS, status=None) for n in range(3)}

    assert plan.is_outage(down)
    assert not plan.is_outage(dict(list(down.items())[:2]))
    assert not plan.is_outage({**down, "h3": failed(feed(), Problem.TIMEOUT, status=None)})


def test_a_host_that_serves_many_publishers_does_not_stop_them_all():
    outcome = replace(limited(feed(), 429, timedelta(hours=5)), stops=None)

    update = after(feed(), outcome)

    assert update.stop is None
    assert update.next_check_at >= NOW + timedelta(hours=5)


def jsonfeed(**item: object) -> bytes:
    items = [{"id": "1", **item}]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
    ).encode()


LONG = "<p>" + "The council has agreed to rebuild the dam. " * 60 + "</p>"


@pytest.mark.parametrize(
    ("pages", "item", "is_own"),
    [
        (PagesPolicy.ALWAYS, {"content_html": LONG, "url": "https://example.org/1"}, False),
        (PagesPolicy.ALWAYS, {"content_html": "<p>A note.</p>"}, True),
        (PagesPolicy.ALWAYS, {"title": "A title alone"}, False),
        (PagesPolicy.IF_SHORT, {"content_html": LONG, "url": "https://example.org/1"}, True),
        (PagesPolicy.IF_SHORT, {"content_html": "<p>A.</p>", "url": "https://x.org/1"}, False),
        (PagesPolicy.NEVER, {"content_html": "<p>A.</p>", "url": "https://x.org/1"}, True),
        (PagesPolicy.NEVER, {"title": "A title", "url": "https://x.org/1"}, False),
    ],
)
def test_an_entry_is_its_own_article_where_it_has_no_page_or_none_is_wanted(pages, item, is_own):
    state = feed(pages=pages)

    update = after(state, fetched(jsonfeed(**item), state))

    assert len(update.articles) == is_own
    for own in update.articles:
        assert own.article.text
        assert (own.key, own.extractor) == ("1", "ingest/1")
        assert own.url.startswith(str(item.get("url", f"{URL}#")))
