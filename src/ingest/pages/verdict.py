"""Signals -> verdict: is this an article, and how sure is that; else which problem it is.

A listing is told by a scorecard fitted on the benchmark (`bench/verdict.py` prints it): on hosts
it had not seen it caught 81 % of listings at the price of 1 % of articles. Walls, errors and cut
texts are told by their words, and only where there is little text beside them: an article about
cookies is an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, log1p

from ingest.model import Access, Problem
from ingest.pages import walls
from ingest.pages.folding import APART
from ingest.pages.signals import Signals

LIMIT = 0.58
"""Scores above are listings."""
FEED_AGREES = 3.0
"""What the feed's word for it is worth, in points of the scorecard."""

MIN_BLOCKS = log1p(10)
LINKED = 0.1
ALIKE = log1p(3)

UNJUDGED = 0.5
MAX_SCORE = 50.0

FEW = 20
SHORT = 150
WALLED = 220
MANY_CONSENT = 0.3
MIN_CONSENT = 2
MAX_CONSENT = 20_000
FAR_MORE = 2.0
MIN_MORE = 100
ENOUGH = 3000
"""Characters that nearly always hold more words than a short text may have."""

BASE = 5.645
# (signal, points for one unit, what is usual where the signal is not known)
POINTS: tuple[tuple[str, float, float], ...] = (
    ("declared_article", -0.679, 0.388),
    ("news", -0.464, 0.270),
    ("og_article", -0.802, 0.666),
    ("dated", -1.454, 0.787),
    ("signed", -1.191, 0.593),
    ("title_words", -0.202, 7.311),
    ("prices", 0.720, 0.491),
    ("sentences", -0.331, 2.709),
    ("longest", -0.626, 6.165),
    ("blocks", -0.103, 4.684),
    ("linked_headings", 0.180, 0.926),
    ("alike_links", 0.501, 2.019),
    ("repeated", 0.049, 1.603),
    ("link_share", 2.118, 0.217),
    ("short_share", -0.359, 0.696),
    ("controls", 0.284, 0.293),
    ("product", 0.488, 0.029),
    ("breadcrumbs", 0.416, 0.238),
    ("url_words", -0.378, 4.817),
    ("url_depth", -0.389, 2.460),
    ("url_number", -0.975, 0.224),
    ("url_file", -1.027, 0.156),
    ("url_listing", 1.146, 0.230),
    ("url_root", 1.079, 0.016),
)

_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_\u3040-\u30ff\u4e00-\u9fff]+")
_SENTENCE = re.compile(r"[^.!?\n。]{15,400}")
_IDEOGRAPH = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is. `problem` None means an article; `quality` says how sure we are, 0 to 1."""

    problem: Problem | None
    detail: str = ""
    quality: float = 0.0


def judge(signals: Signals) -> Verdict:
    """The verdict on a page; the first problem that applies. Pure and total."""
    words = _at_least(signals.text)
    found = (
        _wall(signals, words)
        or _nothing(signals, words)
        or _listing(signals)
        or _cut(signals, words)
    )
    if found is not None:
        return found
    return Verdict(None, "", quality(signals))


def listing_score(signals: Signals) -> float:
    """Points for the page being a list of other pages; 0 is as likely as not."""
    score = BASE
    for name, points, usual in POINTS:
        value = getattr(signals, name)
        score += points * (usual if value is None else value)
    return score - FEED_AGREES * signals.agrees_with_feed


def quality(signals: Signals) -> float:
    """How sure it is that the text is the article, whole and alone.

    `certainty` is the mean of |2p - 1| over the characters that the block judge saw. On sites
    that nothing was trained on, pages above 0.9 have an F1 of 0.96 to 0.97 on average and the
    others of 0.89 to 0.93 (`bench/quality.py --quality`).
    """
    certainty = UNJUDGED if signals.certainty is None else signals.certainty
    return certainty / (1 + exp(min(listing_score(signals), MAX_SCORE)))


def _wall(signals: Signals, words: int) -> Verdict | None:
    if words < SHORT and walls.ERROR.search(signals.title):
        return Verdict(Problem.NO_ARTICLE, f"an error page: {signals.title[:80]}")
    if words < WALLED and _is_consent(signals.text or signals.page_text):
        return Verdict(Problem.CONSENT_WALL, "the text asks for consent")
    if words < WALLED and signals.access is not Access.FREE:
        if signals.wall and (words < SHORT or signals.access is not Access.UNKNOWN):
            return Verdict(Problem.PAYWALL, f"the page says: {signals.wall[:80]}")
        if signals.access is Access.PAID and words < SHORT // 2:
            return Verdict(Problem.PAYWALL, "the page is declared as paid and shows little")
    return None


def _is_consent(text: str) -> bool:
    sentences = _SENTENCE.findall(text[:MAX_CONSENT].lower())
    asking = walls.CONSENT.count(sentences)
    return asking >= MIN_CONSENT and asking >= MANY_CONSENT * len(sentences)


def _listing(signals: Signals) -> Verdict | None:
    score = listing_score(signals)
    lists = signals.link_share >= LINKED or signals.prices or signals.alike_links >= ALIKE
    if score <= LIMIT or signals.blocks < MIN_BLOCKS or not lists:
        return None
    return Verdict(Problem.INDEX_PAGE, f"a list of other pages ({score:.1f} points)")


def _nothing(signals: Signals, words: int) -> Verdict | None:
    if not signals.text.strip():
        if _words(signals.page_text) >= FEW:
            return Verdict(Problem.NO_ARTICLE, "there are words, but none of an article")
        return Verdict(Problem.EMPTY, "the page has no text")
    declared = signals.declared_article or signals.og_article or signals.dates_itself
    if words < FEW and not declared and not signals.agrees_with_feed:
        return Verdict(Problem.NO_ARTICLE, f"{words} words, and nothing says they are an article")
    return None


def _cut(signals: Signals, words: int) -> Verdict | None:
    last = signals.text.rstrip().rsplit("\n", 1)[-1]
    if words < SHORT and walls.CONTINUED.search(last):
        return Verdict(Problem.TRUNCATED, f"the text ends with: {last[-80:]}")
    if words < SHORT and walls.CUT.search(last):
        return Verdict(Problem.TRUNCATED, "the text breaks off")
    return _shorter_than_feed(signals)


def _shorter_than_feed(signals: Signals) -> Verdict | None:
    if len(signals.feed_text) < MIN_MORE:  # no word is shorter than a character
        return None
    more, words = _words(signals.feed_text), _words(signals.text)
    if more >= FAR_MORE * words + MIN_MORE:
        return Verdict(Problem.TRUNCATED, f"the feed has {more} words, the page {words}")
    return None


def _at_least(text: str) -> int:
    """The number of words, or any number from WALLED up that it is not below."""
    begun = _words(text[:ENOUGH])
    return begun if begun >= WALLED or len(text) <= ENOUGH else _words(text)


def _words(text: str) -> int:
    """Words; two ideographs count as one."""
    if text.isascii():
        return len(text.translate(APART).split())
    found: list[str] = _WORD.findall(text)
    single = sum([len(word) == 1 and word > "\u3000" for word in found])
    return len(found) - single + single // _IDEOGRAPH
