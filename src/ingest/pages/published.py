"""What a page says about when it was published and modified -> candidates."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

from lxml.html import HtmlElement

from ingest.model import Entry
from ingest.pages import dates, jsonld
from ingest.pages.evidence import Candidate, heaviest
from ingest.pages.structured import NEWS, Structured, short_text
from ingest.pages.surroundings import Line

_JSONLD_PUBLISHED = (("datePublished", 0.0), ("dateCreated", 1.0), ("uploadDate", 1.0))
_META_PUBLISHED = (
    ("article:published_time", "opengraph", 8.0),
    ("og:article:published_time", "opengraph", 8.0),
    ("og:published_time", "opengraph", 7.5),
    ("datepublished", "meta", 7.5),
    ("citation_online_date", "meta", 7.2),
    ("citation_publication_date", "meta", 7.0),
    ("citation_date", "meta", 6.9),
    ("parsely-pub-date", "meta", 7.4),
    ("sailthru.date", "meta", 7.3),
    ("article.published", "meta", 7.3),
    ("published-date", "meta", 7.3),
    ("publish-date", "meta", 7.3),
    ("publish_date", "meta", 7.3),
    ("published_time", "meta", 7.3),
    ("publication_date", "meta", 7.3),
    ("publicationdate", "meta", 7.3),
    ("pubdate", "meta", 7.2),
    ("cxenseparse:recs:publishtime", "meta", 7.2),
    ("cxenseparse:publishtime", "meta", 7.2),
    ("shareaholic:article_published_time", "meta", 7.2),
    ("displaydate", "meta", 4.6),
    ("originalpublicationdate", "meta", 7.4),
    ("dc.date.issued", "meta", 7.1),
    ("dcterms.issued", "meta", 7.1),
    ("dc.date.created", "meta", 4.6),
    ("dcterms.created", "meta", 4.6),
    ("dc.date", "meta", 4.6),
    ("dcterms.date", "meta", 4.6),
    ("datecreated", "meta", 4.6),
    ("rnews:datepublished", "meta", 7.0),
    ("article_date_original", "meta", 7.2),
    ("article:publicationdate", "meta", 7.2),
    ("date", "meta", 4.6),
)
_META_MODIFIED = (
    ("article:modified_time", "opengraph"),
    ("og:updated_time", "opengraph"),
    ("og:article:modified_time", "opengraph"),
    ("datemodified", "meta"),
    ("last-modified", "meta"),
    ("lastmod", "meta"),
    ("dcterms.modified", "meta"),
    ("dc.date.modified", "meta"),
    ("revised", "meta"),
)
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
MAX_CLIMB = 7
PAGE_ONLY = 2.0
QUARTER = timedelta(minutes=15)
HALF_DAY = 12
NEAR_HEADLINE = 4.7
_DIGIT = re.compile(r"\d")
_DATED = (
    "//body//*[self::time or contains(@class, 'date') or contains(@class, 'Date')"
    " or contains(@class, 'ublished') or contains(@class, 'pubdate') or contains(@class, '-time')]"
)
_ELSEWHERE = re.compile(
    r"card|comment|related|teaser|sidebar|widget|footer|recommend|recent|popular|latest|"
    r"\bmore|archive|calendar|slider|carousel|promo|copyright"
)
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/\-_.]?(\d{1,2})[/\-_.]?(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A date that readers see near the headline; `is_change` where it is called an update."""

    moment: datetime
    weight: float
    is_change: bool


def published(
    tree: HtmlElement,
    structured: Structured,
    shown: Sequence[Shown],
    *,
    url: str | None,
    entry: Entry | None,
    at: datetime | None,
    month_first: bool,
) -> list[Candidate[datetime]]:
    """All that says when the page was published, best by weight."""
    said: list[Candidate[datetime | None]] = []
    for thing, weight in ((structured.article, 10.0), (structured.page, PAGE_ONLY)):
        if thing is not None:
            said.extend(
                Candidate(dates.parse(text), "jsonld", weight - penalty)
                for key, penalty in _JSONLD_PUBLISHED
                for text in jsonld.texts(thing.get(key))
            )
    if entry is not None and entry.published_at is not None:
        said.append(Candidate(entry.published_at, "feed", 9.0))
    said.extend(
        Candidate(dates.parse(text, month_first=month_first), source, weight)
        for name, source, weight in _META_PUBLISHED
        for text in structured.meta.get(name, ())[:1]
    )
    said.extend(
        Candidate(dates.parse(prop.value, month_first=month_first), "html", weight)
        for prop in structured.properties
        for name, weight in (("datePublished", 7.6), ("dateCreated", 6.0))
        if prop.name == name and prop.scope not in ("Comment", "UserComments", "Review")
    )
    said.extend(Candidate(d.moment, "html", d.weight) for d in shown if not d.is_change)
    if not any(candidate.value for candidate in said):
        said.extend(
            Candidate(moment, "html", weight)
            for moment, weight in _anywhere(tree, month_first=month_first)
        )
    if url:
        said.extend(Candidate(moment, "url", 3.0) for moment in in_url(url))
    return _bounded(said, at)


