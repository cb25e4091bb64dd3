"""(KeptPage, extractor) -> Reading: what today's extractor would change of an article."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.model import KeptPage, PageUpdate, Reread
from ingest.plan.page import after_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The update, and the lines that the article would lose and gain."""

    update: PageUpdate
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()


def read_again(page: KeptPage, extractor: str, now: datetime) -> Reading:
    """Reads a kept body as if it came now, with all that its first reading had."""
    update = replace(
        after_page(page.task, page.answer, extractor),
        reread=Reread(raw_id=page.raw_id, at=now),
        next_attempt_at=None,
    )
    if update.article is None:
        return Reading(update=update)
    before, after = _lines(page.text), _lines(update.article.text)
    return Reading(update=update, lost=_without(before, after), gained=_without(after, before))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _without(lines: list[str], others: list[str]) -> tuple[str, ...]:
    """The lines that the others lack, in their order; what only moved is lacked by nobody."""
    left = Counter(lines) - Counter(others)
    found = []
    for line in reversed(lines):
        if left[line]:
            left[line] -= 1
            found.append(line)
    return tuple(reversed(found))
