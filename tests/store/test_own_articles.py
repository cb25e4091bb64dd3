"""Entries that are articles of their own: no page is fetched for them."""

from __future__ import annotations

from dataclasses import replace

from tests.store.builders import BODY, FEED, HOUR, NOW, checked, entry, extraction, subscribe

from ingest.model import Entry, OwnArticle, PagesPolicy
from ingest.store import Store


def own(entry: Entry, text: str, *, url: str | None = None) -> OwnArticle:
    return OwnArticle(
        key=entry.key,
        url=url or entry.url or f"{FEED}#{entry.key}",
        article=extraction(title=entry.title or "", text=text),
        content_hash=f"hash of {text}",
        extractor="test/1",
    )


def note(number: int) -> Entry:
    return entry(number, url=None)


def test_entries_without_a_link_are_articles_each_of_its_own(store: Store) -> None:
    (state,) = subscribe(store)
    notes = [note(1), note(2)]

    update = checked(state, notes, articles=tuple(own(n, f"{BODY} {n.key}") for n in notes))
    store.apply([update])
    once = store.rows("v1_articles")
    store.apply([update])

    assert {row["url"] for row in once} == {f"{FEED}#guid-1", f"{FEED}#guid-2"}
    assert store.rows("v1_articles") == once
    assert len(store.rows("v1_changes")) == 2
    assert all(row["article_id"] for row in store.rows("v1_sightings"))
    assert store.claim_pages(run="run", now=NOW, limit=9, per_host=9) == []


def test_an_edited_entry_is_a_revision_of_its_article(store: Store) -> None:
    (state,) = subscribe(store)
    store.apply([checked(state, [note(1)], articles=(own(note(1), BODY),))])

    edited = own(note(1), BODY.replace("Monday", "Tuesday"))
    store.apply([checked(state, [note(1)], at=NOW + HOUR, articles=(edited,))])

    (article,) = store.rows("v1_articles")
    assert article["revision"] == 2
    assert "Tuesday" in str(article["text"])


def test_where_pages_are_never_fetched_the_entry_keeps_its_address(store: Store) -> None:
    (state,) = subscribe(store)
    state = replace(state, pages=PagesPolicy.NEVER)

    store.apply([checked(state, [entry(1), entry(2)], articles=(own(entry(1), BODY),))])

    assert [row["url"] for row in store.rows("v1_articles")] == ["https://news.test/story/1"]
    assert store.claim_pages(run="run", now=NOW, limit=9, per_host=9) == []
    sightings = {row["guid"]: row["article_id"] is not None for row in store.rows("v1_sightings")}
    assert sightings == {"guid-1": True, "guid-2": False}
