"""Identity, links, titles, texts, names: each oddity a pair of what is written and what is read."""

from __future__ import annotations

import pytest
from tests.feeds.build import atom, only, read, rss


def test_a_guid_that_one_story_has_is_its_key() -> None:
    entry = only(rss("<guid isPermaLink='false'>tag:1</guid><link>https://news.example/a</link>"))
    assert (entry.key, entry.guid, entry.url) == ("tag:1", "tag:1", "https://news.example/a")


def test_a_guid_that_all_stories_share_is_nobodys_key() -> None:
    feed = read(
        rss(
            "<guid>same</guid><link>https://news.example/a</link><title>A</title>",
            "<guid>same</guid><link>https://news.example/b</link><title>B</title>",
        )
    )
    assert [entry.key for entry in feed.entries] == [
        "https://news.example/a",
        "https://news.example/b",
    ]


def test_stories_that_share_guid_and_link_keep_their_keys_when_one_more_arrives() -> None:
    items = [f"<guid>x</guid><link>https://news.example/</link><title>{n}</title>" for n in "ABC"]
    before = read(rss(*items[1:])).entries
    after = read(rss(*items)).entries
    assert [entry.key for entry in after[1:]] == [entry.key for entry in before]
    assert len({entry.key for entry in after}) == 3


def test_a_story_that_is_there_twice_is_taken_once() -> None:
    item = "<guid>1</guid><link>https://news.example/a</link><title>A</title>"
    assert len(read(rss(item, item)).entries) == 1


def test_content_alone_is_an_entry_and_nothing_is_none() -> None:
    feed = read(rss("<description>Only words</description>", "", "<author>a@b.example</author>"))
    (entry,) = feed.entries
    assert (entry.url, entry.title, entry.summary) == (None, None, "Only words")
    assert entry.key


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/a b</link>", "https://news.example/a%20b"),
        ("<link>\n  https://news.example/a#top \n</link>", "https://news.example/a"),
        ("<link>a.html</link>", "https://news.example/a.html"),
        ("<guid>https://news.example/g</guid>", "https://news.example/g"),
        ("<guid>not an address</guid><title>T</title>", None),
        ("<guid isPermaLink='false'>https://news.example/g</guid><title>T</title>", None),
        ("<link>javascript:alert(1)</link><title>T</title>", None),
        ("<link>file:///etc/passwd</link><title>T</title>", None),
        ("<link>http://[</link><title>T</title>", None),
        ("<title>T</title><enclosure url='https://x.example/a.mp3' type='audio/mpeg'/>", None),
        ("<title>T</title><enclosure url='https://x.example/a.mp3?x=1'/>", None),
        (
            "<enclosure url='https://x.example/a.mp3' type='audio/mpeg'/>",
            "https://x.example/a.mp3",
        ),
        (
            "<link>https://www.google.com/url?rct=j&amp;url=https%3A%2F%2Fa.example%2Fb&amp;x=1</link>",
            "https://a.example/b",
        ),
    ],
)
def test_links_of_rss(item: str, url: str | None) -> None:
    assert only(rss(item)).url == url


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        (
            "<link rel='self' href='/e'/><link type='text/plain' href='/j'/><link href='/page'/>",
            "https://news.example/page",
        ),
        ("<link href='/plain'/>", "https://news.example/plain"),
        ("<link xml:base='https://b.example/x/' href='y'/>", "https://b.example/x/y"),
        ("<id>https://news.example/1</id><content>text</content>", None),
        ("<id>https://news.example/1</id><title>T</title>", "https://news.example/1"),
        ("<title>T</title><link rel='enclosure' type='video/mp4' href='/v.mp4'/>", None),
    ],
)
def test_links_of_atom(entry: str, url: str | None) -> None:
    assert only(atom(entry)).url == url


def test_links_are_relative_to_the_site_where_another_host_delivers_the_feed() -> None:
    body = rss("<link>/a</link>", head="<link>https://site.example/</link>")
    (entry,) = read(body, url="https://feeds.example/site").entries
    assert entry.url == "https://site.example/a"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("AT&T", "AT&T"),
        ("<![CDATA[Tom &amp; <b>Jerry</b>]]>", "Tom & Jerry"),
        ("caf&eacute; &nbsp; au\n  lait", "café au lait"),
        ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
        ("Rot\u0007ten &#x1b;[31mred", "Rotten �[31mred"),
        ("&#55357;&#56832;!", "��!"),
        ("Safe&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;ty&lt;/b&gt;", "Safety"),
    ],
)
def test_titles_are_plain_lines(title: str, said: str) -> None:
    assert only(rss(f"<title>{title}</title>")).title == said


def test_an_atom_title_that_is_text_keeps_its_brackets() -> None:
    assert only(atom("<title>The &lt;b&gt; tag</title>")).title == "The <b> tag"
    assert (
        only(atom("<title type='html'>The &lt;b&gt;new&lt;/b&gt; tag</title>")).title
        == "The new tag"
    )


def test_content_and_summary_are_html() -> None:
    entry = only(
        atom(
            "<summary>a &lt; b</summary><content type='html'>&lt;p&gt;Whole&lt;/p&gt;</content>",
        )
    )
    assert (entry.summary, entry.content) == ("a &lt; b", "<p>Whole</p>")


def test_encoded_content_of_rss_stands_beside_its_description() -> None:
    entry = only(
        b"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item>"
        b"<description>Short</description>"
        b"<content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item></channel></rss>"
    )
    assert (entry.summary, entry.content) == ("Short", "<p>Long</p>")


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<author>jane@news.example (Jane Doe)</author>", ("Jane Doe",)),
        ("<author>jane@news.example</author>", ()),
        ("<author>Jane Doe &lt;jane@news.example&gt;</author>", ("Jane Doe",)),
        ("<author>Jane Doe</author>", ("Jane Doe",)),
    ],
)
def test_authors_are_names(item: str, authors: tuple[str, ...]) -> None:
    assert only(rss("<title>T</title>" + item)).authors == authors


def test_atom_entries_inherit_the_feeds_author() -> None:
    feed = read(atom("<title>T</title>", head="<author><name>Desk</name></author>"))
    assert feed.entries[0].authors == ("Desk",)


def test_tags_and_picture_are_carried() -> None:
    entry = only(
        b"<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item><title>T</title>"
        b"<category>World</category><category>UK</category><category>World</category>"
        b"<media:thumbnail url='/t.jpg'/></item></channel></rss>"
    )
    assert entry.tags == ("World", "UK")
    assert entry.image_url == "https://news.example/t.jpg"
