"""What is due -> tasks that one run holds under a lease."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Text,
    and_,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from ingest import urls
from ingest.model import (
    Entry,
    FeedState,
    FeedStatus,
    PagesPolicy,
    PageTask,
    Problem,
    Request,
    RequestKind,
    SiteKnowledge,
    SourceKind,
    Validators,
)
from ingest.store import codec
from ingest.store.identity import page_digest
from ingest.store.subscriptions import match
from ingest.store.tables import (
    ArticleAddressRow,
    ArticleRow,
    FeedRow,
    PageRow,
    SightingRow,
    StopRow,
)

LEASE = timedelta(minutes=30)
"""Longer than any item is held; a dead run's claims are taken over at once all the same."""

TITLES = 50
HEADLINES_KEPT = timedelta(minutes=1)
HEADLINES_HOSTS = 5_000
HOSTS_AT_ONCE = 256
DUE = 4
"""Pages that are looked at for one that is claimed: those of hosts with many are passed over."""

# Written out, not bound: a partial index serves only a query that repeats its condition.
_WAITING = PageRow.state == literal_column("'waiting'", Text)
_ACTIVE = FeedRow.state == literal_column("'active'", Text)
_QUEUED = and_(_WAITING, PageRow.next_attempt_at.is_(None), PageRow.claimed_by.is_(None))


# --- feeds -----------------------------------------------------------------------------------


def claim_feeds(
    connection: Connection,
    *,
    run: str,
    now: datetime,
    limit: int,
    every: bool = False,
    only: Sequence[str] | None = None,
    not_after: datetime | None = None,
) -> list[FeedState]:
    """The feeds that are due, longest due first, for this run only until its lease ends.

    `every` takes active feeds that are not due too, but for those under a Retry-After; `only`
    names feeds by address; `not_after` leaves out what was checked at that moment or later, so
    that a pass over every feed ends.
    """
    query = select(FeedRow).where(_claimable(now), _not_stopped(now))
    is_due = FeedRow.next_check_at <= now
    # the stops do not name hosts of many publishers: there the feed's own detail tells
    may_be_asked = func.coalesce(FeedRow.detail, "").not_like("%Retry-After%")
    query = query.where(or_(is_due, may_be_asked) if every else is_due)
    if only is not None:
        query = query.where(FeedRow.id.in_(set(match(connection, only).values())))
    if not_after is not None:
        query = query.where(
            or_(FeedRow.last_checked_at.is_(None), FeedRow.last_checked_at < not_after)
        )
    query = query.order_by(FeedRow.next_check_at, FeedRow.id).limit(limit)
    rows = connection.execute(query.with_for_update(skip_locked=True)).all()
    if rows:
        connection.execute(
            update(FeedRow)
            .where(FeedRow.id.in_([row.id for row in rows]))
            .values(claimed_by=run, claimed_until=now + LEASE)
        )
    return [feed_state(row) for row in rows]


def _claimable(now: datetime) -> ColumnElement[bool]:
    return and_(
        _ACTIVE,
        or_(FeedRow.claimed_by.is_(None), FeedRow.claimed_until <= now),
    )


def _not_stopped(now: datetime) -> ColumnElement[bool]:
    return ~exists(
        select(StopRow.domain).where(StopRow.domain == FeedRow.domain, StopRow.until > now)
    )


def feed_state(row: Row[Any]) -> FeedState:
    """A row of `feeds` as the core reads it."""
    request = Request(
        url=urls.without_userinfo(row.url),
        kind=RequestKind.FEED,
        validators=Validators(
            etag=row.etag, last_modified=row.last_modified, url=row.validators_url
        ),
        secret_headers=codec.authorization(row.userinfo),
    )
    return FeedState(
        id=row.id,
        request=request,
        kind=SourceKind(row.kind),
        status=FeedStatus(row.state),
        pages=PagesPolicy(row.pages),
        title=row.title,
        site_url=row.site_url,
        failures=row.failures,
        problem=row.problem and Problem(row.problem),
        detail=row.detail,
        interval=None if row.interval_seconds is None else timedelta(seconds=row.interval_seconds),
        last_checked_at=row.last_checked_at,
        last_success_at=row.last_success_at,
        last_news_at=row.last_news_at,
        last_full_at=row.last_full_at,
        trusts_validators=row.trusts_validators,
        body_digest=row.body_digest,
        seen=row.seen,
        hints=codec.unpack_hints(row.hints),
        moved_to=row.moved_to,
        moved_count=row.moved_count,
        gone_at=row.gone_at,
    )


