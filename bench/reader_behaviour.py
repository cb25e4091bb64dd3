"""Would a publisher like us as a reader? Weeks of one feed in seconds, on loopback.

    python bench/reader_behaviour.py [--days N] [-v]

After Rachel Kroll's feed reader score (https://rachelbythebay.com/fs/help.html): a server plays a
feed, notes every request byte for byte, and rules are held against what it heard. Here the network
room, the decisions and the schedule are the real ones and the HTTP is real; only the clock jumps,
each time to the moment that was decided for the next check. Exit status 1 where a rule is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from itertools import pairwise
from time import perf_counter

from ingest import plan
from ingest.fetch import Policy, Web, parse_allow
from ingest.model import FeedState, FeedStatus, Request, RequestKind, RobotsRecord, Stop
from ingest.schedule import TOLERANCE
from ingest.schedule import Policy as Schedule

START = datetime(2027, 3, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SCHEDULE = Schedule()
AGENT = "ingest/1.0 (+https://example.org/about-our-reader)"
PORT = 18_713
ENOUGH = 20  # requests, to speak of nine in ten
REDIRECTS = (301, 302, 303, 307, 308)

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers, and when it would rather be asked again."""

    status: int
    headers: Headers = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it came over the wire, and its answer."""

    at: datetime
    poll: int
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    reply: Reply

    def said(self, name: str) -> list[str]:
        """All values of a request header."""
        return [value for given, value in self.headers if given.lower() == name]

    @property
    def is_conditional(self) -> bool:
        return bool(self.said("if-none-match") or self.said("if-modified-since"))


def unhindered(_server: Server, _heard: Heard) -> Reply | None:
    """No habit: the feed answers."""
    return None


Habit = Callable[["Server", "Heard"], Reply | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A feed that gets an entry every `gap` until `silent_after`, and its server's habits."""

    name: str
    gap: timedelta = 11 * HOUR
    days: int | None = None
    silent_after: timedelta = timedelta(days=999)
    validators: Callable[[int, datetime], Headers] = lambda n, _at: {
        "ETag": f'"{n:x}-5e1"',
        "Last-Modified": http_date(START + n * HOUR),
    }
    fresh: Headers = field(default_factory=dict)
    tells_freshness_in_304: bool = True
    lies: bool = False
    zips: bool = False
    before: Habit = unhindered

    @property
    def falls_silent(self) -> bool:
        return self.silent_after < 99 * DAY or self.gap > 5 * DAY

    def entries(self, at: datetime) -> int:
        """How many there are by then."""
        return min(at - START, self.silent_after) // self.gap


@dataclass(frozen=True, slots=True)
class Heard:
    """A request on its way to be answered."""

    path: str
    host: str
    headers: Headers
    at: datetime
    last_at: datetime | None


@dataclass
class Server:
    """One publisher's server: answers, and notes what it was asked."""

    publisher: Publisher
    at: datetime = START
    poll: int = 0
    port: int = 0
    heard: list[Exchange] = field(default_factory=list)
    in_flight: int = 0
    overlaps: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.2:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
                break
            self.in_flight += 1
            self.overlaps += self.in_flight > 1
            first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
            method, path, _ = first.split(" ")
            pairs = tuple((name, value.strip()) for name, _, value in map(_split, lines))
            headers = {name.lower(): value for name, value in pairs}
            last = self.heard[-1].at if self.heard else None
            heard = Heard(path, headers["host"].partition(":")[0], headers, self.at, last)
            reply = self.publisher.before(self, heard) or self.feed(heard)
            url = f"http://{headers['host']}{path}"
            self.heard.append(Exchange(self.at, self.poll, method, url, pairs, reply))
            writer.write(_wire(reply))
            await writer.drain()
            self.in_flight -= 1
        writer.close()

    def feed(self, heard: Heard) -> Reply:
        """The feed as it stands, or 304."""
        publisher, n = self.publisher, self.publisher.entries(self.at)
        validators = publisher.validators(n, self.at)
        etag, modified = validators.get("ETag"), validators.get("Last-Modified")
        asked_etag = heard.headers.get("if-none-match")
        asked_since = heard.headers.get("if-modified-since")
        same = asked_etag == etag if asked_etag else bool(asked_since) and asked_since == modified
        if same or (publisher.lies and (asked_etag or asked_since)):
            fresh = publisher.fresh if publisher.tells_freshness_in_304 else {}
            return Reply(304, validators | fresh)
        headers = {"Content-Type": "application/rss+xml", **validators, **publisher.fresh}
        body = _document(publisher, n)
        if publisher.zips:
            headers["Content-Encoding"], body = "gzip", gzip.compress(body)
        return Reply(200, headers, body)


