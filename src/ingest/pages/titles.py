"""What a page says its headline is -> the headline, without the site's name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from ingest import urls
from ingest.model import Entry
from ingest.pages import jsonld
from ingest.pages.evidence import Candidate
from ingest.pages.structured import Structured, short_text

MAX_TITLE = 400
MAX_HEADINGS = 12
SHORTEST_REMAINDER = 4
MAX_SITE_WORDS = 6

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«›‹:~⋆/>]+\s+|\s*[|｜»]\s*|(?<=[^\s:]):\s+(?=\S+$)|\s*—\s*")
_NOT_WORDS = re.compile(r"[\W_]+")
_WEIGHTS = {
    "jsonld": 3.0,
    "h1": 2.5,
    "opengraph": 2.0,
    "itemprop": 2.0,
    "feed": 2.0,
    "twitter": 1.2,
    "title": 1.0,
    "h2": 0.6,
}


def candidates(
    tree: HtmlElement, structured: Structured, *, url: str | None, entry: Entry | None
) -> list[Candidate[str]]:
    """All that could be the headline, cleaned of the site's name, with what speaks for each."""
    sites = set(site_keys(structured, url))
    said = [(kind, cleaned(text, sites)) for kind, text in _said(tree, structured, entry)]
    said = [(kind, text) for kind, text in said if text]
    votes: Counter[str] = Counter()
    for kind, text in dict.fromkeys((kind, sameness(text)) for kind, text in said):
        votes[text] += round(10 * _WEIGHTS[kind])
    return [
        Candidate(text, _SOURCES[kind], votes[sameness(text)] / 10 + _WEIGHTS[kind] / 100)
        for kind, text in said
    ]


_SOURCES = {
    "jsonld": "jsonld",
    "h1": "html",
    "h2": "html",
    "opengraph": "opengraph",
    "itemprop": "html",
    "feed": "feed",
    "twitter": "meta",
    "title": "html",
}


def headings(tree: HtmlElement) -> list[HtmlElement]:
    """The elements that may hold the headline."""
    return list(tree.iter("h1"))[:MAX_HEADINGS]


def cleaned(text: str, sites: Iterable[str]) -> str:
    """A headline on one line, without the site's name before or after it."""
    title = " ".join(unicodedata.normalize("NFC", text).split())[:MAX_TITLE]
    known = set(sites)
    for _ in range(3):
        shorter = _without_site(title, known)
        if shorter == title:
            break
        title = shorter
    return title


def sameness(text: str) -> str:
    """What two spellings of one headline have in common."""
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


def site_keys(structured: Structured, url: str | None) -> Iterator[str]:
    """The names by which the site calls itself, as words without spaces."""
    names = [structured.first("og:site_name"), structured.first("application-name")]
    names.append(structured.first("twitter:site"))
    for thing in (structured.article, structured.page):
        if thing is not None:
            names.extend(jsonld.texts(structured.of(thing.get("publisher"))))
    for thing in structured.objects:
        if jsonld.types(thing) & {"WebSite", "NewsMediaOrganization"}:
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
    tree: HtmlElement, structured: Structured, entry: Entry | None
) -> Iterator[tuple[str, str]]:
    article = structured.article or {}
    title = tree.find(".//head/title")
    title = tree.find(".//title") if title is None else title
    said = [
        ("jsonld", jsonld.text(article.get("headline")) or jsonld.text(article.get("name"))),
        ("itemprop", next((p.value for p in structured.properties if p.name == "headline"), None)),
        *(("h1", short_text(heading)) for heading in headings(tree)),
        ("opengraph", structured.first("og:title")),
        ("twitter", structured.first("twitter:title")),
        ("title", title.text if title is not None else None),
        ("feed", entry.title if entry is not None else None),
    ]
    for kind, text in said:
        if text:
            yield kind, text


def _without_site(title: str, sites: set[str]) -> str:
    gaps = list(_SEPARATOR.finditer(title))
    if not gaps:
        return title
    last, first = gaps[-1], gaps[0]
    if _is_site(title[last.end() :], sites) and last.start() >= SHORTEST_REMAINDER:
        return title[: last.start()].rstrip()
    if _is_site(title[: first.start()], sites) and len(title) - first.end() >= SHORTEST_REMAINDER:
        return title[first.end() :].lstrip()
    return title


def _is_site(part: str, sites: set[str]) -> bool:
    key = _key(part)
    if not key or len(part.split()) > MAX_SITE_WORDS:
        return False
    if key in sites:
        return True
    return any(len(s) > 3 and len(key) > 3 and (s in key or key in s) for s in sites)


def _key(name: str) -> str:
    return _NOT_WORDS.sub("", name.casefold())


def choose(said: Sequence[Candidate[str]]) -> Candidate[str] | None:
    """The headline on which most witnesses agree; the first among equals."""
    return max(said, key=lambda candidate: candidate.weight, default=None)
