"""An address -> the feeds of its site, best first: asked one by one, stored nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from ingest import feeds
from ingest.feeds import discover
from ingest.feeds.discover import Candidate, Hint
from ingest.model import Failed, Feed, Fetched, Request, RequestKind
from ingest.run import Reader

# What a page itself names is asked first; guesses only where that gave nothing.
NAMED = frozenset({Hint.LINKED, Hint.ANCHOR, Hint.SERVICE})
MOST_NAMED = 12
MOST_GUESSED = 8

Found = tuple[Candidate, Feed]


async def find_feeds(reader: Reader, url: str, *, at: datetime) -> Sequence[Found] | Failed:
    """The feeds that the page names or its platform has; the address itself where it is one.

    Failed where the page itself cannot be had.
    """
    outcome = await _get(reader, url)
    if not isinstance(outcome, Fetched):
        return outcome
    itself = Candidate(url=url, hint=Hint.LINKED)
    if found := await _read(reader, itself, outcome, at):
        return (found,)
    candidates = await _candidates(reader, outcome)
    for refresh in [one for one in candidates if one.hint is Hint.REFRESH][:1]:
        home = await _get(reader, refresh.url)
        if isinstance(home, Fetched):
            candidates = (*candidates, *await _candidates(reader, home))
    named = await _ask(reader, (c for c in candidates if c.hint in NAMED), MOST_NAMED, at)
    others = (c for c in candidates if c.hint not in NAMED | {Hint.REFRESH})
    return discover.rank(named or await _ask(reader, others, MOST_GUESSED, at), at=at)


async def _ask(
    reader: Reader, candidates: Iterable[Candidate], most: int, at: datetime
) -> list[Found]:
    async def ask(candidate: Candidate) -> Found | None:
        outcome = await _get(reader, candidate.url)
        return await _read(reader, candidate, outcome, at) if isinstance(outcome, Fetched) else None

    answers = await asyncio.gather(*(ask(one) for one in list(candidates)[:most]))
    return [found for found in answers if found is not None]


async def _get(reader: Reader, url: str) -> Fetched | Failed:
    outcome = await reader.web.fetch(Request(url=url, kind=RequestKind.FEED))
    assert isinstance(outcome, Fetched | Failed), "nothing was asked conditionally"
    return outcome


async def _read(
    reader: Reader, candidate: Candidate, outcome: Fetched, at: datetime
) -> Found | None:
    feed = await reader.pool.run(
        feeds.read,
        outcome.body,
        url=outcome.url,
        media_type=outcome.media_type,
        charset=outcome.charset,
        at=at,
    )
    return (candidate, feed) if isinstance(feed, Feed) else None


async def _candidates(reader: Reader, page: Fetched) -> tuple[Candidate, ...]:
    found = await reader.pool.run(discover.candidates, page.body, page.url)
    return found if isinstance(found, tuple) else ()
