"""What pages say for machines is read however broken it is, in linear time."""

import json
import time

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pages import jsonld
from ingest.pages.structured import Structured, read

URL = "https://news.example/2024/05/17/storm"


def page(*scripts: str, head: str = "", body: str = "") -> str:
    blocks = "".join(f'<script type="application/ld+json">{s}</script>' for s in scripts)
    return f"<html><head>{head}{blocks}</head><body>{body}</body></html>"


def structured(html: str) -> Structured:
    return read(lxml.html.document_fromstring(html), url=URL)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ('{"a": "b",}', {"a": "b"}),
        ('[{"a": 1},]', [{"a": 1}]),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
        ('{"a": "tab\tand\nline"}', {"a": "tab\tand\nline"}),
        ('{"a": "It\\\'s"}', {"a": "It's"}),
        ('{"a": "she said "yes" to it"}', {"a": 'she said "yes" to it'}),
        ('{"a": {"b": [1, 2', {"a": {"b": [1, 2]}}),
        ('{"a": "cut off', {"a": "cut off"}),
        ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
        ('{"a": 1};', {"a": 1}),
    ],
)
def test_broken_json_is_mended(broken: str, mended: object) -> None:
    assert jsonld.loads(broken) == [mended]


def test_documents_that_stand_one_after_the_other_are_all_read() -> None:
    assert jsonld.loads('{"a": 1}{"b": 2}') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "hostile",
    [
        '{"a":"' + '\\"' * 100_000,
        '{"a":' + '"' * 100_000,
        "[" * 100_000,
        '{"a":"b' + '"   ' * 50_000,
    ],
)
def test_hostile_json_costs_little(hostile: str) -> None:
    start = time.process_time()
    jsonld.loads(hostile)
    assert time.process_time() - start < 3


@given(st.text(max_size=200) | st.text('{}[]",:\\u0 \n', max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_raising(text: str) -> None:
    jsonld.flatten(jsonld.loads(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "author", "headline", "name", "url", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_any_json_is_read_without_raising(value: object) -> None:
    structured(page(json.dumps(value).replace("</", "<\\/")))


def test_the_article_is_found_in_a_graph_and_its_references_are_resolved() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "Example News"},
            {"@type": "Article", "headline": "Storm hits coast", "author": {"@id": "#ann"}},
            {"@type": "Person", "@id": "#ann", "name": "Ann Example"},
        ]
    }
    found = structured(page(json.dumps(graph)))
    assert found.article is not None
    assert [*jsonld.texts(found.of(found.article["author"]))] == ["Ann Example"]


def test_the_article_that_names_this_page_wins_over_others() -> None:
    others = [
        {"@type": "NewsArticle", "headline": "Something else", "url": "https://news.example/other"},
        {
            "@type": "NewsArticle",
            "headline": "Storm hits coast",
            "url": URL,
            "articleBody": "Text.",
        },
    ]
    found = structured(page(json.dumps(others)))
    assert found.article is not None
    assert found.article["headline"] == "Storm hits coast"
    assert found.article_body == "Text."


def test_articles_in_a_list_of_links_are_not_this_page() -> None:
    item = {
        "@type": "NewsArticle",
        "headline": "Something else entirely",
        "url": "https://x.example",
    }
    listing = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": item}]}
    assert structured(page(json.dumps(listing))).article is None


@pytest.mark.parametrize("kind", ["https://schema.org/NewsArticle", ["Thing", "BlogPosting"]])
def test_types_are_read_with_vocabulary_and_in_lists(kind: object) -> None:
    assert structured(page(json.dumps({"@type": kind, "headline": "x"}))).article is not None


def test_meta_elements_are_read_in_order_and_without_case() -> None:
    head = '<meta property="OG:Title" content="One"><meta name="og:title" content="Two">'
    assert structured(page(head=head)).meta["og:title"] == ("One", "Two")


def test_microdata_carries_value_and_scope() -> None:
    body = (
        '<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Storm</h1>'
        '<time itemprop="datePublished" datetime="2024-05-17">Friday</time></div>'
    )
    found = {p.name: (p.value, p.scope) for p in structured(page(body=body)).properties}
    assert found == {
        "headline": ("Storm", "NewsArticle"),
        "datePublished": ("2024-05-17", "NewsArticle"),
    }


def test_tens_of_thousands_of_meta_elements_cost_little() -> None:
    html = page(head="<meta name=author content='Ann Example'>" * 50_000)
    tree = lxml.html.document_fromstring(html)
    start = time.process_time()
    assert len(read(tree).meta["author"]) < 100
    assert time.process_time() - start < 3


def test_meta_names_stand_in_the_order_they_are_written() -> None:
    said = structured(page(head='<meta property="og:image" name="image" content="a.png">'))
    assert list(said.meta) == ["og:image", "image"]
