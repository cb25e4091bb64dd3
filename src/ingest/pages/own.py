"""Entry -> Extraction: an article that its feed carries whole, without a page of its own."""

from __future__ import annotations

from ingest.model import Entry, Extraction, Problem
from ingest.pages import language, markdown, polish, teasers
from ingest.pages.extract import removed
from ingest.pages.metadata import Metadata
from ingest.pages.parse import parse
from ingest.pages.walk import read_blocks


def extract_entry(entry: Entry, *, url: str) -> Extraction:
    """The article in an entry's content, with what the feed says of it.

    The publisher has said that this is the article, so nothing chooses a region in it: teasers
    and notices go, all else stays. Only an entry without any text is a problem.
    """
    tree = parse(entry.content or entry.summary or "")
    if tree is None:
        return Extraction(title=entry.title, problem=Problem.EMPTY)
    page = read_blocks(tree)
    marks = teasers.mark(page, title=entry.title)
    chosen = [not reason for reason in marks.reasons]
    if not any(chosen):
        chosen = [True] * len(chosen)
    about = Metadata(title=entry.title, authors=entry.authors)
    polish.polish(page, marks, chosen, about=about)
    kept = [block for block in page.blocks if chosen[block.index]]
    text = markdown.plain(kept)
    return Extraction(
        text=text,
        markdown=markdown.markdown(kept, url=url),
        title=entry.title,
        authors=entry.authors,
        published_at=entry.published_at,
        published_source="feed" if entry.published_at else None,
        modified_at=entry.modified_at,
        tags=entry.tags,
        language=language.detect(text, entry.language),
        image_url=entry.image_url,
        removed=removed(page, marks, chosen),
        problem=None if text else Problem.EMPTY,
    )
