"""Search finds what is stored, at once, and is in step with every edit."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.store.builders import BODY, HOUR, NOW, extraction, stored

from ingest.errors import UsageError
from ingest.store import Store, migrate, open_store
from ingest.store.engine import open_engine, parse_url
from ingest.store.search import AFTER, BEFORE

HERRING = (
    "The largest catch of herring in forty years was landed at Ærøskøbing, naïve fishermen said."
)


def store_two(store: Store) -> None:
    tasks = [store.page_task(f"https://{name}.test/1", now=NOW) for name in ("bridge", "fish")]
    store.apply(
        [
            stored(tasks[0], extraction(language="en")),
            stored(tasks[1], extraction("Catch", HERRING)),
        ]
    )


def hosts(store: Store, words: str, **more: str) -> list[object]:
    return [row["host"] for row in store.search(words, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("herring", ["fish.test"]),
        ("HERRING years", ["fish.test"]),
        ('"stone bridge"', ["bridge.test"]),
        ('"bridge stone"', []),
        ("council -herring", ["bridge.test"]),
        ("on -herring -mackerel", None),
        ("herring -catch", []),
        ("absent", []),
        ("a AND NOT ( NEAR ' \x00 * : ^ \\", None),
    ],
)
def test_words_find_their_articles_and_no_words_are_an_error(
    store: Store, words: str, found: list[str] | None
) -> None:
    store_two(store)

    if found is None:
        store.search(words)
    else:
        assert hosts(store, words) == found


@pytest.mark.parametrize("words", ["", '" -', "-herring"])
def test_a_search_for_nothing_is_refused(store: Store, words: str) -> None:
    with pytest.raises(UsageError, match="no word to search for"):
        store.search(words)


def test_a_snippet_shows_the_word(store: Store) -> None:
    store_two(store)

    (row,) = store.search("herring")

    assert f"{BEFORE}herring{AFTER}" in str(row["snippet"])
    assert list(row) == ["id", "url", "title", "host", "published_at", "first_seen_at", "snippet"]
    assert row["published_at"] == "2026-03-01T11:00:00.000000Z"


def test_search_can_be_within_a_host(store: Store) -> None:
    store_two(store)

    assert hosts(store, "years") != hosts(store, "years", host="Bridge.test") == ["bridge.test"]


def test_an_edit_is_searchable_and_what_was_edited_away_is_not(store: Store) -> None:
    store_two(store)
    task = store.page_task("https://fish.test/1", now=NOW)

    store.apply([stored(task, extraction("Catch", "Only mackerel."), at=NOW + HOUR)])

    assert hosts(store, "herring") == []
    assert hosts(store, "mackerel") == ["fish.test"]


def test_postgresql_knows_the_inflections_of_the_articles_language(store: Store) -> None:
    store_two(store)
    is_postgresql = store.name.startswith("postgresql")

    assert hosts(store, "rebuilding") == (["bridge.test"] if is_postgresql else [])
    assert "rebuild" in BODY


def test_the_index_of_sqlite_is_in_step(store: Store) -> None:
    store_two(store)
    test_an_edit_is_searchable_and_what_was_edited_away_is_not(store)
    if store.name.startswith("postgresql"):
        return
    store._write(
        lambda connection: connection.execute(
            text("INSERT INTO article_words(article_words, rank) VALUES ('integrity-check', 1)")
        )
    )


def test_a_text_too_long_for_a_tsvector_is_stored_and_found(store: Store) -> None:
    task = store.page_task("https://long.test/1", now=NOW)
    long = "start " + " ".join(f"word{n}" for n in range(400_000))

    (applied,) = store.apply([stored(task, extraction("Long", long))])

    assert applied.change == "stored"
    assert hosts(store, "word7") == ["long.test"]


def test_the_words_of_a_batch_are_written_at_once(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        tasks = [store.page_task(f"https://{n}.test/", now=NOW) for n in range(5)]
        store.apply(
            [stored(task, extraction(text=f"{HERRING} {n}")) for n, task in enumerate(tasks)]
        )
        with store._read() as connection:  # how FTS5 keeps them
            segments = connection.scalar(
                text("SELECT count(DISTINCT segid) FROM article_words_idx")
            )

        assert len(store.search("herring")) == 5

    assert segments == 1


def test_a_migration_that_indexes_quicker_gives_the_words_that_were(postgresql_url: str) -> None:
    words = text(
        "SELECT CAST(article_words_of(:language, 'The Bridges', :standfirst, :body) AS text)"
    )
    asked = [
        {"language": language, "standfirst": standfirst, "body": f"Ærøskøbing, rebuilt {body}"}
        for language in ("en", "de-AT", "xx", None)
        for standfirst in ("Fished herrings", "", None)
        for body in ("in 1999", "é" * 60_000, "")
    ]
    found = []
    for revision in ("0006", "head"):
        (migrate.downgrade if revision == "0006" else migrate.upgrade)(postgresql_url, revision)
        engine = open_engine(parse_url(postgresql_url))
        with engine.connect() as connection:
            found.append([connection.scalar(words, values) for values in asked])
        engine.dispose()

    assert found[0] == found[1]


@pytest.mark.parametrize("words", ["herring", "bridge", "herring -catch", "rebuilt herring"])
def test_of_frequent_words_the_newest_are_found_whatever_the_statistics_say(
    postgresql_url: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first articles are about a bridge, and the newest about herrings."""
    with open_store(postgresql_url) as store:
        tasks = [store.page_task(f"https://{n:02}.test/", now=NOW) for n in range(24)]
        said = [BODY if n < 12 else HERRING for n in range(24)]
        store.apply(
            [
                stored(task, extraction(text=f"{words} {n}"))
                for n, (task, words) in enumerate(zip(tasks, said, strict=True))
            ]
        )
        with store._writer.begin() as connection:
            connection.execute(text("ANALYZE article_words"))
        every = [int(str(row["id"])) for row in store.search(words)]

        monkeypatch.setattr("ingest.store.search.RANKED", 3)

        assert [row["id"] for row in store.search(words)] == sorted(every)[-3:][::-1]
