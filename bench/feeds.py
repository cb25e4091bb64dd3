"""Large feeds: CPU seconds and memory of reading them, each in a process of its own.

    python bench/feeds.py [CASE ...]     2,000 rich items, 100,000 small ones and 50 MB of each kind

A rich item is what a news site's WordPress writes: title, link, GUID, date, author, five
categories, two pictures, a summary and 3 KB of content, in CDATA sections or escaped.
Where feedparser reads the kind at all, it reads the rich items alone right afterwards.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from newspage import ADJECTIVES, NOUNS, sentence

AT = datetime(2026, 4, 1, tzinfo=UTC)
CASES = ("rich", "small", "endless", "one_item")
RICH, SMALL, ENDLESS = 2000, 100_000, 50_000_000
XMLNS = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def paragraphs(chance: Random) -> str:
    return "".join(
        f'<p class="wp-block-paragraph">{sentence(chance)} <a href="https://news.example/t">'
        f"{chance.choice(NOUNS)}</a> {sentence(chance)} {sentence(chance)}</p>\n"
        for _ in range(8)
    )


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rss_item(n: int) -> str:
    chance = Random(f"item {n}")
    tags = "".join(f"<category><![CDATA[{w}]]></category>" for w in chance.sample(NOUNS, 5))
    return (
        f"<item><title>{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {n} &amp; more</title>"
        f"<link>https://news.example/2026/03/{n}/a-{chance.choice(NOUNS)}/</link>"
        f"<comments>https://news.example/2026/03/{n}/#respond</comments>"
        f"<dc:creator><![CDATA[Mara Lindqvist]]></dc:creator>"
        f"<pubDate>{n % 27 + 1:02} Mar 2026 08:{n % 60:02}:00 +0000</pubDate>{tags}"
        f'<guid isPermaLink="false">https://news.example/?p={n}</guid>'
        f"<description><![CDATA[<p>{sentence(chance)}</p>]]></description>"
        f"<content:encoded><![CDATA[{paragraphs(chance)}]]></content:encoded>"
        f'<media:content url="https://news.example/{n}.jpg" medium="image" width="1200">'
        f"<media:title>Picture</media:title></media:content>"
        f'<media:thumbnail url="https://news.example/{n}-s.jpg"/>'
        f"<slash:comments>0</slash:comments></item>\n"
    )


def rdf_item(n: int) -> str:
    chance = Random(f"item {n}")
    tags = "".join(f"<dc:subject>{w}</dc:subject>" for w in chance.sample(NOUNS, 5))
    return (
        f'<item rdf:about="https://news.example/{n}"><title>{chance.choice(NOUNS)} {n}</title>'
        f"<link>https://news.example/{n}</link><dc:creator>Mara Lindqvist</dc:creator>"
        f"<dc:date>2026-03-{n % 27 + 1:02}T08:00:00+01:00</dc:date>{tags}"
        f"<description>{escaped(sentence(chance))}</description>"
        f"<content:encoded><![CDATA[{paragraphs(chance)}]]></content:encoded></item>\n"
    )


def atom_entry(n: int) -> str:
    chance = Random(f"item {n}")
    tags = "".join(f'<category term="{w}"/>' for w in chance.sample(NOUNS, 5))
    return (
        f"<entry><title>{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {n}</title>"
        f'<link rel="alternate" type="text/html" href="https://news.example/{n}"/>'
        f"<id>urn:news:{n}</id><published>2026-03-{n % 27 + 1:02}T08:00:00Z</published>"
        f"<updated>2026-03-{n % 27 + 1:02}T09:00:00Z</updated>"
        f"<author><name>Mara Lindqvist</name><uri>https://news.example/mara</uri></author>{tags}"
        f'<summary type="html">{escaped(sentence(chance))}</summary>'
        f'<content type="html">{escaped(paragraphs(chance))}</content>'
        f'<media:thumbnail url="https://news.example/{n}-s.jpg"/></entry>\n'
    )


def json_item(n: int) -> str:
    chance = Random(f"item {n}")
    item = {
        "id": f"urn:news:{n}",
        "url": f"https://news.example/{n}",
        "title": f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {n}",
        "date_published": f"2026-03-{n % 27 + 1:02}T08:00:00Z",
        "authors": [{"name": "Mara Lindqvist"}],
        "tags": chance.sample(NOUNS, 5),
        "image": f"https://news.example/{n}.jpg",
        "summary": sentence(chance),
        "content_html": paragraphs(chance),
    }
    return ("," if n else "") + json.dumps(item) + "\n"


def sitemap_page(n: int) -> str:
    chance = Random(f"item {n}")
    return (
        f"<url><loc>https://news.example/{n}</loc><lastmod>2026-03-{n % 27 + 1:02}</lastmod>"
        "<news:news><news:publication><news:name>News</news:name><news:language>en</news:language>"
        f"</news:publication><news:publication_date>2026-03-{n % 27 + 1:02}T08:00:00Z"
        f"</news:publication_date><news:title>{chance.choice(NOUNS)} {n}</news:title>"
        f"<news:keywords>{', '.join(chance.sample(NOUNS, 5))}</news:keywords></news:news>"
        f"<image:image><image:loc>https://news.example/{n}.jpg</image:loc></image:image></url>\n"
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """A format: what stands before, around a word and behind its items, and how one looks."""

    head: str
    item: Callable[[int], str]
    small: Callable[[int], str]
    long: Callable[[str], str]
    tail: str
    is_read_by_feedparser: bool = True

    def rich(self) -> str:
        return self.head + "".join(map(self.item, range(RICH))) + self.tail

    def many(self) -> str:
        return self.head + "".join(map(self.small, range(SMALL))) + self.tail

    def endless(self) -> str:
        items = self.item(0) + self.item(1) * (ENDLESS // len(self.item(1)))
        return self.head + items + self.tail

    def one_item(self) -> str:
        return self.head + self.long("word " * (ENDLESS // 5)) + self.tail


KINDS = {
    "rss": Kind(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {XMLNS}><channel>'
        "<title>News</title><link>https://news.example/</link><description>All</description>\n",
        rss_item,
        lambda n: f"<item><title>Story {n}</title><link>https://news.example/{n}</link></item>",
        lambda words: f"<item><description>{words}</description></item>",
        "</channel></rss>\n",
    ),
    "rdf": Kind(
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {XMLNS}>'
        '<channel rdf:about="https://news.example/"><title>News</title>'
        "<link>https://news.example/</link><description>All</description></channel>\n",
        rdf_item,
        lambda n: f"<item><title>Story {n}</title><link>https://news.example/{n}</link></item>",
        lambda words: f"<item><description>{words}</description></item>",
        "</rdf:RDF>\n",
    ),
    "atom": Kind(
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:media="http://search.yahoo.com/mrss/"><title>News</title><id>urn:news</id>'
        '<link href="https://news.example/"/><updated>2026-03-01T00:00:00Z</updated>\n',
        atom_entry,
        lambda n: f"<entry><title>Story {n}</title><id>urn:news:{n}</id></entry>",
        lambda words: f"<entry><summary>{words}</summary></entry>",
        "</feed>\n",
    ),
    "json": Kind(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [\n',
        json_item,
        lambda n: f'{"," if n else ""}{{"id": "{n}", "url": "https://news.example/{n}"}}',
        lambda words: f'{{"id": "1", "content_text": "{words}"}}',
        "]}\n",
        is_read_by_feedparser=False,
    ),
    "sitemap": Kind(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n',
        sitemap_page,
        lambda n: f"<url><loc>https://news.example/{n}</loc></url>",
        lambda words: f"<url><loc>https://news.example/{words}</loc></url>",
        "</urlset>\n",
        is_read_by_feedparser=False,
    ),
}


def body(case: str) -> bytes:
    name, _, shape = case.partition(" ")
    kind = KINDS[name]
    made = {
        "rich": kind.rich,
        "small": kind.many,
        "endless": kind.endless,
        "one_item": kind.one_item,
    }
    return made[shape]().encode()


def measure(case: str) -> None:
    """In this process: what reading one body costs, imports and first-time tables aside."""
    from ingest import feeds
    from ingest.model import Feed

    source = body(case)
    for kind in KINDS.values():
        feeds.read((kind.head + kind.item(0) + kind.tail).encode(), url="http://a.example", at=AT)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    found = feeds.read(source, url="https://news.example/feed", at=AT)
    seconds = time.process_time() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    is_feed = isinstance(found, Feed)
    said = f"{len(found.entries)} entries, {found.dropped} dropped" if is_feed else found.problem
    print(json.dumps([len(source) / 1e6, seconds, (after - before) / 1000, said]))


def measure_feedparser(case: str) -> None:
    """In this process: the same by feedparser alone, with all that costs it most turned off."""
    import feedparser

    source = body(case)
    begun = time.process_time()
    feedparser.parse(  # noqa: TID251 - a peer, on BytesIO as well
        io.BytesIO(source), sanitize_html=False, resolve_relative_uris=False
    )
    print(json.dumps(time.process_time() - begun))


def told(*arguments: str) -> object:
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help="as printed, e.g. 'atom rich'")
    parser.add_argument("--in-this-process", choices=("ingest", "feedparser"))
    options = parser.parse_args()
    if options.in_this_process == "ingest":
        return measure(options.cases[0])
    if options.in_this_process == "feedparser":
        return measure_feedparser(options.cases[0])
    print(f"{'':18} {'MB':>6} {'CPU s':>6} {'MB more':>8} {'feedparser':>11} {'ratio':>6}")
    for case in options.cases or [f"{name} {shape}" for shape in CASES for name in KINDS]:
        size, seconds, more, said = told("--in-this-process", "ingest", case)
        line = f"{case:18} {size:6.1f} {seconds:6.2f} {more:8.0f}"
        kind, _, shape = case.partition(" ")
        if shape == "rich" and KINDS[kind].is_read_by_feedparser:
            alone = told("--in-this-process", "feedparser", case)
            print(f"{line} {alone:11.2f} {seconds / alone:6.2f}  {said}", flush=True)
        else:
            print(f"{line} {'':18}  {said}", flush=True)
    return None


if __name__ == "__main__":
    main()
