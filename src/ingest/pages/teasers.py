"""Blocks -> what is certainly not the article: teaser cards, boxes, navigation, notices.

Evidence, not names: repeated sibling cards, what heads a box, where links lead, relative dates.
Cards are judged as one unit, or label and date would stay behind. Class and id tokens are one
vote. Prose that announces a list, a body that is mostly such blocks, and the witnesses (feed,
JSON-LD) keep a block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ingest.pages.blocks import Block, Box, Kind, Page
from ingest.pages.lines import Look, announces, is_prose, key, look, mentions_age, weight

MAX_CARD = 420
MIN_GROUP = 3
MAX_CONSENT = 6000
MIN_ARTICLE = 200
MIN_SENTENCE = 40

_TOKEN = re.compile(r"[a-z]+")
TEASER_TOKENS = frozenset(
    [
        "related",
        "recommend",
        "recommended",
        "recommendation",
        "recommendations",
        "teaser",
        "teasers",
        "promo",
        "promos",
        "trending",
        "popular",
        "mostread",
        "sidebar",
        "outbrain",
        "taboola",
        "readmore",
        "readalso",
        "seealso",
        "latest",
        "carousel",
        "recirc",
        "recirculation",
        "upnext",
        "morestories",
        "crosslink",
        "crosslinks",
        "similar",
        "verwandte",
        "widget",
    ]
)
FURNITURE_TOKENS = frozenset(
    [
        "nav",
        "navbar",
        "navigation",
        "menu",
        "breadcrumb",
        "breadcrumbs",
        "footer",
        "cookie",
        "cookies",
        "consent",
        "gdpr",
        "share",
        "sharing",
        "social",
        "newsletter",
        "subscribe",
        "subscription",
        "signup",
        "advert",
        "advertisement",
        "ads",
        "ad",
        "sponsor",
        "sponsored",
        "comments",
        "comment",
        "disqus",
        "respond",
        "byline",
        "author",
        "bio",
        "authorbox",
        "tags",
        "taglist",
        "toolbar",
        "modal",
        "popup",
        "overlay",
        "banner",
        "print",
        "skip",
        "login",
        "paywall",
        "copyright",
        "credits",
    ]
)
_COMMENTS = re.compile(
    r"\b(?:comments?|commentlist|comment-list|disqus_thread|respond|comments-area|kommentare|reader-comments)\b"
)
_CONSENT = re.compile(r"cookie|consent|gdpr|onetrust|didomi|cmp-|privacy-(?:banner|notice)")
_NAV_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "dialog",
        "alertdialog",
        "search",
        "menu",
        "menubar",
        "complementary-nav",
    }
)
_TAG_LINK = re.compile(
    r"/(?:tags?|topics?|themen?|temas?|tema|sujet|thema|etiket|schlagwort|label|keyword)/|rel=tag",
    re.IGNORECASE,
)
_NOT_ARTICLE_LINK = re.compile(
    r"^(?:#|javascript:|mailto:|tel:)|/(?:author|authors|autor|tag|tags|category|profile)/",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Shape:
    """What a box holds, summed over its blocks."""

    chars: int
    linked: int
    blocks: int
    prose: int


class Marks:
    """The reason for which each block is not text, or None; and the sums that find them.

    `kept` are blocks that stand in the text whatever else speaks against them.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.reasons: list[str | None] = [None] * len(page.blocks)
        self.kept: set[int] = set()
        self._chars = list(accumulate((block.size for block in page.blocks), initial=0))
        self._linked = list(accumulate((_linked(block) for block in page.blocks), initial=0))
        self._prose = list(
            accumulate(
                (b.size if b.prose else 0 for b in page.blocks),
                initial=0,
            )
        )

    def shape(self, box: Box) -> Shape:
        start, end = box.start, box.end
        return Shape(
            self._chars[end] - self._chars[start], self._linked[end] - self._linked[start], end - start,
            self._prose[end] - self._prose[start],
        )  # fmt: skip

    def prose_before(self, box: Box) -> int:
        return self._prose[box.start]

    def cut(self, start: int, end: int, reason: str) -> None:
        for index in range(start, end):
            if self.reasons[index] is None:
                self.reasons[index] = reason

    def cut_box(self, box: Box, reason: str) -> None:
        self.cut(box.start, box.end, reason)


