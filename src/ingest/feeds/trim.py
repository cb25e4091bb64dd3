"""Text of a feed -> text with its newest items only, whole ones.

feedparser needs half a millisecond an item, so what is not kept must be gone before it starts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

MAX_ENTRIES = 2000
MAX_BYTES = 10 * 1024 * 1024
MAX_BRACKETS = 100_000  # at 40 to 75 microseconds each
MAX_END = 10_000

_START = re.compile(r"<((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s/>])")
_START_IN_SITEMAP = re.compile(r"<((?:[\w.-]{1,40}:)?(?:url|sitemap))(?=[\s/>])")
_SITEMAP_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)[\s>]")
_DATE = re.compile(
    r"<(?:[\w-]{1,40}:)?(?:pubDate|published|issued|date|updated|modified|lastmod|publication_date)[^<>]{0,200}>"
    r"\s*(?:<!\[CDATA\[)?\s*(?:[A-Za-z]{2,9},?\s*)?"
    r"(?:(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?"
    r"|(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4}) (\d\d:\d\d(?::\d\d)?))",
    re.IGNORECASE,
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """What is left of a feed's text. `dropped` counts its items that are not in it."""

    text: str
    dropped: int = 0
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Where the items of a document begin and end, and what follows the last.

    Of a document that broke off within an item, that item is left out and the tail made up.
    """

    spans: list[tuple[int, int]]
    tail: str
    is_broken: bool = False


def cut(body: bytes) -> tuple[bytes, int]:
    """The part of a body that is looked at, and how many items are not in it.

    The newest items are at the beginning, in feeds that grow at their end at the end.
    """
    if len(body) <= MAX_BYTES:
        return body, 0
    pattern = _START_IN_SITEMAP if _SITEMAP_ROOT.search(body, 0, 10_000) else _START
    start = re.compile(pattern.pattern.encode("ascii"))
    first = start.search(body, 0, MAX_BYTES)
    if not first:
        return body[:MAX_BYTES], 0
    tag = b"</" + first[1] + b">"
    head, last = body[: first.start()], body.rfind(tag) + len(tag)
    items = body[len(head) : MAX_BYTES]
    if _grows_at_its_end(body, first.start()):
        tail = start.search(body, len(body) - MAX_BYTES + len(head))
        items = body[tail.start() : last] if tail else items
    if tag not in items:
        return body[:MAX_BYTES], 0
    items = items[: items.rfind(tag) + len(tag)]
    end = body[last : last + MAX_END] if last >= len(tag) else b""
    return head + items + end, _count(body, first[1]) - _count(items, first[1])


def _count(body: bytes, name: bytes) -> int:
    return body.count(b"<" + name + b">") + body.count(b"<" + name + b" ")


def _grows_at_its_end(body: bytes, first: int) -> bool:
    begin = _moment(body[first : first + 65_536].decode("latin-1"))
    end = [_key(found) for found in _DATE.finditer(body[-65_536:].decode("latin-1"))]
    return bool(begin and end and begin < max(end))


def outline(text: str, *, is_sitemap: bool = False) -> Outline | None:
    """Where a document's items are; None where it has none."""
    starts = list((_START_IN_SITEMAP if is_sitemap else _START).finditer(text))
    starts = _outside_cdata(text, starts)
    if not starts:
        return None
    name = starts[0][1]
    offsets = [found.start() for found in starts if found[1] == name]
    end = _end(text, name, offsets[-1])
    if end == -1 and not _closes_itself(text, offsets[-1]):
        if len(offsets) > 1 and _end(text, name, offsets[0]) != -1:
            # Without its GUID or link the last item would be another one next time.
            spans = list(pairwise(offsets))
            return Outline(spans=spans, tail=_closing(text[: offsets[0]]), is_broken=True)
        end = len(text)
    end = end if end != -1 else text.find(">", offsets[-1]) + 1
    return Outline(spans=list(pairwise([*offsets, end])), tail=text[end:])


