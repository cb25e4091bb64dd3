"""What a page says about its authors -> candidates, each a tuple of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from ingest.model import Entry
from ingest.pages import jsonld, people
from ingest.pages.evidence import Candidate
from ingest.pages.structured import Property, Structured, short_text

MAX_BYLINES = 12
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


@dataclass(frozen=True, slots=True)
class Byline:
    """A visible line that may name the authors; `explicit` where it begins with "By"."""

    text: str
    explicit: bool


def candidates(
    tree: HtmlElement,
    structured: Structured,
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
        ("html", 6.0, _by_relation(tree)),
    ]
    found = ((source, weight, _people(lines, sites)) for source, weight, lines in said)
    return [Candidate(names, source, weight) for source, weight, names in found if names]


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
