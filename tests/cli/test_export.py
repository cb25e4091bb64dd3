"""The stored articles as files, on both databases."""

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.cli.command import Filled, Ingest
from tests.store.builders import NOW, extraction, stored

from ingest.store import Store, open_store


@pytest.fixture
def kept(database_url: str, tmp_path: Path) -> Ingest:
    """The command on a database of three articles."""
    with open_store(database_url) as store:
        add(store, 0, 1, 2)
    return Ingest(tmp_path, {"INGEST_DATABASE_URL": database_url})


def add(store: Store, *numbers: int) -> None:
    for number in numbers:
        task = store.page_task(f"https://news.test/{number}", now=NOW)
        store.apply([stored(task, extraction(f"Title {number}", f"=Text {number}"))])


def test_an_export_says_the_same_in_every_form(kept: Ingest) -> None:
    rows = sorted(kept.json("articles", "list", "--json"), key=lambda row: int(row["seq"]))

    said = kept("articles", "export", "a.jsonl").stderr
    kept("articles", "export", "a.csv")
    kept("articles", "export", "A.PARQUET")

    lines = [json.loads(line) for line in (kept.folder / "a.jsonl").read_text().splitlines()]
    assert lines == rows
    with (kept.folder / "a.csv").open(newline="") as file:
        cells = list(csv.DictReader(file))
    assert [cell["text"] for cell in cells] == ["'=Text 0", "'=Text 1", "'=Text 2"]
    assert list(cells[0]) == list(rows[0])
    typed = pq.read_table(kept.folder / "A.PARQUET").to_pylist()
    assert [row["text"] for row in typed] == [row["text"] for row in rows]
    assert typed[0]["first_seen_at"] == NOW
    assert "3 articles are in a.jsonl" in said
    assert not list(kept.folder.glob(".*.part"))


def test_an_increment_has_what_came_after_the_last_one(kept: Ingest, database_url: str) -> None:
    last = kept("articles", "export", "a.jsonl").stderr.split()[-1]
    assert "0 articles" in kept("articles", "export", "b.csv", "--since", last).stderr
    with open_store(database_url) as store:
        add(store, 3)

    rows = kept("articles", "export", "-", "--since", last).stdout.splitlines()

    assert [json.loads(row)["title"] for row in rows] == ["Title 3"]


@pytest.mark.parametrize("name", ["articles", "articles.xlsx", ".csv"])
def test_a_name_that_says_no_form_is_2_with_those_that_do(ingest: Ingest, name: str) -> None:
    said = ingest("articles", "export", name, status=2).stderr
    assert name in said
    assert ".jsonl, .csv, .parquet" in said
    assert list(ingest.folder.iterdir()) == []


def test_a_file_that_cannot_be_written_is_1_and_named(filled: Filled) -> None:
    assert (
        "absent/a.csv cannot be written"
        in filled.ingest("articles", "export", "absent/a.csv", status=1).stderr
    )


def test_an_export_that_breaks_off_leaves_the_file_before_it(
    filled: Filled, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("before")
    broken = tmp_path / "broken.db"
    with closing(sqlite3.connect(filled.ingest.database)) as db:
        db.execute("VACUUM INTO ?", [str(broken)])
    with closing(sqlite3.connect(broken)) as db, db:
        db.execute("UPDATE articles SET first_seen_at = 'never' WHERE id = 5")

    with pytest.raises(ValueError, match="never"):
        Ingest(tmp_path, {"INGEST_DATABASE_URL": f"sqlite:///{broken}"})(
            "articles", "export", str(file)
        )

    assert file.read_text() == "before"
    assert not list(tmp_path.glob(".*.part"))
