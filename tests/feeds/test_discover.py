"""Where a page's feeds may be, and which is best."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.feeds.build import AT

from ingest.feeds.discover import Candidate, Hint, candidates, rank
from ingest.model import Entry, Feed, SourceKind

PAGE = "https://news.example/world"


def first(html: str, url: str = PAGE) -> Candidate:
    return candidates(html, url)[0]


def test_what_the_page_announces_comes_first_with_its_title() -> None:
    html = """<link rel="stylesheet" href="/feed.css">
      <link rel="alternate" type="text/html" href="/m/feed">
      <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
      <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8"
        title="All &amp; more" href="/atom">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
      <a href="/rss.xml">RSS</a>"""
    found = candidates(html, PAGE)
    assert found[0] == Candidate(
        url="https://news.example/atom", hint=Hint.LINKED, title="All & more"
    )
    assert [c.url for c in found[1:3]] == [
        "https://news.example/comments/feed/",
        "https://news.example/rss.xml",
    ]
    assert not any("wp-json" in c.url or "/m/feed" in c.url for c in found)


def test_links_are_relative_to_the_pages_base() -> None:
    html = "<base href='https://b.example/x/'><link rel=feed href='f.xml'>"
    assert first(html).url == "https://b.example/x/f.xml"


HOME = "https://news.example/"
BLOG = "https://news.example/blog/2026/a-post"
TUBE = "https://www.youtube.com"
TUBE_FEED = f"{TUBE}/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"
CONVENTIONS = {
    # what the software is called: a page that it makes, and where its feed is
    "WordPress": (HOME, "<link href='/wp-content/themes/a.css'>", f"{HOME}feed/"),
    "WordPress without pretty links": (HOME, "<script src='/wp-includes/a.js'>", "/?feed=rss2"),
    "WordPress that says so": (HOME, "<meta name=generator content='WordPress 6.5'>", "/feed/"),
    "WordPress in a folder": (BLOG, "<link href='/blog/wp-content/a.css'>", "/blog/feed/"),
    "WordPress.com": ("https://jane.wordpress.com/about", "", "https://jane.wordpress.com/feed/"),
    "Blogger": (HOME, "<meta content='blogger' name='generator'/>", "/feeds/posts/default"),
    "Blogger by its scripts": (HOME, "<script src='//www.blogger.com/static/v1/a.js'>", "default"),
    "Blogspot": ("https://x.blogspot.com/2020/", "", "https://x.blogspot.com/feeds/posts/default"),
    "Blogspot of a country": (
        "https://x.blogspot.co.uk/",
        "",
        "blogspot.co.uk/feeds/posts/default",
    ),
    "Ghost": (HOME, "<meta name='generator' content='Ghost 5.2'>", f"{HOME}rss/"),
    "Ghost by its portal": (HOME, "<script src='/ghost-portal.min.js'>", f"{HOME}rss/"),
    "Ghost in a folder": (BLOG, "<meta name=generator content='Ghost 5.2'>", "/blog/rss/"),
    "YouTube channel": (f"{TUBE}/channel/UCabcdefghijklmnopqrstuv/videos", "", TUBE_FEED),
    "YouTube handle": (f"{TUBE}/@jane", '"externalId":"UCabcdefghijklmnopqrstuv"', TUBE_FEED),
    "YouTube custom name": (
        f"{TUBE}/c/jane",
        "<meta itemprop='identifier' content='UCabcdefghijklmnopqrstuv'>",
        TUBE_FEED,
    ),
    "YouTube video": (
        f"{TUBE}/watch?v=1",
        '"channelId":"UCabcdefghijklmnopqrstuv"',
        TUBE_FEED,
    ),
    "YouTube user": (f"{TUBE}/user/jane", "", f"{TUBE}/feeds/videos.xml?user=jane"),
    "YouTube playlist": (
        f"{TUBE}/watch?v=1&list=PLabcdefghijkl",
        "",
        f"{TUBE}/feeds/videos.xml?playlist_id=PLabcdefghijkl",
    ),
    "reddit": ("https://www.reddit.com/r/python/", "", "https://www.reddit.com/r/python/.rss"),
    "GitHub": ("https://github.com/a/b/issues", "", "https://github.com/a/b/releases.atom"),
    "Medium": ("https://medium.com/@jane/x-1", "", "https://medium.com/feed/@jane"),
    "Substack": ("https://jane.substack.com/p/x", "", "https://jane.substack.com/feed"),
    "Substack at its own address": (HOME, "<img src='https://substackcdn.com/a.png'>", "/feed"),
    "Tumblr": ("https://jane.tumblr.com/post/1", "", "https://jane.tumblr.com/rss"),
    "Mastodon": ("https://social.example/@jane", "", "https://social.example/@jane.rss"),
    "Hugo": (HOME, "<meta name=generator content='Hugo 0.125'>", "/index.xml"),
    "Jekyll": (HOME, "<meta name=generator content='Jekyll v4'>", "/feed.xml"),
    "Squarespace": (HOME, "<img src='https://static1.squarespace.com/a'>", "/?format=rss"),
    "Drupal": (HOME, "<meta name=Generator content='Drupal 10'>", "/rss.xml"),
    "Joomla": (HOME, "<meta name=generator content='Joomla! - Open'>", "/?format=feed&type=rss"),
    "Discourse": (HOME, "<meta name=generator content='Discourse 3.2'>", "/latest.rss"),
    "Wix": (HOME, "<img src='https://static.wixstatic.com/a'>", "/blog-feed.xml"),
    "Shopify": (HOME, "<script src='https://cdn.shopify.com/a.js'>", "/blogs/news.atom"),
    "Arc": (HOME, "<script src='/pf/resources/a.js'>", "/arc/outboundfeeds/rss/?outputType=xml"),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_each_services_and_platforms_convention_is_known(name: str) -> None:
    page, html, feed = CONVENTIONS[name]
    found = [c.url for c in candidates(f"<html><head>{html}</head></html>", page)]
    assert any(url.endswith(feed) for url in found[:4]), found[:6]


def test_conventions_come_after_what_the_page_links() -> None:
    html = "<link href='/wp-content/a.css'><link rel=alternate type=application/rss+xml href=/mine>"
    assert [c.hint for c in candidates(html, PAGE)][:2] == [Hint.LINKED, Hint.PLATFORM]


def test_a_refresh_leads_on() -> None:
    html = "<meta http-equiv='Refresh' content='0; URL=/home/'>"
    assert first(html) == Candidate(url="https://news.example/home/", hint=Hint.REFRESH)


def test_guesses_come_last_and_each_address_once() -> None:
    found = candidates("<a href='/feed/'>Feed</a>", PAGE)
    assert found[0].hint is Hint.ANCHOR
    assert found[-1].hint is Hint.GUESS
    assert len({c.url for c in found}) == len(found) <= 40


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_page_gives_addresses_of_the_web(html: str | bytes) -> None:
    assert all(c.url.startswith(("http://", "https://")) for c in candidates(html, PAGE))


def feed_of(
    *names: str, age: timedelta = timedelta(days=1), kind: SourceKind = SourceKind.FEED
) -> Feed:
    return Feed(
        kind=kind,
        entries=tuple(
            Entry(key=name, url=f"https://news.example/{name}", published_at=AT - age)
            for name in names
        ),
    )


def test_the_living_feed_of_the_sites_own_choice_is_best() -> None:
    linked = Candidate(url="https://news.example/f", hint=Hint.LINKED)
    comments = replace(linked, url="https://news.example/comments/feed")
    guessed = replace(linked, url="https://news.example/g", hint=Hint.GUESS)
    sitemap = replace(linked, url="https://news.example/sitemap.xml", hint=Hint.GUESS)
    found = [
        (sitemap, feed_of("a", "b", "c", kind=SourceKind.SITEMAP)),
        (comments, feed_of("k")),
        (guessed, feed_of("a", age=timedelta(days=900))),
        (linked, feed_of("a", "b")),
    ]
    assert [candidate.url for candidate, _ in rank(found, at=AT)] == [
        linked.url,
        guessed.url,
        sitemap.url,
        comments.url,
    ]


def test_two_addresses_of_one_feed_are_one_answer() -> None:
    linked = Candidate(url="https://news.example/f", hint=Hint.LINKED)
    guessed = Candidate(url="https://news.example/g", hint=Hint.GUESS)
    assert rank([(guessed, feed_of("a")), (linked, feed_of("a"))], at=AT) == (
        (linked, feed_of("a")),
    )
