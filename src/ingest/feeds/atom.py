"""Entries of Atom 1.0 -> what feedparser makes of the ordinary ones."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

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
    date,
    identity,
    settled,
    text_in,
)

_ATOM = "{http://www.w3.org/2005/Atom}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_THREAD = "{http://purl.org/syndication/thread/1.0}"
_TYPES = {
    "text": "text/plain",
    "text/plain": "text/plain",
    "html": "text/html",
    "text/html": "text/html",
    "xhtml": "application/xhtml+xml",
}
_HTML = frozenset({"text/html", "html", "xhtml", "application/xhtml+xml"})
_LINK = frozenset({"href", "rel", "type", "title", "hreflang", "length"})
_CATEGORY = frozenset({"term", "scheme", "label"})
_PERSON = frozenset({f"{_ATOM}name", f"{_ATOM}uri", f"{_ATOM}email"})
# feedparser has something of its own to do with these within markup.
_SPECIAL = frozenset({"body", "svg", "math"})
_DEEPEST = 100
_QUOTES = {'"': "&quot;"}


def _typed(wire: Wire, child: ET.Element, name: str) -> tuple[str, str]:
    """What one of Atom's text constructs says, and as what; it is there once."""
    kind = _TYPES[child.attrib.pop("type", "text").lower()]
    if kind != "application/xhtml+xml":
        return text_in(child, wire, name), kind
    if child.attrib or name in wire:
        raise OddError
    return settled(_within_wrapper(child)), kind


def _within_wrapper(child: ET.Element) -> str:
    """The markup within the one <div> that wraps XHTML."""
    wrapper = child[0] if len(child) == 1 else None
    if wrapper is None or wrapper.tag != f"{_XHTML}div":
        raise OddError
    if f"{child.text or ''}{wrapper.tail or ''}".strip():
        raise OddError
    return "".join(_markup(wrapper, depth=0)[1:-1])


def _markup(element: ET.Element, *, depth: int) -> list[str]:
    """The element as feedparser writes it again: its start tag, what is in it, its end tag."""
    name = element.tag.removeprefix(_XHTML).lower()
    if not element.tag.startswith(_XHTML) or name in _SPECIAL or depth > _DEEPEST:
        raise OddError
    told = attributes(element)
    said = "".join(f' {key}="{escape(told[key], _QUOTES)}"' for key in told)
    pieces = [f"<{name}{said}>", escape(element.text or "")]
    for child in element:
        pieces += [*_markup(child, depth=depth + 1), escape(child.tail or "")]
    return [*pieces, f"</{name}>"]


def _text(name: str) -> Reader:
    def read(wire: Wire, child: ET.Element) -> None:
        wire[name], kind = _typed(wire, child, name)
        wire[f"{name}_detail"] = {"type": kind}

    return read


def _title(wire: Wire, child: ET.Element) -> None:
    """After an empty one another could count."""
    _text("title")(wire, child)
    if not wire["title"]:
        raise OddError


def _content(wire: Wire, child: ET.Element) -> None:
    text, kind = _typed(wire, child, "content")
    wire["content"] = [{"type": kind, "value": text}]


def _link(wire: Wire, child: ET.Element) -> None:
    for name in ("count", "updated"):
        child.attrib.pop(_THREAD + name, None)
    told = attributes(child, _LINK)
    href, rel = told.get("href", ""), told.setdefault("rel", "alternate")
    if len(child) or (child.text or "").strip() or not ADDRESS.fullmatch(href):
        raise OddError
    kind = told.setdefault("type", "application/atom+xml" if rel == "self" else "text/html")
    append(wire, "links", told)
    if rel == "alternate" and kind in _HTML:
        wire["link"] = href


def _author(wire: Wire, child: ET.Element) -> None:
    """One name; without one, or with several, feedparser looks for it in what is around."""
    names = [(one.text or "").strip() for one in child if one.tag == f"{_ATOM}name"]
    is_plain = all(one.tag in _PERSON and not one.attrib and not len(one) for one in child)
    if child.attrib or not is_plain or len(names) != 1 or not names[0] or "@" in names[0]:
        raise OddError
    append(wire, "authors", {"name": names[0]})


def _category(wire: Wire, child: ET.Element) -> None:
    told = attributes(child, _CATEGORY)
    if len(child) or (child.text or "").strip():
        raise OddError
    append(wire, "tags", told)


ATOM = Dialect(
    begins=re.compile(r"<(?:[\w.-]{1,40}:)?feed\s"),
    parent=".",
    item=f"{_ATOM}entry",
    version="atom10",
    begin=bare,
    readers={
        f"{_ATOM}title": _title,
        f"{_ATOM}link": _link,
        f"{_ATOM}id": identity,
        f"{_ATOM}published": date("published"),
        f"{_ATOM}updated": date("updated"),
        f"{_ATOM}author": _author,
        f"{_ATOM}category": _category,
        f"{_ATOM}summary": _text("summary"),
        f"{_ATOM}content": _content,
        f"{_ATOM}rights": _text("rights"),
        **ANYWHERE,
    },
)
