"""Golden pairs: what stands in and around a body that a careful person would not copy, or would."""

# ruff: noqa: E501 - pages and their texts read better unwrapped

from __future__ import annotations

import pytest
from tests.pages.island import (
    BAKERY,
    COUNCIL,
    GOATS,
    PROSE,
    TITLE,
    article,
    assert_prose_alone,
    prose,
    text_of,
)

from ingest.pages import extract

READ_ALSO = (
    *("en:Read also", "en:READ MORE", "en:See also", "en:Don't miss", "en:Related", "en:Must read"),
    *("de:Lesen Sie auch", "de:Mehr zum Thema", "de:Auch interessant", "fr:À lire aussi"),
    *("fr:Lire aussi", "es:Lea también", "es:Te puede interesar", "it:Leggi anche"),
    *(
        "pt:Leia também",
        "pt:Leia mais",
        "nl:Lees ook",
        "sv:Läs också",
        "da:Læs også",
        "no:Les også",
    ),
    *("fi:Lue myös", "pl:Czytaj także", "pl:Zobacz też", "cs:Čtěte také", "sk:Čítajte tiež"),
    *("hu:Olvassa el ezt is", "ro:Citește și", "bg:Прочетете още", "hr:Pročitajte i"),
    *("el:Διαβάστε επίσης", "tr:Bunları da okuyun", "ru:Читайте также", "uk:Читайте також"),
    *("ar:اقرأ أيضا", "fa:بیشتر بخوانید", "he:קראו גם", "hi:यह भी पढ़ें", "bn:আরও পড়ুন"),
    *("id:Baca juga", "vi:Xem thêm", "th:อ่านเพิ่มเติม", "zh:延伸閱讀", "zh:相关阅读", "ja:関連記事"),
    *("ko:관련기사", "ca:Llegeix també", "lt:Taip pat skaitykite", "lv:Lasi arī", "et:Loe ka"),
    *(
        "sl:Preberite tudi",
        "mk:Прочитајте и",
        "ka:ასევე წაიკითხეთ",
        "tl:Basahin din",
        "sw:Soma pia",
    ),
    *("ur:مزید پڑھیں", "ta:மேலும் படிக்க"),
)


@pytest.mark.parametrize("line", READ_ALSO)
def test_a_paragraph_read_also_is_cut_in_many_languages(line: str) -> None:
    lang, label = line.split(":")
    link = f'<p><strong>{label}:</strong> <a href="/news/goats-found">{GOATS}</a></p>'
    assert_prose_alone(text_of(article(mid=link), lang=lang))


@pytest.mark.parametrize(
    "promotion",
    [
        f'<p><a href="/x/1"><strong>{GOATS.upper()}</strong></a></p>',
        f'<p>[<a href="/x/1">Read: {GOATS}</a>]</p>',
        f'<p>(<a href="/x/1">{GOATS}</a>)</p>',
        f'<p>&gt;&gt; <a href="/x/1">{GOATS}</a></p>',
        f'<p>👉 <a href="/x/1">{GOATS}</a></p>',
        f'<p><em>Also read | <a href="/x/1">{GOATS}</a></em></p>',
        f'<div class="x1"><p>Read more:</p><ul><li><a href="/x/1">{GOATS}</a></li><li><a href="/x/2">{COUNCIL}</a></li></ul></div>',
        f'<div><div onclick="go(1)"><span>U.K News</span><span>6 days ago</span><div>{GOATS}</div></div><div onclick="go(2)"><span>U.K News</span><span>2 weeks ago</span><div>{COUNCIL}</div></div></div>',
        f'<div class="zz"><a href="/1">U.K News6 days ago{GOATS}</a><a href="/2">Sport2 weeks ago{COUNCIL}</a></div>',
        f'<div class="q"><p>World · 5 days ago</p><p><a href="/a/1">{COUNCIL}</a></p><p>Sport · 6 days ago</p><p><a href="/a/2">{GOATS}</a></p></div>',
        f'<div class="q"><div><a href="/a/1">{COUNCIL}</a><span>vor 3 Tagen</span></div><div><a href="/a/2">{GOATS}</a><span>vor 5 Stunden</span></div></div>',
        f'<ol><li><span>1</span><a href="/1">{COUNCIL}</a></li><li><span>2</span><a href="/2">{GOATS}</a></li><li><span>3</span><a href="/3">{BAKERY}</a></li></ol>',
        f'<p>This advertisement has not loaded yet, but your article continues below.</p><div class="r"><h3><a href="/1">{COUNCIL}</a></h3><h3><a href="/2">{GOATS}</a></h3><h3><a href="/3">{BAKERY}</a></h3></div>',
    ],
)
def test_links_that_lead_elsewhere_are_cut(promotion: str) -> None:
    text = text_of(article(after=promotion))
    assert all(part in text for part in PROSE)
    assert not any(part.casefold() in text.casefold() for part in (GOATS, COUNCIL, BAKERY, " ago"))


