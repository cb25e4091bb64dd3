"""Eight invented news sites on loopback addresses, in four markup families, with teasers.

Every site has ten articles, a feed (RSS, Atom or JSON Feed) and answers conditional requests.
The server notes what it was asked and how many requests a host had in flight at once.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

SITES = 8
ARTICLES = 10
SECTIONS = ("World", "Business", "Science", "Culture")
PEOPLE = ("Mara Lindqvist", "Tomas Okafor", "Ines Duarte", "Yusuf Hartmann")
FIRST_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

SUBJECTS = (
    "The harbour council",
    "A group of hydrologists",
    "The regional orchestra",
    "Farmers in the upper valley",
    "The ferry operator",
    "Engineers at the old mill",
    "The museum's curators",
    "A panel of retired judges",
)
VERBS = ("has agreed to", "will not", "was urged to", "decided on Tuesday to", "still hopes to")
OBJECTS = (
    "rebuild the northern breakwater before the winter storms",
    "publish the measurements that were kept under lock for a decade",
    "move the spring festival to the meadows beside the station",
    "share the cost of the new reservoir with its neighbours",
    "open the archive to anyone who asks for it in writing",
    "replace the last diesel engines with electric ones",
    "restore the frescoes that were painted over in the fifties",
)
ENDS = (
    "according to minutes seen by this newspaper",
    "although two members voted against it",
    "and nobody in the room seemed surprised",
    "which would cost about four million a year",
    "after a debate that lasted until midnight",
    "provided that the province pays its part",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One invented article."""

    path: str
    title: str
    section: str
    author: str
    published_at: datetime
    paragraphs: tuple[str, ...]


def stories(site: int) -> tuple[Story, ...]:
    """The ten articles of a site: the same ones every time."""
    chance = Random(site)

    def sentence() -> str:
        words = (SUBJECTS, VERBS, OBJECTS, ENDS)
        subject, verb, what, end = (chance.choice(choices) for choices in words)
        return f"{subject} {verb} {what}, {end}, file {chance.randrange(10**6)} says."

    return tuple(
        Story(
            path=f"/{SECTIONS[n % 4].lower()}/{n}-{sha256(f'{site}.{n}'.encode()).hexdigest()[:8]}",
            title=f"{chance.choice(SUBJECTS)} and case {chance.randrange(10**5)} of site {site}",
            section=SECTIONS[n % 4],
            author=PEOPLE[(site + n) % 4],
            published_at=FIRST_DAY + timedelta(days=n, hours=site),
            paragraphs=tuple(
                " ".join(sentence() for _ in range(chance.randrange(2, 5))) for _ in range(6)
            ),
        )
        for n in range(ARTICLES)
    )


@dataclass
class Sites:
    """The running sites and what they saw."""

    addresses: tuple[str, ...]
    port: int
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    in_flight: Counter[str] = field(default_factory=Counter)
    most_in_flight: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def origin(self, site: int) -> str:
        """The site's origin."""
        return f"http://{self.addresses[site]}:{self.port}"

    @property
    def feeds(self) -> tuple[str, ...]:
        """The addresses of all feeds."""
        return tuple(f"{self.origin(site)}/feed" for site in range(len(self.addresses)))

    def stories(self) -> dict[str, Story]:
        """Every article by its address."""
        return {
            self.origin(site) + story.path: story
            for site in range(len(self.addresses))
            for story in stories(site)
        }


@contextmanager
def serve(count: int = SITES) -> Iterator[Sites]:
    """Serves the sites on 127.0.0.2, 127.0.0.3, … until the block ends."""
    addresses = tuple(f"127.0.0.{n + 2}" for n in range(count))
    server = ThreadingHTTPServer(("0.0.0.0", 0), _handler())
    server.daemon_threads = True
    sites = Sites(addresses=addresses, port=server.server_port)
    server.sites = sites  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler() -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            sites: Sites = self.server.sites  # type: ignore[attr-defined]
            name = (self.headers["Host"] or "").partition(":")[0]
            with sites.lock:
                sites.requests.append((name, self.path, self.headers["If-None-Match"]))
                sites.in_flight[name] += 1
                sites.most_in_flight[name] = max(sites.most_in_flight[name], sites.in_flight[name])
            kind, body = _answer(sites, name, self.path.partition("?")[0])
            with sites.lock:
                sites.in_flight[name] -= 1
            etag = f'"{sha256(body).hexdigest()[:16]}"'
            if not kind:
                self._send(404, "text/plain", b"not found", "")
            elif self.headers["If-None-Match"] == etag:
                self._send(304, kind, b"", etag)
            else:
                self._send(200, kind, body, etag)

        def _send(self, status: int, kind: str, body: bytes, etag: str) -> None:
            self.send_response(status)
            if etag:
                self.send_header("ETag", etag)
            if status != 304:
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _answer(sites: Sites, name: str, path: str) -> tuple[str, bytes]:
    if name not in sites.addresses:
        return "", b""
    site = sites.addresses.index(name)
    if path == "/feed":
        return _feed(site, sites.origin(site))
    for story in stories(site):
        if story.path == path:
            return "text/html; charset=utf-8", _page(site, story).encode()
    return "", b""


