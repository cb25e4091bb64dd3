"""How we behave on the network: one frozen value, made by the shell from the settings."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from ingest.fetch.guard import Allowance
from ingest.model import RobotsRecord, Secret

# Hosts that serve the feeds of many publishers: one publisher's 429 says nothing of the others.
# The private part of the Public Suffix List (blogspot.com, github.io …) already keeps apart
# publishers that have a name of their own.
SHARED_HOSTS = frozenset(
    {
        "acast.com",
        "anchor.fm",
        "buzzsprout.com",
        "feedburner.com",
        "feedblitz.com",
        "feedpress.me",
        "feeds2.feedburner.com",
        "github.com",
        "gitlab.com",
        "google.com",
        "googleapis.com",
        "libsyn.com",
        "livejournal.com",
        "medium.com",
        "megaphone.fm",
        "politepol.com",
        "reddit.com",
        "rss.app",
        "simplecast.com",
        "soundcloud.com",
        "substack.com",
        "tumblr.com",
        "typepad.com",
        "wordpress.com",
        "youtube.com",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The limits of every request.

    `timeout` spans one request with its redirects, not the waiting for its turn. `allow` is what
    the address guard lets through though it is not public. While `most_in_hand` bytes were fetched
    and not yet read, no request begins: else the feeds of 500 fast hosts would all wait in memory
    for the workers. `ca` verifies TLS instead of the public authorities. `proxy` is used where
    named, and never taken from the environment.
    `http2` is off: with one request in flight a host it gains nothing and costs half as much CPU
    again (measured: 1.29 ms a 304 over a kept connection instead of 0.93, 8.2 over a new one
    instead of 5.2). `most_kept` connections are kept, as many as hosts take turns in a pages pass:
    fewer, and each is closed before its next request; more, and they weigh, half a megabyte each
    over TLS. `secrets` go with requests for feeds of their origin.
    """

    user_agent: str
    host_interval: timedelta = timedelta(seconds=2)
    concurrency: int = 32
    timeout: timedelta = timedelta(seconds=20)
    max_bytes: int = 10 * 1024 * 1024
    most_in_hand: int = 24 * 1024 * 1024
    allow: tuple[Allowance, ...] = ()
    proxy: str | None = None
    ca: ssl.SSLContext | None = None
    http2: bool = False
    keepalive: timedelta = timedelta(seconds=15)
    most_kept: int = 128
    max_redirects: int = 10
    retry_after_cap: timedelta = timedelta(weeks=1)
    crawl_delay_cap: timedelta = timedelta(seconds=60)
    robots_for_feeds: bool = False
    robots_max_bytes: int = 512 * 1024  # RFC 9309 §2.5 asks for at least 500 KiB
    robots_max_redirects: int = 5  # RFC 9309 §2.3.1.2
    robots_kept: timedelta = timedelta(days=1)  # RFC 9309 §2.4
    robots_unreachable_kept: timedelta = timedelta(hours=1)
    shared_hosts: frozenset[str] = SHARED_HOSTS
    secrets: tuple[Secret, ...] = field(default=(), repr=False)


class RobotsMemory(Protocol):
    """Where robots.txt files are kept between runs."""

    def recall(self, origin: str) -> Awaitable[RobotsRecord | None]:
        """What `origin` said last, however old."""
        ...

    def remember(self, record: RobotsRecord) -> Awaitable[None]:
        """Keep what an origin said."""
        ...
