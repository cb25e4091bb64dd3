"""A page that lists articles -> Feed: links found by their shape and by what repeats.

No class names: a link is taken for an article where its address looks like one, its words like a
headline, and its place in the page is one of a series. Navigation, footers and forms are passed
over. What is new among the links is told later, by the keys, as for any feed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest import urls
from ingest.feeds import hfeed
from ingest.feeds.bounds import depth, short_tags
from ingest.feeds.dates import believed
from ingest.feeds.dates import parse as parse_date
from ingest.feeds.entry import language
from ingest.feeds.identity import keyed
from ingest.feeds.text import line
from ingest.model import Entry, Feed, Problem, SourceKind, Unreadable

MAX_ENTRIES = 200
MAX_LINKS = 5000
MAX_DEPTH = 12
MAX_NAMES = 200  # of an element, in characters: the shapes of all links are held at once
MAX_NESTING = 2000  # lexbor is quadratic in it
MIN_SCORE = 5

_PASSED_OVER = frozenset({"nav", "footer", "form", "aside", "menu", "dialog", "select", "noscript"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CARDS = frozenset({"article", "li"})
_BOXES = frozenset({"section", "div", "tr", "td", "dd", "dt", "figure"})
_DATE_IN_PATH = re.compile(
    r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?(?=[/-])"
)
_NUMBER_IN_PATH = re.compile(r"(?:^|[/_.-])(?:[a-z]{0,3})?\d{5,}(?=$|[/_.-])", re.IGNORECASE)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|category|categories|authors?|people|search|login|signin|signup|register"
    r"|subscribe|newsletters?|contact|about(?:-us)?|privacy(?:-policy)?|terms(?:-[a-z-]+)?|cookies?"
    r"|cookie-policy|imprint|impressum|advertise|jobs|careers|help|faq|page|feed|rss|wp-admin"
    r"|wp-login\.php|cart|account|lists?|directory|organi[sz]ations?)(?:/|$|\?)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|css|js|xml|json|ics|docx?|xlsx?)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """A link with what its address, words and place say."""

    url: str
    title: str
    score: int
    shape: str
    card: LexborNode | None


def parse(html: str, *, url: str, at: datetime) -> Feed | Unreadable:
    """The articles that the page lists, in its order, at most MAX_ENTRIES. Never raises."""
    html = short_tags(html)
    if depth(html) > MAX_NESTING:
        return Unreadable(problem=Problem.UNREADABLE, detail="an HTML page nested beyond reason")
    tree = LexborHTMLParser(html)
    base = _base(tree, url)
    said = hfeed.entries(tree, base=base, at=at)
    entries = said or _linked(tree, base=base, url=url, at=at)
    if not entries:
        return Unreadable(problem=Problem.NOT_A_FEED, detail="an HTML page that lists no articles")
    title = tree.css_first("title")
    root = tree.root
    return Feed(
        kind=SourceKind.PAGE,
        format="h-feed" if said else "listing",
        title=line(title.text()) if title else None,
        site_url=urls.normalize(url),
        language=language(root.attributes.get("lang")) if root else None,
        entries=keyed(entries[:MAX_ENTRIES]),
        dropped=max(0, len(entries) - MAX_ENTRIES),
    )


def _linked(tree: LexborHTMLParser, *, base: str, url: str, at: datetime) -> list[Entry]:
    links = _best_of_each(_links(tree, base=base, url=url))
    shapes = Counter(link.shape for link in links)
    in_card = Counter(link.card.mem_id for link in links if link.card)

    def moment(card: LexborNode | None) -> datetime | None:
        return _moment(card, at) if card and in_card[card.mem_id] == 1 else None

    return [
        Entry(key="", url=link.url, title=link.title, published_at=moment(link.card))
        for link in links
        if link.score + _series(shapes[link.shape]) >= MIN_SCORE
    ]


def _base(tree: LexborHTMLParser, url: str) -> str:
    found = tree.css_first("base[href]")
    return (urls.normalize(found.attributes.get("href") or "", url) if found else None) or url


def _links(tree: LexborHTMLParser, *, base: str, url: str) -> Iterator[_Link]:
    site = urls.registrable_domain(urls.host(url))
    for node in tree.css("a[href]")[:MAX_LINKS]:
        address = urls.normalize(node.attributes.get("href") or "", base)
        if not address or address == urls.normalize(url):
            continue
        if urls.registrable_domain(urls.host(address)) != site:
            continue
        above = _above(node)
        names = [parent.tag or "" for parent in above]
        if _PASSED_OVER & set(names):
            continue
        title = _headline(node)
        if not title:
            continue
        score = _address_score(address) + _words_score(title)
        score += 2 if _HEADINGS & {*names[:4]} or node.css_first("h1,h2,h3,h4,h5,h6") else 0
        score += 1 if "article" in names[:8] else 0
        yield _Link(
            url=address, title=title, score=score, shape=_shape(node, above), card=_card(above)
        )


def _above(node: LexborNode) -> list[LexborNode]:
    above: list[LexborNode] = []
    parent = node.parent
    while parent is not None and parent.tag not in {"body", "html"} and len(above) < MAX_DEPTH:
        above.append(parent)
        parent = parent.parent
    return above


def _shape(node: LexborNode, above: list[LexborNode]) -> str:
    """Where a link stands: its series shares the names and classes of the elements above."""
    steps = (node, *above[:5])
    names = ((step.attributes.get("class") or "")[:MAX_NAMES] for step in steps)
    return ">".join(f"{step.tag}.{name}" for step, name in zip(steps, names, strict=True))


def _headline(node: LexborNode) -> str | None:
    heading = node.css_first("h1,h2,h3,h4,h5,h6")
    text = line((heading or node).text(separator=" "))
    return text or line(node.attributes.get("title") or node.attributes.get("aria-label"))


def _address_score(address: str) -> int:
    parts = urlsplit(address)
    path = unquote(parts.path)
    if _NO_ARTICLE.search(path) or _FILE.search(path) or path in {"", "/"}:
        return -10
    slug = path.rstrip("/").rpartition("/")[2]
    words = len(re.findall(r"[^\W\d_]{2,}", slug))
    score = 3 if words >= 4 else 2 if words == 3 else 0
    score += 2 if _DATE_IN_PATH.search(path) else 0
    score += (
        2
        if _NUMBER_IN_PATH.search(path)
        or re.search(r"(?:^|&)(?:p|id|story|article)=\d+", parts.query)
        else 0
    )
    return score + (1 if path.endswith((".html", ".htm", ".shtml")) else 0)


def _words_score(title: str) -> int:
    words = len(title.split())
    # Languages without spaces write a headline in a dozen characters.
    dense = sum(character >= "\u2e80" for character in title)
    if words >= 5 or dense >= 10:
        return 2
    return 1 if words >= 3 or dense >= 6 else -2


def _series(count: int) -> int:
    return 2 if count >= 5 else 1 if count >= 3 else 0


def _card(above: list[LexborNode]) -> LexborNode | None:
    """The box that a link shares with its date and picture."""
    for names in (_CARDS, _BOXES):
        for parent in above:
            if parent.tag in names:
                return parent
    return None


def _moment(card: LexborNode, at: datetime) -> datetime | None:
    time = card.css_first("time[datetime]")
    return believed(parse_date(time.attributes.get("datetime") or ""), at=at) if time else None


def _best_of_each(links: Iterator[_Link]) -> list[_Link]:
    """One link an address, in the page's order: picture and headline lead to one place."""
    best: dict[str, _Link] = {}
    for link in links:
        if link.url not in best or link.score > best[link.url].score:
            best[link.url] = link
    return list(best.values())
