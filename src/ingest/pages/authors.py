"""What a page says about its authors -> candidates, each a tuple of names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from ingest.model import Entry
from ingest.pages import bylines, jsonld, people
from ingest.pages.evidence import Candidate, heaviest
from ingest.pages.given import is_given
from ingest.pages.structured import Property, Structured
from ingest.pages.surroundings import Line
from ingest.pages.texts import short_text

RELATION = 5.5
ANYWHERE = 3.0
MAX_ANCESTORS = 8
EXPLICIT = 6.1
BYLINE = 6.39
JSONLD = 8.0
_NONE: frozenset[str] = frozenset()
_Said = tuple[str, float, tuple[str, ...]]
_AUTHORED = ("author", "Author", "byline")
_BY_AUTHOR = frozenset({"author", "author external"})
_BOX = re.compile(
    r"comment|card|related|teaser|sidebar|widget|footer|aside|recent|list|member|login"
)
_META = (
    ("citation_author", 8.0),
    ("author", 5.8),
    ("parsely-author", 7.0),
    ("sailthru.author", 7.0),
    ("byl", 7.0),
    ("article:author", 6.5),
)


def candidates(
    tree: HtmlElement,
    structured: Structured,
    lines: Sequence[Line],
    *,
    sites: frozenset[str],
    entry: Entry | None,
) -> list[Candidate[tuple[str, ...]]]:
    """All that names authors, best by weight.

    The site's own name counts only where nobody else is named: a page may be signed by its
    publisher, and many a site is called after the one person who writes it.
    """
    article = structured.article or {}
    signed = structured.of(article.get("author") or article.get("creator"))
    said: list[_Said] = [
        ("jsonld", 10.0, _people(_texts(signed), sites)),
        ("feed", 9.0, _people(entry.authors if entry else (), sites)),
        ("html", 8.0, _people(_microdata(structured), sites)),
        *(("meta", weight, _persons(structured.meta.get(n, ()), sites)) for n, weight in _META),
        *(("html", weight, names) for weight, names in bylines.in_lines(lines, sites)),
    ]
    if all(not names or weight < RELATION for _, weight, names in said):
        said.append(("html", RELATION, _people(_by_relation(tree), sites)))
    if not any(names for _, _, names in said):
        said.append(("html", ANYWHERE, _anywhere(tree, sites)))
    if not any(names for _, _, names in said):
        said = [
            ("jsonld", 1.0, _people(_texts(signed), _NONE)),
            *(
                ("html", weight / 10, names)
                for weight, names in bylines.in_lines(lines, _NONE)
                if all(is_given(name.split()[0]) for name in names)
            ),
        ]
    return [Candidate(names, source, weight) for source, weight, names in said if names]


def choose(
    said: Sequence[Candidate[tuple[str, ...]]], *, is_article: bool, is_dated: bool
) -> Candidate[tuple[str, ...]] | None:
    """The best candidate; on a page that is no article only what follows a "By".

    Without even a date the line must be marked as a byline, or begin with a first name: "by"
    stands in many a sentence, and before many a maker.
    """
    best = heaviest(said)
    if best is None or is_article:
        return best
    if best.source != "html" or not EXPLICIT < best.weight < JSONLD:
        return None
    named = all(is_given(name.split()[0]) for name in best.value)
    return best if is_dated or named or best.weight > BYLINE else None


def _persons(texts: Iterable[str], sites: frozenset[str]) -> tuple[str, ...]:
    """Names in a meta element, where sites often name themselves or their makers."""
    names = _people(texts, sites)
    return () if any(people.is_institution(name) for name in names) else names


def _anywhere(tree: HtmlElement, sites: frozenset[str]) -> tuple[str, ...]:
    """The first element made for the author's name that is in no comment and no card."""
    for element in itertools.islice(_authored(tree), bylines.MAX_LINES_WITH_AUTHORS):
        ancestors = itertools.islice(element.iterancestors(), MAX_ANCESTORS)
        boxes = (f"{a.tag} {a.get('class') or ''} {a.get('id') or ''}" for a in ancestors)
        if any(_BOX.search(box.lower()) for box in boxes):
            continue
        names = bylines.lone(element, sites)
        if names:
            return names
    return ()


def _authored(tree: HtmlElement) -> Iterator[HtmlElement]:
    body = tree.find("body")
    for element in body.iterdescendants("*") if body is not None else ():
        name = element.get("class")
        if name and (name in ("fn", "username") or any(map(name.__contains__, _AUTHORED))):
            yield element


def _people(bylines: Iterable[str], sites: frozenset[str]) -> tuple[str, ...]:
    said: dict[str, str] = {}
    for byline in bylines:
        for name in people.names(byline, sites=sites):
            said.setdefault(name.casefold(), name)
    return tuple(said.values())


def _texts(things: list[object]) -> Iterator[str]:
    """The names of persons; what is typed as an organisation is none."""
    for thing in things:
        kinds = jsonld.types(thing) if isinstance(thing, dict) else frozenset()
        if not kinds or "Person" in kinds:
            yield from jsonld.texts(thing)
        elif "Role" in kinds and isinstance(thing, dict):
            yield from jsonld.texts(thing.get("author"))


def _microdata(structured: Structured) -> Iterator[str]:
    for prop in structured.properties:
        if prop.name == "author" and prop.scope not in ("Comment", "Review", "UserComments"):
            yield _name_within(prop)
            return


def _name_within(prop: Property) -> str:
    """The name within an author's element, which may hold a portrait and a biography as well."""
    for path in (".//*[@itemprop='name']", ".//a"):
        for inner in prop.element.xpath(path)[:1]:
            name = inner.get("content") or short_text(inner)
            if name:
                return str(name)
    return prop.value if len(prop.value) <= bylines.MAX_BESIDE_DATE else ""


def _by_relation(tree: HtmlElement) -> Iterator[str]:
    for link in tree.iter("a"):
        if link.get("rel") in _BY_AUTHOR:
            yield short_text(link)
            return
