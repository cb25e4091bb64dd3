"""(now, what was learned, what the publisher says) -> when to ask again.

A feed is asked at intervals that grow with the square root of the time between its entries.
That is where polls and lateness balance: entries that come `1/gap` a second wait `interval/2` each,
polls cost `1/interval`, and the sum is least where interval² is proportional to gap. With the
constant chosen here an hourly feed is asked every 42 minutes, a daily one seven times a day, a
weekly one five times in two days. Chance plays no part: jitter is a digest of the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from math import sqrt

from ingest.model import Hints, Problem

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

BALANCE = HOUR / 2
"""The gap between entries at which a feed is asked once a gap."""

START = HOUR
"""The first interval of a feed whose entries have no dates."""

MEMORY = 3
"""What was learned weighs as much as this many entries."""

RHYTHM = 4 * WEEK
"""Entries of this last span tell a new feed's rhythm."""

JITTER = 0.1
"""The largest share of its interval by which an address shifts its checks."""

TOLERANCE = timedelta(seconds=30)
"""A check may come this much early, so that cron does not put it off by a whole period."""

LONGEST_RETRY_AFTER = WEEK
GROWTH = 1.5
"""Each wait after a failure to the one before it. Where one request in five fails, doubling loses
entries: seven failures in a row add up to 32 hours, with this factor to 8."""

DAILY_FAILURES = 26
"""From this many failures in a row on, the day between two attempts grows to a week."""

REFUSALS = frozenset(
    {
        Problem.BLOCKED,
        Problem.FORBIDDEN_ADDRESS,
        Problem.FORBIDDEN_SCHEME,
        Problem.GONE,
        Problem.ROBOTS,
        Problem.UNAUTHORIZED,
    },
)
"""Answers that will not change within the hour: asking again soon is rude."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's bounds of the learned interval."""

    min_interval: timedelta = 15 * MINUTE
    max_interval: timedelta = DAY


@dataclass(frozen=True, slots=True)
class Check:
    """When a feed is asked next, and the interval that was learned (without hints or jitter)."""

    at: datetime
    interval: timedelta


# --- feeds ---------------------------------------------------------------------------------------


def after_success(
    *,
    now: datetime,
    policy: Policy,
    url: str,
    interval: timedelta | None,
    arrived: int,
    published: Sequence[datetime],
    hints: Hints,
    last_checked_at: datetime | None,
) -> Check:
    """The next check of a feed that answered.

    `last_checked_at` is its last success: `arrived` entries came since then, however late this
    check is. `published` are the dates in the feed as it is now; empty where it did not change.
    Never before `max-age` or `ttl` (each up to the ceiling), never in an hour or on a day that the
    publisher asks to skip, never more than TOLERANCE before the floor.
    """
    if interval is None:
        learned = _bounded(_interval(_rhythm(now, published)), policy)
    else:
        elapsed = max(now - last_checked_at, timedelta()) if last_checked_at else interval
        gap = _learned_gap(_gap(_bounded(interval, policy)), elapsed, arrived)
        if last_checked_at and arrived >= len(published) > 0:
            gap = min(gap, _rhythm(now, published)) / 2  # all are new: some came and went unseen
        learned = _bounded(_interval(gap), policy)
    told = min(max(hints.max_age or timedelta(), hints.ttl or timedelta()), policy.max_interval)
    wait = _jittered(learned, url, policy)
    wait = max(wait - min(TOLERANCE, wait / 30), told)
    return Check(at=_outside_skipped(now + wait, hints, url), interval=learned)


def after_failure(
    *,
    now: datetime,
    policy: Policy,
    url: str,
    failures: int,
    problem: Problem,
    retry_after: timedelta | None,
    interval: timedelta | None,
) -> datetime:
    """The next attempt at a feed after `failures` in a row, this one counted.

    Soon at first, since most faults pass, then exponentially longer up to a day; after two weeks
    of daily failures it grows to a week and stays there: a feed is never given up.
    `failures` = 0 means that the feed was not asked at all. Never before `retry_after` (up to a
    week).
    """
    told = min(retry_after or timedelta(), LONGEST_RETRY_AFTER)
    first = 6 * HOUR if problem in REFUSALS else min(interval or START, START) / 4
    wait = _backoff(max(first, policy.min_interval), failures)
    return now + max(wait * (1 + JITTER * _share(url)), told)


def _backoff(first: timedelta, failures: int) -> timedelta:
    if failures <= 0:
        return timedelta()
    ceiling = max(DAY, first)
    days = failures - DAILY_FAILURES
    if days > 0:
        return max(first, min(days * DAY + DAY, WEEK))
    return min(first * float(GROWTH ** min(failures - 1, 40)), ceiling)


def _interval(gap: timedelta) -> timedelta:
    return BALANCE * sqrt(gap / BALANCE)


def _gap(interval: timedelta) -> timedelta:
    return BALANCE * (interval / BALANCE) ** 2


