"""Bytes -> Extraction: the page's inner rooms, joined."""

from __future__ import annotations

from datetime import datetime

from ingest.model import Entry, Extraction, Problem, Removed, SiteKnowledge
from ingest.pages import (
    body,
    judge,
    language,
    markdown,
    metadata,
    polish,
    structured,
    teasers,
    witness,
)
from ingest.pages.blocks import Page, read_blocks
from ingest.pages.decode import decode
from ingest.pages.parse import parse

MAX_REMOVED_TEXT = 2000


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
    decoded = decode(html, charset)
    tree = parse(decoded.text)
    if tree is None:
        problem = decoded.problem or Problem.EMPTY
        return Extraction(problem=problem)
    said = structured.read(tree, url=url)
    about = metadata.read(tree, structured=said, url=url, entry=entry, at=at)
    page = read_blocks(tree)
    titles = site.titles if site else ()
    marks = teasers.mark(page, title=about.title, titles=titles)
    witness.prune(tree, marks)
    heard = witness.listen(tree, page)
    said_body = witness.said(said.article_body)
    chosen, _ = judge.choose(
        page, marks, heard, said=said_body, entry=_feed(entry), about=about, machine=said
    )
    if not any(chosen):
        chosen = body.choose(page, marks, heard)
    polish.polish(
        page, marks, chosen, title=about.title, description=about.description, authors=about.authors,
        section=about.section, site_titles=titles,
    )  # fmt: skip
    kept = [block for block in page.blocks if chosen[block.index]]
    text = markdown.plain(kept)
    images = [
        image for image in page.images if kept and kept[0].index <= image[0] <= kept[-1].index + 1
    ]
    return Extraction(
        text=text,
        markdown=markdown.markdown(kept, url=url, images=images),
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
        problem=decoded.problem or (None if text else Problem.EMPTY),
    )


def _feed(entry: Entry | None) -> witness.Witness | None:
    """The feed's own content as a witness."""
    if entry is None:
        return None
    tree = parse(entry.content or entry.summary or "")
    return (
        witness.said("\n".join(block.text for block in read_blocks(tree).blocks))
        if tree is not None
        else None
    )


def removed(page: Page, marks: teasers.Marks, chosen: list[bool]) -> tuple[Removed, ...]:
    """What was cut from the article's region, in reading order."""
    inside = [index for index, kept in enumerate(chosen) if kept]
    if not inside:
        return ()
    region = body.region(page, chosen)
    return tuple(
        Removed(
            reason=marks.reasons[block.index] or "not the body",
            text=markdown.tidy(block.text)[:MAX_REMOVED_TEXT],
        )
        for block in page.blocks[region.start : region.end]
        if not chosen[block.index]
    )
