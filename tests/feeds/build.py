"""Builders of feeds."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest import feeds
from ingest.model import Entry, Feed, SourceKind, Unreadable

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://news.example/feed.xml"


def rss(*items: str, head: str = "<title>News</title><link>https://news.example/</link>") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{body}</channel></rss>'.encode()


def atom(*entries: str, head: str = "<title>News</title>") -> bytes:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{body}</feed>'.encode()


def read(
    body: bytes, *, url: str = URL, kind: SourceKind = SourceKind.FEED, **options: str
) -> Feed:
    """The feed, where there must be one."""
    result = outcome(body, url=url, kind=kind, **options)
    assert isinstance(result, Feed), result
    return result


def refused(body: bytes, *, kind: SourceKind = SourceKind.FEED) -> Unreadable:
    """The reason, where there must be no feed."""
    result = outcome(body, kind=kind)
    assert isinstance(result, Unreadable), result
    return result


def outcome(
    body: bytes, *, url: str = URL, kind: SourceKind = SourceKind.FEED, **options: str
) -> Feed | Unreadable:
    return feeds.read(body, url=url, kind=kind, at=AT, charset=options.get("charset"))


def only(body: bytes) -> Entry:
    """The single entry of a feed."""
    (entry,) = read(body).entries
    return entry