@pytest.mark.parametrize(
    "heading",
    [
        *("Trending", "Most read", "From the web", "More from Island News", "Mehr zum Thema"),
        *("Das könnte Sie auch interessieren", "Sur le même sujet", "Lo más leído"),
        *("Potrebbe interessarti", "Mais lidas", "Mest lest", "Читайте также", "الأكثر قراءة"),
        *("関連記事", "热门新闻", "많이 본 뉴스", "इसे भी पढ़ें", "Berita terkait"),
    ],
)
@pytest.mark.parametrize("where", ["mid", "after"])
def test_a_heading_takes_its_list_along(heading: str, where: str) -> None:
    links = f'<h3>{heading}</h3><ul><li><a href="/a/1">{COUNCIL}</a></li><li><a href="/a/2">{GOATS}</a></li></ul>'
    assert_prose_alone(text_of(article(**{where: links})))


@pytest.mark.parametrize("where", ["mid", "after"])
@pytest.mark.parametrize(
    "notice",
    [
        '<div class="nl-box"><h3>Sign up for our newsletter</h3><p>Get the best stories of the strait in your inbox every morning.</p><form><input type=email><button>Subscribe</button></form></div>',
        "<p><em>Sign up for our daily newsletter to get the best stories in your inbox.</em></p>",
        "<p><strong>Newsletter:</strong> Melden Sie sich hier für unseren täglichen Newsletter an.</p>",
        "<p>Inscrivez-vous à notre newsletter pour recevoir l’essentiel de l’actualité chaque matin.</p>",
        "<p>Suscríbete a nuestro boletín y recibe las noticias cada mañana.</p>",
        '<div class="cookie-banner"><p>We use cookies to improve your experience. By continuing to use this site you agree to our use of cookies.</p><button>Accept all</button></div>',
        '<div class="embed"><p>This content is provided by YouTube, which may be using cookies and other technologies. To show you this content, we need your permission.</p></div>',
        "<div><p>An dieser Stelle finden Sie einen externen Inhalt von Twitter, der den Artikel ergänzt. Sie können ihn sich mit einem Klick anzeigen lassen.</p></div>",
        '<div class="social"><span>Share this article</span><a href="#">Facebook</a><a href="#">Twitter</a><a href="#">WhatsApp</a></div>',
        '<div class="support-us"><h3>Support our journalism</h3><p>Independent journalism costs money. Donate now and help us to keep our stories free for everyone.</p><a href="/donate">Donate</a></div>',
        '<p><strong>Support Island News today from as little as £1. <a href="/donate">Donate now</a>.</strong></p>',
        '<p>Download our app for <a href="/ios">iOS</a> and <a href="/android">Android</a> to stay up to date.</p>',
        '<p><a href="https://whatsapp.com/channel/x">Follow our WhatsApp channel for the latest news</a></p>',
        '<p>Подписывайтесь на наш <a href="https://t.me/x">Telegram-канал</a></p>',
        '<p class="disclaimer">Copyright 2024 The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.</p>',
        '<div class="ad-slot"><span>Advertisement</span></div>',
        "<p>Publicité</p>",
        "<p>Story continues below advertisement</p>",
        "<figure><img src=a.jpg><figcaption>The ferry in the harbour of Northport. Photo: Ann Example/Reuters</figcaption></figure>",
        '<div class="image-wrapper"><img src=a.jpg><div class="image-caption">The ferry in the harbour of Northport.</div><span class="image-credit">Ann Example/Reuters</span></div>',
        "<p><small>Photo by Ann Example/Getty Images</small></p>",
        "<noscript>Please enable JavaScript to view this page.</noscript>",
        '<div style="display:none">Hidden words for search engines about pianos</div><div hidden>Other hidden words</div>',
    ],
)
def test_notices_and_captions_are_cut(notice: str, where: str) -> None:
    assert_prose_alone(text_of(article(**{where: notice})))


