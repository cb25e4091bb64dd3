"""A page that a person asked for once, and then a feed."""

from __future__ import annotations

from dataclasses import replace

from tests.store.builders import NOW, checked, entry, failed, subscribe

from ingest.model import PageStatus
from ingest.store import Store


def test_a_page_that_failed_once_waits_again_when_a_feed_names_it(store: Store) -> None:
    named = entry(1)
    assert named.url
    task = store.page_task(named.url, now=NOW)
    gave_up = replace(failed(task), status=PageStatus.FAILED, next_attempt_at=None)
    store.apply([gave_up])
    assert store.claim_pages(run="run", now=NOW, limit=9, per_host=9) == []
    (state,) = subscribe(store)

    update = checked(state, [named])
    store.apply([update])
    (claimed,) = store.claim_pages(run="run", now=NOW, limit=9, per_host=9)
    store.apply([replace(failed(claimed), status=PageStatus.FAILED, next_attempt_at=None)])
    store.apply([update])

    assert (claimed.request.url, claimed.failures) == (named.url, 0)
    assert claimed.entry is not None
    assert store.claim_pages(run="run", now=NOW, limit=9, per_host=9) == []
