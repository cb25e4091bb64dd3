"""A year of the pure scheduler against modelled publishers, beside a poll every 30 minutes.

    python bench/simulate_year.py [--cron MINUTES] [--feeds N]

Publishers live by the clock of their town (both changes of summer time and a leap day fall into
the year). A feed shows its newest entries only: what comes and goes between two polls is missed.
`early` counts requests that came sooner than the publisher had asked (max-age, Retry-After,
skipHours, skipDays). The same seed gives the same table.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ingest import schedule
from ingest.model import Hints, Problem
from ingest.schedule import DAY, HOUR, MINUTE

START = datetime(2027, 7, 1, tzinfo=UTC)
END = datetime(2028, 7, 1, tzinfo=UTC)
PAST = 60 * DAY  # entries from before the year: what a feed shows on the first day
TOWN = ZoneInfo("Europe/Berlin")
BASELINE = 30 * MINUTE
ANSWER = timedelta(seconds=3)
WIDTHS = (15, 17, 19, 18, 14)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a publisher's server does with one request."""

    problem: Problem | None = None
    retry_after: timedelta | None = None


Serve = Callable[[datetime, datetime | None], Answer]  # (now, the last request) -> the answer


@dataclass(frozen=True, slots=True)
class Publisher:
    """When entries come, how many the feed shows, what is asked of readers, how the server is."""

    kind: str
    times: list[datetime]
    window: int = 20
    hints: Hints = field(default_factory=Hints)
    answer: Serve = lambda _now, _last: Answer()
    moves_at: datetime | None = None


@dataclass(slots=True)
class Tally:
    """What came of it."""

    requests: int = 0
    early: int = 0
    missed: int = 0
    lateness: list[float] = field(default_factory=list)


# --- publishers ----------------------------------------------------------------------------------


def steady(chance: random.Random, a_day: float) -> list[datetime]:
    """Entries at any time, so many a day."""
    times, at = [], START - PAST
    while (at := at + chance.expovariate(a_day) * DAY) < END:
        times.append(at)
    return times


def by_day(
    chance: random.Random, a_day: float, hours: Sequence[int], days: Sequence[int]
) -> list[datetime]:
    """So many entries a working day, in these hours of the town."""
    times = []
    for day in local_days():
        if day.weekday() in days:
            count = int(a_day) + (chance.random() < a_day % 1)
            times += [
                day.replace(hour=chance.choice(hours), minute=chance.randrange(60))
                + chance.random() * MINUTE
                for _ in range(count)
            ]
    return sorted(at.astimezone(UTC) for at in times)


def local_days() -> Iterator[datetime]:
    """Midnights of the town."""
    day = (START - PAST).astimezone(TOWN).replace(hour=0)
    while day < END:
        yield day
        day = (day + DAY).replace(hour=0)


def bursts(
    chance: random.Random, *, each: timedelta, size: int, within: timedelta
) -> list[datetime]:
    """Long silence, then many entries at once."""
    times: list[datetime] = []
    at = START - PAST
    while (at := at + chance.expovariate(1) * each) < END:
        times += [at + chance.random() * within for _ in range(size)]
    return sorted(times)


def down(*spans: tuple[datetime, datetime], problem: Problem) -> Serve:
    """A server that fails within these spans."""
    return lambda now, _last: Answer(problem if any(a <= now < b for a, b in spans) else None)


def flaky(chance: random.Random) -> Serve:
    """A server that fails one time in five."""
    return lambda _now, _last: Answer(Problem.TIMEOUT if chance.random() < 0.2 else None)


def limited(now: datetime, last: datetime | None) -> Answer:
    """A server that wants no more than one request in 45 minutes."""
    if last and now - last < 45 * MINUTE:
        return Answer(Problem.RATE_LIMITED, retry_after=2 * HOUR)
    return Answer()


def publishers(chance: random.Random) -> Iterator[Publisher]:
    """One of each kind."""
    week, office, awake = range(7), range(9, 18), range(6, 23)
    spring = START + 60 * DAY
    yield Publisher("news agency, 400 a day", steady(chance, 400), window=50)
    yield Publisher("newsroom, 40 a day", by_day(chance, 40, awake, week), window=30)
    yield Publisher("hourly", steady(chance, 24))
    yield Publisher("hourly, max-age 1 h", steady(chance, 24), hints=Hints(max_age=HOUR))
    yield Publisher(
        "office hours, skips nights and weekends",
        by_day(chance, 10, office, range(5)),
        hints=Hints(
            skip_hours=frozenset(range(18, 24)) | frozenset(range(5)), skip_days=frozenset({5, 6})
        ),
    )
    yield Publisher("daily at seven", by_day(chance, 1, [7], week), window=10)
    yield Publisher("weekly", by_day(chance, 1, awake, [2]), window=10)
    yield Publisher("monthly", bursts(chance, each=30 * DAY, size=1, within=HOUR), window=10)
    yield Publisher("bursty, 15 in an hour", bursts(chance, each=5 * DAY, size=15, within=HOUR))
    yield Publisher("dead, but answers", [t for t in by_day(chance, 1, awake, week) if t < spring])
    yield Publisher(
        "gone from the net",
        [t for t in by_day(chance, 1, awake, week) if t < spring],
        answer=down((spring, END), problem=Problem.DNS),
    )
    yield Publisher("moved (301)", steady(chance, 6), moves_at=spring)
    yield Publisher("flaky, one in five fails", steady(chance, 24), answer=flaky(chance))
    yield Publisher(
        "down for ten days",
        steady(chance, 6),
        window=50,
        answer=down((spring, spring + 10 * DAY), problem=Problem.SERVER_ERROR),
    )
    yield Publisher("rate-limited", steady(chance, 48), window=50, answer=limited)


