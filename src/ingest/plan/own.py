"""Entries -> the articles that the feed carries whole."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import assert_never

from ingest.model import Entry, OwnArticle, PagesPolicy
from ingest.plan.page import content_hash

# An entry of so many characters of HTML is its article, where pages are fetched if it is short:
# some 250 words, which no summary has.
WHOLE = 2000


def is_own(entry: Entry, pages: PagesPolicy) -> bool:
    """Whether the entry itself is the article, so that its page is not fetched."""
    if entry.url is None:
        return bool(entry.content or entry.summary)
    match pages:
        case PagesPolicy.ALWAYS:
            return False
        case PagesPolicy.IF_SHORT:
            return len(entry.content or "") >= WHOLE
        case PagesPolicy.NEVER:
            return bool(entry.content or entry.summary)
        case _:
            assert_never(pages)


def own_articles(
    entries: Iterable[Entry], pages: PagesPolicy, *, feed_url: str, extractor: str
) -> tuple[OwnArticle, ...]:
    """The articles among the entries; one without any text is none."""
    from ingest.pages.own import extract_entry  # only where a feed carries articles

    found = []
    for entry in entries:
        if is_own(entry, pages):
            url = entry.url or f"{feed_url}#{_part(entry.key)}"
            article = extract_entry(entry, url=url)
            if article.problem is None:
                own = OwnArticle(
                    key=entry.key,
                    url=url,
                    article=article,
                    content_hash=content_hash(article),
                    extractor=extractor,
                )
                found.append(own)
    return tuple(found)


def _part(key: str) -> str:
    return sha256(key.encode(errors="replace")).hexdigest()[:16]
