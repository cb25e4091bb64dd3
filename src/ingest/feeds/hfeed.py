"""A page marked up with microformats2 -> entries (microformats.org/wiki/h-entry).

The class names are a standard, not one site's. Only what an entry says itself is read, not what
the cards and quotations inside it say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest import urls
from ingest.feeds.dates import believed
from ingest.feeds.dates import parse as parse_date
from ingest.feeds.entry import names
from ingest.feeds.text import line, markup
from ingest.model import Entry

MAX_ENTRIES = 200
MAX_TAGS = 50
MAX_DEPTH = 100


def entries(tree: LexborHTMLParser, *, base: str, at: datetime) -> list[Entry]:
    """The page's entries, their keys still empty; none where it is not marked up as a feed."""
    found = [node for node in tree.css(".h-entry") if not _is_within_entry(node)]
    if len(found) < 2 and not tree.css_first(".h-feed .h-entry, .h-feed.h-entry"):
        return []
    read = (_entry(node, base=base, at=at) for node in found[:MAX_ENTRIES])
    return [entry for entry in read if entry.url or entry.title or entry.content]


def _entry(root: LexborNode, *, base: str, at: datetime) -> Entry:
    content = next(_own(root, ".e-content"), None)
    name = next(_own(root, ".p-name"), None)
    published = _moment(root, ".dt-published", at)
    modified = _moment(root, ".dt-updated", at)
    text = markup(content.inner_html) if content else None
    title = line(name.text()) if name and name.mem_id != (content and content.mem_id) else None
    return Entry(
        key="",
        guid=_address(root, ".u-uid", base),
        url=_address(root, ".u-url", base) or (_address(root, "a.p-name", base)),
        title=title,
        published_at=published or modified,
        modified_at=modified,
        summary=next((markup(node.inner_html) for node in _own(root, ".p-summary")), None),
        content=text,
        authors=names([_name(node) for node in _own(root, ".p-author")]),
        tags=tuple(
            dict.fromkeys(tag for node in _own(root, ".p-category") if (tag := line(node.text())))
        )[:MAX_TAGS],
        image_url=_address(root, ".u-photo", base),
    )


def _own(root: LexborNode, selector: str) -> Iterator[LexborNode]:
    """The entry's own properties: those that no card or quotation within it holds."""
    for node in root.css(selector):
        parent = node.parent
        steps = 0
        while parent is not None and parent.mem_id != root.mem_id and steps < MAX_DEPTH:
            if _formats(parent):
                break
            parent = parent.parent
            steps += 1
        if parent is not None and parent.mem_id == root.mem_id:
            yield node


def _formats(node: LexborNode) -> list[str]:
    return [name for name in (node.attributes.get("class") or "").split() if name.startswith("h-")]


def _is_within_entry(node: LexborNode) -> bool:
    parent = node.parent
    steps = 0
    while parent is not None and steps < MAX_DEPTH:
        if "h-entry" in _formats(parent):
            return True
        parent = parent.parent
        steps += 1
    return False


def _address(root: LexborNode, selector: str, base: str) -> str | None:
    for node in _own(root, selector):
        text = node.attributes.get("href") or node.attributes.get("src") or node.text()
        if text and text.strip():
            return urls.normalize(text, base)
    return None


def _moment(root: LexborNode, selector: str, at: datetime) -> datetime | None:
    for node in _own(root, selector):
        text = node.attributes.get("datetime") or node.attributes.get("value") or node.text()
        return believed(parse_date(text or ""), at=at)
    return None


def _name(node: LexborNode) -> str | None:
    inner = node.css_first(".p-name")
    return (inner or node).text() or node.attributes.get("alt")
