"""What articles said, and what a person decides about them."""

from __future__ import annotations

import pytest
from tests.cli.command import Ingest
from tests.store.builders import BODY, HOUR, NOW, extraction, stored
from tests.store.test_identity import OTHER

from ingest.cli import difference
from ingest.store import open_store

ONE, TWO = "https://news.test/1", "https://news.test/2"


@pytest.fixture
def edited(ingest: Ingest) -> Ingest:
    """An article that was edited in silence, and another."""
    later = BODY.replace("two years", "three years") + "\n\nThe mayor did not answer."
    with open_store(f"sqlite:///{ingest.database}") as store:
        task = store.page_task(ONE, now=NOW)
        store.apply([stored(task)])
        store.apply([stored(task, extraction("Bridge to be torn down", later), at=NOW + HOUR)])
        store.apply([stored(store.page_task(TWO, now=NOW), extraction("Herring", OTHER))])
    return ingest


def test_a_stealth_edit_is_shown_word_by_word(edited: Ingest) -> None:
    shown = edited("articles", "history", ONE).stdout

    assert "title ~ Bridge to be [-rebuilt-]{+torn down+}" in shown
    assert "after [-two-]{+three+} years of repairs" in shown
    assert "\n+ The mayor did not answer.\n" in shown
    assert "revision 2, 2026-03-01T13:00:00.000000Z, test/1" in shown


def test_revisions_are_json_with_their_edits(edited: Ingest) -> None:
    first, second = edited.json("articles", "history", "1", "--json")

    assert list(first) == [
        "article_id", "revision", "title", "text", "content_hash", "extractor", "at", "diff",
    ]  # fmt: skip
    assert first["text"] == BODY
    assert second["diff"][-1] == "+ The mayor did not answer."


def test_articles_are_merged_and_split_by_hand(edited: Ingest) -> None:
    assert "Article 2 is now one with 1." in edited("articles", "merge", TWO, "--into", "1").stderr
    assert len(edited.json("articles", "list", "--json")) == 1

    new = edited("articles", "split", "1", TWO).stdout.strip()

    assert {str(row["id"]) for row in edited.json("articles", "list", "--json")} == {"1", new}
    kinds = [
        line.split("\t")[2] for line in edited("changes", "--format=table").stdout.split("\n")[1:-1]
    ]
    assert kinds == ["insert", "update", "insert", "merge", "insert"]


def test_what_cannot_be_merged_or_split_is_named(edited: Ingest) -> None:
    assert "no such article" in edited("articles", "merge", "9", "--into", "1", status=1).stderr
    assert "is article 1 itself" in edited("articles", "merge", ONE, "--into", "1", status=2).stderr
    assert "its addresses are" in edited("articles", "split", "1", TWO, status=2).stderr
    assert "no such article" in edited("articles", "history", "9", status=1).stderr


def test_lines_that_only_moved_or_stayed_are_counted() -> None:
    told = list(difference.shortened(difference.lines("a\n\nb c d\n\ne", "a\n\nb c x\n\ne\n\nnew")))

    assert told == ["  … 1 line unchanged", "~ b c [-d-]{+x+}", "  … 1 line unchanged", "+ new"]


def test_texts_without_anything_in_common_are_lost_and_gained() -> None:
    assert list(difference.shortened(difference.lines("one two", "three four"))) == [
        "- one two",
        "+ three four",
    ]


def test_many_rewritten_lines_are_not_compared_each_with_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def alike(_one: str, _other: str) -> bool:
        nonlocal compared
        compared += 1
        return False

    monkeypatch.setattr(difference, "_alike", alike)
    old = "\n".join(f"old line {number}" for number in range(1000))
    new = "\n".join(f"new words {number}" for number in range(1000))
    assert len(list(difference.lines(old, new))) == 2000
    assert compared == 1000 * difference.MOST_AHEAD