def trim(text: str, *, is_sitemap: bool = False) -> Trimmed:
    """The newest MAX_ENTRIES items, each whole; the rest of the document stays."""
    found = outline(text, is_sitemap=is_sitemap)
    is_rich = text.count("<") > MAX_BRACKETS
    if found is None or (len(found.spans) <= MAX_ENTRIES and not found.is_broken and not is_rich):
        return Trimmed(text=text)
    spans = found.spans
    order = _newest(text, spans) if len(spans) > MAX_ENTRIES else list(range(len(spans)))
    kept = sorted(_affordable(text, spans, order) if is_rich else order)
    items = "".join(text[start:stop] for start, stop in (spans[index] for index in kept))
    return Trimmed(
        text=text[: spans[0][0]] + items + found.tail,
        dropped=len(spans) - len(kept),
        partial=found.is_broken,
    )


def _end(text: str, name: str, start: int) -> int:
    """Behind the last end tag of that name, or -1."""
    tag = f"</{name}>"
    found = text.rfind(tag, start)
    if found != -1:
        return found + len(tag)
    ends = [odd.end() for odd in re.finditer(rf"</{re.escape(name)}\s{{1,100}}>", text[start:])]
    return start + ends[-1] if ends else -1


def _closes_itself(text: str, start: int) -> bool:
    end = text.find(">", start)
    return end > 0 and text[end - 1] == "/"


def _closing(head: str) -> str:
    """The end tags that a document which broke off between its items lacks."""
    root = re.match(r"<([\w.:-]+)", head)
    name = root[1] if root else "rss"
    return f"</channel></{name}>" if name.lower() == "rss" else f"</{name}>"


def _outside_cdata(text: str, starts: list[re.Match[str]]) -> list[re.Match[str]]:
    begins, ends = [], []
    position = text.find("<![CDATA[")
    while position != -1:
        end = text.find("]]>", position)
        begins.append(position)
        ends.append(len(text) if end == -1 else end)
        position = text.find("<![CDATA[", end) if end != -1 else -1

    def is_inside(offset: int) -> bool:
        index = bisect_right(begins, offset) - 1
        return index >= 0 and offset < ends[index]

    return [found for found in starts if not is_inside(found.start())]


def _newest(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """The places of the newest items: by date where most have one, else the first."""
    moments: list[tuple[int, int, int, str]] = []
    dated = 0
    before = (9999, 12, 31, "")
    for start, stop in spans:
        moment = _moment(text, start, stop)
        dated += moment is not None
        before = moment or before
        moments.append(before)
    if dated * 2 < len(spans):
        return list(range(MAX_ENTRIES))
    order = sorted(range(len(spans)), key=moments.__getitem__, reverse=True)
    return order[:MAX_ENTRIES]


def _affordable(text: str, spans: list[tuple[int, int]], order: list[int]) -> list[int]:
    """As many items, in that order, as have no more tags together than are parsed in seconds."""
    left = MAX_BRACKETS
    for place, index in enumerate(order):
        start, stop = spans[index]
        left -= _brackets(text, start, stop)
        if left < 0 and place:
            return order[:place]
    return order


def _brackets(text: str, start: int, stop: int) -> int:
    """How many there are outside of CDATA sections."""
    count = text.count("<", start, stop)
    mark = text.find("<![CDATA[", start, stop)
    while mark != -1:
        end = text.find("]]>", mark, stop)
        end = stop if end == -1 else end
        count -= text.count("<", mark, end)
        mark = text.find("<![CDATA[", end, stop)
    return count


def _moment(text: str, start: int = 0, stop: int | None = None) -> tuple[int, int, int, str] | None:
    found = _DATE.search(text, start, len(text) if stop is None else stop)
    return _key(found) if found else None


def _key(found: re.Match[str]) -> tuple[int, int, int, str]:
    if found[1]:
        return int(found[1]), int(found[2]), int(found[3]), found[4] or ""
    return int(found[7]), _MONTHS.get(found[6].lower(), 0), int(found[5]), found[8]
