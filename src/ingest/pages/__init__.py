"""Bytes -> article: decode, parse, metadata, teasers, body, polish, verdict."""

from ingest.pages.extract import extract

__all__ = ["extract"]
