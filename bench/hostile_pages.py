"""Pages of nearly any size that ask for more work than their size: what an attacker would try."""

from __future__ import annotations

from collections.abc import Callable

START = "<html><body><article><h1>Title</h1><p>" + "A sentence to begin with. " * 20 + "</p>"
LD = '<script type="application/ld+json">'
ARTICLE = LD + '{"@type":"NewsArticle","headline":"Title",'


def attributes(n: int) -> str:
    return " ".join(f"a{k}='1'" for k in range(n // 9))


def body(text: str) -> Callable[[int], str]:
    """The text again and again, below the beginning of an article."""
    return lambda n: START + text * (n // len(text))


def within(before: str, text: str, after: str = "") -> Callable[[int], str]:
    """The text again and again, between what opens and closes it, within an article."""
    return lambda n: START + before + text * (n // len(text)) + after


def head(before: str, text: str, after: str = "") -> Callable[[int], str]:
    """The same before the article."""
    return lambda n: before + text * (n // len(text)) + after + START


def each(text: str, *, before: str = START, after: str = "") -> Callable[[int], str]:
    """The text for each number, with `#` for the number."""
    return lambda n: (
        before + "".join(text.replace("#", str(k)) for k in range(n // (len(text) + 4))) + after
    )


def halves(one: str, other: str, *, between: str = "") -> Callable[[int], str]:
    """Half of one text, half of another: where each of the one is compared with all the other."""
    return lambda n: START + one * (n // 2 // len(one)) + between + other * (n // 2 // len(other))


def under_long_class(text: str) -> Callable[[int], str]:
    """The text again and again, in an element of many classes, which all may be asked for."""
    return lambda n: (
        f"<div class='{'aa ' * (min(n // 2, 45_000) // 3)}'>" + START + text * (n // 2 // len(text))
    )


PROSE = "A sentence of words that is prose and goes on for a while, as they do. "
NESTED = "div section article ul ol blockquote table b em span a form center font button p li h2"
PAGES: dict[str, Callable[[int], str]] = {
    **{f"nested <{name}>": body(f"<{name}>") for name in NESTED.split()},
    **{f"closed <{name}>": body(f"<{name}>a word</{name}>") for name in ("b", "a", "p", "td")},
    "nested lists": body("<ul><li>"),
    "nested tables": body("<table><tr><td>"),
    "nested inline": within("<p>", "<b><i>"),
    "misnested": within("<p>", "<b><p></b><i></p></i>"),
    "misnested links": body("<a href=/x><div>a </a></div>"),
    "misnested tables": within("<table>", "<div>a<tr><td>"),
    "nested with words": body("<div>Some words in here. "),
    "nested and closed": lambda n: START + "<div>a " * (n // 13) + "</div>" * (n // 13),
    "wrong end tags": body("</b></p></div>"),
    "unclosed p": body("<p>a few words"),
    "unclosed a": body("<a href=/x>a word "),
    "many br": within("<p>", "word<br>"),
    "many hr": body("word<hr>"),
    "many links": body("<a href='/a'>Story</a> "),
    "distinct links": each("<a href='/2026/03/story-#'>A story number #</a> "),
    "many items": within("<ul>", "<li>A short item</li>"),
    "linked items": within("<ul>", "<li><a href=/x>A short item</a></li>"),
    "definitions": within("<dl>", "<dt>a<dd>b"),
    "options": within("<select>", "<option>a word"),
    "many paragraphs": body("<p>Some words in it.</p>"),
    "distinct paragraphs": each("<p>Some words in it, # of them.</p>"),
    "one-word lines": body("<p>word</p>"),
    "one-word divs": body("<div>word</div>"),
    "many headings": body("<h2>A heading</h2>"),
    "headings, words": body("<h2>A heading</h2><p>Some words.</p>"),
    "many rows": within("<table>", "<tr><td>1<td>2</tr>"),
    "many cells": within("<table><tr>", "<td>1</td>"),
    "wide spans": within("<table><tr>", "<td rowspan=9999 colspan=999>1</td>"),
    "quotations": body("<blockquote>Some words.</blockquote>"),
    "many metas": head("<head>", "<meta name=author content='A B'>"),
    "distinct metas": each("<meta property='article:tag' content='tag #'>", before="", after=START),
    "meta times": head("<head>", "<meta property=article:published_time content=2026-03-01>"),
    "meta titles": head("<head>", "<meta property=og:title content='A title - Site'>"),
    "many titles": head("<head>", "<title>A title</title>"),
    "hreflangs": head("<head>", "<link rel=alternate hreflang=de href=/de>"),
    "canonicals": each("<link rel=canonical href=/story-#>", before="", after=START),
    "icons": head("<head>", "<link rel=icon href=/i.png sizes=16x16>"),
    "many times": body("<time>2 March 2026</time>"),
    "machine times": each("<time datetime='2026-03-02T08:00:#Z'>today</time>"),
    "many bylines": body("<p class=byline>By Ann Smith</p>"),
    "distinct bylines": each("<p class=byline>By Ann Smith#</p>"),
    "author links": body("<a rel=author href=/a>Ann Smith</a>"),
    "many images": body("<img src=/a.jpg alt=x>"),
    "figures": body("<figure><img src=a.jpg><figcaption>A caption</figcaption></figure>"),
    "videos": body("<video src=a.mp4></video><iframe src=/x></iframe>"),
    "microdata": body("<div itemscope itemtype=http://schema.org/Article><b itemprop=name>a</b>"),
    "long class": within("<p class='", "a-", "'>x</p>"),
    "class words": within("<p class='", "share ", "'>x</p>"),
    "long style": within("<p style='", "color:red;", "'>x</p>"),
    "long srcset": within("<img srcset='", "a.jpg 1x, ", "'>"),
    "long href": within("<a href='/", "a/../", "'>x y z</a>"),
    "long query": within("<a href='/x?", "a=b&amp;", "'>x y z</a>"),
    "long data": within("<p data-json='", "{&quot;a&quot;:1}", "'>x</p>"),
    "long alt": within("<img src=/a.jpg alt='", "word ", "'>"),
    "many attributes": lambda n: START + "<p " + attributes(n) + ">x",
    "long classes": body("<p class='a-b c_d share related-posts'>x</p>"),
    "distinct classes": each("<p class='share-#'>Some words</p>"),
    "many ids": each("<p id=p#>Some words</p>"),
    "long line": within("<p>", "word "),
    "long sentence": within("<p>", "word, "),
    "sentences": within("<p>", "A short one. "),
    "lines in pre": within("<pre>", "a word\n"),
    "long word": within("<p>", "x"),
    "long number": within("<p>", "7"),
    "hyphens": within("<p>", "a-"),
    "dots": within("<p>", ". "),
    "pipes": within("<p>", "a | "),
    "quotes": within("<p>", '"a '),
    "brackets": within("<p>", "("),
    "arrows": within("<p>", "» a "),
    "entity run": within("<p>", "&amp;"),
    "broken entities": within("<p>", "&"),
    "numeric entities": within("<p>", "&#8203;"),
    "escaped markup": within("<p>", "&lt;p&gt;"),
    "space run": within("<p>a", " ", "b"),
    "tab run": within("<p>a", "\t", "b"),
    "newline run": within("<p>a", "\n", "b"),
    "nbsp run": within("<p>a", "\xa0", "b"),
    "thin spaces": within("<p>a", "\u2009 ", "b"),
    "zero-width run": within("<p>a", "\u200b", "b"),
    "soft hyphens": within("<p>a", "\xad", "b"),
    "combining run": within("<p>a", "\u0301", "b"),
    "combining marks": within("<p>a", "\u0316\u0301", "b"),
    "jamo": within("<p>", "\u1100\u1161"),
    "emoji": within("<p>", "👩‍👧 "),
    "Chinese": within("<p>", "今天的新闻。"),
    "Arabic": within("<p>", "أخبار "),
    "mixed scripts": within("<p>", "aяβ"),
    "NUL run": within("<p>a", "\0", "b"),
    "open tags": body("<"),
    "open end tags": body("</"),
    "open comments": body("<!--"),
    "comments": body("<!-- a -->"),
    "conditional comments": body("<!--[if IE]><p>a</p><![endif]-->"),
    "instructions": body("<?a "),
    "sections": body("<![CDATA["),
    "open scripts": body("<script>"),
    "scripts": body("<script>var a = 1;</script>"),
    "styles": body("<style>a{b:c}</style>"),
    "noscripts": body("<noscript>a word</noscript>"),
    "templates": body("<template><p>a"),
    "long script": within("<script>", "var a = '<p>'; ", "</script>"),
    "svg": body("<svg><path d='M0 0'/>"),
    "math": body("<math><mi>a</mi>"),
    "many JSON-LD": head("", '<script type="application/ld+json">{"a":1}</script>'),
    "JSON-LD articles": head("", LD + '{"@type":"NewsArticle","headline":"A"}</script>'),
    "JSON-LD escapes": head(LD + '"', '\\"'),
    "JSON-LD nesting": head(LD, '{"a":['),
    "JSON-LD closed": lambda n: (
        LD + '{"a":' * (n // 6) + "1" + "}" * (n // 6) + "</script>" + START
    ),
    "JSON-LD graph": each(
        '{"@type":"NewsArticle","@id":"#","author":{"@id":"#"}},',
        before=LD + '{"@graph":[',
        after="{}]}</script>" + START,
    ),
    "JSON-LD body": head(ARTICLE + '"articleBody":"', "A sentence of it. ", '"}</script>'),
    "JSON-LD title": head(LD + '{"@type":"NewsArticle","headline":"', "A - ", '"}</script>'),
    "JSON-LD authors": each(
        '{"name":"Ann Smith #"},',
        before=ARTICLE + '"author":[',
        after='{"name":"A"}]}</script>' + START,
    ),
    "JSON-LD author": head(ARTICLE + '"author":"', "Ann and ", '"}</script>'),
    "JSON-LD keywords": head(ARTICLE + '"keywords":"', "a, ", '"}</script>'),
    "JSON-LD date": head(ARTICLE + '"datePublished":"', "2026-", '"}</script>'),
    "JSON-LD commas": head(ARTICLE + '"a":[', ","),
    "JSON-LD comments": head(LD, "/* a */ // b\n"),
    "JSON-LD spaces": head(LD + '{"a":', " ", "1}</script>"),
    "JSON-LD broken": head(LD + "{", "'a': \"b\n\", "),
    "digits": within("<p>", "2026-03-"),
    "dates": within("<p>", "2 March 2026 "),
    "months": within("<p>", "March "),
    "clocks": within("<p>", "08:00 "),
    "ages": body("<p>2 hours ago"),
    "at signs": within("<p>By ", "a.a@"),
    "addresses": within("<p>", "https://a.example/b "),
    "by": within("<p class=byline>", "By "),
    "commas in byline": within("<p class=byline>By ", "Ann, ", "</p>"),
    "ands in byline": within("<p class=byline>By ", "Ann and ", "</p>"),
    "long title": head("<title>", "Word - ", "</title>"),
    "title of pipes": head("<title>", "| ", "</title>"),
    "title of spaces": head("<title>a", " ", "b</title>"),
    "long headline": within("<h1>", "Word "),
    "long description": head("<meta name=description content='", "word ", "'>"),
    "long keywords": head("<meta name=keywords content='", "a, ", "'>"),
    "long canonical": head("<link rel=canonical href='/", "a", "'>"),
    "read also": body("<p>Read also: a story</p>"),
    "shares": body("<a href='https://facebook.com/share'>Share</a>"),
    "paywalls": body("<p>Subscribe to read on.</p>"),
    "labels": body("<p>Advertisement</p>"),
    "charsets": head("<head>", "<meta charset=latin1>"),
    "bases": head("<head>", "<base href=/a/>"),
    "refreshes": head("<head>", "<meta http-equiv=refresh content='0;url=/a'>"),
    "headlines": each("<h1>A headline #</h1>"),
    "headline, prose": each(f"<h1>A headline #</h1><p>{PROSE}"),
    "next articles": each(f"<article><h1>A headline #</h1><p>{PROSE * 4}</article>"),
    "numbered heads": each(f"<h2>#. A heading</h2><p>{PROSE}"),
    "prose": body(f"<p>{PROSE * 4}"),
    "prose, captions": body(f"<p>{PROSE}<p><em>Photo: A. B.</em>"),
    "prose, asides": body(f"<aside><p>{PROSE}</aside><p>{PROSE}"),
    "prose, lists": body(f"<p>{PROSE}<ul>" + "<li><a href=/a>A story here</a>" * 5 + "</ul>"),
    "prose, paywalls": halves(f"<p>{PROSE}", "<p>Subscribe to read on."),
    "teaser heads": body("<h3>Read more</h3><p>x"),
    "teaser boxes": each("<div><h3>Related</h3><ul><li><a href=/#>A story #</a></ul></div>"),
    "teaser ages": each("<div><a href=/s-#>The headline of #</a><span>2 hours ago</span></div>"),
    "polls": body("<div><p>What do you think?</p><p>Yes</p><p>No</p></div>"),
    "votes": body("<form><label><input type=radio>Yes</label><button>Vote</button></form>"),
    "empty boxes": body("<div></div>"),
    "deep boxes": body("<div>" * 100 + "a</div>" + "</div>" * 99),
    "deep links": within("<div>" * 150, "<a href=/x>a b c</a>"),
    "deep dates": within("<div>" * 150, "<time>2 March 2026</time>"),
    "long, then short": lambda n: (
        START + "<table><tr>" + "<td>a" * (n // 10) + "</tr>" + "<tr><td>b" * (n // 18)
    ),
    "base, links": lambda n: (
        f"<base href='https://a.example/{'a' * min(n // 2, 45_000)}/x'>"
        + START
        + "<p><a href='b'>some words here</a> and more.</p>" * (n // 90)
    ),
    "JSON-LD, lines": lambda n: (
        ARTICLE
        + f'"articleBody":"{"aaaa " * (n // 10)}"}}</script>'
        + START
        + f"<p>{'aaaa ' * 8}b</p>" * (n // 96)
    ),
    "JSON-LD, letters": lambda n: (
        ARTICLE
        + f'"articleBody":"{"a" * (n // 2)}"}}</script>'
        + START
        + f"<p>{'a' * 40}b</p>" * (n // 96)
    ),
    "JSON-LD laughs": each(
        '{"@type":"NewsArticle","@id":"#","author":[{"@id":"#0"},{"@id":"#0"}]},',
        before=LD + '{"@graph":[',
        after="{}]}</script>" + START,
    ),
    "code": within("<p>", "<code>a`b</code>"),
    "backticks": within("<pre>", "```\n"),
    "emphasis": within("<p>", "<b>a</b><i>b</i>"),
    "emphasis signs": within("<p>", "*_"),
    "link signs": within("<p>", "[a]("),
    "hidden": body("<div style='display:none'>"),
    "author lines": body("<p>Ann Smith is a writer. She lives in Rome.</p>"),
    "signatures": body("<p><b>Ann Smith</b></p>"),
    "copyrights": body("<p>© 2026 A. All rights reserved.</p>"),
    "kickers": body("<p>WORLD</p>"),
    "label references": each("<p id=a# aria-labelledby=a#>Some words"),
    "body tags": body("<body class=a>"),
    **{
        f"class over {name}": under_long_class(text)
        for name, text in {
            "times": "<time>2 March 2026</time>",
            "bylines": "<p class=byline>By Ann Smith</p>",
            "links": "<a href=/a>Story</a> ",
            "headings": "<h2>A heading</h2>",
            "lines": "<p>Some words in it.</p>",
        }.items()
    },
}
