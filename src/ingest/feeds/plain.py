"""XML of a feed -> its ordinary items, read without feedparser; the rest is for feedparser.

feedparser needs about a millisecond an item, most of it for what an ordinary item does not have:
bases, languages, nested markup, a dozen dialects. What is read here is what it would have read;
an item with anything else in it is left to it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ingest.feeds import atom, rss
from ingest.feeds.elements import ADDRESS, BASE, LANGUAGE, Dialect, OddError, Wire
from ingest.feeds.trim import outline
from ingest.feeds.wire import mapping, mappings

FEWEST = 20
"""Items: a feed of fewer is read at once anyway."""

_DIALECTS = (rss.RSS_2, rss.RSS_1, atom.ATOM)
_DETAILS = ("title_detail", "summary_detail")
# feedparser writes such a declaration into the markup below it, where a tree has lost it.
_WRITTEN_OUT = "http://www.w3.org/1999/xlink"
# Texts in feedparser's eyes; the end of one within another makes it lose count for what follows.
_TEXTS = frozenset(
    {"title", "summary", "content", "description", "subtitle", "tagline", "rights", "copyright"}
    | {"info", "abstract", "body", "fullitem", "encoded", "browserfriendly"}
)
_MEDIA = "{http://search.yahoo.com/mrss"


@dataclass(frozen=True, slots=True)
class Sorted:
    """The items in their order, None for those that stand in `rest`, which has no others.

    They mean what they say if feedparser takes `rest` for this `version`.
    """

    items: list[Mapping[str, object] | None]
    rest: str
    version: str


def sort_out(text: str) -> Sorted | None:
    """None where the document is not a well-formed feed of a known dialect with many items."""
    dialect = next((one for one in _DIALECTS if one.begins.match(text)), None)
    spans = outline(text) if dialect else None
    if dialect is None or spans is None or spans.is_broken or len(spans.spans) < FEWEST:
        return None
    head = text[: spans.spans[0][0]]
    below_root = head[head.find(">") :]
    if "base=" in below_root or "lang=" in below_root or _WRITTEN_OUT in text:
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314  document types and entities were taken out
    except (ET.ParseError, ValueError):
        return None
    elements = _in_a_row(root, dialect)
    if len(elements) != len(spans.spans) or not _is_plain(root):
        return None
    items = [_item(element, dialect, root.attrib) for element in elements]
    ordinary = {id(element) for element, item in zip(elements, items, strict=True) if item}
    if _loses_count(root.iterfind(f"{dialect.parent}/*"), ordinary):
        return None
    odd = [text[a:b] for (a, b), item in zip(spans.spans, items, strict=True) if item is None]
    return Sorted(items, head + "".join(odd) + spans.tail, dialect.version)


def _in_a_row(root: ET.Element, dialect: Dialect) -> list[ET.Element]:
    """The feed's items; none where something stands between them, which an item's span hides."""
    parent = root.find(dialect.parent)
    children = list(parent) if parent is not None else []
    places = [place for place, child in enumerate(children) if child.tag == dialect.item]
    is_row = bool(places) and places[-1] - places[0] == len(places) - 1
    return children[places[0] : places[-1] + 1] if is_row else []


def _is_plain(root: ET.Element) -> bool:
    """Whether all that the root says to its items is a language and a base for their links."""
    base = root.attrib.get(BASE)
    return not {"base", "lang"} & root.attrib.keys() and (not base or bool(ADDRESS.fullmatch(base)))


def _loses_count(elements: Iterable[ET.Element], ordinary: Container[int]) -> bool:
    """Whether what is left to feedparser has a text within a text."""
    left = (element for element in elements if id(element) not in ordinary)
    texts = (text for element in left for text in element.iter() if _is_text(text))
    return any(_is_text(inner) for text in texts for inner in text.iter() if inner is not text)


def _is_text(element: ET.Element) -> bool:
    name = element.tag.rpartition("}")[2].lower()
    return name in _TEXTS and not element.tag.startswith(_MEDIA)


def _item(
    element: ET.Element, dialect: Dialect, around: Mapping[str, str]
) -> Mapping[str, object] | None:
    """The item as feedparser gives it; None where it must be asked."""
    wire: Wire = {}
    try:
        dialect.begin(wire, element)
        for child in element:
            if child.attrib:
                _settle(child.attrib, around)
            dialect.readers[child.tag](wire, child)
    except (KeyError, OddError):
        return None
    contents = mappings(wire, "content")
    if contents and "summary" not in wire:
        wire["summary"] = contents[0]["value"]
    if language := around.get(LANGUAGE):
        said = {"language": language}
        wire |= {name: {**mapping(wire, name), **said} for name in _DETAILS if name in wire}
        wire["content"] = [{**content, **said} for content in contents]
    return wire or None


def _settle(attributes: dict[str, str], around: Mapping[str, str]) -> None:
    """Without the language that holds anyway, and a base that no absolute address asks for.

    Where the root has none, feedparser forgets to forget an element's base.
    """
    language = around.get(LANGUAGE, "")
    if attributes.pop(LANGUAGE, language) != language:
        raise OddError
    if attributes.pop(BASE, "") and not around.get(BASE):
        raise OddError
