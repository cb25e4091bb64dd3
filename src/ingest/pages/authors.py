"""What a page says about its authors -> candidates, each a tuple of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from ingest.model import Entry
from ingest.pages import jsonld, people
from ingest.pages.evidence import Candidate
from ingest.pages.people import Shape
from ingest.pages.structured import Property, Structured, short_text
from ingest.pages.surroundings import Line

MAX_LINES_WITH_AUTHORS = 12
MAX_LATER_WORDS = 4
_AUTHOR_MARK = re.compile(
    r"\b(?:authors?|bylines?|byl|writers?|autor\w*|auteurs?|vcard|fn|verfasser)\b"
)
_NO_AUTHOR_MARK = re.compile(
    r"\b(?:comments?|related|biograph\w*|teaser|caption|credit|photo(?:grapher)?)\b"
)
_PERSON_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|people|staff|profiles?|contributors?|writers?|by|"
    r"redaktion|redakteure?|team|journalists?|bio|experts?|reporters?|columnists?|person|users?|"
    r"forfatter|skribent|redattori|autore|editors?|newsroom|member|members)/[^/]",
    re.IGNORECASE,
)
_CONNECTORS = frozenset({"and", "und", "et", "y", "e", "og", "och", "en", "&", ",", "|", "/", "·"})
_META = (
    ("citation_author", 8.0),
    ("author", 7.0),
    ("parsely-author", 7.0),
    ("sailthru.author", 7.0),
    ("byl", 7.0),
    ("article:author", 6.5),
    ("dc.creator", 6.0),
    ("dcterms.creator", 6.0),
)


def candidates(
    tree: HtmlElement,
    structured: Structured,
    lines: Sequence[Line],
    *,
    sites: frozenset[str],
    entry: Entry | None,
) -> list[Candidate[tuple[str, ...]]]:
    """All that names authors, best first by weight."""
    said: list[tuple[str, float, Iterable[str]]] = [
        ("jsonld", 10.0, _jsonld(structured)),
        ("feed", 9.0, entry.authors if entry else ()),
        ("html", 8.0, _microdata(structured)),
        *(("meta", weight, structured.meta.get(name, ())) for name, weight in _META),
        ("html", 5.5, _by_relation(tree)),
    ]
    found = [(source, weight, _people(texts, sites)) for source, weight, texts in said]
    for weight, names in _visible(lines, sites):
        found.append(("html", weight, names))
    return [Candidate(names, source, weight) for source, weight, names in found if names]


def _visible(
    lines: Sequence[Line], sites: frozenset[str]
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Names in the lines around the headline, by how plainly the page calls them authors."""
    for line in lines:
        if abs(line.position) > MAX_LINES_WITH_AUTHORS:
            continue
        explicit = _after_by(line, sites)
        if explicit:
            yield 6.2 - abs(line.position) / 100, explicit
            continue
        linked = _linked(line, sites)
        if linked:
            yield 6.0 - abs(line.position) / 100, linked
            continue
        if _AUTHOR_MARK.search(line.marks) and not _NO_AUTHOR_MARK.search(line.marks):
            marked = _named_parts(line, sites)
            if marked:
                yield 5.0 - abs(line.position) / 100, marked


def _after_by(line: Line, sites: frozenset[str]) -> tuple[str, ...]:
    """The names after "By": in the same text, or in the texts of the elements that follow."""
    found: dict[str, str] = {}
    expecting = False
    for index, part in enumerate(line.parts):
        if people.names_another_role(part):
            if expecting or found:
                break
            expecting = False
            continue
        rest = people.begins_byline(part)
        text = rest if rest is not None else part
        expecting = expecting or (rest is not None and index <= MAX_LATER_WORDS)
        if not expecting or not text:
            continue
        names = people.names(text, sites=sites, shape=Shape.NAME)
        for name in names:
            found.setdefault(name.casefold(), name)
        if not names and any(character.isalnum() for character in text):
            if text.casefold() in _CONNECTORS:
                continue
            break
    return tuple(found.values())


def _linked(line: Line, sites: frozenset[str]) -> tuple[str, ...]:
    """The names in links to pages about people."""
    links = [line.element] if line.element.tag == "a" else line.element.iter("a")
    found: dict[str, str] = {}
    for link in links:
        if _PERSON_PAGE.search(link.get("href") or "") and not people.names_another_role(line.text):
            for name in people.names(short_text(link), sites=sites, shape=Shape.NAME):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _named_parts(line: Line, sites: frozenset[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for part in line.parts:
        if people.names_another_role(part):
            break
        for name in people.names(part, sites=sites, shape=Shape.FULL_NAME):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _people(bylines: Iterable[str], sites: frozenset[str]) -> tuple[str, ...]:
    said: dict[str, str] = {}
    for byline in bylines:
        for name in people.names(byline, sites=sites):
            said.setdefault(name.casefold(), name)
    return tuple(said.values())


def _jsonld(structured: Structured) -> Iterator[str]:
    article = structured.article
    if article is None:
        return
    for thing in structured.of(article.get("author") or article.get("creator")):
        if isinstance(thing, dict) and "Organization" in jsonld.types(thing):
            continue
        yield from jsonld.texts(thing)


def _microdata(structured: Structured) -> Iterator[str]:
    for prop in structured.properties:
        if prop.name == "author" and prop.scope not in ("Comment", "Review", "UserComments"):
            yield _name_within(prop)
            return


def _name_within(prop: Property) -> str:
    inner = prop.element.xpath(".//*[@itemprop='name']")
    return short_text(inner[0]) if inner else prop.value


def _by_relation(tree: HtmlElement) -> Iterator[str]:
    for link in tree.xpath("//a[@rel='author' or @rel='author external']")[:1]:
        yield short_text(link)
