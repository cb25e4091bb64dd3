"""Twice as much of anything is at most about twice the work: calls are counted, not time."""

from __future__ import annotations

import sys

import pytest

from ingest.pages import extract

PROSE = "A sentence of words that is prose and goes on for a while, as they do. "
START = f"<title>Title</title><article><h1>Title</h1><p>{PROSE * 12}</p>"
UNITS = {
    "headlines": "<h1>A headline {n}</h1>",
    "next articles": f"<article><h1>A headline {{n}}</h1><p>{PROSE * 4}</p></article>",
    "headings of teasers": "<h3>Read more</h3><p>x{n}</p>",
    "links": "<a href='/{n}'>A story number {n}</a> ",
    "bylines": "<p class=byline>By Ann Smith{n}</p>",
    "documents": '<script type="application/ld+json">{{"@type":"Thing","name":"{n}"}}</script>',
}


def calls(page: str) -> int:
    """How many calls, and steps of generators, a page takes."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        extract(page, url="https://growth.example/2026/03/story")
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("name", UNITS)
def test_twice_as_much_is_twice_the_work(name: str) -> None:
    def page(size: int) -> str:
        return START + "".join(UNITS[name].format(n=n) for n in range(size))

    extract(page(10))  # first-time tables
    once, twice = calls(page(800)), calls(page(1600))
    assert twice < 2.5 * once
