"""What is read without feedparser is what feedparser reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.feeds import plain, read

AT = datetime(2026, 4, 1, tzinfo=UTC)
HEAD = (
    "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'>"
    "<channel><title>News</title><link>https://news.example/</link>"
)
TAIL = "</channel></rss>"
ORDINARY = (
    "<item><title>Story {n}</title><link>https://news.example/{n}</link>"
    "<guid isPermaLink='false'>id {n}</guid><pubDate>02 Mar 2026 08:00:00 GMT</pubDate>"
    "<dc:creator>Mara</dc:creator><category>World</category>"
    "<description>&lt;p&gt;Short&lt;/p&gt;</description>"
    "<content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item>"
)

TEXTS = ["Plain", "A &amp; B", "<![CDATA[AT&amp;T]]>", "&lt;b&gt;x&lt;/b&gt;", "", "Ünï “q”"]
TEXTS += ["CafÃ© twice", "\x93old\x94", "a\n b", "1 &lt; 2"]
PLACES = ["https://a.example/1", "http://a.example/x?a=1&amp;b=2", "/rel", "", "https:///x/y"]
PLACES += ["tag:a,2005:1", " https://a.example/2 ", "https://a.example/ä"]
DATES = ["Mon, 02 Mar 2026 08:00:00 GMT", "2026-03-02T08:00:00Z", "31 Feb 2026 10:00:00 GMT"]
DATES += ["yesterday", "", "Mon, 02 Mar 2026 08:00:00 EST", "Mon, 2 Mär 2026 08:00:00 GMT"]
MARKUP = ["<![CDATA[<p>x</p>]]>", "&lt;p&gt;x&lt;/p&gt;", "plain", "<p>real</p>", ""]
POOL = [
    *(f"<title>{text}</title>" for text in TEXTS),
    *(f"<link>{place}</link>" for place in PLACES),
    *(f"<guid>{text}</guid>" for text in PLACES + TEXTS),
    *(f"<guid isPermaLink='false'>{text}</guid>" for text in PLACES),
    *(f"<pubDate>{date}</pubDate>" for date in DATES),
    *(f"<description>{html}</description>" for html in MARKUP),
    *(f"<content:encoded>{html}</content:encoded>" for html in MARKUP),
    *(f"<dc:creator>{name}</dc:creator>" for name in (*TEXTS, "a@b.example (Joe)")),
    *(f"<category domain='x'>{text}</category>" for text in TEXTS),
    "<enclosure url='https://a.example/a.jpg' type='image/JPEG' length='1'/>",
    "<media:content url='https://a.example/b.jpg' medium='image'/>",
    "<media:content url='/c'><media:title>Inner</media:title></media:content>",
    "<media:thumbnail url='https://a.example/d.jpg'/>",
    "<author>Joe</author>",
    "<unknown>x</unknown>",
]
items = st.lists(st.sampled_from(POOL), min_size=1, max_size=8).map(
    lambda parts: f"<item>{''.join(parts)}</item>"
)


def feed(body: str):
    return read((HEAD + body + TAIL).encode(), url="https://news.example/feed", at=AT)


@settings(deadline=None)  # the first date in words imports a library
@given(st.lists(items, min_size=1, max_size=4))
def test_any_item_is_read_as_feedparser_reads_it(parts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "FEWEST", 1)
        mine = feed("".join(parts))
        patch.setattr(plain, "sort_out", lambda _text: None)
        assert mine == feed("".join(parts))


def test_ordinary_items_are_not_left_to_feedparser_and_odd_ones_keep_their_place():
    odd = "<item><title>Odd</title><author>joe@a.example (Joe)</author></item>"
    ordinary = [ORDINARY.format(n=n) for n in range(30)]
    text = HEAD + "".join([*ordinary[:7], odd, *ordinary[7:]]) + TAIL

    found = plain.sort_out(text)

    assert found is not None
    assert [place for place, item in enumerate(found.items) if item is None] == [7]
    assert found.rest == HEAD + odd + TAIL
    result = feed(text[len(HEAD) : -len(TAIL)])
    assert [entry.title for entry in result.entries][6:9] == ["Story 6", "Odd", "Story 7"]


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace("<rss ", "<rss xml:lang='de' "),
        HEAD.replace("<rss ", "<rss xml:base='https://b.example/' "),
        HEAD.replace("2.0", "0.91"),
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
    ],
)
def test_a_document_of_another_kind_is_left_to_feedparser(head):
    assert plain.sort_out(head + ORDINARY * 30 + TAIL) is None
