"""Golden pairs: what sites insert between paragraphs, and what looks inserted and is the text."""

# ruff: noqa: E501 - pages and their texts read better unwrapped

from __future__ import annotations

import json
import re

import pytest
from tests.pages.island import PROSE, TITLE, URL, article, assert_prose_alone, page, prose, text_of

from ingest.model import Problem
from ingest.pages import extract

POLLS = (
    '<div class="poll"><h4>Have your say</h4><p>Should the piano stay on the island?</p><ul><li>Yes</li><li>No</li><li>I do not care</li></ul><button>Vote</button></div>',
    '<div class="poll-widget"><form><fieldset><legend>Should the piano stay on the island?</legend><label><input type=radio name=a> Yes, it belongs here</label><label><input type=radio name=a> No, send it back</label></fieldset><button>Vote now</button></form></div>',
    '<div class="umfrage"><h3>Umfrage</h3><p>Soll das Klavier auf der Insel bleiben?</p><div><span>Ja, unbedingt</span><span>62 %</span></div><div><span>Nein, auf keinen Fall</span><span>38 %</span></div><p>1.243 Stimmen</p></div>',
    '<div class="x9"><p>Do you think the piano should stay?</p><div role="radiogroup"><div role="radio">Yes</div><div role="radio">No</div><div role="radio">Not sure</div></div></div>',
    '<section class="x9"><h3>Reader poll</h3><p>Would you cross the strait in a storm?</p><ol><li>Of course (41%)</li><li>Never (59%)</li></ol><p>Total votes: 812</p></section>',
    '<div class="z"><p><strong>POLL: Should the piano stay?</strong></p><p><a href="/poll/1?a=1">Yes</a></p><p><a href="/poll/1?a=2">No</a></p></div>',
    '<div class="quiz-embed"><strong>Vote:</strong> Should the piano stay on the island?<div><label for=a>Yes</label><input id=a type=radio></div><div><label for=b>No</label><input id=b type=radio></div></div>',
    '<form action="/vote"><h3>Sondage</h3><p>Faut-il garder le piano sur l’île ?</p><label><input type=radio>Oui</label><br><label><input type=radio>Non</label><br><label><input type=radio>Ne se prononce pas</label><input type=submit value=Voter></form>',
    '<div class="q"><h4>アンケート</h4><p>ピアノは島に残るべきですか？</p><ul><li>はい 62%</li><li>いいえ 38%</li></ul></div>',
)


@pytest.mark.parametrize("where", ["mid", "after"])
@pytest.mark.parametrize("poll", POLLS)
def test_a_poll_is_no_text(poll: str, where: str) -> None:
    assert_prose_alone(text_of(article(**{where: poll})))


@pytest.mark.parametrize(
    "mid",
    [
        '<div class="qa"><p><strong>Why a piano?</strong></p><p>Because a goat was not to be had.</p><p><strong>And how many voted for it?</strong></p><p>Forty percent.</p></div>',
        "<h2>Who won?</h2><p>Asked whether the piano should stay, 62 % of the islanders said yes, and 38 % said no.</p><p>In all, 1,243 votes were counted, which is more than there are islanders.</p>",
        '<div class="survey-results"><p>“Should it stay?” was what the harbour office asked all of the islanders in a letter, and most of them wrote back within the week to say that it should, whatever the goats had to say to that.</p><p>Others had burnt the letter, as the nights on the island are cold and the harbour office’s paper is thick.</p></div>',
    ],
)
def test_questions_and_shares_in_prose_are_text(mid: str) -> None:
    text = text_of(article(mid=mid))
    lines = [line for line in re.split("<[^>]+>", mid) if line.strip()]
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize("where", ["mid", "after"])
@pytest.mark.parametrize(
    "facts",
    [
        "<dl><dt>Length</dt><dd>42 metres</dd><dt>Built</dt><dd>1962, in Northport</dd></dl>",
        "<p>The ferry in numbers:</p><dl><dt>Length</dt><dd>42 metres</dd><dt>Built</dt><dd>1962</dd></dl>",
        "<h2>The ferry</h2><dl><dt>Length</dt><dd>42 metres</dd><dt>Crew</dt><dd>Nine</dd></dl>",
        '<dl class="facts"><div><dt>Length</dt><dd>42 metres</dd></div><div><dt>Built</dt><dd>1962</dd></div></dl>',
    ],
)
def test_a_short_definition_list_among_paragraphs_is_text(facts: str, where: str) -> None:
    lines = text_of(article(**{where: facts})).split("\n\n")
    assert [line for line in re.findall(">([^<]+)<", facts) if line not in lines] == []


