"""Tree and what it says for machines -> title, authors, dates and the rest, each with evidence.

Every field is chosen from candidates by weight; all candidates are kept as evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lxml.html import HtmlElement

from ingest import urls
from ingest.model import Access, Entry, Evidence
from ingest.pages import (
    addresses,
    authors,
    believed,
    fields,
    jsonld,
    published,
    surroundings,
    titles,
    visibledates,
)
from ingest.pages.evidence import Candidate, heaviest, record
from ingest.pages.language import code
from ingest.pages.structured import Structured


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a page beside its text. `evidence` holds every candidate of every field.

    Times are aware and keep the offset that the page gives: the day is the page's own.
    """

    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_source: str | None = None
    modified_at: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    site_name: str | None = None
    image_url: str | None = None
    canonical_url: str | None = None
    access: Access = Access.UNKNOWN
    language_declared: str | None = None
    evidence: tuple[Evidence, ...] = ()


def read(
    tree: HtmlElement,
    *,
    structured: Structured,
    url: str | None = None,
    entry: Entry | None = None,
    at: datetime | None = None,
) -> Metadata:
    """All metadata of a page. Never raises for what a page says; does not change the tree."""
    sites = frozenset(titles.site_keys(structured, url))
    language = _declared_language(tree, structured, entry)
    named = titles.candidates(structured, sites=sites, entry=entry)
    title = titles.choose(named)
    headline = surroundings.headline(tree, structured.landmarks, title.value if title else "")
    lines = surroundings.around(headline)
    month_first = _writes_month_first(language, url)
    seen = visibledates.look(
        tree, headline, lines, title=titles.as_written(structured) or "", month_first=month_first
    )
    dated = partial(published.published, structured, seen, url=url, entry=entry)
    changes = published.modified(structured, seen, entry=entry, at=at)
    births, birth = believed.choose(dated(at=at), changes, structured, url=url)
    people = authors.candidates(tree, structured, lines, sites=sites, entry=entry)
    is_article = believed.says_article(structured) or believed.dates_an_article(birth)
    if not is_article and at is not None:  # a date that is ahead of the fetch dates it all the same
        ahead = believed.choose(dated(at=None), changes, structured, url=url)[1]
        is_article = believed.dates_an_article(ahead)
    writers = authors.choose(people, is_article=is_article, is_dated=birth is not None)
    change = heaviest([c for c in changes if birth is None or c.value >= birth.value])
    plain = {
        "description": fields.descriptions(structured),
        "section": fields.sections(structured, lines, url=url, sites=sites),
        "site_name": fields.site_names(structured),
        "image_url": fields.images(structured, entry, url),
        "canonical_url": addresses.canonicals(structured, url),
    }
    chosen = {field: heaviest([c for c in said if c.weight > 0]) for field, said in plain.items()}
    evidence = (
        *record("title", named, title),
        *record("authors", people, writers, "; ".join),
        *record("published_at", births, birth, datetime.isoformat),
        *record("modified_at", changes, change, datetime.isoformat),
        *(row for field, said in plain.items() for row in record(field, said, chosen[field])),
    )
    return Metadata(
        title=title.value if title else None,
        description=_value(chosen["description"]),
        authors=writers.value if writers else (),
        published_at=birth.value if birth else None,
        published_source=birth.source if birth else None,
        modified_at=change.value if change else None,
        section=_value(chosen["section"]),
        tags=fields.tags(structured, entry),
        site_name=_value(chosen["site_name"]),
        image_url=_value(chosen["image_url"]),
        canonical_url=_value(chosen["canonical_url"]),
        access=fields.access(structured),
        language_declared=code(language),
        evidence=evidence,
    )


def _value(chosen: Candidate[str] | None) -> str | None:
    return chosen.value if chosen else None


def _declared_language(
    tree: HtmlElement, structured: Structured, entry: Entry | None
) -> str | None:
    """The language tag that the page declares, with its region."""
    said = [
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        structured.first("og:locale", "content-language", "language", "dc.language"),
        jsonld.text(structured.article.get("inLanguage")) if structured.article else None,
        entry.language if entry else None,
    ]
    return next((tag.strip() for tag in said if tag and code(tag)), None)


def _writes_month_first(language: str | None, url: str | None) -> bool:
    tag = (language or "").lower().replace("_", "-")
    domain = urls.host(url).rsplit(".", 1)[-1] if url else ""
    if len(domain) == 2 and domain not in ("us", "io", "co", "me", "tv", "ai"):
        return False
    return tag in ("en", "en-us", "")