def _linked(block: Block) -> int:
    return block.size if block.linked * 10 >= len(block.text) * 9 else block.linked


def tokens(box: Box) -> frozenset[str]:
    """The words of a box's class and id."""
    return _tokens(box.names) if box.names else frozenset()


@lru_cache(maxsize=4096)
def _tokens(names: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(names))


def mark(
    page: Page,
    *,
    title: str | None = None,
    titles: Iterable[str] = (),
    keep: Callable[[str], bool] = lambda _: False,
) -> Marks:
    """Say of each block why it is certainly not the article's text, or nothing.

    `titles` are headlines of other pages of the site; `keep` says whether a witness (feed,
    JSON-LD) has a text for the article's.
    """
    marks = Marks(page)
    if not page.blocks:
        return marks
    total = marks.shape(page.boxes[0])
    _zones(marks, total)
    _next_articles(marks, title)
    _cards(marks, total, {key(title) for title in titles}, keep)
    _headed(marks, total, keep)
    _give_back(marks)
    return marks


def _zones(marks: Marks, total: Shape) -> None:
    """Elements whose meaning HTML itself fixes: navigation, footers of the page, dialogs.

    None of them may hold most of the page: tags that nobody closed put articles into headers.
    """
    for box in marks.page.boxes[1:]:
        if box.start == box.end or (marks.reasons[box.start] and marks.reasons[box.end - 1]):
            continue
        reason = _zone(marks, box)
        if reason is None:
            continue
        shape = marks.shape(box)
        if shape.chars * 2 < total.chars and (shape.prose * 3 < total.prose or not total.prose):
            marks.cut_box(box, reason)


def _zone(marks: Marks, box: Box) -> str | None:
    """What a box is by its tag, its role, or the names that only such boxes have."""
    if box.tag == "nav" or box.role in _NAV_ROLES:
        return "notice" if "dialog" in box.role else "navigation"
    if box.tag == "footer":
        return "footer"
    named = _named(box.names) if box.names else None
    if named == "notice" and marks.shape(box).chars < MAX_CONSENT:
        return "notice"
    if named == "comments" and box.depth > 1 and marks.prose_before(box) >= MIN_ARTICLE:
        return "comments"
    return None


@lru_cache(maxsize=4096)
def _named(names: str) -> str | None:
    """What only consent notices and comments are called."""
    if _CONSENT.search(names):
        return "notice"
    return "comments" if _COMMENTS.search(names) else None


def _next_articles(marks: Marks, title: str | None) -> None:
    """The articles after the first on an endless page: units with headline and prose of their own."""
    page = marks.page
    wanted = key(title or "")
    heads = [
        block for block in page.blocks if block.tag == "h1" and marks.reasons[block.index] is None
    ]
    if len(heads) < 2:
        return
    first = next((head for head in heads if _names(head, wanted)), None)
    if first is None:
        return
    for head in heads:
        if head.index <= first.index or _names(head, wanted):
            continue
        ours, theirs = _apart(page, page.boxes[first.box], page.boxes[head.box])
        if ours is None or theirs is None or ours.end > theirs.start:
            continue
        if (
            (_is_article(page, head) or (ours.tag, ours.names) == (theirs.tag, theirs.names))
            and marks.shape(ours).prose >= MIN_ARTICLE
            and marks.shape(theirs).prose >= MIN_ARTICLE // 2
        ):
            marks.cut_box(theirs, "next article")


def _names(head: Block, title: str) -> bool:
    line = key(head.text)
    return bool(line) and (line in title or (len(title) > 15 and title in line))  # noqa: PLR2004


