"""How CPU time grows with the size of hostile input: pages, feeds and headers, doubled twice.

    python bench/growth.py [--only pages|feeds|headers] [--case WORD] [--largest 800000]

Each case works in a process of its own with a limit of CPU time. The exponent is that of the two
doublings: 1 is linear, 2 is quadratic. What is above 1.2 is marked, n·log n stays below.
Addresses and robots.txt are among the headers.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import hostile_feeds
from hostile_headers import HEADERS
from hostile_pages import PAGES, START, attributes

AT = datetime(2026, 4, 1, tzinfo=UTC)
KINDS = ("pages", "feeds", "headers")
LIMIT = 60
SUSPECT = 1.2
NOISE = 0.02
LARGEST_HEADER = 400_000  # four times what is accepted; robots.txt ends at 500 KB


def _by_bytes(shape: Callable[[int], str]) -> Callable[[int], str]:
    """A shape that counts its parts, as one that has about so many bytes."""
    size = len(shape(1000)) / 1000
    return lambda n: shape(int(n / size))


RSS = "<rss version='2.0'><channel><title>t</title><link>https://a.example/</link>"
ITEM = "<item><title>x</title><link>https://a.example/1</link>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>"
ENTRY = "<title>x</title><id>urn:1</id><link href='https://a.example/1'/>"
XHTML = "<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
JSON = '{"version":"https://jsonfeed.org/version/1.1","items":['
FEEDS: dict[str, Callable[[int], str]] = {
    "items": lambda n: RSS + "<item><title>a</title><link>/a</link></item>" * (n // 44),
    "nested": lambda n: RSS + ITEM + "<a>" * (n // 3),
    "nested items": lambda n: RSS + "<item>" * (n // 6),
    "nested markup": lambda n: RSS + ITEM + "<description>" + "&lt;div&gt;" * (n // 11),
    "long attribute": lambda n: RSS + ITEM + "<category domain='" + "a " * (n // 2) + "'/></item>",
    "many attributes": lambda n: RSS + "<item " + attributes(n) + "/>",
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
    "same ids": lambda n: RSS + "<item><guid>1</guid><title>a</title></item>" * (n // 43),
    "same ids, others": lambda n: (
        RSS + "".join(f"<item><guid>1</guid><title>{k}</title></item>" for k in range(n // 46))
    ),
    "same links": lambda n: RSS + "<item><link>https://a.example/1</link></item>" * (n // 46),
    "long title": lambda n: RSS + ITEM + "<title>" + "word - " * (n // 7) + "</title></item>",
    "long link": lambda n: RSS + "<item><link>https://a.example/?" + "a=b&amp;" * (n // 8),
    "long guid": lambda n: RSS + "<item><guid>" + "a" * n + "</guid></item>",
    "nbsp run": lambda n: RSS + ITEM + "<description>" + "\xa0" * n + "</description></item>",
    "combining run": lambda n: RSS + ITEM + "<title>" + "\u0301" * n + "</title></item>",
    "entries": lambda n: ATOM + f"<entry>{ENTRY}</entry>" * (n // 90) + "</feed>",
    "odd entries": lambda n: ATOM + f"<entry a='b'>{ENTRY}</entry>" * (n // 96) + "</feed>",
    "empty entries": lambda n: ATOM + "<entry/>" * (n // 8) + "</feed>",
    "Atom links": lambda n: (
        ATOM + "<entry>" + "<link href='https://a.example/'/>" * (n // 33) + "</entry></feed>"
    ),
    "Atom authors": lambda n: (
        ATOM + "<entry>" + "<author><name>A</name></author>" * (n // 31) + "</entry></feed>"
    ),
    "head authors": lambda n: ATOM + "<author><name>A</name></author>" * (n // 31) + "</feed>",
    "Atom categories": lambda n: (
        ATOM
        + "<entry>"
        + "".join(f"<category term='{k}'/>" for k in range(n // 24))
        + "</entry></feed>"
    ),
    "XHTML": lambda n: ATOM + XHTML + "<b>a</b>" * (n // 8) + "</div></content></entry></feed>",
    "XHTML text": lambda n: ATOM + XHTML + "a&amp;" * (n // 6) + "</div></content></entry></feed>",
    "XHTML nested": lambda n: (
        ATOM
        + (XHTML + "<b>" * 90 + "</b>" * 90 + "</div></content></entry>") * (n // 760)
        + "</feed>"
    ),
    "bases": lambda n: ATOM + "<entry xml:base='a/'><id>1</id></entry>" * (n // 39) + "</feed>",
    "nested bases": lambda n: ATOM + "<a xml:base='a/'>" * (n // 17),
    "media": lambda n: (
        ATOM
        + f"<entry>{ENTRY}"
        + "<m:content xmlns:m='http://search.yahoo.com/mrss/'/>" * (n // 52)
        + "</entry></feed>"
    ),
    "sitemap line": lambda n: "<urlset><url><loc>https://a.example/" + "a" * n + "</loc></url>",
    "sitemap images": lambda n: "<urlset><url>" + "<image><loc>/a</loc></image>" * (n // 28),
    "sitemap index": lambda n: (
        "<sitemapindex>"
        + "".join(f"<sitemap><loc>https://a.example/{k}</loc></sitemap>" for k in range(n // 50))
        + "</sitemapindex>"
    ),
    "sitemap keywords": lambda n: "<urlset><url><keywords>" + "a," * (n // 2),
    "plain addresses": lambda n: "https://a.example/1\n" * (n // 20),
    "HTML classes": lambda n: (
        "<html>"
        + f"<div class='{'a' * 7900}'>" * 5
        + "<a href='/2026/03/a-b-c-d'>Words</a>" * (n // 42)
    ),
    "HTML entries": lambda n: (
        "<html>" + "<div class=h-entry><a class=u-url href=/x>a</a></div>" * (n // 53)
    ),
    "JSON tags": lambda n: JSON + '{"id":"1","tags":[' + '"a",' * (n // 4) + '"b"]}]}',
    "JSON authors": lambda n: (
        JSON + '{"id":"1","authors":[' + '{"name":"a"},' * (n // 13) + "{}]}]}"
    ),
    "JSON same ids": lambda n: JSON + '{"id":"1","title":"a"},' * (n // 23) + "{}]}",
    "JSON digits": lambda n: JSON + '{"id":' + "9" * n + "}]}",
    "JSON text": lambda n: JSON + '{"id":"1","content_text":"' + "a < b " * (n // 6) + '"}]}',
    **{name: _by_bytes(shape) for name, shape in hostile_feeds.SHAPES.items()},
}


def runner(kind: str) -> Callable[[str], object]:
    """What is measured, with its imports and first-time tables behind it."""
    if kind == "pages":
        from ingest.pages import extract

        extract(START)
        return extract

    from ingest import feeds
    from ingest.model import SourceKind

    def read(text: str) -> object:
        kind = SourceKind.PAGE if text.startswith("<html") else SourceKind.FEED
        return feeds.read(text.encode(), url="https://a.example/feed", kind=kind, at=AT)

    read(RSS + ITEM + "</item></channel></rss>")
    return read


def cases(kind: str) -> Iterator[tuple[str, Callable[[str], object], Callable[[int], str]]]:
    """Each case's name, what is measured, and what makes its input."""
    if kind == "headers":
        for name, (run, source) in HEADERS.items():
            run(source(100))
            yield name, run, source
        return
    run = runner(kind)
    for name, source in (PAGES if kind == "pages" else FEEDS).items():
        yield name, run, source


