"""A verdict is "article" or a problem; listings are refused, articles of every kind are not."""

from dataclasses import replace
from datetime import UTC, datetime

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Access, Entry, Problem
from ingest.pages import extract, metadata, structured
from ingest.pages.signals import Signals, observe
from ingest.pages.verdict import Verdict, judge, listing_score
from ingest.pages.walk import read_blocks

SENTENCE = "The council decided on Tuesday to rebuild the old bridge before the winter comes. "
PROSE = SENTENCE * 40


def verdict(
    html: str,
    text: str = PROSE,
    url: str | None = None,
    entry: Entry | None = None,
    feed_text: str = "",
) -> Verdict:
    tree = lxml.html.document_fromstring(html)
    said = structured.read(tree, url=url)
    about = metadata.read(tree, structured=said, url=url)
    page = read_blocks(tree)
    seen = observe(
        page, text=text, about=about, said=said, url=url, entry=entry, feed_text=feed_text
    )
    return judge(seen)


def score(html: str, entry: Entry | None = None) -> float:
    tree = lxml.html.document_fromstring(html)
    said = structured.read(tree)
    about = metadata.read(tree, structured=said)
    page = read_blocks(tree)
    return listing_score(observe(page, text="", about=about, said=said, url=None, entry=entry))


def article(body: str, title: str = "Council decides to rebuild the old bridge") -> str:
    date = "<time datetime='2024-05-17'>17 May 2024</time>"
    return f"<html><body><h1>{title}</h1><p>By Ann Example</p>{date}{body}</body></html>"


PARAGRAPHS = f"<p>{SENTENCE * 4}</p>" * 10
CARD = (
    "<li><a href='/{0}'>Another headline about another matter number {0}</a>"
    "<span>$ {0}.99</span></li>"
)
CARDS = "".join(CARD.format(n) for n in range(40))


def test_prose_under_a_headline_is_an_article() -> None:
    found = verdict(article(PARAGRAPHS), url="https://news.example/2024/05/17/council-bridge")
    assert found.problem is None
    assert found.quality > 0.4


def test_quality_is_the_judges_certainty_on_an_article() -> None:
    sure = Signals(text=PROSE, page_text=PROSE, title="Bridge", certainty=0.95, dated=1, longest=6)
    doubtful = replace(sure, certainty=0.4)
    assert judge(sure).quality > judge(doubtful).quality


def test_a_page_of_cards_is_a_listing() -> None:
    html = f"<html><body><h1>Shoes</h1><ul>{CARDS}</ul></body></html>"
    assert verdict(html, url="https://shop.example/collections/shoes").problem is Problem.INDEX_PAGE


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p><time>1{n}:05</time> {SENTENCE}</p>" for n in range(9)),
        "".join(
            f"<p>{SENTENCE}<a href='https://o{n}.example/x'>The report of the day</a>.</p>"
            for n in range(9)
        ),
        "".join(
            f"<h2>{n}. The <a href=/p/{n}>Example {n}</a></h2><p>{SENTENCE * 2}</p>"
            for n in range(12)
        ),
    ],
    ids=["live blog", "round-up", "listicle"],
)
def test_articles_that_look_like_lists_are_articles(body: str) -> None:
    assert (
        verdict(article(body), url="https://news.example/live/council-meets-on-bridge").problem
        is None
    )


def test_the_feeds_word_for_it_counts() -> None:
    html = f"<html><body><h1>Bridge</h1><ul>{CARDS}</ul></body></html>"
    alone = score(html)
    assert score(html, Entry(key="k", title="Bridge")) < alone


FERRY = Entry(
    key="k",
    title="Ferry returns",
    url="https://news.example/ferry",
    published_at=datetime(2026, 1, 1, tzinfo=UTC),
    summary="<p>It sails again.</p>",
)


