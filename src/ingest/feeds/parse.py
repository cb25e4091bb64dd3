"""An XML document -> Feed: RSS 0.9x, 1.0 and 2.0, Atom, RDF, CDF and their extensions.

The only module that calls feedparser. What is hostile or beyond the limit never reaches it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime

import feedparser

from ingest import urls
from ingest.feeds import pace, plain, rescue
from ingest.feeds.dates import Guesser
from ingest.feeds.entry import Context, entry_of, language, names
from ingest.feeds.guard import harmless
from ingest.feeds.identity import keyed
from ingest.feeds.needless import needed
from ingest.feeds.shape import Document
from ingest.feeds.text import line
from ingest.feeds.trim import trim
from ingest.feeds.wire import mapping, mappings, string
from ingest.model import Feed, Problem, SourceKind, Unreadable

_CDF = {"channel": "cdf"}  # feedparser reads it, but has no name for it
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s*>?\s*$", re.IGNORECASE)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"


def parse(document: Document, *, url: str, at: datetime) -> Feed | Unreadable:
    """The feed with its newest entries. Never raises for what the document says."""
    trimmed = trim(document.text)
    text = needed(harmless(trimmed.text, document.entities))
    parsed = _parsed(text)
    version = string(parsed, "version") or _CDF.get(document.root.lower(), "")
    entries = mappings(parsed, "entries")
    if not version:
        return Unreadable(
            problem=Problem.NOT_A_FEED, detail=f"XML of another kind: {document.root}"
        )
    partial = trimmed.partial or bool(parsed.get("bozo"))
    head = mapping(parsed, "feed")
    code = language(string(head, "language"))
    site_url = _site_url(head, url)
    context = Context(
        base=_base(url, site_url),
        at=at,
        is_atom=version.startswith("atom"),
        language=code,
        authors=_authors(head) if version.startswith("atom") else (),
        guesser=Guesser(code),
    )
    kept = keyed([found for found in (entry_of(entry, context) for entry in entries) if found])
    if partial and not kept and not _ends(text):
        return Unreadable(
            problem=Problem.UNREADABLE, detail="the feed breaks off before its first entry ends"
        )
    return Feed(
        kind=SourceKind.FEED,
        format=_format(version, document),
        title=line(string(head, "title")),
        site_url=site_url,
        language=code,
        entries=kept,
        ttl=pace.ttl(head),
        skip_hours=pace.skip_hours(text),
        skip_days=pace.skip_days(text),
        dropped=trimmed.dropped,
        partial=partial,
    )


def _parsed(text: str) -> Mapping[str, object]:
    """feedparser's result, made without it where the items are ordinary."""
    found = plain.sort_out(text)
    if found is not None:
        rest = rescue.all_or_parts(found.rest, _feedparser)
        odd = mappings(rest, "entries")
        is_whole = len(odd) == found.items.count(None) and not rest.get("bozo")
        if is_whole and string(rest, "version") == found.version:
            others = iter(odd)
            return {**rest, "entries": [item or next(others) for item in found.items]}
    return rescue.all_or_parts(text, _feedparser)


def _feedparser(text: str) -> Mapping[str, object]:
    """feedparser's result. It raises whatever it likes on hostile input."""
    # Always a stream: bytes would be tried as the name of a local file first.
    parsed: Mapping[str, object] = feedparser.parse(  # noqa: TID251 - this is its room
        io.BytesIO(_DECLARATION + text.encode("utf-8", "replace")),
        response_headers=_HEADERS,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return parsed


def _ends(text: str) -> bool:
    """Whether the document reaches its end: then it has no entries, else we have not seen them."""
    return _END.search(text[-200:]) is not None


def _format(version: str, document: Document) -> str:
    return "rss091n" if "netscape" in document.doctype.lower() else version


def _site_url(head: Mapping[str, object], url: str) -> str | None:
    for link in mappings(head, "links"):
        href = string(link, "href")
        if (
            href
            and string(link, "rel") == "alternate"
            and "html" in (string(link, "type") or "html")
        ):
            return urls.normalize(href, url)
    link_text = string(head, "link")
    return urls.normalize(link_text, url) if link_text else None


def _base(url: str, site_url: str | None) -> str:
    """Links are relative to the feed, or to its site where another host delivers the feed."""
    is_elsewhere = site_url is not None and urls.host(site_url) != urls.host(url)
    return site_url if site_url and is_elsewhere else url


def _authors(head: Mapping[str, object]) -> tuple[str, ...]:
    return names([string(author, "name") for author in mappings(head, "authors")])