def seconds(run: Callable[[str], object], source: str) -> float:
    """CPU seconds in a process of its own; without end where the limit was reached or it died."""
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
    return float(told) if told else math.inf


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=KINDS, action="append")
    parser.add_argument("--case", action="append", help="only those with this in their names")
    parser.add_argument("--largest", type=int, default=800_000)
    options = parser.parse_args()
    for kind in options.only or KINDS:
        largest = min(options.largest, LARGEST_HEADER if kind == "headers" else options.largest)
        sizes = [largest // 4, largest // 2, largest]
        print(f"{'':30}", *(f"{size // 1000:8} KB" for size in sizes), "  exponent")
        for name, run, source in cases(kind):
            if any(word in f"{kind} {name}" for word in options.case or [name]):
                sources = [source(size) for size in sizes]
                print(f"{kind:8} {name:21} {_line(run, sources)}", flush=True)


def _line(run: Callable[[str], object], sources: list[str]) -> str:
    """CPU time at each size, and the exponent; what is suspect is measured again."""
    spent = [seconds(run, source) for source in sources]
    if _exponent(spent) > SUSPECT:
        again = [seconds(run, source) for source in sources]
        spent = [min(pair) for pair in zip(spent, again, strict=True)]
    exponent = _exponent(spent)
    mark = " <--" if exponent > SUSPECT else ""
    return " ".join(f"{1000 * one:8.0f} ms" for one in spent) + f"   {exponent:6.2f}{mark}"


def _exponent(spent: list[float]) -> float:
    return math.log2(max(spent[-1], NOISE) / max(spent[0], NOISE)) / 2


if __name__ == "__main__":
    main()
