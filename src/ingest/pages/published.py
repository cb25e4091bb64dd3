"""What a page says about when it was published and modified -> candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from ingest.model import Entry
from ingest.pages import dates, jsonld
from ingest.pages.evidence import Candidate
from ingest.pages.structured import Structured

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
    ("displaydate", "meta", 6.8),
    ("originalpublicationdate", "meta", 7.4),
    ("dc.date.issued", "meta", 7.1),
    ("dcterms.issued", "meta", 7.1),
    ("dc.date.created", "meta", 6.8),
    ("dcterms.created", "meta", 6.8),
    ("dc.date", "meta", 6.7),
    ("dcterms.date", "meta", 6.7),
    ("datecreated", "meta", 6.6),
    ("rnews:datepublished", "meta", 7.0),
    ("article_date_original", "meta", 7.2),
    ("article:publicationdate", "meta", 7.2),
    ("date", "meta", 6.4),
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
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/\-_.]?(\d{1,2})[/\-_.]?(\d{1,2})(?!\d)")


def published(
    structured: Structured,
    *,
    url: str | None,
    entry: Entry | None,
    at: datetime | None,
    month_first: bool,
) -> list[Candidate[datetime]]:
    """All that says when the page was published, best by weight."""
    said: list[Candidate[datetime | None]] = []
    for thing, weight in ((structured.article, 10.0), (structured.page, 8.5)):
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
    if url:
        said.extend(Candidate(moment, "url", 3.0) for moment in in_url(url))
    return _bounded(said, at)


def modified(
    structured: Structured, *, entry: Entry | None, at: datetime | None
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