@pytest.mark.parametrize(
    "facts",
    [
        "<dl><dt>Published</dt><dd>17 May 2024</dd><dt>Author</dt><dd>Ann Example</dd></dl>",
        '<dl class="share-menu"><dt>Share</dt><dd><a href="#">Facebook</a></dd></dl>',
        '<dl><dt>Section</dt><dd><a href="/island">Island life</a></dd></dl>',
    ],
)
def test_what_a_definition_list_says_of_the_page_is_no_text(facts: str) -> None:
    assert_prose_alone(text_of(article(after=facts)))


PROMPTS = (
    "<p>Subscribe to continue reading</p>",
    '<div class="box"><h3>Subscribe to keep reading</h3><p>Already a subscriber? <a href="/l">Log in</a></p></div>',
    '<p><strong>Already a subscriber?</strong> <a href="/login">Sign in</a> for an ad-free experience.</p>',
    "<p><em>You have read 2 free articles this month. Subscribe to get full access to our archive.</em></p>",
    '<div class="abo"><p>Sie haben bereits ein Abo? Hier anmelden.</p></div>',
    "<p>Vous êtes déjà abonné ? Connectez-vous. Abonnez-vous pour soutenir la rédaction.</p>",
    "<p>Suscríbete para seguir leyendo todas nuestras noticias.</p>",
    "<p>有料会員登録で全文をお読みいただけます。</p>",
    "<div><span>3 free articles left</span><button>Subscribe</button></div>",
)
BODY = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(PROSE)})
WHOLE = f'<script type="application/ld+json">{BODY}</script>'
CARDS = (
    "<section><h3>More stories</h3>"
    + "".join(
        f'<div class="card"><a href="/{n}"><span>Subscribers only</span><h4>The {n}th piano of the year has arrived</h4></a></div>'
        for n in (5, 6, 7)
    )
    + "</section>"
)
MENU = '<div class="top"><a href="/l">Already a subscriber? Log in</a><a href="/s">Subscribe to keep reading</a></div>'


@pytest.mark.parametrize(
    "html",
    [
        *(page(article(mid=prompt)) for prompt in PROMPTS),
        *(page(article(after=prompt), head=WHOLE) for prompt in PROMPTS),
        page(article() + CARDS),
        page(article(after=CARDS)),
        page(MENU + article()),
        page(article() + f"<footer>{PROMPTS[0]}</footer>"),
    ],
)
def test_a_whole_text_with_a_prompt_to_subscribe_is_an_article(html: str) -> None:
    found = extract(html, url=URL)
    assert (found.problem, found.text) == (None, "\n\n".join(PROSE))


@pytest.mark.parametrize(
    "body",
    [
        f'<article><h1>{TITLE}</h1>{prose(0, 1)}<div class="wall"><h3>Subscribe to keep reading</h3><p>Get unlimited access from £1 a week.</p></div></article>',
        f"<article><h1>{TITLE}</h1>{prose(0)}</article><div><p>This article is for subscribers only.</p><p>Unlimited access from 1 pound a week.</p></div>",
        f'<div class="modal"><p>Subscribe to continue reading this article</p></div><article><h1>{TITLE}</h1>{prose(0, 1, 2)}</article>',
    ],
)
def test_a_text_that_ends_at_a_wall_is_behind_it(body: str) -> None:
    assert extract(page(body), url=URL).problem is Problem.PAYWALL


