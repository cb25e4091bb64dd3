"""How CPU time grows with the size of hostile input: pages, feeds and headers, doubled four times.

    python bench/growth.py [--only pages|feeds|headers] [--largest 800000]

Each case works in a process of its own with a limit of CPU time. The exponent is that of the last
two doublings: 1 is linear, 2 is quadratic. What is above 1.3 is marked, n·log n stays below.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime

AT = datetime(2026, 4, 1, tzinfo=UTC)
LIMIT = 60
SUSPECT = 1.3
START = "<html><body><article><h1>Title</h1><p>" + "A sentence to begin with. " * 20 + "</p>"


def _attributes(n: int) -> str:
    return " ".join(f"a{k}='1'" for k in range(n // 9))


PAGES: dict[str, Callable[[int], str]] = {
    "nested div": lambda n: START + "<div>" * (n // 5) + "text",
    "nested lists": lambda n: START + "<ul><li>" * (n // 8) + "text",
    "nested tables": lambda n: START + "<table><tr><td>" * (n // 15) + "text",
    "nested inline": lambda n: START + "<p>" + "<b><i>" * (n // 6) + "text",
    "unclosed p": lambda n: START + "<p>a few words" * (n // 14),
    "unclosed a": lambda n: START + "<a href=/x>a word " * (n // 18),
    "many br": lambda n: START + "<p>" + "word<br>" * (n // 8),
    "many links": lambda n: START + "<a href='/a'>Story</a> " * (n // 23),
    "many items": lambda n: START + "<ul>" + "<li>A short item</li>" * (n // 21),
    "many paragraphs": lambda n: START + "<p>Some words in it.</p>" * (n // 24),
    "many headings": lambda n: START + "<h2>A heading</h2>" * (n // 18),
    "many rows": lambda n: START + "<table>" + "<tr><td>1<td>2</tr>" * (n // 19),
    "many metas": lambda n: "<head>" + "<meta name=author content='A B'>" * (n // 32) + START,
    "many times": lambda n: START + "<time>2 March 2026</time>" * (n // 25),
    "many bylines": lambda n: START + "<p class=byline>By Ann Smith</p>" * (n // 32),
    "many images": lambda n: START + "<img src=/a.jpg alt=x>" * (n // 22),
    "many JSON-LD": lambda n: '<script type="application/ld+json">{"a":1}</script>' * (n // 50),
    "long attribute": lambda n: START + "<p class=" + "a-" * (n // 2) + ">x</p>",
    "many attributes": lambda n: START + "<p " + _attributes(n) + ">x",
    "long line": lambda n: START + "<p>" + "word " * (n // 5),
    "long word": lambda n: START + "<p>" + "x" * n,
    "entity run": lambda n: START + "<p>" + "&amp;" * (n // 5),
    "broken entities": lambda n: START + "<p>" + "&" * n,
    "space run": lambda n: START + "<p>a" + " " * n + "b",
    "newline run": lambda n: START + "<p>a" + "\n" * n + "b",
    "nbsp run": lambda n: START + "<p>a" + "\xa0" * n + "b",
    "open tags": lambda n: START + "<" * n,
    "open comments": lambda n: START + "<!--" * (n // 4),
    "JSON-LD escapes": lambda n: '<script type="application/ld+json">"' + '\\"' * (n // 2),
    "JSON-LD nesting": lambda n: '<script type="application/ld+json">' + '{"a":[' * (n // 6),
    "JSON-LD body": lambda n: (
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"'
        + "A sentence of it. " * (n // 18)
        + '"}</script>'
        + START
    ),
    "digits": lambda n: START + "<p>" + "2026-03-" * (n // 8),
    "at signs": lambda n: START + "<p>By " + "a.a@" * (n // 4),
    "commas in byline": lambda n: START + "<p class=byline>By " + "Ann, " * (n // 5) + "</p>",
    "long title": lambda n: "<title>" + "Word - " * (n // 7) + "</title>" + START,
}
RSS = "<rss version='2.0'><channel><title>t</title><link>https://a.example/</link>"
ITEM = "<item><title>x</title><link>https://a.example/1</link>"
FEEDS: dict[str, Callable[[int], str]] = {
    "items": lambda n: RSS + "<item><title>a</title><link>/a</link></item>" * (n // 44),
    "nested": lambda n: RSS + ITEM + "<a>" * (n // 3),
    "nested items": lambda n: RSS + "<item>" * (n // 6),
    "nested markup": lambda n: RSS + ITEM + "<description>" + "&lt;div&gt;" * (n // 11),
    "long attribute": lambda n: RSS + ITEM + "<category domain='" + "a " * (n // 2) + "'/></item>",
    "many attributes": lambda n: RSS + "<item " + _attributes(n) + "/>",
    "categories": lambda n: RSS + ITEM + "<category>a b</category>" * (n // 24) + "</item>",
    "distinct categories": lambda n: (
        RSS + ITEM + "".join(f"<category>w{k}</category>" for k in range(n // 26)) + "</item>"
    ),
    "links": lambda n: RSS + ITEM + "<link>https://a.example/</link>" * (n // 31) + "</item>",
    "enclosures": lambda n: RSS + ITEM + "<enclosure url='http://a/b'/>" * (n // 30) + "</item>",
    "authors": lambda n: RSS + ITEM + "<author>" + "a.a@" * (n // 4) + "</author></item>",
    "long line": lambda n: RSS + ITEM + "<description>" + "word " * (n // 5) + "</description>",
    "entity run": lambda n: RSS + ITEM + "<description>" + "&amp;" * (n // 5) + "</description>",
    "broken entities": lambda n: RSS + ITEM + "<description>" + "&" * n + "</description>",
    "space run": lambda n: RSS + ITEM + "<title>a" + " " * n + "b</title></item>",
    "space in tag": lambda n: RSS + ITEM + "<title" + " " * n + ">a</title></item>",
    "open tags": lambda n: RSS + "<" * n,
    "comments": lambda n: RSS + "<!--" * (n // 4),
    "cdata": lambda n: RSS + ITEM + "<title>" + "<![CDATA[a]]>" * (n // 13) + "</title></item>",
    "open cdata": lambda n: RSS + ITEM + "<title>" + "<![CDATA[" * (n // 9),
    "namespaces": lambda n: (
        "<rss version='2.0' " + " ".join(f"xmlns:a{k}='b{k}'" for k in range(n // 15)) + "/>"
    ),
    "dates": lambda n: RSS + ITEM + "<pubDate>" + "2 Mar " * (n // 6) + "</pubDate></item>",
    "guids": lambda n: RSS + "".join(f"<item><guid>{k}</guid></item>" for k in range(n // 32)),
    "JSON nesting": lambda n: '{"version":"https://jsonfeed.org/version/1","items":' + "[" * n,
    "JSON items": lambda n: (
        '{"version":"https://jsonfeed.org/version/1.1","items":['
        + ",".join(f'{{"id":"{k}","content_text":"a"}}' for k in range(n // 30))
        + "]}"
    ),
    "sitemap": lambda n: (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        + "<url><loc>https://a.example/1</loc></url>" * (n // 43)
        + "</urlset>"
    ),
    "HTML": lambda n: "<html><body>" + "<a href=/x>A story</a>" * (n // 22),
}
HEADERS: dict[str, Callable[[int], str]] = {
    "type parameters": lambda n: "text/html" + "; a=b" * (n // 5),
    "type quotes": lambda n: 'text/html; charset="' + '\\"' * (n // 2),
    "type spaces": lambda n: "text/html;" + " " * n + "charset=utf-8",
    "type semicolons": lambda n: "text/html" + ";" * n,
}


def runner(kind: str) -> Callable[[str], object]:
    """What is measured, with its imports and first-time tables behind it."""
    if kind == "pages":
        from ingest.pages import extract

        extract(START)
        return extract
    if kind == "feeds":
        from ingest import feeds

        def read(text: str) -> object:
            return feeds.read(text.encode(), url="https://a.example/feed", at=AT)

        read(RSS + ITEM + "</item></channel></rss>")
        return read
    from ingest.fetch.verdict import media_type

    return lambda text: media_type({"content-type": text})


def seconds(run: Callable[[str], object], source: str) -> float | None:
    """CPU seconds in a process of its own; None where the limit was reached or it died."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        begun = time.process_time()
        run(source)
        os.write(write, str(time.process_time() - begun).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    return float(told) if told else None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("pages", "feeds", "headers"), action="append")
    parser.add_argument("--largest", type=int, default=800_000)
    options = parser.parse_args()
    sizes = [options.largest // 4, options.largest // 2, options.largest]
    print(f"{'':26}", *(f"{size // 1000:7} KB" for size in sizes), "  exponent")
    for kind, cases in {"pages": PAGES, "feeds": FEEDS, "headers": HEADERS}.items():
        if options.only and kind not in options.only:
            continue
        run = runner(kind)
        for name, source in cases.items():
            spent = [seconds(run, source(size)) for size in sizes]
            shown = [f"{1000 * one:7.0f} ms" if one is not None else "      none" for one in spent]
            first, last = spent[0], spent[-1]
            if first is None or last is None:
                said = "over the limit"
            else:
                exponent = math.log2(max(last, 0.002) / max(first, 0.002)) / 2
                said = f"{exponent:6.2f}{' <--' if exponent > SUSPECT else ''}"
            print(f"{kind:8} {name:17}", *shown, " ", said, flush=True)


if __name__ == "__main__":
    main()
