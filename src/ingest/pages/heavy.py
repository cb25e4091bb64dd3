"""A tree -> whether trafilatura would need far longer for it than its size asks for."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

MAX_CELLS = 20_000
"""Cells, those counted that others span: it writes an empty one for each."""
MAX_WAYS_UP = 200_000
"""Elements around all links together: it reads each link's text once for each of them."""

_DEEPEST = 250


def is_heavy(tree: HtmlElement) -> bool:
    """Whether its tables span, or its links stand, deeper and wider than any author's do."""
    spanned = sum(_span(cell, "rowspan") * _span(cell, "colspan") for cell in tree.iter("td", "th"))
    if spanned > MAX_CELLS:
        return True
    links = list(tree.iter("a"))
    is_possible = len(links) * _DEEPEST > MAX_WAYS_UP
    return is_possible and sum(map(_depth, links)) > MAX_WAYS_UP


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name)
    return int(value[:6]) if value and value.isdecimal() else 1


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in islice(element.iterancestors(), _DEEPEST))
