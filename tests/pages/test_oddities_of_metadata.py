"""Metadata as it is really written: broken, nested, contradictory, meant for others."""

# ruff: noqa: E501 - pages read better unwrapped

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ingest.model import Access
from ingest.pages import extract

AT = datetime(2024, 5, 20, 12, tzinfo=UTC)
URL = "https://news.example/2024/05/17/piano"
UNDATED = "https://news.example/piano"
TITLE = "A piano crosses the strait in a storm"
PROSE = f"<p>{'The ferry left at noon with a piano that nobody had come to collect. ' * 8}</p>"
PUBLISHED = datetime.fromisoformat("2024-05-17T10:00:00+02:00")
ARTICLE = {"@type": "NewsArticle", "headline": TITLE, "datePublished": PUBLISHED.isoformat()}


def article(**more: object) -> dict[str, object]:
    return {**ARTICLE, **more}


def page(ld: object = None, *, head: str = "", body: str = "") -> str:
    written = ld if isinstance(ld, str) else json.dumps(ld)
    script = f'<script type="application/ld+json">{written}</script>' if ld is not None else ""
    return (
        f"<html lang=en><head><title>{TITLE} - Island News</title>{head}{script}</head>"
        f"<body><article><h1>{TITLE}</h1>{body}{PROSE}</article></body></html>"
    )


TWO = ("Ann Example", "Bob Sample")
ANN = json.dumps(article(author="Ann Example"))


