"""The nouns of a page: blocks of text in reading order, and the boxes that hold them.

A block is what a reader sees as one paragraph, heading,
list item or table row; a box is an element that can hold blocks. As blocks stand in reading
order, each box is a range of blocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from lxml.html import HtmlElement


class Kind(StrEnum):
    """What a block is for the reader."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    CAPTION = "caption"
    CODE = "code"
    TERM = "term"


@dataclass(slots=True)
class Run:
    """A piece of a block with one formatting."""

    text: str
    href: str | None = None
    bold: bool = False
    italic: bool = False
    code: bool = False


@dataclass(slots=True)
class Box:
    """An element that can hold blocks `start` to `end`; `parent` is its index among the boxes."""

    index: int
    parent: int
    tag: str
    names: str
    depth: int
    start: int
    element: HtmlElement
    end: int = 0
    target: bool = False
    itemprop: str = ""
    role: str = ""
    pictures: int = 0
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A block of text. `linked` counts the characters inside links.

    `size` is its length in letters of an alphabet (`lines.weight`), `prose` whether it reads like
    a paragraph.
    """

    index: int
    box: int
    kind: Kind
    tag: str
    text: str
    runs: list[Run]
    level: int = 0
    linked: int = 0
    links: int = 0
    bold: int = 0
    quoted: bool = False
    ordered: bool = False
    hrefs: tuple[str, ...] = ()
    names: str = ""
    size: int = 0
    link_share: float = 0.0
    prose: bool = False


@dataclass(slots=True)
class Page:
    """All blocks and boxes of a page, in reading order.

    `images` are (how many blocks stand before, address, words).
    """

    blocks: list[Block]
    boxes: list[Box]
    images: list[tuple[int, str, str]]
