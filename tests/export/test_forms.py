"""Rows become files that other programs read as they were meant."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.export import Form, write
from ingest.export.columns import COLUMNS
from ingest.export.parquet import SCHEMA
from ingest.store.views import VIEWS

VALUES: dict[str, object] = {"text": "words", "integer": 3, "big": 2**40, "real": 0.25}
AT = "2026-03-01T12:00:00.000001Z"


def row(**changes: object) -> dict[str, object]:
    told = {name: AT if kind == "time" else VALUES[kind] for name, (kind, _) in COLUMNS.items()}
    return told | changes


def written(form: Form, *rows: dict[str, object]) -> bytes:
    out = io.BytesIO()
    write(iter(rows), out, form)
    return out.getvalue()


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def read_parquet(data: bytes) -> Any:
    return pq.read_table(io.BytesIO(data))


def test_the_columns_are_those_of_the_view() -> None:
    assert list(COLUMNS) == list(VIEWS["v1_articles"].c.keys())


@pytest.mark.parametrize("form", Form)
def test_no_rows_are_a_file_without_rows(form: Form) -> None:
    data = written(form)

    match form:
        case Form.JSONL:
            assert data == b""
        case Form.CSV:
            assert data.decode() == ",".join(COLUMNS) + "\r\n"
        case Form.PARQUET:
            assert (read_parquet(data).num_rows, read_parquet(data).schema) == (0, SCHEMA)


def test_a_json_line_is_the_row() -> None:
    one = row(title="Bär\u2028 \U0001f600\nx", duplicate_of=None)

    assert [json.loads(line) for line in written(Form.JSONL, one, one).split(b"\n")[:-1]] == [
        one
    ] * 2


def test_csv_keeps_quotes_lines_and_commas() -> None:
    one = row(title='She said "no", twice', text="One.\n\nTwo.", section=None)

    (read,) = read_csv(written(Form.CSV, one))

    assert (read["title"], read["text"], read["section"]) == (one["title"], one["text"], "")


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''@x", "- a list item"],
)
def test_no_cell_of_a_csv_file_is_a_formula_and_the_text_comes_back(title: str) -> None:
    (read,) = read_csv(written(Form.CSV, row(title=title)))

    assert read["title"] == "'" + title
    assert re.sub("^'(?='*[=+\\-@＝＋－＠\t\r\n])", "", read["title"]) == title


@pytest.mark.parametrize("title", ["'Tis the season", "1-2", "a=b", "–5 degrees", ""])
def test_what_is_no_formula_stands_as_it_is(title: str) -> None:
    (read,) = read_csv(written(Form.CSV, row(title=title)))

    assert read["title"] == title


def test_parquet_has_types() -> None:
    table = read_parquet(written(Form.PARQUET, row(quality=None, title="\U0001f600")))

    (read,) = table.to_pylist()
    assert read["first_seen_at"] == datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)
    assert (read["id"], read["quality"], read["title"]) == (2**40, None, "\U0001f600")
    assert table.schema.field("published_at").type == pa.timestamp("us", tz="UTC")
    assert not table.schema.field("url").nullable


def test_rows_are_taken_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.export.parquet.GROUP_ROWS", 10)
    held: list[int] = []
    out = io.BytesIO()

    def rows() -> Iterator[dict[str, object]]:
        for number in range(35):
            held.append(out.tell())
            yield row(id=number)

    write(rows(), out, Form.PARQUET)

    assert held[9] == held[1] < held[10] < held[20]
    assert read_parquet(out.getvalue()).column("id").to_pylist() == list(range(35))
