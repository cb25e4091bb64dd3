"""Candidates for a field -> the one that was chosen, and the record of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ingest.model import Evidence

Value = TypeVar("Value")
MAX_CANDIDATES = 12
MAX_VALUE = 500


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Value]):
    """A value that a field may have, and who says so: feed, jsonld, opengraph, meta, html, url."""

    value: Value
    source: str
    weight: float = 1.0


def record(
    field: str,
    candidates: Iterable[Candidate[Value]],
    chosen: Candidate[Value] | None,
    show: Callable[[Value], str] = str,
) -> tuple[Evidence, ...]:
    """What was said about a field, in the order it was looked at; exactly one is the chosen one."""
    seen: dict[tuple[str, str], bool] = {}
    for candidate in candidates:
        key = (candidate.source, show(candidate.value)[:MAX_VALUE])
        seen[key] = seen.get(key, False) or candidate is chosen
    rows = [Evidence(field=field, source=s, value=v, chosen=c) for (s, v), c in seen.items()]
    return tuple(row for i, row in enumerate(rows) if i < MAX_CANDIDATES or row.chosen)


def heaviest(candidates: Sequence[Candidate[Value]]) -> Candidate[Value] | None:
    """The first of the candidates with the greatest weight."""
    return max(candidates, key=lambda candidate: candidate.weight, default=None)
