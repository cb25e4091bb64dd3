"""What is read without feedparser is what feedparser reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.feeds import plain, read

AT = datetime(2026, 4, 1, tzinfo=UTC)
XMLNS = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/' "
    "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' "
    "xmlns:t='http://purl.org/syndication/thread/1.0' xmlns:x='urn:x'"
)
RSS = f"<rss version='2.0' {XMLNS}><channel><title>News</title><link>https://news.example/</link>"
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    f"xmlns='http://purl.org/rss/1.0/' {XMLNS}>"
    "<channel rdf:about='https://news.example/'><title>News</title></channel>"
)
ATOM = (
    f"<feed xmlns='http://www.w3.org/2005/Atom' {XMLNS}><title>News</title>"
    "<author><name>The desk</name></author><link href='https://news.example/'/>"
)
RSS_TAIL, RDF_TAIL, ATOM_TAIL = "</channel></rss>", "</rdf:RDF>", "</feed>"
ORDINARY_RSS = (
    "<item><title>Story {n}</title><link>https://news.example/{n}</link>"
    "<guid isPermaLink='false'>id {n}</guid><pubDate>02 Mar 2026 08:00:00 GMT</pubDate>"
    "<dc:creator>Mara</dc:creator><category>World</category>"
    "<description>&lt;p&gt;Short&lt;/p&gt;</description>"
    "<content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item>"
)
ORDINARY_RDF = (
    "<item rdf:about='https://news.example/{n}'><title>Story {n}</title>"
    "<link>https://news.example/{n}</link><description>Short</description>"
    "<dc:creator>Mara</dc:creator><dc:date>2026-03-02T08:00:00+01:00</dc:date>"
    "<dc:subject>World</dc:subject></item>"
)
ORDINARY_ATOM = (
    "<entry><title type='html'><![CDATA[Story {n}]]></title><id>tag:news.example,2026:{n}</id>"
    "<link href='https://news.example/{n}'/><link rel='replies' t:count='3' "
    "type='application/atom+xml' href='https://news.example/{n}/feed'/>"
    "<published>2026-03-02T08:00:00.001-08:00</published><updated>2026-03-03T08:00:00Z</updated>"
    "<author><name>Mara</name><uri>https://news.example/mara</uri><email>m@a.example</email>"
    "</author><category term='world' scheme='urn:s' label='World'/><rights>All</rights>"
    "<summary>Short</summary><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
    "<p class='a'>Long</p></div></content><media:thumbnail url='https://news.example/{n}.jpg'/>"
    "</entry>"
)
PREFIXED = (
    "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>News</a:title>"
    + "<a:entry><a:title>x</a:title><a:link href='https://a.example/1'/></a:entry>" * 30
    + "</a:feed>"
)
DOCUMENTS = [
    (RSS, ORDINARY_RSS, RSS_TAIL),
    (RDF, ORDINARY_RDF, RDF_TAIL),
    (ATOM, ORDINARY_ATOM, ATOM_TAIL),
]

TEXTS = ["Plain", "A &amp; B", "<![CDATA[AT&amp;T]]>", "&lt;b&gt;x&lt;/b&gt;", "", "Ünï “q”"]
TEXTS += ["CafÃ© twice", "\x93old\x94", "a\n b", "1 &lt; 2", "&amp;lt;b&amp;gt;", "a <!-- b --> c"]
PLACES = ["https://a.example/1", "http://a.example/x?a=1&amp;b=2", "/rel", "", "https:///x/y"]
PLACES += ["tag:a,2005:1", " https://a.example/2 ", "https://a.example/ä", "https://a.example/?"]
PLACES += ["urn:uuid:1", "plain id", "http:rel", "HTTPS://a.example/", "https://a.example/1#c"]
DATES = ["Mon, 02 Mar 2026 08:00:00 GMT", "2026-03-02T08:00:00Z", "31 Feb 2026 10:00:00 GMT"]
DATES += ["yesterday", "", "Mon, 02 Mar 2026 08:00:00 EST", "Mon, 2 Mär 2026 08:00:00 GMT"]
DATES += ["Mon, 02 Mar 2026 08:00:00 ET", "Mon, 02 Mar 2026 08:00:00 +05:30", "2026-02-30", "2026"]
DATES += ["Mon, 02 Mar 2026 08:00:00", "Tue, 02 Mar 2026 8:00 +0130", "1772438400", "2026-3-2"]
MARKUP = ["<![CDATA[<p>x</p>]]>", "&lt;p&gt;x&lt;/p&gt;", "plain", "<p>real</p>", "", "a &lt; b"]
DIV = "<div xmlns='http://www.w3.org/1999/xhtml'>"
XHTML = [
    f"{DIV}<p Class='a&quot;b'>x &amp; <br/>y</p> z</div>",
    f"\n {DIV}&#160;a<![CDATA[<b>]]></div> \n",
    f"{DIV}a</div>{DIV}b</div>",
    f"text {DIV}a</div>",
    "<div>no namespace</div>",
    f"{DIV}<svg xmlns='http://www.w3.org/2000/svg'><title>s</title></svg></div>",
    f"{DIV}<a href='/x' lang='de' TYPE='Text/HTML'>x</a></div>",
    "<h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:a rel='NoFollow' href='/'>x</h:a></h:div>",
    f"{DIV}<body>x</body></div>",
    f"{DIV}<div>a</div><div><p>b</p></div></div>",
    f"{DIV}<p xmlns=''>a</p><title xmlns=''>b</title></div>",
    f"{DIV}<P>a</P><IMG SRC='/x' alt='&lt;&amp;'/></div>",
    "text only &amp; more",
    "<p xmlns='http://www.w3.org/1999/xhtml'>x</p>",
    "",
]
MEDIA = [
    "<media:content url='https://a.example/b.jpg' medium='image'/>",
    "<media:content url='/c'><media:title>Inner</media:title></media:content>",
    "<media:thumbnail url='https://a.example/d.jpg'/>",
    "<media:thumbnail>https://a.example/e.jpg</media:thumbnail>",
    "<media:group><media:content url='/f' type='IMAGE/x'/></media:group>",
    "<media:content url='/g' type='Image/JPEG' xml:base='https://b.example/'/>",
    "<feedburner:origLink>https://a.example/orig</feedburner:origLink>",
    "<unknown>x</unknown>",
    "<x:unknown a='b'>x</x:unknown>",
    "<dc:creator>Joe</dc:creator>",
]
RSS_POOL = [
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
    "<author>Joe</author>",
    "<description xml:lang='fr'>x</description>",
    "<description xml:base='https://b.example/'>x</description>",
    *MEDIA,
]
RDF_POOL = [
    *(f"<title>{text}</title>" for text in TEXTS),
    *(f"<link>{place}</link>" for place in PLACES),
    *(f"<dc:date>{date}</dc:date>" for date in DATES),
    *(f"<description>{html}</description>" for html in MARKUP),
    *(f"<content:encoded>{html}</content:encoded>" for html in MARKUP),
    *(f"<dc:subject>{text}</dc:subject>" for text in TEXTS),
    *MEDIA,
]
TYPES = ["", " type='text'", " type='html'", " type='HTML'", " type='text/html'"]
TYPES += [" type='text/plain'", " type='text/markdown'", " type='image/png'", " mode='escaped'"]
TYPES += [
    " type='html' xml:lang='en'",
    " xml:lang=''",
    " type='html' xml:base='https://b.example/'",
]
TYPES += [" type='html' src='https://a.example/c'", " type='application/xml'", " type=''"]
CONSTRUCTS = [(kind, text) for kind in TYPES for text in MARKUP]
CONSTRUCTS += [(" type='xhtml'", text) for text in XHTML] + [
    (" type='xhtml' xml:lang='en'", DIV + "</div>")
]
ATOM_POOL = [
    *(f"<title>{text}</title>" for text in TEXTS),
    *(
        f"<{name}{kind}>{text}</{name}>"
        for name in ("title", "summary", "content", "rights")
        for kind, text in CONSTRUCTS
    ),
    *(f"<link href='{place}'/>" for place in PLACES),
    *(
        f"<link href='https://a.example/{n}' {more}/>"
        for n, more in enumerate(
            [
                "rel='alternate'",
                "rel='Alternate' type='TEXT/HTML'",
                "rel='self'",
                "rel=''",
                "type='application/json'",
                "rel='enclosure' type='image/png' length='1'",
                "rel='alternate' type='text/html; charset=utf-8'",
                "title='t' hreflang='de'",
                "t:count='2'",
                "x:rel='self'",
                "rel='related' xml:base='https://b.example/'",
                "uri='/u'",
            ]
        )
    ),
    "<link rel='alternate'/>",
    "<link>https://a.example/text</link>",
    *(f"<id>{text}</id>" for text in PLACES + TEXTS),
    *(f"<{name}>{date}</{name}>" for name in ("published", "updated") for date in DATES),
    *(f"<author><name>{name}</name></author>" for name in (*TEXTS, "a@b.example (Joe)")),
    "<author><uri>https://a.example/u</uri><name>Uri first</name></author>",
    "<author><name>Mail</name><email>m@a.example</email></author>",
    "<author><name>One</name><name>Two</name></author>",
    "<author><email>only@a.example</email></author>",
    "<author>bare</author>",
    "<author/>",
    "<contributor><name>Con</name></contributor>",
    *(f"<category term='{text}'/>" for text in ("a", "a b", "", "ü")),
    "<category term='a' label='A'/>",
    "<category scheme='urn:s'/>",
    "<category>Text</category>",
    "<source><title>Elsewhere</title><id>urn:else</id></source>",
    "<t:total>3</t:total>",
    *MEDIA,
]


def several(pool, opening):
    one = st.lists(st.sampled_from(pool), min_size=1, max_size=8)
    end = opening.removeprefix("<").split()[0].rstrip(">")
    items = one.map(lambda parts: f"{opening}{''.join(parts)}</{end}>")
    return st.lists(items, min_size=1, max_size=5).map("".join)


def either_way(text):
    """The feed as it is read, and as feedparser alone reads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "FEWEST", 1)
        mine = feed(text)
        patch.setattr(plain, "sort_out", lambda _text: None)
        return mine, feed(text)


