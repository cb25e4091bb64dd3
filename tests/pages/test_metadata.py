"""Every field of a page's metadata is chosen by rule from what the page says, or is None."""

import json
from datetime import UTC, datetime

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Access, Entry
from ingest.pages import extract, structured
from ingest.pages.metadata import Metadata, read

URL = "https://news.example/world/2024/05/17/storm-hits-coast"
TITLE = "Storm hits the northern coast"
PROSE = "<p>" + "The storm reached the coast in the early hours of the morning. " * 8 + "</p>"
AT = datetime(2024, 5, 18, tzinfo=UTC)


def page(body: str = "", head: str = "", ld: object = None, lang: str = "en") -> str:
    if ld is not None:
        head += f'<script type="application/ld+json">{json.dumps(ld)}</script>'
    return f'<html lang="{lang}"><head>{head}</head><body>{body}{PROSE}</body></html>'


def metadata(html: str, url: str | None = URL, entry: Entry | None = None) -> Metadata:
    tree = lxml.html.document_fromstring(html)
    said = structured.read(tree, url=url)
    return read(tree, structured=said, url=url, entry=entry, at=AT)


def article(**more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": TITLE, **more}


# --- titles --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        f"{TITLE} | Example News",
        f"{TITLE} - Example News",
        f"{TITLE} – Example News",
        f"{TITLE} — Example News",
        f"Example News: {TITLE}",
        f"Example News | {TITLE}",
        f"{TITLE} | World | Example News",
        f"{TITLE} - news.example",
    ],
)
def test_a_title_has_no_site_name(written: str) -> None:
    head = f'<title>{written}</title><meta property="og:site_name" content="Example News">'
    assert metadata(page(head=head)).title == TITLE


def test_the_visible_headline_wins_over_the_title_for_searchers() -> None:
    head = "<title>Storm coast 2024: all you need to know about the northern storm</title>"
    assert metadata(page(f"<h1>{TITLE}</h1>", head)).title == TITLE


def test_a_heading_that_links_home_is_the_sites_name() -> None:
    body = f'<h1><a href="/">The Daily Example</a></h1><h2>{TITLE}</h2>'
    assert metadata(page(body, f"<title>{TITLE} | The Daily Example</title>")).title == TITLE


def test_a_kicker_within_the_heading_is_no_part_of_the_title() -> None:
    body = f"<h1><span>After the warning</span> <span>{TITLE}</span></h1>"
    head = f'<meta property="og:title" content="{TITLE}">'
    assert metadata(page(body, head)).title == TITLE


def test_words_of_neighbouring_elements_are_kept_apart_and_punctuation_is_not_torn_off() -> None:
    assert metadata(page("<h1><b>Storm</b>: the <i>coast</i><i>waits</i></h1>")).title == (
        "Storm: the coast waits"
    )


def test_invisible_characters_are_no_part_of_a_title() -> None:
    assert metadata(page("<h1>Helicopter\u00adlanding \u200bplace</h1>")).title == (
        "Helicopterlanding place"
    )


# --- authors --------------------------------------------------------------------------------------


def test_authors_of_the_article_object_are_people_only() -> None:
    authors = [
        {"@type": "Person", "name": "Ann Example"},
        {"@type": "Organization", "name": "Example News"},
        {"@type": "Person", "name": "Bob Sample (bsa)"},
    ]
    assert metadata(page(ld=article(author=authors))).authors == ("Ann Example", "Bob Sample")


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By Ann Example</p>",
        "<div class=byline>By <a href=/author/ann>Ann Example</a></div>",
        "<span class='author vcard'><a class=fn href=/x>Ann Example</a></span>",
        "<a rel=author href=/ann>Ann Example</a>",
        "<div>Ann Example · 17 May 2024 · 5 min read</div>",
        "<div><span>Written by</span> <span>Ann Example</span> <span>May 17, 2024</span></div>",
        "<div itemprop=author itemscope><span itemprop=name>Ann Example</span> writes.</div>",
    ],
)
def test_a_visible_byline_names_the_author(byline: str) -> None:
    body = f"<article><h1>{TITLE}</h1>{byline}</article>"
    head = '<meta property="og:type" content="article">'
    assert metadata(page(body, head)).authors == ("Ann Example",)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Photo by Ann Example</p>",
        "<p>Fact-checked by Ann Example</p>",
        "<div>17 May 2024 · Healthy Living</div>",
        "<a href=/author/all>See more</a>",
        "<p class=byline>Staff</p>",
        "<p class=byline>https://news.example/ann</p>",
    ],
)
def test_what_is_no_byline_names_nobody(line: str) -> None:
    assert metadata(page(f"<h1>{TITLE}</h1>{line}")).authors == ()


