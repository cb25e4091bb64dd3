"""Invented news pages that cost a reader what real ones cost.

Made after the real pages of 80 to 200 KB in ../shared/bench (Fundus: 152 pages, trafilatura's
evaluation: 990): `python bench/newspage.py` prints both, side by side. The median there is 800
elements, 100 to 120 blocks of text, 27 paragraphs, 80 list items, 140 links, 140 <div>, 16 deep;
a quarter of the bytes are scripts and styles, 45 % attributes, 8 % words, and the article has
4,600 characters (quartiles 2,800 and 6,600).
"""

from __future__ import annotations

import argparse
import json
from functools import lru_cache
from random import Random

_NOUNS = """
harbour council water valley orchestra ferry mill museum judge winter storm reservoir archive
engine fresco meadow station province debate committee measure bridge school market river letter
answer question member library hospital budget tunnel garden teacher engineer mayor factory island
railway theatre village newspaper pension lawyer election festival harvest minister region coast
forest street union company programme report bank court police city
"""
_VERBS = """
opened approved delayed rejected published rebuilt defended examined welcomed postponed sold
inspected restored announced closed questioned measured visited financed described
"""
_ADJECTIVES = """
old small public northern early costly quiet new regional famous empty wooden narrow careful broken
modern distant local unexpected second
"""
NOUNS, VERBS, ADJECTIVES = _NOUNS.split(), _VERBS.split(), _ADJECTIVES.split()
FRAMES = (
    "The {a} {n} {v} the {n} of the {n} on Tuesday, and the {n} said it would not be the last.",
    "In the {n} nobody had expected that the {a} {n} would be {v} before the {n} was ready.",
    "According to the {n}, more than {d} people came to the {a} {n} while the {n} was still open.",
    "“We have {v} the {n} for {d} years,” said a member of the {n}, “and it was never {a}.”",
    "It is not clear who will pay for the {n}, which was {v} when the {a} {n} had its first {n}.",
    "But a {a} {n} has been {v} since then, so that the {n} can do what the {n} could not.",
    "They were told that the {n} and the {a} {n} are to be {v} within {d} days of the {n}.",
    "After the {n} had {v} its {a} {n}, there was little left for those who live near the {n}.",
)
SECTIONS = ("World", "Politics", "Business", "Culture", "Science", "Sport", "Opinion", "Travel")
NAMES = ("Mara Lindqvist", "Teo Albany", "Ines Corrado", "Jonas Weir", "Ada Okoro", "Piet Vos")
AD = (
    '<div class="ad-slot ad-slot--inline js-ad-slot" data-slot="/2841/news/inline_{n}" '
    'data-sizes="[[300,250],[336,280],[728,90]]" data-refresh="30" id="slot-{n}">'
    '<div class="ad-slot__label">Advertisement</div>'
    '<div class="ad-slot__frame"><div></div></div></div>'
)


def sentence(chance: Random) -> str:
    frame = chance.choice(FRAMES)
    while "{" in frame:
        start = frame.index("{")
        words = {"n": NOUNS, "v": VERBS, "a": ADJECTIVES}.get(frame[start + 1])
        word = chance.choice(words) if words else str(chance.randrange(2, 900))
        frame = frame[:start] + word + frame[start + 3 :]
    return frame


@lru_cache(maxsize=1)
def sentences() -> list[str]:
    """Made once: a farm that invents every word anew takes the cores from those it measures."""
    chance = Random("sentences")
    return [sentence(chance) for _ in range(20_000)]


def title(site: int, n: int) -> str:
    chance = Random(f"title {site} {n}")
    adjective, first, second, verb = (
        chance.choice(words) for words in (ADJECTIVES, NOUNS, NOUNS, VERBS)
    )
    return f"{adjective.capitalize()} {first} {verb} after {second} talks in district {site}-{n}"


def picture(chance: Random, width: int) -> str:
    name = f"https://img.example/{chance.getrandbits(48):012x}/{chance.getrandbits(32):08x}"
    sizes = ", ".join(f"{name}.jpg?w={w}&amp;q=75&amp;fm=webp {w}w" for w in (320, 640, 960, 1280))
    return (
        f'<picture class="media__picture"><source type="image/webp" srcset="{sizes}" '
        f'sizes="(min-width: 1100px) {width}px, 100vw"><img class="media__image lazy" '
        f'src="{name}.jpg?w={width}" alt="A {chance.choice(NOUNS)} near the '
        f'{chance.choice(NOUNS)}" width="{width}" height="{width * 9 // 16}" loading="lazy">'
        "</picture>"
    )


def link(chance: Random, words: str, kind: str, href: str) -> str:
    mark = f"{chance.getrandbits(32):08x}"
    return (
        f'<a class="{kind}__link {kind}__link--default js-track" href="{href}" '
        f'data-track-click="{kind}|{mark}" data-position="{mark[:2]}"><span>{words}</span></a>'
    )