def _feed(site: int, origin: str) -> tuple[str, bytes]:
    newest_first = stories(site)[::-1]
    if site % 3 == 0:
        items = "".join(
            f"<item><title>{escape(s.title)}</title><link>{origin}{s.path}?utm_source=rss</link>"
            f"<guid isPermaLink='false'>{site}-{s.path}</guid>"
            f"<pubDate>{s.published_at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for s in newest_first
        )
        channel = f"<title>Site {site}</title><link>{origin}/</link>{items}"
        body = f"<rss version='2.0'><channel>{channel}</channel></rss>"
        return "application/rss+xml", body.encode()
    if site % 3 == 1:
        items = "".join(
            f"<entry><id>tag:{site}{s.path}</id><title>{escape(s.title)}</title>"
            f"<link rel='alternate' href='{s.path}'/>"
            f"<updated>{s.published_at.isoformat()}</updated>"
            f"<published>{s.published_at.isoformat()}</published></entry>"
            for s in newest_first
        )
        body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Site {site}</title>{items}</feed>"
        return "application/atom+xml", body.encode()
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Site {site}",
        "items": [
            {
                "id": s.path,
                "url": origin + s.path,
                "title": s.title,
                "date_published": s.published_at.isoformat(),
            }
            for s in newest_first
        ],
    }
    return "application/feed+json", json.dumps(document).encode()


def _page(site: int, story: Story) -> str:
    others = [s for s in stories(site) if s != story]
    body = "".join(f"<p>{escape(p)}</p>" for p in story.paragraphs)
    date = story.published_at.isoformat()
    day = f"{story.published_at:%B %d, %Y}"
    linked_data = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": date,
            "articleSection": story.section,
            "author": {"@type": "Person", "name": story.author},
        }
    )
    title = escape(story.title)
    match site % 4:
        case 0:
            head = f'<script type="application/ld+json">{linked_data}</script>'
            cards = "".join(
                f'<li><a href="{s.path}"><span>{s.section}</span><span>{n + 2} days ago</span>'
                f"<h2>{escape(s.title)}</h2></a></li>"
                for n, s in enumerate(others)
            )
            content = f"""<article><h3><a href="/{story.section.lower()}">{story.section}</a></h3>
                <h1>{title}</h1><div class="meta">By {story.author} on {day}</div>
                <div class="main">{body}</div><section><h4>Trending</h4><ul>{cards}</ul></section>
                </article>"""
        case 1:
            head = f"""<meta property="article:published_time" content="{date}">
                <meta property="article:section" content="{story.section}">
                <meta name="author" content="{story.author}">
                <meta property="og:title" content="{title}">"""
            cards = "".join(
                f'<div class="c" onclick="location=\'{s.path}\'"><b>{s.section}</b>'
                f"<h3>{escape(s.title)}</h3><i>{n + 1} hours ago</i></div>"
                for n, s in enumerate(others[:5])
            )
            content = f"""<main><h1>{title}</h1><p class="by">{story.author} | {day}</p>
                <div id="story">{body}<div><h2>More in {story.section}</h2>
                {cards}</div></div></main>"""
        case 2:
            head = f'<script type="application/ld+json">{linked_data}</script>'
            links = "".join(f'<li><a href="{s.path}">{escape(s.title)}</a></li>' for s in others)
            content = f"""<div id="page"><div id="col"><h1>{title}</h1>{body}
                <p><strong>Read also:
                <a href="{others[0].path}">{escape(others[0].title)}</a></strong></p>
                <h3>Related articles</h3><ul>{links}</ul></div></div>"""
        case _:
            head = f"""<meta property="og:title" content="{title}">
                <meta property="article:section" content="{story.section}">"""
            cards = "".join(
                f'<article class="tease"><a href="{s.path}"><img src="/i.jpg" alt=""></a>'
                f'<h3><a href="{s.path}">{escape(s.title)}</a></h3>'
                f"<time>{s.published_at:%d.%m.%Y}</time></article>"
                for s in others[:4]
            )
            content = f"""<article itemscope itemtype="https://schema.org/NewsArticle">
                <h1 itemprop="headline">{title}</h1>
                <span itemprop="author" itemscope><span itemprop="name">{story.author}</span></span>
                <time itemprop="datePublished" datetime="{date}">{day}</time>
                <div itemprop="articleBody">{body}</div></article>
                <aside><h2>Most read</h2>{cards}</aside>"""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
        <title>{title} | Site {site}</title>{head}</head><body>
        <nav><a href="/">Home</a> <a href="/world">World</a></nav>{content}
        <footer>All rights reserved. Site {site}.</footer></body></html>"""
