"""Blocks -> which of them are the body: witnesses and the page's structure together."""

from __future__ import annotations

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.marks import Marks
from ingest.pages.witness import Witness


def choose(page: Page, marks: Marks, heard: Witness) -> list[bool]:
    """Say of each block whether it is body."""
    blocks = page.blocks
    chosen = [marks.reasons[block.index] is None and heard.has(block.text) for block in blocks]
    if not any(chosen):
        return [marks.reasons[b.index] is None and b.prose for b in blocks]
    area = region(page, chosen)
    inside = [index for index in range(area.start, area.end) if chosen[index]]
    first, last = inside[0], inside[-1]
    homes = _homes(page, chosen)
    for block in blocks[first : last + 1]:
        if (
            not chosen[block.index]
            and marks.reasons[block.index] is None
            and _belongs(page, block, homes)
        ):
            chosen[block.index] = True
    for block in blocks[area.start : area.end]:
        if not chosen[block.index] and marks.reasons[block.index] is None and block.prose:
            home = page.boxes[block.box].parent
            if homes.get(home, 0) >= 300:
                chosen[block.index] = True
    return chosen


def _homes(page: Page, chosen: list[bool]) -> dict[int, int]:
    """The boxes that hold body text, with how much: the parents of chosen blocks' own boxes."""
    homes: dict[int, int] = {}
    for block in page.blocks:
        if chosen[block.index]:
            size = block.size
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
    return near > 0 or block.prose


def region(page: Page, chosen: list[bool]) -> Box:
    """The smallest box that holds nearly all of what was chosen."""
    sums = [0]
    for block in page.blocks:
        sums.append(sums[-1] + (block.size if chosen[block.index] else 0))
    area = page.boxes[0]
    while True:
        for index in area.children:
            child = page.boxes[index]
            if (sums[child.end] - sums[child.start]) * 10 >= sums[-1] * 9:
                area = child
                break
        else:
            return area


def enclosing(page: Page, area: Box) -> Box:
    """The article's element around a region: the outermost one that marks the page's article."""
    found = area
    box = area
    while box.parent > 0:
        box = page.boxes[box.parent]
        if box.tag in {"article", "main"} or box.itemprop == "articleBody":
            found = box
    return found
