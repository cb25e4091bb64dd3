"""A page -> the addresses where its feeds may be, and which of those found is best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest import urls
from ingest.feeds import conventions
from ingest.feeds.bounds import depth, short_tags
from ingest.feeds.decode import text_of
from ingest.feeds.text import line
from ingest.model import Feed, SourceKind

MAX_HTML = 2_000_000
MAX_NESTING = 2000
MAX_CANDIDATES = 40
FRESH = timedelta(days=30)
STALE = timedelta(days=365)

_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_MAYBE_TYPES = frozenset(
    {"application/json", "application/xml", "text/xml", "application/x-rss+xml"}
)
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._=?&-])(?:rss2?|atom|feeds?|rdf|xmlfeed|newsfeed)(?:$|[/._=?&-])|\.(?:rss|atom|rdf)$",
    re.IGNORECASE,
)
_SIDE = re.compile(r"comments?|kommentare|oembed|wp-json|opensearch|trackback", re.IGNORECASE)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"'\s][^\"']*)", re.IGNORECASE)


class Hint(StrEnum):
    """Why an address may be a feed, the strongest first."""

    LINKED = "link"
    ANCHOR = "anchor"
    SERVICE = "service"
    PLATFORM = "platform"
    REFRESH = "refresh"
    GUESS = "guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address to ask. `title` is what the page calls it. A refresh leads to another page."""

    url: str
    hint: Hint
    title: str | None = None


def candidates(html: bytes | str, url: str) -> tuple[Candidate, ...]:
    """Addresses to ask, most likely first, each once: what the page links, then conventions.

    Pure: asks nobody. Never raises, whatever the page.
    """
    text = (text_of(html[:MAX_HTML]) if isinstance(html, bytes) else html)[:MAX_HTML]
    found: dict[str, Candidate] = {}
    for candidate in _all(text, url):
        found.setdefault(candidate.url, candidate)
    return tuple(found.values())[:MAX_CANDIDATES]


def rank(
    found: Sequence[tuple[Candidate, Feed]], *, at: datetime
) -> tuple[tuple[Candidate, Feed], ...]:
    """The feeds that were found, best first; those with the same entries once.

    The site's own choice counts most, then that it lives, that it is a feed, and what it carries.
    """

    def worth(pair: tuple[Candidate, Feed]) -> tuple[int, int]:
        candidate, feed = pair
        newest = max(
            (e.published_at or e.modified_at or _NEVER for e in feed.entries), default=_NEVER
        )
        age = at - newest if newest != _NEVER else STALE
        score = 3 if age <= FRESH else 1 if age < STALE else 0
        score += 4 if feed.kind is SourceKind.FEED else 0
        score += 2 if feed.entries else -3
        score += 4 if candidate.hint is Hint.LINKED else 2 if candidate.hint is Hint.SERVICE else 0
        score += 1 if any(entry.content for entry in feed.entries) else 0
        score -= 9 if _SIDE.search(candidate.url) or _SIDE.search(candidate.title or "") else 0
        return -score, found.index(pair)

    ordered: dict[tuple[str | None, ...], tuple[Candidate, Feed]] = {}
    for pair in sorted(found, key=worth):
        same = tuple(entry.url or entry.key for entry in pair[1].entries) or (pair[0].url,)
        ordered.setdefault(same, pair)
    return tuple(ordered.values())


_NEVER = datetime.min.replace(tzinfo=UTC)


def _all(text: str, url: str) -> Iterator[Candidate]:
    yield from _in_page(text, url)
    for address in conventions.of_service(url, text):
        yield Candidate(url=address, hint=Hint.SERVICE)
    for address in conventions.of_platform(url, text):
        yield Candidate(url=address, hint=Hint.PLATFORM)
    for address in conventions.anywhere(url):
        yield Candidate(url=address, hint=Hint.GUESS)


def _in_page(text: str, url: str) -> Iterator[Candidate]:
    text = short_tags(text)
    if depth(text) > MAX_NESTING:
        return
    tree = LexborHTMLParser(text)
    base_tag = tree.css_first("base[href]")
    base = urls.normalize((base_tag.attributes.get("href") if base_tag else None) or "", url) or url
    later: list[Candidate] = []
    for node in tree.css("link[href]"):
        address = urls.normalize(node.attributes.get("href") or "", base)
        if not address or address == url:
            continue
        title = line(node.attributes.get("title"))
        candidate = Candidate(url=address, hint=Hint.LINKED, title=title)
        if _SIDE.search(f"{address} {title or ''}"):
            later.append(candidate)
        elif _announces_feed(node, address):
            yield candidate
    yield from (candidate for candidate in later if _LOOKS_LIKE_FEED.search(candidate.url))
    yield from _anchors(tree, base, url)
    yield from _refreshes(tree, base, url)


def _announces_feed(link: LexborNode, address: str) -> bool:
    rel = (link.attributes.get("rel") or "").lower().split()
    kind = (link.attributes.get("type") or "").lower().partition(";")[0].strip()
    if "feed" in rel or ("alternate" in rel and kind in _FEED_TYPES):
        return True
    return "alternate" in rel and kind in _MAYBE_TYPES and bool(_LOOKS_LIKE_FEED.search(address))


def _anchors(tree: LexborHTMLParser, base: str, url: str) -> Iterator[Candidate]:
    site = urls.registrable_domain(urls.host(url))
    for node in tree.css("a[href]")[:3000]:
        address = urls.normalize(node.attributes.get("href") or "", base)
        if not address or _SIDE.search(address):
            continue
        parts = urlsplit(address)
        is_near = urls.registrable_domain(parts.hostname or "") == site or parts.path.endswith(
            (".rss", ".atom", ".xml")
        )
        if is_near and _LOOKS_LIKE_FEED.search(f"{parts.path}?{parts.query}"):
            yield Candidate(url=address, hint=Hint.ANCHOR, title=line(node.text()))


def _refreshes(tree: LexborHTMLParser, base: str, url: str) -> Iterator[Candidate]:
    for node in tree.css("meta[http-equiv][content]"):
        if (node.attributes.get("http-equiv") or "").lower() != "refresh":
            continue
        found = _REFRESH.match(node.attributes.get("content") or "")
        address = urls.normalize(found[1], base) if found else None
        if address and address != url:
            yield Candidate(url=address, hint=Hint.REFRESH)
