"""Items of RSS 2.0 and RSS 1.0 -> what feedparser makes of the ordinary ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from ingest.feeds.elements import (
    ADDRESS,
    ANYWHERE,
    Dialect,
    OddError,
    Reader,
    Wire,
    append,
    attributes,
    bare,
    creator,
    date,
    identity,
    keyword,
    text_in,
)

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RSS_1 = "{http://purl.org/rss/1.0/}"
_MARKUP = re.compile(r"</|&#?\w+;")
_ENCLOSURE = frozenset({"url", "length", "type"})


def _title(wire: Wire, child: ET.Element) -> None:
    text = text_in(child, wire, "title")
    if not text or _MARKUP.search(text):
        raise OddError
    wire["title"] = text
    wire["title_detail"] = {"type": "text/plain"}


def _link(wire: Wire, child: ET.Element) -> None:
    text = text_in(child, wire, "links")
    if not ADDRESS.fullmatch(text):
        raise OddError
    wire["link"] = text
    wire["links"] = [{"rel": "alternate", "type": "text/html", "href": text}]


def _summary(wire: Wire, child: ET.Element) -> None:
    wire["summary"] = text_in(child, wire, "summary")
    wire["summary_detail"] = {"type": "text/html"}


def _content(wire: Wire, child: ET.Element) -> None:
    wire["content"] = [{"type": "text/html", "value": text_in(child, wire, "content")}]


def _enclosure(wire: Wire, child: ET.Element) -> None:
    told = attributes(child, _ENCLOSURE)
    if len(child) or "links" not in wire:
        raise OddError
    kind = {"href": told.get("url"), "type": told.get("type", "")}
    append(wire, "links", {"rel": "enclosure", **kind})


def _about(wire: Wire, item: ET.Element) -> None:
    """The resource that an item of RSS 1.0 describes is what it is known by."""
    if about := item.attrib.pop(f"{_RDF}about", ""):
        wire["id"] = about
    bare(wire, item)


_COMMON: Mapping[str, Reader] = {
    f"{_CONTENT}encoded": _content,
    f"{_DUBLIN_CORE}creator": creator,
    **ANYWHERE,
}
RSS_2 = Dialect(
    begins=re.compile(r"<rss\s(?=[^<>]*\sversion=[\"']2\.|version=[\"']2\.)[^<>]*>\s*<channel\s*>"),
    parent="channel",
    item="item",
    version="rss20",
    begin=bare,
    readers={
        "title": _title,
        "link": _link,
        "guid": identity,
        "pubDate": date("published"),
        "description": _summary,
        "category": keyword,
        "enclosure": _enclosure,
        **_COMMON,
    },
)
RSS_1 = Dialect(
    begins=re.compile(r"<rdf:RDF\s"),
    parent=".",
    item=f"{_RSS_1}item",
    version="rss10",
    begin=_about,
    readers={
        f"{_RSS_1}title": _title,
        f"{_RSS_1}link": _link,
        f"{_RSS_1}description": _summary,
        f"{_DUBLIN_CORE}date": date("updated"),
        f"{_DUBLIN_CORE}subject": keyword,
        **_COMMON,
    },
)