@pytest.mark.parametrize("html", ["Hello", '{"error": "gone fishing"}', "<p>Hello</p>"])
def test_a_few_words_are_no_article_because_the_feed_has_a_title_and_a_date(html: str) -> None:
    found = extract(html, url=FERRY.url, entry=FERRY)
    assert found.problem is Problem.NO_ARTICLE


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Ferry returns</h1><p>At noon.</p>",
        "<title>Ferry returns | The Lantern</title><p>At noon.</p>",
        "<p>It sails again.</p>",
        "<meta property='article:published_time' content='2026-01-01'><p>At noon.</p>",
        "<meta property='og:type' content='article'><p>At noon.</p>",
    ],
)
def test_a_few_words_are_an_article_where_the_page_bears_the_feed_out(html: str) -> None:
    found = extract(html, url=FERRY.url, entry=FERRY)
    assert found.problem is None
    assert found.text


@pytest.mark.parametrize(
    ("title", "page", "text", "access", "problem"),
    [
        ("Bridge", "", "", Access.UNKNOWN, Problem.EMPTY),
        ("Bridge", PROSE, "", Access.UNKNOWN, Problem.NO_ARTICLE),
        (
            "404 - Page not found",
            "Try the search.",
            "Try the search.",
            Access.UNKNOWN,
            Problem.NO_ARTICLE,
        ),
        ("Just a moment...", "Checking.", "Checking.", Access.UNKNOWN, Problem.NO_ARTICLE),
        ("Bridge", "", SENTENCE, Access.PAID, Problem.PAYWALL),
        ("Bridge", "", SENTENCE * 3 + "Continue reading …", Access.UNKNOWN, Problem.TRUNCATED),
        ("Bridge", "", SENTENCE * 3 + "The mayor said […]", Access.UNKNOWN, Problem.TRUNCATED),
        ("Bridge", "", "Hello there", Access.UNKNOWN, Problem.NO_ARTICLE),
    ],
)
def test_what_stands_in_an_articles_place_is_told(
    title: str, page: str, text: str, access: Access, problem: Problem
) -> None:
    found = judge(Signals(text=text, page_text=page, title=title, access=access))
    assert found.problem is problem


@pytest.mark.parametrize("access", [Access.UNKNOWN, Access.METERED, Access.PAID])
def test_a_short_text_that_ends_at_a_wall_is_behind_it(access: Access) -> None:
    wall = "subscribe to continue"
    found = judge(Signals(text=SENTENCE, page_text="", title="Bridge", wall=wall, access=access))
    assert (found.problem, wall in found.detail) == (Problem.PAYWALL, True)


CONSENT = "We and our partners use cookies. You can withdraw your consent at any time. " * 3


def test_a_consent_wall_is_no_article() -> None:
    found = judge(Signals(text=CONSENT, page_text=CONSENT, title="Before you continue"))
    assert found.problem is Problem.CONSENT_WALL


def test_an_article_about_cookies_is_an_article() -> None:
    text = "The regulator fined the company over cookies on Friday, the court said. " * 40
    html = article("".join(f"<p>{text[:400]}</p>" for _ in range(8)))
    assert verdict(html, text=text).problem is None


def test_a_long_article_beside_a_paywall_notice_is_an_article() -> None:
    html = article(PARAGRAPHS + "<p>Already a subscriber? Log in</p>")
    assert verdict(html).problem is None


def test_a_page_with_far_less_than_the_feed_is_truncated() -> None:
    found = verdict(article(f"<p>{SENTENCE}</p>"), text=SENTENCE, feed_text=PROSE)
    assert found.problem is Problem.TRUNCATED


@given(
    st.builds(
        Signals,
        text=st.text(max_size=200),
        page_text=st.text(max_size=200),
        title=st.text(max_size=50),
        feed_text=st.text(max_size=100),
        access=st.sampled_from(Access),
        prices=st.floats(0, 10),
        link_share=st.floats(0, 1),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_signals_have_a_verdict_and_a_quality_between_0_and_1(signals: Signals) -> None:
    found = judge(signals)
    assert 0 <= found.quality <= 1
    assert (found.problem is None) or found.detail
