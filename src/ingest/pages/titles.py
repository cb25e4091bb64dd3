"""What a page says its headline is -> the headline, without the site's name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from ingest import urls
from ingest.model import Entry
from ingest.pages import jsonld
from ingest.pages.evidence import Candidate
from ingest.pages.folding import APART, normal
from ingest.pages.landmarks import Landmarks
from ingest.pages.structured import NEWS, Structured
from ingest.pages.texts import short_text

MAX_TITLE = 400
LONGEST_SAID = 4000
MAX_HEADINGS = 12
SHORTEST_REMAINDER = 4
SHORTEST_SURE = 15
MAX_LABEL_WORDS = 4
MIN_OVERLAP = 0.4
MIN_RIVAL = 20
MAX_SITE_WORDS = 6

_SEPARATOR = re.compile(
    r"\s+(?P<strong>[|·•»«›‹⋆]|::)\s+|\s*(?P<bar>[|｜])\s*"
    r"|\s+(?:[\-–—~/>]|—)\s+|(?<=[^\s:]):\s+|\s*—\s*"
)
_SEGMENT = re.compile(r"\s+[-–—|·•»/]+\s+|\s*[:|]\s+")
_HOME = re.compile(r"(?:https?:)?//[^/?#]+/?(?:index\.\w+)?")
_ARCHIVE = re.compile(r"^(?:.{0,60}»\s*)?Blog Archive?s?\s*»\s*", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[\W_]+")
_WITHOUT = dict.fromkeys(APART)
_SOURCES = {
    "jsonld": "jsonld",
    "h1": "html",
    "opengraph": "opengraph",
    "itemprop": "html",
    "feed": "feed",
    "twitter": "meta",
    "title": "html",
}
# measured on the seen halves of the benchmark: the visible headline wins, except on news pages,
# where what the publisher hands on (JSON-LD, OpenGraph) is the headline and h1 is for searchers
_WEIGHTS = {
    "jsonld": 3.0,
    "h1": 6.2,
    "opengraph": 2.0,
    "itemprop": 2.0,
    "feed": 2.0,
    "twitter": 0.5,
    "title": 1.0,
}
_NEWS_H1 = 2.4
_UNSUPPORTED = 1.5
_WITNESSES = frozenset({"jsonld", "opengraph", "title", "feed"})
# which spelling of one headline is kept: what is written for machines has its spaces in order
_SPELLING = ("opengraph", "jsonld", "feed", "itemprop", "h1", "twitter", "title")


@dataclass(frozen=True, slots=True)
class _Said:
    kind: str
    text: str
    key: str


def candidates(
    structured: Structured, *, sites: frozenset[str], entry: Entry | None
) -> list[Candidate[str]]:
    """All that could be the headline, cleaned of the site's name, with what speaks for each.

    `sites` are the names by which the site calls itself, as `site_keys` gives them.
    """
    said = list(_cleaned(structured, entry, sites))
    is_news = structured.article is not None and bool(jsonld.types(structured.article) & NEWS)
    votes: dict[str, float] = {}
    for kind, key in dict.fromkeys((item.kind, item.key) for item in said):
        votes[key] = votes.get(key, 0.0) + _weight(kind, key, said, is_news=is_news)
    for key in votes:
        if is_news and any(_is_label_of(key, other) for other in votes):
            votes[key] /= 4
    rival = _for_readers(said) if is_news else None
    if rival is not None:
        votes[rival] += sum(_WEIGHTS.values())
    return [
        Candidate(item.text, _SOURCES[item.kind], votes[item.key] - _spelling(item))
        for item in said
    ]


def as_written(structured: Structured) -> str | None:
    """The title that the page gives itself, with all that stands before and behind it."""
    return structured.first("og:title") or next(
        (short_text(title) for title in structured.landmarks.titles[:1]), None
    )


def _is_label_of(key: str, other: str) -> bool:
    """A word or three where another source has a whole headline: the kicker, the subject."""
    return len(key.split()) <= MAX_LABEL_WORDS - 1 and len(other.split()) >= 2 * MAX_LABEL_WORDS - 2


def _weight(kind: str, key: str, said: list[_Said], *, is_news: bool) -> float:
    if kind not in ("h1", "jsonld"):
        return _WEIGHTS[kind]
    rest = [item.key for item in said if item.kind in _WITNESSES and item.kind != kind]
    if rest and max(_overlap(key, other) for other in rest) < MIN_OVERLAP:
        return _UNSUPPORTED
    return _NEWS_H1 if is_news and kind == "h1" else _WEIGHTS[kind]


def _for_readers(said: list[_Said]) -> str | None:
    """The one headline that differs where <title> agrees with all the others.

    What is in <title> is made for searchers; of 25 such pages the odd one out, in JSON-LD or in
    OpenGraph alone, was the newsroom's headline on 14. What OpenGraph and Twitter's card share is
    made for sharing: of 17 such pages it was the headline on 2.
    """
    keys = {item.kind: item.key for item in reversed(said)}
    shared, structured, shown = (keys.get(kind, "") for kind in ("opengraph", "jsonld", "h1"))
    if not keys.get("title") == shown != "":
        return None
    odd = shared if structured == shown else structured if shared == shown else shown
    if odd == shared == keys.get("twitter"):
        return None
    return odd if odd != shown and len(odd) >= MIN_RIVAL else None


def _spelling(item: _Said) -> float:
    shouted = item.text.isupper() and len(item.text.split()) > 1
    return _SPELLING.index(item.kind) / 100 + (0.1 if shouted else 0.0)


def _overlap(one: str, other: str) -> float:
    """The share of the shorter headline's words that the other has."""
    first, second = set(one.split()), set(other.split())
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def _cleaned(structured: Structured, entry: Entry | None, sites: frozenset[str]) -> Iterator[_Said]:
    shown = headings(structured.landmarks)
    said = list(_said(structured, shown, entry))
    rest = [text for kind, text in said if kind not in ("h1", "feed")]
    tails = {tail for text in rest for tail in _tails(text)}
    known = sites | {_key(text) for kind, text in said if kind == "h1" and _key(text) in tails}
    segments = {sameness(part) for text in rest for part in _SEGMENT.split(text)}
    for kind, text in said:
        title = cleaned(text, known)
        if title and not (kind == "h1" and _key(title) in known):
            yield _Said(kind, title, sameness(title))
    for heading in shown:
        bare = _without_kicker(heading, segments)
        if bare is not None:
            yield _Said("h1", bare, sameness(bare))


