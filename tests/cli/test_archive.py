"""Articles out of WARC files of another program, and the kept pages as one of ours."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.archive.warcs import RECORDED_AT, news, warc
from tests.cli.command import Ingest
from tests.store.builders import snapshot
from warcio.archiveiterator import ArchiveIterator

from ingest.store import open_store

# warcio lets go of its temporary files without closing them
pytestmark = pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile")

PAGES = list(news(20))


@pytest.fixture
def on_either(database_url: str, tmp_path: Path) -> Ingest:
    """The command on a database of either kind."""
    return Ingest(tmp_path, {"INGEST_DATABASE_URL": database_url})


def views(ingest: Ingest) -> dict[str, list[dict[str, object]]]:
    with open_store(ingest.environment["INGEST_DATABASE_URL"]) as store:
        return snapshot(store)


def imported(ingest: Ingest, name: str, data: bytes | bytearray) -> dict[str, object]:
    (ingest.folder / name).write_bytes(data)
    document = json.loads(ingest.apart("archive", "import", name, "--json").stdout)
    assert isinstance(document, dict)
    return document


def test_every_page_becomes_an_article_once(on_either: Ingest) -> None:
    data, _ = warc(PAGES)

    first = imported(on_either, "a.warc.gz", data)
    before = views(on_either)
    second = imported(on_either, "a.warc.gz", data)

    assert first["pages"] == {"stored": 20, "updated": 0, "unchanged": 0, "known": 0, "failed": 0}
    assert (first["damaged"], first["skipped"], first["problems"]) == (0, 9, {})
    articles = {str(row["title"]): row for row in before["v1_articles"]}
    for page in PAGES:
        assert articles[page.title]["text"] == "\n\n".join(page.paragraphs)
        assert articles[page.title]["url"] == page.url
    assert {row["state"] for row in before["v1_pages"]} == {"stored"}
    assert {str(row["at"])[:16] for row in before["v1_fetches"]} == {"2026-06-01T12:00"}
    assert second["pages"] == {"stored": 0, "updated": 0, "unchanged": 0, "known": 20, "failed": 0}
    assert views(on_either) == before
    on_either("db", "check")
    run = on_either.json("run", "--json")
    assert run["pages"]["fetched"] == 0


def test_damage_costs_its_records_and_is_counted(ingest: Ingest) -> None:
    data, begins = warc(PAGES)
    for number in (3, 8):
        data[(begins[number] + 3 * begins[number + 1]) // 4] ^= 0xFF
    cut = data[: begins[19] + 200]

    found = imported(ingest, "a.warc.gz", cut)

    assert found["damaged"] == 3
    assert ingest.select("SELECT count(*) FROM v1_articles") == [(17,)]
    titles = {title for (title,) in ingest.select("SELECT title FROM v1_articles")}
    assert titles == {page.title for n, page in enumerate(PAGES) if n not in {3, 8, 19}}


def test_captures_are_taken_in_their_order_and_what_gives_no_article_is_told(
    ingest: Ingest,
) -> None:
    page, other = PAGES[:2]
    edited = replace(page, html=page.html.replace(b" says.", b" claims."))
    empty = replace(other, html=b"<!doctype html><title>x</title><p>Nothing here.")
    earlier, _ = warc([page, empty])
    later, _ = warc([edited], at=RECORDED_AT + timedelta(days=1))

    found = imported(ingest, "b.warc.gz", earlier + later)
    before = views(ingest)
    again = imported(ingest, "a.warc.gz", earlier)

    assert found["pages"] == {"stored": 1, "updated": 1, "unchanged": 0, "known": 0, "failed": 1}
    assert sum(found["problems"].values()) == 1  # type: ignore[attr-defined]
    assert [row["kind"] for row in before["v1_changes"]] == ["insert", "update"]
    assert {row["state"] for row in before["v1_pages"]} == {"stored", "failed"}
    assert {row["next_attempt_at"] for row in before["v1_pages"]} == {None}
    assert again["pages"]["known"] == 2  # type: ignore[index]
    assert views(ingest) == before


def test_what_is_kept_goes_out_and_comes_in_again(ingest: Ingest, tmp_path: Path) -> None:
    data, _ = warc(PAGES[:4])
    imported(ingest, "a.warc.gz", data)

    assert "4 pages" in ingest("archive", "export", "kept.warc.gz").stderr
    of_another = ("archive", "export", "b.warc.gz", "--host", "elsewhere.test")
    assert "0 pages" in ingest(*of_another).stderr

    with (ingest.folder / "kept.warc.gz").open("rb") as file:
        records = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        ]
    assert sorted(records) == sorted((page.url, page.html) for page in PAGES[:4])
    other = Ingest(tmp_path / "other", {})
    other.folder.mkdir()
    found = imported(other, "kept.warc.gz", (ingest.folder / "kept.warc.gz").read_bytes())
    assert found["pages"]["stored"] == 4  # type: ignore[index]
    for name in ("v1_articles", "v1_revisions", "v1_removed"):
        assert plain(views(other)[name]) == plain(views(ingest)[name])


def plain(rows: list[dict[str, object]]) -> list[list[str]]:
    """Rows whatever their numbers: those follow the order in which the workers end."""
    numbers = {"id", "seq", "article_id"}
    return sorted([str(v) for k, v in row.items() if k not in numbers] for row in rows)


def test_what_is_no_archive_is_1_and_named(ingest: Ingest) -> None:
    contents = {"a.warc": b"", "b.txt": b"no archive at all", "c.gz": b"\x1f\x8b\x08 nor this"}
    for name, content in contents.items():
        (ingest.folder / name).write_bytes(content)

    said = ingest("archive", "import", *contents, status=1).stderr

    assert all(f"{name}: no WARC record" in said for name in contents)


def test_a_file_that_is_not_there_is_2_and_nothing_is_read(ingest: Ingest) -> None:
    data, _ = warc(PAGES[:1])
    (ingest.folder / "a.warc.gz").write_bytes(io.BytesIO(data).getvalue())

    said = ingest("archive", "import", "a.warc.gz", "absent.warc.gz", status=2).stderr

    assert "absent.warc.gz" in said
    assert not ingest.database.exists()
