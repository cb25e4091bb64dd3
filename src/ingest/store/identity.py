"""Addresses and keys -> digests that say what is the same.

Unique indexes stand on digests: PostgreSQL refuses index entries over about 2.7 KB.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

from ingest import urls
from ingest.store.text import clean

TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|itm_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|at_(?:medium|campaign)"
    r"|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid"
    r"|_hsenc|_hsmi|hsctatracking|mkt_tok|oly_anon_id|oly_enc_id|vero_id|vero_conv|wickedid|xtor|cmpid|ito|ocid"
    r"|ns_campaign|ns_mchannel|ns_source|ns_linkname|ns_fee",
    re.IGNORECASE,
)
"""Parameters that say where the reader came from, never which article it is.

courlan's pattern was tried: it also takes `gallery`, `uid`, `session` and `source` for trackers,
and so makes one article of several.
"""


def digest(*parts: str) -> bytes:
    """SHA-256 of the parts, none of which can run into the next."""
    told = "".join(f"{len(part)}:{part}" for part in map(clean, parts))
    return sha256(told.encode()).digest()


def feed_digest(url: str) -> bytes:
    """What makes two subscriptions one: the address without userinfo."""
    return digest("feed", urls.without_userinfo(url))


def page_key(url: str) -> str:
    """What makes two addresses of pages one.

    http and https, `www.` and none are twins; tracking parameters are nobody's identity. Case of
    the path and all other parameters are meaningful.
    """
    if "@" in url:
        url = urls.without_userinfo(url)
    place, _, query = url.partition("#")[0].partition("://")[2].partition("?")
    host, _, path = place.partition("/")
    told = "&".join(
        pair for pair in query.split("&") if not TRACKING.fullmatch(pair.partition("=")[0])
    )
    return f"{host.removeprefix('www.')}/{path}" + (f"?{told}" if told else "")


@lru_cache(maxsize=8192)
def page_digest(url: str) -> bytes:
    """The digest of `page_key` of a normalised address."""
    return digest("page", page_key(url))


def place_digest(url: str) -> bytes:
    """The identity of a row of `pages`: its address, or the part of a feed that it stands for."""
    return digest("part", url) if "#" in url else page_digest(url)


def entry_digest(key: str) -> bytes:
    """The identity of an entry within its feed."""
    return digest("entry", key)
