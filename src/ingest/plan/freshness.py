"""Headers -> how long an answer is fresh."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ingest.model import FeedState, Fetched, Hints, NotModified

MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def hints_after(state: FeedState, outcome: Fetched | NotModified) -> Hints:
    """A 304 that says nothing of freshness leaves what was said (RFC 9111 §4.3.4)."""
    before = state.hints or Hints()
    says = outcome.headers.keys() & {"cache-control", "expires"}
    if isinstance(outcome, NotModified) and not says:
        return before
    return replace(before, max_age=max_age(outcome.headers, outcome.at))


def max_age(headers: Mapping[str, str], at: datetime) -> timedelta | None:
    """How long the answer is fresh (RFC 9111 §4.2.1): max-age before Expires."""
    if found := MAX_AGE.search(headers.get("cache-control", "")):
        return timedelta(seconds=int(found[1]))
    try:
        expires = parsedate_to_datetime(headers["expires"])
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    return max(expires.replace(tzinfo=expires.tzinfo or UTC) - at, timedelta())
