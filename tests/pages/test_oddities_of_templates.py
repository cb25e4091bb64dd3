"""Golden pairs: cards, articles and last lines as templates of many countries make them."""

# ruff: noqa: E501 - pages and their texts read better unwrapped

from __future__ import annotations

import pytest
from tests.pages.island import (
    BAKERY,
    COUNCIL,
    GOATS,
    PROSE,
    TITLE,
    URL,
    article,
    assert_prose_alone,
    page,
    text_of,
)

from ingest.pages import explain, extract

CARDS = (
    f'<div class="k"><div data-href="/1"><h4>{GOATS}</h4><p>They had been there since Friday, and had eaten the flag.</p></div></div>',
    f'<div class="react-placeholder" data-href="/1"><span>Island</span><span>3h</span><h5>{GOATS}</h5></div>',
    f'<aside class="storycard"><span class="eyebrow">More on goats</span><a href="/1">{GOATS}</a><p>They had eaten the flag, as they always do.</p></aside>',
    f'<div class="g"><a href="/1">Island News3 hours ago{GOATS}</a><a href="/2">Sport2 days ago{COUNCIL}</a><a href="/3">Food1 week ago{BAKERY}</a></div>',
    f'<p>• <a href="/1">{GOATS}</a><br>• <a href="/2">{COUNCIL}</a></p>',
    f'<h4 class="x">[ <a href="/1">{GOATS}</a> ]</h4>',
    f'<p>READ NEXT: <a href="/1">{GOATS}</a></p>',
    f'<p><a href="/1">TABLE: {GOATS}</a></p>',
    f'<p><strong>ΔΙΑΒΑΣΤΕ ΑΚΟΜΑ: <a href="/1">{GOATS}</a></strong></p>',
    f'<p><strong>ZOBACZ TEŻ: <a href="/1">{GOATS}</a></strong></p>',
    f'<p><strong>ये भी पढ़ें: <a href="/1">{GOATS}</a></strong></p>',
    f'<div class="i"><span>İLGİLİ HABER</span><a href="/1">{GOATS}</a></div>',
    '<div class="pod"><h4>Listen to the podcast</h4><p>Subscribe to Island Voices on <a href="/a">Apple</a>, <a href="/s">Spotify</a> or wherever you get your podcasts.</p></div>',
    '<p><em>For more stories like this, visit <a href="/i">our island page</a>.</em></p>',
    '<div class="r"><span>Dalszy ciąg materiału pod wideo</span></div>',
)


@pytest.mark.parametrize("where", ["mid", "after"])
@pytest.mark.parametrize("card", CARDS)
def test_a_single_card_is_cut_as_one_unit(card: str, where: str) -> None:
    assert_prose_alone(text_of(article(**{where: card})))


@pytest.mark.parametrize(
    "line",
    [
        "Thanks for reading Island News! Tell your friends, or at least your goats.",
        "Dziękujemy, że przeczytałeś nasz artykuł do końca.",
        'Enjoyed this? <a href="/m">Become a paid member</a> and read the archive.',
        'Google News\'te bizi <a href="/g">takip edin</a>',
        'تابعوا آخر أخبارنا عبر <a href="/g">Google News</a>',
        'Ακολουθήστε το site μας στο <a href="/g">Google News</a> και μάθετε πρώτοι όλες τις ειδήσεις',
        'हिंदी में ताजा खबरें पढ़ने के लिए <a href="/w">हमारे व्हाट्सएप चैनल से जुड़ें</a>',
        "Нашли опечатку? Выделите её и нажмите Ctrl+Enter.",
        "特别声明：以上内容仅代表作者观点，不代表本网立场。",
        "（記者　例田花子）",
        "김보기 기자 bogi@island.example",
        "ann.example@island.example",
        "Vous souhaitez réagir ? Connectez-vous pour commenter.",
        'Archivado en: <a href="/a">Cabras</a> | <a href="/b">Pianos</a>',
        'Heb je een tip of opmerking? Stuur ons een <a href="/m">mailtje</a>.',
        "Vill du tipsa oss? Ring hamnen.",
        "Ultimo aggiornamento: Venerdì 17 Maggio 2024, 09:00",
    ],
)
def test_a_last_line_about_the_page_is_no_text(line: str) -> None:
    assert_prose_alone(text_of(article(after=f"<p>{line}</p>")))


