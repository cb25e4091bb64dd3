"""Feed lists: every good feed is found, every bad line is named, and what is written reads back."""

from __future__ import annotations

import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import PagesPolicy, Source, SourceKind
from ingest.sources import Junk, JunkReason, OpmlList, read_opml, write_opml
from ingest.sources.clean import MAX_NAME, name, tags


def opml(body: str) -> bytes:
    return f'<?xml version="1.0"?>\n<opml version="2.0"><body>\n{body}\n</body></opml>'.encode()


def one(body: str) -> Source:
    read = read_opml(opml(body))
    assert read.junk == ()
    (source,) = read.sources
    return source


def junk(body: str) -> tuple[Junk, ...]:
    return read_opml(opml(body)).junk


# --- reading -------------------------------------------------------------------------------------


def test_folders_and_categories_are_tags() -> None:
    source = one(
        """<outline text="News"><outline text=" World "><outline text="A feed"
        xmlUrl=" HTTP://Example.org/f#top " category="Daily,/Papers/Asia, ,"/>
        </outline></outline>""",
    )

    assert source == Source(
        url="http://example.org/f",
        title="A feed",
        tags=("News/World", "Daily", "Papers/Asia"),
    )


def test_a_feed_in_two_folders_is_one_with_both_tags() -> None:
    feed = '<outline xmlUrl="http://x.example/" text="t"/>'

    source = one(f'<outline text="A">{feed}</outline><outline text="B">{feed}</outline>')

    assert source.tags == ("A", "B")


def test_the_first_title_that_is_there_wins() -> None:
    feeds = '<outline xmlUrl="http://x.example/"/><outline xmlUrl="http://x.example/" text="t"/>'

    assert one(feeds).title == "t"


def test_a_title_that_repeats_the_address_is_none() -> None:
    assert one('<outline text="http://x.example/" xmlUrl="http://x.example/"/>').title is None


def test_a_feed_within_a_feed_stands_in_the_same_folder() -> None:
    inner = '<outline xmlUrl="http://b.example/"/>'
    read = read_opml(
        opml(f'<outline text="F"><outline xmlUrl="http://a.example/">{inner}</outline></outline>'),
    )

    assert [source.tags for source in read.sources] == [("F",), ("F",)]


@pytest.mark.parametrize(
    ("outline", "reason", "text"),
    [
        ('<outline text="t" type="rss"/>', JunkReason.NO_ADDRESS, "t"),
        ('<outline text="t" xmlUrl=" "/>', JunkReason.NO_ADDRESS, "t"),
        ('<outline xmlUrl="ftp://x.example/"/>', JunkReason.NOT_WEB, "ftp://x.example/"),
        ('<outline xmlUrl="file:///etc/passwd"/>', JunkReason.NOT_WEB, "file:///etc/passwd"),
        ('<outline xmlUrl="http://"/>', JunkReason.NOT_WEB, "http://"),
        ('<outline xmlUrl="ftp://u:hunter2@x/"/>', JunkReason.NOT_WEB, "ftp://u@x/"),
        ('<outline htmlUrl="http://x/"/>', JunkReason.HOME_PAGE, "http://x/"),
        ('<outline type="link" url="http://x/o"/>', JunkReason.LIST, "http://x/o"),
    ],
)
def test_junk_has_its_line_and_its_reason(outline: str, reason: JunkReason, text: str) -> None:
    good = '<outline xmlUrl="http://good.example/"/>'

    read = read_opml(opml(f"{good}\n<!-- -->\n{outline}"))

    assert read.junk == (Junk(5, text, reason),)
    assert [source.url for source in read.sources] == ["http://good.example/"]


def test_what_is_no_list_has_no_format() -> None:
    assert read_opml(b"") == OpmlList()
    assert read_opml(b"\x89PNG\r\n\x1a\n\0\0\0").format == ""
    assert read_opml(b"<html><body>Hello</body></html>").format == ""
    assert read_opml(opml("")).format == "opml2"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "shift_jis"])
def test_declared_encodings_are_read(charset: str) -> None:
    title = "ニュース" if charset == "shift_jis" else "Größe"
    declaration = f'<?xml version="1.0" encoding="{charset.removesuffix("-sig")}"?>'
    outline = f'<outline text="{title}" xmlUrl="http://x.example/"/>'

    (source,) = read_opml(f"{declaration}<opml>{outline}</opml>".encode(charset)).sources

    assert source.title == title


