"""The nouns that all rooms share: frozen values, each saying how far a thing has come.

Source -> FeedState -> Outcome -> Feed, Entry -> FeedUpdate
                       PageTask -> Outcome -> Extraction -> PageUpdate

Times are aware datetimes in UTC; spans are timedeltas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Problem(StrEnum):
    """What went wrong out there: one closed vocabulary for database, log, metrics and JSON.

    Members are added, never renamed.
    """

    # getting it
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    TOO_LARGE = "too-large"
    REDIRECTS = "redirects"
    FORBIDDEN_ADDRESS = "forbidden-address"
    FORBIDDEN_SCHEME = "forbidden-scheme"
    ROBOTS = "robots"
    GONE = "gone"
    NOT_FOUND = "not-found"
    UNAUTHORIZED = "unauthorized"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    HTTP_ERROR = "http-error"
    # reading it
    BAD_ENCODING = "bad-encoding"
    UNSUPPORTED_TYPE = "unsupported-type"
    NOT_A_FEED = "not-a-feed"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NO_ARTICLE = "no-article"
    INDEX_PAGE = "index-page"
    PAYWALL = "paywall"
    CONSENT_WALL = "consent-wall"
    TRUNCATED = "truncated"
    WORKER_TIMEOUT = "worker-timeout"
    WORKER_CRASHED = "worker-crashed"


# --- sources -----------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """How a source is read. A feed is RSS, Atom, RDF or JSON Feed; a page is a listing of links."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"


class PagesPolicy(StrEnum):
    """When an entry's own page is fetched."""

    ALWAYS = "always"
    IF_SHORT = "if-short"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or listing page that the operator subscribed to."""

    url: str
    kind: SourceKind = SourceKind.FEED
    title: str | None = None
    tags: tuple[str, ...] = ()
    pages: PagesPolicy = PagesPolicy.ALWAYS


# --- requests and their outcomes -----------------------------------------------------------------


class RequestKind(StrEnum):
    """What a request is for; the `kind` of `v1_fetches`."""

    FEED = "feed"
    PAGE = "page"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """ETag and Last-Modified verbatim, as the server wrote them (RFC 9110 §8.8).

    `url` is the final address that gave them: they are sent there and nowhere else.
    """

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to get. `url` never carries userinfo; `secret_headers` go to its origin only."""

    url: str
    kind: RequestKind
    validators: Validators = Validators()
    secret_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What the feeds of an origin are asked with: a header, or a parameter of the query.

    Exactly one of `header` and `query` names it. Only the fetch room sends it, and to that origin
    only; no outcome contains it.
    """

    origin: str
    header: str | None = None
    query: str | None = None
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A 200 with its whole body, decompressed.

    `url` is the address that answered; `hops` are all addresses from the requested to the final
    one, in order; `moved_to` is where permanent redirects (301, 308) alone lead, or None.
    `headers` have lower-case names. `received` counts bytes on the wire.
    """

    request: Request
    at: datetime
    url: str
    body: bytes = field(repr=False)
    status: int = 200
    media_type: str | None = None
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hops: tuple[str, ...] = ()
    moved_to: str | None = None
    received: int = 0
    elapsed: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304 to a conditional request; `moved_to` as in `Fetched`."""

    request: Request
    at: datetime
    url: str
    moved_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    elapsed: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No usable answer. `detail` is a sentence without secrets or control characters.

    `retry_after` is the span the server asked for, capped by the fetch room; `stops` is the
    registrable domain that is to be left alone that long, None where it is a host that serves
    many publishers.
    """

    request: Request
    at: datetime
    problem: Problem
    detail: str = ""
    url: str | None = None
    status: int | None = None
    retry_after: timedelta | None = None
    stops: str | None = None
    elapsed: timedelta = timedelta()


Outcome = Fetched | NotModified | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """One row of `v1_fetches`."""

    at: datetime
    kind: RequestKind
    url: str
    final_url: str | None = None
    status: int | None = None
    received: int | None = None
    elapsed: timedelta | None = None
    problem: Problem | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRecord:
    """What an origin said in its robots.txt (RFC 9309): kept for a day.

    `body` is the file's text where there is one; None means that all is allowed (4xx) or, with
    `problem` set, that all is denied for now (5xx, silence).
    """

    origin: str
    at: datetime
    body: str | None = None
    problem: Problem | None = None
    detail: str | None = None
    fetch: FetchRecord | None = None


