"""What a page says about its authors -> candidates, each a tuple of names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from ingest.model import Entry
from ingest.pages import bywords, dates, jsonld, people
from ingest.pages.evidence import Candidate, heaviest
from ingest.pages.given import is_given
from ingest.pages.people import Shape
from ingest.pages.structured import Property, Structured, short_text
from ingest.pages.surroundings import Line

MAX_LINES_WITH_AUTHORS = 12
MAX_LINES_WITH_DATE = 3
MAX_LATER_WORDS = 4
MAX_BESIDE_DATE = 90
MAX_LONE = 40
MAX_UNMARKED = 8
RELATION = 5.5
ANYWHERE = 3.0
MAX_MARKED = 15
MAX_ANCESTORS = 8
EXPLICIT = 6.1
BYLINE = 6.39
JSONLD = 8.0
_NONE: frozenset[str] = frozenset()
_Said = tuple[str, float, tuple[str, ...]]
# parts of a line's marks, which are words with one space between them
_AUTHOR_MARKS = (
    *("author", "byline", "writer", " byl ", " autor", " auteur ", " auteurs ", " vcard "),
    *(" fn ", " verfasser "),
)
_NO_AUTHOR_MARKS = (
    *("comment", "related", "biograph", "teaser", "caption", "credit", "photo", "reviewer"),
    " authority ",
)
_AUTHOR_CLASS = re.compile(
    r"author(?:[-_]*(?:name|link|url))?\b|\bfn\b|byline[-_]*(?:name|author)|\busername\b|writer|\bautor\b",
    re.IGNORECASE,
)
_AUTHORED = ("author", "Author", "byline")
_BY_AUTHOR = frozenset({"author", "author external"})
_BOX = re.compile(
    r"comment|card|related|teaser|sidebar|widget|footer|aside|recent|list|member|login"
)
_BREAK = re.compile(r"\s+[·•|–—]\s+")
_PERSON_PAGES = frozenset(
    (
        *("author", "authors", "autor", "autoren", "autores", "autorin", "auteur", "auteurs"),
        *("people", "staff", "profile", "profiles", "contributor", "contributors", "writer"),
        *("writers", "by", "redaktion", "redakteur", "redakteure", "team", "journalist"),
        *("journalists", "bio", "expert", "experts", "reporter", "reporters", "columnist"),
        *("columnists", "person", "forfatter", "skribent", "redattori", "autore", "editor"),
        "editors",
    )
)
_CONNECTORS = frozenset({"and", "und", "et", "y", "e", "og", "och", "en", "&", ",", "|", "/", "·"})
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
        *(("html", weight, names) for weight, names in _visible(lines, sites)),
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
                for weight, names in _visible(lines, _NONE)
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


def _visible(
    lines: Sequence[Line], sites: frozenset[str]
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Names in the lines around the headline, by how plainly the page calls them authors."""
    for line in lines:
        distance = abs(line.position) / 100
        if abs(line.position) > MAX_LINES_WITH_AUTHORS:
            continue
        marked = _is_marked(line)
        explicit = _after_by(line, sites, is_marked=marked)
        if explicit:
            yield (6.5 if marked else 6.2) - distance, explicit
        elif linked := _linked(line, sites, Shape.NAME if marked else Shape.FULL_NAME):
            yield (6.0 if marked else 5.2) - distance, linked
        elif marked:
            yield 5.0 - distance, _named_parts(line, sites)
        elif abs(line.position) <= MAX_LINES_WITH_DATE:
            yield 4.0 - distance, _beside_date(line, sites)


def _is_marked(line: Line) -> bool:
    marks = f" {line.marks} "
    if not any(map(marks.__contains__, _AUTHOR_MARKS)):
        return False
    return not any(map(marks.__contains__, _NO_AUTHOR_MARKS))


def _after_by(line: Line, sites: frozenset[str], *, is_marked: bool) -> tuple[str, ...]:
    """The names after "By": in the same text, or in the texts of the elements that follow."""
    starts = [people.begins_byline(part) for part in line.parts[: MAX_LATER_WORDS + 1]]
    if all(start is None for start in starts):
        return ()
    found: dict[str, str] = {}
    expecting = False
    for index, part in enumerate(line.parts):
        rest = starts[index] if index < len(starts) else None
        expecting = expecting or (rest is not None and not found)
        if people.names_another_role(part):
            break
        if found and part.strip(" ,").casefold() in _CONNECTORS:
            expecting = True
            continue
        text = rest if rest is not None else part
        if not expecting or not text:
            continue
        names = people.names(text, sites=sites, shape=Shape.NAME)
        if not names and is_marked and not found and len(text.split()) == 1:
            names = people.names(text, sites=sites)
        if not names and text.strip(" :,·|"):
            break
        found.update((name.casefold(), name) for name in names if name.casefold() not in found)
        expecting = not names or part.rstrip().endswith((",", "&", " and", " und", " et", " y"))
    return tuple(found.values())