def _split(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _wire(reply: Reply) -> bytes:
    length = {} if reply.status == 304 else {"Content-Length": str(len(reply.body))}
    lines = [f"{name}: {value}" for name, value in {**length, **reply.headers}.items()]
    head = "\r\n".join([f"HTTP/1.1 {reply.status} Whatever", *lines])
    return head.encode("latin-1") + b"\r\n\r\n" + reply.body


def _document(publisher: Publisher, n: int) -> bytes:
    items = "".join(
        f"<item><title>Entry {k}</title><guid>tag:{k}</guid>"
        f"<pubDate>{http_date(START + k * publisher.gap)}</pubDate></item>"
        for k in range(n, n - 12, -1)
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def http_date(at: datetime) -> str:
    """As servers write it."""
    return format_datetime(at, usegmt=True)


# --- habits of servers ---------------------------------------------------------------------------


def too_many(
    pause: timedelta, told: timedelta, *, as_date: bool = False, status: int = 429
) -> Habit:
    """Refuses whoever comes again within `pause`, and names a time."""

    def before(_server: Server, heard: Heard) -> Reply | None:
        if heard.last_at is None or heard.at - heard.last_at >= pause:
            return None
        value = http_date(heard.at + told) if as_date else str(int(told.total_seconds()))
        return Reply(status, {"Retry-After": value})

    return before


def during(first: timedelta, last: timedelta, reply: Callable[[Server], Reply]) -> Habit:
    """Answers so between two days."""

    def before(server: Server, heard: Heard) -> Reply | None:
        return reply(server) if first <= heard.at - START < last else None

    return before


def redirect(
    status: int, target: str, *, first: timedelta = timedelta(), last: timedelta = 99 * DAY
) -> Habit:
    """Sends who asks for /feed elsewhere."""

    def before(server: Server, heard: Heard) -> Reply | None:
        if heard.path != "/feed" or not first <= heard.at - START < last:
            return None
        week = (heard.at - START).days // 7
        return Reply(status, {"Location": target.format(port=server.port, week=week)})

    return before


def stumbling(server: Server, heard: Heard) -> Reply | None:
    """Every second plain request fails."""
    plain = sum(not exchange.is_conditional for exchange in server.heard)
    is_plain = not {"if-none-match", "if-modified-since"} & heard.headers.keys()
    return Reply(503) if is_plain and plain % 2 else None


PUBLISHERS = (
    Publisher(name="ETag and Last-Modified"),
    Publisher(name="an entry every five minutes", gap=5 * MINUTE, days=2),
    Publisher(name="ETag only", validators=lambda n, _: {"ETag": f'"{n}"'}),
    Publisher(
        name="Last-Modified only",
        validators=lambda n, _: {"Last-Modified": http_date(START + n * HOUR)},
    ),
    Publisher(
        name="Last-Modified that no RFC knows",
        validators=lambda n, _: {"Last-Modified": f"{START + n * HOUR:%A, %d-%b-%y  %H:%M} UTC+0"},
    ),
    Publisher(name="weak ETag", validators=lambda n, _: {"ETag": f'W/"{n}"'}),
    Publisher(
        name="odd ETag",
        validators=lambda n, _: {"ETag": f'é, "{n}"-gzip;v=\\1', "Last-Modified": "0"},
    ),
    Publisher(name="no quotes in ETag", validators=lambda n, _: {"ETag": f"{n}"}),
    Publisher(
        name="same bytes, new ETag every day",
        gap=9 * DAY,
        validators=lambda n, at: {"ETag": f'"{n}-{(at - START).days}"'},
    ),
    Publisher(name="loses its ETag", validators=lambda n, _: {} if n % 2 else {"ETag": f'"{n}"'}),
    Publisher(name="no validators", validators=lambda _n, _at: {}),
    Publisher(name="gzip", zips=True),
    Publisher(name="max-age 12 h", fresh={"Cache-Control": "public, max-age=43200"}),
    Publisher(
        name="max-age 12 h, not in 304",
        gap=3 * DAY,
        fresh={"Cache-Control": "max-age=43200"},
        tells_freshness_in_304=False,
    ),
    Publisher(name="max-age a year", fresh={"Cache-Control": "max-age=31536000"}),
    Publisher(name="429 within 4 h, Retry-After 6 h", before=too_many(4 * HOUR, 6 * HOUR)),
    Publisher(name="429 within a day, Retry-After 3 d", before=too_many(DAY, 3 * DAY)),
    Publisher(
        name="503 with a date", before=too_many(3 * HOUR, 7 * HOUR, as_date=True, status=503)
    ),
    Publisher(name="503 for 4 days", before=during(5 * DAY, 9 * DAY, lambda _: Reply(503))),
    Publisher(name="404 for 6 days", before=during(5 * DAY, 11 * DAY, lambda _: Reply(404))),
    Publisher(name="410 from day 9 on", before=during(9 * DAY, 99 * DAY, lambda _: Reply(410))),
    Publisher(name="410 once", before=during(9 * DAY, 9 * DAY + 4 * HOUR, lambda _: Reply(410))),
    Publisher(name="301 from day 7 on", before=redirect(301, "/new", first=7 * DAY)),
    Publisher(name="308 from day 7 on", before=redirect(308, "/new", first=7 * DAY)),
    Publisher(
        name="301 by mistake",
        before=redirect(301, "/wrong", first=7 * DAY, last=7 * DAY + 4 * HOUR),
    ),
    Publisher(name="302 always", before=redirect(302, "/today")),
    Publisher(name="307 to another host", before=redirect(307, "http://127.0.0.3:{port}/there")),
    Publisher(name="302 to another place a week", before=redirect(302, "/week-{week}")),
    Publisher(name="cookies", fresh={"Set-Cookie": "id=1; Path=/; Max-Age=31536000"}),
    Publisher(name="its 304 lies", lies=True),
    Publisher(name="its 304 lies, and it stumbles", lies=True, before=stumbling),
    Publisher(name="silent after 4 days", gap=5 * HOUR, silent_after=4 * DAY),
)


# --- the reader ----------------------------------------------------------------------------------


class Memory:
    """No robots.txt is asked for on the way to a feed."""

    async def recall(self, _origin: str) -> RobotsRecord | None:
        return None

    async def remember(self, _record: RobotsRecord) -> None:
        raise AssertionError


@dataclass(frozen=True, slots=True)
class Play:
    """What came of one publisher's weeks."""

    publisher: Publisher
    heard: Sequence[Exchange]
    overlaps: int
    ends_at: datetime
    state: FeedState
    seen: int
    lateness: Sequence[timedelta]


async def play(publisher: Publisher, days: int) -> Play:
    """The weeks of one publisher, as the passes of `ingest run` would live them."""
    server = Server(publisher)
    try:
        listener = await asyncio.start_server(server.serve, "0.0.0.0", PORT)
    except OSError:  # in use: another port gives other jitter, and so a slightly other table
        listener = await asyncio.start_server(server.serve, "0.0.0.0", 0)
    server.port = listener.sockets[0].getsockname()[1]
    state = FeedState(id=1, request=Request(url=f"{server.origin}/feed", kind=RequestKind.FEED))
    policy = Policy(user_agent=AGENT, host_interval=timedelta(), allow=parse_allow("127.0.0.0/8"))
    ends_at = START + min(days, publisher.days or days) * DAY
    stop: Stop | None = None
    seen, lateness = 0, []
    while server.at < ends_at and state.status is FeedStatus.ACTIVE:
        async with Web(policy, Memory(), lambda: server.at) as web:
            if stop:
                web.stop(stop.domain, stop.until)
            outcome = await web.fetch(plan.feed_request(state, server.at))
        update = plan.after_feed(state, outcome, SCHEDULE, "bench")
        state, stop = update.state, update.stop or stop
        if update.new_url:
            state = replace(state, request=replace(state.request, url=update.new_url))
        if update.entries:
            newest = max(int(entry.key.rpartition(":")[2]) for entry in update.entries)
            lateness += [server.at - START - k * publisher.gap for k in range(seen + 1, newest + 1)]
            seen = max(seen, newest)
        server.at, server.poll = update.next_check_at, server.poll + 1
    listener.close()
    return Play(publisher, server.heard, server.overlaps, ends_at, state, seen, lateness)


# --- the rules -----------------------------------------------------------------------------------

Faults = Iterator[str | None]  # one for everything looked at; None where it was right


def verbatim(played: Play) -> Faults:
    """What is sent is what the last 200 of that address gave, all of it, byte for byte."""
    given: dict[str, Headers] = {}
    for exchange in played.heard:
        known = given.get(exchange.url, {})
        if exchange.is_conditional:
            etag, since = exchange.said("if-none-match"), exchange.said("if-modified-since")
            right = [known["ETag"]] if "ETag" in known else []
            right_since = [known["Last-Modified"]] if "Last-Modified" in known else []
            good = etag == right and since == right_since
            yield None if good else f"sent {etag} {since}, given {known}"
        if exchange.reply.status == 200:
            given[exchange.url] = exchange.reply.headers


def nowhere_else(played: Play) -> Faults:
    """No validators to an address that never gave any."""
    gave: set[str] = set()
    for exchange in played.heard:
        if exchange.url not in gave:
            yield "validators for an address that gave none" if exchange.is_conditional else None
        if {"ETag", "Last-Modified"} & exchange.reply.headers.keys():
            gave.add(exchange.url)


def plain_once_a_day(played: Play) -> Faults:
    """Without condition at most once a day, where the server's last 200 gave validators."""
    plain_at: dict[str, datetime] = {}
    can_ask: dict[str, bool] = {}
    for exchange in played.heard:
        url = exchange.url
        if not exchange.is_conditional and exchange.reply.status not in REDIRECTS:
            if can_ask.get(url) and url in plain_at:
                rested = exchange.at - plain_at[url]
                yield None if rested >= DAY else f"plain again after {rested}"
            plain_at[url] = exchange.at
        if exchange.reply.status == 200:
            can_ask[url] = bool({"ETag", "Last-Modified"} & exchange.reply.headers.keys())


def mostly_conditional(played: Play) -> Faults:
    """What can be asked conditionally is: nine in ten, but once a day of who lies or is silent."""
    count = plain = 0
    can_ask: dict[str, bool] = {}
    for exchange in played.heard:
        if can_ask.get(exchange.url) and exchange.reply.status not in REDIRECTS:
            count += 1
            plain += not exchange.is_conditional
        if exchange.reply.status == 200:
            can_ask[exchange.url] = bool({"ETag", "Last-Modified"} & exchange.reply.headers.keys())
    days = (played.ends_at - START) // DAY
    most = days if played.publisher.lies or played.publisher.falls_silent else count // 10
    if count >= ENOUGH:
        yield None if plain <= most else f"{plain} of {count} plain"


def max_age(played: Play) -> Faults:
    """Not before the answer is stale (up to a day); a 304 that does not say keeps what was said."""
    told = timedelta()
    for earlier, later in pairwise(polls(played)):
        control = earlier[-1].reply.headers.get("Cache-Control", "")
        if earlier[-1].reply.status == 200 or control:
            seconds = control.partition("max-age=")[2]
            told = min(timedelta(seconds=int(seconds or 0)), SCHEDULE.max_interval)
        if told:
            waited = later[0].at - earlier[-1].at
            yield None if waited >= told else f"{waited} after max-age {told}"


def retry_after(played: Play) -> Faults:
    """Not before the time that a 429 or 503 named."""
    for earlier, later in pairwise(played.heard):
        if value := earlier.reply.headers.get("Retry-After"):
            until = (
                earlier.at + timedelta(seconds=int(value))
                if value.isdecimal()
                else parsedate_to_datetime(value)
            )
            yield None if later.at >= until else f"{until - later.at} early"


def floor(played: Play) -> Faults:
    """Never two polls closer than the floor of the settings."""
    for earlier, later in pairwise(polls(played)):
        waited = later[0].at - earlier[0].at
        yield None if waited >= SCHEDULE.min_interval - TOLERANCE else f"again after {waited}"


def backs_off(played: Play) -> Faults:
    """Errors in a row are asked after ever more rarely, and never given up."""
    waits: list[timedelta] = []
    for earlier, later in pairwise(polls(played)):
        if earlier[-1].reply.status < 400 or "Retry-After" in earlier[-1].reply.headers:
            waits = []
            continue
        waits.append(later[0].at - earlier[0].at)
        if len(waits) > 1:
            shorter = waits[-1] < waits[-2] and waits[-1] < DAY
            yield f"waited {waits[-2]}, then {waits[-1]}" if shorter else None


def one_request(played: Play) -> Faults:
    """One request a poll, and one a step of a redirect; nothing else of the site is asked for."""
    for poll in polls(played):
        steps = [exchange.reply.status in REDIRECTS for exchange in poll]
        good = not steps[-1] and all(steps[:-1]) and len({e.url for e in poll}) == len(poll)
        wanders = [e.url for e in poll[:1] if not e.url.endswith(("/feed", "/new"))]
        yield None if good and not wanders else f"{[e.url for e in poll]}"


def moves(played: Play) -> Faults:
    """A permanent redirect is followed for good after three polls; any other never."""
    permanent = 0
    for poll in polls(played):
        if poll[0].reply.status in REDIRECTS:
            permanent = permanent + 1 if poll[0].reply.status in (301, 308) else 0
            yield "asked at the old address for ever" if permanent > 3 else None
        elif not poll[0].url.endswith("/feed"):
            yield None if permanent == 3 else f"moved after {permanent} agreeing polls"


def gone(played: Play) -> Faults:
    """410 is believed when it is said again a day later; then the feed is left alone."""
    said = [exchange.at for exchange in played.heard if exchange.reply.status == 410]
    is_over = bool(said) and played.heard[-1].reply.status == 410
    for earlier, later in pairwise(said):
        yield None if later - earlier >= DAY else f"asked {later - earlier} after 410"
    if said:
        retired = played.state.status is FeedStatus.GONE
        yield None if retired == is_over and len(said) <= 2 else f"{len(said)} times 410"


def one_name(played: Play) -> Faults:
    """One User-Agent, the same in every request."""
    for exchange in played.heard:
        names = exchange.said("user-agent")
        yield None if names == [AGENT] else f"{names}"


def without(name: str) -> Callable[[Play], Faults]:
    """No such header in any request."""

    def rule(played: Play) -> Faults:
        for exchange in played.heard:
            yield f"{exchange.said(name)}" if exchange.said(name) else None

    return rule


def asks_gzip(played: Play) -> Faults:
    """gzip is accepted in every request."""
    for exchange in played.heard:
        yield None if "gzip" in "".join(exchange.said("accept-encoding")) else "no gzip"


def plain_get(played: Play) -> Faults:
    """GET, with no query of our own, no Range, no Authorization, no cache busting."""
    odd = ("range", "authorization", "pragma", "if-match", "if-unmodified-since")
    for exchange in played.heard:
        extra = [name for name in odd if exchange.said(name)]
        good = exchange.method == "GET" and "?" not in exchange.url and not extra
        yield None if good else f"{exchange.method} {exchange.url} {extra}"


def one_at_a_time(played: Play) -> Faults:
    """Never two requests in flight."""
    yield f"{played.overlaps} overlapped" if played.overlaps else None


def sees_news(played: Play) -> Faults:
    """Each entry is seen within a day, within a week where the server hinders or tells to wait."""
    if played.state.status is FeedStatus.GONE:
        return
    publisher = played.publisher
    is_hindered = publisher.lies or publisher.fresh or publisher.before is not unhindered
    patience = 7 * DAY if is_hindered else DAY
    behind = publisher.entries(played.ends_at - patience) - played.seen
    yield f"{behind} entries not seen at the end" if behind > 0 else None
    for late in played.lateness:
        yield None if late <= patience else f"an entry seen after {late}"


def polls(played: Play) -> list[list[Exchange]]:
    """The exchanges of each poll."""
    found: dict[int, list[Exchange]] = {}
    for exchange in played.heard:
        found.setdefault(exchange.poll, []).append(exchange)
    return list(found.values())


RULES: tuple[tuple[str, Callable[[Play], Faults]], ...] = (
    ("validators byte for byte as last given", verbatim),
    ("validators never invented nor sent elsewhere", nowhere_else),
    ("unconditional at most once a day", plain_once_a_day),
    ("conditional wherever it can be", mostly_conditional),
    ("not before max-age has passed", max_age),
    ("not before Retry-After", retry_after),
    ("not more often than the floor", floor),
    ("errors: ever more rarely", backs_off),
    ("one request a poll, nothing else fetched", one_request),
    ("one request at a time", one_at_a_time),
    ("301 and 308 move the feed, others never", moves),
    ("410 believed the second time", gone),
    ("one User-Agent", one_name),
    ("no cookies", without("cookie")),
    ("no Referer", without("referer")),
    ("gzip accepted", asks_gzip),
    ("plain GET, no query, no Range", plain_get),
    ("and no entry is missed", sees_news),
)


# --- the table -----------------------------------------------------------------------------------


async def main(days: int, *, is_verbose: bool) -> int:
    """Plays all, prints the table; the number of rules that are broken."""
    began = perf_counter()
    plays = [await play(publisher, days) for publisher in PUBLISHERS]
    if is_verbose:
        for played in plays:
            conditional = sum(exchange.is_conditional for exchange in played.heard)
            print(
                f"{played.publisher.name:<36} {len(played.heard):>5} requests,"
                f" {conditional:>5} conditional, {played.seen:>4} entries"
            )
        print()
    requests = sum(len(played.heard) for played in plays)
    print(f"{len(plays)} publishers, {days} days, {requests} requests\n")
    print(f"{'rule':<46} {'looked at':>9}")
    broken = 0
    for name, rule in RULES:
        found = [(played.publisher.name, fault) for played in plays for fault in rule(played)]
        faults = [(who, fault) for who, fault in found if fault is not None]
        good = bool(found) and not faults
        broken += not good
        print(f"{name:<46} {len(found):>9}  {'PASS' if good else f'FAIL {len(faults)}'}")
        for who, fault in faults[: 99 if is_verbose else 3]:
            print(f"    {who}: {fault}")
    right = len(RULES) - broken
    print(f"\n{right} of {len(RULES)}{': full marks' if not broken else ''}")
    print(f"{perf_counter() - began:.0f} s", file=sys.stderr)
    return broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore", ResourceWarning)
    sys.exit(bool(asyncio.run(main(options.days, is_verbose=options.verbose))))
