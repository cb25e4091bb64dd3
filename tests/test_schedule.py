"""The schedule: polite to publishers, quick where there is news, never silent for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Hints, Problem
from ingest.schedule import (
    DAY,
    HOUR,
    LONGEST_RETRY_AFTER,
    MINUTE,
    PAGE_DELAYS,
    TOLERANCE,
    WEEK,
    Check,
    Policy,
    after_failure,
    after_success,
    page_retry,
)

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
URL = "https://example.org/feed"
POLICY = Policy()

urls = st.text("abcdefgh/:.", max_size=20)
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
policies = st.builds(
    lambda least, more: Policy(min_interval=least, max_interval=least + more),
    st.timedeltas(timedelta(seconds=1), DAY),
    st.timedeltas(timedelta(), WEEK),
)
hints = st.builds(
    Hints,
    max_age=st.none() | spans,
    ttl=st.none() | spans,
    skip_hours=st.frozensets(st.integers(0, 24)),
    skip_days=st.frozensets(st.integers(0, 6)),
)


def success(
    *,
    now: datetime = NOON,
    interval: timedelta | None = HOUR,
    arrived: int = 0,
    published: tuple[datetime, ...] = (),
    hints: Hints = Hints(),  # noqa: B008  # frozen
    elapsed: timedelta | None = None,
    url: str = URL,
    policy: Policy = POLICY,
) -> Check:
    last = now - (elapsed if elapsed is not None else interval) if interval else None
    return after_success(
        now=now,
        policy=policy,
        url=url,
        interval=interval,
        arrived=arrived,
        published=published,
        hints=hints,
        last_checked_at=last,
    )


def failure(
    failures: int,
    problem: Problem = Problem.TIMEOUT,
    *,
    retry_after: timedelta | None = None,
    policy: Policy = POLICY,
    url: str = URL,
    interval: timedelta | None = HOUR,
) -> timedelta:
    at = after_failure(
        now=NOON,
        policy=policy,
        url=url,
        failures=failures,
        problem=problem,
        retry_after=retry_after,
        interval=interval,
    )
    return at - NOON


def settled(gap: timedelta, polls: int = 400) -> timedelta:
    """The interval that a feed with an entry every `gap` comes to."""
    now, last, interval, entries = NOON, NOON, HOUR, 0
    for _ in range(polls):
        now = last + interval
        total = (now - NOON) // gap
        check = success(now=now, interval=interval, elapsed=now - last, arrived=total - entries)
        last, interval, entries = now, check.interval, total
    return interval


# --- learning ------------------------------------------------------------------------------------


def test_missed_entries_make_the_interval_shorter() -> None:
    assert success(arrived=5).interval < success(arrived=2).interval < HOUR


def test_nothing_new_makes_it_slowly_longer() -> None:
    assert HOUR < success(arrived=0).interval < 1.25 * HOUR


@pytest.mark.parametrize(
    ("gap", "least", "most"),
    [
        (2 * MINUTE, 15 * MINUTE, 15 * MINUTE),
        (HOUR, 38 * MINUTE, 46 * MINUTE),
        (DAY, 3 * HOUR, 4 * HOUR),
        (WEEK, 8 * HOUR, 11 * HOUR),
    ],
)
def test_the_interval_settles_at_the_root_of_the_gap(
    gap: timedelta, least: timedelta, most: timedelta
) -> None:
    assert least <= settled(gap) <= most


def test_a_late_check_is_not_punished() -> None:
    hourly = settled(HOUR)

    late = success(interval=hourly, arrived=6, elapsed=6 * HOUR).interval

    assert abs(late - hourly) < 2 * MINUTE


def test_a_window_of_nothing_but_news_halves_the_gap() -> None:
    dates = tuple(NOON - n * 10 * MINUTE for n in range(6))

    full = success(arrived=6, published=dates)
    half = success(arrived=6, published=dates * 2)

    assert full.interval < half.interval


def test_a_clock_that_went_back_does_no_harm() -> None:
    assert success(elapsed=-DAY).interval == HOUR


# --- the first interval --------------------------------------------------------------------------


def test_a_new_feed_starts_with_the_rhythm_of_its_dates() -> None:
    daily = tuple(NOON - n * DAY for n in range(20))
    hourly = tuple(NOON - n * HOUR for n in range(20))

    assert 3 * HOUR < success(interval=None, published=daily).interval < 4 * HOUR
    assert 38 * MINUTE < success(interval=None, published=hourly).interval < 46 * MINUTE


def test_old_dates_start_slowly() -> None:
    assert success(interval=None, published=(NOON - 300 * DAY,)).interval == DAY
    assert success(interval=None, published=(NOON - 30 * DAY,)).interval > 18 * HOUR


def test_dates_that_tell_nothing_start_hourly() -> None:
    ahead = tuple(NOON + n * DAY for n in range(1, 5))

    assert success(interval=None).interval == HOUR
    assert success(interval=None, published=ahead).interval == HOUR


# --- what the publisher says ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["max_age", "ttl"])
def test_a_hint_puts_the_check_off_to_the_second(name: str) -> None:
    assert success(hints=Hints(**{name: 3 * HOUR})).at == NOON + 3 * HOUR  # type: ignore[arg-type]


def test_a_hint_does_not_hurry() -> None:
    assert success(hints=Hints(max_age=MINUTE, ttl=MINUTE)) == success()


def test_a_hint_above_the_ceiling_is_capped() -> None:
    assert success(hints=Hints(max_age=timedelta(days=365))).at == NOON + DAY


def test_a_hint_is_not_learned() -> None:
    assert success(hints=Hints(ttl=6 * HOUR)).interval == success().interval


def test_skipped_hours_end_shortly_after_the_hour() -> None:
    at = success(hints=Hints(skip_hours=frozenset(range(12, 18)))).at

    assert NOON + 6 * HOUR <= at < NOON + 6 * HOUR + 10 * MINUTE


def test_skipped_days_end_at_midnight_gmt() -> None:
    at = success(hints=Hints(skip_days=frozenset({2, 3}))).at

    assert at.date() == (NOON + 2 * DAY).date()
    assert at.hour == 0


def test_who_skips_all_hours_or_days_is_not_heard() -> None:
    assert success(hints=Hints(skip_hours=frozenset(range(24)))) == success()
    assert success(hints=Hints(skip_days=frozenset(range(7)))) == success()


@pytest.mark.parametrize(
    "now",
    [
        datetime(2028, 2, 28, 23, 30, tzinfo=UTC),  # leap day ahead
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # clocks go forward in Europe
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # and back
        datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    ],
)
def test_the_calendar_does_not_bend_the_wait(now: datetime) -> None:
    assert success(now=now).at - now == success().at - NOON


# --- cron ----------------------------------------------------------------------------------------


def test_a_feed_at_the_floor_is_due_at_the_next_quarter_of_an_hour() -> None:
    started, answered = NOON, NOON + timedelta(seconds=20)

    assert success(now=answered, interval=15 * MINUTE, arrived=9).at <= started + 15 * MINUTE


def test_addresses_spread() -> None:
    waits = {success(url=f"{URL}/{n}").at for n in range(100)}

    assert len(waits) == 100
    assert max(waits) - min(waits) > 5 * MINUTE


# --- properties of every success ------------------------------------------------------------------


@given(
    now=moments,
    policy=policies,
    url=urls,
    interval=st.none() | spans,
    arrived=st.integers(0, 10_000),
    published=st.lists(moments, max_size=5),
    hints=hints,
    last=st.none() | moments,
)
def test_every_check_is_bounded_repeatable_and_as_told(
    now: datetime,
    policy: Policy,
    url: str,
    interval: timedelta | None,
    arrived: int,
    published: list[datetime],
    hints: Hints,
    last: datetime | None,
) -> None:
    def check() -> Check:
        return after_success(
            now=now,
            policy=policy,
            url=url,
            interval=interval,
            arrived=arrived,
            published=published,
            hints=hints,
            last_checked_at=last,
        )

    first = check()
    told = min(max(hints.max_age or timedelta(), hints.ttl or timedelta()), policy.max_interval)
    hours = hints.skip_hours & set(range(24))
    skips_hours, skips_days = len(hours) < 24, len(hints.skip_days) < 7

    assert first == check()
    assert policy.min_interval <= first.interval <= policy.max_interval
    assert first.at >= now + policy.min_interval - TOLERANCE
    assert first.at >= now + told
    assert first.at <= now + policy.max_interval + 9 * DAY
    assert not (skips_hours and first.at.hour in hours)
    assert not (skips_days and first.at.weekday() in hints.skip_days)
    if not hours and not hints.skip_days:
        assert first.at <= now + policy.max_interval


# --- failures ------------------------------------------------------------------------------------


def test_failures_back_off_to_a_day_and_then_to_a_week() -> None:
    assert 15 * MINUTE <= failure(1) <= 16.5 * MINUTE
    assert failure(1) < failure(2) <= 1.6 * failure(1)
    assert DAY <= failure(13) == failure(26) <= 1.1 * DAY
    assert DAY < failure(27) < failure(28)
    assert WEEK <= failure(40) == failure(10_000) <= 1.1 * WEEK


def test_a_slow_feed_that_fails_once_is_asked_again_soon() -> None:
    assert failure(1, interval=DAY) == failure(1)


def test_a_refusal_is_not_answered_with_haste() -> None:
    assert failure(1, Problem.BLOCKED) >= 6 * HOUR


def test_retry_after_is_kept_up_to_a_week() -> None:
    assert failure(1, Problem.RATE_LIMITED, retry_after=5 * HOUR) == 5 * HOUR
    assert failure(1, retry_after=timedelta(seconds=5)) == failure(1)
    assert failure(1, retry_after=timedelta(days=9999)) == LONGEST_RETRY_AFTER


def test_a_feed_that_was_not_asked_waits_no_longer_than_told() -> None:
    assert failure(0, Problem.RATE_LIMITED, retry_after=MINUTE) == MINUTE


@given(
    failures=st.integers(1, 100_000),
    problem=st.sampled_from(Problem),
    policy=policies,
    url=urls,
    retry_after=st.none() | spans,
    interval=st.none() | spans,
)
def test_failures_only_ever_wait_longer_and_never_for_ever(
    failures: int,
    problem: Problem,
    policy: Policy,
    url: str,
    retry_after: timedelta | None,
    interval: timedelta | None,
) -> None:
    def wait(count: int) -> timedelta:
        return failure(
            count, problem, policy=policy, url=url, retry_after=retry_after, interval=interval
        )

    assert policy.min_interval <= wait(failures) <= wait(failures + 1) <= 1.1 * WEEK
    assert wait(failures) >= min(retry_after or timedelta(), LONGEST_RETRY_AFTER)


# --- pages ---------------------------------------------------------------------------------------


def page(failures: int, problem: Problem, retry_after: timedelta | None = None) -> timedelta | None:
    at = page_retry(now=NOON, url=URL, failures=failures, problem=problem, retry_after=retry_after)
    return at - NOON if at else None


def test_what_may_pass_is_tried_again_at_longer_and_longer_waits() -> None:
    waits = [page(n, Problem.TIMEOUT) for n in range(1, 6)]

    assert None not in waits
    assert waits == sorted(waits, key=lambda wait: wait or timedelta())
    assert page(6, Problem.TIMEOUT) is None


def test_a_page_announced_too_early_is_looked_at_twice_more() -> None:
    assert [page(n, Problem.NOT_FOUND) is None for n in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize("problem", [Problem.GONE, Problem.PAYWALL, Problem.FORBIDDEN_ADDRESS])
def test_what_is_for_good_is_given_up(problem: Problem) -> None:
    assert page(1, problem) is None


def test_robots_are_asked_again_after_a_day() -> None:
    wait = page(1, Problem.ROBOTS)

    assert wait is not None
    assert DAY <= wait <= 1.1 * DAY


def test_a_page_keeps_retry_after() -> None:
    assert page(1, Problem.RATE_LIMITED, 2 * DAY) == 2 * DAY
    assert page(1, Problem.RATE_LIMITED, timedelta(days=999)) == LONGEST_RETRY_AFTER
    assert page(0, Problem.RATE_LIMITED, MINUTE) == MINUTE


def test_every_problem_has_its_retries() -> None:
    assert set(PAGE_DELAYS) == set(Problem)
