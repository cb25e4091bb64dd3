"""What a page says its own address is -> candidates; an implausible one has no weight.

A canonical address is believed where it is on the same site, is not the home page, and is not
plainly another article. Sites copy a template's canonical link to every page often enough that
believing all of them merges whole sites into one article.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ingest import urls
from ingest.pages.evidence import Candidate
from ingest.pages.structured import Structured

MIN_SHARED = 0.5
MIN_NUMBER = 5

_NOWHERE = frozenset({"", "undefined", "null", "none", "None", "false", "#"})
_WORDS = re.compile(r"[^\W_]+")
_INDEX = re.compile(r"^/(?:index\.\w+|home|[a-z]{2}(?:-[a-z]{2})?)?/?$", re.IGNORECASE)


def canonicals(structured: Structured, url: str | None) -> list[Candidate[str]]:
    """The canonical addresses of a page; those that cannot be true have no weight."""
    links = structured.landmarks.links
    canonical = (link for link in links if (link.get("rel") or "").lower() == "canonical")
    said = [("html", 3.0, link.get("href") or "") for link in canonical]
    said.extend(("opengraph", 2.0, text) for text in structured.meta.get("og:url", ())[:1])
    absolute = [(s, w, urls.normalize(a, url)) for s, w, a in said if a not in _NOWHERE]
    found = [(s, w, a) for s, w, a in absolute if a is not None]
    return [
        Candidate(address, source, weight if is_plausible(address, url) else 0.0)
        for source, weight, address in found
    ]


def is_plausible(canonical: str, url: str | None) -> bool:
    """Whether a page at `url` can have this canonical address."""
    if url is None:
        return True
    here, there = urlsplit(url), urlsplit(canonical)
    if _site(url) != _site(canonical) or "@" in there.netloc:
        return False
    if here.path.rstrip("/") == there.path.rstrip("/"):
        return True
    if _INDEX.match(there.path):
        return _INDEX.match(here.path) is not None
    return _share(f"{here.path} {here.query}", f"{there.path} {there.query}") >= MIN_SHARED


def _site(url: str) -> str:
    return urls.registrable_domain(urls.host(url))


def _share(here: str, there: str) -> float:
    """How much of the words of the shorter address the other has; a long number decides."""
    first, second = (set(_WORDS.findall(text.lower())) for text in (here, there))
    if any(word.isdigit() and len(word) >= MIN_NUMBER for word in first & second):
        return 1.0
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0
