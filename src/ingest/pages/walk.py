"""Tree -> page: blocks and boxes, in one walk that changes nothing.

This runs for every element of every page, so it spends lines to spare calls.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from ingest.pages.blocks import Block, Box, Kind, Page, Run
from ingest.pages.lines import is_prose, weight


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _names(
    "script style noscript template svg iframe object embed canvas video audio button input select"
    " textarea option head map param source track link meta base title datalist progress meter rp"
    " rt menuitem colgroup"
)
SWALLOWING = _names("button svg select option object video audio canvas map")
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby"
    " rb s samp small span strike strong sub sup time tt u var wbr a-link"
)
_MAY_HOLD_BLOCKS = _names("a span font label b strong em i")
_STRONG = _names("b strong")
_SLANTED = _names("i em")
_CODED = _names("code tt samp kbd")
_MAY_HIDE = _names("span label")
_UNSEEN = _names("sr-only visually-hidden visuallyhidden screen-reader-text")
_MENUS = _names("nav footer")
_ARTICLES = _names("article main")
_CELLS = _names("td th")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_KINDS = {
    **dict.fromkeys(_HEADINGS, Kind.HEADING),
    "li": Kind.ITEM,
    "pre": Kind.CODE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "dt": Kind.TERM,
}
_HANDED_DOWN = frozenset({Kind.HEADING, Kind.CAPTION, Kind.ITEM, Kind.CODE})
_HEIRS = _names("div p span a font")
_ENTERED = frozenset({*_KINDS, *_ARTICLES, "ul", "ol", "blockquote"})
_BOX, _TEXT, _SKIP, _BREAK, _IMAGE, _RULE, _TABLE = range(7)
_ROLES = {
    **dict.fromkeys(_INLINE, _TEXT),
    **dict.fromkeys(_SKIPPED, _SKIP),
    "br": _BREAK,
    "img": _IMAGE,
    "amp-img": _IMAGE,
    "hr": _RULE,
    "table": _TABLE,
}
_TARGETS = _names("onclick data-href data-url data-link data-target-url data-permalink ng-href")
_NOTHING = ("\u00ad", "\u200b", "\u2060", "\ufeff")
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
    body = tree if body is None else body
    walk.box(body, body.tag, 0)
    return Page(walk.blocks, walk.boxes, walk.images)


def swallows(element: HtmlElement) -> bool:
    """Whether an element that holds no text of the page holds the article: nobody closed it."""
    return next(element.iterdescendants("p", "article", "main"), None) is not None


def squeeze(text: str) -> str:
    """One space between words, none outside, no invisible signs."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    """The text without invisible signs."""
    if not text.isascii():
        for sign in _NOTHING:
            if sign in text:
                text = text.replace(sign, "")
    return text


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
        self.bold = False
        self.italic = False
        self.code = False
        self.pre = 0
        self.articles = 0
        self.broken = False

    def text(self, text: str) -> None:
        """Add text to the block, in a new run where the formatting is another."""
        runs = self.runs
        if not self.pre:
            text = _visible(text)
            words = " ".join(text.split())
            if not words:
                if runs and not runs[-1].text.endswith((" ", "\n")):
                    runs[-1].text += " "
                return
            if text[0].isspace():
                words = " " + words
            text = words + " " if text[-1].isspace() else words
        self.broken = False
        if runs:
            last = runs[-1]
            if (
                last.href == self.href
                and last.bold is self.bold
                and last.italic is self.italic
                and last.code is self.code
                and len(last.text) < MAX_RUN
            ):
                last.text += text
                return
        runs.append(Run(text, self.href, self.bold, self.italic, self.code))

    def line_break(self) -> None:
        """A line ends; after a second break a block ends."""
        if not self.runs:
            return
        if self.broken and not self.pre:
            self.flush()
            return
        last = self.runs[-1]
        last.text = last.text.rstrip(" ") + "\n"
        self.broken = True

    def flush(self) -> None:
        """End the block that is being collected."""
        runs, self.runs = self.runs, []
        self.broken = False
        if not runs or len(self.blocks) >= MAX_BLOCKS:
            return
        raw = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
        text = _lines(raw, pre=self.kind is Kind.CODE)
        if not text:
            return
        length = len(text)
        linked = bold = 0
        hrefs: list[str] = []
        for run in runs:
            if run.href is not None:
                linked += len(run.text.strip())
                hrefs.append(run.href)
            if run.bold:
                bold += len(run.text.strip())
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

    def box(self, element: HtmlElement, tag: str, depth: int) -> None:
        """Open a box, walk what it holds, close it. What is hidden is passed over."""
        if self.runs:
            self.flush()
        box = self._open(element, tag, depth)
        if box is None:
            return
        saved = self.current, self.kind, self.tag, self.level, self.ordered
        self.current = box.index
        before = len(self.blocks)
        enters = tag in _ENTERED
        if enters or self.kind in _HANDED_DOWN:
            self._enter(tag)
        else:
            self.tag, self.kind, self.level = "", Kind.PARAGRAPH, self.lists
        self.inside(element, depth)
        if self.runs:
            self.flush()
        if enters:
            self._leave(tag)
        box.end = len(self.blocks)
        self.current, self.kind, self.tag, self.level, self.ordered = saved
        if self.kind is Kind.ITEM and box.end > before:
            self.kind = Kind.PARAGRAPH

    def _open(self, element: HtmlElement, tag: str, depth: int) -> Box | None:
        names = ""
        target = self.href is not None or tag == "a"
        attributes = element.items()
        index = len(self.boxes)
        parent = self.current if index else -1
        if not attributes:
            box = Box(index, parent, tag, "", depth, len(self.blocks), element, 0, target)
        else:
            said = dict(attributes)
            style = said.get("style")
            if style and index and _HIDDEN.search(style):
                return None
            names = said.get("class", "")
            identity = said.get("id")
            if identity:
                names = f"{names} {identity}"
            names = names[:MAX_NAMES].lower()
            target = target or not _TARGETS.isdisjoint(said)
            box = Box(index, parent, tag, names, depth, len(self.blocks), element, 0, target)
            if "itemprop" in said:
                box.itemprop = said["itemprop"]
            if "role" in said:
                box.role = said["role"].lower()
        self.boxes.append(box)
        if index:
            self.boxes[parent].children.append(index)
        return box

    def _enter(self, tag: str) -> None:
        """What the blocks of an element are. An item's first paragraph is the item itself."""
        self.tag = ""
        kind = _KINDS.get(tag)
        if kind is not None:
            self.kind = kind
            self.level = _HEADINGS.get(tag, self.lists)
            self.pre += tag == "pre"
        elif self.kind not in _HANDED_DOWN or tag not in _HEIRS:
            self.kind = Kind.PARAGRAPH
            if tag in {"ul", "ol"}:
                self.lists += 1
                self.ordered = tag == "ol"
            elif tag == "blockquote":
                self.quotes += 1
            elif tag in _ARTICLES:
                self.articles += 1
            self.level = self.lists

    def _leave(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.lists -= 1
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag == "pre":
            self.pre -= 1
        elif tag in _ARTICLES:
            self.articles -= 1

    def inside(self, element: HtmlElement, depth: int) -> None:
        """All that an element holds, in order."""
        text = element.text
        if text and (self.runs or self.pre or not text.isspace()):
            self.text(text)
        for child in element:
            tag = child.tag
            role = _ROLES.get(tag, _BOX)
            if role == _BOX:
                self.element(child, tag, depth + 1)
            elif role == _TEXT:
                if tag in _MAY_HOLD_BLOCKS and len(child) and _holds_blocks(child):
                    self.wrapped(child, tag, depth)
                else:
                    self.inline(child, tag, depth)
            elif role != _SKIP:
                self.special(child, role, depth)
            elif tag in SWALLOWING and swallows(child):
                self.box(child, tag, depth + 1)
            text = child.tail
            if text and (self.runs or self.pre or not text.isspace()):
                self.text(text)

    def element(self, element: HtmlElement, tag: str, depth: int) -> None:
        """A box of its own, unless nothing is in it or it is a menu."""
        if not len(element) and not element.text:
            if self.runs:
                self.flush()
        elif tag not in _MENUS or self.holds_prose(element, tag):
            self.box(element, tag, depth)

    def holds_prose(self, element: HtmlElement, tag: str) -> bool:
        """Whether navigation, or a footer outside the article, is worth a look."""
        if tag == "footer" and self.articles:
            return True
        return next(element.iterdescendants("p", "h1", "article", "main"), None) is not None

    def special(self, element: HtmlElement, role: int, depth: int) -> None:
        """Breaks, rules, pictures and tables."""
        if role == _BREAK:
            self.line_break()
        elif role == _RULE:
            self.flush()
        elif role == _IMAGE:
            self.image(element)
        elif _is_data(element):
            self.table(element, depth)
        else:
            self.box(element, element.tag, depth + 1)

    def inline(self, element: HtmlElement, tag: str, depth: int) -> None:
        """Text with a formatting of its own."""
        if tag in _MAY_HIDE:
            style = element.get("style")
            if style and _HIDDEN.search(style):
                return
            names = element.get("class")
            if names and names in _UNSEEN:
                return
        saved = self.href, self.bold, self.italic, self.code
        if tag == "a":
            self.href = element.get("href") or ""
        elif tag in _STRONG:
            self.bold = True
        elif tag in _SLANTED:
            self.italic = True
        elif tag in _CODED:
            self.code = True
        self.inside(element, depth)
        self.href, self.bold, self.italic, self.code = saved

    def wrapped(self, element: HtmlElement, tag: str, depth: int) -> None:
        """An inline element around blocks, as <a><h3>…</h3></a>: it is a box."""
        saved = self.href, self.bold
        if tag == "a":
            self.href = element.get("href") or ""
        elif tag in _STRONG:
            self.bold = True
        self.box(element, tag, depth + 1)
        self.href, self.bold = saved

    def image(self, element: HtmlElement) -> None:
        self.boxes[self.current].pictures += 1
        source = element.get("src") or element.get("data-src") or ""
        if source and not source.startswith("data:"):
            self.images.append((len(self.blocks), source, squeeze(element.get("alt") or "")))

    def table(self, table: HtmlElement, depth: int) -> None:
        """A table of data: each row is a block, its cells parted by bars."""
        if self.runs:
            self.flush()
        box = self._open(table, "table", depth + 1)
        if box is None:
            return
        box.target = False
        saved = self.current, self.kind, self.tag
        self.current = box.index
        for row in table.iter("tr", "caption"):
            if row.tag == "caption":
                self.kind, self.tag = Kind.CAPTION, "caption"
                self.inside(row, depth)
            else:
                self.kind, self.tag = Kind.ROW, "tr"
                self.kind = Kind.ROW if self.cells(row, depth) > 1 else Kind.PARAGRAPH
            self.flush()
        self.current, self.kind, self.tag = saved
        box.end = len(self.blocks)

    def cells(self, row: HtmlElement, depth: int) -> int:
        """The text of a row's cells, and how many have any."""
        filled = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            outer, self.runs = self.runs, []
            self.flat(cell, depth)
            inner, self.runs = self.runs, outer
            if any(run.text.strip() for run in inner):
                if filled:
                    self.runs.append(Run(" | "))
                self.runs += inner
                filled += 1
        return filled

    def flat(self, element: HtmlElement, depth: int) -> None:
        """All text of a cell on one line."""
        if element.text:
            self.text(element.text)
        for child in element:
            tag = child.tag
            role = _ROLES.get(tag, _BOX)
            if role == _BREAK:
                self.text(" ")
            elif role == _TEXT:
                self.inline(child, tag, depth)
            elif role != _SKIP:
                self.text(" ")
                self.flat(child, depth)
                self.text(" ")
            if child.tail:
                self.text(child.tail)


def _lines(raw: str, *, pre: bool) -> str:
    """The text of a block, blanks at the ends of lines gone."""
    if pre:
        return "\n".join([line.rstrip() for line in raw.strip("\n").split("\n")]).rstrip()
    if "\n" in raw:
        return "\n".join([line for part in raw.split("\n") if (line := squeeze(part))])
    raw = raw.strip()
    return " ".join(raw.split()) if "  " in raw else raw


def _holds_blocks(element: HtmlElement) -> bool:
    """Whether there is an element below that is not inline."""
    return any(
        _ROLES.get(below.tag, _BOX) in {_BOX, _TABLE} and below.tag != "picture"
        for below in element.iterdescendants()
    )


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data and not the page's layout."""
    if (
        table.get("role") == "presentation"
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    wide = 0
    for row in table.iterdescendants("tr"):
        cells = [cell for cell in row if cell.tag in _CELLS]
        wide += len(cells) > 1
        if any(len(cell) and _is_long(cell) for cell in cells):
            return False
    return wide > 0


def _is_long(cell: HtmlElement) -> bool:
    """Whether a cell holds more than a datum."""
    return (
        len("".join(cell.itertext())) > MAX_CELL
        or next(cell.iterdescendants("article", "section", "h1", "h2", "ul"), None) is not None
    )
