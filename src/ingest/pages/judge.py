"""Features -> how likely each block is body: boosted trees as plain arrays."""

from __future__ import annotations

from ingest.pages import body, features
from ingest.pages.blocks import Page
from ingest.pages.features import Matrix
from ingest.pages.metadata import Metadata
from ingest.pages.teasers import Marks
from ingest.pages.witness import Witness


def numbers(
    page: Page, marks: Marks, heard: Witness, *, said: Witness | None, entry: Witness | None, about: Metadata
) -> tuple[list[int], Matrix]:
    """What the judge is shown of a page."""
    has = [marks.reasons[block.index] is None and heard.has(block.text) for block in page.blocks]
    return features.features(
        page, marks, heard=heard, said=said, entry=entry, area=body.region(page, has), title=about.title,
        description=about.description, authors=about.authors,
    )  # fmt: skip
