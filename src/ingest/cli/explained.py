"""An explained page -> stdout: for a person on 80 columns, for machines as one object."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from ingest.cli import output
from ingest.cli.explaining import Explained, NotHad, Origin
from ingest.cli.words import one_line, plain, shown
from ingest.pages import Line, outline

WIDTH = 80
MAX_WIDTH = 100
MAX_SHOWN = 1000
CAME = {
    Origin.KEPT: "as it was kept on",
    Origin.FETCHED: "as it was fetched on",
    Origin.FILE: "from a file, read on",
    Origin.STORED: "not kept; the article as it was stored on",
}


def tell(found: Explained) -> None:
    """Print verdict, fields and blocks, coloured on a terminal."""
    console = Console(highlight=False, soft_wrap=True)
    is_terminal = sys.stdout.isatty()
    width = min(console.width, MAX_WIDTH) if is_terminal else WIDTH
    for line in _lines(found, console, width):
        if is_terminal:
            console.print(line)
        else:
            output.write(line.plain)


def document(ref: str, found: Explained) -> dict[str, object]:
    """The object that `--json` prints."""
    article = found.explanation.extraction
    counts = outline.counts(found.explanation.lines)
    return {
        "requested": shown(ref),
        "article_id": found.article_id,
        "url": shown(found.url),
        "origin": found.origin,
        "at": found.at.isoformat().replace("+00:00", "Z"),
        "problem": article.problem,
        "detail": article.detail or None,
        "quality": article.quality,
        "counts": {
            "blocks": counts.blocks,
            "kept": counts.kept,
            "cut": counts.cut,
            "reasons": counts.reasons,
        },
        "blocks": [
            {
                "position": position,
                "kind": line.kind,
                "kept": line.kept,
                "reason": line.reason,
                "chance": None if line.chance is None else round(line.chance, 3),
                "text": line.text,
            }
            for position, line in enumerate(found.explanation.lines)
        ],
        "from_feed": outline.comes_from_feed(found.explanation),
        "text": article.text,
        "fields": {field.name: field.value for field in outline.fields(article)},
        "evidence": [
            {"field": one.field, "source": one.source, "value": one.value, "chosen": one.chosen}
            for one in article.evidence
        ],
    }


def failure(ref: str, found: NotHad) -> dict[str, object]:
    """The object that `--json` prints for a page that could not be had."""
    return {
        "requested": shown(ref),
        "url": shown(found.url),
        "problem": found.problem,
        "detail": found.detail,
    }


def _lines(found: Explained, console: Console, width: int) -> Iterator[Text]:
    yield from _head(found)
    yield Text()
    yield Text("Fields (* is the candidate that was chosen)", style="bold")
    yield from _fields(found, console, width)
    yield Text()
    yield Text("Blocks (+ is kept, - is cut)", style="bold")
    gutter = 4 + max((len(_label(line)) for line in found.explanation.lines), default=0)
    for line in found.explanation.lines:
        yield from _block(line, console, width=width, gutter=gutter)


def _head(found: Explained) -> Iterator[Text]:
    article = found.explanation.extraction
    counts = outline.counts(found.explanation.lines)
    if article.title:
        yield Text(one_line(article.title), style="bold")
    yield Text(shown(found.url))
    yield Text(f"The page is {CAME[found.origin]} {found.at:%Y-%m-%d %H:%M} UTC.")
    verdict = f"It is no article: {article.problem}" if article.problem else "It is an article"
    detail = f" ({one_line(article.detail)})" if article.detail else ""
    quality = "" if article.quality is None else f", quality {article.quality:.2f}"
    yield Text(f"{verdict}{detail}{quality}.", style="red" if article.problem else "green")
    yield Text(f"{counts.blocks} blocks: {counts.kept} kept, {counts.cut} cut.")
    for reason, number in counts.reasons.items():
        yield Text(f"{number:7} {one_line(reason)}")
    if outline.comes_from_feed(found.explanation):
        yield Text("The text is the feed's: it carries more of the article than the page does.")


def _fields(found: Explained, console: Console, width: int) -> Iterator[Text]:
    fields = outline.fields(found.explanation.extraction)
    column = 2 + max(len(one_line(field.name)) for field in fields)
    for field in fields:
        name = one_line(field.name)
        if not field.candidates:
            yield from _wrapped(
                Text(f"{name:{column}}  {'':10} "), field.value or "none", console, width
            )
        for candidate in field.candidates:
            sign = "*" if candidate.chosen else " "
            before = Text.assemble(
                f"{name:{column}}", (sign, "green"), f" {one_line(candidate.source):10} "
            )
            style = "" if candidate.chosen else "dim"
            yield from _wrapped(before, candidate.value, console, width, style=style)
            name = ""


def _block(line: Line, console: Console, *, width: int, gutter: int) -> Iterator[Text]:
    sign, style = ("+", "green") if line.kept else ("-", "red")
    before = Text.assemble((f"{sign} {_label(line):{gutter - 2}}", style))
    yield from _wrapped(before, line.text, console, width, style="" if line.kept else "dim")


def _label(line: Line) -> str:
    """What stands before a block: what it is where it is kept, else why it was cut."""
    if line.kept:
        return one_line(line.kind)
    sure = "" if line.chance is None else f" {line.chance:.0%}"
    return f"{one_line(line.reason or '')}{sure}"


def _wrapped(
    before: Text, words: str, console: Console, width: int, *, style: str = ""
) -> Iterator[Text]:
    """The words in a column of their own, to the right of what stands before them."""
    rest = len(words) - MAX_SHOWN
    words = plain(words[:MAX_SHOWN]).replace("\t", " ")
    if rest > 0:
        words = f"{words}… ({rest} more characters)"
    column = Text(words, style=style).wrap(
        console, max(width - before.cell_len, 20), overflow="fold"
    )
    for line in column:
        line.rstrip()
        yield before + line
        before = Text(" " * before.cell_len)
