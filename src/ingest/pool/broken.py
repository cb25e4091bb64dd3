"""What comes of an item that gave no result."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The worker gave no answer: it ran too long, needed too much memory, or died."""

    problem: Problem
    detail: str
