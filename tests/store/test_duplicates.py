"""The same agency text on many sites is many articles with one first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.builders import HOUR, NOW, extraction, stored

from ingest.store import Store
from ingest.store.sketch import FEWEST, nearly_same, sketch

AGENCY = " ".join(
    f"The {n}th sentence of the report tells of bridge {n} and river {n * 7}." for n in range(60)
)
OTHER = " ".join(
    f"Chapter {n} is about herring, ice and the harbour of year {1900 + n}." for n in range(60)
)
NOTICE = (
    "The library in the old town hall stays closed on Monday because of repairs, "
    "opening again at {} o'clock."
)


def publish(store: Store, name: str, text: str, *, hour: int = 0) -> None:
    task = store.page_task(f"https://{name}.test/1", now=NOW)
    store.apply([stored(task, extraction(name, text), at=NOW + hour * HOUR)])


def firsts(store: Store) -> dict[object, object]:
    rows = store.rows("v1_articles", order="id")
    names = {row["id"]: row["title"] for row in rows}
    return {row["title"]: names.get(row["duplicate_of"]) for row in rows}


def test_copies_point_at_the_first(store: Store) -> None:
    publish(store, "a", AGENCY)
    publish(store, "b", OTHER)
    publish(store, "c", AGENCY.replace("sentence of", "line in", 3))
    publish(store, "d", AGENCY + " This is our own last line.")

    assert firsts(store) == {"a": None, "b": None, "c": "a", "d": "a"}


def test_copies_in_one_batch_point_at_the_first(store: Store) -> None:
    tasks = [store.page_task(f"https://{name}.test/1", now=NOW) for name in "abc"]

    store.apply([stored(task, extraction(str(task.id), AGENCY)) for task in tasks])

    assert [row["duplicate_of"] for row in store.rows("v1_articles", order="id")] == [None, 1, 1]


def test_notices_that_differ_in_one_number_are_no_copies(store: Store) -> None:
    publish(store, "a", NOTICE.format(9))
    publish(store, "b", NOTICE.format(10))
    publish(store, "c", NOTICE.format(9))

    assert firsts(store) == {"a": None, "b": None, "c": "a"}


def test_a_few_words_are_nobodys_copy(store: Store) -> None:
    publish(store, "a", "Watch the video.")
    publish(store, "b", "Watch the video.")

    assert firsts(store) == {"a": None, "b": None}


def test_a_copy_that_is_edited_away_is_one_no_longer(store: Store) -> None:
    publish(store, "a", AGENCY)
    publish(store, "b", AGENCY)
    publish(store, "b", OTHER, hour=1)
    publish(store, "c", OTHER)

    assert firsts(store) == {"a": None, "b": None, "c": "b"}


def test_when_the_first_is_edited_away_the_next_becomes_the_first(store: Store) -> None:
    for name in "abc":
        publish(store, name, AGENCY)
    publish(store, "a", OTHER, hour=1)
    publish(store, "d", AGENCY)

    assert firsts(store) == {"a": None, "b": None, "c": "b", "d": "b"}


def test_when_the_first_becomes_a_copy_its_copies_follow(store: Store) -> None:
    publish(store, "a", AGENCY)
    publish(store, "b", OTHER)
    publish(store, "c", OTHER)
    publish(store, "b", AGENCY, hour=1)

    assert firsts(store) == {"a": None, "b": "a", "c": None}


@given(st.text(max_size=400))
def test_a_sketch_is_of_one_size_and_repeatable(text: str) -> None:
    assert len(sketch(text)) in {0, 6}
    assert sketch(text) == sketch(text)
    assert all(-(2**63) <= number < 2**63 for number in sketch(text))


@pytest.mark.parametrize("edits", [1, 3, 5])
def test_edited_copies_meet_in_a_band(edits: int) -> None:
    met = 0
    for start in range(40):
        words = AGENCY.split()
        for edit in range(edits):
            words[(start * 17 + edit * 101) % len(words)] = "edited"
        copy = " ".join(words)
        assert nearly_same(AGENCY, copy)
        met += bool(set(sketch(AGENCY)) & set(sketch(copy)))
    assert met >= 38


def test_a_sketch_needs_some_words() -> None:
    assert sketch("word " * (FEWEST - 1)) == ()
