"""(FeedState, Outcome) -> FeedUpdate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import assert_never

from ingest import schedule
from ingest.model import (
    Entry,
    Failed,
    Feed,
    FeedState,
    FeedStatus,
    FeedUpdate,
    Fetched,
    Hints,
    NotModified,
    Outcome,
    Problem,
    Request,
    SourceKind,
    Validators,
)
from ingest.plan.freshness import hints_after, max_age
from ingest.plan.outcome import failed, record, stop, was_asked
from ingest.plan.own import own_articles

# A feed is moved to its new address, and a 410 believed, only when polls agree: one wrong
# redirect of a misconfigured server must not lose a subscription.
AGREEING_MOVES = 3
GONE_AFTER = timedelta(days=1)

# A feed that used to publish and has been silent for this many of its usual intervals may be
# behind a server whose 304 lies: it is asked plainly, once a day at most.
SILENT_INTERVALS = 20
PLAIN_REQUEST_EVERY = timedelta(days=1)

# Most servers refuse header lines of 8 KB; a feed with such an ETag would fail for ever.
LONGEST_VALIDATOR = 2048

# An honest cache may answer "not modified" for so long after an entry's date.
CACHED_FOR = timedelta(days=1)


def feed_request(state: FeedState, now: datetime) -> Request:
    """The request for a due feed: conditional, but plain once a day where a 304 may lie."""
    if state.last_full_at is None:
        return state.request
    rested = now - state.last_full_at >= PLAIN_REQUEST_EVERY
    if rested and (not state.trusts_validators or _is_strangely_silent(state, now)):
        return replace(state.request, validators=Validators())
    return state.request


def _is_strangely_silent(state: FeedState, now: datetime) -> bool:
    if state.last_news_at is None or state.interval is None:
        return False
    return now - state.last_news_at > max(SILENT_INTERVALS * state.interval, timedelta(days=3))


def needs_reading(state: FeedState, outcome: Outcome) -> bool:
    """Whether there is a new document, to be read in a worker process."""
    return isinstance(outcome, Fetched) and sha256(outcome.body).digest() != state.body_digest


def after_feed(
    state: FeedState, outcome: Outcome, policy: schedule.Policy, extractor: str
) -> FeedUpdate:
    """All that one check of a feed changes. Reads the body where there is a new one.

    `extractor` names what made the articles that the feed carries whole.
    """
    match outcome:
        case Fetched() if needs_reading(state, outcome):
            return _read_feed(state, outcome, policy, extractor)
        case Fetched():
            return _unchanged_feed(state, outcome, policy)
        case NotModified():
            return _unchanged_feed(state, outcome, policy)
        case Failed():
            return _failed_feed(state, outcome, policy)
        case _:
            assert_never(outcome)


def _unchanged_feed(
    state: FeedState, outcome: Fetched | NotModified, policy: schedule.Policy
) -> FeedUpdate:
    hints = hints_after(state, outcome)
    checked = schedule.after_success(
        now=outcome.at,
        policy=policy,
        url=state.request.url,
        interval=state.interval,
        arrived=0,
        published=(),
        hints=hints,
        last_checked_at=state.last_success_at,
    )
    after = replace(
        _alive(state, outcome),
        request=_asked_next(state, outcome),
        interval=checked.interval,
        hints=hints,
        last_full_at=outcome.at if _was_plain(outcome) else state.last_full_at,
    )
    return FeedUpdate(
        state=_moved(after, outcome),
        next_check_at=checked.at,
        fetch=record(outcome),
        new_url=_new_url(after, outcome),
    )


def _read_feed(
    state: FeedState, outcome: Fetched, policy: schedule.Policy, extractor: str
) -> FeedUpdate:
    from ingest import feeds  # with feedparser behind it: only where a feed is read

    feed = feeds.read(
        outcome.body,
        url=outcome.url,
        kind=state.kind,
        media_type=outcome.media_type,
        charset=outcome.charset,
        at=outcome.at,
    )
    if not isinstance(feed, Feed):
        return _failed_feed(state, failed(outcome, feed.problem, feed.detail), policy)
    arrived = feeds.arrived(state.seen, feed.entries)
    hints = Hints(
        max_age=max_age(outcome.headers, outcome.at),
        ttl=feed.ttl,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
    )
    checked = schedule.after_success(
        now=outcome.at,
        policy=policy,
        url=state.request.url,
        interval=state.interval,
        arrived=len(arrived),
        published=tuple(e.published_at for e in feed.entries if e.published_at is not None),
        hints=hints,
        last_checked_at=state.last_success_at,
    )
    after = replace(
        _alive(state, outcome),
        request=_asked_next(state, outcome),
        kind=state.kind if state.kind is SourceKind.PAGE else feed.kind,
        title=feed.title or state.title,
        site_url=feed.site_url or state.site_url,
        detail=_feed_note(feed),
        interval=checked.interval,
        hints=hints,
        body_digest=sha256(outcome.body).digest(),
        seen=feeds.digests(feed.entries),
        last_news_at=outcome.at if arrived else state.last_news_at,
        last_full_at=outcome.at if _was_plain(outcome) else state.last_full_at,
        trusts_validators=state.trusts_validators and not _validators_lied(state, outcome, arrived),
    )
    return FeedUpdate(
        state=_moved(after, outcome),
        next_check_at=checked.at,
        fetch=record(outcome),
        entries=feed.entries,
        articles=own_articles(
            feed.entries, state.pages, feed_url=state.request.url, extractor=extractor
        ),
        children=feed.children,
        arrived=len(arrived),
        new_url=_new_url(after, outcome),
    )


def _failed_feed(state: FeedState, outcome: Failed, policy: schedule.Policy) -> FeedUpdate:
    asked = was_asked(outcome)
    failures = state.failures + asked
    is_gone = outcome.problem is Problem.GONE
    gone_at = (state.gone_at or outcome.at) if is_gone else state.gone_at
    retired = is_gone and gone_at is not None and outcome.at - gone_at >= GONE_AFTER
    next_check_at = schedule.after_failure(
        now=outcome.at,
        policy=policy,
        url=state.request.url,
        failures=failures,
        problem=outcome.problem,
        retry_after=outcome.retry_after,
        interval=state.interval,
    )
    if is_gone and gone_at is not None:
        next_check_at = max(next_check_at, gone_at + GONE_AFTER)
    return FeedUpdate(
        state=replace(
            state,
            status=FeedStatus.GONE if retired else state.status,
            failures=failures,
            problem=outcome.problem,
            detail=outcome.detail,
            last_checked_at=outcome.at if asked else state.last_checked_at,
            last_full_at=outcome.at if asked and _was_plain(outcome) else state.last_full_at,
            gone_at=gone_at,
        ),
        next_check_at=next_check_at,
        fetch=record(outcome),
        stop=stop(outcome),
    )


def _alive(state: FeedState, outcome: Fetched | NotModified) -> FeedState:
    return replace(
        state,
        failures=0,
        problem=None,
        detail=state.detail if state.problem is None else None,
        gone_at=None,
        last_checked_at=outcome.at,
        last_success_at=outcome.at,
    )


def _was_plain(outcome: Outcome) -> bool:
    validators = outcome.request.validators
    return validators.etag is None and validators.last_modified is None


def _validators_lied(state: FeedState, outcome: Fetched, arrived: Sequence[Entry]) -> bool:
    """News came with a plain request that a silent feed's conditional ones had not shown.

    Either under the very validators that we would have sent, or dated to the time in which the
    answer was still "not modified".
    """
    sent = state.request.validators
    could_ask = sent.etag is not None or sent.last_modified is not None
    if not arrived or not could_ask or not _was_plain(outcome):
        return False
    return sent == _validators(outcome) or any(_was_hidden(state, entry) for entry in arrived)


def _was_hidden(state: FeedState, entry: Entry) -> bool:
    news, checked, dated = state.last_news_at, state.last_success_at, entry.published_at
    if news is None or checked is None or dated is None or checked == state.last_full_at:
        return False
    return news < dated < checked - CACHED_FOR


def _asked_next(state: FeedState, outcome: Fetched | NotModified) -> Request:
    """With the validators of the last 200, also where its bytes were the same as before."""
    if isinstance(outcome, NotModified):
        return state.request
    return replace(state.request, validators=_validators(outcome))


def _validators(outcome: Fetched) -> Validators:
    """Byte for byte, but none that a server would refuse to be sent."""
    etag, modified = outcome.headers.get("etag"), outcome.headers.get("last-modified")
    return Validators(
        etag=etag if len(etag or "") <= LONGEST_VALIDATOR else None,
        last_modified=modified if len(modified or "") <= LONGEST_VALIDATOR else None,
        url=outcome.url,
    )


def _moved(state: FeedState, outcome: Fetched | NotModified) -> FeedState:
    if _new_url(state, outcome) is not None or outcome.moved_to is None:
        return replace(state, moved_to=None, moved_count=0)
    return replace(state, moved_to=outcome.moved_to, moved_count=_agreeing(state, outcome))


def _new_url(state: FeedState, outcome: Fetched | NotModified) -> str | None:
    return outcome.moved_to if _agreeing(state, outcome) >= AGREEING_MOVES else None


def _agreeing(state: FeedState, outcome: Fetched | NotModified) -> int:
    if outcome.moved_to is None:
        return 0
    return state.moved_count + 1 if outcome.moved_to == state.moved_to else 1


def _feed_note(feed: Feed) -> str | None:
    if feed.dropped:
        return f"{feed.dropped} entries beyond the newest {len(feed.entries)} are not stored"
    if feed.partial:
        return "the document is ill-formed: what could be read was read"
    return None
