"""What a page says about when it was published and modified -> candidates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from ingest.model import Entry
from ingest.pages import dates, jsonld, localtime
from ingest.pages.evidence import Candidate, heaviest
from ingest.pages.structured import NEWS, Structured
from ingest.pages.visibledates import BARE, CONFIRMS, Visible

_JSONLD_PUBLISHED = (("datePublished", 0.0), ("dateCreated", 1.0), ("uploadDate", 1.0))
# names of meta elements without their punctuation
_META_PUBLISHED = {
    name: (source, weight)
    for source, weight, names in (
        ("opengraph", 8.0, "articlepublishedtime ogarticlepublishedtime"),
        ("opengraph", 7.5, "ogpublishedtime"),
        ("meta", 7.5, "datepublished articlefirstpublishedtime"),
        ("meta", 7.4, "parselypubdate originalpublicationdate"),
        ("meta", 7.3, "sailthrudate articlepublished publisheddate publishdate publishedtime"),
        ("meta", 7.3, "publicationdate prismpublicationdate ogpublishdate datepub"),
        ("meta", 7.2, "citationonlinedate pubdate cxenseparserecspublishtime"),
        ("meta", 7.2, "cxenseparsepublishtime shareaholicarticlepublishedtime"),
        ("meta", 7.2, "articledateoriginal articlepublicationdate"),
        ("meta", 7.1, "dcdateissued dctermsissued"),
        ("meta", 7.0, "citationpublicationdate rnewsdatepublished"),
        ("meta", 6.9, "citationdate"),
        ("meta", 4.6, "displaydate dcdatecreated dctermscreated dcdate dctermsdate datecreated"),
        ("meta", 4.6, "date"),
    )
    for name in names.split()
}
_META_MODIFIED = (
    ("article:modified_time", "opengraph"),
    ("og:updated_time", "opengraph"),
    ("og:article:modified_time", "opengraph"),
    ("datemodified", "meta"),
    ("last-modified", "meta"),
    ("lastmod", "meta"),
    ("dcterms.modified", "meta"),
    ("dc.date.modified", "meta"),
    ("revised", "meta"),
)
PAGE_ONLY = 2.0
DAY = timedelta(days=1)
BESIDE = 4.7
SAYS_PUBLISHED = 6.9
_OPEN = frozenset({"html", "url", "feed"})
_PROPERTIES = {"datePublished": 7.6, "dateCreated": 6.0}
_OTHER_THINGS = frozenset(
    {"Comment", "UserComments", "Review", "SoftwareApplication", "Product", "Event", "Offer"}
)
_TIMELESS = frozenset({"Recipe"})  # recipes carry their making for machines, and are not news
_PUNCTUATION = re.compile(r"[^a-z]")
_URL_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-._](\d{1,2})[-._]((?:19|20)\d\d)(?!\d)")
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/\-_.]?(\d{1,2})[/\-_.]?(\d{1,2})(?!\d)")


def published(
    structured: Structured,
    seen: Visible,
    *,
    url: str | None,
    entry: Entry | None,
    at: datetime | None,
) -> list[Candidate[datetime]]:
    """All that says when the page was published; what is weak is looked for only in need."""
    said = _bounded(_told(structured, seen, url=url, entry=entry), at)
    if _is_shown(said):
        return said
    weak = [
        Candidate(moment, "html", weight)
        for moment, weight in seen.elsewhere(is_article=says_article(structured))
    ]
    days = {candidate.value.date() for candidate in said}
    kept = [c for c in weak if c.weight > CONFIRMS or c.value.date() in days]
    return said + _bounded(kept, at)


def _told(
    structured: Structured, seen: Visible, *, url: str | None, entry: Entry | None
) -> Iterator[Candidate[datetime | None]]:
    yield from _in_jsonld(structured)
    if entry is not None and entry.published_at is not None:
        yield Candidate(entry.published_at, "feed", 9.0)
    for name, contents in structured.meta.items():
        known = _META_PUBLISHED.get(_letters(name))
        if known is not None:
            yield Candidate(dates.parse(contents[0], month_first=seen.month_first), *known)
    for prop in structured.properties:
        weight = _PROPERTIES.get(prop.name, 0.0)
        if weight and prop.scope not in _OTHER_THINGS:
            moment = dates.parse(prop.value, month_first=seen.month_first)
            yield Candidate(moment, "html", PAGE_ONLY if prop.scope in _TIMELESS else weight)
    for date in seen.shown:
        if not date.is_change:
            yield Candidate(date.moment, "html", date.weight)
    for moment in in_url(url or "", month_first=seen.month_first):
        yield Candidate(moment, "url", 3.0)


@lru_cache(maxsize=1024)
def _letters(name: str) -> str:
    """The name of a meta element without its punctuation."""
    return _PUNCTUATION.sub("", name)


def _in_jsonld(structured: Structured) -> Iterator[Candidate[datetime | None]]:
    for thing, weight in ((structured.article, 10.0), (structured.page, PAGE_ONLY)):
        if thing is not None:
            for key, penalty in _JSONLD_PUBLISHED:
                for text in jsonld.texts(thing.get(key)):
                    yield Candidate(dates.parse(text), "jsonld", weight - penalty)


def choose(
    said: list[Candidate[datetime]], structured: Structured, *, url: str | None
) -> tuple[list[Candidate[datetime]], Candidate[datetime] | None]:
    """The candidates and the chosen one, in the page's own zone; None where none is evidence.

    Static pages carry the date of their making for machines only: without an article behind it
    and with nothing that confirms it to readers, that is no date of publication.
    """
    is_home = url is not None and not urlsplit(url).path.strip("/")
    believed = [c for c in said if _is_believed(c, said, structured, is_home=is_home)]
    chosen = _best(believed)
    if chosen is None:
        return said, None
    local = localtime.as_shown(chosen, said)
    return [local if candidate is chosen else candidate for candidate in said], local


def says_article(structured: Structured) -> bool:
    """Whether the page declares itself an article, in JSON-LD or OpenGraph."""
    return structured.article is not None or _og_article(structured)


def dates_an_article(chosen: Candidate[datetime] | None) -> bool:
    """Whether a date is set as an article's: told to machines, or beside the headline."""
    return chosen is not None and (chosen.source != "html" or chosen.weight > BARE)