@pytest.mark.parametrize(
    ("ld", "authors"),
    [
        (
            {
                "@graph": [
                    {"@type": "Person", "@id": "#p", "name": "Ann Example"},
                    article(author={"@id": "#p"}),
                ]
            },
            ("Ann Example",),
        ),
        (
            [
                article(
                    author=[
                        {"@type": "Person", "name": "Ann Example"},
                        {"@type": "Person", "name": "Bob Sample"},
                    ]
                )
            ],
            ("Ann Example", "Bob Sample"),
        ),
        ({**article(author="Ann Example"), "@type": ["Article", "NewsArticle"]}, ("Ann Example",)),
        (ANN[:-1] + ",}", ("Ann Example",)),
        (ANN.replace("Ann Example", "Ann Example\\u0000"), ("Ann Example",)),
        (ANN.replace('"headline"', '"description": "one\ntwo", "headline"'), ("Ann Example",)),
        (f"//<![CDATA[\n{ANN}\n//]]>", ("Ann Example",)),
        (f"<!--{ANN}-->", ("Ann Example",)),
        (json.dumps({"@type": "BreadcrumbList"}) + ANN, ("Ann Example",)),
        (
            {
                "@graph": [
                    article(
                        headline="Seven goats on the roof",
                        url="https://news.example/o",
                        author="Bob Sample",
                    ),
                    article(url=URL, author="Ann Example"),
                ]
            },
            ("Ann Example",),
        ),
        (
            {
                "@type": "ItemList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "item": article(
                            headline="Seven goats",
                            url="https://news.example/o",
                            author="Bob Sample",
                        ),
                    }
                ],
            },
            (),
        ),
        (article(author={"@type": "Organization", "name": "Island News"}), ()),
        (article(author="https://news.example/people/ann"), ()),
        (
            article(author={"@type": "Person", "name": "Ann Example", "url": "https://x.example"}),
            ("Ann Example",),
        ),
        (
            article(
                author={"@type": "Person", "name": "Ann Example, Senior Political Correspondent"}
            ),
            ("Ann Example",),
        ),
        (article(author={"@type": "Person", "name": "Staff Reporter"}), ()),
        (
            article(
                author=[
                    {"@type": "Person", "name": "Ann Example"},
                    {"@type": "Person", "name": "See more"},
                ]
            ),
            ("Ann Example",),
        ),
        (article(author="By ANN EXAMPLE and Bob Sample"), ("ANN EXAMPLE", "Bob Sample")),
        (article(author={"@type": "Person", "name": ["Ann Example", "Bob Sample"]}), TWO),
        (
            article(author={"@list": ["Ann Example", {"@type": "Person", "name": "Bob Sample"}]}),
            TWO,
        ),
        (article(author=[{"@set": ["Ann Example"]}, {"@list": ["Bob Sample"]}]), TWO),
        (
            article(author={"@type": "Person", "name": {"@list": ["Ann Example", "Bob Sample"]}}),
            TWO,
        ),
        (
            article(
                author={
                    "name": [
                        {"@value": "Ann Example", "@language": "en"},
                        {"@value": "アン・イグザンプル", "@language": "ja"},
                    ]
                }
            ),
            ("Ann Example",),
        ),
        (
            article(author={"@type": "Person", "givenName": "Ann", "familyName": "Example"}),
            ("Ann Example",),
        ),
        (article(author={"@type": "Role", "author": {"name": "Ann Example"}}), ("Ann Example",)),
        (
            {
                "@graph": [
                    {"@type": "Person", "@id": "#p", "name": "Ann Example"},
                    {"@type": "Person", "@id": "#q", "name": "Bob Sample"},
                    article(author={"@list": [{"@id": "#p"}, {"@id": "#q"}]}),
                ]
            },
            TWO,
        ),
        (article(author={"@list": [{"@type": "Organization", "name": "Island News"}]}), ()),
        (article(author={"@list": {"@list": {"@list": []}}}), ()),
        (article(author="admin"), ()),
        (article(author="<a href='/x'>Ann Example</a>"), ("Ann Example",)),
        (article(author="Ann O&#039;Example"), ("Ann O'Example",)),
    ],
)
def test_authors_are_the_people_of_this_article(ld: object, authors: tuple[str, ...]) -> None:
    found = extract(page(ld), url=URL, at=AT)
    assert found.authors == authors
    assert found.title == TITLE


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:author" content="https://www.facebook.com/islandnews">',
        '<meta name="author" content="Island News"><meta property="og:site_name" content="Island News">',
    ],
)
def test_pages_and_sites_are_no_authors(head: str) -> None:
    assert extract(page(article(), head=head), url=URL, at=AT).authors == ()


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Von Anna Beispiel, Frankfurt", ("Anna Beispiel",)),
        ("Von Anna Beispiel, Reuters", ("Anna Beispiel", "Reuters")),
        ("Von Anna Beispiel und Bernd Muster, Nairobi", ("Anna Beispiel", "Bernd Muster")),
    ],
)
def test_the_place_in_a_byline_is_no_author(byline: str, authors: tuple[str, ...]) -> None:
    found = extract(page(article(), body=f"<p class='byline'>{byline}</p>"), url=URL, at=AT)
    assert found.authors == authors


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (["2024-05-17T10:00:00+02:00"], "2024-05-17"),
        ({"@type": "DateTime", "@value": "2024-05-17T10:00:00+02:00"}, "2024-05-17"),
        ("1715932800", "2024-05-17"),
        (1715932800, "2024-05-17"),
        ("Fri, 17 May 2024 10:00:00 +0200", "2024-05-17"),
        ("17 May 2024 10:00 AM", "2024-05-17"),
        ("2024-05-17T23:30:00-0700", "2024-05-17"),
        ("2031-01-01T00:00:00Z", None),
        ("0000-00-00T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("soon", None),
    ],
)
def test_a_date_is_what_can_be_true(written: object, day: str | None) -> None:
    found = extract(page(article(datePublished=written)), url=UNDATED, at=AT)
    assert (found.published_at and found.published_at.date().isoformat()) == day


@pytest.mark.parametrize(
    "html",
    [
        page(),
        page(body="<span class=date>3 days ago</span>"),
        page({"@type": "NewsArticle", "headline": TITLE, "dateModified": "2024-05-18T10:00:00Z"}),
        page() + "<footer>© 2019-2024 Island News</footer>",
    ],
)
def test_no_date_is_invented(html: str) -> None:
    assert extract(html, url=UNDATED, at=AT).published_at is None


def test_a_shown_day_stands_in_for_one_that_cannot_be_true() -> None:
    shown = "<time datetime='2024-05-17'>17 May 2024</time>"
    found = extract(page(article(datePublished="2031-01-01"), body=shown), url=UNDATED, at=AT)
    assert found.published_at == datetime(2024, 5, 17, tzinfo=UTC)


