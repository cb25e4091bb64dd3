"""Markdown says what the text says, for a real renderer and whatever the page writes."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from urllib.parse import unquote, urljoin

import pytest
from demo.news_site import page as render
from demo.news_site import stories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ingest.pages import extract
from ingest.pages.blocks import Block, Kind, Page
from ingest.pages.markdown import markdown, tidy
from ingest.pages.parse import parse
from ingest.pages.walk import read_blocks

RENDERER = MarkdownIt("commonmark").enable("table")
URL = "https://news.example/a/1"


def read(html: str) -> Page:
    tree = parse(html)
    assert tree is not None
    return read_blocks(tree)


def said(blocks: list[Block]) -> list[str]:
    """What the blocks say. Headings and rows have one line in Markdown, and bars part cells."""
    return [text for block in blocks if (text := _said(block))]


def _said(block: Block) -> str:
    text = tidy(block.text)
    if block.kind is Kind.HEADING or "|" in text:
        return " ".join(text.replace("|", " ").split())
    return text


def written(html: str) -> str:
    page = read(html)
    return markdown(page.blocks, url=URL, images=page.images)


def again(html: str) -> list[Block]:
    """The blocks of the Markdown that is made of a page's blocks."""
    return read(f"<body>{RENDERER.render(markdown(read(html).blocks, url=URL))}</body>").blocks


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>Sub <em>heading</em></h2>", "## Sub *heading*"),
        ("<h1>C #</h1>", "# C \\#"),
        ("<p>One<br>two</p>", "One\\\ntwo"),
        ("<p>a <b>bold</b>, <i>slanted</i> and <b><i>both</i></b></p>",
         "a **bold**, *slanted* and ***both***"),
        ("<p><b>Bold </b>and</p>", "**Bold** and"),
        ("<p>in<b>si</b>de</p>", "in**si**de"),
        ("<p>a<b>“quoted”</b>b</p>", "a“quoted”b"),
        ("<p>See <a href='/b?x=1&amp;y=(2)'>this</a>!</p>",
         "See [this](https://news.example/b?x=1&y=%282%29)!"),
        ("<p>Now!<a href='/b'>this</a></p>", "Now\\![this](https://news.example/b)"),
        ("<p><a href='story.html'>next</a></p>", "[next](https://news.example/a/story.html)"),
        ("<p><a href='javascript:alert(1)'>click</a></p>", "click"),
        ("<p><a href=' java\nscript:alert(1)'>click</a></p>", "click"),
        ("<p><a href='data:text/html,x'>click</a></p>", "click"),
        ("<p><a href='/x'> </a>word</p>", "word"),
        ("<p>Use <code>a`b</code> or <code>`</code></p>", "Use ``a`b`` or `` ` ``"),
        ("<p>1. Not a list</p>", "1\\. Not a list"),
        ("<p>1986. A year</p>", "1986\\. A year"),
        ("<p>- Not one either</p>", "\\- Not one either"),
        ("<p># 1 of 2</p>", "\\# 1 of 2"),
        ("<p>#1 of 2</p>", "#1 of 2"),
        ("<p>2 * 3 [4] snake_case _x_ AT&amp;T &amp;amp; a &lt; b &lt;b&gt;</p>",
         "2 \\* 3 \\[4\\] snake_case \\_x\\_ AT&T \\&amp; a < b \\<b>"),
        ("<p>Title<br>===</p>", "Title\\\n\\==="),
        ("<blockquote><p>One</p><p>two</p></blockquote><p>three</p>", "> One\n>\n> two\n\nthree"),
        ("<blockquote><ul><li>One<li>two</ul></blockquote>", "> - One\n> - two"),
        ("<ul><li>a<ul><li>b<ol><li>c<li>d</ol><li>e</ul><li>f</ul>",
         "- a\n  - b\n    1. c\n    2. d\n  - e\n- f"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n   - b\n2. c"),
        ("<ul><li>a<br>b</ul>", "- a\\\n  b"),
        ("<table><tr><th>Day<th>Boats<tr><td><b>Mon</b><td>7<td>8<tr><td>Tue<td>9</table>",
         "| Day | Boats |  |\n| --- | --- | --- |\n| **Mon** | 7 | 8 |\n| Tue | 9 |"),
        ("<table><tr><td>a|b<td><code>c|d</code></table>",
         "| a\\|b | `c\\|d` |\n| --- | --- |"),
        ("<pre>if x:\n    ```\n</pre>", "````\nif x:\n    ```\n````"),
        ("<p>One</p><img src=/p.jpg alt='A [boat]'><p>two</p><img src=/q.jpg>",
         "One\n\n[A \\[boat\\]](https://news.example/p.jpg)\n\ntwo\n\n[image](https://news.example/q.jpg)"),
    ],
)  # fmt: skip
def test_each_kind_of_block_is_written_as_people_write_it(html: str, expected: str) -> None:
    assert written(html) == expected


