"""What is new among entries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.feeds import arrived, digests
from ingest.model import Entry

KEYS = st.lists(st.text(max_size=20), unique=True, max_size=20)


def entries(keys: list[str]) -> list[Entry]:
    return [Entry(key=key) for key in keys]


def test_everything_is_new_to_who_saw_nothing() -> None:
    assert arrived(b"", entries(["a", "b"])) == tuple(entries(["a", "b"]))


@given(KEYS, KEYS)
def test_exactly_the_unseen_arrive(old: list[str], new: list[str]) -> None:
    found = arrived(digests(entries(old)), entries(new))
    assert [entry.key for entry in found] == [key for key in new if key not in old]


@given(KEYS)
def test_a_digest_takes_eight_bytes(keys: list[str]) -> None:
    assert len(digests(entries(keys))) == 8 * len(keys)
