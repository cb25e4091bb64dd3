"""Explanation -> one self-contained HTML page, for a browser."""

from ingest.pages.report.document import Subject, report

__all__ = ["Subject", "report"]