# --- pages -----------------------------------------------------------------------------------


def claim_pages(
    connection: Connection,
    *,
    run: str,
    now: datetime,
    limit: int,
    hosts: int,
    per_host: int,
    busy_hosts: Collection[str],
    after_host: str,
    headlines: Headlines,
) -> tuple[list[PageTask], str]:
    """At most `per_host` pages of each of `hosts` hosts, newest first, in turn after `after_host`.

    Returns the tasks and the host to go on after. Costs what is claimed, not what waits.
    """
    requeue(connection, now)
    stopped = set(connection.scalars(select(StopRow.domain).where(StopRow.until > now)))
    chosen: list[int] = []
    last = after_host
    left = hosts
    for name in _hosts_in_turn(connection, after_host):
        if name in busy_hosts or urls.registrable_domain(name) in stopped:
            continue
        found = connection.scalars(
            select(PageRow.id)
            .where(_QUEUED, PageRow.host == name)
            .order_by(PageRow.newest_at.desc(), PageRow.id.desc())
            .limit(min(per_host, limit - len(chosen)))
            .with_for_update(skip_locked=True)
        ).all()
        chosen += found
        last = name
        left -= bool(found)
        if len(chosen) >= limit or not left:
            break
    return _take(connection, chosen, run, now, headlines), last


