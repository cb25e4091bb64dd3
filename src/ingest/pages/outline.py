"""Explanation -> what people are shown of it: counts by reason, and each field's candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.model import Evidence, Extraction
from ingest.pages.blocks import Kind
from ingest.pages.extract import Explanation, Line
from ingest.pages.markdown import tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many blocks a page has; `reasons` says why how many were cut, the most frequent first."""

    blocks: int
    kept: int
    cut: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the article, its value where it has one, and all that was said about it."""

    name: str
    value: str | None
    candidates: tuple[Evidence, ...] = ()


def counts(lines: Sequence[Line]) -> Counts:
    """Count blocks by their fate."""
    reasons = Counter(line.reason or "" for line in lines if not line.kept)
    kept = sum(line.kept for line in lines)
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return Counts(blocks=len(lines), kept=kept, cut=len(lines) - kept, reasons=dict(ranked))


def comes_from_feed(explained: Explanation) -> bool:
    """Whether the text is not made of the page's kept blocks: then its feed has the fuller one."""
    said = (
        f"- {text}" if line.kind == Kind.ITEM else text
        for line in explained.lines
        if line.kept and (text := tidy(line.text))
    )
    return explained.extraction.text != "\n\n".join(said)


def fields(found: Extraction) -> list[Field]:
    """All fields in the order of `v1_articles`, those without a value too."""
    values: dict[str, str | None] = {
        "title": found.title,
        "description": found.description,
        "authors": "; ".join(found.authors) or None,
        "published_at": _moment(found.published_at),
        "modified_at": _moment(found.modified_at),
        "section": found.section,
        "tags": "; ".join(found.tags) or None,
        "language": found.language,
        "site_name": found.site_name,
        "image_url": found.image_url,
        "canonical_url": found.canonical_url,
        "access": found.access.value,
    }
    said: dict[str, list[Evidence]] = {}
    for evidence in found.evidence:
        said.setdefault(evidence.field, []).append(evidence)
    names = [*values, *(name for name in said if name not in values)]
    return [
        Field(name=name, value=values.get(name), candidates=tuple(said.get(name, ())))
        for name in names
    ]


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
