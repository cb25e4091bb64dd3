"""Tree -> the elements that speak of the whole page, found in one walk.

Walking a page costs more than what is read from it: each walk saved is a fortieth of the reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

_HEADINGS = ("h1", "h2", "h3", "h4")
_TAGS = ("meta", "link", "script", "title", *_HEADINGS)


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Elements in document order; `headings` are those of the first four levels."""

    metas: list[HtmlElement] = field(default_factory=list)
    links: list[HtmlElement] = field(default_factory=list)
    scripts: list[HtmlElement] = field(default_factory=list)
    titles: list[HtmlElement] = field(default_factory=list)
    headings: list[HtmlElement] = field(default_factory=list)

    def h1(self) -> list[HtmlElement]:
        """The headings of the first level."""
        return [heading for heading in self.headings if heading.tag == "h1"]

    def title(self) -> HtmlElement | None:
        """The page's title: the one in its head, else the first, which may be a drawing's."""
        in_head = (title for title in self.titles if title.getparent().tag == "head")
        return next(in_head, self.titles[0] if self.titles else None)


def find(tree: HtmlElement) -> Landmarks:
    """The landmarks of a page. Does not change the tree."""
    found = Landmarks()
    places = {
        "meta": found.metas,
        "link": found.links,
        "script": found.scripts,
        "title": found.titles,
        **dict.fromkeys(_HEADINGS, found.headings),
    }
    for element in tree.iter(*_TAGS):
        places[element.tag].append(element)
    return found
