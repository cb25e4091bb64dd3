"""Blocks -> rows: what stands on the page, and beside it what of it is the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from lxml.html import HtmlElement
from lxml.html.builder import E

from ingest.pages import outline
from ingest.pages.blocks import Kind
from ingest.pages.extract import Explanation, Line
from ingest.pages.report.palette import KEPT, Shade, mix_name
from ingest.pages.report.plain import plain

MAX_ROWS = 4000
MAX_SIZE = 500_000
"""Characters of the page that are shown. A browser is slow with more, and so is a reader."""
MAX_KEPT = 50_000
MAX_CUT = 2000
MAX_REASON = 60
FOLDED = 6
"""So many cut blocks in a row, or more, are folded away until somebody asks for them."""

Rows = Sequence[tuple[int, Line]]


def section(explained: Explanation, shades: Mapping[str, Shade]) -> HtmlElement:
    """The page's blocks in reading order beside the article."""
    shown = _shown(explained.lines)
    from_feed = outline.comes_from_feed(explained)
    beside = "What the page has of it" if from_feed else "The clean article"
    if explained.extraction.problem is not None:
        beside = "The text that was found"
    found = E.section(
        {"id": "article", "tabindex": "-1", "aria-labelledby": "blocks-title"},
        E.h2({"id": "blocks-title"}, "Block by block"),
        E.div(
            {"class": "heads", "aria-hidden": "true"},
            E.span("Fate"),
            E.span("The page"),
            E.span(beside),
        ),
    )
    rows = E.div({"class": "rows"})
    for is_folded, run in _runs(shown):
        if is_folded:
            rows.append(_fold(run, shades))
        else:
            rows.extend(_row(position, line, shades) for position, line in run)
    found.append(rows)
    left = len(explained.lines) - len(shown)
    if left:
        found.append(E.p({"class": "note"}, f"{left:,} further blocks are counted, but not shown."))
    if not explained.lines:
        found.append(E.p({"class": "note"}, "The page has no blocks of text."))
    if from_feed and explained.extraction.text:
        found.append(_from_feed(explained.extraction.text))
    return found


def mixes(lines: Sequence[Line], shades: Mapping[str, Shade]) -> list[frozenset[int]]:
    """Which fates are folded together, each combination once."""
    found = {_mix(run, shades): None for is_folded, run in _runs(_shown(lines)) if is_folded}
    return list(found)


def _shown(lines: Sequence[Line]) -> Rows:
    """The blocks up to what a browser can bear."""
    size = 0
    found: list[tuple[int, Line]] = []
    for position, line in enumerate(lines[:MAX_ROWS]):
        size += min(len(line.text), MAX_KEPT if line.kept else MAX_CUT)
        if size > MAX_SIZE:
            break
        found.append((position, line))
    return found


def _runs(rows: Rows) -> Iterator[tuple[bool, Rows]]:
    """Neighbours of one fate, and whether they are folded away."""
    for kept, group in groupby(rows, key=lambda row: row[1].kept):
        run = list(group)
        yield not kept and len(run) >= FOLDED, run


def _mix(run: Rows, shades: Mapping[str, Shade]) -> frozenset[int]:
    return frozenset(_shade(line, shades).number for _, line in run)


def _fold(run: Rows, shades: Mapping[str, Shade]) -> HtmlElement:
    reasons = Counter(line.reason or "" for _, line in run).most_common()
    summary = E.summary(E.b(f"{len(run)} blocks cut"))
    for reason, number in reasons:
        words = f"{number} {plain(reason, MAX_REASON)}"
        summary.extend([E.span({"class": f"badge {shades[reason].colour}"}, words), E.wbr()])
    return E.details(
        {"class": f"fold m{mix_name(_mix(run, shades))}"},
        summary,
        *(_row(position, line, shades) for position, line in run),
    )


def _row(position: int, line: Line, shades: Mapping[str, Shade]) -> HtmlElement:
    text = plain(line.text, MAX_KEPT if line.kept else MAX_CUT)
    said = {"class": f"text {_kind(line)}", "dir": "auto"}
    found = E.div(
        {"class": f"row {_shade(line, shades).names}", "id": f"block{position + 1}"},
        {"tabindex": "-1"},
        _fate(position, line),
        E.div({"class": "was"}, E.p(said, text if line.kept else E("del", text))),
    )
    if line.kept:
        tag = "h3" if line.kind == Kind.HEADING else "p"
        found.append(E.div({"class": "now"}, E(tag, said, text)))
    return found


def _fate(position: int, line: Line) -> HtmlElement:
    """What became of a block, in words."""
    fate = KEPT if line.kept else plain(line.reason or "cut", MAX_REASON)
    sure = "" if line.chance is None else f" · {line.chance:.0%} body"
    return E.div(
        {"class": "fate"},
        E.span({"class": "badge"}, fate),
        E.span({"class": "kind"}, f"{position + 1} {_kind(line)}{sure}"),
    )


def _shade(line: Line, shades: Mapping[str, Shade]) -> Shade:
    return shades[KEPT if line.kept else line.reason or ""]


def _kind(line: Line) -> str:
    return line.kind if line.kind in set(Kind) else "paragraph"


def _from_feed(text: str) -> HtmlElement:
    """The article where it is not the page's: its feed carries more of it."""
    return E.section(
        {"class": "feed", "aria-labelledby": "feed-title"},
        E.h2({"id": "feed-title"}, "The article, from its feed"),
        E.p({"class": "note"}, "The feed carries more of the article than the page shows."),
        *(
            E.p({"class": "text", "dir": "auto"}, paragraph)
            for paragraph in plain(text, MAX_SIZE).split("\n\n")
        ),
    )
