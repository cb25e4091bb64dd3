"""An XML document -> Feed: RSS 0.9x, 1.0 and 2.0, Atom, RDF, CDF and their extensions.

The only module that calls feedparser. What is hostile or beyond the limit never reaches it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

import feedparser

from ingest import urls
from ingest.feeds.dates import Guesser
from ingest.feeds.entry import Context, entry_of, language, names
from ingest.feeds.guard import harmless
from ingest.feeds.identity import keyed
from ingest.feeds.shape import Document
from ingest.feeds.text import line
from ingest.feeds.trim import trim
from ingest.feeds.wire import mapping, mappings, string
from ingest.model import Feed, Problem, SourceKind, Unreadable

MAX_TTL = timedelta(days=30)

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 730, "yearly": 8760}
_CDF = {"channel": "cdf"}  # feedparser reads it, but has no name for it
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s*>?\s*$", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"


def parse(document: Document, *, url: str, at: datetime) -> Feed | Unreadable:
    """The feed with its newest entries. Never raises for what the document says."""
    trimmed = trim(document.text)
    text = harmless(trimmed.text, document.entities)
    parsed = _feedparser(text)
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
        ttl=_ttl(head),
        skip_hours=_skip_hours(text),
        skip_days=_skip_days(text),
        dropped=trimmed.dropped,
        partial=partial,
    )


def _feedparser(text: str) -> Mapping[str, object]:
    """feedparser's result; a poor one rather than an exception."""
    body = _DECLARATION + text.encode("utf-8", "replace")
    try:
        # Always a stream: bytes would be tried as the name of a local file first.
        parsed: Mapping[str, object] = feedparser.parse(  # noqa: TID251 - this is its room
            io.BytesIO(body),
            response_headers=_HEADERS,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception:  # noqa: BLE001 - it raises whatever it likes on hostile input
        return {}
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


def _ttl(head: Mapping[str, object]) -> timedelta | None:
    """The longer of RSS's ttl (minutes) and the syndication module's period / frequency."""
    spans = []
    minutes = _number(string(head, "ttl"))
    if minutes:
        spans.append(timedelta(minutes=min(minutes, 10**6)))
    hours = _PERIODS.get((string(head, "sy_updateperiod") or "").strip().lower())
    frequency = _number(string(head, "sy_updatefrequency"))
    if hours:
        spans.append(timedelta(hours=hours) / min(frequency or 1, 3600))
    return min(max(spans), MAX_TTL) if spans else None


def _number(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,9})", text or "")
    return int(found[1]) if found else None


def _skip_hours(text: str) -> frozenset[int]:
    """RSS 2.0: hours in GMT; some publishers write 24 for midnight (RSS 0.91)."""
    values = (
        int(value) % 24
        for value in _children(text, "skipHours", "hour")
        if value.isdigit() and int(value) <= 24
    )
    return frozenset(values)


def _skip_days(text: str) -> frozenset[int]:
    """Numbered as `datetime.weekday` does: Monday is 0."""
    named = (value.lower() for value in _children(text, "skipDays", "day"))
    return frozenset(_DAYS.index(value) for value in named if value in _DAYS)


def _children(text: str, parent: str, child: str) -> list[str]:
    """feedparser keeps only the last of several children."""
    found = re.search(f"<{parent}[\\s>]", text, re.IGNORECASE)
    if not found:
        return []
    block = text[found.start() : found.start() + 10_000]
    end = re.search(f"</{parent}", block, re.IGNORECASE)
    return re.findall(
        f"<{child}>\\s*(\\w{{1,10}})\\s*<", block[: end.start() if end else None], re.IGNORECASE
    )