@pytest.mark.parametrize(
    "end",
    [
        '<div class="author-bio"><img src=a.jpg><h4>Ann Example</h4><p>Ann Example is a senior reporter at Island News. She has covered the strait for twenty years.</p><a href="https://twitter.com/ann">Follow @ann</a></div>',
        "<p><em>Ann Example is a senior reporter at Island News. Follow her on Twitter @ann.</em></p>",
        "<section><h3>About the author</h3><p>Ann Example has written about ferries since 2003 and has won two prizes for it, one of them a goat.</p></section>",
        '<ul class="tags"><li><a href="/t/ferry">Ferry</a></li><li><a href="/t/goat">Goats of the island</a></li></ul>',
        '<p>Topics:</p><p><a href="/t/f">Ferry</a> <a href="/t/g">Goats of the island</a></p>',
        f'<div class="pager"><a href="/p">Previous: {COUNCIL}</a><a href="/n">Next: {GOATS}</a></div>',
        '<section id="comments"><h3>2 Comments</h3><ol class="commentlist"><li><p>Bob</p><p>I was on that ferry and the piano was out of tune, as everybody on board could hear.</p></li><li><p>Eve</p><p>The goats were the best part of the whole journey.</p></li></ol></section>',
        '<div class="discussion"><h2>What readers say</h2><div class="post-comment"><b>Bob</b> 2 hours ago<p>I was on that ferry and the piano was out of tune, as everybody could hear.</p><a>Reply</a></div><div class="post-comment"><b>Eve</b> 3 hours ago<p>The goats were the best part of it, I would go again.</p><a>Reply</a></div></div>',
        '<article class="story"><h1>Seven goats found safe on the roof</h1><div class="article-body"><p>Seven goats were found safe on the roof of the town hall on Monday after a search that had lasted all night.</p><p>The mayor said that nobody knew how they had come there, and that the stairs had been locked.</p></div></article>',
    ],
)
def test_what_follows_the_body_is_no_text(end: str) -> None:
    assert_prose_alone(text_of(article() + end))


@pytest.mark.parametrize(
    "lead",
    [
        f"<h2>{TITLE}</h2>",
        f"<p class='hl'><b>{TITLE}</b></p>",
        "<p>By Ann Example</p><p>Published 17 May 2024</p><p>4 min read</p>",
        "<p>Von Anna Beispiel</p><p>17.05.2024, 10:15 Uhr</p><p>Lesezeit: 3 Minuten</p>",
        '<div class="meta"><a class="section" href="/news">Island life</a><span class="byline">By Ann Example</span><time datetime="2024-05-17">17 May 2024, 10:15</time><span>Updated 2 hours ago</span></div>',
        '<div class="listen"><button>Listen to this article</button><span>4 min</span></div>',
    ],
)
def test_what_repeats_the_head_of_the_article_is_cut(lead: str) -> None:
    assert_prose_alone(text_of(article(before=lead)))


