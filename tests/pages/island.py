"""The pages of Island News: a story of five paragraphs, and places for what may stand around it."""

# ruff: noqa: E501 - pages and their texts read better unwrapped

from __future__ import annotations

from ingest.pages import extract

URL = "https://island.example/news/a-piano-crosses-the-strait"
TITLE = "A piano crosses the strait"
PROSE = (
    "The ferry left at noon with forty passengers, two goats and a piano that nobody had come to collect.",
    "By the time it reached the island, the wind had risen and the captain had stopped telling jokes.",
    "“We have crossed in worse,” said the mate, who had crossed in worse exactly once, and had been sick for a week.",
    "In the evening the piano was carried ashore, and somebody who had never had a lesson played until midnight.",
    "The harbour office said on Tuesday that it would look for the owner, and would charge him for the goats as well.",
)
GOATS = "Seven goats found safe on the roof of the town hall"
COUNCIL = "Council votes to paint the lighthouse green after all"
BAKERY = "Bakery to open at four in the morning from next week"


def page(body: str, *, lang: str = "en", head: str = "") -> str:
    return f"""<!doctype html><html lang="{lang}"><head><title>{TITLE} | Island News</title>
<meta property="og:site_name" content="Island News"><meta property="og:type" content="article">{head}</head><body>
<header class="site-header"><a href="/">Island News</a><nav class="main-nav"><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li><li><a href="/shop">Shop</a></li></ul></nav></header>
<main class="content">{body}</main>
<footer class="site-footer"><p>© 2024 Island News Ltd. All rights reserved.</p><ul><li><a href="/imprint">Imprint</a></li></ul></footer></body></html>"""


def prose(*numbers: int) -> str:
    return "".join(f"<p>{PROSE[number]}</p>" for number in numbers)


def article(
    *, lead: str = "", before: str = "", mid: str = "", after: str = "", names: str = "article-body"
) -> str:
    return (
        f'<article class="story"><h1>{TITLE}</h1>{lead}<div class="{names}">'
        f"{before}{prose(0, 1, 2)}{mid}{prose(3, 4)}{after}</div></article>"
    )


def text_of(body: str, *, lang: str = "en", head: str = "") -> str:
    return extract(page(body, lang=lang, head=head), url=URL).text


def assert_prose_alone(text: str) -> None:
    assert text == "\n\n".join(PROSE)