def _og_article(structured: Structured) -> bool:
    return "article" in (structured.first("og:type") or "").lower()


def _is_shown(said: list[Candidate[datetime]]) -> bool:
    """Whether readers see, or the feed or the address tells, the day of the best candidate."""
    best = heaviest(said)
    return best is not None and any(
        c.source in _OPEN and c.value.date() == best.value.date() for c in said
    )


def _is_believed(
    candidate: Candidate[datetime],
    said: list[Candidate[datetime]],
    structured: Structured,
    *,
    is_home: bool,
) -> bool:
    if candidate.weight <= CONFIRMS:
        return False
    if candidate.source in _OPEN and candidate.weight > PAGE_ONLY:
        return True
    if any(_confirms(other, candidate) for other in said):
        return True
    kinds = jsonld.types(structured.article) if structured.article is not None else frozenset()
    if candidate.weight <= PAGE_ONLY or kinds & _TIMELESS:
        return False
    if candidate.source == "opengraph" and not is_home:
        return True
    return bool(kinds & NEWS) or (_og_article(structured) and not is_home)


def _confirms(other: Candidate[datetime], candidate: Candidate[datetime]) -> bool:
    """Whether readers see, or feed or address tell, the day that machines are told."""
    if other.source not in _OPEN or CONFIRMS < other.weight <= PAGE_ONLY:
        return False
    return abs(other.value - candidate.value) < DAY


def _best(believed: list[Candidate[datetime]]) -> Candidate[datetime] | None:
    """The heaviest; but of two that machines are told, the one whose day readers see."""
    best = heaviest(believed)
    if best is None or best.source in _OPEN or _is_shown(believed):
        return best
    beside = {c.value.date() for c in believed if c.source == "html" and c.weight >= BESIDE}
    seen = [
        c
        for c in believed
        if c.source not in _OPEN and c.weight >= SAYS_PUBLISHED and c.value.date() in beside
    ]
    return heaviest(seen) or best


def modified(
    structured: Structured,
    seen: Visible,
    *,
    entry: Entry | None,
    at: datetime | None,
) -> list[Candidate[datetime]]:
    """All that says when the page was last changed, best by weight."""
    said: list[Candidate[datetime | None]] = []
    for thing, weight in ((structured.article, 10.0), (structured.page, 8.0)):
        if thing is not None:
            said.extend(
                Candidate(dates.parse(text), "jsonld", weight)
                for text in jsonld.texts(thing.get("dateModified"))
            )
    if entry is not None and entry.modified_at is not None:
        said.append(Candidate(entry.modified_at, "feed", 9.0))
    said.extend(
        Candidate(dates.parse(text), source, 7.0)
        for name, source in _META_MODIFIED
        for text in structured.meta.get(name, ())[:1]
    )
    said.extend(
        Candidate(dates.parse(prop.value), "html", 6.0)
        for prop in structured.properties
        if prop.name == "dateModified"
    )
    said.extend(Candidate(d.moment, "html", d.weight) for d in seen.shown if d.is_change)
    return _bounded(said, at)


def in_url(url: str, *, month_first: bool = False) -> Iterator[datetime]:
    """The day in an address such as /2024/05/17/ or /17-05-2024-…"""
    path = url[:500]
    days = [(found[1], found[2], found[3]) for found in _URL_DATE.finditer(path)]
    for found in _URL_DAY_FIRST.finditer(path):
        swapped = (month_first and int(found[1]) <= 12) or int(found[2]) > 12
        month, day = (found[1], found[2]) if swapped else (found[2], found[1])
        days.append((found[3], month, day))
    for year, month, day in days:
        try:
            yield datetime(int(year), int(month), int(day), tzinfo=UTC)
        except ValueError:
            continue


def _bounded(
    said: Iterable[Candidate[datetime | None]] | Iterable[Candidate[datetime]], at: datetime | None
) -> list[Candidate[datetime]]:
    bounded = ((c, dates.bounded(c.value, at)) for c in said if c.value is not None)
    return [Candidate(moment, c.source, c.weight) for c, moment in bounded if moment is not None]
