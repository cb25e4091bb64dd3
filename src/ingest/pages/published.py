"""What a page says about when it was published and modified -> candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from lxml.html import HtmlElement

from ingest.model import Entry
from ingest.pages import dates, jsonld, visibledates
from ingest.pages.evidence import Candidate, heaviest
from ingest.pages.structured import NEWS, Structured

_JSONLD_PUBLISHED = (("datePublished", 0.0), ("dateCreated", 1.0), ("uploadDate", 1.0))
_META_PUBLISHED = (
    ("article:published_time", "opengraph", 8.0),
    ("og:article:published_time", "opengraph", 8.0),
    ("og:published_time", "opengraph", 7.5),
    ("datepublished", "meta", 7.5),
    ("citation_online_date", "meta", 7.2),
    ("citation_publication_date", "meta", 7.0),
    ("citation_date", "meta", 6.9),
    ("parsely-pub-date", "meta", 7.4),
    ("sailthru.date", "meta", 7.3),
    ("article.published", "meta", 7.3),
    ("published-date", "meta", 7.3),
    ("publish-date", "meta", 7.3),
    ("publish_date", "meta", 7.3),
    ("published_time", "meta", 7.3),
    ("publication_date", "meta", 7.3),
    ("publicationdate", "meta", 7.3),
    ("pubdate", "meta", 7.2),
    ("cxenseparse:recs:publishtime", "meta", 7.2),
    ("cxenseparse:publishtime", "meta", 7.2),
    ("shareaholic:article_published_time", "meta", 7.2),
    ("displaydate", "meta", 4.6),
    ("originalpublicationdate", "meta", 7.4),
    ("dc.date.issued", "meta", 7.1),
    ("dcterms.issued", "meta", 7.1),
    ("dc.date.created", "meta", 4.6),
    ("dcterms.created", "meta", 4.6),
    ("dc.date", "meta", 4.6),
    ("dcterms.date", "meta", 4.6),
    ("datecreated", "meta", 4.6),
    ("rnews:datepublished", "meta", 7.0),
    ("article_date_original", "meta", 7.2),
    ("article:publicationdate", "meta", 7.2),
    ("date", "meta", 4.6),
)
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
QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
HALF_DAY = 12
NEAR_HEADLINE = 4.7
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/\-_.]?(\d{1,2})[/\-_.]?(\d{1,2})(?!\d)")


def published(
    tree: HtmlElement,
    structured: Structured,
    shown: Sequence[visibledates.Shown],
    *,
    url: str | None,
    entry: Entry | None,
    at: datetime | None,
    month_first: bool,
) -> list[Candidate[datetime]]:
    """All that says when the page was published, best by weight."""
    said: list[Candidate[datetime | None]] = []
    for thing, weight in ((structured.article, 10.0), (structured.page, PAGE_ONLY)):
        if thing is not None:
            said.extend(
                Candidate(dates.parse(text), "jsonld", weight - penalty)
                for key, penalty in _JSONLD_PUBLISHED
                for text in jsonld.texts(thing.get(key))
            )
    if entry is not None and entry.published_at is not None:
        said.append(Candidate(entry.published_at, "feed", 9.0))
    said.extend(
        Candidate(dates.parse(text, month_first=month_first), source, weight)
        for name, source, weight in _META_PUBLISHED
        for text in structured.meta.get(name, ())[:1]
    )
    said.extend(
        Candidate(dates.parse(prop.value, month_first=month_first), "html", weight)
        for prop in structured.properties
        for name, weight in (("datePublished", 7.6), ("dateCreated", 6.0))
        if prop.name == name and prop.scope not in ("Comment", "UserComments", "Review")
    )
    said.extend(Candidate(d.moment, "html", d.weight) for d in shown if not d.is_change)
    if not any(candidate.value for candidate in said):
        said.extend(
            Candidate(moment, "html", weight)
            for moment, weight in visibledates.anywhere(tree, month_first=month_first)
        )
    if url:
        said.extend(Candidate(moment, "url", 3.0) for moment in in_url(url))
    if says_article(structured) and not any(candidate.value for candidate in said):
        said.append(Candidate(visibledates.alone(tree, month_first=month_first), "html", 2.5))
    return _bounded(said, at)


def choose(
    said: list[Candidate[datetime]], structured: Structured
) -> tuple[list[Candidate[datetime]], Candidate[datetime] | None]:
    """The candidates and the chosen one, in the page's own zone; None where none is evidence.

    Static pages carry the date of their making for machines only: without an article behind it
    and with nothing that confirms it to readers, that is no date of publication.
    """
    chosen = heaviest(said)
    if chosen is None or (chosen.weight <= PAGE_ONLY and chosen.source == "jsonld"):
        return said, None
    if _is_for_machines_only(said, structured):
        return said, None
    local = _in_page_zone(chosen, said)
    return [local if candidate is chosen else candidate for candidate in said], local


def says_article(structured: Structured) -> bool:
    """Whether the page declares itself an article, in JSON-LD or OpenGraph."""
    declared = structured.first("og:type") or ""
    return structured.article is not None or "article" in declared.lower()


def _is_for_machines_only(said: list[Candidate[datetime]], structured: Structured) -> bool:
    if {candidate.source for candidate in said} & {"html", "opengraph", "url", "feed"}:
        return False
    if "article" in (structured.first("og:type") or "").lower():
        return False
    kinds = jsonld.types(structured.article) if structured.article is not None else frozenset()
    return not kinds & NEWS


def _in_page_zone(
    chosen: Candidate[datetime], said: list[Candidate[datetime]]
) -> Candidate[datetime]:
    """The same instant as the page's readers see it, where another candidate tells the offset."""
    moment = chosen.value
    if chosen.source == "html" or moment.utcoffset() or not _has_time(moment):
        return chosen
    for read in (_declared_offset, _clock_offset, _day_offset):
        offset = next(filter(None, (read(moment, other) for other in said)), None)
        if offset is not None:
            return replace(chosen, value=moment.astimezone(timezone(offset)))
        if read is _clock_offset and _same_day_is_shown(moment, said):
            return chosen
    return chosen