def _linked(line: Line, sites: frozenset[str], shape: Shape) -> tuple[str, ...]:
    """The names in links to pages about people."""
    links = [line.element] if line.element.tag == "a" else line.element.iter("a")
    personal = [link for link in links if _leads_to_person(link.get("href") or "")]
    if not personal or people.names_another_role(line.text):
        return ()
    found: dict[str, str] = {}
    for link in personal:
        for name in people.names(short_text(link), sites=sites, shape=shape):
            if not people.is_institution(name) or shape is Shape.NAME:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _leads_to_person(address: str) -> bool:
    """Whether something follows a step that is called after people in the address."""
    steps = address.lower().split("/")[1:]
    return any(step in _PERSON_PAGES and after for step, after in itertools.pairwise(steps))


def _named_parts(line: Line, sites: frozenset[str]) -> tuple[str, ...]:
    """The names in a line whose classes speak of authors; first what is marked most closely."""
    for element in itertools.islice(line.element.iter("*"), MAX_MARKED):
        if _is_author_element(element):
            names = _lone(element, sites)
            if names:
                return names
    found: dict[str, str] = {}
    for part in line.parts:
        if people.names_another_role(part) or (found and part in bywords.FOLLOW):
            break
        for name in people.names(part, sites=sites, shape=Shape.FULL_NAME):
            found.setdefault(name.casefold(), name)
    if len(found) > MAX_UNMARKED:
        return ()
    if not found and len(line.parts) <= MAX_LATER_WORDS and len(line.text) <= MAX_LONE:
        return people.names(line.parts[0], sites=sites, shape=Shape.NAME)[:1]
    return tuple(found.values())


def _is_author_element(element: HtmlElement) -> bool:
    return _AUTHOR_CLASS.search(element.get("class") or "") is not None


def _lone(element: HtmlElement, sites: frozenset[str]) -> tuple[str, ...]:
    """The name that is all the text of an element, be it an alias; () where there is more."""
    text = short_text(element, MAX_LONE + 1)
    if not text or len(text) > MAX_LONE or len(text.split()) > MAX_LATER_WORDS:
        return ()
    return people.names(text, sites=sites)


def _anywhere(tree: HtmlElement, sites: frozenset[str]) -> tuple[str, ...]:
    """The first element made for the author's name that is in no comment and no card."""
    for element in itertools.islice(_authored(tree), MAX_LINES_WITH_AUTHORS):
        ancestors = itertools.islice(element.iterancestors(), MAX_ANCESTORS)
        boxes = (f"{a.tag} {a.get('class') or ''} {a.get('id') or ''}" for a in ancestors)
        if any(_BOX.search(box.lower()) for box in boxes):
            continue
        names = _lone(element, sites)
        if names:
            return names
    return ()


def _authored(tree: HtmlElement) -> Iterator[HtmlElement]:
    body = tree.find("body")
    for element in body.iterdescendants("*") if body is not None else ():
        name = element.get("class")
        if name and (name in ("fn", "username") or any(map(name.__contains__, _AUTHORED))):
            yield element


def _beside_date(line: Line, sites: frozenset[str]) -> tuple[str, ...]:
    """The one name in a short line that also says a date."""
    if len(line.text) > MAX_BESIDE_DATE or dates.parse(line.text) is None:
        return ()
    parts = [part for part in line.parts for part in _BREAK.split(part)]
    named = [
        name
        for part in parts
        for name in people.names(part, sites=sites, shape=Shape.FULL_NAME)
        if 2 <= len(name.split()) <= MAX_LATER_WORDS and is_given(name.split()[0])
    ]
    return tuple(named) if len(named) == 1 else ()


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
    return prop.value if len(prop.value) <= MAX_BESIDE_DATE else ""


def _by_relation(tree: HtmlElement) -> Iterator[str]:
    for link in tree.iter("a"):
        if link.get("rel") in _BY_AUTHOR:
            yield short_text(link)
            return
