"""What a person finds again."""

from tests.cli.command import Filled


def test_words_find_articles_and_show_where(filled: Filled) -> None:
    found = filled.ingest.json("articles", "search", "ferry", "--json")

    assert found
    assert all("[" in row["snippet"] and "ferry" in row["snippet"].lower() for row in found)
    assert list(found[0]) == [
        "id", "url", "title", "host", "published_at", "first_seen_at", "snippet",
    ]  # fmt: skip


def test_a_word_after_a_minus_and_words_that_nobody_wrote_find_nothing(filled: Filled) -> None:
    assert filled.ingest.json("articles", "search", "--json", "--", "ferry", "-ferry") == []
    assert filled.ingest.json("articles", "search", "zyzzyva", "--json") == []


def test_what_a_query_language_would_choke_on_is_only_words(filled: Filled) -> None:
    for words in ("AND OR NOT", "a*b(", "x:y", "'; DROP TABLE articles;--"):
        filled.ingest("articles", "search", "--", words)


def test_a_search_without_a_word_that_must_be_there_is_refused(filled: Filled) -> None:
    for words in ("", '"', "-ferry", " * "):
        said = filled.ingest("articles", "search", "--", words, status=2)
        assert "no word to search for" in said.stderr
        assert said.stdout == ""


def test_limit_and_host_narrow_the_search(filled: Filled) -> None:
    every = filled.ingest.json("articles", "search", "the", "--json")
    host = every[0]["host"]

    one = filled.ingest.json("articles", "search", "the", "--limit", "1", "--json")
    of_host = filled.ingest.json("articles", "search", "the", "--host", host, "--json")

    assert len(one) == 1
    assert {row["host"] for row in of_host} == {host}