def _declared_offset(_: datetime, other: Candidate[datetime]) -> timedelta | None:
    """What another candidate is written with."""
    return other.value.utcoffset()


def _clock_offset(moment: datetime, other: Candidate[datetime]) -> timedelta | None:
    """The same moment on a clock that shows no zone."""
    if other.source not in ("html", "meta") or not _has_time(other.value):
        return None
    quarters = round((other.value - moment) / QUARTER)
    ahead = quarters * QUARTER
    same = abs(other.value - moment - ahead) < MINUTE
    return ahead if same and abs(ahead) <= dates.AHEAD else None


def _day_offset(moment: datetime, other: Candidate[datetime]) -> timedelta | None:
    """The day before or after is shown, which only a clock that far from UTC can do."""
    if other.source != "html" or other.weight < NEAR_HEADLINE or _has_time(other.value):
        return None
    days = (other.value.date() - moment.date()).days
    hours = 24 - moment.hour if days > 0 else -moment.hour - 1
    return timedelta(hours=hours) if abs(days) == 1 and abs(hours) <= HALF_DAY else None


def _same_day_is_shown(moment: datetime, said: list[Candidate[datetime]]) -> bool:
    return any(c.source == "html" and c.value.date() == moment.date() for c in said)


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute)


def modified(
    structured: Structured,
    shown: Sequence[visibledates.Shown],
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
    said.extend(Candidate(d.moment, "html", d.weight) for d in shown if d.is_change)
    return _bounded(said, at)


def in_url(url: str) -> Iterator[datetime]:
    """The day in an address such as /2024/05/17/."""
    for found in _URL_DATE.finditer(url[:500]):
        try:
            yield datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
        except ValueError:
            continue


def _bounded(
    said: list[Candidate[datetime | None]], at: datetime | None
) -> list[Candidate[datetime]]:
    bounded = ((c, dates.bounded(c.value, at)) for c in said if c.value is not None)
    return [Candidate(moment, c.source, c.weight) for c, moment in bounded if moment is not None]
