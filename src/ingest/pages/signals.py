"""Blocks and metadata -> the few numbers by which a page's verdict is given.

Counted over the whole page, not over what was kept: whether a page is a listing must not depend
on how well its listing was cut away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log1p
from urllib.parse import urlsplit

from ingest.model import Access, Entry
from ingest.pages import jsonld
from ingest.pages.blocks import Block, Kind, Page
from ingest.pages.metadata import Metadata
from ingest.pages.sought import Sought
from ingest.pages.structured import NEWS, Structured
from ingest.pages.titles import sameness

MIN_PROSE = 80
MAX_LINKED = 0.3
MOSTLY_LINKED = 0.8
MIN_HEADLINE, MAX_HEADLINE = 20, 200
MAX_REPEATED = 40
MIN_REPEATED = 3
MAX_WORDS = 8
MAX_TITLE_WORDS = 12
MAX_DEPTH = 5
MAX_SHORT = 60

_PRICE = Sought(
    # begins with a set of signs, as such patterns are found fast
    re.compile(
        r"[$€£¥\d]\s?(?:(?:(?<=[$€£¥])|(?<=[$€£¥]\s))\d|(?:(?<=\d)|(?<=\d\s))(?:€|USD|EUR|zł|kr)\b)"
    ),
    "$|€|£|¥|USD|EUR|zł|kr",
)
_SENTENCE_ENDS = tuple('.!?…。？！”"»)')
_LISTING_SEGMENT = re.compile(
    r"categor(?:y|ies)|tags?|topics?|collections?|search|archives?|c|shop|browse|lists?|latest|all|"
    r"authors?|catalog|products|news|blog|articles|resources|courses|s|b|cat|w|sale|deals"
)
_PRODUCTS = frozenset({"Product", "ProductGroup", "Offer", "AggregateOffer"})
# what people press to find their way in a list: sorting, filters, counts, the cart
_CONTROL = Sought(
    re.compile(
        r"sort(?:ed)? by|^sort$|\bfilters?\b|\brefine\b|clear all|relevance|best match|"
        r"price:? (?:low|high)|load more|show more|(?:next|previous) page|^page \d|per page|"
        r"(?:grid|list) view|availability|add to (?:cart|bag|basket|wishlist|compare)|"
        r"quick (?:view|shop|add)|(?:choose|select) options|buy now|shop now|sold out|"
        r"(?:sale|regular) price|(?:out of|in) stock|showing \d|\d+ of \d+|\(\d+\)$|"
        r"\b\d[\d,.]*\+? (?:results?|items?|products?|courses?|articles?|posts?|listings?|homes|"
        r"jobs|reviews|ratings|videos|recipes|stories|events|books|apps)\b|"
        r"sortieren|filtern|ergebnisse|in den warenkorb|treffer|trier par|filtrer|résultats|"
        r"ajouter au panier|ordenar por|filtrar|resultados|añadir al carrito|ordina per|filtra|"
        r"risultati|aggiungi al carrello|sorteren|resultaten|in winkelwagen|sortera|sorter etter|"
        r"sortuj|wyniki|do koszyka|сортировать|фильтр|в корзину|並べ替え|絞り込み|カートに入れる|"
        r"排序|筛选|加入购物车|정렬|장바구니"
    ),
    "sort|filter|filtr|refine|clear all|relevance|best match|price|load more|show more|"
    "next page|previous page|page |per page|grid view|list view|availability|add to |quick |"
    "se options|ct options|buy now|shop now|sold out|stock|showing | of |)| result| item|"
    " product| course| article| post| listing| homes| jobs| reviews| ratings| videos|"
    " recipes| stories| events| books| apps|ergebnisse|warenkorb|treffer|trier par|résultats|"
    "au panier|ordenar por|resultados|al carrito|ordina per|risultati|al carrello|resultaten|"
    "winkelwagen|wyniki|koszyka|сортировать|фильтр|корзину|並べ替え|絞り込み|カート|排序|筛选|购物车|정렬|장바구니",
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d\b")
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_LONG_NUMBER = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What speaks for and against a page being one article. Counts are logarithms of 1 + n.

    `text` is the article's text as extracted, `wall` the words of the paywall that it ends at,
    `certainty` how sure the extraction was of its blocks, from 0 to 1. The `url_…` numbers are
    None where the address is not known.
    """

    text: str
    page_text: str
    title: str
    wall: str = ""
    feed_text: str = ""
    agrees_with_feed: bool = False
    dates_itself: bool = False
    certainty: float | None = None
    access: Access = Access.UNKNOWN
    declared_article: float = 0.0
    news: float = 0.0
    og_article: float = 0.0
    dated: float = 0.0
    signed: float = 0.0
    title_words: float = 0.0
    prices: float = 0.0
    sentences: float = 0.0
    longest: float = 0.0
    blocks: float = 0.0
    linked_headings: float = 0.0
    alike_links: float = 0.0
    repeated: float = 0.0
    link_share: float = 0.0
    short_share: float = 0.0
    controls: float = 0.0
    product: float = 0.0
    breadcrumbs: float = 0.0
    url_words: float | None = None
    url_depth: float | None = None
    url_number: float | None = None
    url_file: float | None = None
    url_listing: float | None = None
    url_root: float | None = None


