"""Kept blocks -> plain text, and Markdown with the same words (CommonMark with GitHub's tables)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.pages import inline
from ingest.pages.blocks import Block, Kind, Run

CELL_END = " | "
MAX_HEADING = 6

_CLOSING = re.compile(r"(#+)$")
_FENCE = re.compile("`{3,}")

Image = tuple[int, str, str]
Part = tuple[bool, str]


def plain(blocks: Iterable[Block]) -> str:
    """Blocks parted by one blank line; items begin with "- "."""
    return "\n\n".join(line for block in blocks if (line := _plain(block)))


def _plain(block: Block) -> str:
    text = tidy(block.text)
    return f"- {text}" if block.kind is Kind.ITEM and text else text


def tidy(text: str) -> str:
    """NFC, no control characters, no blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in inline.tidy(text).split("\n")).strip()


def markdown(
    blocks: Iterable[Block], *, url: str | None = None, images: Iterable[Image] = ()
) -> str:
    """The same blocks as Markdown, with links, emphasis, headings, tables; images as links."""
    parts = _parts(list(blocks), sorted(images), url)
    return "\n\n".join(
        _quotation("\n\n".join(text for _, text in group))
        if is_quoted
        else "\n\n".join(text for _, text in group)
        for is_quoted, group in groupby(parts, key=lambda part: part[0])
    )


def _parts(blocks: Sequence[Block], images: Sequence[Image], url: str | None) -> Iterator[Part]:
    """What blank lines part, each with whether it is quoted: lists and tables are one part."""
    pictures = list(reversed(images))
    for _, group in groupby(blocks, key=_company([image[0] for image in images])):
        some = list(group)
        while pictures and pictures[-1][0] <= some[0].index:
            yield from _picture(pictures.pop(), url)
        if text := _part(some, url):
            yield some[0].quoted, text
    for image in reversed(pictures):
        yield from _picture(image, url)


def _company(places: Sequence[int]) -> Callable[[Block], tuple[object, ...]]:
    """The key by which neighbours are one part. A picture between them parts them."""

    def key(block: Block) -> tuple[object, ...]:
        if block.kind is Kind.ITEM:
            return (block.kind, block.quoted, bisect_right(places, block.index))
        if block.kind is Kind.ROW:
            return (block.kind, block.quoted, bisect_right(places, block.index), block.box)
        return (block.kind, block.index)

    return key


def _picture(image: Image, url: str | None) -> Iterator[Part]:
    _, source, words = image
    if text := inline.link(" ".join(tidy(words).split()) or "image", source, url):
        yield False, text


def _part(blocks: Sequence[Block], url: str | None) -> str:
    match blocks[0].kind:
        case Kind.ROW:
            return _table(blocks, url)
        case Kind.ITEM:
            return _list(blocks, url)
        case Kind.CODE:
            return _code(tidy(blocks[0].text))
        case Kind.HEADING:
            level = max(1, min(blocks[0].level, MAX_HEADING))
            text = _CLOSING.sub(r"\\\1", " ".join(inline.lines(blocks[0].runs, url)))
            return f"{'#' * level} {text}" if text else ""
        case _:
            return _broken(inline.lines(blocks[0].runs, url))


def _broken(lines: Iterable[str]) -> str:
    """Lines of one paragraph: a backslash at the end of a line breaks it."""
    return "\\\n".join(map(inline.begin, lines))


def _quotation(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _code(text: str) -> str:
    longest = max((len(ticks) for ticks in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}" if text else ""


@dataclass(slots=True)
class _Level:
    """A list that is open: how deep the page nests it, and where its items stand here."""

    level: int
    ordered: bool
    indent: int
    count: int = 0

    def next_mark(self) -> str:
        self.count += 1
        return f"{self.count}." if self.ordered else "-"


def _list(items: Iterable[Block], url: str | None) -> str:
    """Items, each as deep below the one before it as there."""
    written: list[str] = []
    stack: list[_Level] = []
    inner = 0
    for block in items:
        text = _broken(inline.lines(block.runs, url))
        if not text:
            continue
        while stack and stack[-1].level > block.level:
            stack.pop()
        if stack and stack[-1].level == block.level and stack[-1].ordered != block.ordered:
            indent = stack.pop().indent
            stack.append(_Level(block.level, block.ordered, indent))
        elif not stack or stack[-1].level < block.level:
            stack.append(_Level(block.level, block.ordered, inner if stack else 0))
        here = stack[-1]
        mark = here.next_mark()
        inner = here.indent + len(mark) + 1
        body = text.replace("\n", "\n" + " " * inner)
        written.append(f"{' ' * here.indent}{mark} {body}")
    return "\n".join(written)


def _table(rows: Iterable[Block], url: str | None) -> str:
    """Rows of cells; the first is the head, with as many as the longest row has."""
    table = [[_cell(runs, url) for runs in _cells(row.runs)] for row in rows]
    width = max(map(len, table))
    table[0] += [""] * (width - len(table[0]))
    head, *lines = (f"| {' | '.join(row)} |" for row in table)
    return "\n".join([head, f"|{' --- |' * width}", *lines])


def _cells(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs of each cell: a run that is a bar and nothing else ends one."""
    cells: list[list[Run]] = [[]]
    for run in runs:
        if run.text == CELL_END:
            cells.append([])
        else:
            cells[-1].append(run)
    return cells


def _cell(runs: Iterable[Run], url: str | None) -> str:
    return " ".join(inline.lines(runs, url)).replace("|", "\\|")
