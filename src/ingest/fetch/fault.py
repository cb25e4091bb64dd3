"""What went wrong on the way, raised inside this room and turned into `Failed` at its door."""

from __future__ import annotations

import re
from datetime import timedelta

from ingest.model import Problem

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LONGEST = 200


def plain(text: str) -> str:
    """Words from outside as they may be shown: one line, no control characters, bounded."""
    return _CONTROL.sub(" ", text)[:_LONGEST].strip()


class Fault(Exception):  # noqa: N818 a fault out there is no error of ours
    """A request that gave no usable answer. Never leaves `Web.fetch`."""

    def __init__(
        self,
        problem: Problem,
        detail: str,
        *,
        status: int | None = None,
        retry_after: timedelta | None = None,
        stops: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = plain(detail)
        self.status = status
        self.retry_after = retry_after
        self.stops = stops
