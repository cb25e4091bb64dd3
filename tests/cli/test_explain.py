"""`ingest explain`: why the text is what it is."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from demo.news_site import Answer, serve
from tests.cli.command import Filled, Ingest, lines

SENTENCE = "The harbour master counted the boats twice and wrote the larger number down. "
PAGE = (
    "<title>Boats</title><h1>Boats \x07\x1b[31m counted</h1>"
    + f"<p>{SENTENCE * 4}</p>" * 4
    + "<h2>Trending</h2><ul>"
    + "<li><a href=/1>Rocks thrown at \x9b2J trains</a> 6 days ago</li>" * 5
    + "</ul>"
)


def obeyed(told: str) -> set[str]:
    """What a terminal would obey instead of show."""
    return {one for one in told if (one < " " and one != "\n") or "\x7f" <= one < "\xa0"}


def test_a_kept_page_is_explained_block_by_block(filled: Filled) -> None:
    printed = filled.ingest.apart("explain", "1")
    assert printed.stderr == ""
    told = lines(printed.stdout)
    article = filled.ingest.json("articles", "show", "1", "--json")
    assert told[0] == article["title"]
    assert max(map(len, told)) <= 80
    assert any(line.startswith("- teaser") for line in told)
    assert any(line.startswith("+ paragraph") for line in told)
    assert any(line.startswith("title") for line in told)


def test_the_same_is_found_by_address_and_as_one_object(filled: Filled) -> None:
    article = filled.ingest.json("articles", "show", "1", "--json")
    told = json.loads(filled.ingest.apart("explain", article["url"], "--json").stdout)
    assert (told["article_id"], told["origin"]) == (1, "kept")
    assert told["text"] == article["text"]
    assert told["evidence"] == article["evidence"]
    kept = [block["text"] for block in told["blocks"] if block["kept"]]
    assert "\n\n".join(kept) == article["text"].replace("- ", "")
    cut = [block for block in told["blocks"] if not block["kept"]]
    assert told["counts"]["kept"] == len(kept)
    assert sum(told["counts"]["reasons"].values()) == told["counts"]["cut"] == len(cut)
    assert all(block["reason"] for block in cut)


def test_a_page_that_is_not_known_is_fetched_and_not_stored(ingest: Ingest) -> None:
    with serve(lambda _: {"/new": Answer(body=PAGE.encode())}, "127.0.0.1") as origin:
        said = ingest.apart("explain", f"{origin}/new", "--json").stdout
    told = json.loads(said)
    assert told["origin"] == "fetched"
    assert not obeyed(said)
    assert ingest.select("SELECT count(*) FROM v1_pages") == [(0,)]
    assert ingest.select("SELECT count(*) FROM v1_articles") == [(0,)]


def test_a_page_that_cannot_be_had_is_named_with_status_4(ingest: Ingest) -> None:
    robots = Answer(body=b"User-agent: *\nDisallow: /private/", media_type="text/plain")
    with serve(lambda _: {"/robots.txt": robots}, "127.0.0.1") as origin:
        told = ingest.apart("explain", f"{origin}/private/1", "--json", status=4)
    assert json.loads(told.stdout)["problem"] == "robots"
    assert "/private/1: robots" in told.stderr


def test_a_page_that_is_no_article_is_explained_all_the_same(
    ingest: Ingest, tmp_path: Path
) -> None:
    file = tmp_path / "index.html"
    file.write_text("<h1>Papers</h1>" + "<li><a href=/1>A headline of some words</a>" * 40)
    url = "https://papers.example/"
    told = json.loads(ingest.apart("explain", url, "--page", str(file), "--json").stdout)
    assert told["problem"]
    assert told["blocks"]
    assert not ingest.database.exists()


def test_nothing_that_a_terminal_would_obey_is_printed(ingest: Ingest, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(PAGE.encode())
    told = ingest.apart("explain", "https://x.example/1", "--page", str(file)).stdout
    assert "counted" in told
    assert "Trending" in told
    assert not obeyed(told)


def test_an_article_whose_page_is_not_kept_is_told_from_what_was_stored(
    papers: dict[str, str], tmp_path: Path
) -> None:
    ingest = Ingest(tmp_path, {"INGEST_KEEP_RAW": "none"})
    ingest("fetch", papers["courier"].replace("/feed", "/stories/ferry"))
    told = ingest.json("explain", "1", "--json")
    article = ingest.json("articles", "show", "1", "--json")
    assert told["origin"] == "stored"
    assert told["text"] == article["text"]
    cut = [block["text"] for block in told["blocks"] if not block["kept"]]
    assert cut == [one["text"] for one in article["removed"]]
    assert told["evidence"] == article["evidence"]
    refused = ingest("explain", "1", "--html", "/no/such/folder/why.html", status=1)
    assert "/no/such/folder/why.html" in refused.stderr


def test_the_report_is_written_to_a_file(filled: Filled, tmp_path: Path) -> None:
    file = tmp_path / "why.html"
    told = altered(filled, tmp_path).apart("explain", "1", "--html", str(file))
    assert told.stdout == ""
    assert f"{file}: written" in told.stderr
    assert "The stored text is another" in told.stderr
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def altered(filled: Filled, folder: Path) -> Ingest:
    """The database, with a text that this version does not extract."""
    ingest = Ingest(folder)
    with (
        closing(sqlite3.connect(filled.ingest.database)) as source,
        closing(sqlite3.connect(ingest.database)) as target,
    ):
        source.backup(target)
        target.execute("UPDATE articles SET text = 'Another text.' WHERE id = 1")
        target.commit()
    return ingest


@pytest.mark.parametrize(
    "arguments",
    [
        ["words"],
        ["file:///etc/passwd"],
        ["--page", "missing.html", "https://x.example/"],
        ["--page", "-", "1"],
        ["--html", "-", "--json", "1"],
        [],
    ],
)
def test_wrong_usage_is_said_before_anything_is_fetched(
    ingest: Ingest, arguments: list[str]
) -> None:
    refused = ingest("explain", *arguments, status=2)
    assert refused.stdout == ""
    assert "Error: " in refused.stderr


def test_an_id_that_nobody_has_is_a_failure(filled: Filled) -> None:
    assert "no such article" in filled.ingest("explain", "999", status=1).stderr