def claim_rechecks(
    connection: Connection,
    *,
    run: str,
    now: datetime,
    limit: int,
    hosts: int,
    per_host: int,
    busy_hosts: Collection[str],
    headlines: Headlines,
) -> list[PageTask]:
    """At most `per_host` pages of each of `hosts` hosts that are to be asked for again."""
    stopped = set(connection.scalars(select(StopRow.domain).where(StopRow.until > now)))
    due = select(PageRow.id, PageRow.host).where(
        PageRow.recheck_at <= now,
        PageRow.claimed_by.is_(None),
        PageRow.article_id.is_not(None),
        PageRow.host.not_in(list(busy_hosts)),
    )
    chosen: list[int] = []
    of_host: Counter[str] = Counter()
    rows = connection.execute(
        due.order_by(PageRow.recheck_at).limit(DUE * limit).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        is_stopped = urls.registrable_domain(row.host) in stopped
        has_place = row.host in of_host or len(of_host) < hosts
        is_wanted = has_place and of_host[row.host] < per_host and not is_stopped
        if len(chosen) < limit and is_wanted:
            of_host[row.host] += 1
            chosen.append(row.id)
    tasks = _take(connection, chosen, run, now, headlines)
    known = {
        row.id: row
        for row in connection.execute(
            select(PageRow.id, PageRow.validators, ArticleRow.first_seen_at)
            .join(ArticleRow, ArticleRow.id == PageRow.article_id)
            .where(PageRow.id.in_(chosen))
        )
    }
    return [
        replace(
            task,
            request=replace(
                task.request, validators=codec.unpack_validators(known[task.id].validators)
            ),
            failures=0,
            known_since=known[task.id].first_seen_at,
            recheck=True,
        )
        for task in tasks
        if task.id is not None
    ]


def requeue(connection: Connection, now: datetime) -> None:
    """Puts back in the queue the pages whose retry is due and those whose lease has ended."""
    connection.execute(
        update(PageRow).where(_WAITING, PageRow.next_attempt_at <= now).values(next_attempt_at=None)
    )
    connection.execute(
        update(PageRow)
        .where(PageRow.claimed_by.is_not(None), PageRow.claimed_until <= now)
        .values(claimed_by=None, claimed_until=None)
    )


def _hosts_in_turn(connection: Connection, after: str) -> Iterator[str]:
    """Every host with a queued page once: those after `after`, then the others.

    Each step jumps to the next host in the index, whatever the number of pages between.
    """
    seen: set[str] = set()
    start, wrapped = after, False
    while True:
        names = _next_hosts(connection, start)
        for name in names:
            if name in seen:
                return
            seen.add(name)
            yield name
        if len(names) == HOSTS_AT_ONCE:
            start = names[-1]
        elif wrapped or not after:
            return
        else:
            start, wrapped = "", True


def _next_hosts(connection: Connection, after: str) -> list[str]:
    first = select(func.min(PageRow.host).label("host")).where(_QUEUED, PageRow.host > after)
    walk = first.cte("walk", recursive=True)
    following = (
        select(func.min(PageRow.host)).where(_QUEUED, PageRow.host > walk.c.host).scalar_subquery()
    )
    walk = walk.union_all(select(following).where(walk.c.host.is_not(None)))
    found = connection.scalars(
        select(walk.c.host).where(walk.c.host.is_not(None)).limit(HOSTS_AT_ONCE)
    )
    return list(found)


def _take(
    connection: Connection, ids: Sequence[int], run: str, now: datetime, headlines: Headlines
) -> list[PageTask]:
    if not ids:
        return []
    connection.execute(
        update(PageRow).where(PageRow.id.in_(ids)).values(claimed_by=run, claimed_until=now + LEASE)
    )
    rows = {
        row.id: row
        for row in connection.execute(
            select(PageRow.id, PageRow.url, PageRow.host, PageRow.attempts, PageRow.entry).where(
                PageRow.id.in_(ids)
            )
        )
    }
    tasks = []
    for page_id in ids:
        row = rows[page_id]
        entry, titles = codec.unpack_entry(row.entry), headlines.of(connection, row.host, now)
        tasks.append(page_task(row.id, row.url, row.attempts, entry, titles))
    return tasks


class Headlines:
    """What feeds call a host's newest pages; asked for at most once a minute and host."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, tuple[str, ...]]] = {}

    def of(self, connection: Connection, host: str, now: datetime) -> tuple[str, ...]:
        """Headlines of the host, the newest pages first."""
        found = self._known.get(host)
        if found is None or now - found[0] >= HEADLINES_KEPT:
            if len(self._known) >= HEADLINES_HOSTS:
                self._known.clear()
            found = self._known[host] = (now, _site_titles(connection, host))
        return found[1]


def _site_titles(connection: Connection, host: str) -> tuple[str, ...]:
    newest = (
        select(PageRow.id).where(PageRow.host == host).order_by(PageRow.id.desc()).limit(TITLES)
    ).subquery()
    found = connection.scalars(
        select(SightingRow.title)
        .join(newest, newest.c.id == SightingRow.page_id)
        .where(SightingRow.title.is_not(None))
        .order_by(newest.c.id.desc())
    )
    return tuple(dict.fromkeys(title for title in found if title))[:TITLES]


def page_task(
    page_id: int, url: str, attempts: int, entry: Entry | None, titles: tuple[str, ...]
) -> PageTask:
    """A page's row as the core reads it; its own headline is no knowledge of the site."""
    own = entry.title if entry else None
    return PageTask(
        id=page_id,
        request=Request(url=url, kind=RequestKind.PAGE),
        failures=attempts,
        entry=entry,
        site=SiteKnowledge(titles=tuple(title for title in titles if title != own)),
    )


# --- both ------------------------------------------------------------------------------------


def give_back(connection: Connection, run: str | None) -> None:
    """Gives back all claims of a run; of every run where `run` is None."""
    for table in (FeedRow, PageRow):
        held = table.claimed_by.is_not(None) if run is None else table.claimed_by == run
        connection.execute(update(table).where(held).values(claimed_by=None, claimed_until=None))


def anything_due(connection: Connection, now: datetime, *, rechecks: bool) -> bool:
    """Whether a run would find something to do, claims of dead runs included."""
    feeds = exists(
        select(FeedRow.id).where(_ACTIVE, FeedRow.next_check_at <= now, _not_stopped(now))
    )
    queued = exists(select(PageRow.id).where(_QUEUED))
    retries = exists(select(PageRow.id).where(_WAITING, PageRow.next_attempt_at <= now))
    held = exists(select(PageRow.id).where(PageRow.claimed_by.is_not(None)))
    again = exists(select(PageRow.id).where(PageRow.recheck_at <= now)) if rechecks else false()
    return bool(connection.scalar(select(or_(feeds, queued, retries, held, again))))


def anything_unread(connection: Connection, now: datetime, *, feeds: bool, pages: bool) -> bool:
    """Whether a feed is due that was never read, or a page waits that was never asked for."""
    unread = exists(
        select(FeedRow.id).where(
            _ACTIVE,
            FeedRow.next_check_at <= now,
            FeedRow.last_checked_at.is_(None),
        )
    )
    waiting = exists(select(PageRow.id).where(_QUEUED))
    asked = [question for question, wanted in ((unread, feeds), (waiting, pages)) if wanted]
    return bool(connection.scalar(select(or_(*asked))))


def known_article(connection: Connection, url: str) -> int | None:
    """The article that has this address."""
    return connection.scalar(
        select(ArticleAddressRow.article_id).where(ArticleAddressRow.url_digest == page_digest(url))
    )
