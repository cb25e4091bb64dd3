"""Pruning and copying, as an operator does it."""

import shutil
from pathlib import Path

import pytest
from tests.cli.command import Filled, Ingest


@pytest.fixture
def own(filled: Filled, tmp_path: Path) -> Ingest:
    """A database of its own with the sample papers in it."""
    shutil.copy(filled.ingest.database, tmp_path / "ingest.db")
    return Ingest(tmp_path)


def test_pruning_counts_first_and_deletes_then(own: Ingest) -> None:
    articles = own.select("SELECT * FROM v1_articles")
    (fetches,) = own.select("SELECT count(*) FROM v1_fetches")[0]
    everything = ("--raw-older-than", "0m", "--fetches-older-than", "0d")

    said = own("db", "prune", *everything, "--dry-run").stderr
    assert f"{fetches} records of requests would be deleted" in said
    assert own.select("SELECT count(*) FROM v1_fetches") == [(fetches,)]
    assert "0 raw pages and 0 rec" in own("db", "prune", "--raw-older-than", "4w").stderr

    assert own("db", "prune", *everything).stderr == said.replace("would be", "were")
    assert own.select("SELECT count(*) FROM v1_fetches") == [(0,)]
    assert own.select("SELECT count(*) FROM raw_bodies") == [(0,)]
    assert own.select("SELECT * FROM v1_articles") == articles


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        ((), "--raw-older-than"),
        (("--raw-older-than", "soon"), "90d"),
        (("--fetches-older-than", "999999w"), "90d"),
    ],
)
def test_pruning_wants_to_be_told_what(
    ingest: Ingest, arguments: tuple[str, ...], remedy: str
) -> None:
    assert remedy in ingest("db", "prune", *arguments, status=2).stderr


def test_a_backup_is_read_like_any_other(own: Ingest) -> None:
    assert " bytes" in own("db", "backup", "copy.db").stderr

    rows = own.json("--database-url", "sqlite:///copy.db", "articles", "list", "--json")
    assert rows == own.json("articles", "list", "--json")
    assert "itself" in own("db", "backup", "ingest.db", status=2).stderr
    assert "folder" in own("db", "backup", "", status=2).stderr
    assert "stdout" in own("db", "backup", "-", status=2).stderr


def test_a_backup_of_postgresql_is_refused_without_the_password(ingest: Ingest) -> None:
    url = "postgresql://ingest:hunter2@db.example/news"
    said = ingest("--database-url", url, "db", "backup", "copy.db", status=2).stderr
    assert "pg_dump --format=custom --file=copy.db postgresql://ingest@db.example/news" in said


def test_a_copy_into_postgresql_answers_as_the_source_did(
    own: Ingest, empty_postgresql_url: str
) -> None:
    asked = [
        ("articles", "list", "--json"),
        ("articles", "search", "ferry", "--json"),
        ("feeds", "list", "--json"),
        ("status", "--json"),
    ]
    tables = own.json("db", "copy", empty_postgresql_url, "--json")

    copied = Ingest(own.folder, {"INGEST_DATABASE_URL": empty_postgresql_url})
    assert {row["table"]: row["rows"] for row in tables}["articles"] == 10
    copied("db", "check")
    answers, expected = ([side.json(*words) for words in asked] for side in (copied, own))
    assert answers[0] == expected[0]
    assert {row["id"] for row in answers[1]} == {row["id"] for row in expected[1]} != set()
    assert answers[2:] == expected[2:]
    assert copied.json("run", "--all", "--json")["pages"]["stored"] == 0


def test_a_copy_goes_nowhere_but_into_an_empty_database(own: Ingest, filled: Filled) -> None:
    for target in ("sqlite:///ingest.db", f"sqlite:///{filled.ingest.database}", "mysql://x/y"):
        own("db", "copy", target, status=2)
    assert "absent" in own("db", "copy", "sqlite:///absent/copy.db", status=1).stderr