# --- feeds -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of a feed. `key` is its identity within the feed, stable over polls.

    `key` is the GUID where it is unique in the feed, else the link, else a digest.
    `summary` and `content` are HTML as the feed carries it.
    """

    key: str
    guid: str | None = None
    url: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    image_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A parsed feed, sitemap or listing. `children` are the sitemaps of a sitemap index.

    `dropped` counts entries beyond the newest that are kept; `partial` says that the document
    broke off or was ill-formed and what could be read was read.
    """

    kind: SourceKind = SourceKind.FEED
    format: str = ""
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    dropped: int = 0
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Bytes that gave no feed."""

    problem: Problem
    detail: str = ""


class FeedStatus(StrEnum):
    """The `state` of `v1_feeds`."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed that is due, with all that a decision about it needs.

    `seen` holds the 8-byte digests of the entry keys of the last parse, concatenated.
    `moved_to`/`moved_count` remember permanent redirects that agreed so far.
    """

    id: int
    request: Request
    kind: SourceKind = SourceKind.FEED
    status: FeedStatus = FeedStatus.ACTIVE
    pages: PagesPolicy = PagesPolicy.ALWAYS
    title: str | None = None
    site_url: str | None = None
    failures: int = 0
    problem: Problem | None = None
    detail: str | None = None
    interval: timedelta | None = None
    last_checked_at: datetime | None = None
    last_success_at: datetime | None = None
    last_news_at: datetime | None = None
    last_full_at: datetime | None = None
    trusts_validators: bool = True
    body_digest: bytes | None = None
    seen: bytes = field(default=b"", repr=False)
    hints: Hints | None = None
    moved_to: str | None = None
    moved_count: int = 0
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a publisher says about the pace of its feed."""

    max_age: timedelta | None = None
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


# --- pages -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteKnowledge:
    """What other pages of the host taught: evidence for telling teasers from text.

    `titles` are headlines of other articles of the host, newest first.
    """

    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """A page that waits to be fetched. `id` is None where nothing is to be stored.

    `known_since` is when its article was first stored, if it has one; a `recheck` asks whether
    that is still what the page says.
    """

    id: int | None
    request: Request
    failures: int = 0
    entry: Entry | None = None
    site: SiteKnowledge = SiteKnowledge()
    known_since: datetime | None = None
    recheck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A candidate for a field: where it came from, and whether it was chosen."""

    field: str
    source: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A block of the article's region that is not in the text, with its reason."""

    reason: str
    text: str


class Access(StrEnum):
    """Who may read the page."""

    FREE = "free"
    METERED = "metered"
    PAID = "paid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a page says: its text as a careful person would copy it out, and its metadata.

    `text` is what was found even where `problem` is set. `quality` is between 0 and 1.
    """

    text: str = ""
    markdown: str = ""
    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_source: str | None = None
    modified_at: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    site_name: str | None = None
    image_url: str | None = None
    canonical_url: str | None = None
    access: Access = Access.UNKNOWN
    quality: float | None = None
    removed: tuple[Removed, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    problem: Problem | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A registrable domain that asked to be left alone until then."""

    domain: str
    until: datetime


# --- updates: all that is to be written, each in one transaction ----------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnArticle:
    """An article that its entry carries whole: the page it may have is not fetched.

    `key` is the entry's. `url` is the entry's address, or where it has none a part (`#…`) of the
    feed's.
    """

    key: str
    url: str
    article: Extraction
    content_hash: str
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedUpdate:
    """What one check of a feed changes.

    `entries` is None where nothing was parsed (304, same bytes, failure): then sightings stay.
    `articles` are the entries that the feed carries whole. `arrived` counts entries that the last
    parse did not have. `new_url` moves the feed. `stop` is a whole domain to be left alone (429,
    503 with Retry-After). `beside` are other requests that were made for it.
    """

    state: FeedState
    next_check_at: datetime
    fetch: FetchRecord
    entries: tuple[Entry, ...] | None = None
    articles: tuple[OwnArticle, ...] = ()
    children: tuple[str, ...] = ()
    arrived: int = 0
    new_url: str | None = None
    stop: Stop | None = None
    beside: tuple[FetchRecord, ...] = ()


class PageStatus(StrEnum):
    """The `state` of `v1_pages`. A failed page with a next attempt is waiting."""

    WAITING = "waiting"
    STORED = "stored"
    FAILED = "failed"
    SKIPPED = "skipped"


class AddressKind(StrEnum):
    """How an address became one of an article's."""

    REQUESTED = "requested"
    REDIRECTED = "redirected"
    CANONICAL = "canonical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One of the addresses that an article is known by, normalised."""

    url: str
    kind: AddressKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """A page's body as it came, for re-extraction."""

    body: bytes = field(repr=False)
    url: str
    media_type: str | None = None
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A kept body was read again at that moment; nothing was fetched."""

    raw_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUpdate:
    """What one fetch of a page changes.

    `article` is set where `status` is STORED, but for a re-check that found nothing new.
    `recheck_at` is when the page is asked again; `validators` are sent then, None leaves those
    that are there. With `keeps` nothing else changes: a re-check learned nothing.
    With `reread` the body is an old one: `at` and `fetch` are those of its fetch, which is on
    record already.
    """

    task: PageTask
    at: datetime
    status: PageStatus
    fetch: FetchRecord
    attempts: int
    problem: Problem | None = None
    detail: str | None = None
    next_attempt_at: datetime | None = None
    article: Extraction | None = None
    url: str | None = None
    addresses: tuple[Address, ...] = ()
    content_hash: str | None = None
    extractor: str | None = None
    raw: RawPage | None = None
    stop: Stop | None = None
    recheck_at: datetime | None = None
    validators: Validators | None = None
    keeps: bool = False
    reread: Reread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page whose body is kept, and what its article says now, if it gave one."""

    raw_id: int
    task: PageTask
    answer: Fetched
    article_id: int | None = None
    title: str | None = None
    text: str = ""
    content_hash: str | None = None


Update = FeedUpdate | PageUpdate | RobotsRecord
