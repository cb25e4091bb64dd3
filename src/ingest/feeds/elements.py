"""Elements of an item -> what feedparser makes of them, for those that it need not be asked for.

A reader writes into the item's mapping what its element says, or says that the item is odd.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import uses_relative
from xml.etree import ElementTree as ET

from ingest.feeds import dates

Wire = dict[str, object]
Reader = Callable[[Wire, ET.Element], None]

BASE = "{http://www.w3.org/XML/1998/namespace}base"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ADDRESS = re.compile(r"https?://[A-Za-z0-9.:@%~_-]+(?:/[^\s;?#]*)?(?:\?[^\s;#]+)?(?:#[^\s;]+)?")
"""An address that stays as it is whatever it is joined to."""

_MEDIA = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
_WINDOWS = re.compile("[\x80-\x9f]")
_NAME = re.compile(r"([a-z][a-z0-9+.-]*):[^\s/].*")
_PERMALINK = {"true": True, "false": False}


class OddError(Exception):
    """The item has something that is not ordinary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A format of feeds: how it begins, where its items are, and what may be in an ordinary one."""

    begins: re.Pattern[str]
    parent: str
    item: str
    version: str
    begin: Reader
    readers: Mapping[str, Reader]


def text_in(child: ET.Element, wire: Wire, name: str) -> str:
    """The text of an element that is there once and has neither children nor attributes."""
    if len(child) or child.attrib or name in wire:
        raise OddError
    return settled(child.text)


def settled(text: str | None) -> str:
    """The text, unless feedparser would mend its encoding."""
    text = (text or "").strip()
    if not text.isascii():
        if _WINDOWS.search(text):
            raise OddError
        try:
            text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text
        raise OddError
    return text


def attributes(child: ET.Element, allowed: frozenset[str] | None = None) -> dict[str, str]:
    """An element's attributes, their names and types in lower case; no others than the allowed."""
    told = {name.lower(): value for name, value in child.attrib.items()}
    for name in told.keys() & {"rel", "type"}:
        told[name] = told[name].lower()
    is_foreign = any("}" in name or name in {"base", "lang"} for name in told)
    if is_foreign or (allowed is not None and not told.keys() <= allowed):
        raise OddError
    return told


def append(wire: Wire, name: str, value: Mapping[str, object]) -> None:
    """One more mapping in the list under a name."""
    found = wire.setdefault(name, [])
    assert isinstance(found, list)
    found.append(value)


def bare(_wire: Wire, item: ET.Element) -> None:
    """An item is ordinary without attributes of its own."""
    if item.attrib:
        raise OddError


def identity(wire: Wire, child: ET.Element) -> None:
    """A GUID or id: it is the item's link as well, if it may be one and no other was before."""
    is_permalink = _PERMALINK[child.attrib.pop("isPermaLink", "true")]
    text = text_in(child, wire, "id")
    if is_permalink and not (ADDRESS.fullmatch(text) or _is_name(text)):
        raise OddError
    wire["id"] = text
    wire["guidislink"] = is_permalink and "link" not in wire
    if is_permalink:
        wire.setdefault("link", text)


def _is_name(text: str) -> bool:
    """`tag:…`, `urn:…` and the like: nothing that could be relative to an address."""
    found = _NAME.fullmatch(text)
    return found is not None and found[1] not in uses_relative


def date(name: str) -> Reader:
    """A date of whose meaning there is one opinion."""

    def read(wire: Wire, child: ET.Element) -> None:
        text = text_in(child, wire, name)
        if not dates.is_ruled(text):
            moment = dates.usual(text)
            if moment is None:
                raise OddError
            wire[f"{name}_parsed"] = moment.utctimetuple()
        wire[name] = text

    return read


def creator(wire: Wire, child: ET.Element) -> None:
    """Dublin Core's author."""
    text = text_in(child, {}, "")
    if "@" in text:
        raise OddError
    append(wire, "authors", {"name": text})


def keyword(wire: Wire, child: ET.Element) -> None:
    """A category that is written as text."""
    child.attrib.pop("domain", None)
    if text := text_in(child, {}, ""):
        append(wire, "tags", {"term": text})


def _picture(name: str) -> Reader:
    def read(wire: Wire, child: ET.Element) -> None:
        """A second title within it counts only where the item has none before."""
        titles = {f"{media}title" for media in _MEDIA}
        is_plain = all(one.tag in titles and "title" in wire for one in child)
        if not is_plain or (child.text or "").strip():
            raise OddError
        append(wire, name, attributes(child))

    return read


def _original(wire: Wire, child: ET.Element) -> None:
    wire["feedburner_origlink"] = text_in(child, wire, "feedburner_origlink")


ANYWHERE: Mapping[str, Reader] = {
    **{f"{media}content": _picture("media_content") for media in _MEDIA},
    **{f"{media}thumbnail": _picture("media_thumbnail") for media in _MEDIA},
    "{http://rssnamespace.org/feedburner/ext/1.0}origLink": _original,
}
"""Readers for what items of all dialects carry."""
