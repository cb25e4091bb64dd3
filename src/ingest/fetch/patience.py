"""How long hosts that say nothing are waited for while others wait for a slot. Pure.

All numbers are seconds, but counts of requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

# Of the slots, so many may be held by slow requests while others wait.
SLOW_SHARE = 1 / 8
# A request is slow when it takes so many times what requests usually take, but not within a second
# (or, where the whole time is short, not within this share of it).
SLOW_TIMES = 5
SLOW_FROM = 1.0
SLOW_FROM_SHARE = 1 / 8
# What is still silent when all else is done may take so much of the time that was spent, or this
# share of INGEST_TIMEOUT; and however many they are, each gets the least of it.
TAIL_OF_SPENT = 1 / 4
TAIL_OF_TIMEOUT = 1 / 4
LEAST_OF_TIMEOUT = 1 / 8
LEAST = 2.0
# Unless slow ones do answer: where so many of those that were waited for did, the others have the
# time that these took, and a little more.
ANSWERING_SHARE = 1 / 8
MARGIN = 1.25


def most_slow(slots: int) -> int:
    """The slots that slow requests may hold while others wait."""
    return int(slots * SLOW_SHARE)


def slow_after(usual: float, timeout: float) -> float:
    """When a request counts as slow: never sooner than others usually need."""
    return min(max(short_while(timeout), SLOW_TIMES * usual), timeout / 2)


def short_while(timeout: float) -> float:
    """In which most hosts that answer at all have answered."""
    return min(SLOW_FROM, SLOW_FROM_SHARE * timeout)


def surplus(*, slow: int, slots: int, waiting: int) -> int:
    """How many slow requests are to make room for those that wait."""
    return max(0, min(waiting, slow - most_slow(slots)))


def most_stragglers(starts: int) -> int:
    """With more requests than this all else was not done: hosts that were held up had more."""
    return starts + max(32, starts // 4)


def share_of_the_rest(
    *, spent: float, timeout: float, left: int, slots: int, answered: Sequence[float], silent: int
) -> float:
    """What each of the `left` silent requests still gets when all else is done.

    Together they take TAIL_OF_SPENT or TAIL_OF_TIMEOUT, unless the least for each is more, or slow
    ones were seen to answer: `answered` are the times that they took, `silent` those that had all
    their time in vain.
    """
    rounds = max(1, ceil(left / slots))
    tail = max(TAIL_OF_SPENT * spent, TAIL_OF_TIMEOUT * timeout)
    least = max(LEAST, LEAST_OF_TIMEOUT * timeout)
    if len(answered) > ANSWERING_SHARE * (len(answered) + silent):
        least = max(least, MARGIN * max(answered))
    return min(timeout, max(least, tail / rounds))