@pytest.mark.parametrize("declared", ["utf-8", "no-such", "punycode", "utf-16"])
def test_a_wrong_declaration_loses_no_feed(declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><opml><outline text="Gr\xf6\xdfe"'

    read = read_opml(f'{text} xmlUrl="http://x.example/"/></opml>'.encode("windows-1252"))

    assert [source.title for source in read.sources] == ["Größe"]


def test_a_bare_ampersand_is_itself() -> None:
    source = one('<outline text="R&D" xmlUrl="http://x.example/?a=1&copy=2&sect=3&amp;d=4"/>')

    assert source.title == "R&D"
    assert source.url == "http://x.example/?a=1&copy=2&sect=3&d=4"


def test_ill_formed_lists_give_their_feeds() -> None:
    read = read_opml(
        b'<opml></outline><head><title/><style><outline text="A"></bogus>'
        b'<![nonsense[<outline xmlUrl="http://x.example/" text="&#99999999999999;"/></outline>'
        b'</outline><outline xmlUrl="http://y.example/"',
    )

    assert [source.url for source in read.sources] == ["http://x.example/"]


def test_entities_are_not_expanded_and_nothing_is_opened() -> None:
    read = read_opml(
        b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b'<opml><outline text="&b;&f;" xmlUrl="http://x.example/"/></opml>',
    )

    assert [source.title for source in read.sources] == ["&b;&f;"]


def test_foaf_and_igoogle_lists_are_read() -> None:
    foaf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:rss="http://purl.org/rss/1.0/">
        <foaf:Group><foaf:name>Friends</foaf:name><foaf:member><foaf:Agent>
        <foaf:name>Ann</foaf:name><rss:channel rdf:about="http://x.example/feed"/>
        </foaf:Agent></foaf:member></foaf:Group></rdf:RDF>"""

    read = read_opml(foaf)

    assert read.format == "rdf"
    assert read.sources == (Source(url="http://x.example/feed", title="Ann", tags=("Friends",)),)


@given(
    st.binary(max_size=300) | st.text('<>/!-[]&;#"=outlinexmlUrl \n', max_size=300).map(str.encode)
)
def test_no_bytes_make_it_raise(body: bytes) -> None:
    read_opml(b"<opml>" + body)


@pytest.mark.parametrize(
    "body",
    [
        b"<outline text='a'>" * 10_000 + b"<outline xmlUrl='http://x.example/'/>",
        b"<outline xmlUrl='http://x.example/'>" * 10_000,
        b"".join(b"<outline text='%d'>" % n for n in range(10_000)),
        b"<!--" * 100_000,
        b"<!-" * 100_000,
        b"<outline a" + b" a" * 100_000,
        b"<outline text='" * 50_000,
        b"&" * 1_000_000,
        b"</outline>" * 100_000,
        b"<outline text='" + b"x" * 3_000_000 + b"' xmlUrl='http://x.example/'/>",
        b"<!DOCTYPE" * 50_000,
        b"<a" * 200_000,
    ],
    ids=lambda body: body[:12].decode(),
)
def test_hostile_lists_take_no_more_than_a_moment(body: bytes) -> None:
    started = time.process_time()

    read_opml(b"<opml>" + body)

    assert time.process_time() - started < 5


def test_five_thousand_feeds_with_folders_duplicates_and_junk() -> None:
    lines = []
    for number in range(5_000):
        path = number % 4_900  # the last hundred are in the list already
        address = "" if number % 10 == 9 else f"http://h{path % 500}.example/{path}"
        folder = f'<outline text="F{number % 7}"><outline text="G{number % 3}">'
        lines.append(f'{folder}<outline text="t{number}" xmlUrl="{address}"/></outline></outline>')

    read = read_opml(opml("\n".join(lines)))

    assert len({source.url for source in read.sources}) == len(read.sources) == 4_410
    assert [found.line for found in read.junk] == [number + 3 for number in range(9, 5_000, 10)]
    assert {found.reason for found in read.junk} == {JunkReason.NO_ADDRESS}


# --- writing -------------------------------------------------------------------------------------


def test_the_written_list_is_what_other_readers_expect() -> None:
    written = write_opml(
        [Source(url="https://x.example/f", title="Xx", tags=("News/World", "Daily", "A/B"))],
    )

    root = ET.fromstring(written)
    feed = root.find("body/outline[@text='News']/outline[@text='World']/outline")
    assert root.get("version") == "2.0"
    assert feed is not None
    assert feed.attrib == {
        "type": "rss",
        "text": "Xx",
        "title": "Xx",
        "xmlUrl": "https://x.example/f",
        "category": "Daily,/A/B",
    }


def test_passwords_stay_at_home() -> None:
    written = write_opml([Source(url="https://me:hunter2@x.example/f")])

    assert "hunter2" not in written
    assert "https://me@x.example/f" in written


names = st.text(max_size=60).map(name)
sources = st.builds(
    Source,
    url=st.integers(0, 99).map(lambda number: f"https://x{number}.example/feed?a=1&b={number}"),
    kind=st.sampled_from(SourceKind),
    title=names.map(lambda text: text or None),
    tags=st.lists(st.text(max_size=30) | st.sampled_from(["a", "b/c", "b", "x,y"])).map(tags),
    pages=st.sampled_from(PagesPolicy),
)


@given(st.lists(sources, unique_by=lambda source: source.url, max_size=8))
def test_what_is_written_reads_back_the_same(listed: list[Source]) -> None:
    written = write_opml(listed)

    read = read_opml(written.encode())

    ET.fromstring(written)
    assert read.junk == ()
    assert set(read.sources) == set(listed)
    assert write_opml(read.sources) == written


@given(st.text())
def test_names_and_tags_have_one_form(text: str) -> None:
    assert name(name(text)) == name(text)
    assert tags(tags([text, text])) == tags([text])
    assert len(name(text)) <= MAX_NAME


def test_the_example_list_is_one_of_ours() -> None:
    example = Path(__file__).parent.parent / "config/feeds.opml"
    text = example.read_text(encoding="utf-8")

    read = read_opml(text.encode())

    assert read.junk == ()
    assert read.sources
    assert write_opml(read.sources) == text
