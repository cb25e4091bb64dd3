"""RSS 2.0 -> its ordinary items, read without feedparser; the rest is for feedparser.

feedparser needs about a millisecond an item, most of it for what an ordinary item does not have:
bases, languages, nested markup, a dozen dialects. What is read here is what it would have read;
an item with anything else in it is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ingest.feeds.dates import parse as moment
from ingest.feeds.trim import outline

FEWEST = 20
"""Items: a feed of fewer is read at once anyway."""

_HEAD = re.compile(r"<rss\s(?=[^<>]*\sversion=[\"']2\.|version=[\"']2\.)[^<>]*>\s*<channel\s*>")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_MEDIA = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
_ADDRESS = re.compile(r"https?://[^\s/&;]+(?:/[^\s;]*)?")
_WINDOWS = re.compile("[\x80-\x9f]")
_MARKUP = re.compile(r"</|&#?\w+;")
_PERMALINK = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Sorted:
    """The items in their order, None for those that stand in `rest`, which has no others."""

    items: list[Mapping[str, object] | None]
    rest: str


class _OddError(Exception):
    """The item has something that is not ordinary."""


def sort_out(text: str) -> Sorted | None:
    """None where the document is not a well-formed RSS 2.0 feed with many items."""
    found = _HEAD.match(text)
    spans = outline(text) if found else None
    if found is None or spans is None or spans.is_broken or len(spans.spans) < FEWEST:
        return None
    head = text[: spans.spans[0][0]]
    if "base=" in head or "lang=" in head:
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314  document types and entities were taken out
    except (ET.ParseError, ValueError):
        return None
    elements = root.findall("channel/item")
    if len(elements) != len(spans.spans) or len(root) != 1:
        return None
    items = [_item(element) for element in elements]
    odd = [text[a:b] for (a, b), item in zip(spans.spans, items, strict=True) if item is None]
    return Sorted(items, head + "".join(odd) + spans.tail)


def _item(element: ET.Element) -> Mapping[str, object] | None:
    """The item as feedparser gives it; None where it must be asked."""
    wire: dict[str, object] = {}
    if element.attrib:
        return None
    try:
        for child in element:
            _READERS[child.tag](wire, child)
    except (KeyError, _OddError):
        return None
    if "content" in wire and "summary" not in wire:
        wire["summary"] = wire["content"][0]["value"]  # type: ignore[index]  # written below
    return wire or None


def _text(child: ET.Element, wire: Mapping[str, object], name: str) -> str:
    """The text of an element that is there once and has neither children nor attributes."""
    if len(child) or child.attrib or name in wire:
        raise _OddError
    return _settled(child.text)


def _settled(text: str | None) -> str:
    """The text, unless feedparser would mend its encoding."""
    text = (text or "").strip()
    if not text.isascii():
        if _WINDOWS.search(text):
            raise _OddError
        try:
            text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text
        raise _OddError
    return text


def _title(wire: dict[str, object], child: ET.Element) -> None:
    text = _text(child, wire, "title")
    if not text or _MARKUP.search(text):
        raise _OddError
    wire["title"] = text
    wire["title_detail"] = {"type": "text/plain"}


def _link(wire: dict[str, object], child: ET.Element) -> None:
    text = _text(child, wire, "links")
    if not _ADDRESS.fullmatch(text):
        raise _OddError
    wire["link"] = text
    wire["links"] = [{"rel": "alternate", "type": "text/html", "href": text}]


def _guid(wire: dict[str, object], child: ET.Element) -> None:
    is_permalink = _PERMALINK[child.attrib.pop("isPermaLink", "true")]
    text = _text(child, wire, "id")
    if is_permalink and not _ADDRESS.fullmatch(text):
        raise _OddError
    wire["id"] = text
    wire["guidislink"] = is_permalink and "link" not in wire
    if is_permalink:
        wire.setdefault("link", text)


def _date(wire: dict[str, object], child: ET.Element) -> None:
    text = _text(child, wire, "published")
    if moment(text) is None:
        raise _OddError
    wire["published"] = text


def _summary(wire: dict[str, object], child: ET.Element) -> None:
    wire["summary"] = _text(child, wire, "summary")
    wire["summary_detail"] = {"type": "text/html"}


def _content(wire: dict[str, object], child: ET.Element) -> None:
    wire["content"] = [{"type": "text/html", "value": _text(child, wire, "content")}]


def _creator(wire: dict[str, object], child: ET.Element) -> None:
    text = _text(child, {}, "")
    if "@" in text:
        raise _OddError
    _append(wire, "authors", {"name": text})


def _category(wire: dict[str, object], child: ET.Element) -> None:
    child.attrib.pop("domain", None)
    if text := _text(child, {}, ""):
        _append(wire, "tags", {"term": text})


def _enclosure(wire: dict[str, object], child: ET.Element) -> None:
    if len(child) or not child.attrib.keys() <= {"url", "length", "type"} or "links" not in wire:
        raise _OddError
    told = {"href": child.attrib.get("url"), "type": child.attrib.get("type", "").lower()}
    _append(wire, "links", {"rel": "enclosure", **told})


def _picture(name: str) -> Callable[[dict[str, object], ET.Element], None]:
    def read(wire: dict[str, object], child: ET.Element) -> None:
        """A second title within it counts only where the item has none before."""
        titles = {f"{media}title" for media in _MEDIA}
        is_plain = all(one.tag in titles and "title" in wire for one in child)
        if not is_plain or (child.text or "").strip() or "lang" in child.attrib:
            raise _OddError
        _append(wire, name, {key.lower(): value for key, value in child.attrib.items()})

    return read


def _append(wire: dict[str, object], name: str, value: Mapping[str, object]) -> None:
    found = wire.setdefault(name, [])
    assert isinstance(found, list)
    found.append(value)


_READERS: dict[str, Callable[[dict[str, object], ET.Element], None]] = {
    "title": _title,
    "link": _link,
    "guid": _guid,
    "pubDate": _date,
    "description": _summary,
    f"{_CONTENT}encoded": _content,
    _CREATOR: _creator,
    "category": _category,
    "enclosure": _enclosure,
    **{f"{media}content": _picture("media_content") for media in _MEDIA},
    **{f"{media}thumbnail": _picture("media_thumbnail") for media in _MEDIA},
}
