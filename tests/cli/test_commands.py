"""Feeds in, articles out: what a person sees of it."""

import json

from tests.cli.command import Filled, Ingest, lines


def test_a_run_counts_what_it_did(filled: Filled) -> None:
    assert filled.summary["feeds"] == {"checked": 4, "changed": 3, "unchanged": 0, "failed": 1}
    assert filled.summary["pages"] == {
        "fetched": 11, "stored": 10, "updated": 0, "unchanged": 0, "failed": 1, "skipped": 0,
    }  # fmt: skip
    assert filled.summary["problems"] == {"not-a-feed": 1, "not-found": 1}
    assert set(filled.summary) == {"feeds", "pages", "problems", "seconds"}


def test_an_address_that_is_none_is_named_and_the_others_are_added(filled: Filled) -> None:
    assert filled.added.returncode == 0
    assert "gopher://old.example/1: not an http or https address" in filled.added.stderr
    assert "4 feeds added" in filled.added.stderr
    assert filled.added.stdout == ""


def test_teasers_and_headlines_are_not_in_the_text(filled: Filled) -> None:
    rows = filled.ingest.select("SELECT title, text FROM v1_articles")
    assert len(rows) == 10
    for title, text in rows:
        assert title not in text
        assert "days ago" not in text
        for teaser in ("7.40 express", "Cheese wheel", "Seal returns", "in your inbox"):
            assert teaser not in text


def test_a_second_run_asks_conditionally_and_stores_nothing_twice(filled: Filled) -> None:
    again = filled.ingest("run", "--all")
    assert again.stdout == ""
    assert len(lines(again.stderr)) == 1
    assert "4 checked, 3 unchanged, 1 failed; pages: none" in again.stderr


def test_lists_have_the_columns_of_their_views(filled: Filled) -> None:
    feeds = filled.ingest.json("feeds", "list", "--json")
    articles = filled.ingest.json("articles", "list", "--json")
    assert list(feeds[0])[:6] == ["id", "url", "title", "site_url", "kind", "state"]
    assert list(articles[0])[:5] == ["id", "url", "title", "description", "text"]
    assert len(articles) == 10
    assert {feed["title"] for feed in feeds} >= {"Harbour Courier", "Valley Post", "North Observer"}


def test_a_piped_list_is_tabbed_lines_under_their_names(filled: Filled) -> None:
    printed = filled.ingest("articles", "list", "--limit", "3").stdout
    assert lines(printed)[0] == "id\tpublished_at\thost\ttitle"
    assert len(lines(printed)) == 4


def test_since_takes_spans_and_moments(filled: Filled) -> None:
    assert filled.ingest.json("articles", "list", "--since", "2099-01-01", "--json") == []
    assert len(filled.ingest.json("articles", "list", "--since", "1h", "--json")) == 10
    filled.ingest("articles", "list", "--since", "yesterday", status=2)


def test_an_article_is_shown_by_id_and_by_address(filled: Filled) -> None:
    by_id = filled.ingest.json("articles", "show", "1", "--json")
    by_address = filled.ingest.json("articles", "show", by_id["url"], "--json")
    assert by_id == by_address
    assert {"id", "text", "removed", "evidence"} <= set(by_id)
    assert filled.ingest("articles", "show", "1").stdout.startswith(by_id["title"])
    assert "no such article" in filled.ingest("articles", "show", "4711", status=1).stderr


def test_status_says_what_is_wrong(filled: Filled) -> None:
    found = filled.ingest.json("status", "--json")
    assert found["articles"] == 10
    assert found["feed_problems"] == {"not-a-feed": 1}
    assert "not-a-feed" in filled.ingest("status").stdout


def test_feeds_are_exported_and_imported_again(filled: Filled, ingest: Ingest) -> None:
    filled.ingest("feeds", "export", "feeds.opml")
    file = filled.ingest.folder / "feeds.opml"
    assert "4 feeds added" in ingest("feeds", "import", str(file)).stderr
    again = ingest("feeds", "import", str(file))
    assert "0 feeds added, 4 known before" in again.stderr


def test_the_log_is_json_where_it_is_asked_for(filled: Filled) -> None:
    run = filled.ingest("--log-format", "json", "-v", "run", "--all", "--feeds-only")
    events = [json.loads(line) for line in lines(run.stderr)]
    assert [event["event"] for event in events].count("feed checked") == 4
    assert events[-1]["event"] == "message"


def test_quiet_says_nothing(filled: Filled) -> None:
    assert filled.ingest("-q", "run").stderr == ""
