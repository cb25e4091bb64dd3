"""Pages that list articles: which links are taken, and which are not."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.feeds.build import outcome, read, refused

from ingest.model import Problem, SourceKind

HEADLINES = (
    "Ferry service returns to the northern islands",
    "Council agrees plan for riverside housing",
    "Teachers vote on new pay offer",
    "Museum finds lost painting in its cellar",
    "Storm leaves thousands without power",
    "Local bakery wins national prize again",
)


OTHERS = (
    "/tag/long-tag-name-of-many-words",
    "/author/jane-doe-of-the-desk",
    "/files/annual-report-of-the-year.pdf",
    "https://other.example/a-story-of-another-site",
    "mailto:desk@news.example",
    "/",
)


def slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def page(cards: str, rest: str = "") -> bytes:
    return f"""<!doctype html><html lang="en"><head><title>Island News</title></head><body>
    <nav><a href="/world-news-and-more-today">World news and much more today</a></nav>
    <main>{cards}</main>{rest}
    <footer><a href="/about-us-and-our-long-history">About us and our long history</a></footer>
    </body></html>""".encode()


def linked(*titles: str) -> list[str]:
    return [f"https://news.example/{slug(title)}" for title in titles]


def test_headlines_in_cards_are_entries_in_the_pages_order() -> None:
    cards = "".join(
        f'<article><a href="/{slug(t)}"><img src="x.jpg"></a><h2><a href="/{slug(t)}">{t}</a></h2>'
        f'<time datetime="2026-02-0{n}T08:00:00Z">then</time>'
        f'<a href="/{slug(t)}">Read more</a></article>'
        for n, t in enumerate(HEADLINES, 1)
    )
    feed = read(page(cards), kind=SourceKind.PAGE)
    assert (feed.kind, feed.title, feed.language) == (SourceKind.PAGE, "Island News", "en")
    assert [entry.url for entry in feed.entries] == linked(*HEADLINES)
    assert [entry.title for entry in feed.entries] == list(HEADLINES)
    assert feed.entries[0].published_at == datetime(2026, 2, 1, 8, tzinfo=UTC)


def test_a_series_of_plain_links_with_numbers_is_a_listing() -> None:
    rows = "".join(
        f"<li><a href='/nyheter/artikkel/1012{n}34'>{t}</a></li>" for n, t in enumerate(HEADLINES)
    )
    feed = read(page(f"<ul>{rows}</ul>"), kind=SourceKind.PAGE)
    assert len(feed.entries) == len(HEADLINES)


def test_sections_tags_authors_files_and_other_sites_are_no_articles() -> None:
    cards = "".join(
        f'<div><h3><a href="/2026/02/{slug(t)}.html">{t}</a></h3></div>' for t in HEADLINES
    )
    others = "".join(
        f"<div><h3><a href='{address}'>Words enough for any headline {n}</a></h3></div>"
        for n, address in enumerate(OTHERS)
    )
    feed = read(page(cards + others), kind=SourceKind.PAGE)
    assert [entry.url for entry in feed.entries] == [
        f"https://news.example/2026/02/{slug(t)}.html" for t in HEADLINES
    ]


def test_a_date_that_several_links_share_is_nobodys() -> None:
    links = "".join(f'<h2><a href="/{slug(t)}">{t}</a></h2>' for t in HEADLINES)
    cards = f'<div><time datetime="2026-02-01">1 February</time>{links}</div>'
    feed = read(page(cards), kind=SourceKind.PAGE)
    assert [entry.published_at for entry in feed.entries] == [None] * len(HEADLINES)


def test_a_page_without_articles_says_so() -> None:
    assert refused(page("<p>Closed.</p>"), kind=SourceKind.PAGE).problem is Problem.NOT_A_FEED


def test_a_page_is_no_feed_unless_it_was_subscribed_to_as_a_page() -> None:
    cards = "".join(f'<h2><a href="/{slug(t)}">{t}</a></h2>' for t in HEADLINES)
    assert refused(page(cards)).problem is Problem.NOT_A_FEED


def test_hostile_pages_are_bounded() -> None:
    deep = b"<html>" + b"<div>" * 50_000
    assert refused(deep, kind=SourceKind.PAGE).problem is Problem.UNREADABLE
    many = "".join(
        f"<li><a href='/2026/01/story-number-{n}-of-many'>Story {n} of many</a>" for n in range(900)
    )
    assert len(read(page(many), kind=SourceKind.PAGE).entries) == 200
    outcome(b"<html><a " + b"x='1' " * 50_000 + b"href=/a>b</a>", kind=SourceKind.PAGE)


def test_a_page_with_microformats_says_itself_what_its_entries_are() -> None:
    body = b"""<html><body class="h-feed"><h1 class="p-name">Jane's notes</h1>
      <article class="h-entry"><h2><a class="p-name u-url" href="/notes/1">Of <i>boats</i></a></h2>
        <a class="p-author h-card" href="/"><span class="p-name">Jane Doe</span></a>
        <time class="dt-published" datetime="2026-02-01T08:00:00+01:00">1 Feb</time>
        <span class="p-category">sea</span><div class="e-content"><p>All of it.</p></div></article>
      <article class="h-entry"><p class="e-content p-name">A note <b>without</b> a title</p>
        <div class="u-in-reply-to h-cite"><a class="u-url" href="https://o.example/x">O</a></div>
        <a class="u-url" href="/notes/2">then</a></article></body></html>"""
    feed = read(body, kind=SourceKind.PAGE)
    first, second = feed.entries
    assert feed.format == "h-feed"
    assert (first.url, first.title) == ("https://news.example/notes/1", "Of boats")
    assert (first.content, first.authors, first.tags) == (
        "<p>All of it.</p>",
        ("Jane Doe",),
        ("sea",),
    )
    assert first.published_at == datetime(2026, 2, 1, 7, tzinfo=UTC)
    assert (second.url, second.title) == ("https://news.example/notes/2", None)
    assert second.content == "A note <b>without</b> a title"