def feed(text):
    return read(text.encode(), url="https://news.example/feed", at=AT)


ROOTS = ["", " xml:lang='en'", " xml:lang='en_US' xml:base='https://b.example/x'"]
ROOTS += [" xml:base='/rel'", " lang='en'", " base='https://b.example/'"]


@settings(deadline=None)  # the first date in words imports a library
@given(st.sampled_from(ROOTS), several(RSS_POOL, "<item>"))
def test_any_item_is_read_as_feedparser_reads_it(said, items):
    mine, theirs = either_way(RSS.replace("<rss", f"<rss{said}") + items + RSS_TAIL)
    assert mine == theirs


@settings(deadline=None)
@given(st.sampled_from(ROOTS), several(RDF_POOL, "<item rdf:about='https://a.example/'>"))
def test_any_resource_is_read_as_feedparser_reads_it(said, items):
    mine, theirs = either_way(RDF.replace("<rdf:RDF", f"<rdf:RDF{said}") + items + RDF_TAIL)
    assert mine == theirs


@settings(deadline=None)
@given(st.sampled_from(ROOTS), several(ATOM_POOL, "<entry>"))
def test_any_entry_is_read_as_feedparser_reads_it(said, entries):
    mine, theirs = either_way(ATOM.replace("<feed", f"<feed{said}") + entries + ATOM_TAIL)
    assert mine == theirs


