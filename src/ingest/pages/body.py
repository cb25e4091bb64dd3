"""Blocks -> which of them are the body: trafilatura as a witness, the page's structure as the other."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from trafilatura import bare_extraction

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import is_prose, key, weight
from ingest.pages.parse import HtmlElement
from ingest.pages.teasers import Marks

MAX_WITNESSED_BLOCKS = 6000
SHORT_KEY = 30

_WORTHLESS = (
    "script", "style", "noscript", "svg", "iframe", "template", "object", "embed", "canvas", "video", "audio", "button",
    "input", "select", "textarea", "link", "meta", "head",
)  # fmt: skip


class Witness:
    """A text that claims to be the article: asked block by block whether it has it."""

    def __init__(self, text: str) -> None:
        self.text = key(text)
        self._lines = {key(line) for line in text.split("\n")}

    def has(self, text: str) -> bool:
        wanted = key(text)
        if not wanted:
            return False
        if len(wanted) < SHORT_KEY:
            return wanted in self._lines
        return wanted in self.text


def prune(tree: HtmlElement, marks: Marks) -> None:
    """Take out of the tree what is certainly not text. The tree is spent after this."""
    etree.strip_elements(tree, *_WORTHLESS, with_tail=False)
    gone: list[Box] = []
    cut_until = -1
    for box in marks.page.boxes[1:]:
        if box.start >= box.end or box.start < cut_until:
            continue
        if all(reason is not None for reason in marks.reasons[box.start : box.end]):
            gone.append(box)
            cut_until = box.end
    for box in gone:
        parent = box.element.getparent()
        if parent is not None:
            box.element.drop_tree()


def witness(tree: HtmlElement, page: Page) -> Witness:
    """What trafilatura takes for the article, on the pruned tree. Spends the tree."""
    if len(page.blocks) > MAX_WITNESSED_BLOCKS:
        return Witness("")
    try:
        document = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # noqa: BLE001 - a witness that fails is one witness less, whatever it fails of
        return Witness("")
    text = getattr(document, "text", None)
    return Witness(text if isinstance(text, str) else "")


def choose(page: Page, marks: Marks, heard: Witness, others: Iterable[Witness] = ()) -> list[bool]:
    """Say of each block whether it is body."""
    blocks = page.blocks
    witnesses = [heard, *others]
    chosen = [
        marks.reasons[block.index] is None and any(witness.has(block.text) for witness in witnesses) for block in blocks
    ]
    if not any(chosen):
        return [marks.reasons[b.index] is None and is_prose(b.text, b.linked) for b in blocks]
    area = region(page, chosen)
    inside = [index for index in range(area.start, area.end) if chosen[index]]
    first, last = inside[0], inside[-1]
    homes = _homes(page, chosen)
    for block in blocks[first : last + 1]:
        if not chosen[block.index] and marks.reasons[block.index] is None and _belongs(page, block, homes):
            chosen[block.index] = True
    for block in blocks[area.start : area.end]:
        if not chosen[block.index] and marks.reasons[block.index] is None and is_prose(block.text, block.linked):
            home = page.boxes[block.box].parent
            if homes.get(home, 0) >= 300:  # noqa: PLR2004
                chosen[block.index] = True
    return chosen


def _homes(page: Page, chosen: list[bool]) -> dict[int, int]:
    """The boxes that hold body text, with how much: the parents of chosen blocks' own boxes."""
    homes: dict[int, int] = {}
    for block in page.blocks:
        if chosen[block.index]:
            size = weight(block.text)
            box = page.boxes[block.box]
            for index in (block.box, box.parent):
                homes[index] = homes.get(index, 0) + size
    return homes


def _belongs(page: Page, block: Block, homes: dict[int, int]) -> bool:
    """Whether a block between chosen ones stands among them and reads like them."""
    box = page.boxes[block.box]
    parent = page.boxes[box.parent] if box.parent >= 0 else box
    near = homes.get(block.box, 0) + homes.get(box.parent, 0) + homes.get(parent.parent, 0)
    if block.linked * 2 > len(block.text):
        return False
    if block.kind is Kind.CAPTION:
        return False
    if block.kind in {Kind.HEADING, Kind.ITEM, Kind.ROW, Kind.CODE, Kind.TERM}:
        return True
    return near > 0 or is_prose(block.text, block.linked)


def region(page: Page, chosen: list[bool]) -> Box:
    """The smallest box that holds nearly all of what was chosen."""
    sums = [0]
    for block in page.blocks:
        sums.append(sums[-1] + (weight(block.text) if chosen[block.index] else 0))
    area = page.boxes[0]
    while True:
        for index in area.children:
            child = page.boxes[index]
            if (sums[child.end] - sums[child.start]) * 10 >= sums[-1] * 9:
                area = child
                break
        else:
            return area
