"""WARC files (ISO 28500) <-> recorded answers. The only room with FastWARC."""

from ingest.archive.reading import Damaged, Item, Recorded, Skipped, read
from ingest.archive.writing import Archive

__all__ = ["Archive", "Damaged", "Item", "Recorded", "Skipped", "read"]