SIGNS = "*_[]()#>-+=|`~!<&\\.:;\"'“”,/{}$%^@?0123456789"
TRICKY = st.sampled_from(
    (
        *(*SIGNS, "  ", " ", "\t", " | ", "**", "__", "~~", "```", "---", "===", "1.", "1)"),
        *("&amp;", "&#35;", "![", "](", "[x]: /y", "<b>", "<!--", "http://x.example", "|---|"),
        *(":-:", "| a | b |", "a", "word", "Wörter", "中文", "العربية", "é", "e\u0301"),
        *("<\u0338", "\u00a0", "\u3000", "—"),
    )
)
WORDS = st.lists(TRICKY, min_size=1, max_size=8).map(lambda parts: escape("".join(parts)))
INLINE = st.tuples(
    st.sampled_from(["{}", "{}", "<b>{}</b>", "<i>{}</i>", "<b><i>{}</i></b>", "<code>{}</code>",
                     "<a href='/x?a=1&amp;copy;=(2)|*_'>{}</a>", "<b>{} </b>", "<a href=y> {}</a>",
                     "<a href=z><b>{}</b></a>", "{}<br>"]),
    WORDS,
).map(lambda pair: pair[0].format(pair[1]))  # fmt: skip
LINE = st.lists(INLINE, min_size=1, max_size=5).map("".join)


def many(template: str, parts: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=most).map(
        lambda found: template.format("".join(found))
    )


ITEM = LINE.map("<li>{}</li>".format)
LISTS = st.recursive(
    ITEM,
    lambda inner: st.tuples(
        st.sampled_from(["<li>{}<ul>{}</ul></li>", "<li>{}<ol>{}</ol></li>"]), LINE, inner
    ).map(lambda three: three[0].format(three[1], three[2])),
    max_leaves=4,
)
ROW = many("<tr>{}</tr>", LINE.map("<td>{}</td>".format), 4)
BLOCK = st.one_of(
    LINE.map("<p>{}</p>".format),
    LINE.map("<h2>{}</h2>".format),
    many("<ul>{}</ul>", LISTS),
    many("<ol>{}</ol>", LISTS),
    many("<table>{}</table>", ROW),
    many("<blockquote>{}</blockquote>", LINE.map("<p>{}</p>".format)),
    WORDS.map("<pre>x{}\n\n  y</pre>".format),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(many("{}", BLOCK))
def test_rendered_markdown_says_every_block_and_no_other(html: str) -> None:
    assert said(again(html)) == said(read(html).blocks)


@pytest.mark.parametrize("site", ["courier", "valley", "observer"])
def test_an_article_extracted_from_its_own_markdown_loses_nothing(site: str) -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)
    for story in stories(site, at):
        first = extract(render(site, story, URL, at), url=URL, at=at)
        page = (
            f"<title>{escape(first.title or '')}</title><h1>{escape(first.title or '')}</h1>"
            f"<article>{RENDERER.render(first.markdown)}</article>"
        )
        second = extract(page, url=URL, at=at)
        assert second.problem is None
        assert set(first.text.split("\n\n")) <= set(second.text.split("\n\n"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINE.map("<p>x {} x</p>".format))
def test_links_lead_where_they_led(html: str) -> None:
    def led(blocks: list[Block]) -> set[str]:
        runs = (run for block in blocks for run in block.runs if run.text.strip())
        return {unquote(urljoin(URL, run.href)) for run in runs if run.href}

    assert led(again(html)) == led(read(html).blocks)


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "".join(f"<a href=/{n}>x</a>!" for n in range(20_000)),
        "<p>" + "<b>x</b>y<i>z</i>" * 20_000,
        "<p>" + "*_[<&~`" * 50_000,
        "<p><code>" + "`" * 200_000,
        "<p>x</p><img src=/a.png>" * 10_000,
        "<ul>" + "<li>x<ul>" * 150,
        "<table><tr>" + "<td>x" * 10_000 + "<tr><td>y<td>z" * 3000,
    ],
    ids=["links", "emphasis", "marks", "ticks", "pictures", "nested", "cells"],
)
def test_markdown_is_at_most_some_times_as_long_as_its_page(html: str) -> None:
    assert len(written(html)) < 10 * len(html)
