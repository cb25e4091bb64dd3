"""Where a site that names no feed is likely to have one: conventions of platforms, as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

# Signs in a page's source of what made it -> where that puts its feeds, below the site's root.
PLATFORMS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (
        re.compile(r"wp-content/|wp-includes/|content=[\"']WordPress", re.IGNORECASE),
        ("/feed/", "/?feed=rss2"),
    ),
    (re.compile(r"content=[\"']Ghost\b|ghost-(?:sdk|portal)", re.IGNORECASE), ("/rss/",)),
    (
        re.compile(r"content=[\"']Blogger|\bblogger\.com/static|\.blogspot\.com", re.IGNORECASE),
        ("/feeds/posts/default",),
    ),
    (re.compile(r"substackcdn\.com", re.IGNORECASE), ("/feed",)),
    (re.compile(r"content=[\"']Hugo\b", re.IGNORECASE), ("/index.xml",)),
    (re.compile(r"content=[\"']Jekyll\b", re.IGNORECASE), ("/feed.xml",)),
    (
        re.compile(r"content=[\"']Squarespace|static1\.squarespace\.com", re.IGNORECASE),
        ("/?format=rss", "/blog?format=rss"),
    ),
    (re.compile(r"content=[\"']Drupal\b", re.IGNORECASE), ("/rss.xml",)),
    (re.compile(r"content=[\"']Joomla", re.IGNORECASE), ("/?format=feed&type=rss",)),
    (re.compile(r"content=[\"']Discourse\b", re.IGNORECASE), ("/latest.rss",)),
    (
        re.compile(r"content=[\"']Wix\.com|static\.wixstatic\.com", re.IGNORECASE),
        ("/blog-feed.xml",),
    ),
    (re.compile(r"cdn\.shopify\.com", re.IGNORECASE), ("/blogs/news.atom",)),
    (re.compile(r"id=[\"']mastodon[\"']", re.IGNORECASE), (".rss",)),
    (
        re.compile(r"arc-publishing|/pf/resources/", re.IGNORECASE),
        ("/arc/outboundfeeds/rss/?outputType=xml",),
    ),
)

# What sites of any make have, most likely first.
ANYWHERE = (
    *("/feed/", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/feeds"),
    *("/blog/feed/", "/news/feed/", "/blog/rss.xml", "/news/rss.xml"),
)
SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")

# Addresses of pages at well-known services -> addresses of their feeds. The last is Mastodon's
# and its kin's: any host's page of a person.
SERVICES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(r"https?://(?:www\.|m\.)?" + pattern), feeds)
    for pattern, feeds in (
        (
            r"youtube\.com/(?:watch|playlist)\?(?:.*&)?list=([\w-]{10,64})",
            (r"https://www.youtube.com/feeds/videos.xml?playlist_id=\1",),
        ),
        (
            r"youtube\.com/channel/(UC[\w-]{22})",
            (r"https://www.youtube.com/feeds/videos.xml?channel_id=\1",),
        ),
        (
            r"youtube\.com/user/([\w.-]{1,100})",
            (r"https://www.youtube.com/feeds/videos.xml?user=\1",),
        ),
        (
            r"((?:old\.)?reddit\.com/(?:r|u|user)/[\w.-]{1,100}(?:/(?:new|top|hot))?)",
            (r"https://www.\1/.rss",),
        ),
        (
            r"(github\.com/[\w.-]{1,100}/[\w.-]{1,100})",
            (r"https://\1/releases.atom", r"https://\1/commits.atom", r"https://\1/tags.atom"),
        ),
        (r"(github\.com/[\w.-]{1,100})/?$", (r"https://\1.atom",)),
        (
            r"(gitlab\.com/[\w.-]{1,100}/[\w.-]{1,100})",
            (r"https://\1/-/releases.atom", r"https://\1.atom"),
        ),
        (r"medium\.com/(@?[\w.-]{1,100})", (r"https://medium.com/feed/\1",)),
        (r"([\w-]{1,63}\.(?:medium|substack)\.com)(?:/|$)", (r"https://\1/feed",)),
        (r"([\w-]{1,63}\.tumblr\.com)(?:/|$)", (r"https://\1/rss",)),
        (r"([\w-]{1,63}\.wordpress\.com)(?:/|$)", (r"https://\1/feed/",)),
        (r"([\w-]{1,63}\.blogspot\.[a-z.]{2,6})(?:/|$)", (r"https://\1/feeds/posts/default",)),
        (r"(vimeo\.com/[\w.-]{1,100})", (r"https://\1/videos/rss",)),
        (r"(bsky\.app/profile/[\w.-]{1,100})", (r"https://\1/rss",)),
        (r"([\w.-]{1,253}/@[\w.-]{1,100})/?$", (r"https://\1.rss",)),
    )
)
_CHANNEL = re.compile(
    r"(?:\"(?:channelId|externalId)\":\"|youtube\.com/channel/"
    r"|itemprop=[\"']identifier[\"'] content=[\"'])(UC[\w-]{22})"
)


def of_service(url: str, source: str) -> Iterator[str]:
    """Feeds of a well-known service's page: from its address or, where it must be, its source."""
    for page, feeds in SERVICES:
        found = page.match(url)
        if found:
            yield from (found.expand(feed) for feed in feeds)
    if "youtube.com/" in url and (channel := _CHANNEL.search(source)):
        yield f"https://www.youtube.com/feeds/videos.xml?channel_id={channel[1]}"


def of_platform(url: str, source: str) -> Iterator[str]:
    """Where the software that made the page puts its feeds: below the root, or its own folder."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    folder = parts.path.split("/")[1] if parts.path.count("/") > 1 else ""
    for sign, paths in PLATFORMS:
        if sign.search(source):
            for path in paths:
                yield f"{url.rstrip('/')}{path}" if path.startswith(".") else root + path
            if folder:
                yield from (f"{root}/{folder}{path}" for path in paths if path.startswith("/"))


def anywhere(url: str) -> Iterator[str]:
    """Feeds, then sitemaps, where most sites have theirs."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    for path in ANYWHERE + SITEMAPS:
        yield root + path