def test_names_on_a_page_that_is_no_article_are_not_its_authors() -> None:
    body = "<h1>Our team</h1><ul class=authors><li><a href=/people/ann>Ann Example</a></ul>"
    assert metadata(page(body), url="https://news.example/team").authors == ()


# --- dates --------------------------------------------------------------------------------------


def test_the_day_is_the_pages_own() -> None:
    found = metadata(page(ld=article(datePublished="2024-05-16T23:30:00-05:00")))
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-05-16T23:30:00-05:00"
    assert found.published_source == "jsonld"


def test_the_zone_is_learned_from_what_readers_see() -> None:
    body = f"<h1>{TITLE}</h1><p class=date>16 May 2024, 23:30</p>"
    found = metadata(page(body, ld=article(datePublished="2024-05-17T04:30:00Z")))
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-05-16T23:30:00-05:00"


def test_a_date_after_the_fetch_is_not_believed() -> None:
    assert metadata(page(ld=article(datePublished="2031-01-01")), url=None).published_at is None


def test_a_page_without_a_date_has_none() -> None:
    assert (
        metadata(page(f"<h1>{TITLE}</h1>"), url="https://news.example/storm").published_at is None
    )


def test_a_static_page_is_not_published_when_its_file_was_made() -> None:
    ld = {"@type": "WebPage", "datePublished": "2019-01-01", "dateModified": "2020-01-01"}
    found = metadata(page("<h1>About us</h1>", ld=ld), url="https://news.example/about")
    assert found.published_at is None


def test_an_update_is_not_the_publication() -> None:
    body = f"<h1>{TITLE}</h1><p>Published 16 May 2024 <br>Updated 17 May 2024</p>"
    found = metadata(page(body), url=None)
    assert found.published_at == datetime(2024, 5, 16, tzinfo=UTC)
    assert found.modified_at == datetime(2024, 5, 17, tzinfo=UTC)


def test_the_address_is_the_last_resort() -> None:
    found = metadata(page(f"<h1>{TITLE}</h1>"))
    assert (found.published_at, found.published_source) == (
        datetime(2024, 5, 17, tzinfo=UTC),
        "url",
    )


def test_the_feed_tells_the_date_where_the_page_does_not() -> None:
    entry = Entry(key="k", published_at=datetime(2024, 5, 17, 9, tzinfo=UTC))
    found = metadata(page(f"<h1>{TITLE}</h1>"), entry=entry)
    assert found.published_source == "feed"


def test_a_date_in_a_teaser_card_is_not_the_pages() -> None:
    card = "<aside class=card><time datetime=2020-01-01>x</time></aside>"
    body = f"<h1>{TITLE}</h1>{PROSE}{PROSE}{card}"
    assert metadata(page(body), url=None).published_at is None


@pytest.mark.parametrize(
    "shown",
    [
        "<div class=x><span>16 May 2024</span></div>",
        "<header><time datetime=2024-05-16T10:00>two days ago</time></header>",
        "<ul><li>Published <li>16.05.2024 - 18:44</ul>",
        "<p class=subline>16 | 05 | 2024</p>",
        f"{PROSE}<div class=meta>16 May 2024</div>",
        "<p>16.05.2024 – The storm reached the coast in the early hours of the morning.</p>",
        "<p>Leeds (16 May 2024). The storm reached the coast in the early hours.</p>",
    ],
)
def test_a_date_that_stands_alone_is_found_under_any_class(shown: str) -> None:
    found = metadata(page(f"<h1>{TITLE}</h1>{shown}", lang="de"), url=None)
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2024-05-16"


