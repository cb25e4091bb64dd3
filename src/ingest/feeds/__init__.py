"""Bytes -> Feed: RSS, Atom, RDF, JSON Feed, sitemaps and listing pages, told apart by content."""

from __future__ import annotations

from ingest.feeds.news import arrived, digests
from ingest.feeds.source import read

__all__ = ["arrived", "digests", "read"]
