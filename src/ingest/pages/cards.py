"""Blocks -> marks on teaser cards: units made alike, one beside the other, that lead elsewhere.

A card is judged as one unit, or label and date would stay behind. What decides is evidence that
adds up; class and id tokens are one vote. Prose that announces the list, and witnesses that have
it, keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.pages.bare import is_bare
from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import (
    announces,
    fold,
    is_age,
    is_date,
    is_teaser_heading,
    key,
    look,
    mentions_age,
)
from ingest.pages.marks import MIN_ARTICLE, MIN_SENTENCE, TEASER_TOKENS, Marks, tokens
from ingest.pages.words import TEASER_HEADINGS

MAX_CARD = 420
MAX_CARD_BLOCKS = 8
MIN_CARD_LINK = 12
MIN_LONE_LINK = 20
MIN_PAIR = 2
MIN_GROUP = 3
MIN_BLOCKS = 4
ENOUGH = 2
MAX_HEADING_WORDS = 7
MIN_ANNOUNCEMENT = 28
_INTERRUPTED = ("continues below", "continued below", "geht unten weiter", "continue plus bas")


def mark_cards(marks: Marks, titles: frozenset[str], keep: Callable[[str], bool]) -> None:
    """Cut groups of cards. `titles` are the keys of headlines of the site's other pages."""
    page = marks.page
    total = marks.shape(page.boxes[0]).chars
    is_plain = is_bare(page)
    for box in page.boxes:
        if len(box.children) < MIN_PAIR:
            continue
        for members in _runs(page, box):
            cards = [child for child in members if _is_card(marks, child)]
            if len(cards) < MIN_PAIR or len(cards) * 3 < len(members) * 2:
                continue
            group = _Group(marks, members, cards)
            if all(marks.reasons[group.start : group.end]) or (
                group.chars * 2 > total and len(group.blocks) > MIN_BLOCKS
            ):
                continue
            if _is_wanted(group, keep) or (is_plain and not _is_headed(group)):
                continue
            if _is_elected(group, titles):
                marks.cut(group.start, group.end, "teaser")


class _Group:
    """Neighbours that are made alike, most of them cards."""

    def __init__(self, marks: Marks, members: list[Box], cards: list[Box]) -> None:
        self.marks = marks
        self.page = marks.page
        self.members = members
        self.cards = cards
        self.start, self.end = members[0].start, members[-1].end
        self.blocks = self.page.blocks[self.start : self.end]
        shape = marks.between(self.start, self.end)
        self.chars, self.linked = shape.chars, shape.linked
        self.before = self.page.blocks[self.start - 1] if self.start else None


def _is_card(marks: Marks, box: Box) -> bool:
    """A short unit that leads elsewhere: a link around it or in it, and no prose but an excerpt."""
    shape = marks.shape(box)
    if not shape.blocks or shape.chars > MAX_CARD or shape.blocks > MAX_CARD_BLOCKS:
        return False
    boxes = marks.page.boxes
    if box.target or any(boxes[child].target for child in box.children):
        return True
    blocks = marks.page.blocks[box.start : box.end]
    if any(b.linked * 10 >= len(b.text) * 6 and b.size >= MIN_CARD_LINK for b in blocks):
        return shape.blocks > 1 or shape.linked * 2 >= shape.chars
    # one block "date + linked headline": most of it is the link
    return shape.blocks == 1 and shape.linked * 2 > shape.chars and shape.chars >= MIN_LONE_LINK


def _runs(page: Page, box: Box) -> Iterator[list[Box]]:
    """Runs of neighbouring children of one tag."""
    run: list[Box] = []
    for index in box.children:
        child = page.boxes[index]
        if child.start == child.end:
            continue
        if run and run[-1].tag == child.tag and run[-1].end == child.start:
            run.append(child)
        else:
            if len(run) > 1:
                yield run
            run = [child]
    if len(run) > 1:
        yield run


def _is_headed(group: _Group) -> bool:
    """Whether a line such as "Trending" stands over the group."""
    return group.before is not None and is_teaser_heading(group.before.text)


def _is_wanted(group: _Group, keep: Callable[[str], bool]) -> bool:
    """Whether a witness has the group for text, or prose announces it. Marks what to keep."""
    witnessed = [b.index for b in group.blocks if b.size >= MIN_SENTENCE and keep(b.text)]
    announced = group.before is not None and _introduces(group.before)
    group.marks.kept.update(witnessed)
    if announced and group.linked * 10 >= group.chars * 3:
        group.marks.keep(group.start, group.end)
    return bool(witnessed) or announced


def _introduces(block: Block) -> bool:
    """Whether a block is a sentence that says what comes next."""
    return (
        block.size >= MIN_ANNOUNCEMENT
        and block.linked * 2 < len(block.text)
        and look(block.text) is None
        and announces(block.text)
        and not _names_teasers(fold(block.text))
    )


def _names_teasers(sentence: str) -> bool:
    """Whether a sentence announces other pages: "You might also like:", or goes on below an ad."""
    words = sentence.split()
    starts = (" ".join(words[:count]) for count in range(2, MAX_HEADING_WORDS))
    ends = (" ".join(words[-count:]) for count in range(3, MAX_HEADING_WORDS))
    return (
        sentence.endswith(_INTERRUPTED)
        or any(map(TEASER_HEADINGS.__contains__, starts))
        or any(map(TEASER_HEADINGS.__contains__, ends))
    )


def _is_elected(group: _Group, titles: frozenset[str]) -> bool:
    """Whether enough speaks for teasers. Dates are looked for only where they decide."""
    votes = _votes(group, titles)
    if votes == ENOUGH - 1:
        votes += 2 * sum(_is_dated(group.page, card) for card in group.cards) >= len(group.cards)
    return votes >= ENOUGH


def _votes(group: _Group, titles: frozenset[str]) -> int:
    """How much speaks for teasers, but for their dates."""
    blocks, cards, boxes = group.blocks, group.cards, group.page.boxes
    linked, chars = group.linked * 10, group.chars
    named = tokens(group.members[0]) | tokens(boxes[group.members[0].parent])
    items = all(block.kind in {Kind.ITEM, Kind.ROW} for block in blocks)
    votes = (
        len(cards) >= MIN_GROUP,
        linked >= chars * 8,
        2 * sum(_is_pictured(group.page, card) for card in cards) > len(cards),
        any(card.target and card.tag != "a" for card in cards),
        not named.isdisjoint(TEASER_TOKENS),
        any(block.kind is Kind.HEADING for block in blocks),
        2 * (sum(key(block.text) in titles for block in blocks) >= MIN_PAIR if titles else 0),
        2 * _is_headed(group),
        -2 * (linked < chars * 3 and not any(card.target for card in cards)),
        -1 * (items and linked < chars * 6),
        -1 * _is_section(group),
    )
    return sum(votes)


def _is_section(group: _Group) -> bool:
    """Whether a heading of the article itself stands over the group, among the article's prose."""
    before = group.before
    if before is None or before.kind is not Kind.HEADING or is_teaser_heading(before.text):
        return False
    boxes = group.page.boxes
    home = boxes[before.box].parent
    listed = boxes[group.members[0].parent]
    return (
        home in {listed.index, listed.parent}
        and group.marks.shape(boxes[home]).prose >= MIN_ARTICLE
    )


def _is_dated(page: Page, card: Box) -> bool:
    return any(
        mentions_age(block.text) or is_date(block.text) or is_age(block.text)
        for block in page.blocks[card.start : card.end]
    )


def _is_pictured(page: Page, card: Box) -> bool:
    return card.pictures > 0 or any(page.boxes[child].pictures for child in card.children)
