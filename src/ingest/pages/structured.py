"""Tree -> what the page says about itself for machines: JSON-LD, microdata, meta elements.

Nothing is decided here except which JSON-LD object is the article that this page is about.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import XPath
from lxml.html import HtmlElement

from ingest import urls
from ingest.pages import jsonld, landmarks
from ingest.pages.jsonld import JsonObject
from ingest.pages.landmarks import Landmarks
from ingest.pages.texts import MAX_TEXT, short_text

MAX_SCRIPTS = 60
MAX_SCRIPT_CHARACTERS = 3_000_000
MAX_PROPERTIES = 400
MAX_META = 2000
MAX_CONTENTS = 60

NEWS = frozenset(
    {
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "AdvertiserContentArticle",
        "LiveBlogPosting",
        "BlogPosting",
        "SatiricalArticle",
    }
)
ARTICLES = NEWS | frozenset(
    {
        "Article",
        "ScholarlyArticle",
        "MedicalScholarlyArticle",
        "TechArticle",
        "APIReference",
        "Report",
        "SocialMediaPosting",
        "Recipe",
        "HowTo",
        "ClaimReview",
    }
)
# by way of the attributes: half the time of a predicate
_with_properties = XPath("descendant-or-self::*/attribute::itemprop/parent::*")
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9_.~-]*)*")
PAGES = frozenset({"WebPage", "ItemPage", "MedicalWebPage", "FAQPage", "AboutPage", "QAPage"})
_WANTED = frozenset(
    {
        "articleSection",
        "author",
        "creator",
        "dateCreated",
        "dateModified",
        "datePublished",
        "description",
        "headline",
        "image",
        "isAccessibleForFree",
        "keywords",
        "name",
        "publisher",
    }
)


@dataclass(frozen=True, slots=True)
class Property:
    """A microdata property. `scope` names the type of the thing it belongs to, '' at top level."""

    name: str
    value: str
    scope: str
    element: HtmlElement = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Structured:
    """All that the page says for machines.

    `by_kind` are the JSON-LD objects of each type, outermost first; `article` is the one about this
    page, with references to other objects resolved by `of`. `meta` maps lower-case names and
    properties of meta elements to their contents, in order.
    """

    by_kind: dict[str, list[JsonObject]] = field(default_factory=dict)
    article: JsonObject | None = None
    page: JsonObject | None = None
    article_body: str | None = None
    properties: tuple[Property, ...] = ()
    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)
    named: dict[str, JsonObject] = field(default_factory=dict, repr=False)
    landmarks: Landmarks = field(default_factory=Landmarks, repr=False, compare=False)

    def of(self, value: object) -> list[object]:
        """A property's values, with references (`{"@id": …}`) replaced by what they name."""
        return [self._resolve(item) for item in jsonld.items(value)]

    def first(self, *names: str) -> str | None:
        """The first content of the first of these meta elements that has one."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def _resolve(self, item: object) -> object:
        if isinstance(item, dict) and "@id" in item and "name" not in item:
            return self.named.get(str(item["@id"]), item)
        return item


def read(tree: HtmlElement, *, url: str | None = None) -> Structured:
    """What the page says for machines. Never raises, does not change the tree."""
    marks = landmarks.find(tree)
    meta = _meta(tree, marks.metas)
    found = jsonld.flatten(_documents(marks.scripts))
    named: dict[str, JsonObject] = {}
    by_kind: dict[str, list[JsonObject]] = {}
    for item in found:
        for kind in item.kinds:
            by_kind.setdefault(kind, []).append(item.value)
        identity = item.value.get("@id")
        if isinstance(identity, str) and len(item.value) > 1:
            named.setdefault(identity, item.value)
    here = {_key(a) for a in (url, *meta.get("og:url", ()), *_canonical(marks.links)) if a}
    title = _squeezed(next(iter(meta.get("og:title", ())), "") or _title(marks.titles))
    article = _best(found, ARTICLES, here, title)
    return Structured(
        by_kind=by_kind,
        article=article,
        page=_best(found, PAGES, here, title),
        article_body=_body(article),
        properties=tuple(_properties(tree)),
        meta=meta,
        named=named,
        landmarks=marks,
    )


def _documents(scripts: list[HtmlElement]) -> list[object]:
    documents: list[object] = []
    budget = MAX_SCRIPT_CHARACTERS
    linked = (script for script in scripts if "ld+json" in (script.get("type") or ""))
    for script in itertools.islice(linked, MAX_SCRIPTS):
        text = script.text or ""
        budget -= len(text)
        if budget < 0:
            break
        documents.extend(jsonld.loads(text))
    return documents


def _meta(tree: HtmlElement, metas: list[HtmlElement]) -> dict[str, tuple[str, ...]]:
    meta: dict[str, list[str]] = {}
    head = tree.find("head")
    for element in metas[:MAX_META]:
        said = element.get("content")
        content = jsonld.clean(said) if said else ""
        if not content:
            continue
        names = [element.get("property"), element.get("name"), element.get("http-equiv")]
        of_page = element.get("itemprop")
        if of_page and element.getparent() is head:
            names.append(of_page)
        for name in dict.fromkeys([n.strip().lower() for n in names if n]):
            meta.setdefault(name, []).append(content)
    return {name: tuple(contents[:MAX_CONTENTS]) for name, contents in meta.items()}


def _canonical(links: list[HtmlElement]) -> list[str]:
    addresses = (link.get("href") for link in links if link.get("rel") == "canonical")
    return list(itertools.islice((a for a in addresses if a is not None), 2))


def _title(titles: list[HtmlElement]) -> str:
    return (titles[0].text or "") if titles else ""


def _best(
    found: list[jsonld.Found], wanted: frozenset[str], here: set[str], title: str
) -> JsonObject | None:
    """The outermost object of a wanted type, first the one that names this page or its title."""
    best, best_score = None, -100.0
    for item in found:
        kinds = item.kinds & wanted
        if not kinds:
            continue
        score = _score(item, kinds, here, title)
        if score > best_score:
            best, best_score = item.value, score
    return best if best_score > -2 else None


def _score(item: jsonld.Found, kinds: frozenset[str], here: set[str], title: str) -> float:
    value = item.value
    score = 1.0 if kinds & NEWS else 0.0
    score -= 0.1 * item.depth
    addresses = {
        _key(a)
        for a in map(jsonld.address, (value.get("url"), value.get("mainEntityOfPage")))
        if a is not None and a.startswith("http")
    }
    about_here = bool(addresses & here)
    headline = _squeezed(jsonld.text(value.get("headline")) or jsonld.text(value.get("name")) or "")
    says_title = len(headline) > 10 and (headline in title or title.startswith(headline[:60]))
    score += 4 * about_here + 3 * says_title
    if item.elsewhere and not (about_here or says_title):
        score -= 4
    score += sum(
        0.3 for key in ("datePublished", "author", "headline", "articleBody") if key in value
    )
    return score


def _body(article: JsonObject | None) -> str | None:
    body = jsonld.text(article.get("articleBody") or article.get("text")) if article else None
    return body or None


def _properties(tree: HtmlElement) -> Iterator[Property]:
    for element in _with_properties(tree)[:MAX_PROPERTIES]:
        names = _WANTED.intersection(element.get("itemprop").split())
        value = element_value(element) if names else ""
        if value:
            scope = _scope(element)
            for name in sorted(names):
                yield Property(name, value, scope, element)


def element_value(element: HtmlElement) -> str:
    """What an element says for machines, else its text, cut at a length no field needs."""
    for attribute in ("content", "datetime"):
        value = element.get(attribute)
        if value and value.strip():
            return jsonld.clean(value[:MAX_TEXT])
    if element.tag in ("a", "link", "img") and not (element.text or len(element)):
        return jsonld.clean((element.get("href") or element.get("src") or "")[:MAX_TEXT])
    return short_text(element)


def _scope(element: HtmlElement) -> str:
    parent = element.getparent()
    for _ in range(30):
        if parent is None:
            return ""
        if parent.get("itemscope") is not None or parent.get("itemtype"):
            return (parent.get("itemtype") or "").strip().rstrip("/").rsplit("/", 1)[-1]
        parent = parent.getparent()
    return ""


def _key(address: str) -> str:
    """An address as far as it names a page: host and path."""
    page = address.partition("#")[0].partition("?")[0]
    is_normal = _PLAIN.fullmatch(page) is not None and "/." not in page
    normal = page if is_normal else urls.normalize(address) or address
    return re.sub(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$|/+$", "", normal.strip()).lower()


def _squeezed(text: str) -> str:
    return " ".join(text.split())
