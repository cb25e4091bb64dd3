"""Numbers beyond what a database counts to."""

from __future__ import annotations

import pytest
from tests.cli.command import Ingest

from ingest.store import migrate

HUGE = "9" * 30


@pytest.fixture
def of_either(ingest: Ingest, empty_database_url: str) -> Ingest:
    """The command with an empty database of either kind."""
    migrate.upgrade(empty_database_url)
    return Ingest(ingest.folder, {"INGEST_DATABASE_URL": empty_database_url})


def test_numbers_of_any_size_are_understood(of_either: Ingest) -> None:
    for arguments in (
        ("changes", "--since", HUGE, "--limit", HUGE),
        ("articles", "list", "--limit", HUGE),
        ("articles", "search", "ferry", "--limit", HUGE, "--json"),
        ("articles", "export", "-", "--since", HUGE),
        ("reextract", "--top", HUGE),
    ):
        of_either(*arguments)


@pytest.mark.parametrize("digits", [30, 5000])
def test_an_id_of_any_size_is_no_such_article(of_either: Ingest, digits: int) -> None:
    said = of_either("articles", "show", "9" * digits, status=1).stderr
    assert "no such article" in said
