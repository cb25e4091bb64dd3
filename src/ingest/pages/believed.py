"""Candidates for the day of publication -> the one that is believed, or none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from ingest.pages import jsonld, localtime
from ingest.pages.evidence import Candidate, heaviest
from ingest.pages.structured import NEWS, Structured
from ingest.pages.visibledates import BARE, CONFIRMS

PAGE_ONLY = 2.0
"""What is said of the page and not of an article is believed where readers see it too."""
BESIDE = 4.7
SAYS_PUBLISHED = 6.9
DAY = timedelta(days=1)
TIMELESS = frozenset({"Recipe"})
"""Recipes carry the day of their making for machines, and are not news."""
_OPEN = frozenset({"html", "url", "feed"})


def choose(
    said: list[Candidate[datetime]],
    changes: list[Candidate[datetime]],
    structured: Structured,
    *,
    url: str | None,
) -> tuple[list[Candidate[datetime]], Candidate[datetime] | None]:
    """The candidates and the chosen one, in the page's own zone; None where none is evidence.

    Static pages carry the date of their making for machines only: without an article behind it
    and with nothing that confirms it to readers, that is no date of publication.
    """
    is_home = url is not None and not urlsplit(url).path.strip("/")
    believed = [c for c in said if _is_believed(c, said, structured, is_home=is_home)]
    chosen = _best(believed, {change.value.date() for change in changes})
    if chosen is None:
        return said, None
    local = localtime.as_shown(chosen, said)
    return [local if candidate is chosen else candidate for candidate in said], local


def says_article(structured: Structured) -> bool:
    """Whether the page declares itself an article, in JSON-LD or OpenGraph."""
    return structured.article is not None or _og_article(structured)


def dates_an_article(chosen: Candidate[datetime] | None) -> bool:
    """Whether a date is set as an article's: told to machines, or beside the headline."""
    return chosen is not None and (chosen.source != "html" or chosen.weight > BARE)


def _og_article(structured: Structured) -> bool:
    return "article" in (structured.first("og:type") or "").lower()


def is_shown(said: list[Candidate[datetime]]) -> bool:
    """Whether readers see, or the feed or the address tells, the day of the best candidate."""
    best = heaviest(said)
    return best is not None and any(
        c.source in _OPEN and c.value.date() == best.value.date() for c in said
    )


def _is_believed(
    candidate: Candidate[datetime],
    said: list[Candidate[datetime]],
    structured: Structured,
    *,
    is_home: bool,
) -> bool:
    if candidate.weight <= CONFIRMS:
        return False
    if candidate.source in _OPEN and candidate.weight > PAGE_ONLY:
        return True
    if any(_confirms(other, candidate) for other in said):
        return True
    kinds = jsonld.types(structured.article) if structured.article is not None else frozenset()
    if candidate.weight <= PAGE_ONLY or kinds & TIMELESS:
        return False
    if candidate.source == "opengraph" and not is_home:
        return True
    return bool(kinds & NEWS) or (_og_article(structured) and not is_home)


def _confirms(other: Candidate[datetime], candidate: Candidate[datetime]) -> bool:
    """Whether readers see, or feed or address tell, the day that machines are told."""
    if other.source not in _OPEN or CONFIRMS < other.weight <= PAGE_ONLY:
        return False
    return abs(other.value - candidate.value) < DAY


def _best(believed: list[Candidate[datetime]], changed: set[date]) -> Candidate[datetime] | None:
    """The heaviest; but of two that machines are told, the one whose day readers see.

    Where they see one day alone, beside the headline, that is not the day of a change nor the
    same with day and month swapped, it is believed more than what machines are told.
    """
    best = heaviest(believed)
    if best is not None and best.source == "html":
        return _told_to_both(best, believed)
    if best is None or best.source in _OPEN or is_shown(believed):
        return best
    shown = [c for c in believed if c.source == "html" and BESIDE <= c.weight < SAYS_PUBLISHED]
    days = {c.value.date() for c in shown}
    told = [
        c
        for c in believed
        if c.source not in _OPEN and c.weight >= SAYS_PUBLISHED and c.value.date() in days
    ]
    if told or len(days) != 1 or not days.isdisjoint(changed):
        return heaviest(told) or best
    mistaken = any(_is_near(day, best.value.date()) for day in days)
    return best if mistaken else heaviest(shown)


def _told_to_both(
    best: Candidate[datetime], believed: list[Candidate[datetime]]
) -> Candidate[datetime]:
    """Of several days beside the headline the one that machines are told too."""
    told = {c.value.date() for c in believed if c.source not in _OPEN}
    both = [
        c for c in believed if c.source == "html" and c.weight >= BESIDE and c.value.date() in told
    ]
    return best if best.value.date() in told else heaviest(both) or best


def _is_near(one: date, other: date) -> bool:
    """Whether two days differ as clocks do, or as readings of 1/2/2024."""
    is_swapped = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    return is_swapped or abs(one - other) <= DAY