@pytest.mark.parametrize(("head", "ordinary", "tail"), DOCUMENTS)
def test_ordinary_items_are_not_left_to_feedparser_and_odd_ones_keep_their_place(
    head, ordinary, tail
):
    name = ordinary[1:].split(">")[0].split()[0]
    odd = f"<{name}><title>Odd</title><author>joe@a.example (Joe)</author></{name}>"
    items = [ordinary.replace("{n}", str(n)) for n in range(30)]
    text = head + "".join([*items[:7], odd, *items[7:]]) + tail

    found = plain.sort_out(text)

    assert found is not None
    assert [place for place, item in enumerate(found.items) if item is None] == [7]
    assert found.rest == head + odd + tail
    assert [entry.title for entry in feed(text).entries][6:9] == ["Story 6", "Odd", "Story 7"]


@pytest.mark.parametrize(("head", "ordinary", "tail"), DOCUMENTS)
def test_what_the_root_says_of_language_and_base_holds_for_ordinary_items(head, ordinary, tail):
    root = head.split()[0]
    said = head.replace(root, f"{root} xml:lang='en_US' xml:base='https://b.example/'", 1)
    text = said + "".join(ordinary.replace("{n}", str(n)) for n in range(30)) + tail

    found = plain.sort_out(text)
    mine, theirs = either_way(text)

    assert found is not None
    assert None not in found.items
    assert mine == theirs


@pytest.mark.parametrize(
    "head",
    [
        RSS.replace("<rss ", "<rss xml:base='relative' "),
        RSS.replace("<rss ", "<rss lang='de' "),
        RSS.replace("<title>", "<title xml:base='https://b.example/'>"),
        RSS.replace("2.0", "0.91"),
        RSS.replace("<channel>", "<channel href='/'>"),
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
    ],
)
def test_a_document_of_another_kind_is_left_to_feedparser(head):
    assert plain.sort_out(head + ORDINARY_RSS * 30 + RSS_TAIL) is None


def test_a_feed_with_something_between_its_items_is_left_to_feedparser():
    text = RSS + ORDINARY_RSS * 20 + "<language>fr</language>" + ORDINARY_RSS + RSS_TAIL
    assert plain.sort_out(text) is None
    assert feed(text).language == "fr"


@pytest.mark.parametrize(
    "text",
    [
        PREFIXED,
        ATOM + "<entry>" * 30 + "</entry>" * 30 + ATOM_TAIL,
        ATOM
        + f"<entry><content type='xhtml'>{'<div>' * 5000}{'</div>' * 5000}</content></entry>" * 21,
    ],
)
def test_prefixes_and_nesting_change_nothing(text):
    mine, theirs = either_way(text)
    assert mine == theirs
