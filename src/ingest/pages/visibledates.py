"""The headline and the lines around it -> the dates that readers see."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml.html import HtmlElement

from ingest.pages import baredates, dates, openings
from ingest.pages.baredates import names
from ingest.pages.datewords import (
    names_another_day,
    says_changed,
    says_other,
    says_published,
)
from ingest.pages.surroundings import Line

MAX_LINE = 120
MAX_MARKED_LINE = 200
MAX_PARTS = 16
MAX_BARE = 60
MARKED = 5.0
LONE = 4.3
BARE = 4.0
DATELINE = 3.6
ALONE = 3.1
TITLE = 2.8
CONFIRMS = 1.0
NEAR = 6
_DATE_MARKS = (
    *("date", "time", "publish", "posted", "datum", "fecha", "byline", "meta", "created"),
    "stamp",
)
MAX_CLIMB = 4
MAX_DAYS = 3
_LABELS = (says_changed, says_published, says_other)
_DIGIT = re.compile(r"\d")
_COMMENTS = ("comment", "reply", "replies")


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that readers see near the headline; `is_change` where it is called an update."""

    moment: datetime
    weight: float
    is_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What readers see of dates: `shown` near the headline, the rest is looked for when asked."""

    tree: HtmlElement = field(repr=False)
    headline: HtmlElement | None = field(repr=False)
    title: str
    month_first: bool
    shown: tuple[Shown, ...]

    def elsewhere(self, *, is_article: bool) -> Iterator[tuple[datetime, float]]:
        """The day that title or text begin with, and the only one that the page shows at all."""
        line = openings.dateline(self.headline) if self.headline is not None else None
        for moment, weight in ((line, DATELINE), (openings.opening_day(self.title), TITLE)):
            if moment is not None:
                yield moment, weight
        bare = baredates.everywhere(self.tree, month_first=self.month_first)
        only = baredates.only_day(bare, is_article=is_article)
        if only is not None:
            yield only, ALONE
        for found in bare:
            if not found.is_change and not found.is_elsewhere:
                yield found.moment, CONFIRMS


def look(
    tree: HtmlElement,
    headline: HtmlElement | None,
    lines: Sequence[Line],
    *,
    title: str,
    month_first: bool,
) -> Visible:
    """The dates in the lines around the headline, and those that stand alone a little away."""
    found = list(_in_lines(lines, month_first=month_first))
    if len({shown.moment.date() for shown in found}) > MAX_DAYS:
        found = list(_in_lines(_next_to(lines), month_first=month_first))
    near = baredates.near(headline, month_first=month_first) if headline is not None else ()
    alone = [bare for bare in near if not bare.is_elsewhere]
    days = len({bare.moment.date() for bare in alone})
    if days > MAX_DAYS:  # a list of other pages
        alone = []
    weight = LONE if days == 1 else BARE
    found.extend(
        Shown(bare.moment, weight - index / 100, bare.is_change) for index, bare in enumerate(alone)
    )
    return Visible(
        tree=tree, headline=headline, title=title, month_first=month_first, shown=tuple(found)
    )


def _next_to(lines: Sequence[Line]) -> list[Line]:
    """The lines that are still the headline's own where a list of other pages follows."""
    return [line for line in lines if abs(line.position) <= NEAR]


def _in_lines(lines: Sequence[Line], *, month_first: bool) -> Iterator[Shown]:
    for line in lines:
        if not _DIGIT.search(line.text) and line.element.tag != "time":
            continue
        marked = any(map(line.marks.__contains__, _DATE_MARKS))
        if len(line.text) > (MAX_MARKED_LINE if marked else MAX_LINE) or _is_comment(line):
            continue
        weight = 5.0 + marked * 0.3 - abs(line.position) / 100
        near = marked or abs(line.position) <= NEAR
        found = list(_in_parts(line, weight, is_near=near, month_first=month_first))
        yield from found
        if not found and near and len(line.text) <= MAX_BARE:
            moment = dates.parse(line.text, month_first=month_first)
            if moment is not None and not names_another_day(line.text):
                yield Shown(moment, weight - 0.2, says_changed(line.text))


def _in_parts(line: Line, weight: float, *, is_near: bool, month_first: bool) -> Iterator[Shown]:
    """The dates in a line, each with the label before it: "Published", "Updated"."""
    changes = False
    own = before = ""
    for part in line.parts[:MAX_PARTS]:
        before, own = own, part if any(says(part) for says in _LABELS) else ""
        label = own or before
        labelled = label != "" and says_published(label)
        if label:
            changes = not labelled and says_changed(label)
        moment = _moment(line, part, month_first=month_first)
        if moment is None or names_another_day(part) or names_another_day(label):
            continue
        if labelled or (is_near and (len(part) <= MAX_BARE or weight > MARKED)):
            yield Shown(moment, weight + labelled * 0.5, changes)
        changes = False


def _moment(line: Line, part: str, *, month_first: bool) -> datetime | None:
    """The moment in a text; where it stands in a <time> with an attribute, that one."""
    shown = dates.parse(part, month_first=month_first)
    if shown is None and line.text != part:
        return None
    times = [line.element] if line.element.tag == "time" else line.element.iter("time")
    for time in itertools.islice(times, MAX_PARTS):
        exact = dates.parse(time.get("datetime") or "")
        if exact is not None and (shown is None or exact.date() == shown.date()):
            return exact
    return shown


def _is_comment(line: Line) -> bool:
    node: HtmlElement | None = line.element
    for _ in range(MAX_CLIMB):
        if node is None or node.tag == "body":
            return False
        if any(map(names(node).lower().__contains__, _COMMENTS)):
            return True
        node = node.getparent()
    return False
