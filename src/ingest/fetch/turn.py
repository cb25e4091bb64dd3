"""One host in this process: its turn, what it told lately, and how long it is waited for."""

from __future__ import annotations

import asyncio

from ingest.model import Problem

_SMOOTHING = 0.3

# A dead host with 50 feeds would otherwise hold up a run for 50 times INGEST_TIMEOUT.
SILENCES = 3
_FORGOTTEN_AFTER = 300.0  # seconds
_LEAST_PATIENCE = 0.25


class Turn:
    """A host's turn, held by one request at a time. Times are the loop's clock."""

    __slots__ = (
        "_is_heard",
        "_problem",
        "_silences",
        "_smoothed",
        "_timeouts",
        "ended",
        "lock",
        "started",
        "waiting",
    )

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
        self.started = -float("inf")
        self.ended = -float("inf")
        self._smoothed = 0.0
        self._is_heard = False
        self._silences = 0
        self._timeouts = 0
        self._problem = Problem.TIMEOUT

    def begin(self) -> None:
        """The turn is taken."""
        self.started = asyncio.get_running_loop().time()
        self._is_heard = False

    def sent(self) -> None:
        """The request goes out: intervals count from here, as the server sees them."""
        self.started = asyncio.get_running_loop().time()

    def heard(self) -> None:
        """The host said something."""
        self._is_heard = True
        self._silences = 0

    def answered(self) -> None:
        """The host gave an answer, whichever."""
        self._timeouts = 0

    def unanswered(self, problem: Problem) -> None:
        """The time was up, or the name unknown."""
        self._timeouts += problem is Problem.TIMEOUT
        if not self._is_heard:
            self._silences += 1
            self._problem = problem

    def end(self) -> None:
        """The turn is given back."""
        self.ended = asyncio.get_running_loop().time()
        self._smoothed += _SMOOTHING * (self.ended - self.started - self._smoothed)

    def next_start(self, interval: float, *, longest_rest: float) -> float:
        """`interval` after the last start; a slow host also rests as long as it needs to answer."""
        rest = min(self._smoothed, longest_rest)
        return max(self.started + interval, self.ended + rest)

    def dead_of(self) -> Problem | None:
        """What the last requests all failed with, without a word of answer; None: it lives."""
        return self._problem if self._silences >= SILENCES and self._is_recent() else None

    def patience(self) -> float:
        """The share of its time that a request gets: less where those before it got no answer.

        A host that drips on all of its feeds holds up a run for a few times INGEST_TIMEOUT, not
        for as many times as it has feeds; one that answers has all the time again.
        """
        if not self._timeouts or not self._is_recent():
            return 1.0
        return max(_LEAST_PATIENCE, 0.5**self._timeouts)

    def _is_recent(self) -> bool:
        return asyncio.get_running_loop().time() - self.ended < _FORGOTTEN_AFTER
