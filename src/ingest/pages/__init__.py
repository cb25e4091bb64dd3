"""Bytes -> article: decode, parse, metadata, teasers, body, polish, verdict."""

from ingest.pages.extract import Explanation, Line, explain, extract

__all__ = ["Explanation", "Line", "explain", "extract"]
