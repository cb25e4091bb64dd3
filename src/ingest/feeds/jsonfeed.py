"""JSON Feed 1.0 and 1.1 -> Feed, tolerant of wrong types (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import heapq
import html
import json
from collections.abc import Mapping
from datetime import datetime

from ingest import urls
from ingest.feeds.dates import believed
from ingest.feeds.dates import parse as parse_date
from ingest.feeds.entry import language, names
from ingest.feeds.identity import keyed
from ingest.feeds.text import line, markup, said
from ingest.feeds.trim import MAX_ENTRIES
from ingest.feeds.wire import mapping, mappings, string, strings
from ingest.model import Entry, Feed, Problem, SourceKind, Unreadable

MAX_TAGS = 50


def parse(text: str, *, url: str, at: datetime) -> Feed | Unreadable:
    """The feed with its newest items. Never raises."""
    try:
        wire = json.loads(text)
    except (ValueError, RecursionError):
        is_feed = "jsonfeed.org" in text[:1000]
        return Unreadable(
            problem=Problem.UNREADABLE if is_feed else Problem.NOT_A_FEED,
            detail="the JSON is damaged or breaks off",
        )
    version = string(wire, "version") if isinstance(wire, dict) else None
    is_declared = "jsonfeed.org/version/" in (version or "")
    if not isinstance(wire, dict) or not (is_declared or _looks_like_one(wire)):
        return Unreadable(problem=Problem.NOT_A_FEED, detail="JSON, but not a JSON Feed")
    items = mappings(wire, "items")
    entries = [_entry(item, url=url, at=at, feed=wire) for item in _newest(items)]
    return Feed(
        kind=SourceKind.FEED,
        format="json1" if (version or "").rstrip("/").endswith("/1") else "json11",
        title=said(string(wire, "title")),
        site_url=_address(wire, "home_page_url", url),
        language=language(string(wire, "language")),
        entries=keyed([entry for entry in entries if entry]),
        dropped=max(0, len(items) - MAX_ENTRIES),
    )


def _looks_like_one(wire: Mapping[str, object]) -> bool:
    """A feed that forgot its version: items that have ids or addresses, and a title."""
    items = mappings(wire, "items")
    return "title" in wire and bool(items) and ("id" in items[0] and "url" in items[0])


def _newest(items: list[Mapping[str, object]]) -> list[Mapping[str, object]]:
    if len(items) <= MAX_ENTRIES:
        return items
    dates = [string(item, "date_published") or "" for item in items]
    if sum(map(bool, dates)) * 2 < len(items):
        return items[:MAX_ENTRIES]
    return [
        items[index]
        for index in sorted(heapq.nlargest(MAX_ENTRIES, range(len(items)), dates.__getitem__))
    ]


def _entry(
    item: Mapping[str, object], *, url: str, at: datetime, feed: Mapping[str, object]
) -> Entry | None:
    page = _address(item, "url", url)
    content = markup(string(item, "content_html"))
    text = string(item, "content_text")
    if content is None and text and text.strip():
        content = markup(html.escape(text, quote=False))
    summary = markup(string(item, "summary"), plain=True)
    title = said(string(item, "title"))
    guid = _identifier(item)
    if not (page or content or summary or title or guid):
        return None
    published = believed(parse_date(string(item, "date_published") or ""), at=at)
    modified = believed(parse_date(string(item, "date_modified") or ""), at=at)
    return Entry(
        key="",
        guid=guid,
        url=page or (urls.normalize(guid) if guid and not content else None),
        title=title,
        published_at=published or modified,
        modified_at=modified,
        summary=summary if summary != content else None,
        content=content,
        authors=_authors(item) or _authors(feed),
        tags=tuple(dict.fromkeys(tag for term in strings(item, "tags") if (tag := line(term))))[
            :MAX_TAGS
        ],
        language=language(string(item, "language")) or language(string(feed, "language")),
        image_url=_address(item, "image", url) or _address(item, "banner_image", url),
    )


def _identifier(item: Mapping[str, object]) -> str | None:
    """1.1: a reader must take a number for the text it is written as."""
    value = item.get("id")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            value = str(value)
        except ValueError:
            return None
    return line(value[:4096], markup=False) if isinstance(value, str) else None


def _authors(source: Mapping[str, object]) -> tuple[str, ...]:
    authors = mappings(source, "authors") or [mapping(source, "author")]
    return names([string(author, "name") for author in authors])


def _address(source: Mapping[str, object], key: str, base: str) -> str | None:
    text = string(source, key)
    return urls.normalize(text, base) if text and text.strip() else None
