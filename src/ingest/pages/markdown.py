"""Kept blocks -> plain text, and Markdown with the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import urljoin

from ingest.pages.blocks import Block, Kind, Run

_MARKS = re.compile(r"([\\`*_\[\]<])")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_LEADING = re.compile(r"^(\s*)(#|>|[-+*](?=\s)|\d+[.)](?=\s))")
_SAFE = re.compile(r"^(?:https?:|mailto:|/|\.|#|[\w-]+(?:/|$|\?))", re.IGNORECASE)


def plain(blocks: Iterable[Block]) -> str:
    """Blocks parted by one blank line; items begin with "- "."""
    return "\n\n".join(line for block in blocks if (line := _plain(block)))


def _plain(block: Block) -> str:
    text = tidy(block.text)
    return f"- {text}" if block.kind is Kind.ITEM and text else text


def tidy(text: str) -> str:
    """NFC, no control characters, no blanks at the ends of lines."""
    text = _CONTROLS.sub("", unicodedata.normalize("NFC", text))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def markdown(
    blocks: Iterable[Block], *, url: str | None = None, images: Iterable[tuple[int, str, str]] = ()
) -> str:
    """The same blocks as CommonMark, with links, emphasis, headings, tables; images as links."""
    parts: list[str] = []
    pictures = sorted(images, reverse=True)
    previous: Block | None = None
    for block in blocks:
        while pictures and pictures[-1][0] <= block.index:
            _, source, words = pictures.pop()
            parts.append(f"[{_escape(tidy(words)) or 'image'}]({_address(source, url)})")
            previous = None
        text = _block(block, url)
        if not text:
            continue
        if block.kind is Kind.ROW:
            if (
                previous is not None
                and previous.kind is Kind.ROW
                and previous.box == block.box
                and parts
            ):
                parts[-1] = f"{parts[-1]}\n{text}"
            else:
                columns = text.count(" | ") - 1 if text.count(" | ") else 1
                parts.append(f"{text}\n|{' --- |' * max(columns, 1)}")
        elif (
            block.kind is Kind.ITEM
            and previous is not None
            and previous.kind is Kind.ITEM
            and parts
        ):
            parts[-1] = f"{parts[-1]}\n{text}"
        else:
            parts.append(text)
        previous = block
    return "\n\n".join(parts)


def _block(block: Block, url: str | None) -> str:
    if block.kind is Kind.CODE:
        fence = "```"
        return f"{fence}\n{tidy(block.text)}\n{fence}"
    if block.kind is Kind.ROW:
        cells = [cell.strip() for cell in tidy(block.text).replace("\n", " ").split(" | ")]
        return "| " + " | ".join(_escape(cell) for cell in cells) + " |"
    text = _inline(block.runs, url)
    lines = [" ".join(line.split()) for line in tidy(text).split("\n")]
    text = "\\\n".join(line for line in lines if line)
    if not text:
        return ""
    match block.kind:
        case Kind.HEADING:
            return f"{'#' * max(1, min(block.level, 6))} {text.replace(chr(92) + chr(10), ' ')}"
        case Kind.ITEM:
            mark = "1." if block.ordered else "-"
            inner = text.replace("\n", "\n  ")
            return f"{'  ' * (max(block.level, 1) - 1)}{mark} {inner}"
        case _:
            text = _LEADING.sub(r"\1\\\2", text)
            return "\n".join(f"> {line}" for line in text.split("\n")) if block.quoted else text


def _inline(runs: list[Run], url: str | None) -> str:
    """Runs with their emphasis, neighbours of one link inside it together."""
    parts: list[str] = []
    for href, linked in groupby(runs, key=lambda run: run.href):
        words = "".join(_run(run) for run in linked)
        address = _address(href, url) if href else ""
        before, inner, after = _edges(words)
        parts.append(f"{before}[{inner}]({address}){after}" if address and inner else words)
    return "".join(parts)


def _run(run: Run) -> str:
    before, words, after = _edges(run.text)
    if not words:
        return run.text
    words = f"`{words}`" if run.code and "`" not in words else _escape(words)
    if run.italic:
        words = f"*{words}*"
    if run.bold:
        words = f"**{words}**"
    return f"{before}{words}{after}"


def _edges(text: str) -> tuple[str, str, str]:
    """The blanks before, what is between, the blanks after."""
    inner = text.strip()
    if not inner:
        return text, "", ""
    start = text.index(inner[0])
    return text[:start], inner, text[start + len(inner) :]


def _escape(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _address(href: str, url: str | None) -> str:
    href = href.strip()
    if not _SAFE.match(href):
        return ""
    try:
        href = urljoin(url, href) if url else href
    except ValueError:
        return ""
    return (
        _CONTROLS.sub("", href)
        .replace(" ", "%20")
        .replace("(", "%28")
        .replace(")", "%29")
        .replace("\n", "")
        .replace("<", "%3C")
    )