def observe(
    page: Page,
    *,
    text: str,
    about: Metadata,
    said: Structured,
    url: str | None,
    entry: Entry | None = None,
    feed_text: str = "",
    in_feed: bool = False,
    wall: str = "",
    kept: AbstractSet[int] = frozenset(),
    certainty: float | None = None,
) -> Signals:
    """The numbers of a page.

    `feed_text` is the entry's content as text, `in_feed` whether the entry has the page's text;
    `kept` are the blocks that prose announces or a witness has: links among them are text.
    """
    kinds = jsonld.types(said.article) if said.article is not None else frozenset()
    kinds_on_page = said.by_kind.keys()
    texts = [block.text for block in page.blocks]
    prose = [block for block in page.blocks if _is_prose(block)]
    linked = [block for block in page.blocks if block.linked]
    og_article = "article" in (said.first("og:type") or "").lower()
    if prose and (og_article or said.article is not None):
        linked = [block for block in linked if not (block.index in kept or _is_timed(block))]
    links = [block for block in linked if _is_linked_headline(block)]
    alike = Counter([(block.tag, page.boxes[block.box].depth) for block in links])
    short = [block.text for block in page.blocks if block.size < MAX_SHORT]
    again = Counter([text for text in short if MIN_REPEATED <= len(text) < MAX_REPEATED])
    characters = sum(map(len, texts)) or 1
    return Signals(
        text=text,
        page_text="\n".join(texts),
        title=about.title or "",
        wall=wall,
        feed_text=feed_text,
        agrees_with_feed=in_feed or _has_title_of(entry, about),
        certainty=certainty,
        access=about.access,
        declared_article=float(said.article is not None),
        news=float(bool(kinds & NEWS)),
        og_article=float(og_article),
        dates_itself=_says_its_day(about),
        dated=float(about.published_at is not None),
        signed=float(bool(about.authors)),
        title_words=float(min(len((about.title or "").split()), MAX_TITLE_WORDS)),
        prices=log1p(_PRICE.count(texts)),
        sentences=log1p(sum([block.text.endswith(_SENTENCE_ENDS) for block in prose])),
        longest=log1p(max([block.size for block in prose], default=0)),
        blocks=log1p(len(page.blocks)),
        linked_headings=log1p(sum(block.kind is Kind.HEADING for block in links)),
        alike_links=log1p(max(alike.values(), default=0)),
        repeated=log1p(sum(n for n in again.values() if n >= MIN_REPEATED)),
        link_share=sum([min(b.linked, len(b.text)) for b in linked]) / characters,
        short_share=len(short) / max(1, len(texts)),
        controls=log1p(_CONTROL.count([text.lower() for text in short])),
        product=float(not _PRODUCTS.isdisjoint(kinds_on_page)),
        breadcrumbs=float("BreadcrumbList" in kinds_on_page),
        **_of_address(url),
    )


def _has_title_of(entry: Entry | None, about: Metadata) -> bool:
    """Whether the page itself, and not only its entry, says the entry's title."""
    wanted = sameness(entry.title) if entry is not None and entry.title else ""
    if not wanted or wanted != sameness(about.title or ""):
        return False
    own = (one.value for one in about.evidence if one.field == "title" and one.source != "feed")
    return any(wanted in sameness(value) for value in own)


def _says_its_day(about: Metadata) -> bool:
    """Whether the page itself, and not only its entry, says the day it was published."""
    if about.published_at is None or about.published_source != "feed":
        return about.published_at is not None
    day = about.published_at.date().isoformat()
    return any(
        one.field == "published_at" and one.source != "feed" and one.value[:10] == day
        for one in about.evidence
    )


def _is_prose(block: Block) -> bool:
    return (
        block.size >= MIN_PROSE
        and block.linked < MAX_LINKED * len(block.text)
        and block.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.TERM)
    )


def _is_linked_headline(block: Block) -> bool:
    length = len(block.text)
    is_headline = block.size >= MIN_HEADLINE and length <= MAX_HEADLINE
    return is_headline and block.linked >= MOSTLY_LINKED * length


def _is_timed(block: Block) -> bool:
    """Whether a line begins with a clock's time, as those of an article's timetable do."""
    return block.text[0].isdigit() and _CLOCK.match(block.text) is not None


def _of_address(url: str | None) -> dict[str, float]:
    if not url:
        return {}
    segments = [segment for segment in urlsplit(url).path.lower().split("/") if segment]
    last = segments[-1] if segments else ""
    return {
        "url_words": float(min(len(_LATIN_WORD.findall(last)), MAX_WORDS)),
        "url_depth": float(min(len(segments), MAX_DEPTH)),
        "url_number": float(_LONG_NUMBER.search(last) is not None),
        "url_file": float(last.endswith((".html", ".htm", ".php"))),
        "url_listing": float(_is_listing(segments)),
        "url_root": float(not segments),
    }


def _is_listing(segments: Sequence[str]) -> bool:
    return any(_LISTING_SEGMENT.fullmatch(segment) for segment in segments)
