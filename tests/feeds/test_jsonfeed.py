"""JSON Feed, and what people write instead."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.feeds.build import outcome, read, refused

from ingest.model import Entry, Feed, Problem, Unreadable

KEYS = st.sampled_from(
    ["id", "url", "title", "items", "authors", "author", "name", "tags", "content_html", "summary"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def feed_of(*items: object, **head: object) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items, **head}
    ).encode()


def only(item: object, **head: object) -> Entry:
    (entry,) = read(feed_of(item, **head)).entries
    return entry


def test_an_item_becomes_an_entry() -> None:
    entry = only(
        {
            "id": "1",
            "url": "/a",
            "external_url": "https://other.example/",
            "title": "Tea &amp; cake",
            "content_html": "<p>Body</p>",
            "summary": "Short",
            "date_published": "2026-02-01T10:00:00+01:00",
            "date_modified": "2026-02-02T09:00:00Z",
            "authors": [{"name": "Jane"}, {"name": "Ravi"}],
            "tags": ["food", "food", "tea"],
            "image": "/i.jpg",
            "language": "en-GB",
        }
    )
    assert (entry.key, entry.url) == ("1", "https://news.example/a")
    assert (entry.title, entry.content, entry.summary) == ("Tea & cake", "<p>Body</p>", "Short")
    assert entry.published_at == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert entry.modified_at == datetime(2026, 2, 2, 9, tzinfo=UTC)
    assert (entry.authors, entry.tags) == (("Jane", "Ravi"), ("food", "tea"))
    assert (entry.image_url, entry.language) == ("https://news.example/i.jpg", "en-GB")


def test_numbers_serve_as_ids_and_text_as_content() -> None:
    entry = only({"id": 7, "content_text": "a < b"}, author={"name": "Desk"})
    assert (entry.key, entry.content, entry.authors) == ("7", "a &lt; b", ("Desk",))


def test_titles_are_text_whatever_they_look_like() -> None:
    entry = only({"id": "1", "title": "<script>alert(1)</script> &#8217; =1+1"})
    assert entry.title == "<script>alert(1)</script> ’ =1+1"


def test_wrong_types_cost_only_themselves() -> None:
    entry = only(
        {"id": "1", "title": ["x"], "tags": "x", "authors": {}, "date_published": 5, "url": {}}
    )
    assert (entry.key, entry.title, entry.tags, entry.authors) == ("1", None, (), ())


def test_lone_surrogates_and_controls_are_not_passed_on() -> None:
    body = b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"a\\ud800\\u0000b"}]}'
    assert read(body).entries[0].title == "ab"


def test_json_of_another_kind_is_no_feed() -> None:
    assert refused(b"[1, 2]").problem is Problem.NOT_A_FEED
    assert refused(b'{"items": []}').problem is Problem.NOT_A_FEED
    assert refused(b"[" * 100_000).problem is Problem.NOT_A_FEED


def test_an_empty_json_feed_has_no_problem() -> None:
    assert read(feed_of()).entries == ()


def test_the_newest_items_are_kept() -> None:
    items = [{"id": str(n), "date_published": f"{1000 + n}-01-01"} for n in range(2010)]
    feed = read(feed_of(*items))
    assert (len(feed.entries), feed.dropped, feed.entries[0].key) == (2000, 10, "10")


@given(JSON)
def test_any_json_in_a_feed_is_a_feed_or_a_reason(items: object) -> None:
    assert isinstance(outcome(feed_of(items)), Feed | Unreadable)
    assert isinstance(outcome(json.dumps(items).encode()), Feed | Unreadable)