@pytest.mark.parametrize(
    "body",
    [
        article(names="teaser-content"),
        f'<aside class="content-wrapper"><h1>{TITLE}</h1><div class="txt">{prose(0, 1, 2, 3, 4)}</div></aside>',
        f'<div class="related-content"><h1>{TITLE}</h1><div class="promo-text">{prose(0, 1, 2, 3, 4)}</div></div>',
        f'<div class="elementor-widget-container sidebar-layout"><h1>{TITLE}</h1><div class="elementor-widget">{prose(0, 1, 2, 3, 4)}</div></div>',
        f'<article><h1>{TITLE}</h1><div class="part">{prose(0, 1)}</div><div class="ad">Advertisement</div><div class="part">{prose(2)}</div><div class="part">{prose(3, 4)}</div></article>',
        f'<div class="page"><section class="intro"><h1>{TITLE}</h1>{prose(0)}</section><section class="block-text">{prose(1, 2)}</section><section class="block-image"><img src=a></section><section class="block-text">{prose(3, 4)}</section></div>',
        f'<article><h1>{TITLE}</h1><div class="body">{"<br><br>".join(PROSE)}</div></article>',
        f"<table><tr><td class=menu><a href=/a>One</a><br><a href=/b>Two</a></td><td class=text><h1>{TITLE}</h1>{prose(0, 1, 2, 3, 4)}</td></tr></table>",
    ],
)
def test_a_body_is_found_whatever_holds_it(body: str) -> None:
    assert_prose_alone(text_of(body))


@pytest.mark.parametrize(
    ("mid", "kept"),
    [
        ("<h2>The wind rises</h2><p>It rose.</p>", ("The wind rises",)),
        (
            "<blockquote><p>A piano is a goat that does not eat.</p></blockquote>",
            ("A piano is a goat",),
        ),
        (
            "<p>On board were:</p><ul><li>forty passengers</li><li>two goats</li></ul>",
            ("- two goats",),
        ),
        (
            "<ol><li>Buy a ticket.</li><li>Mind the goats.</li></ol>",
            ("Buy a ticket.", "Mind the goats."),
        ),
        (
            "<table><tr><th>Passenger</th><th>Weight</th></tr><tr><td>Piano</td><td>310 kg</td></tr><tr><td>Goat</td><td>42 kg</td></tr></table>",
            ("Passenger", "310 kg", "42 kg"),
        ),
        ("<pre><code>ferry.leave()</code></pre>", ("ferry.leave()",)),
        (
            "<p>We tested the following three pianos:</p><ul><li><a href='/p/1'>Example Grand 3000</a></li><li><a href='/p/2'>Sample Upright 12</a></li><li><a href='/p/3'>Muster Klavier de luxe</a></li></ul>",
            ("Example Grand", "Muster Klavier"),
        ),
        (
            "<p><strong>10:30</strong> The ferry has left the harbour.</p><p><strong>11:15</strong> Gusts of up to sixty knots.</p>",
            ("10:30", "11:15"),
        ),
        (
            "<p><em>Correction, 18 May: An earlier version of this story said that there were three goats. There were two.</em></p>",
            ("There were two.",),
        ),
        (
            "<h2>1. Ring the bell</h2><p>The bell may be rung by anyone who climbs all of the steps, which few do.</p><h2>2. Eat a bun</h2><p>The buns are sold from four in the morning and are gone by six.</p>",
            ("1. Ring the bell", "2. Eat a bun"),
        ),
    ],
)
def test_what_belongs_to_the_body_stays_in_it(mid: str, kept: tuple[str, ...]) -> None:
    text = text_of(article(mid=mid))
    assert all(part in text for part in (*PROSE, *kept))


def test_a_page_without_any_furniture_is_all_text() -> None:
    links = "".join(
        f'<li><a href="/{n}">{line}</a></li>' for n, line in enumerate((GOATS, COUNCIL, BAKERY))
    )
    found = extract(
        f"<title>{TITLE}</title><h1>{TITLE}</h1>{prose(0, 1)}<ul>{links}</ul>{prose(2)}<p>Note</p>{prose(3)}"
    )
    assert [line for line in (GOATS, COUNCIL, BAKERY, "Note") if line not in found.text] == []


def test_a_heading_over_links_is_believed_even_there() -> None:
    links = "".join(
        f'<li><a href="/{n}">{line}</a></li>' for n, line in enumerate((GOATS, COUNCIL, BAKERY))
    )
    found = extract(
        f"<title>{TITLE}</title><h1>{TITLE}</h1>{prose(0, 1, 2, 3)}<h2>Trending</h2><ul>{links}</ul>"
    )
    assert not any(line in found.text for line in (GOATS, COUNCIL, BAKERY, "Trending"))
