"""Which of the days that a page names is the day of its publication."""

import json

import lxml.html
import pytest

from ingest.pages import structured
from ingest.pages.metadata import Metadata, read
from ingest.pages.published import in_url

TITLE = "Storm hits the northern coast in the early hours"
PROSE = "<p>" + "The storm reached the coast in the early hours of the morning. " * 8 + "</p>"


def dated(
    body: str, *, head: str = "", ld: object = None, url: str | None = None, lang: str = "en"
) -> Metadata:
    script = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld else ""
    tree = lxml.html.document_fromstring(
        f'<html lang="{lang}"><head><title>{TITLE}</title>{head}{script}</head>'
        f"<body>{body}{PROSE}</body></html>"
    )
    return read(tree, structured=structured.read(tree, url=url), url=url)


def day(found: Metadata) -> str | None:
    return found.published_at.date().isoformat() if found.published_at else None


def article(**more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": TITLE, **more}


@pytest.mark.parametrize(
    ("address", "days"),
    [
        ("https://a.example/2024/05/17/storm", ["2024-05-17"]),
        ("https://a.example/2022/5/3/storm", ["2022-05-03"]),
        ("https://a.example/2024/0517/storm", ["2024-05-17"]),
        ("https://a.example/2024-05-17.html", ["2024-05-17"]),
        ("https://a.example/storm-20240517.html", ["2024-05-17"]),
        ("https://a.example/17-05-2024-storm", ["2024-05-17"]),
        ("https://a.example/2025/12/storm", []),
        ("https://a.example/2025/12/10-tips-for-winter", []),
        ("https://a.example/2023/43/storm", []),
        ("https://a.example/season/2021-22/storm", []),
        ("https://a.example/storm/5-95-2070077", []),
        ("https://a.example/phone-2024-16gb", []),
    ],
)
def test_an_address_names_a_day_only_where_it_names_a_month_and_a_day(
    address: str, days: list[str]
) -> None:
    assert [moment.date().isoformat() for moment in in_url(address)] == days


def test_the_day_beside_the_headline_is_believed_more_than_what_machines_are_told() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><p class='meta'><time datetime='2022-01-25'>25.01.2022</time></p>",
        head='<meta property="article:published_time" content="2022-01-15T00:00:00Z">',
    )
    assert day(found) == "2022-01-25"


def test_the_day_of_a_change_beside_the_headline_is_not() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><p class='meta'><time datetime='2022-01-25'>25.01.2022</time></p>",
        ld=article(datePublished="2022-01-15T08:00:00Z", dateModified="2022-01-25T09:00:00Z"),
    )
    assert day(found) == "2022-01-15"


def test_day_and_month_swapped_beside_the_headline_do_not_win() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><p class='date'>01.11.2021</p>",
        ld=article(datePublished="2021-01-11T08:00:00Z"),
    )
    assert day(found) == "2021-01-11"


def test_of_two_days_that_machines_are_told_the_one_that_readers_see_wins() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><p class='date'>06.01.2022</p>",
        head='<meta property="article:published_time" content="2022-01-06T08:29:34">',
        ld=article(datePublished="2022-01-04T07:29:00Z"),
    )
    assert day(found) == "2022-01-06"


def test_of_several_days_beside_the_headline_the_one_that_machines_are_told_wins() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><p class='meta'>September 17, 2019</p><p>Datum: 31/08/2019</p>",
        ld={"@type": "WebPage", "name": TITLE, "datePublished": "2019-09-17T14:54:31+02:00"},
    )
    assert day(found) == "2019-09-17"


def test_a_clock_for_machines_without_a_zone_does_not_move_the_day_that_readers_see() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><time datetime='2019-10-19T03:00:00Z'>19.10.2019, 05:00 Uhr</time>",
        head='<meta name="date" content="2019-10-18T20:00:25">',
        ld=article(datePublished="2019-10-19T03:00:00Z"),
        lang="de",
    )
    assert day(found) == "2019-10-19"


def test_what_is_shown_as_a_change_tells_the_zone_where_it_is_the_same_minute() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><time class='updated' datetime='2022-05-03T23:37:37-04:00'>3 May</time>",
        ld=article(datePublished="2022-05-04T03:37:37Z"),
    )
    assert day(found) == "2022-05-03"


def test_weekday_and_time_of_day_leave_a_date_plain() -> None:
    found = dated(
        f"<h1>{TITLE}</h1><p class='info'>By <a rel='author'>Ann Example</a> on\n"
        "Thu, Nov 9, 2023 at 4:00 am</p>"
    )
    assert day(found) == "2023-11-09"


def test_the_title_may_begin_with_the_day_though_the_headline_does_not() -> None:
    head = '<meta property="og:title" content="08.11.2021 | Storm hits the northern coast">'
    found = dated(f"<h1>{TITLE}</h1>", head=head, lang="de")
    assert day(found) == "2021-11-08"


def test_the_day_of_a_release_is_not_the_page_s() -> None:
    found = dated(f"<h1>{TITLE}</h1><div class='date'><b>Release:</b> 14.11.2019</div>")
    assert day(found) is None


def test_a_menu_that_says_the_headline_first_is_not_the_headline() -> None:
    found = dated(
        f"<div class='menu'><h3 class='title'>{TITLE}</h3><p>May 2, 2020</p></div><hr>"
        f"<main><h1>Politics | {TITLE}</h1><p class='date'>PUBLISHED: June 3, 2021</p></main>",
    )
    assert day(found) == "2021-06-03"
