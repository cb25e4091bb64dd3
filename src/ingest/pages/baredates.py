"""Tree -> the texts that are a date and little else, wherever the page sets them.

Used beside the lines around the headline: pages set their date in any element, under any class.
What stands in cards, comments, lists of other pages or footers is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.etree import XPath
from lxml.html import HtmlElement

from ingest.pages import dates
from ingest.pages.months import MONTHS

MAX_FOUND = 60
MAX_AFTER = 600
MAX_BEFORE = 200
MAX_BESIDE = 250
MAX_BARE = 70
MAX_PLAIN = 40
MAX_LABEL = 30
MAX_PLAIN_WORDS = 3
MAX_LABELLED_WORDS = 6
MIN_DATE = 6
MAX_CLIMB = 9

PUBLISHED = re.compile(
    r"publish|posted|veröffentlicht|erschienen|publié|publicad|pubblicat|gepubliceerd|publisert|"
    r"publiceret|publicerad|julkaistu|opublikowan|zveřejněn|yayın|опубликован|公開|発表|掲載|입력|"
    r"dipublikasikan|created|erstellt|geschrieben|\bdatum\b|\bdate\b|\bvom\b|\bstand:",
    re.IGNORECASE,
)
CHANGED = re.compile(
    r"updated?|modified|revised|reviewed|edited|last change|aktualisiert|geändert|bearbeitet|"
    r"änderung|mis à jour|modifié|actualizad|"
    r"aggiornat|atualizad|bijgewerkt|oppdatert|opdateret|uppdaterad|päivitetty|zaktualizowan|"
    r"aktualizov|güncelle|обновлен|更新|수정|diperbarui|cập nhật",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"©|copyright|abgerufen|accessed|retrieved|viewed|\bbis\b|until|\btill\b|\bab\b|seit\b|since|"
    r"deadline|geboren|\bborn\b|\bgeb\.|comment|release|valid|offer|expir|available|listed|joined|"
    r"\bevent|begins|compiled|exam\b|season|kommentar|starts\b|ends\b|regist|member|mitglied",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\d[:.]\d\d\s*(?:uhr|[ap]\.?m\.?)?\s*(?:[–—-]|bis|to)\s*\d{1,2}[:.]\d\d"
    r"|(?<!\d)\d{1,2}\.?\s*(?:[–—-]|bis|to)\s*\d{1,2}\.?\s*[^\W\d]"
    r"|\d{4}\s*(?:[–—-]|bis|to)\s*(?:\d{1,2}[./]|[^\W\d]{3,9}\.? \d{1,2}\b)",
    re.IGNORECASE,
)
_CARD_WORDS = (
    "card cards comment comments commentlist related teaser teasers recommend recommended recent "
    "popular latest carousel release"
)
_BOX_WORDS = (
    "sidebar widget footer more archive archives calendar slider promo copyright event events "
    "opening hours schedule reply review reviews nav menu login answer answers match download "
    "downloads mostread material product"
)
_CARDS = frozenset(_CARD_WORDS.split())
_BOXES = _CARDS | frozenset(_BOX_WORDS.split())
_DATE_MARK = re.compile(
    r"date|time|publish|posted|datum|fecha|byline|meta|created|stamp|author|info"
)
_CHANGE_MARK = re.compile(r"modif|update|changed")
_OUTSIDE = frozenset({"aside", "nav", "footer", "option", "select"})
_UNREAD = frozenset(
    {"script", "style", "noscript", "template", "svg", "option", "textarea", "pre", "code", "title"}
)
_TOKENS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_dated = XPath(
    ".//text()[contains(., '20') or contains(., '19')][string-length(.) < 200] | .//time/@datetime"
)


@dataclass(frozen=True, slots=True)
class Bare:
    """A date that stands alone; `is_marked` where a label or a class calls it a date of the page,
    `is_elsewhere` in a box that is about something else.
    """

    moment: datetime
    is_change: bool
    is_marked: bool
    is_elsewhere: bool


def near(headline: HtmlElement, *, month_first: bool) -> Iterator[Bare]:
    """The dates that stand alone in the first few hundred characters after or before a headline."""
    after, before = _after(headline), _before(headline)
    for texts, limit in ((after, MAX_AFTER), (before, MAX_BEFORE)):
        away, label = 0, ""
        for text, owner in texts:
            tidy = " ".join(text.split())
            if not tidy:
                continue
            found = _bare(tidy, label, owner, month_first=month_first)
            if found is not None:
                boxed = away > MAX_BESIDE and is_of_something_else(owner, labelled=True)
                yield replace(found, is_elsewhere=boxed)
            away += len(tidy)
            if away > limit:
                break
            label = tidy if texts is after else ""


def _after(headline: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The texts within the headline and after it, in order, each with its element."""
    yield from _within(headline)
    node = headline
    parent = node.getparent()
    while parent is not None and node.tag != "body":
        if node.tail:
            yield node.tail, parent
        for sibling in node.itersiblings():
            yield from _within(sibling)
            if sibling.tail:
                yield sibling.tail, parent
        node, parent = parent, parent.getparent()


