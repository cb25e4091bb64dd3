"""What a page says about when it was published and modified -> candidates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from ingest.model import Entry
from ingest.pages import dates, jsonld
from ingest.pages.believed import PAGE_ONLY, TIMELESS, is_shown, says_article
from ingest.pages.evidence import Candidate
from ingest.pages.structured import Structured
from ingest.pages.visibledates import CONFIRMS, Visible

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
MINUTE = timedelta(minutes=1)
_PROPERTIES = {"datePublished": 7.6, "dateCreated": 6.0}
_OTHER_THINGS = frozenset(
    {"Comment", "UserComments", "Review", "SoftwareApplication", "Product", "Event", "Offer"}
)
_PUNCTUATION = re.compile(r"[^a-z]")
_URL_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-._](\d{1,2})[-._]((?:19|20)\d\d)(?!\d)")
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:"
    r"[/\-_.](\d{1,2})(?:/(\d{1,2})(?![^/.?#])|[\-_.](\d{1,2})(?!\d))"
    r"|[/\-_.]?(\d\d)(\d\d)(?!\d))"
)


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
    said.extend(_same_moment(said, seen))
    if is_shown(said):
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
            yield Candidate(moment, "html", PAGE_ONLY if prop.scope in TIMELESS else weight)
    for shown in seen.shown:
        if not shown.is_change:
            yield Candidate(shown.moment, "html", shown.weight)
    for moment in in_url(url or "", month_first=seen.month_first):
        yield Candidate(moment, "url", 3.0)


def _same_moment(said: list[Candidate[datetime]], seen: Visible) -> list[Candidate[datetime]]:
    """What is shown as a change, but is the very minute that machines are told of publication."""
    return [
        Candidate(shown.moment, "html", CONFIRMS)
        for shown in seen.shown
        if shown.is_change and any(abs(c.value - shown.moment) < MINUTE for c in said)
    ]


@lru_cache(maxsize=1024)
def _letters(name: str) -> str:
    """The name of a meta element without its punctuation."""
    return _PUNCTUATION.sub("", name)


def _in_jsonld(structured: Structured) -> Iterator[Candidate[datetime | None]]:
    for thing, weight in ((structured.article, 10.0), (structured.page, PAGE_ONLY)):
        if thing is not None:
            for key, penalty in _JSONLD_PUBLISHED:
                value = thing.get(key)
                seconds = isinstance(value, int) and not isinstance(value, bool)
                for text in (str(value),) if seconds else jsonld.texts(value):
                    yield Candidate(dates.parse(text), "jsonld", weight - penalty)


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
    days = [(f[1], f[2] or f[5], f[3] or f[4] or f[6]) for f in _URL_DATE.finditer(path)]
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