def choose(
    said: list[Candidate[datetime]], structured: Structured
) -> tuple[list[Candidate[datetime]], Candidate[datetime] | None]:
    """The candidates and the chosen one, in the page's own zone; None where none is evidence.

    Static pages carry the date of their making for machines only: without an article behind it
    and with nothing that confirms it to readers, that is no date of publication.
    """
    chosen = heaviest(said)
    if chosen is None or (chosen.weight <= PAGE_ONLY and chosen.source == "jsonld"):
        return said, None
    if _is_for_machines_only(said, structured):
        return said, None
    local = _in_page_zone(chosen, said)
    return [local if candidate is chosen else candidate for candidate in said], local


def _is_for_machines_only(said: list[Candidate[datetime]], structured: Structured) -> bool:
    if {candidate.source for candidate in said} & {"html", "opengraph", "url", "feed"}:
        return False
    declared = structured.first("og:type") or ""
    if "article" in declared.lower():
        return False
    kinds = jsonld.types(structured.article) if structured.article is not None else frozenset()
    return not kinds & NEWS


def _in_page_zone(
    chosen: Candidate[datetime], said: list[Candidate[datetime]]
) -> Candidate[datetime]:
    """The same instant as the page's readers see it, where another candidate tells the offset."""
    moment = chosen.value
    if moment.utcoffset() or not _has_time(moment):
        return chosen
    for other in said:
        offset = _offset(moment, other)
        if offset:
            return replace(chosen, value=moment.astimezone(timezone(offset)))
    return chosen


def _offset(moment: datetime, other: Candidate[datetime]) -> timedelta | None:
    """How far the page's clock is from UTC, as another candidate shows it; None where it does not.

    The same instant with an offset; the same moment on a clock without a zone; or the day before
    or after, which only a clock that far away can show.
    """
    if other.value == moment:
        return other.value.utcoffset()
    if other.source != "html" or other.value.utcoffset() or other.weight < NEAR_HEADLINE:
        return None
    ahead = other.value - moment
    if _has_time(other.value):
        return ahead if abs(ahead) <= dates.AHEAD and not ahead % QUARTER else None
    days = (other.value.date() - moment.date()).days
    if abs(days) != 1:
        return None
    hours = 24 - moment.hour if days > 0 else -moment.hour - 1
    return timedelta(hours=hours) if abs(hours) <= HALF_DAY else None


def _has_time(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute)


def modified(
    structured: Structured,
    shown: Sequence[Shown],
    *,
    entry: Entry | None,
    at: datetime | None,
) -> list[Candidate[datetime]]:
    """All that says when the page was last changed, best by weight."""
    said: list[Candidate[datetime | None]] = []
    for thing, weight in ((structured.article, 10.0), (structured.page, 8.0)):
        if thing is not None:
            said.extend(
                Candidate(dates.parse(text), "jsonld", weight)
                for text in jsonld.texts(thing.get("dateModified"))
            )
    if entry is not None and entry.modified_at is not None:
        said.append(Candidate(entry.modified_at, "feed", 9.0))
    said.extend(
        Candidate(dates.parse(text), source, 7.0)
        for name, source in _META_MODIFIED
        for text in structured.meta.get(name, ())[:1]
    )
    said.extend(
        Candidate(dates.parse(prop.value), "html", 6.0)
        for prop in structured.properties
        if prop.name == "dateModified"
    )
    said.extend(Candidate(d.moment, "html", d.weight) for d in shown if d.is_change)
    return _bounded(said, at)


def in_url(url: str) -> Iterator[datetime]:
    """The day in an address such as /2024/05/17/."""
    for found in _URL_DATE.finditer(url[:500]):
        try:
            yield datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
        except ValueError:
            continue


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


def _anywhere(tree: HtmlElement, *, month_first: bool) -> Iterator[tuple[datetime, float]]:
    """Dates in elements that are made for dates, wherever they stand outside boxes and lists."""
    for index, element in enumerate(tree.xpath(_DATED)[:MAX_DATED]):
        if index >= MAX_DATED or _is_elsewhere(element):
            continue
        text = short_text(element, MAX_BARE + 1)
        if len(text) > MAX_BARE or _CHANGED.search(text) or _CHANGED.search(_names(element)):
            continue
        exact = dates.parse(element.get("datetime") or "") if element.tag == "time" else None
        moment = exact or dates.parse(text, month_first=month_first)
        if moment is not None:
            yield moment, 4.0 - index / 100


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _is_elsewhere(element: HtmlElement) -> bool:
    """In a card, a comment, a list of other pages."""
    node: HtmlElement | None = element
    for _ in range(MAX_CLIMB):
        if node is None or node.tag == "body":
            return False
        if node.tag in ("aside", "nav", "footer") or _ELSEWHERE.search(_names(node).lower()):
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


def _bounded(
    said: list[Candidate[datetime | None]], at: datetime | None
) -> list[Candidate[datetime]]:
    bounded = ((c, dates.bounded(c.value, at)) for c in said if c.value is not None)
    return [Candidate(moment, c.source, c.weight) for c, moment in bounded if moment is not None]
