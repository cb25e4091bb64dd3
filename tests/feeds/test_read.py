"""Any bytes -> a feed or a reason: formats, encodings, what is cut, broken or hostile."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.feeds.build import atom, outcome, read, refused, rss

from ingest import urls
from ingest.feeds import trim
from ingest.model import Feed, Problem, SourceKind, Unreadable

ITEM = "<guid>1</guid><title>Zażółć gęślą jaźń</title>"
RDF = (
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
    b" xmlns='http://purl.org/rss/1.0/'><item><title>T</title></item></rdf:RDF>"
)
HOSTILE = [
    b"<",
    b">",
    b"<item>",
    b"</item>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"&",
    b"&#x",
    b"<?",
]


@pytest.mark.parametrize(
    ("body", "format_"),
    [
        (rss(ITEM), "rss20"),
        (atom("<id>1</id>"), "atom10"),
        (b"<rss version='0.91'><channel><item><title>T</title></item></channel></rss>", "rss091u"),
        (RDF, "rss10"),
        (b"<channel><item href='https://a.example/'><title>T</title></item></channel>", "cdf"),
        (b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"}]}', "json11"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "sitemap"),
    ],
)
def test_formats_are_told_by_what_the_body_is(body: bytes, format_: str) -> None:
    feed = read(body)
    assert feed.format == format_
    assert len(feed.entries) == 1


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", Problem.EMPTY),
        (b" \r\n\xef\xbb\xbf", Problem.EMPTY),
        (b"<!DOCTYPE html><html><body><p>Hello</p></body></html>", Problem.NOT_A_FEED),
        (b"<?xml version='1.0'?><opml><body/></opml>", Problem.NOT_A_FEED),
        (b'{"version": "1.0", "data": []}', Problem.NOT_A_FEED),
        (b"plain words", Problem.NOT_A_FEED),
        (b"/etc/passwd", Problem.NOT_A_FEED),
        (b"file:///etc/passwd", Problem.NOT_A_FEED),
        (b"%PDF-1.7 \x00", Problem.UNSUPPORTED_TYPE),
        (b"\x89PNG\r\n\x1a\n", Problem.UNSUPPORTED_TYPE),
        (b"\x1f\x8b\x08broken", Problem.BAD_ENCODING),
        (b"<rss version='2.0'><channel><title>News</title><item><title>Hal", Problem.UNREADABLE),
        (b'{"version":"https://jsonfeed.org/version/1","items":[', Problem.UNREADABLE),
    ],
)
def test_what_is_no_feed_says_why(body: bytes, problem: Problem) -> None:
    assert refused(body).problem is problem


def test_a_feed_without_entries_has_no_problem() -> None:
    assert read(rss()).entries == ()
    assert not read(rss()).partial


@pytest.mark.parametrize(
    "wrapped",
    [
        b"\n\n  \xef\xbb\xbf" + rss(ITEM),
        b"<br />\n<b>Warning</b>: something on line 3<br />\n" + rss(ITEM),
        b"<html><body>" + rss(ITEM) + b"</body></html>",
        b"<?xml-stylesheet href='a.xsl'?><!-- <rss> --><!DOCTYPE rss [<!ELEMENT a ANY>]>"
        + rss(ITEM)[21:],
        gzip.compress(rss(ITEM)),
    ],
)
def test_a_feed_is_found_behind_junk(wrapped: bytes) -> None:
    assert [entry.title for entry in read(wrapped).entries] == ["Zażółć gęślą jaźń"]


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "us-ascii"),
        ("utf-8", "no-such-thing"),
        ("utf-8", "utf-16"),
        ("utf-8", "punycode"),
        ("iso-8859-2", "iso-8859-2"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("utf-32", "utf-32"),
        ("utf-8-sig", "utf-8"),
    ],
)
def test_encodings_are_right_whatever_the_label(encoding: str, label: str) -> None:
    text = rss(ITEM).decode().replace('"1.0"?', f'"1.0" encoding="{label}"?')
    assert read(text.encode(encoding)).entries[0].title == "Zażółć gęślą jaźń"


@pytest.mark.parametrize("charset", ["Shift_JIS", "utf-8", "iso-8859-1", "nonsense", ""])
@pytest.mark.parametrize("declared", ["shift_jis", ""])
def test_japanese_is_read_whatever_the_answer_says(charset: str, declared: str) -> None:
    text = rss("<title>日本のニュースと天気予報</title>").decode()
    if declared:
        text = text.replace('"1.0"?', f'"1.0" encoding="{declared}"?')
    feed = read(text.encode("shift_jis"), charset=charset)
    assert feed.entries[0].title == "日本のニュースと天気予報"


def test_bytes_that_fit_no_encoding_cost_only_themselves() -> None:
    feed = read(rss(ITEM, "<guid>2</guid><title>x</title>").replace(b"x<", b"a\xff\xfeb\x00c<"))
    assert [entry.title for entry in feed.entries] == ["Zażółć gęślą jaźń", "a��bc"]


def test_what_could_be_read_of_a_cut_feed_is_read_and_the_half_item_is_not() -> None:
    items = [f"<guid>{n}</guid><title>Title {n}</title>" for n in range(4)]
    body = rss(*items)
    feed = read(body[: body.index(b"Title 3") + 4])
    assert [entry.key for entry in feed.entries] == ["0", "1", "2"]
    assert feed.partial


def test_bare_ampersands_and_html_entities_do_not_make_a_feed_ill_formed() -> None:
    feed = read(
        rss("<link>https://a.example/?a=1&b=2</link><title>R&D &eacute;&nbsp;&hellip;</title>")
    )
    assert not feed.partial
    assert (feed.entries[0].url, feed.entries[0].title) == ("https://a.example/?a=1&b=2", "R&D é …")


def test_entities_are_not_expanded_and_files_are_not_read() -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    title = read(bomb + rss("<title>&a; &b; &f;</title>")[21:]).entries[0].title
    assert title == "aaaaaaaaaa &b; &f;"


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0' encoding='\xff'?><rss version='2.0'/>",
        b"<?xml version='1.0' encoding='a\x00b'?><rss version='2.0'/>",
        b"<?xml version='1.0' encoding='punycode'?><rss version='2.0'/>",
        b"<rss version='2.0'><channel><title>&#99999999999999;</title></channel>",
        b"<rss version='2.0'><channel><title>&#xd800;</title></channel>",
        b"<rss version='2.0'><channel><title>&#" + b"9" * 5000 + b";</title></channel>",
    ],
)
def test_what_makes_the_parser_raise_does_not_make_us_raise(body: bytes) -> None:
    outcome(body)


def test_the_pace_that_a_publisher_asks_for_is_read() -> None:
    head = (
        "<ttl>90</ttl><skipHours><hour>0</hour><hour>13</hour><hour>24</hour><hour>99</hour></skipHours>"
        "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"
        "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>"
        "<sy:updateFrequency xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>4</sy:updateFrequency>"
    )
    feed = read(rss(head=head))
    assert feed.ttl == timedelta(hours=6)
    assert feed.skip_hours == {0, 13}
    assert feed.skip_days == {5, 6}


def test_the_newest_two_thousand_entries_are_kept_and_the_others_counted() -> None:
    day = "<pubDate>{:02d} Jan 2024 {:02d}:{:02d}:00 GMT</pubDate>"
    items = [
        f"<guid>{n}</guid>" + day.format(1 + n // 1440, n // 60 % 24, n % 60) for n in range(2100)
    ]
    feed = read(rss(*items))
    assert (len(feed.entries), feed.dropped) == (2000, 100)
    assert feed.entries[0].key == "100"
    assert read(rss(*items[::-1])).entries[-1].key == "100"


def test_undated_entries_are_kept_from_the_beginning() -> None:
    feed = read(rss(*(f"<guid>{n}</guid>" for n in range(2005))))
    assert (feed.entries[0].key, feed.entries[-1].key, feed.dropped) == ("0", "1999", 5)


def test_a_feed_whose_first_item_is_beyond_the_limit_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trim, "MAX_BYTES", 5000)
    long = f"<description>{'word ' * 2000}</description><guid>1</guid>"
    assert refused(rss(long)).problem is Problem.UNREADABLE


def test_an_item_inside_another_ones_text_is_not_an_item() -> None:
    quoted = "<guid>{}</guid><description><![CDATA[<item><guid>x</guid></item>]]></description>"
    feed = read(rss(*(quoted.format(n) for n in range(2001))))
    assert (len(feed.entries), feed.dropped, feed.partial) == (2000, 1, False)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(SourceKind))
def test_any_bytes_are_a_feed_or_a_reason(body: bytes, kind: SourceKind) -> None:
    assert isinstance(outcome(body, kind=kind), Feed | Unreadable)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(HOSTILE) | st.binary(max_size=12), max_size=30), st.integers(0, 400)
)
def test_any_mangled_feed_is_read_the_same_way_twice(pieces: list[bytes], end: int) -> None:
    whole = rss("<guid>1</guid><title>A</title>", "<link>/b</link>").replace(
        b"</item>", b"".join(pieces) + b"</item>", 1
    )
    for body in (whole, whole[:end]):
        result = outcome(body)
        assert result == outcome(body)
        entries = result.entries if isinstance(result, Feed) else ()
        assert len({entry.key for entry in entries}) == len(entries)
        assert all(urls.normalize(entry.url) for entry in entries if entry.url)


def test_an_item_that_the_parser_chokes_on_does_not_cost_the_others() -> None:
    odd = "<guid>2</guid><gml:pos xmlns:gml='http://www.opengis.net/gml'>1 2</gml:pos>"
    feed = read(rss("<guid>1</guid>", odd, "<guid>3</guid>"))
    assert [entry.key for entry in feed.entries] == ["1", "2", "3"]


def test_forgotten_namespaces_and_what_a_host_appends_do_not_make_a_feed_ill_formed() -> None:
    body = rss("<guid>1</guid><content:encoded>All</content:encoded><dc:creator>Jo</dc:creator>")
    feed = read(body + b"\n<script>ad()</script> & <b>more")
    assert not feed.partial
    assert (feed.entries[0].content, feed.entries[0].authors) == ("All", ("Jo",))


def test_of_items_with_too_many_tags_whole_ones_are_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trim, "MAX_BRACKETS", 1000)
    content = "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{}</div></content>"
    feed = read(atom(*(f"<id>{n}</id>" + content.format("<b/>" * 240) for n in range(6))))
    assert (len(feed.entries), feed.dropped, feed.partial) == (4, 2, False)
    description = "<description><![CDATA[" + "<b></b>" * 900 + "]]></description>"
    assert len(read(rss(*(f"<guid>{n}</guid>{description}" for n in range(4)))).entries) == 4
