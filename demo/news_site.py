"""A small news landscape on loopback: three papers, one broken feed, one missing page.

Each paper has its own markup family and its own kind of feed: the Harbour Courier is a WordPress
page with a teaser list and RSS, the Valley Post is semantic HTML with JSON-LD and Atom, the North
Observer is all divs and has a JSON Feed. The Old Mill Gazette's feed is a web page.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import ClassVar

SITES = Path(__file__).parent / "sites"
HTML = "text/html; charset=utf-8"
BROKEN_FEED = "<!doctype html><title>Old Mill Gazette</title><p>We have moved to a new system!</p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article, before any markup."""

    name: str
    title: str
    section: str
    author: str
    standfirst: str
    published_at: datetime
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a path answers."""

    body: bytes
    media_type: str = HTML
    status: int = 200


Answers = Mapping[str, Answer]


# --- stories -------------------------------------------------------------------------------------


def stories(site: str, now: datetime) -> list[Story]:
    """The paper's stories, newest first, each some hours before `now`."""
    found = [_story(file, now) for file in (SITES / site / "stories").glob("*.txt")]
    return sorted(found, key=lambda story: story.published_at, reverse=True)


def _story(file: Path, now: datetime) -> Story:
    head, *blocks = file.read_text(encoding="utf-8").strip().split("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return Story(
        name=file.stem,
        title=fields["title"],
        section=fields["section"],
        author=fields["author"],
        standfirst=fields["standfirst"],
        published_at=now.replace(microsecond=0) - timedelta(hours=int(fields["hours"])),
        blocks=tuple(blocks),
    )


# --- pages ---------------------------------------------------------------------------------------


def page(site: str, story: Story, origin: str, now: datetime) -> str:
    """The story in the paper's own markup."""
    template = Template((SITES / site / "page.html").read_text(encoding="utf-8"))
    middle = len(story.blocks) // 2
    words = {
        "title": escape(story.title),
        "section": escape(story.section),
        "author": escape(story.author),
        "standfirst": escape(story.standfirst),
        "published": story.published_at.isoformat(),
        "day": f"{story.published_at:%B} {story.published_at.day}, {story.published_at.year}",
        "ago": f"{max(1, (now - story.published_at).days)} days ago",
        "url": f"{origin}/stories/{story.name}",
        "jsonld": json.dumps(_jsonld(story)),
        "body": _markup(story.blocks),
        "body_start": _markup(story.blocks[:middle]),
        "body_end": _markup(story.blocks[middle:]),
    }
    return template.substitute(words)


def _markup(blocks: Sequence[str]) -> str:
    return "\n".join(_block(block) for block in blocks)


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{escape(block[3:])}</h2>"
    if block.startswith("- "):
        items = "".join(f"<li>{escape(line[2:])}</li>" for line in block.splitlines())
        return f"<ul>{items}</ul>"
    return f"<p>{escape(block)}</p>"


def _jsonld(story: Story) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.standfirst,
        "articleSection": story.section,
        "datePublished": story.published_at.isoformat(),
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "Organization", "name": "Valley Post"},
    }


# --- feeds ---------------------------------------------------------------------------------------


