"""Counts of one run: what `ingest run` prints and the database keeps of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from ingest.model import FeedUpdate, PageStatus, PageUpdate, Problem
from ingest.store import Applied

FEED_COUNTS = ("checked", "changed", "unchanged", "failed")
PAGE_COUNTS = ("fetched", "stored", "updated", "unchanged", "failed", "skipped")


@dataclass(slots=True)
class Summary:
    """Grows as updates are written."""

    feeds: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    problems: Counter[Problem] = field(default_factory=Counter)

    def count_feed(self, update: FeedUpdate) -> None:
        """A feed was checked: changed where a new document was read, whatever it brought."""
        self.feeds["checked"] += 1
        if update.fetch.problem is not None:
            self.feeds["failed"] += 1
            self.problems[update.fetch.problem] += 1
        elif update.entries is not None:
            self.feeds["changed"] += 1
        else:
            self.feeds["unchanged"] += 1

    def count_page(self, update: PageUpdate, applied: Applied | None) -> None:
        """A page was dealt with; `fetched` counts those that answered."""
        if update.fetch.status is not None:
            self.pages["fetched"] += 1
        if update.problem is not None:
            self.pages["skipped" if update.status is PageStatus.SKIPPED else "failed"] += 1
            self.problems[update.problem] += 1
        elif update.article is None:
            self.pages["unchanged"] += 1
        elif applied is not None and applied.change is not None:
            self.pages[applied.change] += 1

    def document(self, elapsed: timedelta) -> dict[str, object]:
        """The object that `run --json` prints."""
        return {
            "feeds": {name: self.feeds[name] for name in FEED_COUNTS},
            "pages": {name: self.pages[name] for name in PAGE_COUNTS},
            "problems": {str(problem): n for problem, n in self.problems.most_common()},
            "seconds": round(elapsed.total_seconds(), 3),
        }
