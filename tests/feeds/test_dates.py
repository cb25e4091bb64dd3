"""Dates as they are written, and whether they are believed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.feeds.build import AT, atom, only, rss

from ingest.feeds.dates import Guesser, believed, parse

MARCH = datetime(2024, 3, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tue, 05 Mar 2024 09:00:00 GMT", MARCH),
        ("Tue, 05 Mar 2024 10:00:00 +0100", MARCH),
        ("5 Mar 24 04:00 EST", MARCH),
        ("2024-03-05T09:00:00Z", MARCH),
        ("2024-03-05T10:00:00.123+01:00", MARCH),
        ("2024-03-05 09:00:00", MARCH),
        ("1709629200", MARCH),
        ("ter, 05 março 2024 09:00:00", MARCH),
        ("5 марта 2024 09:00", MARCH),
        ("Di, 05 Mär 2024 10:00:00 +0100", MARCH),
        ("2024-02-30T00:00:00Z", None),
        ("0000-00-00T00:00:00Z", None),
        ("99999-01-01T00:00:00Z", None),
        ("2999-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("Mon, 01 Jan 0000 00:00:00 GMT", None),
        ("3/5/2024", None),
        ("yesterday", None),
        ("2 hours ago", None),
        ("9" * 5000, None),
        ("", None),
    ],
)
def test_dates_are_read_or_are_none(written: str, read: datetime | None) -> None:
    assert only(rss(f"<title>T</title><pubDate>{written}</pubDate>")).published_at == read


def test_a_date_a_few_hours_ahead_is_bounded_by_the_fetch() -> None:
    ahead = "<title>T</title><pubDate>Sun, 01 Mar 2026 18:00:00 GMT</pubDate>"
    assert only(rss(ahead)).published_at == AT


def test_an_update_is_kept_apart_from_the_publication() -> None:
    entry = only(
        atom(
            "<title>T</title><published>2024-03-05T09:00:00Z</published>"
            "<updated>2024-03-06T09:00:00Z</updated>"
        )
    )
    assert (entry.published_at, entry.modified_at) == (MARCH, datetime(2024, 3, 6, 9, tzinfo=UTC))


def test_guesses_are_given_up_where_they_are_in_vain() -> None:
    guesser = Guesser()
    assert [guesser.parse(f"nonsense {number} of 2024") for number in range(50)] == [None] * 50
    assert guesser.parse("5 марта 2024 09:00") is None


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = parse(text)
    assert moment is None or moment.tzinfo is not None


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_date_that_is_believed_is_later_than_the_fetch(moment: datetime) -> None:
    judged = believed(moment, at=AT)
    assert judged is None or judged <= AT
