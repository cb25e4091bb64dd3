"""Sitemaps, news sitemaps and sitemap indexes -> Feed (sitemaps.org, Google's news extension).

`lastmod` says when a page changed, not when it was published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from xml.etree import ElementTree as ET

from ingest import urls
from ingest.feeds.dates import believed
from ingest.feeds.dates import parse as parse_date
from ingest.feeds.entry import language
from ingest.feeds.guard import harmless
from ingest.feeds.identity import keyed
from ingest.feeds.shape import Document
from ingest.feeds.text import line
from ingest.feeds.trim import MAX_ENTRIES, trim
from ingest.model import Entry, Feed, Problem, SourceKind, Unreadable

MAX_CHILDREN = 50
MAX_TAGS = 50

_ITEMS = frozenset({"url", "sitemap"})


def parse(document: Document, *, url: str, at: datetime) -> Feed | Unreadable:
    """The sitemap's newest pages, or an index's newest sitemaps. Never raises."""
    trimmed = trim(document.text, is_sitemap=True)
    pages: list[Entry] = []
    children: list[tuple[datetime | None, str]] = []
    has_news = False
    broken = trimmed.partial
    for item in _items(harmless(trimmed.text, document.entities)):
        if item is None:
            broken = True
            continue
        name, fields = item
        address = urls.normalize(fields["loc"], url) if "loc" in fields else None
        if not address:
            continue
        modified = believed(parse_date(fields.get("lastmod", "")), at=at)
        if name == "sitemap":
            children.append((modified, address))
        else:
            has_news = has_news or "publication_date" in fields
            pages.append(_page(address, fields, modified, at))
    if broken and not pages and not children:
        return Unreadable(
            problem=Problem.UNREADABLE, detail="the sitemap breaks off before its first page"
        )
    # Undated children come last; the order of the file decides among equals.
    children.sort(key=lambda child: -child[0].timestamp() if child[0] else float("inf"))
    index = document.root.lower().endswith("sitemapindex")
    return Feed(
        kind=SourceKind.SITEMAP,
        format="sitemap-index" if index else "news-sitemap" if has_news else "sitemap",
        entries=keyed(pages),
        children=tuple(dict.fromkeys(address for _, address in children))[:MAX_CHILDREN],
        dropped=trimmed.dropped,
        partial=broken,
    )


def parse_lines(text: str) -> Feed | Unreadable:
    """A sitemap in plain text: an address a line, and nothing else."""
    lines = [stripped for row in text.splitlines()[: MAX_ENTRIES * 10] if (stripped := row.strip())]
    addresses = [address for row in lines if (address := urls.normalize(row))]
    if not addresses or len(addresses) * 10 < len(lines) * 9:
        return Unreadable(problem=Problem.NOT_A_FEED, detail="plain text")
    entries = keyed([Entry(key="", url=address) for address in dict.fromkeys(addresses)])
    return Feed(
        kind=SourceKind.SITEMAP,
        format="text-sitemap",
        entries=entries[:MAX_ENTRIES],
        dropped=max(0, len(entries) - MAX_ENTRIES),
    )


def _page(address: str, fields: dict[str, str], modified: datetime | None, at: datetime) -> Entry:
    keywords = (fields.get("keywords") or "").split(",")
    return Entry(
        key="",
        url=address,
        title=line(fields.get("title") or None, markup=False),
        published_at=believed(parse_date(fields.get("publication_date", "")), at=at),
        modified_at=modified,
        tags=tuple(dict.fromkeys(tag for word in keywords if (tag := line(word))))[:MAX_TAGS],
        language=language(fields.get("language")),
        image_url=urls.normalize(fields["image"], address) if fields.get("image") else None,
    )


def _items(text: str) -> Iterator[tuple[str, dict[str, str]] | None]:
    """Each item's name and fields; None where the document breaks."""
    # The text has no document type any more: there is no entity that could be expanded.
    try:
        for _, element in ET.iterparse(StringIO(text), events=("end",)):  # noqa: S314
            name = _local(element.tag)
            if name in _ITEMS:
                yield name, _fields(element)
                element.clear()
    except (ET.ParseError, ValueError):
        yield None


def _fields(item: ET.Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for element in item.iter():
        name, value = _local(element.tag), (element.text or "").strip()
        inside_image = "image" in element.tag
        if inside_image and name == "loc":
            name = "image"
        elif inside_image or "video" in element.tag:
            continue
        if value:
            fields.setdefault(name, value)
    return fields


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()
