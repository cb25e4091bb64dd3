"""Large feeds: CPU seconds and memory of reading them, each in a process of its own.

    python bench/feeds.py             2,000 rich items, and what is cut or refused at its limit

A rich item is what a news site's WordPress writes: title, link, GUID, date, author, five
categories, two pictures, a summary and 3 KB of content, in CDATA sections or escaped.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from newspage import ADJECTIVES, NOUNS, sentence

AT = datetime(2026, 4, 1, tzinfo=UTC)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>News</title>'
    "<link>https://news.example/</link><description>All of it</description>\n"
)
TAIL = "</channel></rss>\n"
ATOM_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/"><title>News</title><id>urn:news</id>'
    '<link href="https://news.example/"/><updated>2026-03-01T00:00:00Z</updated>\n'
)


def paragraphs(chance: Random) -> str:
    return "".join(
        f'<p class="wp-block-paragraph">{sentence(chance)} <a href="https://news.example/t">'
        f"{chance.choice(NOUNS)}</a> {sentence(chance)} {sentence(chance)}</p>\n"
        for _ in range(8)
    )


def rich_item(n: int) -> str:
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


def rich_entry(n: int) -> str:
    chance = Random(f"item {n}")
    tags = "".join(f'<category term="{w}"/>' for w in chance.sample(NOUNS, 5))
    told = paragraphs(chance).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<entry><title>{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {n}</title>"
        f'<link rel="alternate" type="text/html" href="https://news.example/{n}"/>'
        f"<id>urn:news:{n}</id><published>2026-03-{n % 27 + 1:02}T08:00:00Z</published>"
        f"<updated>2026-03-{n % 27 + 1:02}T09:00:00Z</updated>"
        f"<author><name>Mara Lindqvist</name><uri>https://news.example/mara</uri></author>{tags}"
        f'<summary type="html">{sentence(chance)}</summary><content type="html">{told}</content>'
        f'<media:thumbnail url="https://news.example/{n}-s.jpg"/></entry>\n'
    )


def rich() -> bytes:
    return (HEAD + "".join(map(rich_item, range(2000))) + TAIL).encode()


def rich_atom() -> bytes:
    return (ATOM_HEAD + "".join(map(rich_entry, range(2000))) + "</feed>").encode()


def small_items() -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><link>https://news.example/{n}</link></item>"
        for n in range(100_000)
    )
    return (HEAD + items + TAIL).encode()


def fifty_megabytes() -> bytes:
    item = rich_item(1)
    return (HEAD + item * (50_000_000 // len(item)) + TAIL).encode()


def one_item() -> bytes:
    return (HEAD + "<item><description>" + "word " * 10_000_000 + "</description></item>").encode()


CASES: dict[str, Callable[[], bytes]] = {
    case.__name__: case for case in (rich, rich_atom, small_items, fifty_megabytes, one_item)
}


def measure(name: str) -> None:
    from ingest import feeds
    from ingest.model import Feed

    body = CASES[name]()
    # imports and first-time tables are not what is measured
    feeds.read(HEAD.encode() + rich_item(0).encode() + TAIL.encode(), url="http://a.example", at=AT)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    found = feeds.read(body, url="https://news.example/feed", at=AT)
    seconds = time.process_time() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    is_feed = isinstance(found, Feed)
    said = f"{len(found.entries)} entries, {found.dropped} dropped" if is_feed else str(found)
    print(json.dumps([len(body) / 1e6, seconds, (after - before) / 1000, said]))


def main() -> None:
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    print(f"{'':16} {'MB':>6} {'CPU s':>6} {'MB more':>8}")
    for name in CASES:
        told = subprocess.run(
            [sys.executable, __file__, name], check=True, capture_output=True, text=True
        )
        size, seconds, more, said = json.loads(told.stdout)
        print(f"{name:16} {size:6.1f} {seconds:6.2f} {more:8.0f}  {said}")


if __name__ == "__main__":
    main()
