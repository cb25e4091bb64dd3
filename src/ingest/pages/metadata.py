"""Tree and what it says for machines -> title, authors, dates and the rest, each with evidence.

Every field is chosen from candidates by weight; all candidates are kept as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from ingest import urls
from ingest.model import Access, Entry, Evidence
from ingest.pages import authors, jsonld, published, surroundings, titles
from ingest.pages.evidence import Candidate, heaviest, record
from ingest.pages.language import code
from ingest.pages.structured import Structured

MAX_DESCRIPTION = 2000
MAX_TAGS = 30
_SPLIT_TAGS = re.compile(r"\s*[,;|]\s*")


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
    headline = titles.candidates(tree, structured, url=url, entry=entry)
    title = titles.choose(headline)
    lines = surroundings.around(tree, title.value if title else "")
    month_first = _writes_month_first(language, url)
    shown = list(published.shown(lines, month_first=month_first))
    births = published.published(
        tree, structured, shown, url=url, entry=entry, at=at, month_first=month_first
    )
    births, birth = published.choose(births, structured)
    people = authors.candidates(tree, structured, lines, sites=sites, entry=entry)
    writers = authors.choose(people, is_article=birth is not None or _says_article(structured))
    changes = published.modified(structured, shown, entry=entry, at=at)
    change = heaviest([c for c in changes if birth is None or c.value >= birth.value])
    plain = {
        "description": _descriptions(structured),
        "section": _sections(structured),
        "site_name": _site_names(structured),
        "image_url": _images(structured, entry, url),
        "canonical_url": _canonicals(tree, structured, url),
    }
    chosen = {field: heaviest(said) for field, said in plain.items()}
    tags = _tags(structured, entry)
    evidence = (
        *record("title", headline, title),
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
        tags=tags,
        site_name=_value(chosen["site_name"]),
        image_url=_value(chosen["image_url"]),
        canonical_url=_value(chosen["canonical_url"]),
        access=Access.UNKNOWN,
        language_declared=code(language),
        evidence=evidence,
    )


def _says_article(structured: Structured) -> bool:
    declared = structured.first("og:type") or ""
    return structured.article is not None or "article" in declared.lower()


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


def _descriptions(structured: Structured) -> list[Candidate[str]]:
    said: list[Candidate[str]] = []
    if structured.article is not None:
        said.extend(
            Candidate(text, "jsonld", 3.0)
            for text in jsonld.texts(structured.article.get("description"))
        )
    for name, source, weight in (
        ("og:description", "opengraph", 2.5),
        ("description", "meta", 2.0),
        ("twitter:description", "meta", 1.0),
    ):
        said.extend(Candidate(t, source, weight) for t in structured.meta.get(name, ())[:1])
    return _one_line(said, MAX_DESCRIPTION)


def _sections(structured: Structured) -> list[Candidate[str]]:
    said: list[Candidate[str]] = []
    if structured.article is not None:
        said.extend(
            Candidate(text, "jsonld", 3.0)
            for text in jsonld.texts(structured.article.get("articleSection"))
        )
    said.extend(
        Candidate(text, "opengraph", 2.5) for text in structured.meta.get("article:section", ())[:1]
    )
    return _one_line(said, 80)


def _site_names(structured: Structured) -> list[Candidate[str]]:
    said = [Candidate(t, "opengraph", 3.0) for t in structured.meta.get("og:site_name", ())[:1]]
    if structured.article is not None:
        said.extend(
            Candidate(text, "jsonld", 2.0)
            for text in jsonld.texts(structured.of(structured.article.get("publisher")))
        )
    said.extend(
        Candidate(text, "jsonld", 1.5)
        for thing in structured.objects
        if "WebSite" in jsonld.types(thing)
        for text in jsonld.texts(thing.get("name"))
    )
    said.extend(Candidate(t, "meta", 1.0) for t in structured.meta.get("application-name", ())[:1])
    return _one_line(said, 120)


def _images(structured: Structured, entry: Entry | None, url: str | None) -> list[Candidate[str]]:
    said = [
        Candidate(text, source, weight)
        for name, source, weight in (
            ("og:image", "opengraph", 3.0),
            ("og:image:url", "opengraph", 2.9),
            ("twitter:image", "meta", 2.0),
            ("twitter:image:src", "meta", 1.9),
        )
        for text in structured.meta.get(name, ())[:1]
    ]
    if structured.article is not None:
        image = jsonld.address(structured.of(structured.article.get("image")))
        if image:
            said.append(Candidate(image, "jsonld", 2.5))
    if entry is not None and entry.image_url:
        said.append(Candidate(entry.image_url, "feed", 1.5))
    absolute = ((c, urls.normalize(c.value, url)) for c in said)
    return [Candidate(value, c.source, c.weight) for c, value in absolute if value]


def _canonicals(tree: HtmlElement, structured: Structured, url: str | None) -> list[Candidate[str]]:
    said = [
        Candidate(str(href), "html", 3.0) for href in tree.xpath("//link[@rel='canonical']/@href")
    ]
    said.extend(Candidate(t, "opengraph", 2.0) for t in structured.meta.get("og:url", ())[:1])
    absolute = ((c, urls.normalize(c.value, url)) for c in said)
    return [Candidate(value, c.source, c.weight) for c, value in absolute if value]


def _tags(structured: Structured, entry: Entry | None) -> tuple[str, ...]:
    said: list[str] = list(structured.meta.get("article:tag", ()))
    if structured.article is not None:
        for text in jsonld.texts(structured.article.get("keywords")):
            said.extend(_SPLIT_TAGS.split(text))
    for text in structured.meta.get("news_keywords", structured.meta.get("keywords", ())):
        said.extend(_SPLIT_TAGS.split(text))
    said.extend(entry.tags if entry else ())
    named: dict[str, str] = {}
    for tag in said:
        tidy = " ".join(tag.split())
        if 1 < len(tidy) <= 60 and not tidy.startswith("http"):
            named.setdefault(tidy.casefold(), tidy)
    return tuple(named.values())[:MAX_TAGS]


def _one_line(said: Iterable[Candidate[str]], limit: int) -> list[Candidate[str]]:
    tidy = ((c, " ".join(c.value.split())[:limit].strip()) for c in said)
    return [Candidate(value, c.source, c.weight) for c, value in tidy if value]