def _within(element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    if not isinstance(element.tag, str) or element.tag in _UNREAD:
        return
    if element.text:
        yield element.text, element
    for child in element:
        yield from _within(child)
        if child.tail:
            yield child.tail, element


def _before(headline: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The texts before the headline, the nearest first."""
    node = headline
    parent = node.getparent()
    while parent is not None and node.tag != "body":
        for sibling in node.itersiblings(preceding=True):
            if sibling.tail:
                yield sibling.tail, parent
            yield from _backwards(sibling)
        if parent.text:
            yield parent.text, parent
        node, parent = parent, parent.getparent()


def _backwards(element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    if not isinstance(element.tag, str) or element.tag in _UNREAD:
        return
    for child in reversed(element):
        if child.tail:
            yield child.tail, element
        yield from _backwards(child)
    if element.text:
        yield element.text, element


def everywhere(tree: HtmlElement, *, month_first: bool) -> list[Bare]:
    """The dates that stand alone anywhere on the page, bounded in number."""
    body = tree.find("body")
    found: list[Bare] = []
    for text in _dated(tree if body is None else body):
        owner = _owner(text)
        if owner is None or owner.tag in _UNREAD or len(text.strip()) > MAX_BARE:
            continue
        bare = _bare(" ".join(text.split()), _label(text, owner), owner, month_first=month_first)
        if bare is not None:
            found.append(bare)
            if len(found) >= MAX_FOUND:
                break
    return found


def only_day(found: Iterable[Bare], *, is_article: bool) -> datetime | None:
    """The one day that a page shows outside of boxes; what is no article must mark it as such."""
    alone = [bare for bare in found if not bare.is_elsewhere and not bare.is_change]
    if len({bare.moment.date() for bare in alone}) != 1:
        return None
    return next((bare.moment for bare in alone if is_article or bare.is_marked), None)


def names_another_day(text: str) -> bool:
    """Whether the day in a text is plainly no publication's: a range, a deadline, a copyright."""
    return _OTHER_DATE.search(text) is not None or _RANGE.search(text) is not None


def is_plain(text: str) -> bool:
    """Whether a text that names a day says nothing else: at most a label and a time of day."""
    if len(text) > MAX_BARE or names_another_day(text):
        return False
    words = sum(word not in MONTHS for word in _LETTERS.findall(text.lower()))
    if words <= MAX_PLAIN_WORDS and len(text) <= MAX_PLAIN:
        return True
    return words <= MAX_LABELLED_WORDS and PUBLISHED.search(text) is not None


def is_of_something_else(element: HtmlElement, *, labelled: bool) -> bool:
    """In a card, a comment, a list of other pages; what says "published" may stand at the foot."""
    boxes = _CARDS if labelled else _BOXES
    node: HtmlElement | None = element
    for _ in range(MAX_CLIMB):
        if node is None or node.tag == "body":
            return False
        if node.tag in _OUTSIDE or not boxes.isdisjoint(_TOKENS.findall(names(node).lower())):
            return True
        node = node.getparent()
    return False


def names(element: HtmlElement) -> str:
    """The class, id and property of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _owner(text: object) -> HtmlElement | None:
    """The element that a text is set in."""
    parent: HtmlElement | None = text.getparent()  # type: ignore[attr-defined]  # lxml's smart str
    return parent.getparent() if parent is not None and text.is_tail else parent  # type: ignore[attr-defined]


def _label(text: object, owner: HtmlElement) -> str:
    """The text before, where it may be the label of a date."""
    node = owner.getprevious()
    if node is None or text.is_tail:  # type: ignore[attr-defined]
        return ""
    return " ".join((node.text or "").split()) if isinstance(node.tag, str) else ""


def _moment(text: str, owner: HtmlElement, *, month_first: bool) -> datetime | None:
    """The moment in a text; in a <time> the one of its attribute."""
    if owner.tag == "time":
        exact = dates.parse(owner.get("datetime") or "")
        if exact is not None:
            return exact
    return dates.parse(text, month_first=month_first) if _DIGIT.search(text) else None


def _bare(text: str, label: str, owner: HtmlElement, *, month_first: bool) -> Bare | None:
    if not MIN_DATE <= len(text) <= MAX_BARE or text.isdigit():
        return None
    moment = _moment(text, owner, month_first=month_first)
    if moment is None or not is_plain(text):
        return None
    label = label if len(label) <= MAX_LABEL and not _DIGIT.search(label) else ""
    if _OTHER_DATE.search(label):
        return None
    said = f"{label} {text}"
    labelled = PUBLISHED.search(said) is not None
    marks = f"{names(owner)} {names(parent) if (parent := owner.getparent()) is not None else ''}"
    changed = CHANGED.search(said) is not None or _CHANGE_MARK.search(marks.lower()) is not None
    marked = labelled or owner.tag == "time" or _DATE_MARK.search(marks.lower()) is not None
    return Bare(moment, changed, marked, is_of_something_else(owner, labelled=labelled))
