"""Lines around the headline, and elements made for dates -> the dates that readers see."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from ingest.pages import dates
from ingest.pages.structured import short_text
from ingest.pages.surroundings import Line

MAX_LINE = 120
MAX_MARKED_LINE = 200
MAX_PARTS = 16
MAX_BARE = 60
MARKED = 5.0
NEAR = 6
_DATE_MARK = re.compile(r"date|time|publish|posted|datum|fecha|byline|meta|created|stamp|pubdate")
_CHANGED = re.compile(
    r"updated?|modified|revised|reviewed|aktualisiert|geändert|mis à jour|modifié|actualizad|"
    r"aggiornat|atualizad|bijgewerkt|oppdatert|opdateret|uppdaterad|päivitetty|zaktualizowan|"
    r"aktualizov|güncelle|обновлен|更新|수정|diperbarui|cập nhật",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publish|posted|veröffentlicht|erschienen|publié|publicad|pubblicat|gepubliceerd|publisert|"
    r"publiceret|publicerad|julkaistu|opublikowan|zveřejněn|yayın|опубликован|公開|発表|掲載|입력|"
    r"dipublikasikan|created|erstellt|geschrieben|datum|\bdate\b|\bvom\b|stand:",
    re.IGNORECASE,
)
MAX_DATED = 20
MIN_ALONE, MAX_ALONE = 6, 32
MAX_CLIMB = 7
_DIGIT = re.compile(r"\d")
_DATED = (
    "//body//*[self::time or contains(@class, 'date') or contains(@class, 'Date')"
    " or contains(@class, 'ublished') or contains(@class, 'pubdate') or contains(@class, '-time')]"
)
_OTHERS = re.compile(r"card|comment|related|teaser|recommend|recent|popular|latest|carousel")
_ELSEWHERE = re.compile(
    r"card|comment|related|teaser|sidebar|widget|footer|recommend|recent|popular|latest|"
    r"\bmore|archive|calendar|slider|carousel|promo|copyright"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that readers see near the headline; `is_change` where it is called an update."""

    moment: datetime
    weight: float
    is_change: bool


def shown(lines: Sequence[Line], *, month_first: bool) -> Iterator[Shown]:
    """The dates in the lines around the headline."""
    for line in lines:
        marked = _DATE_MARK.search(line.marks) is not None
        if not _DIGIT.search(line.text) and line.element.tag != "time":
            continue
        if len(line.text) > (MAX_MARKED_LINE if marked else MAX_LINE):
            continue
        weight = 5.0 + marked * 0.3 - abs(line.position) / 100
        near = marked or abs(line.position) <= NEAR
        found = list(_in_parts(line, weight, is_near=near, month_first=month_first))
        yield from found
        if not found and near and len(line.text) <= MAX_BARE:
            moment = dates.parse(line.text, month_first=month_first)
            if moment is not None:
                yield Shown(moment, weight - 0.2, _CHANGED.search(line.text) is not None)


def _in_parts(line: Line, weight: float, *, is_near: bool, month_first: bool) -> Iterator[Shown]:
    """The dates in a line, each with the label before it: "Published", "Updated"."""
    changes = False
    for index, part in enumerate(line.parts[:MAX_PARTS]):
        said = [part, line.parts[index - 1]] if index else [part]
        label = next((s for s in said if _CHANGED.search(s) or _PUBLISHED.search(s)), "")
        labelled = _PUBLISHED.search(label) is not None
        if label:
            changes = not labelled
        moment = _moment(line, part, month_first=month_first)
        if moment is None:
            continue
        if labelled or (is_near and (len(part) <= MAX_BARE or weight > MARKED)):
            yield Shown(moment, weight + labelled * 0.5, changes)
        changes = False


def anywhere(tree: HtmlElement, *, month_first: bool) -> Iterator[tuple[datetime, float]]:
    """Dates in elements that are made for dates, wherever they stand outside boxes and lists."""
    for index, element in enumerate(tree.xpath(_DATED)[:MAX_DATED]):
        text = short_text(element, MAX_BARE + 1)
        if _is_elsewhere(element, labelled=_PUBLISHED.search(text) is not None):
            continue
        if len(text) > MAX_BARE or _CHANGED.search(text) or _CHANGED.search(_names(element)):
            continue
        exact = dates.parse(element.get("datetime") or "") if element.tag == "time" else None
        moment = exact or dates.parse(text, month_first=month_first)
        if moment is not None:
            yield moment, 4.0 - index / 100


def alone(tree: HtmlElement, *, month_first: bool) -> datetime | None:
    """The one day that texts of the page consist of; None where there are several, or none."""
    found: dict[str, datetime] = {}
    body = tree.find("body")
    for text in tree.itertext() if body is None else body.itertext():
        tidy = text.strip()
        if not MIN_ALONE <= len(tidy) <= MAX_ALONE or not _DIGIT.search(tidy):
            continue
        moment = dates.parse(tidy, month_first=month_first)
        if moment is not None and not _CHANGED.search(tidy):
            found.setdefault(moment.date().isoformat(), moment)
            if len(found) > 1:
                return None
    return next(iter(found.values()), None)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _is_elsewhere(element: HtmlElement, *, labelled: bool) -> bool:
    """In a card, a comment, a list of other pages; what says "published" may stand at the foot."""
    boxes = _OTHERS if labelled else _ELSEWHERE
    node: HtmlElement | None = element
    for _ in range(MAX_CLIMB):
        if node is None or node.tag == "body":
            return False
        if node.tag in ("aside", "nav", "footer") or boxes.search(_names(node).lower()):
            return True
        node = node.getparent()
    return False


def _moment(line: Line, part: str, *, month_first: bool) -> datetime | None:
    """The moment in a text; where it stands in a <time> with an attribute, that one."""
    shown = dates.parse(part, month_first=month_first)
    if shown is None and line.text != part:
        return None
    times = [line.element] if line.element.tag == "time" else line.element.iter("time")
    for time in itertools.islice(times, MAX_PARTS):
        exact = dates.parse(time.get("datetime") or "")
        if exact is not None and (shown is None or exact.date() == shown.date()):
            return exact
    return shown
