"""Golden pairs: for each oddity the smallest page that has it, and what a careful person would keep."""

# ruff: noqa: E501 - pages and their texts read better unwrapped

from __future__ import annotations

import pytest

from ingest.pages import extract

PROSE = (
    "The ferry left at noon with forty passengers, two goats and a piano that nobody had come to collect.",
    "By the time it reached the island, the wind had risen and the captain had stopped telling jokes.",
    "“We have crossed in worse,” said the mate, who had crossed in worse exactly once, and had been sick for a week.",
    "In the evening the piano was carried ashore, and somebody who had never had a lesson played until midnight.",
)
HEADLINES = (
    "Council votes to paint the lighthouse green after all",
    "Seven goats found safe on the roof of the town hall",
    "New timetable promises a ferry that leaves when it says",
    "Bakery to open at four in the morning from next week",
)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts or PROSE)


def page(
    content: str, *, before: str = "", after: str = "", title: str = "A piano crosses the strait"
) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>{before}"
        f"<article><h1>{title}</h1>{content}</article>{after}<footer>© Island News</footer></body></html>"
    )


def assert_body_alone(text: str, *body: str) -> None:
    for part in body or PROSE:
        assert part in text
    for headline in HEADLINES:
        assert headline not in text


def test_an_article_is_its_paragraphs_parted_by_blank_lines() -> None:
    assert extract(page(paragraphs())).text == "\n\n".join(PROSE)


def test_the_headline_is_the_title_and_not_text() -> None:
    found = extract(page(paragraphs()))
    assert found.title == "A piano crosses the strait"
    assert "A piano crosses the strait" not in found.text


@pytest.mark.parametrize(
    "card",
    [
        "<li><a href=/{i}><span>World</span><span>5 days ago</span><p>{headline}</p></a></li>",
        "<li><div onclick='go({i})'><span>World</span><span>5 days ago</span><h4>{headline}</h4></div></li>",
        "<li><span>World</span> <time>5 days ago</time> <a href=/{i}>{headline}</a></li>",
        "<div class=x data-href=/{i}><p>World</p><h3>{headline}</h3></div>",
        "<div><a href=/{i}><img src=/{i}.jpg></a><h3><a href=/{i}>{headline}</a></h3><span>3h</span></div>",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_cards_of_other_articles_are_cut_wherever_their_link_sits(card: str, inside: bool) -> None:
    cards = "".join(card.format(i=i, headline=headline) for i, headline in enumerate(HEADLINES))
    box = f"<section><h4>Trending</h4><div>{cards}</div></section>"
    text = extract(page(paragraphs() + box) if inside else page(paragraphs(), after=box)).text
    assert_body_alone(text)
    for left in ("Trending", "5 days ago", "World"):
        assert left not in text


@pytest.mark.parametrize(
    "heading",
    ["Mehr zum Thema", "À lire aussi", "Lo más leído", "関連記事", "Читайте также", "اقرأ أيضا"],
)
def test_a_box_is_known_by_its_heading_in_many_languages(heading: str) -> None:
    links = "".join(
        f"<li><a href=/{i}>{headline}</a></li>" for i, headline in enumerate(HEADLINES[:2])
    )
    text = extract(
        page(
            paragraphs(*PROSE[:2])
            + f"<div><p>{heading}</p><ul>{links}</ul></div>"
            + paragraphs(*PROSE[2:])
        )
    ).text
    assert_body_alone(text)
    assert heading not in text


def test_a_line_read_also_between_paragraphs_is_cut() -> None:
    line = f"<p><strong>Read also: <a href=/1>{HEADLINES[0]}</a></strong></p>"
    assert_body_alone(extract(page(paragraphs(*PROSE[:2]) + line + paragraphs(*PROSE[2:]))).text)


def test_subheadings_lists_quotes_and_rows_stay_in_reading_order() -> None:
    content = (
        paragraphs(*PROSE[:2])
        + "<h2>What the mate remembers</h2>"
        + f"<blockquote><p>{PROSE[2]}</p></blockquote>"
        + "<ul><li>forty passengers with their luggage</li><li>two goats without any luggage</li></ul>"
        + "<table><tr><th>Day</th><th>Ferries</th></tr><tr><td>Monday</td><td>three</td></tr></table>"
        + paragraphs(PROSE[3])
    )
    assert extract(page(content)).text == "\n\n".join(
        [*PROSE[:2], "What the mate remembers", PROSE[2], "- forty passengers with their luggage", "- two goats without any luggage",
         "Day | Ferries", "Monday | three", PROSE[3]]
    )  # fmt: skip


def test_a_body_split_over_containers_comes_together() -> None:
    content = f"<div class=teaser-content>{paragraphs(*PROSE[:2])}</div><div class=remainder>{paragraphs(*PROSE[2:])}</div>"
    assert_body_alone(extract(page(content)).text)


def test_a_round_up_whose_body_is_links_stays() -> None:
    items = "".join(
        f"<li><a href=https://other.example/{i}>{headline}</a> is the best account so far, and the pictures alone are worth the walk.</li>"
        for i, headline in enumerate(HEADLINES)
    )
    text = extract(
        page(f"<p>These are the pieces that kept us from working this morning:</p><ul>{items}</ul>")
    ).text
    for headline in HEADLINES:
        assert headline in text


def test_a_live_blog_keeps_its_times() -> None:
    updates = "".join(
        f"<div class=update><div>{i + 2} hours ago</div><p>{prose}</p></div>"
        for i, prose in enumerate(PROSE)
    )
    text = extract(page(updates)).text
    assert_body_alone(text)


def test_what_prose_announces_stays() -> None:
    links = "".join(f"<li><a href=/{i}>{headline}</a></li>" for i, headline in enumerate(HEADLINES))
    content = (
        paragraphs(*PROSE)
        + f"<p>The newspapers of that week had, in the order of their size, the following:</p><ul>{links}</ul>"
        + paragraphs(PROSE[0])
    )
    assert HEADLINES[0] in extract(page(content)).text


def test_what_was_cut_is_kept_with_its_reason() -> None:
    cards = "".join(f"<li><a href=/{i}>{headline}</a></li>" for i, headline in enumerate(HEADLINES))
    found = extract(
        page(
            paragraphs(*PROSE[:2])
            + f"<div><h4>Trending</h4><ul>{cards}</ul></div>"
            + paragraphs(*PROSE[2:])
        )
    )
    assert {("teaser", headline) for headline in HEADLINES} <= {
        (gone.reason, gone.text) for gone in found.removed
    }


def test_markdown_says_the_same_words_with_structure() -> None:
    content = (
        paragraphs(PROSE[0])
        + "<h2>Later</h2>"
        + f"<p>{PROSE[1]} <a href='/more'>A <em>longer</em> account</a> exists.</p>"
        + paragraphs(*PROSE[2:])
    )
    found = extract(page(content), url="https://island.example/a")
    assert "## Later" in found.markdown
    assert "[A *longer* account](https://island.example/more)" in found.markdown.replace(
        "[A ", "[A "
    )


def test_bare_text_with_line_breaks_is_text() -> None:
    content = "<div>" + "<br><br>".join(PROSE) + "</div>"
    assert_body_alone(extract(page(content)).text)


def test_text_is_nfc_without_controls_or_trailing_blanks() -> None:
    content = paragraphs(
        *(prose.replace("noon", "noon cafe\u0301 \u200b\x0b") + "  \u00a0" for prose in PROSE)
    )
    text = extract(page(content)).text
    assert "café" in text
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert not any(character < " " and character != "\n" for character in text)