def _is_article(page: Page, head: Block) -> bool:
    """Whether a headline stands in an <article> of its own."""
    box = page.boxes[head.box]
    while box.parent >= 0:
        if box.tag == "article":
            return sum(block.tag == "h1" for block in page.blocks[box.start : box.end]) == 1
        box = page.boxes[box.parent]
    return False


def _apart(page: Page, one: Box, other: Box) -> tuple[Box | None, Box | None]:
    """The largest boxes around two boxes that do not hold both."""
    above: dict[int, Box] = {}
    below: Box | None = None
    while True:
        above[one.index] = below if below is not None else one
        if one.parent < 0:
            break
        below, one = one, page.boxes[one.parent]
    last: Box | None = None
    while other.index not in above:
        last, other = other, page.boxes[other.parent]
    return (above[other.index] if above[other.index] is not other else None), last


def _give_back(marks: Marks) -> None:
    """Where cutting teasers left no prose but took some, the page is made of them: keep them."""
    blocks = marks.page.blocks
    left = sum(b.size for b in blocks if marks.reasons[b.index] is None and b.prose)
    cut = [b for b in blocks if marks.reasons[b.index] == "teaser"]
    lost = sum(b.size for b in cut if b.linked * 2 < len(b.text) and b.size >= 60)
    if left < MIN_ARTICLE and lost > 3 * max(left, MIN_ARTICLE):
        for block in cut:
            marks.reasons[block.index] = None


def is_card(marks: Marks, box: Box) -> bool:
    """A short unit that leads elsewhere: a link around it or in it, and no prose but an excerpt."""
    shape = marks.shape(box)
    if not shape.blocks or shape.chars > MAX_CARD or shape.blocks > 8:
        return False
    blocks = marks.page.blocks[box.start : box.end]
    if box.target or any(marks.page.boxes[child].target for child in box.children):
        return True
    linked = [
        block for block in blocks if block.linked * 10 >= len(block.text) * 6 and block.size >= 12
    ]
    if not linked:
        # one block "date + linked headline": most of it is the link
        return shape.blocks == 1 and shape.linked * 2 > shape.chars and blocks[0].size >= 20
    return not (shape.blocks == 1 and shape.linked * 2 < shape.chars)


def _signature(box: Box) -> tuple[str, str]:
    return box.tag, box.names.split(" ", 1)[0] if box.names else ""


def _groups(page: Page, box: Box) -> Iterable[list[Box]]:
    """Runs of neighbouring children that are made alike."""
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


def _cards(marks: Marks, total: Shape, titles: set[str], keep: Callable[[str], bool]) -> None:
    page = marks.page
    for box in page.boxes:
        if len(box.children) < 2:
            continue
        for group in _groups(page, box):
            cards = [child for child in group if is_card(marks, child)]
            if len(cards) < 2 or len(cards) * 3 < len(group) * 2:
                continue
            start, end = group[0].start, group[-1].end
            if all(marks.reasons[index] is not None for index in range(start, end)):
                continue
            if _is_teaser_group(marks, group, cards, total, titles, keep):
                marks.cut(start, end, "teaser")


