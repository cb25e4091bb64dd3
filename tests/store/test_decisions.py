"""What a person decides about articles stays decided."""

from __future__ import annotations

import pytest
from tests.store.builders import BODY, HOUR, NOW, checked, entry, extraction, stored, subscribe
from tests.store.test_identity import OTHER

from ingest.errors import UsageError
from ingest.model import OwnArticle, RawPage, Reread
from ingest.store import Selection, Store

ONE, TWO = "https://news.test/1", "https://news.test/2"
LATER = NOW + 5 * HOUR


def two_articles(store: Store) -> None:
    for url, text in ((ONE, BODY), (TWO, OTHER)):
        store.apply([stored(store.page_task(url, now=NOW), extraction(url, text))])


def one_article(store: Store) -> None:
    """One that a canonical address made of two."""
    store.apply([stored(store.page_task(ONE, now=NOW))])
    store.apply([stored(store.page_task(TWO, now=NOW), canonical=ONE, at=NOW + HOUR)])
    assert len(store.rows("v1_articles")) == 1


def fetch(store: Store, url: str, text: str = BODY, *, hour: int, **more: str) -> None:
    task = store.page_task(url, now=NOW + hour * HOUR)
    store.apply([stored(task, extraction(text=text), at=NOW + hour * HOUR, **more)])


def test_merged_articles_are_one_with_a_tombstone_that_leads_there(store: Store) -> None:
    two_articles(store)

    store.merge_articles([2], 1, now=LATER)

    (survivor,) = store.rows("v1_articles")
    assert (survivor["id"], survivor["text"]) == (1, BODY)
    assert store.article("2") == store.article(TWO) == survivor
    change = store.changes(since=2)[0]
    assert (change["kind"], change["article_id"], change["merged_into"]) == ("merge", 2, 1)
    assert {row["article_id"] for row in store.rows("v1_pages")} == {1}


def test_a_merge_is_not_undone_by_another_story_at_an_address_that_was_lent(store: Store) -> None:
    fetch(store, TWO, OTHER, hour=0, canonical="https://news.test/lent")
    fetch(store, ONE, BODY, hour=0)
    store.merge_articles([1], 2, now=LATER)

    fetch(store, "https://news.test/lent", "Something else entirely, of six words.", hour=6)

    assert [row["id"] for row in store.rows("v1_articles")] == [2]


def test_a_merged_article_that_its_feed_carries_whole_says_no_more_what_the_other_says(
    store: Store,
) -> None:
    (state,) = subscribe(store)
    own = OwnArticle(
        key="guid-1",
        url="https://news.test/story/1",
        article=extraction(text=OTHER),
        content_hash="x",
        extractor="test/1",
    )
    store.apply([checked(state, [entry(1)], articles=(own,))])
    fetch(store, ONE, BODY, hour=1)
    store.merge_articles([1], 2, now=LATER)

    store.apply([checked(state, [entry(1)], articles=(own,), at=LATER + HOUR)])

    (article,) = store.rows("v1_articles")
    assert (article["id"], article["text"], article["revision"]) == (2, BODY, 1)
    assert {row["article_id"] for row in store.rows("v1_sightings")} == {2}


def test_a_split_makes_an_article_with_an_insert_of_its_own(store: Store) -> None:
    one_article(store)

    new, _ = store.split_article(1, [TWO], now=LATER)

    assert [row["url"] for row in store.rows("v1_articles", order="id")] == [ONE, TWO]
    assert store.article(TWO) != store.article(ONE)
    change = store.changes(since=1)[-1]
    assert (change["kind"], change["article_id"], change["revision"]) == ("insert", new, 1)
    waiting = store.claim_pages(run="run", now=LATER, limit=10, per_host=10)
    assert {task.request.url for task in waiting} == {ONE, TWO}


def test_a_split_is_not_undone_by_what_made_them_one(store: Store) -> None:
    one_article(store)
    new, _ = store.split_article(1, [TWO], now=LATER)

    fetch(store, TWO, BODY, hour=6, canonical=ONE)
    fetch(store, ONE, BODY, hour=7)
    fetch(store, TWO, OTHER, hour=8, redirected=ONE)

    assert {row["id"]: row["text"] for row in store.rows("v1_articles")} == {1: BODY, new: OTHER}
    assert {row["kind"] for row in store.changes()} == {"insert", "update"}


@pytest.mark.parametrize("hours", [(0, 1), (1, 0)], ids=["later", "earlier"])
def test_after_a_split_the_kept_pages_of_both_are_read_whichever_came_first(
    store: Store, hours: tuple[int, int]
) -> None:
    pages = list(zip((ONE, TWO), (BODY, OTHER), hours, strict=True))
    for url, text, hour in pages:
        at, came = NOW + hour * HOUR, RawPage(body=text.encode(), url=url, headers={})
        task = store.page_task(url, now=at)
        store.apply([stored(task, extraction(url, text), at=at, raw=came)])
    numbers = {url: int(str(row["id"])) for url, *_ in pages if (row := store.article(url))}
    store.merge_articles([numbers[TWO]], numbers[ONE], now=LATER)

    _, to_be_read = store.split_article(numbers[ONE], [TWO], now=LATER)
    for page in store.kept_pages(Selection(pages=to_be_read), after=0, limit=9, now=LATER):
        said = extraction(page.task.request.url, page.answer.body.decode())
        again = Reread(raw_id=page.raw_id, at=LATER)
        store.apply([stored(page.task, said, at=page.answer.at, reread=again)])

    assert {row["url"]: row["text"] for row in store.rows("v1_articles")} == {ONE: BODY, TWO: OTHER}


def test_what_was_split_stays_apart_from_the_survivor_of_a_merge(store: Store) -> None:
    one_article(store)
    new, _ = store.split_article(1, [TWO], now=LATER)
    fetch(store, "https://news.test/0", OTHER, hour=6)
    third = store.article("https://news.test/0")
    assert third is not None
    store.merge_articles([1], int(str(third["id"])), now=LATER)

    fetch(store, TWO, BODY, hour=7, canonical="https://news.test/0")

    assert {row["id"] for row in store.rows("v1_articles")} == {new, third["id"]}


def test_a_person_may_decide_otherwise_later(store: Store) -> None:
    one_article(store)
    new, _ = store.split_article(1, [TWO], now=LATER)

    store.merge_articles([new], 1, now=LATER)
    fetch(store, TWO, BODY, hour=8)

    assert len(store.rows("v1_articles")) == 1


@pytest.mark.parametrize(
    ("aliases", "said"),
    [
        (["https://news.test/unknown"], "no address of article 1; its addresses are"),
        ([ONE, TWO], "leave it one"),
        (["nonsense"], "no address"),
    ],
)
def test_an_address_that_cannot_be_split_off_is_named(
    store: Store, aliases: list[str], said: str
) -> None:
    one_article(store)

    with pytest.raises(UsageError, match=said):
        store.split_article(1, aliases, now=LATER)

    assert len(store.rows("v1_articles")) == 1


def test_an_unknown_article_is_named(store: Store) -> None:
    two_articles(store)
    with pytest.raises(UsageError, match="no article 9"):
        store.merge_articles([1], 9, now=LATER)
    with pytest.raises(UsageError, match="no article 9"):
        store.split_article(9, [ONE], now=LATER)
