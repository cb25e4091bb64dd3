"""What waits -> the pages that a pass takes next."""

from __future__ import annotations

from datetime import datetime

from ingest import urls
from ingest.model import PageTask
from ingest.run.flow import ITEMS_PER_HOST
from ingest.store import Store


def claim_pages(
    store: Store,
    *,
    run: str,
    now: datetime,
    limit: int,
    hosts: int,
    busy: frozenset[str],
    rechecks: bool,
) -> list[PageTask]:
    """Pages that wait; where these are few, with `rechecks` also articles to be asked for again.

    At most `limit`, of at most `hosts` hosts that are not `busy`.
    """
    tasks = store.claim_pages(
        run=run, now=now, limit=limit, hosts=hosts, per_host=ITEMS_PER_HOST, busy_hosts=busy
    )
    claimed = {urls.host(task.request.url) for task in tasks}
    if not rechecks or len(tasks) == limit or len(claimed) == hosts:
        return tasks
    return tasks + store.claim_rechecks(
        run=run,
        now=now,
        limit=limit - len(tasks),
        hosts=hosts - len(claimed),
        per_host=ITEMS_PER_HOST,
        busy_hosts=busy | claimed,
    )