def test_a_change_before_the_publication_is_none() -> None:
    found = extract(page(article(dateModified="2024-05-01T10:00:00Z")), url=URL, at=AT)
    assert (found.published_at, found.modified_at) == (PUBLISHED, None)


def test_a_clock_of_twelve_hours_is_no_zone() -> None:
    shown = "<p class='date'>17 May 2024, 3:48</p>"
    found = extract(page(article(datePublished="2024-05-17T15:48:00Z"), body=shown), url=URL, at=AT)
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-05-17T15:48:00+00:00"


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://news.example/", None),
        ("https://news.example/index.html", None),
        ("https://evil.example/x", None),
        ("javascript:alert(1)", None),
        ("", None),
        ("undefined", None),
        ("https://user:secret@news.example/2024/05/17/piano", None),
        ("/2024/05/17/piano-2", "https://news.example/2024/05/17/piano-2"),
    ],
)
def test_a_canonical_address_is_believed_where_it_can_be_true(
    address: str, canonical: str | None
) -> None:
    head = f'<link rel=canonical href="{address}">'
    assert extract(page(article(), head=head), url=URL, at=AT).canonical_url == canonical


def test_the_page_of_an_amp_page_is_believed() -> None:
    head = f'<link rel=canonical href="{URL}">'
    assert extract(page(article(), head=head), url=f"{URL}/amp", at=AT).canonical_url == URL


@pytest.mark.parametrize(
    ("html", "title"),
    [
        (f"<title>{TITLE} - Island News</title>{PROSE}", TITLE),
        (
            f"<title>{TITLE} | News | Island News</title><meta property=og:site_name content='Island News'>{PROSE}",
            TITLE,
        ),
        (
            f"<title>Goats &amp;amp; pianos at the harbour</title>{PROSE}",
            "Goats & pianos at the harbour",
        ),
        (f"<body><svg><title>Logo</title></svg><h1>{TITLE}</h1>{PROSE}", TITLE),
        (page(article()).replace("<article>", "<h1 class=logo>Island News</h1><article>"), TITLE),
        (
            page(
                article(headline=f"{TITLE} | Island News"),
                head='<meta property="og:site_name" content="Island News">',
            ),
            TITLE,
        ),
        (page('{"a":' * 500 + "1" + "}" * 500), TITLE),
        (page("null"), TITLE),
        (page("42"), TITLE),
        (page({"@id": "#a", "@type": "NewsArticle", "author": {"@id": "#a"}}), TITLE),
        (page('{"@type":"NewsArticle","headline":"cut'), TITLE),
    ],
)
def test_the_title_is_the_headline(html: str, title: str) -> None:
    assert extract(html, url=URL, at=AT).title == title


def test_what_is_written_for_sharing_is_not_the_headline() -> None:
    shared = "Nobody wants this piano"
    head = f'<meta property="og:title" content="{shared}"><meta name="twitter:title" content="{shared}">'
    html = page(article(), head=head).replace(" - Island News", "")
    assert extract(html, url=URL, at=AT).title == TITLE


@pytest.mark.parametrize(
    ("free", "access"),
    [(False, Access.PAID), ("False", Access.PAID), ("true", Access.FREE), (None, Access.UNKNOWN)],
)
def test_access_is_what_the_publisher_says(free: object, access: Access) -> None:
    found = extract(page(article(isAccessibleForFree=free)), url=URL, at=AT)
    assert found.access is access


def test_the_language_is_that_of_the_text() -> None:
    assert extract(page().replace("lang=en", "lang=de"), url=URL, at=AT).language == "en"


@pytest.mark.parametrize(
    ("address", "image"),
    [("/i.jpg", "https://news.example/i.jpg"), ("data:image/png;base64,AAAA", None)],
)
def test_an_image_has_an_address(address: str, image: str | None) -> None:
    head = f'<meta property="og:image" content="{address}">'
    assert extract(page(article(), head=head), url=URL, at=AT).image_url == image