def _tails(text: str) -> Iterator[str]:
    """What stands after the last separator; what a colon introduces is no site's name."""
    gaps = [gap for gap in _gaps(text) if ":" not in gap[0]]
    tail = text[gaps[-1].end() :] if gaps else ""
    if 0 < len(tail.split()) <= MAX_LABEL_WORDS:
        yield _key(tail)


def _without_kicker(heading: HtmlElement, segments: set[str]) -> str | None:
    """The headline without the label set before it, where another source knows it as a part."""
    if len(heading) < 1:
        return None
    first = short_text(heading[0])
    whole = short_text(heading)
    rest = whole.removeprefix(first).strip(" :|–—-") if first else ""
    return rest if len(rest) >= SHORTEST_SURE and sameness(rest) in segments else None


def headings(landmarks: Landmarks) -> list[HtmlElement]:
    """The elements that may hold the headline; a link to the home page is the site's name."""
    return [h for h in landmarks.h1()[:MAX_HEADINGS] if not _leads_home(h)]


def _leads_home(heading: HtmlElement) -> bool:
    link = next(heading.iterdescendants("a"), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    return href == "/" or _HOME.fullmatch(href) is not None


@lru_cache(maxsize=64)
def cleaned(text: str, sites: frozenset[str]) -> str:
    """A headline on one line, without the site's name before or after it."""
    text = html.unescape(text) if "&" in text else text  # escaped twice
    title = " ".join(normal("NFC", text).split())[:MAX_TITLE]
    title = _ARCHIVE.sub("", title) or title
    for _ in range(3):
        shorter = _without_site(title, sites)
        if shorter == title:
            break
        title = shorter
    return title


def sameness(text: str) -> str:
    """What two spellings of one headline have in common."""
    if text.isascii():
        return " ".join(text.casefold().translate(APART).split())
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


def site_keys(structured: Structured, url: str | None) -> Iterator[str]:
    """The names by which the site calls itself, as words without spaces."""
    names = [structured.first("og:site_name"), structured.first("application-name")]
    names.append(structured.first("twitter:site"))
    for thing in (structured.article, structured.page):
        if thing is not None:
            names.extend(jsonld.texts(structured.of(thing.get("publisher"))))
    for kind in ("WebSite", "NewsMediaOrganization"):
        for thing in structured.by_kind.get(kind, ()):
            names.extend(jsonld.texts([thing.get("name"), thing.get("alternateName")]))
    if url:
        host = urls.host(url).removeprefix("www.")
        names.extend((host, urls.registrable_domain(host)))
        names.append(urls.registrable_domain(host).split(".")[0])
    for name in names:
        key = _key(name or "")
        if len(key) > 1:
            yield key


def _said(
    structured: Structured, shown: list[HtmlElement], entry: Entry | None
) -> Iterator[tuple[str, str]]:
    article = structured.article or {}
    title = structured.landmarks.title()
    said = [
        ("jsonld", jsonld.text(article.get("headline")) or jsonld.text(article.get("name"))),
        ("itemprop", next((p.value for p in structured.properties if p.name == "headline"), None)),
        *(("h1", short_text(heading)) for heading in shown),
        ("opengraph", structured.first("og:title")),
        ("twitter", structured.first("twitter:title")),
        ("title", title.text if title is not None else None),
        ("feed", entry.title if entry is not None else None),
    ]
    for kind, text in said:
        # The separators' patterns try each blank of a run anew.
        if text and (one_line := " ".join(text.split())[:LONGEST_SAID]):
            yield kind, one_line


@lru_cache(maxsize=64)
def _gaps(title: str) -> tuple[re.Match[str], ...]:
    """The separators in a title, which a page says five times over."""
    return tuple(_SEPARATOR.finditer(title))


def _without_site(title: str, sites: frozenset[str]) -> str:
    gaps = _gaps(title)
    if not gaps:
        return title
    last, first = gaps[-1], gaps[0]
    rest = title[last.end() :]
    strong = (last["strong"] or last["bar"]) and last.start() >= SHORTEST_SURE
    if strong and len(rest.split()) <= MAX_LABEL_WORDS:
        return title[: last.start()].rstrip()
    if _is_site(rest, sites, last[0]) and last.start() >= SHORTEST_REMAINDER:
        return title[: last.start()].rstrip()
    label = title[: first.start()]
    if _is_site(label, sites, first[0]) and len(title) - first.end() >= SHORTEST_REMAINDER:
        return title[first.end() :].lstrip()
    return title


def _is_site(part: str, sites: frozenset[str], separator: str) -> bool:
    """Whether a part of a title names the site; what a colon sets off is often the subject."""
    key = _key(part)
    if not key or len(part.split()) > MAX_SITE_WORDS:
        return False
    if key in sites or ":" in separator:
        return key in sites
    return any(len(s) > 3 and len(key) > 3 and (s in key or key in s) for s in sites)


def _key(name: str) -> str:
    if name.isascii():
        return name.casefold().translate(_WITHOUT)
    return _NOT_WORDS.sub("", name.casefold())


def choose(said: Sequence[Candidate[str]]) -> Candidate[str] | None:
    """The headline on which most witnesses agree; the first among equals."""
    return max(said, key=lambda candidate: candidate.weight, default=None)
