"""Sitemaps of all kinds, whole, cut, packed and hostile."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

from tests.feeds.build import AT, read, refused

from ingest.model import Problem, SourceKind

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <url>
  <loc>https://news.example/a?x=1&amp;y=2</loc>
  <lastmod>2026-02-28T10:00:00Z</lastmod>
  <news:news>
   <news:publication><news:name>News</news:name><news:language>en</news:language></news:publication>
   <news:publication_date>2026-02-28T09:00:00+00:00</news:publication_date>
   <news:title>Harbour &amp;amp; bridge</news:title>
   <news:keywords>harbour, bridge</news:keywords>
  </news:news>
  <image:image><image:loc>https://news.example/a.jpg</image:loc><image:title>Boat</image:title></image:image>
 </url>
</urlset>"""


def urlset(*pages: str) -> bytes:
    body = "".join(f"<url>{page}</url>" for page in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'.encode()


def test_a_news_sitemap_tells_title_date_language_and_picture() -> None:
    feed = read(NEWS)
    (entry,) = feed.entries
    assert (feed.kind, feed.format) == (SourceKind.SITEMAP, "news-sitemap")
    assert entry.url == entry.key == "https://news.example/a?x=1&y=2"
    assert entry.title == "Harbour & bridge"
    assert entry.published_at == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert entry.modified_at == datetime(2026, 2, 28, 10, tzinfo=UTC)
    assert (entry.language, entry.tags) == ("en", ("harbour", "bridge"))
    assert entry.image_url == "https://news.example/a.jpg"


def test_the_last_modification_is_not_the_publication() -> None:
    (entry,) = read(urlset("<loc>https://a.example/</loc><lastmod>2026-02-01</lastmod>")).entries
    assert entry.published_at is None
    assert entry.modified_at == datetime(2026, 2, 1, tzinfo=UTC)


def test_an_index_gives_its_newest_sitemaps_first_and_not_too_many() -> None:
    rows = "".join(
        f"<sitemap><loc>/s{n}.xml</loc><lastmod>{1940 + n}-01-01</lastmod></sitemap>"
        for n in range(80)
    )
    feed = read(f"<sitemapindex><sitemap><loc>/x.xml</loc></sitemap>{rows}</sitemapindex>".encode())
    assert feed.format == "sitemap-index"
    assert feed.children[0] == "https://news.example/s79.xml"
    assert len(feed.children) == 50
    assert feed.entries == ()


def test_the_newest_pages_of_a_long_sitemap_are_kept() -> None:
    pages = [
        f"<loc>https://a.example/{n}</loc><lastmod>{2000 + n // 100:04d}-01-01</lastmod>"
        for n in range(2500)
    ]
    feed = read(urlset(*pages))
    assert (len(feed.entries), feed.dropped, feed.partial) == (2000, 500, False)
    assert feed.entries[0].url == "https://a.example/500"


def test_a_packed_sitemap_is_unpacked_within_bounds() -> None:
    assert len(read(gzip.compress(NEWS)).entries) == 1
    bomb = gzip.compress(urlset("<loc>https://a.example/</loc>") + b" " * 200_000_000)
    assert len(read(bomb).entries) == 1


def test_a_sitemap_in_plain_text_is_a_list_of_addresses() -> None:
    feed = read(b"https://a.example/1\nhttps://a.example/2\n", kind=SourceKind.SITEMAP)
    assert [entry.url for entry in feed.entries] == ["https://a.example/1", "https://a.example/2"]
    assert refused(b"https://a.example/1\nand\nother\nwords\n").problem is Problem.NOT_A_FEED


def test_a_cut_sitemap_is_read_as_far_as_it_goes() -> None:
    body = urlset("<loc>https://a.example/1</loc>", "<loc>https://a.example/2</loc>")
    feed = read(body[:-25])
    assert [entry.url for entry in feed.entries] == ["https://a.example/1"]
    assert feed.partial
    assert refused(body[:70]).problem is Problem.UNREADABLE


def test_entities_of_a_sitemap_are_not_expanded() -> None:
    bomb = (
        b'<!DOCTYPE urlset [<!ENTITY a "x"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + urlset("<loc>https://a.example/&b;&f;</loc>")
    )
    assert "root" not in repr(read(bomb).entries)
    assert len(read(bomb).entries[0].url or "") < 60


def test_addresses_that_are_not_of_the_web_are_left_out() -> None:
    feed = read(urlset("<loc>file:///etc/passwd</loc>", "<loc>javascript:1</loc>", "<loc></loc>"))
    assert feed.entries == ()


def test_a_page_changed_in_the_future_has_no_date() -> None:
    feed = read(urlset("<loc>https://a.example/</loc><lastmod>2031-01-01</lastmod>"))
    assert feed.entries[0].modified_at is None
    assert AT.year == 2026