@pytest.mark.parametrize(
    "shown",
    [
        "<div>16 May 2024, 13:15 - 19:00</div>",
        "<div>9-23 May 2024</div>",
        "<div>Release date: <span>16 May 2024</span></div>",
        "<div>Copyright 16 May 2024</div>",
        "<div>Member since 16 May 2024</div>",
        f"{PROSE}<div class=comment><span>16 May 2024</span></div>",
    ],
)
def test_a_date_of_something_else_is_not_the_pages(shown: str) -> None:
    assert metadata(page(f"<h1>{TITLE}</h1>{shown}"), url=None).published_at is None


def test_the_address_names_the_day_in_either_order() -> None:
    found = metadata(page(f"<h1>{TITLE}</h1>"), url="https://news.example/meldung/17-05-2024")
    assert found.published_at == datetime(2024, 5, 17, tzinfo=UTC)


def test_a_page_object_is_believed_where_readers_see_the_same_day() -> None:
    ld = {"@type": "WebPage", "datePublished": "2024-05-16T08:00:00Z"}
    body = f"<h1>{TITLE}</h1>{PROSE}{PROSE}<p>16 May 2024</p>"
    assert metadata(page(body, ld=ld), url=None).published_at is not None


def test_a_recipe_that_shows_no_date_has_none() -> None:
    ld = {"@type": "Recipe", "name": TITLE, "datePublished": "2019-01-08"}
    head = '<meta property="og:type" content="article">'
    assert metadata(page(f"<h1>{TITLE}</h1>", head, ld), url=None).published_at is None


def test_what_is_published_by_two_accounts_is_the_one_that_readers_see() -> None:
    head = '<meta property="article:published_time" content="2024-05-16T08:00:00Z">'
    body = f"<h1>{TITLE}</h1><p class=date>16 May 2024</p>"
    found = metadata(page(body, head, article(datePublished="2024-05-02T08:00:00Z")), url=None)
    assert found.published_at is not None
    assert found.published_at.day == 16


def test_a_reviews_date_is_not_the_pages() -> None:
    review = "<div itemscope itemtype=https://schema.org/Review><meta itemprop=datePublished"
    body = f"<h1>{TITLE}</h1>{PROSE}{review} content=2024-05-02></div>"
    assert metadata(page(body), url="https://shop.example/mug").published_at is None


def test_by_without_a_date_or_a_byline_names_nobody() -> None:
    assert metadata(page(f"<h1>{TITLE}</h1><p>By Arch Wiki</p>"), url=None).authors == ()


# --- the rest -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("/world/2024/05/17/storm-hits-coast/", True),
        ("https://www.news.example/world/2024/05/17/storm-hits-coast?page=1", True),
        ("https://news.example/", False),
        ("https://other.example/world/2024/05/17/storm-hits-coast", False),
        ("https://news.example/sport/cup-final-preview", False),
    ],
)
def test_a_canonical_address_is_believed_only_when_plausible(
    canonical: str, *, believed: bool
) -> None:
    found = metadata(page(head=f'<link rel="canonical" href="{canonical}">'))
    assert (found.canonical_url is not None) is believed


@pytest.mark.parametrize(
    ("value", "access"),
    [(True, Access.FREE), ("False", Access.PAID), (False, Access.PAID), (None, Access.UNKNOWN)],
)
def test_access_is_what_the_article_object_says(value: object, access: Access) -> None:
    assert metadata(page(ld=article(isAccessibleForFree=value))).access is access


