"""A document that its parser chokes on -> what can be had of it, by leaving out what it chokes on.

feedparser raises a dozen kinds of exceptions from single odd elements; one odd item of a feed
must not cost the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ingest.feeds.trim import outline
from ingest.feeds.wire import mappings

MAX_ATTEMPTS = 40

_ROOT = re.compile(r"\s*<[^<>]{1,5000}>(?:\s*<channel[^<>]{0,1000}>)?", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>[^<]{0,1000}</title>", re.IGNORECASE)

_PLAIN = re.compile(
    r"<((?:[\w-]{1,40}:)?(?:title|link|guid|id|description|summary|content|encoded|pubDate|date"
    r"|published|updated|creator|category))\b[^<>]*+(?:(?<=/)>|>(?:<!\[CDATA\[.*?\]\]>|[^<]++)*+</\1\s*>)",
    re.IGNORECASE | re.DOTALL,
)

Wire = Mapping[str, object]


def all_or_parts(text: str, parse: Callable[[str], Wire]) -> Wire:
    """The parser's result; of its parts that do not make it raise, where the whole does."""
    try:
        return parse(text)
    except Exception:  # noqa: BLE001 - a foreign parser on a stranger's text
        return _parts(text, parse)


def _parts(text: str, parse: Callable[[str], Wire]) -> Wire:
    found = outline(text)
    spans = found.spans if found else []
    tail = found.tail if found else ""
    head = text[: spans[0][0]] if spans else text
    for opening in (head, _bare(head)):
        empty = _attempt(opening + tail, parse)
        if empty is not None:
            break
    else:
        return {}
    entries: list[Wire] = []
    waiting = [spans] if spans else []
    attempts = 0
    while waiting and attempts < MAX_ATTEMPTS:
        chunk = waiting.pop()
        attempts += 1
        items = "".join(text[start:stop] for start, stop in chunk)
        result = _attempt(opening + items + tail, parse)
        if result is None and len(chunk) == 1:
            result = _attempt(opening + _plain(items) + tail, parse)
        if result is not None:
            entries += mappings(result, "entries")
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            waiting += [chunk[middle:], chunk[:middle]]
    return {**empty, "entries": entries, "bozo": True}


def _bare(head: str) -> str:
    """Only the root, the channel and a plain title of what stands before the items."""
    root, title = _ROOT.match(head), _TITLE.search(head)
    return (root[0] if root else "") + (title[0] if title else "")


def _plain(item: str) -> str:
    """Only the elements of an item that every feed has."""
    name = item[1:].split(maxsplit=1)[0].partition(">")[0].rstrip("/")
    return f"<{name}>{''.join(found[0] for found in _PLAIN.finditer(item))}</{name}>"


def _attempt(text: str, parse: Callable[[str], Wire]) -> Wire | None:
    try:
        return parse(text)
    except Exception:  # noqa: BLE001 - a foreign parser on a stranger's text
        return None