STOPS = ("Northport harbour", "Southbeach landing", "Goat Rock lighthouse", "Old Town quay")
LEGS = tuple(f"{start} to {end}" for start in STOPS for end in STOPS if start != end)


@pytest.mark.parametrize(
    "table",
    [
        "<table>{}</table>".format(
            "".join(
                f'<tr><td>{8 + n}:15</td><td><a href="/s/{n}">{leg}</a></td></tr>'
                for n, leg in enumerate(LEGS)
            )
        ),
        "<ul>{}</ul>".format(
            "".join(f'<li><a href="/s/{n}">{8 + n}:15 {leg}</a></li>' for n, leg in enumerate(LEGS))
        ),
        "".join(f'<p>{8 + n}.15 <a href="/s/{n}">{leg}</a></p>' for n, leg in enumerate(LEGS)),
    ],
)
def test_an_article_that_is_mostly_a_timetable_is_an_article(table: str) -> None:
    found = extract(page(f"<article><h1>{TITLE}</h1>{prose(0, 1)}{table}</article>"), url=URL)
    assert found.problem is None
    assert [leg for leg in LEGS if leg not in found.text] == []


def test_an_article_that_ends_in_a_reading_list_is_an_article() -> None:
    books = "".join(
        f'<li><a href="/b/{n}">A history of the floating piano, volume {n}</a></li>'
        for n in range(14)
    )
    after = f"<p>Who wants to read more of pianos at sea may begin with the following:</p><ul>{books}</ul>"
    found = extract(page(article(after=after)), url=URL)
    assert (found.problem, found.text.count("floating piano")) == (None, 14)


STORIES = (
    '<div class="b b--s"><div class="k">Crime 11/09/2025</div><div class="t">Police seek man who returned stolen paintings by post</div></div>',
    '<div class="b"><span class="k">Lifestyle Yesterday</span><br><br><span>Seven small habits that make a shared kitchen bearable</span></div>',
    "<div><p>U.K News6 days ago</p><p>Rocks and scooter thrown at the ferry by a goat</p></div>",
    "<section><div>Kultur 3. Mai 2024</div><div>Das Klavier aus der Tiefe spielt wieder</div></section>",
    '<div class="b"><div>Educação ontem</div><div>Escola rural ganha prêmio com horta feita de pneus</div></div>',
)


@pytest.mark.parametrize("story", STORIES)
def test_a_section_with_a_day_and_a_headline_between_paragraphs_are_no_text(story: str) -> None:
    assert_prose_alone(text_of(article(mid=story)))


@pytest.mark.parametrize(
    "mid",
    [
        "<div><p>12 May 2024</p><p>First light seen through the new telescope</p></div>",
        "<div><p>Round 3 12/05/2024</p><p>Island Rovers against the Harbour Town Eleven</p></div>",
        "<div><p>Crime 11/09/2025</p><p>Two goats were taken from the pier at night. Nobody saw who led them away.</p></div>",
    ],
)
def test_a_day_or_a_sentence_between_paragraphs_may_be_text(mid: str) -> None:
    text = text_of(article(mid=f"<p>What happened in the following days:</p>{mid}"))
    assert re.sub("<.*?>", "\n", mid).split("\n")[-3] in text


def test_the_days_of_a_timeline_are_text() -> None:
    days = ("1934", "3 May 1958", "1967-04-01", "10:30")
    events = "".join(
        f'<div class="event"><div class="event-date">{day}</div>'
        f'<div class="event-title">{prose(number)}</div></div>'
        for number, day in enumerate(days)
    )
    text = text_of(f"<article><h1>{TITLE}</h1><div class='events'>{events}</div></article>")
    assert all(day in text for day in days)


def test_the_day_of_one_article_is_no_text() -> None:
    assert_prose_alone(text_of(article(before="<div><div>3 May 1958</div></div>")))