@pytest.mark.parametrize(
    ("html", "url", "section"),
    [
        (page(ld=article(articleSection="Climate")), URL, "Climate"),
        (page(head='<meta property="article:section" content="Politics">'), URL, "Politics"),
        (page(f'<p class="cat"><a href="/w">Science</a></p><h1>{TITLE}</h1>'), URL, "Science"),
        (page(f"<h1>{TITLE}</h1>"), URL, "World"),
        (page(f"<h1>{TITLE}</h1>"), "https://news.example/storm", None),
    ],
)
def test_the_section_is_named_or_read_from_kicker_and_address(
    html: str, url: str, section: str | None
) -> None:
    assert metadata(html, url=url).section == section


def test_tags_are_gathered_once_each() -> None:
    head = '<meta name="keywords" content="Storm, coast; storm">'
    assert metadata(page(head=head)).tags == ("Storm", "coast")


FIELDS = ("title", "authors", "published_at", "modified_at", "section", "canonical_url")


def test_every_candidate_is_evidence_and_one_is_chosen() -> None:
    head = f"<title>{TITLE} - Example</title><meta name=author content='Bob Sample'>"
    ld = article(datePublished="2024-05-17", author="Ann Example", dateModified="2024-05-18")
    found = metadata(page(f"<h1>{TITLE}</h1>", head, ld))
    for name in FIELDS:
        chosen = [row for row in found.evidence if row.field == name and row.chosen]
        assert len(chosen) == bool(getattr(found, name)), name
    assert ("authors", "meta", "Bob Sample", False) in {
        (row.field, row.source, row.value, row.chosen) for row in found.evidence
    }


def test_the_tree_is_not_changed() -> None:
    html = page(f"<h1>{TITLE}</h1><p class=byline>By Ann Example, 17 May 2024</p>", ld=article())
    tree = lxml.html.document_fromstring(html)
    before = lxml.html.tostring(tree)
    read(tree, structured=structured.read(tree, url=URL), url=URL, entry=None, at=AT)
    assert lxml.html.tostring(tree) == before


PIECES = """<h1>|</h1>|<p class=byline>|<time datetime='|'>|By |Ann Example|2024-|05-17|</a>|<br>|
<a rel=author href='/author/x'>|<!-- x -->|<span itemprop=author>|<link rel=canonical href='http://[|
<meta property=og:title content='|\u00ad|
<script type=application/ld+json>|{"@type": "Article"}|</script>"""
MARKUP = st.lists(st.sampled_from(PIECES.split("|")), max_size=25).map("".join)


@given(MARKUP)
@settings(max_examples=150, deadline=None)
def test_any_markup_gives_metadata_without_raising(markup: str) -> None:
    found = metadata(f"<html><body>{markup}<p>x</p></body></html>")
    for name in FIELDS:
        chosen = [row for row in found.evidence if row.field == name and row.chosen]
        assert len(chosen) == bool(getattr(found, name))


def test_a_page_that_is_dated_ahead_of_its_fetch_keeps_its_author() -> None:
    prose = "<p>" + "The council has agreed to rebuild the dam. " * 9 + "</p>"
    html = (
        "<html><body><article><h1>Dam to be rebuilt</h1><a rel='author' href='/c'>Caleb Rowntree"
        f"</a><time datetime='2026-05-09T10:00Z'>May 9, 2026</time>{prose}</article></body></html>"
    )

    early = extract(html, at=datetime(2026, 5, 4, tzinfo=UTC))
    late = extract(html, at=datetime(2026, 5, 10, tzinfo=UTC))

    assert early.published_at is None
    assert early.authors == late.authors == ("Caleb Rowntree",)


def test_a_byline_ends_before_what_stands_beyond_white_space() -> None:
    blank = "<p>\n" + " " * 300 + "</p>"
    box = f"<p>Jane Example</p>{blank * 5}<p>Robert Sample</p>"
    html = f'<h1>The storm has passed the coast</h1><div class="byline">{box}</div>'
    found = extract(html, url="https://news.example/a/storm")
    values = [row.value for row in found.evidence if row.field == "authors"]
    assert values == ["Jane Example"]
