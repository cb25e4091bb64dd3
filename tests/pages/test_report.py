"""What the report of an explanation is made of, whatever the page says."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from ingest.model import Evidence, Extraction, Problem
from ingest.pages import Explanation, Line, explain, outline
from ingest.pages.markdown import tidy
from ingest.pages.report import Subject, report
from ingest.pages.report.article import FOLDED, MAX_ROWS

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
SUBJECT = Subject(url="https://news.example/1", at=AT, origin="kept", article_id=31)
ATTACKS = (
    "<script>alert(1)</script>",
    "</style><script>alert(2)</script>",
    "</script><img src=x onerror=alert(3)>",
    '"><svg onload=alert(4)>',
    "'--><!-- <!DOCTYPE html>",
    "<plaintext>",
    "&lt;script&gt; &amp;amp; &#0;",
    "nul \x00, bell \x07, escape \x1b[31m, \x9b1m",
    "surrogate \ud800 and \udfff, noncharacter \uffff",
    "right \u202eto left\u202c \u2067isolated\u2069",
    "javascript:alert(5)",
)


def line(text: str, reason: str | None = None) -> Line:
    return Line("paragraph", text, kept=reason is None, reason=reason, chance=0.5)


def parsed(explained: Explanation, subject: Subject = SUBJECT) -> html.HtmlElement:
    return html.document_fromstring(report(explained, subject))


def attacked(attack: str) -> Explanation:
    found = Extraction(
        title=attack,
        description=attack,
        authors=(attack,),
        text=tidy(attack),
        problem=Problem.NO_ARTICLE,
        detail=attack,
        evidence=(Evidence(field=attack, source=attack, value=attack, chosen=True),),
    )
    lines = (line(attack), line(attack, attack), *[line(attack, attack)] * FOLDED)
    return Explanation(found, lines)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_a_page_says_becomes_markup(attack: str) -> None:
    subject = Subject(url=attack, at=AT, origin="file")
    harmless, hostile = parsed(attacked("harmless"), subject), parsed(attacked(attack), subject)
    assert [element.tag for element in hostile.iter()] == [e.tag for e in harmless.iter()]
    for element in hostile.iter():
        assert not [name for name in element.attrib if name.startswith("on")]
    assert not [link for link in hostile.iter("a") if not link.get("href").startswith("#")]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_misleads_is_written(attack: str) -> None:
    written = report(attacked(attack), SUBJECT)
    written.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\uffff]", written)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(), st.none() | st.text(max_size=20)), max_size=12))
def test_any_blocks_are_shown_in_their_order(blocks: list[tuple[str, str | None]]) -> None:
    lines = tuple(line(text, reason) for text, reason in blocks)
    page = parsed(Explanation(Extraction(), lines))
    assert [row.get("id") for row in page.find_class("row")] == [
        f"block{number + 1}" for number in range(len(lines))
    ]


def test_legend_and_rows_count_what_the_outline_counts() -> None:
    explained = explain("<h1>T</h1>" + "<p>A sentence of an article, as they are. " * 9, url="u")
    lines = (*explained.lines, *(line(f"{n}", "teaser") for n in range(9)), line("x", "byline"))
    page = parsed(Explanation(explained.extraction, lines))
    counts = outline.counts(lines)
    switches = {
        label.find_class("name")[0].text: int(label.find_class("count")[0].text)
        for label in page.find_class("switch")
    }
    assert switches == {"kept": counts.kept, **counts.reasons}
    assert len(page.find_class("row")) == counts.blocks


def test_the_policy_allows_the_files_of_the_package_and_nothing_else() -> None:
    page = parsed(attacked("x"))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for name in ("style", "script"):
        (own,) = page.iter(name)
        digest = base64.b64encode(sha256(own.text.encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"
    assert not page.xpath("//*[@style or @src or self::link or self::img or self::iframe]")


@pytest.mark.parametrize(
    "lines",
    [
        (line("A word and a sentence, again. " * 700_000),),
        (line("<>&" * 350),) * 20_000,
        (line("x", "teaser"), line("<>&" * 300, "furniture")) * 10_000,
    ],
    ids=["one paragraph", "kept", "cut"],
)
def test_a_page_of_twenty_megabytes_gives_a_small_report(lines: tuple[Line, ...]) -> None:
    written = report(Explanation(Extraction(text="x" * 20_000_000), lines), SUBJECT)
    assert len(written.encode()) < 8_000_000
    shown = len(html.document_fromstring(written).find_class("row"))
    assert shown <= MAX_ROWS
    assert shown == len(lines) or f"{len(lines) - shown:,} further" in written


def test_an_article_that_its_feed_carries_is_shown_beside_what_the_page_has() -> None:
    page = parsed(Explanation(Extraction(text="The whole.\n\nStory."), (line("The who"),)))
    told = page.find_class("feed")[0].text_content()
    assert "The whole." in told
    assert "Story." in told


def test_a_page_without_blocks_is_reported_too() -> None:
    found = Extraction(problem=Problem.EMPTY, detail="no text at all")
    assert "No article: empty" in parsed(Explanation(found)).text_content()
