"""What else is known of a page: its feed entry, its site, what it says for machines."""

# ruff: noqa: E501 - pages and their texts read better unwrapped

from __future__ import annotations

import json

from ingest.model import Entry, SiteKnowledge
from ingest.pages import explain, extract

LONG = tuple(
    f"Paragraph {number} of the report says that the {place} was closed for {number} days, and that "
    "nobody in the town hall could remember who had given the order to close it."
    for number, place in enumerate(("harbour", "market", "bridge", "library", "school", "mill"), 2)
)
CARDS = (
    "Lighthouse keeper retires after forty winters on the rock",
    "The bakery that opens before the ferry leaves",
    "Nine pupils and a goat win the regional prize",
)


def page(body: str, head: str = "") -> str:
    return (
        f"<html><head><title>What was closed, and why</title>{head}</head><body>"
        f"<article><h1>What was closed, and why</h1>{body}</article></body></html>"
    )


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_feed_that_carries_more_of_the_same_article_is_the_article() -> None:
    entry = Entry(key="1", title="What was closed, and why", content=paragraphs(LONG))
    text = extract(page(paragraphs(LONG[:2])), entry=entry).text
    assert text == "\n\n".join(LONG)


def test_a_feed_that_says_something_else_is_not_the_article() -> None:
    other = tuple(
        text.replace("town hall", "parish").replace("Paragraph", "Chapter") for text in LONG
    )
    entry = Entry(key="1", title="Another story", content=paragraphs(other))
    assert "Chapter" not in extract(page(paragraphs(LONG[:2])), entry=entry).text


def test_headlines_of_other_pages_of_the_site_are_teasers_wherever_they_stand() -> None:
    body = paragraphs(LONG[:3]) + f"<p>{CARDS[0]}</p><p>{CARDS[1]}</p>" + paragraphs(LONG[3:])
    found = extract(page(body), site=SiteKnowledge(titles=CARDS))
    assert found.text == "\n\n".join(LONG)
    assert {("teaser", CARDS[0]), ("teaser", CARDS[1])} <= {
        (g.reason, g.text) for g in found.removed
    }


def test_a_list_that_the_page_declares_as_its_body_stays() -> None:
    items = "".join(f'<li><a href="/{i}">{card}</a></li>' for i, card in enumerate(CARDS))
    said = {"@type": "NewsArticle", "articleBody": " ".join((*LONG, *CARDS))}
    head = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    text = extract(page(paragraphs(LONG) + f"<ul>{items}</ul>", head)).text
    assert all(card in text for card in CARDS)


def test_explain_names_every_block_with_its_fate() -> None:
    cards = "".join(f'<li><a href="/{i}">{card}</a></li>' for i, card in enumerate(CARDS))
    told = explain(page(paragraphs(LONG) + f"<div><h4>Trending</h4><ul>{cards}</ul></div>"))
    fate = {line.text: (line.kept, line.reason) for line in told.lines}
    assert fate[LONG[0]] == (True, None)
    assert fate["What was closed, and why"] == (False, "title")
    assert fate[CARDS[0]] == (False, "teaser")
    assert told.extraction.text == "\n\n".join(line.text for line in told.lines if line.kept)


def test_the_second_article_of_an_endless_page_is_cut() -> None:
    other = tuple(text.replace("closed", "painted") for text in LONG)
    second = f"<article><h1>What was painted, and why</h1>{paragraphs(other)}</article>"
    found = extract(page(paragraphs(LONG)).replace("</body>", f"<div>{second}</div></body>"))
    assert found.text == "\n\n".join(LONG)


def test_the_articles_own_text_as_html_gives_the_same_text() -> None:
    body = (
        paragraphs(LONG[:2])
        + f"<h2>What the order said</h2><blockquote><p>{LONG[2]}</p></blockquote>"
        + "<ul><li>close the bridge by nightfall</li><li>tell nobody at the market</li></ul>"
        + paragraphs(LONG[3:])
    )
    once = extract(page(body))
    rendered = "".join(
        f"<li>{part[2:]}</li>" if part.startswith("- ") else f"<p>{part}</p>"
        for part in once.text.split("\n\n")
    )
    assert extract(page(rendered)).text == once.text


def test_an_article_in_tags_that_nobody_closed_is_found() -> None:
    body = f"<button><svg></button>{paragraphs(LONG)}"
    assert all(text in extract(page(body)).text for text in LONG)


def test_soft_hyphens_do_not_part_words() -> None:
    text = extract(
        page(paragraphs(tuple(t.replace("remember", "remem\u00adber") for t in LONG)))
    ).text
    assert "remember" in text
