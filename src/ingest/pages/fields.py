"""What a page says about description, section, site, image, tags and access -> candidates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from ingest import urls
from ingest.model import Access, Entry
from ingest.pages import jsonld
from ingest.pages.evidence import Candidate
from ingest.pages.jsonld import JsonObject
from ingest.pages.structured import Structured
from ingest.pages.surroundings import Line

MAX_DESCRIPTION = 2000
MAX_SECTION = 60
MAX_SECTION_WORDS = 5
MAX_NAME = 120
MAX_TAG = 60
MAX_TAGS = 30
MIN_SEGMENT = 3
MAX_SEGMENT = 20
NEAR = 4
MIN_TRAIL = 2

_SPLIT_TAGS = re.compile(r"\s*[,;|]\s*")
_SECTION_MARK = re.compile(
    r"\b(?:cat|category|categories|kicker|section|topic|topper|rubrik|ressort|overline|eyebrow|"
    r"channel|breadcrumbs?|dachzeile|rubric|rubrique|seccion|categoria)\b"
)
_HOME = re.compile(
    r"^(?:home|homepage|start(?:seite)?|inicio|início|accueil|forside|etusivu|hem|hjem|главная|"
    r"首页|ホーム|トップ|top|홈|ana sayfa|strona główna|domů|kezdőlap|acasă|αρχική|beranda)$",
    re.IGNORECASE,
)
_NO_SECTION = frozenset(
    (
        *("news", "article", "articles", "story", "stories", "post", "posts", "blog", "blogs"),
        *("content", "archive", "archives", "index", "amp", "html", "web", "www", "page", "pages"),
        *("de", "en", "fr", "es", "it", "pt", "nl", "p", "a", "s", "id", "node", "item", "view"),
        *("read", "beitrag", "artikel", "nachrichten", "noticias", "noticia", "actualite", "en-us"),
        *("en-gb", "uncategorized", "allgemein", "tag", "category", "artikkel", "nyheter", "wiki"),
    )
)
_TIERS = {
    "free": Access.FREE,
    "metered": Access.METERED,
    "meter": Access.METERED,
    "locked": Access.PAID,
    "paid": Access.PAID,
    "premium": Access.PAID,
    "subscription": Access.PAID,
    "subscriber": Access.PAID,
}


def descriptions(structured: Structured) -> list[Candidate[str]]:
    """What sums the page up: the standfirst where the page sets one apart."""
    article = structured.article or {}
    said = [Candidate(t, "jsonld", 3.0) for t in jsonld.texts(article.get("description"))]
    for name, source, weight in (
        ("og:description", "opengraph", 2.5),
        ("description", "meta", 2.0),
        ("twitter:description", "meta", 1.0),
    ):
        said.extend(Candidate(t, source, weight) for t in structured.meta.get(name, ())[:1])
    return _one_line(said, MAX_DESCRIPTION)


def sections(
    structured: Structured, lines: Sequence[Line], *, url: str | None, sites: frozenset[str]
) -> list[Candidate[str]]:
    """The part of the site that the page belongs to: named, else in its path, else its address."""
    article = structured.article or {}
    said = [Candidate(t, "jsonld", 5.0) for t in jsonld.texts(article.get("articleSection"))]
    said.extend(
        Candidate(t, "opengraph", 4.5) for t in structured.meta.get("article:section", ())[:1]
    )
    said.extend(
        Candidate(prop.value, "html", 4.0)
        for prop in structured.properties
        if prop.name == "articleSection"
    )
    said.extend(Candidate(name, "jsonld", 3.5) for name in _trail(structured))
    said.extend(
        Candidate(line.text, "html", 3.0 + line.position / 100)
        for line in lines
        if -NEAR <= line.position < 0 and _SECTION_MARK.search(line.marks)
    )
    said.extend(Candidate(segment, "url", 1.0) for segment in _segment(url))
    tidy = _one_line(said, MAX_SECTION + 1)
    return [c for c in tidy if _is_section(c.value, sites)]


def site_names(structured: Structured) -> list[Candidate[str]]:
    """How the site calls itself."""
    article = structured.article or {}
    said = [Candidate(t, "opengraph", 3.0) for t in structured.meta.get("og:site_name", ())[:1]]
    publisher = structured.of(article.get("publisher"))
    said.extend(Candidate(text, "jsonld", 2.0) for text in jsonld.texts(publisher))
    said.extend(
        Candidate(text, "jsonld", 1.5)
        for thing in structured.by_kind.get("WebSite", ())
        for text in jsonld.texts(thing.get("name"))
    )
    said.extend(Candidate(t, "meta", 1.0) for t in structured.meta.get("application-name", ())[:1])
    return _one_line(said, MAX_NAME)


def images(structured: Structured, entry: Entry | None, url: str | None) -> list[Candidate[str]]:
    """The picture that stands for the page."""
    said = [
        Candidate(text, source, weight)
        for name, source, weight in (
            ("og:image", "opengraph", 3.0),
            ("og:image:url", "opengraph", 2.9),
            ("twitter:image", "meta", 2.0),
            ("twitter:image:src", "meta", 1.9),
        )
        for text in structured.meta.get(name, ())[:1]
    ]
    image = jsonld.address(structured.of((structured.article or {}).get("image")))
    if image:
        said.append(Candidate(image, "jsonld", 2.5))
    if entry is not None and entry.image_url:
        said.append(Candidate(entry.image_url, "feed", 1.5))
    absolute = ((c, urls.normalize(c.value, url)) for c in said)
    return [Candidate(value, c.source, c.weight) for c, value in absolute if value]


def tags(structured: Structured, entry: Entry | None) -> tuple[str, ...]:
    """The subjects that page and feed name, each once."""
    said: list[str] = list(structured.meta.get("article:tag", ()))
    for text in jsonld.texts((structured.article or {}).get("keywords")):
        said.extend(_SPLIT_TAGS.split(text))
    for text in structured.meta.get("news_keywords", structured.meta.get("keywords", ())):
        said.extend(_SPLIT_TAGS.split(text))
    said.extend(entry.tags if entry else ())
    named: dict[str, str] = {}
    for tag in said:
        tidy = " ".join(tag.split())
        if 1 < len(tidy) <= MAX_TAG and "://" not in tidy:
            named.setdefault(tidy.casefold(), tidy)
    return tuple(named.values())[:MAX_TAGS]


def access(structured: Structured) -> Access:
    """Who may read the page, as far as it says so."""
    tier = structured.first("article:content_tier", "og:article:content_tier", "content_tier")
    if tier is not None and tier.lower() in _TIERS:
        return _TIERS[tier.lower()]
    for thing in filter(None, (structured.article, structured.page)):
        free = _truth(thing.get("isAccessibleForFree"))
        if free is False:
            return Access.METERED if _is_metered(thing) else Access.PAID
        if free is True:
            return Access.FREE
    for prop in structured.properties:
        if prop.name == "isAccessibleForFree":
            free = _truth(prop.value)
            return Access.UNKNOWN if free is None else Access.FREE if free else Access.PAID
    return Access.UNKNOWN


def _is_metered(thing: JsonObject) -> bool:
    return any("meter" in text.lower() for text in jsonld.texts(thing.get("conditionsOfAccess")))


def _truth(value: object) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().rsplit("/", 1)[-1].lower()
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
            word
        )
    return None


def _trail(structured: Structured) -> Iterator[str]:
    """The first step after the home page in a breadcrumb list of at least three steps."""
    for thing in structured.by_kind.get("BreadcrumbList", ()):
        steps = thing.get("itemListElement")
        named: list[str] = []
        for step in jsonld.items(steps):
            name = jsonld.text(step) if not isinstance(step, dict) else _step(step)
            if name and not _HOME.match(name):
                named.append(name)
        if len(named) >= MIN_TRAIL:
            yield named[0]
        return


def _step(step: dict[str, object]) -> str | None:
    return jsonld.text(step.get("name")) or jsonld.text(step.get("item"))


def _segment(url: str | None) -> Iterator[str]:
    """The first word in the address's path where an article's slug follows it."""
    segments = [s for s in urlsplit(url or "").path.split("/") if s]
    for segment in segments[:-1]:
        word = unquote(segment)
        if not MIN_SEGMENT <= len(word) <= MAX_SEGMENT or word.lower() in _NO_SECTION:
            continue
        if word.replace("-", "").isalpha():
            yield word.replace("-", " ").capitalize()
        return


def _is_section(text: str, sites: frozenset[str]) -> bool:
    words = text.split()
    if not 1 < len(text) <= MAX_SECTION or len(words) > MAX_SECTION_WORDS or "://" in text:
        return False
    if _HOME.match(text) or text.lower() in _NO_SECTION or not any(c.isalpha() for c in text):
        return False
    return re.sub(r"[\W_]+", "", text.casefold()) not in sites


def _one_line(said: Iterable[Candidate[str]], limit: int) -> list[Candidate[str]]:
    tidy = ((c, " ".join(c.value.split())[:limit].strip()) for c in said)
    return [Candidate(value, c.source, c.weight) for c, value in tidy if value]
