"""Bytes -> Extraction: the page's inner rooms, joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lxml.html import HtmlElement

from ingest.model import Entry, Extraction, Problem, Removed, SiteKnowledge
from ingest.pages import (
    bare,
    body,
    judge,
    language,
    markdown,
    metadata,
    paywall,
    polish,
    signals,
    structured,
    teasers,
    verdict,
    witness,
)
from ingest.pages.blocks import Block, Page
from ingest.pages.decode import decode
from ingest.pages.fromfeed import FromFeed
from ingest.pages.marks import Marks
from ingest.pages.parse import parse
from ingest.pages.walk import read_blocks

MAX_REMOVED_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the page as `ingest explain` shows it: kept, or cut for a reason.

    `chance` is how likely the judge held it to be body, None where a rule had cut it before.
    """

    kind: str
    text: str
    kept: bool
    reason: str | None
    chance: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An extraction with all blocks of the page, in reading order."""

    extraction: Extraction
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of each block."""

    page: Page
    marks: Marks
    chosen: list[bool]
    chances: list[float | None]


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    charset: str | None = None,
    entry: Entry | None = None,
    site: SiteKnowledge | None = None,
    at: datetime | None = None,
) -> Extraction:
    """The article in a page. Deterministic; never raises for bad input."""
    return _read(html, url=url, charset=charset, entry=entry, site=site, at=at)[0]


def explain(
    html: bytes | str,
    *,
    url: str | None = None,
    charset: str | None = None,
    entry: Entry | None = None,
    site: SiteKnowledge | None = None,
    at: datetime | None = None,
) -> Explanation:
    """The article in a page, and why: each block kept or cut. Never raises for bad input."""
    extraction, fate = _read(html, url=url, charset=charset, entry=entry, site=site, at=at)
    return Explanation(extraction, _lines(fate) if fate is not None else ())


def _read(
    html: bytes | str,
    *,
    url: str | None,
    charset: str | None,
    entry: Entry | None,
    site: SiteKnowledge | None,
    at: datetime | None,
) -> tuple[Extraction, _Fate | None]:
    decoded = decode(html, charset)
    tree = parse(decoded.markup)
    if tree is None:
        if decoded.problem is not None:
            return Extraction(problem=decoded.problem, detail=decoded.detail), None
        return Extraction(problem=Problem.EMPTY, detail="no text at all"), None
    said = structured.read(tree, url=url)
    about = metadata.read(tree, structured=said, url=url, entry=entry, at=at)
    page = read_blocks(tree)
    feed = FromFeed(entry)
    titles = site.titles if site else ()
    said_body = witness.said(said.article_body)
    others = [other for other in (said_body, feed.witness) if other is not None]
    marks = teasers.mark(
        page,
        title=about.title,
        titles=titles,
        keep=lambda text: any(other.has(text) for other in others),
    )
    opinion = _opinion(judge.Judge(page, marks, said=said_body, about=about), tree, page, marks)
    chosen = opinion.chosen
    if bare.is_bare(page) and any(chosen):
        chosen = bare.chosen(opinion.chances)
    polish.polish(page, marks, chosen, about=about, site_titles=titles)
    kept = [block for block in page.blocks if chosen[block.index]]
    fuller = feed.article(kept, about.title)
    text = markdown.plain(fuller or kept)
    in_feed = feed.has(text)
    found = verdict.judge(
        signals.observe(
            page,
            text=text,
            about=about,
            said=said,
            url=url,
            entry=entry,
            feed_text=feed.text,
            in_feed=in_feed,
            wall=paywall.wall(page, marks, chosen, text=text, said=said, in_feed=in_feed),
            kept=marks.kept,
            certainty=opinion.certainty,
        )
    )
    extraction = Extraction(
        text=text,
        markdown=markdown.markdown(
            fuller or kept, url=url, images=() if fuller else _images(page, kept)
        ),
        title=about.title,
        description=about.description,
        authors=about.authors,
        published_at=about.published_at,
        published_source=about.published_source,
        modified_at=about.modified_at,
        section=about.section,
        tags=about.tags,
        language=language.detect(text, about.language_declared),
        site_name=about.site_name,
        image_url=about.image_url,
        canonical_url=about.canonical_url,
        access=about.access,
        evidence=about.evidence,
        removed=removed(page, marks, chosen),
        quality=found.quality,
        problem=decoded.problem or found.problem,
        detail=decoded.detail if decoded.problem else found.detail,
    )
    return extraction, _Fate(page, marks, chosen, opinion.chances)


def _opinion(judges: judge.Judge, tree: HtmlElement, page: Page, marks: Marks) -> judge.Opinion:
    """The first judge's opinion, or that of the next where it is not sure. Spends the tree."""
    opinion, heard = judges.opinion(), witness.NOBODY
    if judges.features.wanted and not judge.is_sure(opinion):
        witness.prune(tree, marks)
        heard = witness.by_resiliparse(tree)
        opinion = judges.opinion(judge.WITH_RESILIPARSE, heard)
        if judge.is_in_doubt(opinion):
            heard = witness.by_trafilatura(tree)
            opinion = judges.opinion(judge.WITH_TRAFILATURA, heard)
    if any(opinion.chosen):
        return opinion
    return replace(opinion, chosen=body.choose(page, marks, heard))


def _images(page: Page, kept: list[Block]) -> list[tuple[int, str, str]]:
    """The pictures between the first and the last block of the text."""
    if not kept:
        return []
    return [image for image in page.images if kept[0].index <= image[0] <= kept[-1].index + 1]


def removed(page: Page, marks: Marks, chosen: list[bool]) -> tuple[Removed, ...]:
    """What was cut from the article's region, in reading order."""
    if not any(chosen):
        return ()
    area = body.enclosing(page, body.region(page, chosen))
    return tuple(
        Removed(
            reason=marks.reasons[block.index] or judge.REASON,
            text=markdown.tidy(block.text)[:MAX_REMOVED_TEXT],
        )
        for block in page.blocks[area.start : area.end]
        if not chosen[block.index]
    )


def _lines(fate: _Fate) -> tuple[Line, ...]:
    return tuple(
        Line(
            kind=block.kind.value,
            text=block.text,
            kept=kept,
            reason=None if kept else reason or judge.REASON,
            chance=chance,
        )
        for block, kept, reason, chance in zip(
            fate.page.blocks, fate.chosen, fate.marks.reasons, fate.chances, strict=True
        )
    )