def rss(found: Sequence[Story], origin: str) -> Answer:
    """RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{origin}/stories/{story.name}</link>"
        f"<guid isPermaLink='false'>courier-{story.name}</guid>"
        f"<pubDate>{format_datetime(story.published_at)}</pubDate>"
        f"<description>{escape(story.standfirst)}</description></item>"
        for story in found
    )
    document = (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>Harbour Courier</title><link>{origin}/</link>"
        f"<description>News from the harbour</description>{items}</channel></rss>"
    )
    return Answer(body=document.encode(), media_type="application/rss+xml")


def atom(found: Sequence[Story], origin: str) -> Answer:
    """Atom 1.0, with an entry whose page is missing."""
    updated = found[-1].published_at.isoformat()
    gone = (
        f"<entry><id>{origin}/stories/gone</id><title>A story that was taken down</title>"
        f"<link href='{origin}/stories/gone'/><updated>{updated}</updated></entry>"
    )
    entries = "".join(
        f"<entry><id>{origin}/stories/{story.name}</id><title>{escape(story.title)}</title>"
        f"<link href='{origin}/stories/{story.name}'/>"
        f"<published>{story.published_at.isoformat()}</published>"
        f"<updated>{story.published_at.isoformat()}</updated>"
        f"<author><name>{escape(story.author)}</name></author></entry>"
        for story in found
    )
    document = (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<id>{origin}/</id><title>Valley Post</title><link href='{origin}/'/>"
        f"<updated>{found[0].published_at.isoformat()}</updated>{entries}{gone}</feed>"
    )
    return Answer(body=document.encode(), media_type="application/atom+xml")


def json_feed(found: Sequence[Story], origin: str) -> Answer:
    """JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "North Observer",
        "home_page_url": f"{origin}/",
        "items": [
            {
                "id": f"observer-{story.name}",
                "url": f"{origin}/stories/{story.name}",
                "title": story.title,
                "summary": story.standfirst,
                "date_published": story.published_at.isoformat(),
                "authors": [{"name": story.author}],
            }
            for story in found
        ],
    }
    return Answer(body=json.dumps(document).encode(), media_type="application/feed+json")


FEEDS: Mapping[str, Callable[[Sequence[Story], str], Answer]] = {
    "courier": rss,
    "valley": atom,
    "observer": json_feed,
}


# --- servers -------------------------------------------------------------------------------------


@contextmanager
def serve(answers_for: Callable[[str], Answers], address: str) -> Iterator[str]:
    """A server on a free port of a loopback address; the value is its origin."""
    try:
        server = _Server((address, 0), _Desk)
    except OSError:  # some systems have no loopback address but the first
        server = _Server(("127.0.0.1", 0), _Desk)
    host, port = server.server_address[:2]
    origin = f"http://{host!s}:{port}"
    server.RequestHandlerClass = type("Desk", (_Desk,), {"answers": answers_for(origin)})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def news(now: datetime | None = None) -> Iterator[dict[str, str]]:
    """All papers, served until the block ends; the value is the feed of each."""
    now = now or datetime.now(UTC)  # noqa: TID251  the papers have a clock of their own
    with ExitStack() as servers:
        feeds = {}
        for number, site in enumerate(FEEDS, start=11):
            origin = servers.enter_context(serve(_paper(site, now), f"127.0.0.{number}"))
            feeds[site] = f"{origin}/feed"
        broken = {"/feed": Answer(body=BROKEN_FEED.encode())}
        gazette = servers.enter_context(serve(lambda _origin: broken, "127.0.0.14"))
        yield {**feeds, "gazette": f"{gazette}/feed"}


def _paper(site: str, now: datetime) -> Callable[[str], Answers]:
    found = stories(site, now)

    def answers(origin: str) -> Answers:
        pages = {
            f"/stories/{story.name}": Answer(body=page(site, story, origin, now).encode())
            for story in found
        }
        return {**pages, "/feed": FEEDS[site](found, origin)}

    return answers


class _Server(ThreadingHTTPServer):
    """Minds its own business when a reader goes away."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class _Desk(BaseHTTPRequestHandler):
    """Answers with an ETag, and with 304 to who has it already."""

    protocol_version = "HTTP/1.1"
    answers: ClassVar[Answers] = {}

    def do_GET(self) -> None:
        missing = Answer(body=b"<!doctype html><title>Not found</title>", status=404)
        answer = self.answers.get(self.path, missing)
        etag = f'"{sha256(answer.body).hexdigest()[:16]}"'
        if answer.status == 200 and self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.send_header("ETag", etag)
            self.end_headers()
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in http.server
        """Say nothing: the papers are read, not watched."""