def _is_teaser_group(
    marks: Marks,
    group: list[Box],
    cards: list[Box],
    total: Shape,
    titles: set[str],
    keep: Callable[[str], bool],
) -> bool:
    page = marks.page
    start, end = group[0].start, group[-1].end
    blocks = page.blocks[start:end]
    chars = sum(block.size for block in blocks)
    if chars * 2 > total.chars and len(blocks) > 4:
        return False
    long = [block for block in blocks if block.size >= MIN_SENTENCE]
    witnessed = sum(keep(block.text) for block in long)
    if witnessed:
        if witnessed * 2 > len(long):
            marks.kept.update(range(start, end))
        return False
    linked = sum(_linked(block) for block in blocks)
    before = page.blocks[start - 1] if start else None
    votes = 0
    if len(cards) >= MIN_GROUP:
        votes += 1
    if linked * 10 >= chars * 8:
        votes += 1
    if linked * 10 < chars * 3 and not any(card.target for card in cards):
        votes -= 2
    if sum(
        any(
            mentions_age(b.text) or look(b.text) in {Look.DATE, Look.RELATIVE}
            for b in page.blocks[c.start : c.end]
        )
        for c in cards
    ) * 2 >= len(cards):
        votes += 1
    if sum(
        card.pictures > 0 or any(page.boxes[i].pictures for i in card.children) for card in cards
    ) * 2 > len(cards):
        votes += 1
    if any(card.target and card.tag != "a" for card in cards):
        votes += 1
    names = frozenset().union(*(tokens(box) for box in (*group[:1], page.boxes[group[0].parent])))
    if names & TEASER_TOKENS:
        votes += 1
    if any(block.kind is Kind.HEADING for block in blocks):
        votes += 1
    if sum(key(block.text) in titles for block in blocks) >= 2:
        votes += 2
    if before is not None:
        if look(before.text) is Look.TEASER_HEADING:
            votes += 2
        elif _introduces(before):
            if linked * 10 >= chars * 3:
                marks.kept.update(range(start, end))
            return False
    if all(block.kind in {Kind.ITEM, Kind.ROW} for block in blocks) and linked * 10 < chars * 6:
        votes -= 1
    return votes >= 2


def _introduces(block: Block) -> bool:
    """Whether a block is a sentence that says what comes next."""
    return (
        block.size >= MIN_SENTENCE
        and block.linked * 2 < len(block.text)
        and look(block.text) is None
        and announces(block.text)
    )


def _headed(marks: Marks, total: Shape, keep: Callable[[str], bool]) -> None:
    """A line such as "Trending" or "Mehr zum Thema", and the box that it heads."""
    page = marks.page
    for block in page.blocks:
        if marks.reasons[block.index] is not None or look(block.text) is not Look.TEASER_HEADING:
            continue
        box = page.boxes[block.box]
        # climb to the box that the line heads: it stands first in it and is not alone
        while box.parent > 0 and box.end - box.start <= 1:
            box = page.boxes[box.parent]
        end = _reach(marks, block, box, total, keep)
        if (
            end > block.index + 1
            or block.kind is Kind.HEADING
            or block.linked * 2 > len(block.text)
        ):
            marks.cut(block.index, end, "teaser")
        elif block.index + 1 < len(page.blocks) and marks.reasons[block.index + 1] is not None:
            marks.cut(block.index, block.index + 1, "teaser")


def _reach(marks: Marks, block: Block, box: Box, total: Shape, keep: Callable[[str], bool]) -> int:
    """Where the box of teasers ends that a line heads."""
    page = marks.page
    end = block.index + 1
    heads_box = box.start == block.index
    while end < box.end:
        following = page.blocks[end]
        if marks.reasons[end] is not None:
            end += 1
            continue
        if (
            following.kind is Kind.HEADING
            and look(following.text) is not Look.TEASER_HEADING
            and following.linked * 2 < len(following.text)
            and not heads_box
        ):
            break
        if keep(following.text) and following.size >= 40:
            break
        short = following.size <= 160
        leads = following.linked * 2 > len(following.text) or page.boxes[following.box].target
        if not (leads or (short and heads_box and not following.prose) or look(following.text)):
            if (
                heads_box
                and following.size <= 300
                and marks.shape(box).prose * 4 < total.prose
                and _leads(marks, box)
            ):
                end += 1
                continue
            break
        end += 1
    return end


def _leads(marks: Marks, box: Box) -> bool:
    """Whether a box is full of ways elsewhere."""
    shape = marks.shape(box)
    targets = sum(
        child.target for child in marks.page.boxes[box.index + 1 :][:60] if child.start < box.end
    )
    return shape.linked * 3 > shape.chars or targets >= 2