def _learned_gap(gap: timedelta, elapsed: timedelta, arrived: int) -> timedelta:
    """The mean of a gamma prior of MEMORY entries after a Poisson observation."""
    return (elapsed + MEMORY * gap) / (arrived + MEMORY)


def _rhythm(now: datetime, published: Sequence[datetime]) -> timedelta:
    """The time between entries as their dates tell it; `_gap(START)` where they tell nothing."""
    past = {at for at in published if at <= now}
    recent = [at for at in past if now - at <= RHYTHM]
    if len(recent) > 1:
        return (now - min(recent)) / len(recent)
    if past:
        return max(now - max(past), RHYTHM / 2)
    return _gap(START)


def _bounded(interval: timedelta, policy: Policy) -> timedelta:
    return max(policy.min_interval, min(interval, policy.max_interval))


def _share(url: str) -> float:
    """A number in [0, 1) that belongs to the address."""
    return int.from_bytes(blake2b(url.encode("utf-8", "replace"), digest_size=6).digest()) / 2**48


def _jittered(interval: timedelta, url: str, policy: Policy) -> timedelta:
    """Earlier by up to JITTER, but not below the floor: feeds added together drift apart."""
    return max(policy.min_interval, interval * (1 - JITTER * _share(url)))


def _outside_skipped(at: datetime, hints: Hints, url: str) -> datetime:
    """The first moment from `at` on that the publisher does not ask to skip (GMT).

    Who skips all hours or all days of the week cannot mean it, and is not heard.
    """
    hours = hints.skip_hours if not hints.skip_hours >= set(range(24)) else frozenset()
    days = hints.skip_days if not hints.skip_days >= set(range(7)) else frozenset()
    if at.hour not in hours and at.weekday() not in days:
        return at
    hour = at.replace(minute=0, second=0, microsecond=0)
    while hour.hour in hours or hour.weekday() in days:
        hour += HOUR
    return hour + 10 * MINUTE * _share(url)


# --- pages ---------------------------------------------------------------------------------------

_SOON = (15 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY)
_SLOWLY = (6 * HOUR, DAY, 3 * DAY)
_ANNOUNCED = (HOUR, DAY)
_DAILY = (DAY, DAY, DAY)
_ONCE = (DAY,)
_NEVER: tuple[timedelta, ...] = ()

PAGE_DELAYS: Mapping[Problem, tuple[timedelta, ...]] = {
    # it may pass by itself
    Problem.DNS: _SOON,
    Problem.CONNECT: _SOON,
    Problem.TIMEOUT: _SOON,
    Problem.PROTOCOL: _SOON,
    Problem.RATE_LIMITED: _SOON,
    Problem.SERVER_ERROR: _SOON,
    # somebody has to mend it: a certificate, a wall, robots.txt
    Problem.TLS: _SLOWLY,
    Problem.BLOCKED: _SLOWLY,
    Problem.ROBOTS: _DAILY,
    # feeds announce pages before they are published
    Problem.NOT_FOUND: _ANNOUNCED,
    Problem.EMPTY: _ANNOUNCED,
    Problem.WORKER_CRASHED: _ANNOUNCED,
    # most likely for good; one late look
    Problem.HTTP_ERROR: _ONCE,
    Problem.REDIRECTS: _ONCE,
    Problem.BAD_ENCODING: _ONCE,
    Problem.TRUNCATED: _ONCE,
    Problem.WORKER_TIMEOUT: _ONCE,
    # for good
    Problem.TOO_LARGE: _NEVER,
    Problem.FORBIDDEN_ADDRESS: _NEVER,
    Problem.FORBIDDEN_SCHEME: _NEVER,
    Problem.GONE: _NEVER,
    Problem.UNAUTHORIZED: _NEVER,
    Problem.UNSUPPORTED_TYPE: _NEVER,
    Problem.NOT_A_FEED: _NEVER,
    Problem.UNREADABLE: _NEVER,
    Problem.NO_ARTICLE: _NEVER,
    Problem.INDEX_PAGE: _NEVER,
    Problem.PAYWALL: _NEVER,
    Problem.CONSENT_WALL: _NEVER,
}


def recheck(*, now: datetime, known_since: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """When an article is next asked for again: at the first of these ages that is still ahead."""
    return min((known_since + age for age in ages if known_since + age > now), default=None)


def page_retry(
    *,
    now: datetime,
    url: str,
    failures: int,
    problem: Problem,
    retry_after: timedelta | None,
) -> datetime | None:
    """The next attempt at a page after `failures`, this one counted; None: give it up.

    `failures` = 0 means that the page was not asked at all. Never before `retry_after` (up to a
    week).
    """
    delays = PAGE_DELAYS[problem]
    if failures > len(delays) or not delays:
        return None
    told = min(retry_after or timedelta(), LONGEST_RETRY_AFTER)
    wait = delays[failures - 1] if failures > 0 else timedelta()
    return now + max(wait * (1 + JITTER * _share(url)), told)
