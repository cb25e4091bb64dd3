"""Hostile feeds, doubled -> whether the time to read them doubles, too.

    python bench/hostile_feeds.py [--size 5000] [SHAPE ...]

Reads each shape at three sizes and prints the CPU seconds. Exit status 1 where one grows faster
than n log n.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from ingest import feeds
from ingest.model import Feed, SourceKind

AT = datetime(2026, 1, 1, tzinfo=UTC)
NOISE = 0.1


def rss(inner: str) -> str:
    return f"<rss version='2.0'><channel><title>T</title>{inner}</channel></rss>"


def item(inner: str) -> str:
    return rss(f"<item><guid>1</guid>{inner}</item>")


def atom(inner: str) -> str:
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>{inner}</entry></feed>"


def each(text: str, size: int) -> str:
    """The text for each number, with `#` for the number."""
    return "".join(text.replace("#", str(number)) for number in range(size))


SHAPES: dict[str, Callable[[int], str]] = {
    "comments that do not end": lambda n: rss("<!--" * n),
    "comments in text": lambda n: item(f"<title>{'&lt;!--' * n}</title>"),
    "an author of dots": lambda n: item(f"<author>{'a.' * n}@</author>"),
    "authors of dots in sections": lambda n: item(f"<author><![CDATA[{'a.' * n}@]]></author>"),
    "attributes": lambda n: rss("<x " + each("a#='1' ", n) + "/>"),
    "attributes, ill-formed": lambda n: rss(f"<x {each('a#=1 ', n)}/>"),
    "attributes that do not end": lambda n: item('<a b="' * n),
    "nested elements": lambda n: item("<a>" * n + "</a>" * n),
    "nested elements that do not end": lambda n: item("<a>" * n),
    "nested inline markup": lambda n: atom(
        f"<content type='xhtml'>{'<div>' * n}{'</div>' * n}</content>"
    ),
    "nested bases": lambda n: item(each("<a xml:base='b#/'>", n) + "</a>" * n),
    "keywords": lambda n: item(each("<category>c#</category>", n)),
    "keywords in one": lambda n: item(f"<tags>{each('k#,', n)}</tags>"),
    "namespaces": lambda n: item(each("<p#:b xmlns:p#='u#'/>", n)),
    "entities": lambda n: "<!DOCTYPE rss [" + each("<!ENTITY e# 'x'>", n) + "]>" + rss("&e1;" * n),
    "ampersands": lambda n: item(f"<description>{'&' * n}</description>"),
    "references": lambda n: item(f"<description>{'&#1;' * n}</description>"),
    "a reference of digits": lambda n: item(f"<description>&#{'9' * n};</description>"),
    "sections that do not end": lambda n: item("<![CDATA[" * n),
    "many sections": lambda n: item(f"<description>{'<![CDATA[a]]>' * n}</description>"),
    "white space": lambda n: item(f"<title{' ' * n}>{' ' * n}x</title{' ' * n}>"),
    "blank lines before": lambda n: "\n" * n + rss(""),
    "brackets": lambda n: item("<" * n),
    "instructions": lambda n: rss("<?" * n),
    "items in items": lambda n: rss("<item>" * n),
    "items": lambda n: rss(each("<item><guid>#</guid></item>", n)),
    "dates": lambda n: item("<pubDate>then, 2024</pubDate>" * n),
    "a date of digits": lambda n: item(f"<pubDate>2024-01-01T{'0' * n}</pubDate>"),
    "links": lambda n: item(each("<link>https://a.example/#</link>", n)),
    "a long link": lambda n: item(f"<link>https://a.example/{'a/../' * n}</link>"),
    "contents": lambda n: atom("<content type='html'>x</content>" * n),
    "JSON in JSON": lambda n: '{"version":"https://jsonfeed.org/version/1","items":' + "[" * n,
    "JSON tags": lambda n: (
        '{"version":"https://jsonfeed.org/version/1","items":[{"tags":['
        + each('"t#",', n)
        + '""]}]}'
    ),
    "a sitemap": lambda n: (
        f"<urlset>{each('<url><loc>https://a.example/#</loc></url>', n)}</urlset>"
    ),
    "a nested sitemap": lambda n: f"<urlset>{'<url>' * n}{'</url>' * n}</urlset>",
    "a page: nested": lambda n: "<html><body>" + "<div>" * n,
    "a page: links in links": lambda n: "<html><body>" + "<a href='/2024/1/a-b-c-d'><div>x" * n,
    "a page: links": lambda n: "<html><body>" + each("<li><a href='/2024/01/a-b-c-#'>x y z</a>", n),
    "a page: attributes": lambda n: f"<html><body><a {each('a#=1 ', n)} href='/x'>a b c</a>",
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=5000, help="the smallest of the three sizes")
    parser.add_argument("shapes", nargs="*", help="only shapes whose names contain one of these")
    options = parser.parse_args()
    failed = 0
    for name, shape in SHAPES.items():
        if options.shapes and not any(part in name for part in options.shapes):
            continue
        sizes = [options.size * factor for factor in (1, 2, 4)]
        seconds = [measure(shape(size), is_page=name.startswith("a page")) for size in sizes]
        allowed = 2 * math.log(sizes[2]) / math.log(sizes[1]) * 1.5 * seconds[1] + NOISE
        grows = seconds[2] > allowed
        failed += grows
        print(
            f"{name:34} {'  '.join(f'{spent:7.3f}' for spent in seconds)}"
            f"  {'GROWS' if grows else 'ok'}"
        )
    return 1 if failed else 0


def measure(text: str, *, is_page: bool) -> float:
    body = text.encode()
    kind = SourceKind.PAGE if is_page else SourceKind.FEED
    started = time.process_time()
    result = feeds.read(body, url="https://a.example/feed", kind=kind, at=AT)
    spent = time.process_time() - started
    assert not isinstance(result, Feed) or len(result.entries) <= 2000
    return spent


if __name__ == "__main__":
    sys.exit(main())
