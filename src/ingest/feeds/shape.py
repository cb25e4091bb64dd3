"""Text -> what kind of document it is, and where it begins."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.feeds.guard import small_entities

MAX_PROLOG = 200_000


class Shape(StrEnum):
    """What a body looks like, whatever its media type says."""

    FEED = "feed"
    JSON = "json"
    SITEMAP = "sitemap"
    HTML = "html"
    OTHER_XML = "xml"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text from its root element on, with what its prolog said."""

    shape: Shape
    text: str
    root: str = ""
    doctype: str = ""
    entities: dict[str, str] = field(default_factory=dict)


_ROOT = re.compile(r"<(?!!--)([A-Za-z_][\w.-]*(?::[\w.-]+)?)(?=[\s/>]|$)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,1000}", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"<(?:rss\s[^<>]{0,1000}version|rss\s[^<>]{0,1000}xmlns|rss>|feed\s[^<>]{0,1000}xmlns"
    r"|rdf:RDF\s[^<>]{0,1000}purl\.org/rss)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"&lt;(?:rss|feed|rdf:RDF)(?=\s|&gt;)", re.IGNORECASE)
_FEEDS = frozenset({"rss", "feed", "rdf", "channel", "item", "entry", "rss2", "rss1"})
_HTML = frozenset(
    {
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "style",
        "script",
        "noscript",
        "base",
        "header",
    }
    | {
        "main",
        "nav",
        "div",
        "p",
        "span",
        "a",
        "b",
        "i",
        "strong",
        "em",
        "br",
        "hr",
        "center",
        "font",
    }
    | {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "form",
        "iframe",
        "img",
        "pre",
        "section",
    }
)
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_WEB_LINE = re.compile(r"\s*https?://\S+\s*$", re.IGNORECASE)


def document(text: str) -> Document:
    """What the text is. A feed behind junk or inside an HTML page is found. Never raises."""
    text = text.lstrip("\ufeff\x00 \t\r\n")
    if text[:1] in {"{", "["}:
        return Document(shape=Shape.JSON, text=text)
    prolog, start, name = _prolog(text)
    local = name.rpartition(":")[2].lower()
    if local in _FEEDS or local in _SITEMAPS:
        shape = Shape.FEED if local in _FEEDS else Shape.SITEMAP
        doctype = _DOCTYPE.search(prolog)
        return Document(
            shape=shape,
            text=text[start:],
            root=name,
            doctype=doctype[0] if doctype else "",
            entities=small_entities(prolog) if "<!ENTITY" in prolog else {},
        )
    embedded = _embedded(text)
    if embedded:
        return embedded
    if local == "html" or re.match(r"<!doctype\s+html", text[:200], re.IGNORECASE):
        return Document(shape=Shape.HTML, text=text, root=name)
    lines = text[:2000].split("\n")[:3]
    if any(_WEB_LINE.match(line) for line in lines) and not name:
        return Document(shape=Shape.TEXT, text=text)
    return Document(shape=_unknown(local), text=text[start:] if name else text, root=name)


def _prolog(text: str) -> tuple[str, int, str]:
    """What stands before the root element, where that begins, and its name."""
    position = 0
    while position < min(len(text), MAX_PROLOG):
        mark = text.find("<", position)
        if mark == -1:
            break
        if text.startswith("<!--", mark):
            end = text.find("-->", mark)
            position = len(text) if end == -1 else end + 3
        elif text.startswith("<?", mark):
            end = text.find("?>", mark)
            position = mark + 2 if end == -1 else end + 2
        elif text.startswith("<!", mark):
            position = _end_of_declaration(text, mark)
        else:
            found = _ROOT.match(text, mark)
            if found:
                return text[:mark], mark, found[1]
            position = mark + 1
    return text[:MAX_PROLOG], len(text), ""


def _end_of_declaration(text: str, mark: int) -> int:
    """Behind a document type with its internal subset, which may hold further declarations."""
    bracket, close = text.find("[", mark), text.find(">", mark)
    if close == -1:
        return len(text)
    if bracket == -1 or close < bracket:
        return close + 1
    end = text.find("]", bracket)
    close = text.find(">", end)
    return len(text) if -1 in {end, close} else close + 1


def _embedded(text: str) -> Document | None:
    """A feed behind a server's warnings, or that something wrapped into an HTML page."""
    head = text[:MAX_PROLOG]
    found = _EMBEDDED.search(head)
    if found:
        return Document(shape=Shape.FEED, text=text[found.start() :], root=found[0][1:].split()[0])
    escaped = _ESCAPED.search(head[:10_000])
    if escaped and "<pre" in head[: escaped.start()].lower():
        inner = html.unescape(text[escaped.start() :])
        return Document(shape=Shape.FEED, text=inner, root=inner[1:20].split()[0])
    return None


def _unknown(local: str) -> Shape:
    if not local:
        return Shape.TEXT
    return Shape.HTML if local in _HTML else Shape.OTHER_XML
