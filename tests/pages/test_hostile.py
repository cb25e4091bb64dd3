"""Any input gives an Extraction: hostile pages, and properties for every page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.model import Extraction
from ingest.pages import extract

SENTENCE = "The harbour master counted the boats twice and wrote the larger number down. "
HOSTILE = {
    "nested": "<div>" * 100_000 + SENTENCE * 5,
    "nested spans": "<p>" + "<span>" * 50_000 + SENTENCE * 5,
    "nested quotes": "<blockquote>" * 3_000 + f"<p>{SENTENCE * 5}",
    "nested tables": "<table><tr><td>" * 2_000 + SENTENCE * 5,
    "nested lists": "<ul><li>" * 5_000 + SENTENCE,
    "text": f"<p>{SENTENCE}</p>" * 20_000,
    "one paragraph": "<p>" + SENTENCE * 20_000,
    "links": "<a href=/x>a link</a>" * 60_000,
    "breaks": "<p>" + "word<br>" * 60_000,
    "cards": "<ul>" + "<li><a href=/1>A headline of a few words</a></li>" * 8_000 + "</ul>",
    "nul": f"<p>{SENTENCE}\0{SENTENCE}</p>",
    "surrogates": f"<p>\ud800{SENTENCE}\udfff</p>",
    "references": "<p>&#0;&#xD800;&#x110000;&#99999999999;&#xFFFE;&nosuch;&amp" + SENTENCE,
    "plaintext": f"<p>{SENTENCE}</p><plaintext><p>{SENTENCE}",
    "cdata": f"<p><![CDATA[{SENTENCE}]]></p>",
    "base64": f"<img src='data:image/png;base64,{'A' * 5_000_000}'><p>{SENTENCE * 4}</p>",
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(40_000)) + f">{SENTENCE}",
    "comments": "<!--" * 50_000 + SENTENCE,
    "declaration": "<?xml version='1.0' encoding='no-such'?><html><body><p>" + SENTENCE,
    "json": '<script type="application/ld+json">{"a":"'
    + '\\"' * 20_000
    + '"}</script><p>'
    + SENTENCE,
    "class": f"<div class='{'a b ' * 100_000}'><p>{SENTENCE * 4}</p></div>",
    "blanks in the title": "<title>a" + " " * 20_000 + f"b</title><p>{SENTENCE * 4}",
    "marks": "<p>a" + "\u0316\u0301" * 30_000 + SENTENCE,
    "Greek marks": "<p>α" + "\u0316\u0301" * 30_000 + SENTENCE,
    "empty": "",
    "blank": " \n\t ",
    "not html": "\x89PNG\r\n\x1a\n" + "\0" * 100,
    "open": "<",
    "frameset": "<frameset><frame src=a></frameset>",
    "only head": "<head><title>x</title></head>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_give_an_extraction(name: str) -> None:
    found = extract(HOSTILE[name], url="https://hostile.example/")
    assert isinstance(found, Extraction)
    assert found.text or found.problem


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
def test_any_bytes_give_an_extraction(raw: bytes) -> None:
    assert isinstance(extract(raw), Extraction)


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<a",
        "href=/x>",
        "</a>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<h2>",
        "</h2>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<br>",
        "<b>",
        "</b>",
        "<article>",
        "</article>",
        "<blockquote>",
        "<!--",
        "<script>",
        "</script>",
        "<pre>",
        "</pre>",
        "<svg>",
        "<time>",
        "</time>",
        "<span",
        "style=display:none>",
        "</span>",
        "<li",
        "onclick=x>",
        "<aside>",
        "<footer>",
        "<nav>",
    ]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(TAGS, st.text(max_size=40), st.just(SENTENCE)), max_size=60))
def test_any_markup_gives_the_same_clean_text_twice(parts: list[str]) -> None:
    page = "".join(parts)
    found = extract(page)
    assert found == extract(page)
    assert all(line == line.strip() for line in found.text.split("\n\n") if "\n" not in line)
    assert not any(
        0xD800 <= ord(c) <= 0xDFFF or (c < " " and c not in "\n\t")
        for c in found.text + found.markdown
    )
    assert found.problem or found.text