def card(chance: Random, site: int, n: int, kind: str) -> str:
    when = f"{chance.randrange(2, 9)} days ago"
    return (
        f'<li class="{kind}__item"><div class="{kind} {kind}--small" data-id="{site}-{n}">'
        f'<div class="{kind}__media"><a class="{kind}__cover" href="/a/{n}" tabindex="-1" '
        f'aria-hidden="true">{picture(chance, 320)}</a></div><div class="{kind}__body">'
        f'<span class="{kind}__label">{chance.choice(SECTIONS)}</span><h3 class="{kind}__title">'
        f"{link(chance, title(site, n), kind, f'/a/{n}')}</h3>"
        f'<time class="{kind}__time">{when}</time></div></div></li>'
    )


def menu(chance: Random, kind: str, entries: int) -> str:
    items = "".join(
        f'<li class="{kind}__item">'
        + link(chance, word.capitalize(), kind, f"/topics/{word}-{chance.randrange(99)}")
        + "</li>"
        for word in chance.sample(NOUNS, entries)
    )
    return f'<div class="{kind}__wrap"><ul class="{kind}__list">{items}</ul></div>'


def script(chance: Random, size: int) -> str:
    pairs = []
    while size > 0:
        pairs.append(f'"{chance.choice(NOUNS)}_{size}":"{chance.getrandbits(64):016x}"')
        size -= len(pairs[-1]) + 1
    return "<script>window.__state={" + ",".join(pairs) + "};</script>"


@lru_cache(maxsize=4096)
def furniture(site: int, articles: int) -> tuple[str, str, str, str]:
    """What the pages of a site share: end of the head, header, aside, footer."""
    chance = Random(f"site {site}")
    metas = "".join(
        f'<meta property="{chance.choice(("og", "twitter", "fb", "app"))}:{word}" '
        f'content="{word} {chance.getrandbits(64):x} of the site, as its editors set it up">'
        for word in chance.sample(NOUNS, 30)
    )
    sheet = "".join(
        f".{word}__body--{n}{{margin:{n}px auto;display:flex;color:#{chance.getrandbits(24):06x}}}"
        for n, word in enumerate(chance.sample(NOUNS, 50))
    )
    head = f"{metas}<style>{sheet}</style>{script(chance, 4_000)}</head>"
    top = (
        '<div class="page" id="page"><div class="page__top"><header class="masthead">'
        f'<div class="masthead__bar"><div class="masthead__inner">{menu(chance, "nav", 18)}'
        f'<div class="masthead__tools"><button type="button">Sign in</button></div></div></div>'
        f'<nav class="topics"><div><div>{menu(chance, "topics", 14)}</div></div></nav></header>'
        "</div>"
    )
    shown = list(range(min(articles, 12)))
    most = "".join(card(chance, site, n, "mostread") for n in shown[:6])
    latest = "".join(card(chance, site, n, "teaser") for n in shown[6:] or shown[:3])
    aside = (
        '<aside class="sidebar"><div class="sidebar__inner"><section class="mostread-box"><h2>'
        f'Most read</h2><ol class="mostread__list">{most}</ol></section>{AD.format(n=90)}'
        f'<section class="latest-box"><h2>Latest</h2><ul>{latest}</ul></section></div></aside>'
    )
    columns = "".join(
        f'<div class="footer__column"><h4>{name}</h4>{menu(chance, "footer", 7)}</div>'
        for name in SECTIONS[:4]
    )
    boxes = "".join(
        f'<div class="modal modal--{word} js-modal" data-modal="{word}" role="dialog" hidden>'
        f'<div class="modal__frame"><span class="icon icon--close icon--{word}"></span></div></div>'
        for word in NOUNS[:14]
    )
    shops = "".join(
        f'<div class="partner"><a class="partner__link" href="https://partner.example/{word}" '
        f'rel="nofollow sponsored noopener" target="_blank" data-partner="{word}">'
        f"{picture(chance, 160)}</a></div>"
        for word in chance.sample(NOUNS, 24)
    )
    foot = (
        f'<footer class="footer"><div class="partners">{shops}</div><div class="footer__inner">'
        f'{columns}</div><p class="footer__legal">'
        f"© 2026 Site {site}. All rights reserved.</p></footer>{boxes}</div>"
        f"{script(chance, 8_000)}</body></html>"
    )
    return head, top, aside, foot


def body(chance: Random, characters: float) -> str:
    """The article's paragraphs, with what pages put between them."""
    made = sentences()
    parts: list[str] = []
    length = 0
    while length < characters:
        words = " ".join(made[chance.randrange(len(made))] for _ in range(chance.choice((1, 2, 3))))
        length += len(words)
        if chance.random() < 0.3:
            first, _, rest = words.partition(" ")
            words = f"{link(chance, first, 'inline', f'/topics/{first.lower()}')} {rest}"
        parts.append(f'<p class="article-body__paragraph" data-block="{len(parts)}">{words}</p>')
        if len(parts) % 6 == 0:
            parts.append(
                f"<h2>{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}</h2>".capitalize()
            )
        if len(parts) % 9 == 4:
            parts.append(AD.format(n=len(parts)))
    return "".join(parts)


