"""A page as it came is found by id and by any address, with what was known of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.store.builders import HOUR, NOW, checked, entry, failed, stored, subscribe

from ingest.model import PageTask, PageUpdate, Problem, RawPage
from ingest.store import Store

URL = "https://news.test/story/1"


def waiting(store: Store) -> PageTask:
    """The page that a feed's only entry names."""
    (state,) = subscribe(store)
    store.apply([checked(state, [entry(1, summary="<p>What the feed says.</p>")])])
    return store.page_task(URL, now=NOW)


def with_body(update: PageUpdate, body: bytes) -> PageUpdate:
    raw = RawPage(body=body, url=f"{URL}?final", charset="latin-1", media_type="text/html")
    return replace(update, raw=raw)


@pytest.mark.parametrize("ref", ["1", URL, f"{URL}/final", "HTTPS://news.test:443/story/1#top"])
def test_the_newest_body_comes_with_the_entry(store: Store, ref: str) -> None:
    task = waiting(store)
    store.apply([with_body(stored(task, redirected=f"{URL}/final"), b"<p>old")])
    newer = stored(task, redirected=f"{URL}/final", at=NOW + HOUR)
    store.apply([with_body(newer, b"<p>new")])

    found, answer = store.kept_page(ref, now=NOW) or (None, None)

    assert answer is not None
    assert (answer.body, answer.url, answer.charset) == (b"<p>new", f"{URL}?final", "latin-1")
    assert answer.at == NOW + HOUR
    assert found is not None
    assert found.entry is not None
    assert found.entry.summary == "<p>What the feed says.</p>"


def test_a_page_that_gave_no_article_is_found_by_its_address(store: Store) -> None:
    store.apply([with_body(failed(waiting(store), Problem.INDEX_PAGE), b"<p>index")])

    found = store.kept_page(URL, now=NOW)

    assert found is not None
    assert found[1] is not None
    assert found[1].body == b"<p>index"


def test_a_page_without_a_body_is_known_all_the_same(store: Store) -> None:
    task = waiting(store)

    assert store.kept_page(URL, now=NOW) == (task, None)


@pytest.mark.parametrize("ref", ["7", "0", "99999999999999999999", "https://news.test/no", "words"])
def test_what_is_not_known_gives_nothing(store: Store, ref: str) -> None:
    waiting(store)

    assert store.kept_page(ref, now=NOW) is None
