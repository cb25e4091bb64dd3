"""Articles that their feed carries whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.model import Entry, Problem
from ingest.pages.own import extract_entry

URL = "https://example.org/feed"


def own(content: str | None, **fields: object):
    return extract_entry(Entry(key="1", content=content, **fields), url=URL)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>Just a short note.</p>", "Just a short note."),
        ("Plain words, no markup at all.", "Plain words, no markup at all."),
        ("<p>One.</p><ul><li>a</li><li>b</li></ul>", "One.\n\n- a\n\n- b"),
        ("<p>She said:</p><blockquote>Never again.</blockquote>", "She said:\n\nNever again."),
    ],
)
def test_all_that_the_publisher_wrote_is_the_article(content, text):
    found = own(content)

    assert found.text.replace("> ", "") == text
    assert found.problem is None


def test_what_the_feed_says_of_it_stands():
    at = datetime(2026, 5, 4, tzinfo=UTC)
    found = own("<p>Words.</p>", title="A note", authors=("Ann Lee",), published_at=at, tags=("x",))

    assert (found.title, found.authors, found.tags) == ("A note", ("Ann Lee",), ("x",))
    assert (found.published_at, found.published_source) == (at, "feed")


@pytest.mark.parametrize("content", [None, "", "<img src='/x.png'>", "<script>1</script>"])
def test_an_entry_without_text_is_empty(content):
    assert own(content).problem is Problem.EMPTY
