"""A date is what is written; nothing is guessed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pages.calendars import of_persian
from ingest.pages.dates import bounded, find, parse


def day(year: int, month: int, day: int, *time: int) -> datetime:
    return datetime(year, month, day, *time, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-17", day(2024, 5, 17)),
        ("2024-05-17T10:15:00Z", day(2024, 5, 17, 10, 15)),
        ("2020-06-01T07:54:39.000+0000", day(2020, 6, 1, 7, 54, 39)),
        ("Fri, 17 May 2024 10:00:00 GMT", day(2024, 5, 17, 10)),
        ("1591000000", day(2020, 6, 1, 8, 26, 40)),
        ("1591000000000", day(2020, 6, 1, 8, 26, 40)),
        ("20240517", day(2024, 5, 17)),
        ("May 17, 2024", day(2024, 5, 17)),
        ("Sept. 5, 2020", day(2020, 9, 5)),
        ("Jun 3rd, 2021 9:30am", day(2021, 6, 3, 9, 30)),
        ("17. Mai 2024, 14:05 Uhr", day(2024, 5, 17, 14, 5)),
        ("17 de mayo de 2024", day(2024, 5, 17)),
        ("le 3 février 2021 à 12h30", day(2021, 2, 3, 12, 30)),
        ("17 сентября 2024", day(2024, 9, 17)),
        ("17 जनवरी 2024", day(2024, 1, 17)),
        ("2024年5月17日 10:05", day(2024, 5, 17, 10, 5)),
        ("2024년 5월 17일", day(2024, 5, 17)),
        ("17 tháng 5, 2024", day(2024, 5, 17)),
        ("17 พฤษภาคม 2567", day(2024, 5, 17)),
        ("2024. május 17.", day(2024, 5, 17)),
        ("17.05.2024 | 14:05", day(2024, 5, 17, 14, 5)),
        ("05/17/2024", day(2024, 5, 17)),
        ("令和6年5月17日", day(2024, 5, 17)),
        ("令和元年5月1日", day(2019, 5, 1)),
        ("平成31年4月30日 9:05", day(2019, 4, 30, 9, 5)),
        ("17 พ.ค. 2567 10:05", day(2024, 5, 17, 10, 5)),
        ("۲۸ اردیبهشت ۱۴۰۳", day(2024, 5, 17)),
        ("تاریخ انتشار: ۱۴۰۳/۰۲/۲۸ - ۰۹:۰۵", day(2024, 5, 17, 9, 5)),
        ("17 مئی 2024", day(2024, 5, 17)),
        ("17 ΜΑΪΟΥ 2024", day(2024, 5, 17)),
        ("2024. gada 17. maijs, 9:05", day(2024, 5, 17, 9, 5)),
    ],
)
def test_a_written_date_is_read(text: str, moment: datetime) -> None:
    assert parse(text) == moment


@pytest.mark.parametrize(
    ("year", "month", "day", "ours"),
    [
        (1402, 12, 29, date(2024, 3, 19)),
        (1403, 1, 1, date(2024, 3, 20)),
        (1403, 12, 30, date(2025, 3, 20)),
        (1404, 1, 1, date(2025, 3, 21)),
        (1398, 1, 1, date(2019, 3, 21)),
        (1404, 12, 30, None),
        (1403, 13, 1, None),
        (9999, 1, 1, None),
    ],
)
def test_a_day_of_the_solar_year_is_one_of_ours(
    year: int, month: int, day: int, ours: date | None
) -> None:
    assert of_persian(year, month, day) == ours


@pytest.mark.parametrize(
    "text",
    [
        "3 days ago",
        "yesterday",
        "2024",
        "May 2024",
        "call 555-123-4567",
        "2024-06-31",
        "v1.2.3",
        "1403/02/28",
        "۳۱ اسفند ۱۴۰۳",
        "",
    ],
)
def test_what_names_no_day_gives_none(text: str) -> None:
    assert parse(text) is None


def test_the_page_says_whether_the_month_comes_first() -> None:
    assert parse("3/4/2024", month_first=True) == day(2024, 3, 4)
    assert parse("3/4/2024") == day(2024, 4, 3)


def test_the_offset_is_kept_because_the_day_is_the_pages_own() -> None:
    moment = parse("2024-05-17T23:10:00-05:00")
    assert moment is not None
    assert moment.isoformat() == "2024-05-17T23:10:00-05:00"
    assert moment == day(2024, 5, 18, 4, 10)


AT = day(2024, 5, 17, 12)


def test_nothing_is_later_than_the_fetch() -> None:
    assert bounded(day(2024, 5, 19), AT) is None
    assert bounded(day(2024, 5, 17, 11), AT) == day(2024, 5, 17, 11)


def test_a_time_without_zone_ahead_of_the_fetch_keeps_its_day() -> None:
    assert bounded(day(2024, 5, 17, 20), AT) == day(2024, 5, 17)


def test_a_time_with_zone_ahead_of_the_fetch_is_refused() -> None:
    zone = timezone(timedelta(hours=2))
    assert bounded(datetime(2024, 5, 17, 20, tzinfo=zone), AT) is None


@given(st.text(max_size=120) | st.text("0123456789 -/.:TZ+年月日", max_size=40), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_gives_aware_moments_and_no_exception(text: str, month_first: bool) -> None:
    for moment in find(text, month_first=month_first):
        assert moment.tzinfo is not None
        moment.astimezone(UTC)
