"""(state, outcome) -> update: what one answer of the web changes.

Pure: the clock is the outcome's own time. `after_feed` and `after_page` can be shipped to a worker
process, because reading a feed or a page happens inside them.
"""

from ingest.plan.again import Reading, read_again
from ingest.plan.feed import after_feed, feed_request, needs_reading
from ingest.plan.outcome import failed, hints_at_outage, is_outage, record
from ingest.plan.page import after_page, content_hash, explain_page, raw_page
from ingest.plan.rescue import home_to_search, linked_feeds, rescued

__all__ = [
    "Reading",
    "after_feed",
    "after_page",
    "content_hash",
    "explain_page",
    "failed",
    "feed_request",
    "hints_at_outage",
    "home_to_search",
    "is_outage",
    "linked_feeds",
    "needs_reading",
    "raw_page",
    "read_again",
    "record",
    "rescued",
]
