"""Tree -> blocks: the page as a flat list of text blocks, and the boxes that hold them.

The tree is walked once and not changed. A block is what a reader sees as one paragraph, heading,
list item or table row; a box is an element that can hold blocks. As blocks stand in reading
order, each box is a range of blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from lxml.html import HtmlElement

from ingest.pages.lines import is_prose, weight


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
    """All blocks and boxes of a page, in reading order; `images` are (blocks before, address, words)."""

    blocks: list[Block]
    boxes: list[Box]
    images: list[tuple[int, str, str]]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _names(
    "script style noscript template svg iframe object embed canvas video audio button input select"
    " textarea option head map param source track link meta base title datalist progress meter rp"
    " rt menuitem colgroup"
)
SWALLOWING = _names("button svg select option object video audio canvas map")
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby rb"
    " s samp small span strike strong sub sup time tt u var wbr a-link"
)
_MAY_HOLD_BLOCKS = _names("a span font label b strong em i")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_TARGETS = _names("onclick data-href data-url data-link data-target-url data-permalink ng-href")
_COUNTED = {"blockquote": "quotes", "ul": "lists", "ol": "lists", "pre": "pre"}
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff\u00ad]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

MAX_BLOCKS = 20_000
MAX_RUN = 4_000
"""Longer runs are begun anew: a string that grows by appending is copied each time."""
MAX_CELL = 600
MAX_NAMES = 400


def read_blocks(tree: HtmlElement) -> Page:
    """Walk the tree once. The depth is bounded by the parse, the number of blocks here."""
    body = tree.find("body")
    walk = _Walk()
    walk.box(tree if body is None else body, 0)
    walk.flush()
    for box in walk.boxes:
        box.end = min(box.end, len(walk.blocks))
    return Page(walk.blocks, walk.boxes, walk.images)


def swallows(element: HtmlElement) -> bool:
    """Whether an element that holds no text of the page holds the article: nobody closed it."""
    return next(element.iterdescendants("p", "article", "main"), None) is not None


def squeeze(text: str) -> str:
    """One space between words, none outside."""
    return _SPACE.sub(" ", text).strip()


class _Walk:
    """The state of one walk: where we are, and the block that is being collected."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.boxes: list[Box] = []
        self.images: list[tuple[int, str, str]] = []
        self.runs: list[Run] = []
        self.current = 0
        self.kind = Kind.PARAGRAPH
        self.tag = ""
        self.level = 0
        self.quotes = 0
        self.lists = 0
        self.ordered = False
        self.href: str | None = None
        self.bold = 0
        self.italic = 0
        self.code = 0
        self.pre = 0
        self.breaks = 0

    def text(self, text: str | None) -> None:
        if not text:
            return
        if not self.pre:
            text = _SPACE.sub(" ", text)
            if text == " ":
                if self.runs and not self.runs[-1].text.endswith((" ", "\n")):
                    self.runs[-1].text += " "
                return
        runs = self.runs
        self.breaks = 0
        if runs:
            last = runs[-1]
            if (
                last.href == self.href
                and last.bold == (self.bold > 0)
                and last.italic == (self.italic > 0)
                and last.code == (self.code > 0)
                and len(last.text) < MAX_RUN
            ):
                last.text += text
                return
        runs.append(Run(text, self.href, self.bold > 0, self.italic > 0, self.code > 0))

    def line_break(self) -> None:
        if not self.runs:
            return
        if self.pre:
            self.runs[-1].text += "\n"
            return
        if self.breaks:
            self.flush()
            return
        self.runs[-1].text = self.runs[-1].text.rstrip(" ") + "\n"
        self.breaks = 1

    def flush(self) -> None:
        """End the block that is being collected."""
        runs, self.runs = self.runs, []
        self.breaks = 0
        if not runs or len(self.blocks) >= MAX_BLOCKS:
            return
        raw = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
        text = _lines(raw, pre=self.kind is Kind.CODE)
        if not text:
            return
        linked = bold = 0
        hrefs: list[str] = []
        for run in runs:
            if run.href is not None:
                linked += len(run.text.strip())
                hrefs.append(run.href)
            if run.bold:
                bold += len(run.text.strip())
        length = len(text)
        linked = min(linked, length)
        box = self.boxes[self.current]
        self.blocks.append(
            Block(
                index=len(self.blocks),
                box=self.current,
                kind=self.kind,
                tag=self.tag or box.tag,
                text=text,
                runs=runs,
                level=self.level,
                linked=linked,
                links=len(hrefs),
                bold=min(bold, length),
                quoted=self.quotes > 0,
                ordered=self.ordered,
                hrefs=tuple(hrefs[:8]),
                names=box.names,
                size=weight(text),
                link_share=linked / length,
                prose=is_prose(text, linked),
            )
        )
        if self.kind is Kind.ITEM:
            self.kind, self.tag = Kind.PARAGRAPH, ""

    def box(self, element: HtmlElement, depth: int) -> None:
        """Open a box, walk what it holds, close it."""
        if self.runs:
            self.flush()
        tag = element.tag
        attributes = dict(element.items())
        names = ""
        if attributes:
            names = attributes.get("class", "")
            identity = attributes.get("id")
            if identity:
                names = f"{names} {identity}"
            names = names[:MAX_NAMES].lower()
        index = len(self.boxes)
        parent = self.current if index else -1
        box = Box(index, parent, tag, names, depth, len(self.blocks), element)
        box.target = self.href is not None or tag == "a"
        if attributes:
            box.itemprop = attributes.get("itemprop", "")
            box.role = attributes.get("role", "").lower()
            box.target = box.target or not _TARGETS.isdisjoint(attributes)
        self.boxes.append(box)
        if parent >= 0:
            self.boxes[parent].children.append(index)
        saved = self.current, self.kind, self.tag, self.level, self.ordered
        self.current = index
        self.kind, self.level, self.tag = Kind.PARAGRAPH, self.lists, ""
        if tag in _HEADINGS:
            self.kind, self.level = Kind.HEADING, _HEADINGS[tag]
        elif tag == "li":
            self.kind = Kind.ITEM
        elif tag == "pre":
            self.kind = Kind.CODE
        elif tag in {"figcaption", "caption"}:
            self.kind = Kind.CAPTION
        elif tag == "dt":
            self.kind = Kind.TERM
        elif saved[1] in {Kind.HEADING, Kind.CAPTION, Kind.ITEM, Kind.CODE} and tag in {
            "div",
            "p",
            "span",
            "a",
            "font",
        }:
            # <li><p>…: the first paragraph of an item is the item; <h2><div>… is a heading
            self.kind = saved[1]
            self.level = saved[3]
        counted = _COUNTED.get(tag)
        if counted:
            setattr(self, counted, getattr(self, counted) + 1)
            if counted == "lists":
                self.level = self.lists
                self.ordered = tag == "ol"
        before = len(self.blocks)
        self.inside(element, depth)
        self.flush()
        if counted:
            setattr(self, counted, getattr(self, counted) - 1)
        box.end = len(self.blocks)
        self.current, self.kind, self.tag, self.level, self.ordered = saved
        if self.kind is Kind.ITEM and len(self.blocks) > before:
            self.kind = Kind.PARAGRAPH

    def inside(self, element: HtmlElement, depth: int) -> None:
        self.text(element.text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                self.child(child, tag, depth)
            self.text(child.tail)

    def child(self, child: HtmlElement, tag: str, depth: int) -> None:
        if tag in _INLINE:
            if tag in _MAY_HOLD_BLOCKS and len(child) and _holds_blocks(child):
                self.wrapped(child, tag, depth)
            else:
                self.inline(child, tag, depth)
            return
        if tag == "br":
            self.line_break()
            return
        if tag in _SKIPPED:
            if tag in SWALLOWING and swallows(child):
                self.box(child, depth + 1)
            return
        if tag in {"img", "amp-img"}:
            self.image(child)
            return
        style = child.get("style")
        if style and _HIDDEN.search(style):
            return
        if tag == "hr":
            self.flush()
            return
        if tag == "table" and _is_data(child):
            self.table(child, depth)
            return
        self.box(child, depth + 1)

    def inline(self, element: HtmlElement, tag: str, depth: int) -> None:
        if tag in {"span", "label"}:
            style = element.get("style")
            if style and _HIDDEN.search(style):
                return
            self.inside(element, depth)
        elif tag == "a":
            outer, self.href = self.href, element.get("href") or ""
            self.inside(element, depth)
            self.href = outer
        elif tag in {"b", "strong"}:
            self.bold += 1
            self.inside(element, depth)
            self.bold -= 1
        elif tag in {"i", "em"}:
            self.italic += 1
            self.inside(element, depth)
            self.italic -= 1
        elif tag in {"code", "tt", "samp", "kbd"}:
            self.code += 1
            self.inside(element, depth)
            self.code -= 1
        else:
            self.inside(element, depth)

    def wrapped(self, element: HtmlElement, tag: str, depth: int) -> None:
        """An inline element around blocks, as <a><h3>…</h3></a>: it is a box."""
        outer = self.href
        if tag == "a":
            self.href = element.get("href") or ""
        strong = tag in {"b", "strong"}
        self.bold += strong
        self.box(element, depth + 1)
        self.bold -= strong
        self.href = outer

    def image(self, element: HtmlElement) -> None:
        self.boxes[self.current].pictures += 1
        source = element.get("src") or element.get("data-src") or ""
        if source and not source.startswith("data:"):
            self.images.append((len(self.blocks), source, squeeze(element.get("alt") or "")))

    def table(self, table: HtmlElement, depth: int) -> None:
        """A table of data: each row is a block, its cells parted by bars."""
        self.box_open_table(table, depth)

    def box_open_table(self, table: HtmlElement, depth: int) -> None:
        self.flush()
        index = len(self.boxes)
        parent = self.current
        names = f"{table.get('class', '')} {table.get('id', '')}"[:400].lower()
        box = Box(index, parent, "table", names, depth + 1, len(self.blocks), table)
        self.boxes.append(box)
        self.boxes[parent].children.append(index)
        saved = self.current, self.kind, self.tag
        self.current = index
        for row in table.iter("tr", "caption"):
            if row.tag == "caption":
                self.kind, self.tag = Kind.CAPTION, "caption"
                self.inside(row, depth)
                self.flush()
                continue
            self.kind, self.tag = Kind.ROW, "tr"
            filled = 0
            for cell in row:
                if cell.tag not in {"td", "th"}:
                    continue
                mark = len(self.runs)
                size = sum(len(run.text) for run in self.runs)
                if filled:
                    self.runs.append(Run(" | "))
                self.flat(cell, depth)
                if sum(len(run.text) for run in self.runs) == size + (3 if filled else 0):
                    del self.runs[mark:]
                else:
                    filled += 1
            self.kind = Kind.ROW if filled > 1 else Kind.PARAGRAPH
            self.flush()
        self.current, self.kind, self.tag = saved
        box.end = len(self.blocks)

    def flat(self, element: HtmlElement, depth: int) -> None:
        """All text of a cell on one line."""
        self.text(element.text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag not in _SKIPPED:
                if tag == "br":
                    self.text(" ")
                elif tag in _INLINE:
                    self.inline(child, tag, depth)
                else:
                    self.text(" ")
                    self.flat(child, depth)
                    self.text(" ")
            self.text(child.tail)


def _lines(raw: str, *, pre: bool) -> str:
    if pre:
        return "\n".join(line.rstrip() for line in raw.strip("\n").split("\n")).rstrip()
    if "\n" not in raw:
        return _SPACE.sub(" ", raw).strip()
    return "\n".join(line for part in raw.split("\n") if (line := _SPACE.sub(" ", part).strip()))


def _holds_blocks(element: HtmlElement) -> bool:
    """Whether there is an element below that is not inline."""
    for below in element.iterdescendants():
        tag = below.tag
        if (
            isinstance(tag, str)
            and tag not in _INLINE
            and tag not in _SKIPPED
            and tag not in {"br", "img", "picture"}
        ):
            return True
    return False


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data and not the page's layout."""
    if (
        table.get("role") == "presentation"
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    rows = 0
    wide = 0
    for row in table.iterdescendants("tr"):
        rows += 1
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        wide += len(cells) > 1
        for cell in cells:
            if len(cell) and (
                len("".join(cell.itertext())) > MAX_CELL
                or next(cell.iterdescendants("article", "section", "h1", "h2", "ul"), None)
                is not None
            ):
                return False
    return wide > 0