# --- the year ------------------------------------------------------------------------------------


def live(publisher: Publisher, url: str, cron: timedelta, *, learns: bool) -> Tally:
    """A year of polls of one feed."""
    tally = Tally()
    policy = schedule.Policy()
    seen = bisect_right(publisher.times, START)
    failures = redirects = 0
    interval: timedelta | None = None
    last: datetime | None = None
    succeeded: datetime | None = None
    told = due = START
    while True:
        now = (
            START - ((START - due) // cron) * cron + ANSWER
        )  # the first run of cron that finds it due
        if now >= END:
            newest = bisect_right(publisher.times, END)
            tally.missed += max(0, newest - publisher.window - seen)
            return tally
        tally.early += now < told or _skips(publisher.hints, now)
        answer = publisher.answer(now, last)
        has_moved = publisher.moves_at is not None and now >= publisher.moves_at
        follows = has_moved and (not learns or redirects < 3)
        redirects += follows
        tally.requests += 1 + follows
        last = now
        if answer.problem:
            failures += 1
            told = now + (answer.retry_after or timedelta())
            due = now - ANSWER + BASELINE
            if learns:
                due = schedule.after_failure(
                    now=now,
                    policy=policy,
                    url=url,
                    failures=failures,
                    problem=answer.problem,
                    retry_after=answer.retry_after,
                    interval=interval,
                )
            continue
        newest = bisect_right(publisher.times, now)
        shown = max(0, newest - publisher.window)
        tally.missed += max(0, shown - seen)
        arrived = publisher.times[max(shown, seen) : newest]
        tally.lateness += [(now - at) / MINUTE for at in arrived]
        is_changed = newest > seen or succeeded is None
        seen, failures = newest, 0
        told = now + (publisher.hints.max_age or timedelta())
        due = now - ANSWER + BASELINE
        if learns:
            check = schedule.after_success(
                now=now,
                policy=policy,
                url=url,
                interval=interval,
                arrived=len(arrived),
                published=publisher.times[shown:newest] if is_changed else (),
                hints=publisher.hints,
                last_checked_at=succeeded,
            )
            due, interval = check.at, check.interval
        succeeded = now


def _skips(hints: Hints, now: datetime) -> bool:
    return now.hour in hints.skip_hours or now.weekday() in hints.skip_days


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--cron", type=int, default=5, help="minutes between two runs (5)")
    parser.add_argument("--feeds", type=int, default=3, help="feeds of each kind (3)")
    arguments = parser.parse_args()
    cron = arguments.cron * MINUTE
    rows: dict[str, tuple[list[Tally], list[Tally]]] = {}
    for number in range(arguments.feeds):
        for publisher in publishers(random.Random(number)):
            ours, fixed = rows.setdefault(publisher.kind, ([], []))
            url = f"https://{number}.example/{publisher.kind}"
            ours.append(live(publisher, url, cron, learns=True))
            fixed.append(live(publisher, url, cron, learns=False))
    print(f"{arguments.feeds} feeds of each kind, {START:%Y-%m-%d} to {END:%Y-%m-%d},", end=" ")
    print(f"a run every {arguments.cron} minutes; ours / a poll every 30 minutes\n")
    print_cells("", ("requests a day", "missed", "late, median", "late, 95 %", "early"))
    for kind, (ours, fixed) in rows.items():
        print_row(kind, ours, fixed)
    print_row(
        "all", [t for o, _ in rows.values() for t in o], [t for _, f in rows.values() for t in f]
    )


def print_row(kind: str, ours: list[Tally], fixed: list[Tally]) -> None:
    """One line: ours / the baseline."""
    pairs = [
        tuple(
            f"{sum(t.requests for t in side) / len(side) / ((END - START) / DAY):.1f}"
            for side in (ours, fixed)
        ),
        tuple(f"{sum(t.missed for t in side)}" for side in (ours, fixed)),
        tuple(span(quantile(side, 0.5)) for side in (ours, fixed)),
        tuple(span(quantile(side, 0.95)) for side in (ours, fixed)),
        tuple(f"{sum(t.early for t in side)}" for side in (ours, fixed)),
    ]
    print_cells(kind, [" / ".join(pair) for pair in pairs])


def print_cells(kind: str, cells: Sequence[str]) -> None:
    """One line of the table."""
    padded = (f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    print(f"{kind:39}" + "".join(padded))


def quantile(tallies: list[Tally], share: float) -> float | None:
    """Minutes between an entry's publication and the poll that brought it."""
    late = sorted(minutes for tally in tallies for minutes in tally.lateness)
    return late[int(share * (len(late) - 1))] if late else None


def span(minutes: float | None) -> str:
    """A span as a person says it."""
    if minutes is None:
        return "never"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"


if __name__ == "__main__":
    main()
