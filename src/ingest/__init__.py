"""Feeds and pages in, clean articles in SQL out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.model import Extraction

__all__ = ["extract"]


def extract(html: bytes | str, url: str | None = None) -> Extraction:
    """The article in a page: its text without teasers and boilerplate, and its metadata.

    Pure: no network, no database. Never raises for bad input: `problem` says what is wrong, and
    `text` is what was found even then.
    """
    from ingest.pages import extract as extract_page

    return extract_page(html, url=url)
