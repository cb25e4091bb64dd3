"""`ingest fetch`: pages now."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from demo.news_site import page as render
from demo.news_site import stories
from tests.cli.command import Ingest, lines

HOSTILE = "<title>x</title><h1>Bell \x07 and \x1b[31mred\x1b[0m ink</h1>" + "<p>{}</p>".format(
    "A sentence that is long enough to be the text of an article. " * 12
)


@pytest.fixture(scope="module")
def story(papers: dict[str, str]) -> str:
    return papers["courier"].replace("/feed", "/stories/ferry")


def test_an_article_is_printed_and_stored_once(ingest: Ingest, story: str) -> None:
    first = ingest("fetch", story, story)
    assert lines(first.stdout)[0] == "Night ferry returns to Saltmouth after eleven years"
    assert "7.40 express" not in first.stdout
    ingest("fetch", story)
    assert ingest.select("SELECT count(*) FROM v1_articles") == [(1,)]


def test_each_address_gives_one_object_in_the_order_given(ingest: Ingest, story: str) -> None:
    dead = story.replace("ferry", "no-such-story")
    printed = ingest("fetch", "--format", "json", dead, story, status=4)
    none, article = [json.loads(line) for line in lines(printed.stdout)]
    assert none == {
        "requested_url": dead,
        "url": dead,
        "problem": "not-found",
        "detail": "HTTP status 404",
    }
    assert article["requested_url"] == story
    assert article["id"] == 1
    assert article["authors"] == "Ines Okafor"
    assert set(article["removed"][0]) == {"reason", "text"}
    assert set(article["evidence"][0]) == {"field", "source", "value", "chosen"}
    assert f"{dead}: not-found" in printed.stderr


def test_no_store_leaves_no_database(ingest: Ingest, story: str) -> None:
    article = ingest.json("fetch", "--no-store", "--format", "json", story)
    assert article["title"].startswith("Night ferry")
    assert "id" not in article
    assert not ingest.database.exists()


def test_a_file_is_read_without_the_network(ingest: Ingest, tmp_path: Path) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    file = tmp_path / "page.html"
    file.write_text(render("valley", stories("valley", now)[0], "http://valley.example", now))
    printed = ingest(
        "fetch", "--format", "markdown", "--html", str(file), "http://valley.example/1"
    )
    assert printed.stdout.startswith("# Sheep replace tractors")
    assert "## What it costs" in printed.stdout
    assert not ingest.database.exists()
    ingest("fetch", "--store", "--html", str(file), "http://valley.example/1")
    assert len(ingest.json("articles", "list", "--json")) == 1


@pytest.mark.parametrize("page", [HOSTILE], indirect=True)
@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_that_a_terminal_would_obey_is_printed(
    ingest: Ingest, page: str, form: str
) -> None:
    printed = ingest("fetch", "--no-store", "--format", form, page).stdout
    assert "ink" in printed
    assert not any(ord(character) < 32 and character != "\n" for character in printed)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["file:///etc/passwd"],
        ["ftp://x.example/"],
        ["--html", "missing.html", "http://x.example/"],
        ["--html", "-", "http://x.example/1", "http://x.example/2"],
        [],
    ],
)
def test_wrong_usage_is_said_before_anything_is_fetched(
    ingest: Ingest, arguments: list[str]
) -> None:
    refused = ingest.inside("fetch", *arguments, status=2)
    assert refused.stdout == ""
    assert "Error: " in refused.stderr