def page(site: int, n: int, articles: int, size: int) -> bytes:
    """One article's page, of about so many bytes: what is missing is a script."""
    chance = Random(f"page {site} {n}")
    head, top, aside, foot = furniture(site, articles)
    author = NAMES[(site + n) % len(NAMES)]
    about = sentence(chance)
    linked = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title(site, n),
            "description": about,
            "datePublished": f"2026-03-{n % 27 + 1:02}T08:00:00Z",
            "author": {"@type": "Person", "name": author},
            "publisher": {"@type": "Organization", "name": f"Site {site}"},
        }
    )
    characters = min(20_000.0, chance.lognormvariate(8.43, 0.6))
    related = "".join(card(chance, site, m, "related") for m in range(min(articles, 5)) if m != n)
    tags = "".join(f'<li class="tag">{link(chance, w, "tag", f"/t/{w}")}</li>' for w in NOUNS[:6])
    share = "".join(
        f'<li class="share__item"><button class="share__button share__button--{w}" type="button" '
        f'aria-label="Share on {w}"><svg viewBox="0 0 24 24"><path d="M{chance.getrandbits(900):x}"'
        f"/></svg></button></li>"
        for w in ("facebook", "x", "mail", "link")
    )
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title(site, n)} | '
        f'Site {site}</title><meta name="description" content="{about}">'
        f'<script type="application/ld+json">{linked}</script>{head}<body class="article-page">'
        f'{top}<div class="page__body"><div class="grid"><div class="grid__row"><div class="grid__'
        'main"><main id="main"><article class="article" itemscope><div class="article__inner">'
        f'<header class="article__header"><span class="kicker">{SECTIONS[n % 8]}</span>'
        f'<h1 class="article__title">{title(site, n)}</h1><p class="article__standfirst">{about}'
        f'</p><div class="byline"><span class="byline__author">By {author}</span><time '
        f'datetime="2026-03-{n % 27 + 1:02}T08:00:00Z">{n % 27 + 1} March 2026</time></div>'
        f'<ul class="share">{share}</ul></header><figure class="media">{picture(chance, 1280)}'
        f"<figcaption>The {chance.choice(NOUNS)}. Photograph: {author}</figcaption></figure>"
        f'<div class="article-body"><div class="article-body__inner">{body(chance, characters)}'
        '</div></div><div class="newsletter"><h3>Sign up to our newsletter</h3><p>The best of the '
        f'week, every Friday.</p></div><ul class="tags">{tags}</ul><section class="related-box">'
        f'<h2>Related</h2><ul class="related__list">{related}</ul></section></div></article></main>'
        f"</div>{aside}</div></div></div>{foot}"
    )
    missing = size - len(text.encode())
    if missing > 100:
        filler = "<script>var d='" + f"{chance.getrandbits(4 * (missing - 30)):x}" + "'</script>"
        text = text.replace("</body>", filler + "</body>")
    return text.encode()


def main() -> None:
    """The figures of the farm's pages beside those of real ones."""
    import lzma
    import statistics
    from pathlib import Path

    from ingest.pages.parse import parse
    from ingest.pages.walk import read_blocks

    parser = argparse.ArgumentParser(description="Compare the farm's pages with real ones.")
    data = Path(__file__).resolve().parents[2] / "shared" / "bench"
    parser.add_argument("--data", type=Path, default=data)
    options = parser.parse_args()
    sets = {"farm": [page(site, 7, 25, 100_000).decode() for site in range(60)]}
    for name in ("fundus_dev", "trafilatura_eval"):
        file = options.data / f"{name}.jsonl.xz"
        if not file.exists():
            print(f"skipped: {file} is not there")
            continue
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            found = [json.loads(line)["html"] for line in lines]
        sets[name] = [html for html in found if 80_000 <= len(html.encode()) <= 200_000]
    for name, sources in sets.items():
        rows: dict[str, list[float]] = {}
        for html in sources:
            tree = parse(html)
            if tree is None:
                continue
            elements = [one for one in tree.iter() if isinstance(one.tag, str)]
            silent = [one for one in elements if one.tag in {"script", "style"}]
            size = len(html)
            figures = {
                "KB": size / 1000,
                "elements": len(elements),
                "blocks": len(read_blocks(tree).blocks),
                **{tag: sum(one.tag == tag for one in elements) for tag in ("p", "li", "a", "div")},
                "depth": max(sum(1 for _ in one.iterancestors()) for one in elements[::7]),
                "% script": 100 * sum(len(one.text or "") for one in silent) / size,
                "% attributes": 100
                * sum(len(k) + len(v) + 4 for one in elements for k, v in one.attrib.items())
                / size,
            }
            for key, value in figures.items():
                rows.setdefault(key, []).append(value)
        print(f"{name}, {len(sources)} pages (quartiles)")
        for key, values in rows.items():
            print(f"  {key:14}", *(f"{v:8.0f}" for v in statistics.quantiles(values)))


if __name__ == "__main__":
    main()