@pytest.mark.parametrize(
    "date",
    [
        "17 Μαΐου 2024, 09:00",
        "Giriş: 17.05.2024 - 09:00 Güncelleme: 17.05.2024 - 10:12",
        "17/05/2024 09h00 Atualizado há 2 dias",
        "17 mei 2024 om 09:00 • Aangepast 17 mei 2024 om 10:12",
        "입력 2024.05.17 09:00 수정 2024.05.17 10:12",
    ],
)
def test_a_date_before_the_prose_is_no_text(date: str) -> None:
    assert_prose_alone(text_of(article(before=f'<div class="t">{date}</div>')))


LONG = "The harbour office had asked three ferrymen for their price, and had taken the one who answered at all, as it always does in May."
NEXT = f"<h2 class='t'>{GOATS}</h2><div class='m'>By Bob Sample · 12 May 2024</div><p>Seven goats were found safe on the roof of the town hall on Monday after a search that had lasted all night.</p><p>The mayor said that nobody knew how they had come there.</p>"


@pytest.mark.parametrize(
    "following",
    [
        f'<article class="story">{NEXT}</article>',
        f'<div class="next-story">{NEXT}</div>',
        f'<div class="infinite-scroll-item" data-url="/x"><hr>{NEXT}</div>',
    ],
)
def test_the_next_article_needs_no_headline_of_the_first_level(following: str) -> None:
    text = text_of(article(after=f"<p>{LONG}</p>") + following)
    assert text == "\n\n".join((*PROSE, LONG))


@pytest.mark.parametrize(
    "sections",
    [
        f'<article class="story"><h2>The goats</h2><p>{LONG}</p><p>They ate the flag.</p></article>',
        f'<div class="next"><h2>17 May</h2><p>{LONG}</p></div>',
    ],
)
def test_a_section_without_a_byline_is_of_the_same_article(sections: str) -> None:
    assert LONG in text_of(article() + sections)


def test_a_guest_book_is_no_text() -> None:
    entries = "".join(
        f'<div class="entry"><p>{line}</p><span>Carl, Northport</span></div>'
        for line in ("She gave me my first honey.", "Our thoughts are with the parrot.")
    )
    book = f'<div class="guestbook"><h2>Guest book</h2>{entries}</div>'
    assert_prose_alone(text_of(article(after=book)))
    fates = {line.text: line.reason for line in explain(article(after=book)).lines}
    assert fates["She gave me my first honey."] == "comments"


def test_linked_headings_of_a_list_are_text_though_its_paragraphs_are_short() -> None:
    items = "".join(
        f'<h2><a href="/m/{n}">{n}. Mill {name}</a></h2><p>It turns when it rains.</p>'
        for n, name in enumerate(("Upper", "Lower", "Middle"), 1)
    )
    html = page(f"<article><h1>{TITLE}</h1><p>There are many mills here.</p>{items}</article>")
    assert [n for n in "123" if f"{n}. Mill" not in extract(html, url=URL).text] == []


KOREAN = (
    "마을 의회는 화요일 저녁 거리 끝에 있는 오래된 물레방앗간을 올가을에 철거하기로 결정했다. 십일 년 동안 이어진 논의의 끝이다.",
    "“벌들에게는 슬픈 날입니다”라고 자기 집 정원에서 벌통 마흔 개를 키우는 의장이 말했다.",
)
RANKED = "".join(
    f"<li><a href=/{n}>{line}</a></li>"
    for n, line in enumerate(
        ("우물이 마른 지 일주일, 마을은 비를 기다린다", "학교 합창단, 소방대를 위해 다시 노래하다")
    )
    for _ in "12"
)


def test_a_short_article_in_a_dense_script_is_no_listing() -> None:
    body = "".join(f"<p>{line}</p>" for line in KOREAN)
    html = page(
        f"<article><h1>오래된 물레방앗간 가을에 철거</h1>{body}</article><div><h3>많이 본 뉴스</h3><ul>{RANKED}</ul></div>",
        lang="ko",
    ).replace(TITLE, "오래된 물레방앗간 가을에 철거")
    found = extract(html, url=URL)
    assert (found.problem, found.text) == (None, "\n\n".join(KOREAN))
